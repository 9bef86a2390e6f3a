"""Pages are kept by a process until the data change."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings

from indicators.models import Entity, Target
from indicators.services import changes
from indicators.web import kept
from tests.integration.web.conftest import Site

TARGET = "/targets/cn-5g-2021/"
MEMORY = {**settings.CACHES, "pages": {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-in-tests",
}}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_memory(world: Target) -> Iterator[None]:
    with override_settings(CACHES=MEMORY):
        caches["pages"].clear()
        yield
        caches["pages"].clear()


def asked(site: Site, address: str, **options: Any) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as queries:
        answer = site.client.get(address, **options)
    assert answer.status_code == 200
    return len(queries), answer


@pytest.mark.parametrize(
    "address",
    ["/", TARGET, f"{TARGET}?as_of=2021-07-01", "/indicators/cn.5g.base_stations/", "/compare/",
     f"{TARGET}chart.png", "/targets.csv"],
)  # fmt: skip
def test_an_answer_asked_for_again_is_the_same_and_takes_one_query(
    site: Site, address: str
) -> None:
    first, made = asked(site, address)
    again, known = asked(site, address)
    assert first > 1 and again == 1
    assert known.content == made.content
    assert known.headers == made.headers


def test_new_data_are_seen_at_once(site: Site) -> None:
    assert "Renamed" not in site.get("/").text
    Entity.objects.update(name_en="Renamed")
    changes.bump()
    assert "Renamed" in site.get("/").text


def test_the_next_day_is_another_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.get("/")
    later = datetime(2026, 11, 24, 12, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "24 November 2026" in site.get("/").text


def test_who_is_logged_in_has_pages_made_anew(site: Site) -> None:
    site.client.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    first, _ = asked(site, "/")
    again, _ = asked(site, "/")
    assert first > again > 1  # what a list needs in brief is known to the process


def test_each_language_and_each_host_has_its_own(site: Site) -> None:
    english = site.get(TARGET).text
    chinese = site.get(TARGET, headers={"accept-language": "zh-Hans"}).text
    assert english != chinese
    with override_settings(ALLOWED_HOSTS=["testserver", "tracker.example"]):
        elsewhere = site.get(TARGET, headers={"host": "tracker.example"}).text
    assert "http://tracker.example/targets/" in elsewhere
    assert "http://tracker.example/targets/" not in english


def test_a_part_of_a_page_is_not_given_for_the_whole(site: Site) -> None:
    part = site.client.get("/", headers={"hx-request": "true"}).content
    back = site.client.get(
        "/", headers={"hx-request": "true", "hx-history-restore-request": "true"}
    ).content
    whole = site.client.get("/").content
    assert b"<html" not in part
    assert b"<html" in back and b"<html" in whole


def test_an_embedded_chart_may_still_be_framed(site: Site) -> None:
    with override_settings(EMBED_ANCESTORS=["https://news.example"]):
        first = site.client.get(f"/embed{TARGET}")
        again = site.client.get(f"/embed{TARGET}")
    for answer in (first, again):
        assert "frame-ancestors https://news.example" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers


def test_what_is_not_there_and_what_is_large_is_not_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        assert site.client.get("/targets/nothing/").status_code == 404
    monkeypatch.setattr(kept, "LARGEST", 100)
    assert asked(site, TARGET)[0] == asked(site, TARGET)[0] > 1


def test_what_is_meant_for_one_visitor_is_not_kept(rf: RequestFactory) -> None:
    request, answer = rf.get("/"), HttpResponse("page")
    answer.set_cookie("seen", "1")
    kept.keep(request, "tag", answer)
    assert kept.find(request, "tag") is None
    kept.keep(request, "tag", HttpResponse("page"))
    found = kept.find(request, "tag")
    assert found is not None and found.content == b"page"


@pytest.mark.parametrize(
    ("given", "backend"), [({}, "LocMemCache"), ({"PAGES_KEPT": "0"}, "DummyCache")]
)
def test_how_many_are_kept_is_a_setting(given: dict[str, str], backend: str) -> None:
    code = (
        "import django; django.setup(); from django.conf import settings;"
        " print(settings.CACHES['pages']['BACKEND'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **given}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip().endswith(backend)

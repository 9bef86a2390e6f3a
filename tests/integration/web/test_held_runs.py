"""A run that waits for a person: readers learn that and why by name, staff see the values."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from indicators.domain.quality.registry import CHECKS
from indicators.models import IngestionRun, Release
from indicators.services import accounts, releases
from tests import factories

pytestmark = pytest.mark.django_db
ROW = "cn.5g.base_stations,CHN,level,A,{},{},,2022-01-20"


@pytest.fixture
def held() -> IngestionRun:
    """Ten thousand times the figures before it, and a row that cannot be read."""
    factories.indicator()
    factories.entity()
    source = factories.source(checks={})
    known = {2017: 301000, 2018: 372000, 2019: 544000, 2020: 718000}
    factories.ingest(factories.csv(*(ROW.format(*one) for one in known.items())), to=source)
    found = factories.ingest(
        factories.csv(ROW.format(2021, 14253331111), ROW.format("20x21", 987654)), to=source
    )
    assert found.state == "held", found.message
    return found


def staff(name: str) -> Client:
    accounts.ensure_demo_users(factories.NOW)
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def shown(client: Any, held: IngestionRun) -> str:
    return str(client.get(f"/runs/{held.pk}/").content.decode().replace(",", "").replace(" ", ""))


VALUES = ("14253331111", "1425333", "987654")


def test_readers_see_the_checks_by_name_and_no_value(client: Client, held: IngestionRun) -> None:
    page = client.get(f"/runs/{held.pk}/").content.decode()
    assert "Held for a person to look." in page
    assert "shown to staff only" in page
    for one in held.checks["counts"]:
        assert CHECKS[one["check"]].title[0] in html.unescape(page)
    answer = client.get(f"/api/v1/runs/{held.pk}/").json()
    assert "hold" in [one["severity"] for one in answer["findings"]]
    texts = [
        shown(client, held),
        client.get("/runs/").content.decode().replace(",", ""),
        client.get(f"/api/v1/runs/{held.pk}/").content.decode(),
        client.get("/api/v1/runs/").content.decode(),
    ]
    for text in texts:
        assert not [one for one in VALUES if one in text]


def test_so_it_is_after_a_person_rejected_them(client: Client, held: IngestionRun) -> None:
    reviewer = User.objects.create_user("Li Na")
    for release in Release.objects.filter(run=held):
        releases.reject(release=release, reviewer=reviewer, reason="14253331111 is wrong")
    text = shown(client, held)
    assert not [one for one in VALUES if one in text]
    page = client.get(f"/runs/{held.pk}/").content.decode()
    assert '<span class="run failed">Rejected after review</span>' in page


def test_staff_see_all(held: IngestionRun) -> None:
    text = shown(staff("reviewer"), held)
    assert "14253331111" in text
    assert "987654" in text
    assert "showntostaffonly" not in text


def test_a_reader_with_an_account_is_no_staff(held: IngestionRun) -> None:
    client = Client()
    client.force_login(User.objects.create_user("reader"))
    assert "14253331111" not in shown(client, held)


def test_what_is_published_is_shown(client: Client, held: IngestionRun) -> None:
    releases.publish_run(held, reviewer=None, now=factories.NOW)
    assert "987654" in shown(client, held)

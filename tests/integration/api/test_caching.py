"""What has not changed is not sent again; nobody may ask without end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import ConnectionError as CacheAway
from rest_framework.throttling import SimpleRateThrottle

from indicators.api import etag
from indicators.domain.codelists import RunTrigger
from indicators.services.ingestion import runs
from tests import factories
from tests.integration.api.conftest import SERIES, TARGET, Api, problem_of

pytestmark = pytest.mark.usefixtures("world")

COUNTED = ["targets/", f"targets/{TARGET}/", f"series/{SERIES}/", "indicators/", "documents/"]
HASHED = ["sources/", "sources/miit/", "runs/", "schema/"]


def again(api: Api, address: str, tag: str) -> Any:
    return api.ask(address, headers={"if-none-match": tag})


@pytest.mark.parametrize("address", COUNTED + HASHED)
def test_unchanged_is_not_sent_again(api: Api, address: str) -> None:
    first = api.ask(address)
    assert first["Cache-Control"] == "public, no-cache"
    second = again(api, address, f'"other", {first["ETag"]}')
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]


@pytest.mark.parametrize("address", COUNTED)
def test_unchanged_costs_one_query(api: Api, address: str) -> None:
    tag = api.ask(address)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert again(api, address, tag).status_code == 304
    assert len(queries) == 1


@pytest.mark.parametrize("address", ["targets/", f"series/{SERIES}/", "sources/", "runs/"])
def test_new_figures_are_sent(api: Api, address: str) -> None:
    tag = api.ask(address)["ETag"]
    factories.revisions({"2022-01": [("2022-03-01", "1480000")]})
    assert again(api, address, tag).status_code == 200


def test_a_run_that_starts_is_sent(api: Api) -> None:
    """Runs change without anything else that a reader sees."""
    tag = api.ask("runs/")["ETag"]
    runs.request(source=factories.source(), trigger=RunTrigger.ADMIN, now=factories.NOW)
    assert again(api, "runs/", tag).status_code == 200


def test_the_next_day_is_sent(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Freshness, deadlines and the default of as_of follow the day."""
    tag = api.ask("targets/")["ETag"]
    later = datetime(2030, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = again(api, "targets/", tag)
    assert (answer.status_code, answer.json()["as_of"]) == (200, "2030-01-01")


def test_another_version_of_the_code_has_another_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    before = etag.of_state(1, date(2026, 11, 23))
    monkeypatch.setattr(etag, "code_version", lambda: "other")
    assert etag.of_state(1, date(2026, 11, 23)) != before


def test_answers_depend_on_no_session(api: Api) -> None:
    response = api.ask("targets/")
    assert "Cookie" not in response["Vary"]
    assert not response.cookies


class TestThrottle:
    @pytest.fixture(autouse=True)
    def _three_a_minute(self, settings: Any) -> None:
        settings.API_THROTTLE_RATE = "3/min"

    def test_refuses_who_asks_too_often_and_says_when_to_return(self, api: Api) -> None:
        for _ in range(3):
            assert api.ask("topics/").status_code == 200
        response = api.ask("topics/")
        assert response.status_code == 429
        assert problem_of(response)["code"] == "throttled"
        assert 1 <= int(response["Retry-After"]) <= 60

    def test_counts_each_address_for_itself(self, api: Api) -> None:
        for _ in range(4):
            api.ask("topics/", REMOTE_ADDR="10.0.0.1")
        assert api.ask("topics/", REMOTE_ADDR="10.0.0.2").status_code == 200

    def test_does_not_believe_a_header_that_anybody_can_write(self, api: Api) -> None:
        codes = [
            api.ask("topics/", headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
            for n in range(4)
        ]
        assert codes == [200, 200, 200, 429]

    def test_lets_everybody_in_while_the_cache_is_away(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Away:
            def get(self, *_: Any) -> Any:
                raise CacheAway

        monkeypatch.setattr(SimpleRateThrottle, "cache", Away())
        assert [api.ask("topics/").status_code for _ in range(4)] == [200] * 4

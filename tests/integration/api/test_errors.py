"""Every error is one problem document that names the value, the place and what would be right."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.urls import get_resolver

from indicators.selectors import catalogue
from tests.integration.api.conftest import SERIES, TARGET, Api, problem_of

pytestmark = pytest.mark.usefixtures("world")


@pytest.mark.parametrize(
    ("address", "parameter", "value", "words"),
    [
        ("targets/?as_of=banana", "as_of", "banana", "write it as 2021-07-01"),
        ("targets/?as_of=2021-02-30", "as_of", "2021-02-30", "write it as 2021-07-01"),
        ("targets/?as_of=2999-01-01", "as_of", "2999-01-01", "lies in the future"),
        ("targets/?as_of=", "as_of", "", "leave the parameter out"),
        ("targets/?as_of=2021-01-06&as_of=2021-01-07", "as_of", "2021-01-06, 2021-01-07", "once"),
        ("targets/?rev=-1", "rev", "-1", "whole number from 0"),
        ("targets/?rev=999", "rev", "999", "the newest is 3"),
        ("targets/?status=good", "status", "good", "one of met, met_late"),
        ("targets/?status=met,", "status", "met,", "is empty"),
        ("targets/?asof=2021-01-06", "asof", "2021-01-06", "did you mean “as_of”"),
        ("targets/?limit=0", "limit", "0", "from 1 to 1000"),
        ("targets/?limit=100000", "limit", "100000", "from 1 to 1000"),
        ("targets/?limit=１０", "limit", "１０", "from 1 to 1000"),
        ("targets/?offset=many", "offset", "many", "whole number"),
        ("targets/?entity=XYZ", "entity", "XYZ", "no entity “XYZ”"),
        ("targets/?topic=none", "topic", "none", "no topic “none”"),
        ("targets/?plan=none", "plan", "none", "no plan “none”"),
        ("targets/?entity=a%00b", "entity", "a\0b", "cannot be printed"),
        ("indicators/?topic=none", "topic", "none", "no topic “none”"),
        ("indicators/?format=xml", "format", "xml", "Known here: topic, search, limit, offset"),
        ("indicators/cn.5g.base_stations/?page=1", "page", "1", "takes none"),
        ("series/?frequency=weekly", "frequency", "weekly", "one of A, S, Q, M, D"),
        ("series/?basis=rate", "basis", "rate", "one of level, ytd, growth, ytd_growth"),
        ("series/?indicator=none", "indicator", "none", "no indicator “none”"),
        ("series/?source=none", "source", "none", "no source “none”"),
        (f"series/{SERIES}/?start=21", "start", "21", "2021-Q1"),
        (f"series/{SERIES}/?start=2022&end=2021", "end", "2021", "window is empty"),
        (f"series/{SERIES}/?vintages=yes", "vintages", "yes", "true nor false"),
        (f"series/{SERIES}/?updated_after=2021", "updated_after", "2021", "2021-07-01"),
        ("observations/", "indicator", "", "Name an indicator or series"),
        ("observations/?series=a:b", "series", "a:b", "no series “a:b”"),
        (f"observations/?series={SERIES},x", "series", "x", "no series “x”"),
        ("runs/?state=ready", "state", "ready", "one of queued"),
        ("runs/?source=none", "source", "none", "no source “none”"),
        ("schema/?format=yaml", "format", "yaml", "takes none"),
        ("docs/?script=", "script", "", "takes none"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    api: Api, address: str, parameter: str, value: str, words: str
) -> None:
    found = api.problem(address, 400)
    assert found["code"] == "invalid_parameter"
    assert found["instance"] == f"/api/v1/{address.split('?')[0]}"
    assert [(error["parameter"], error["value"]) for error in found["errors"]] == [
        (parameter, value)
    ]
    assert words in found["errors"][0]["detail"]
    assert words in found["detail"]


def test_all_faults_are_named_at_once(api: Api) -> None:
    found = api.problem("targets/?as_of=banana&colour=red&limit=0", 400)
    assert {error["parameter"] for error in found["errors"]} == {"as_of", "colour", "limit"}


def test_long_values_are_not_mirrored(api: Api) -> None:
    found = api.problem(f"targets/?as_of={'9' * 5000}&{'x' * 5000}=1", 400)
    assert all(len(text) < 1000 for error in found["errors"] for text in error.values())


def test_a_thousand_parameters_are_refused(api: Api) -> None:
    query = "&".join(f"p{number}=1" for number in range(2000))
    assert api.problem(f"targets/?{query}", 400)["code"] == "malformed_request"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("targets/none/", "no target “none”"),
        ("targets/none/assessment/", "no target “none”"),
        ("indicators/none/", "no indicator “none”"),
        ("entities/none/", "no entity “none”"),
        ("series/none/", "no series “none”"),
        ("documents/none/", "no document “none”"),
        ("sources/none/", "no source “none”"),
        ("runs/999999/", "no run “999999”"),
        ("runs/99999999999999999999/", "no run"),
        ("targets/a%00b/", "There is no"),
        (f"targets/{'x' * 300}/", "There is no"),
        ("nothing/", "nothing at /api/v1/nothing/"),
        ("runs/first/", "nothing at /api/v1/runs/first/"),
        (f"targets/{TARGET}/colour/", "nothing at"),
    ],
)
def test_what_does_not_exist_is_named(api: Api, address: str, words: str) -> None:
    assert words in api.problem(address, 404)["detail"]


def test_a_forgotten_slash_leads_on(api: Api) -> None:
    response = api.ask("targets?status=met")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/targets/?status=met")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["runs/", f"targets/{TARGET}/", "docs/", "schema/"])
def test_writing_is_not_possible(api: Api, address: str, method: str) -> None:
    found = api.problem(address, 405, method)
    assert found["code"] == "method_not_allowed"
    assert method.upper() in found["detail"]
    response = getattr(api.client, method)(f"/api/v1/{address}")
    assert response["Allow"] == "GET, HEAD"


def test_writing_to_nothing_is_not_found(api: Api) -> None:
    assert api.problem("nothing/", 404, "post")["code"] == "unknown_address"


@pytest.mark.parametrize("address", ["targets/", "schema/"])
def test_other_media_types_are_refused(api: Api, address: str) -> None:
    found = api.problem(address, 406, headers={"accept": "text/csv"})
    assert "json" in found["detail"]


def test_a_fault_of_ours_is_logged_and_not_shown(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> Any:
        raise RuntimeError("a secret place")

    monkeypatch.setattr(catalogue, "entities", fails)
    api.client.raise_request_exception = False
    response = api.ask("entities/")
    found = problem_of(response)
    assert (found["status"], found["code"]) == (500, "internal_error")
    assert b"secret" not in response.content
    assert "a secret place" in caplog.text


def test_every_address_refuses_an_unknown_parameter(api: Api) -> None:
    patterns = get_resolver("indicators.api.urls").url_patterns
    tried = 0
    for pattern in patterns:
        if pattern.name == "unknown":
            continue
        address = str(pattern.pattern).replace("<str:code>", "x").replace("<int:number>", "1")
        found = api.problem(f"{address}?colour=red", 400)
        assert "“colour”" in found["detail"]
        tried += 1
    assert tried >= 20


def test_head_answers_without_a_body(api: Api) -> None:
    response = api.client.head("/api/v1/targets/")
    assert (response.status_code, response.content) == (200, b"")


def test_messages_come_in_the_language_of_the_reader(api: Api) -> None:
    response = api.ask("targets/?as_of=banana", headers={"accept-language": "zh-hans"})
    assert response["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("address", ["/api/", "/api/v2/targets/", "/api/v1/nothing"])
def test_there_is_nothing_beside_the_version(api: Api, address: str) -> None:
    found = problem_of(api.client.get(address))
    assert (found["status"], found["code"]) == (404, "unknown_address")


def test_an_absent_database_is_said_in_the_same_form(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> Any:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(catalogue, "entities", fails)
    monkeypatch.setattr("policytracker.middleware.connections.close_all", lambda: None)
    response = api.ask("entities/")
    assert (problem_of(response)["code"], response.status_code) == ("unavailable", 503)
    assert response["Retry-After"] == "5"

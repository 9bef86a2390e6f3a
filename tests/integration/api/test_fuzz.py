"""Whatever is asked: 200, or a problem document of the client's fault. Never a fault of ours."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.api import schema
from indicators.domain.codelists import Basis, Frequency, RunState, Status
from tests.integration.api.conftest import SERIES, TARGET, Api, problem_of

pytestmark = pytest.mark.usefixtures("world")

ADDRESSES = (
    "", "indicators/", "indicators/cn.5g.base_stations/", "entities/", "entities/CHN/", "topics/",
    "documents/", "documents/article/", "series/", f"series/{SERIES}/", "observations/", "targets/",
    f"targets/{TARGET}/", f"targets/{TARGET}/assessment/", "assessments/", "sources/",
    "sources/miit/", "runs/", "runs/1/", "schema/", "docs/",
)  # fmt: skip
NAMES = (
    "as_of", "rev", "start", "end", "frequency", "basis", "entity", "indicator", "series", "source",
    "status", "state", "topic", "plan", "document", "search", "vintages", "updated_after", "limit",
    "offset", "format",
)  # fmt: skip
LIKELY = st.sampled_from(
    [
        "CHN", "cn.5g.base_stations", SERIES, "miit", "digital", "article", "true", "false", "1",
        "0", "2147483648", "99999999999999999999", "-1", "1e3", "NaN", "2021", "2021-Q1", "2021-02",
        "2021-02-29", "0001-01-01", "9999-12-31", "9999", "0000", "2021-01-01/P2M",
        "9998-12-01/P9999Y", "2021年1-2月", "FY2025-26", "FY0001", "FY9999", "0001-01-01/P1D", "%",
        "_", "'", '"', "\\", "\0", "\x1f", "a,b", ",", ",,", " ", "\ud7ff", "🙂" * 300,
        *Basis, *Frequency, *Status, *RunState,
    ]
)  # fmt: skip
VALUES = st.one_of(LIKELY, st.dates().map(str), st.integers().map(str), st.text(max_size=300))
QUERY = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), VALUES))
CALM = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def check(response: object, *codes: int) -> None:
    assert response.status_code in codes, (response.status_code, response.content)  # type: ignore[attr-defined]
    if response.status_code >= 400:  # type: ignore[attr-defined]
        problem_of(response)


@CALM
@given(address=st.sampled_from(ADDRESSES), query=QUERY)
def test_any_query(api: Api, address: str, query: list[tuple[str, str]]) -> None:
    cache.clear()
    check(api.ask(f"{address}?{urlencode(query, errors='replace')}"), 200, 400, 404)


# Queries that are right, or nearly: they get past the parser, to the database.
PERIODS = st.sampled_from(["2020", "2020-12", "0001", "9998-01-01/P1Y", "2021-01-01/P2M", "FY2021"])
DAYS = st.dates().map(str) | st.sampled_from(["0001-01-01", "2021-05-19", "2026-01-01"])
PLAUSIBLE = {
    "as_of": DAYS,
    "updated_after": DAYS,
    "rev": st.integers(0, 4).map(str),
    "start": PERIODS,
    "end": PERIODS,
    "frequency": st.sampled_from([*Frequency]),
    "basis": st.sampled_from([*Basis]),
    "status": st.lists(st.sampled_from([*Status]), min_size=1).map(",".join),
    "state": st.sampled_from([*RunState]),
    "entity": st.just("CHN") | st.text(min_size=1, max_size=20),
    "indicator": st.just("cn.5g.base_stations"),
    "series": st.just(SERIES) | st.just(f"{SERIES},{SERIES}"),
    "source": st.just("miit"),
    "topic": st.just("digital"),
    "document": st.just("article"),
    "search": st.text(min_size=1, max_size=20),
    "vintages": st.sampled_from(["true", "false"]),
    "limit": st.integers(1, 1000).map(str),
    "offset": st.sampled_from(["0", "1", "2147483647"]),
}
LISTS = {
    address: operation["get"]
    for address, operation in schema.document()["paths"].items()
    if "{" not in address
}


@CALM
@given(address=st.sampled_from(sorted(LISTS)), data=st.data())
def test_a_plausible_query(api: Api, address: str, data: st.DataObject) -> None:
    cache.clear()
    takes = [item["name"] for item in LISTS[address].get("parameters", []) if item["in"] == "query"]
    names = data.draw(st.lists(st.sampled_from(takes), unique=True)) if takes else []
    pairs = [(name, data.draw(PLAUSIBLE.get(name, LIKELY))) for name in names]
    text = urlencode(pairs, errors="replace")
    check(api.client.get(f"{address}?{text}"), 200, 400)


@CALM
@given(
    place=st.sampled_from(
        ["targets/{}/", "targets/{}/assessment/", "series/{}/", "runs/{}/", "documents/{}/",
         "indicators/{}/", "entities/{}/", "sources/{}/", "{}/", "{}"]
    ),
    code=VALUES,
)  # fmt: skip
def test_any_code(api: Api, place: str, code: str) -> None:
    cache.clear()
    address = place.format(quote(code, safe="", errors="replace"))
    check(api.ask(address), 200, 301, 404)


@CALM
@given(query=st.binary(max_size=200))
def test_any_bytes(api: Api, query: bytes) -> None:
    cache.clear()
    text = query.decode("latin-1")
    response = api.client.get("/api/v1/targets/", QUERY_STRING=text)
    check(response, 200, 400)


@CALM
@given(header=st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=100))
def test_any_header(api: Api, header: str) -> None:
    cache.clear()
    headers = {"if-none-match": header, "accept": header, "accept-language": header}
    check(api.ask("targets/", headers=headers), 200, 304, 406)

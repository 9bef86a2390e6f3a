"""Whatever is asked: 200, or a problem document of the client's fault. Never a fault of ours."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


@CALM
@given(
    address=st.sampled_from(ADDRESSES),
    one=st.sampled_from(NAMES),
    value=VALUES,
    other=st.sampled_from(NAMES),
    second=VALUES,
)
def test_a_likely_query(
    api: Api, address: str, one: str, value: str, other: str, second: str
) -> None:
    cache.clear()
    text = urlencode([(one, value), (other, second)], errors="replace")
    check(api.ask(f"{address}?{text}"), 200, 400, 404)


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

"""Whatever a service sends: rows or a ConnectorError, from fetching and from reading."""

import json
import random
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.connectors.api import ApiConnector
from indicators.connectors.base import COLUMN_NAMES, ConnectorError, Fetched, ParsedRow
from indicators.connectors.codes import SERIES
from indicators.connectors.registry import CONNECTORS
from tests.unit.connectors import test_dbnomics, test_fred, test_nbs, test_worldbank

GIVEN: dict[str, dict[str, Any]] = {
    "worldbank": {"indicators": ["A"], "countries": ["CN"]},
    "dbnomics": {"provider": "IMF", "dataset": "CPI"},
    "fred": {"series_id": ["GDPC1"], "api_key": "FRED"},
    "nbs": {"dbcode": "hgyd", "zb": ["A0D0101"]},
}
VALID: dict[str, list[Any]] = {
    "worldbank": [test_worldbank.page(number) for number in (1, 2, 3)],
    "dbnomics": [test_dbnomics.page([test_dbnomics.doc(one) for one in test_dbnomics.IDS])],
    "fred": [test_fred.series(test_fred.state()), test_fred.figures(test_fred.ROWS)],
    "nbs": [
        test_nbs.answer(
            [test_nbs.node("A0D0101", "202112"), test_nbs.node("A0D0101", "2021B", None)],
            periods={"202112": "2021年1-12月"},
        )
    ],
}
names = st.sampled_from(sorted(GIVEN))
oddities = st.sampled_from(
    [None, True, "", "x", "NaN", "-1", 0, 7, -1.5, 10**30, [], {}, [[]], [None], {"a": 1}, "0000",
     "9999-12-31", "0001-01-01", "2021-W99", "2021Z", "202100", "\0", "\ud800", "9" * 400]
)  # fmt: skip


def reader(name: str, **more: Any) -> ApiConnector:
    made = CONNECTORS[name]({"defaults": {"entity": "CHN"}, **more})
    assert isinstance(made, ApiConnector)
    return made


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    below = value.items() if isinstance(value, dict) else []
    below = enumerate(value) if isinstance(value, list) else below
    return [path, *(place for key, one in below for place in places(one, (*path, key)))]


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at a place."""
    if not path:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = changed(document[path[0]], path[1:], value)
    return copy


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, list[Any]]:
    """A valid document in which one to three places hold something else."""
    name = draw(names)
    document: Any = VALID[name]
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(document)))
        document = changed(document, path, draw(oddities))
    return name, document if isinstance(document, list) else [document]


def check(rows: list[ParsedRow]) -> None:
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    for row in rows:
        assert set(row.cells) <= {*COLUMN_NAMES, SERIES} or row.problem
        for text in (*row.cells.values(), row.raw, row.problem or ""):
            assert "\0" not in text
            text.encode()
        assert row.problem is None or row.raw


def read(name: str, content: bytes) -> None:
    with suppress(ConnectorError):
        check(list(reader(name).parse(content)))
    with suppress(ConnectorError):
        reader(name).updated_on(content)


@pytest.mark.parametrize("name", sorted(VALID))
def test_the_documents_are_valid_before_they_are_changed(name: str) -> None:
    rows = list(reader(name).parse(json.dumps(VALID[name]).encode()))
    check(rows)
    assert any(row.problem is None for row in rows)


@given(names, st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@example("nbs", b"[" * 100_000)
@example("fred", b'[{"seriess": [{}]}, {"observations": [], "count": 0, "offset": 0}]')
def test_any_bytes_are_rows_or_a_connector_error(name: str, content: bytes) -> None:
    read(name, content)


@given(mutated())
def test_any_changed_document_is_rows_or_a_connector_error(found: tuple[str, list[Any]]) -> None:
    name, document = found
    read(name, json.dumps(document).encode())


@given(names, st.integers(0, 10_000), st.binary(max_size=3))
def test_any_damaged_document_is_rows_or_a_connector_error(
    name: str, place: int, damage: bytes
) -> None:
    content = json.dumps(VALID[name], ensure_ascii=False).encode()
    place %= len(content)
    read(name, content[:place] + damage)
    read(name, content[:place] + damage + content[place + len(damage) :])


class Odd:
    """A fetcher whose answers are those of a list, again and again."""

    def __init__(self, answers: list[bytes]) -> None:
        self.answers, self.count = answers, 0

    def _next(self, url: str) -> Fetched:
        self.count += 1
        assert self.count <= 1_000
        return Fetched(self.answers[self.count % len(self.answers)], "application/json", url, "a")

    def get(self, url: str, **_: Any) -> Fetched:
        return self._next(url)

    def post(self, url: str, form: Mapping[str, str], *, max_bytes: int | None = None) -> Fetched:
        return self._next(url)

    def read_file(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        raise NotImplementedError


@given(mutated(), st.randoms(use_true_random=False))
def test_whatever_the_answers_fetching_ends(
    found: tuple[str, list[Any]], order: random.Random
) -> None:
    """And what it brings is read without an error of the file."""
    name, document = found
    bodies = [json.dumps(answer).encode() for answer in [*document, *VALID[name]]]
    order.shuffle(bodies)
    source = reader(name, **GIVEN[name])
    try:
        fetched = source.fetch(Odd(bodies))
    except ConnectorError:
        return
    source.updated_on(fetched.content)
    with suppress(ConnectorError):  # of the columns: a document may lack a field
        check(list(source.parse(fetched.content)))


@given(
    names,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
        lambda children: st.lists(children) | st.dictionaries(st.text(), children),
        max_leaves=5,
    ),
    st.data(),
)
def test_any_parameter_is_accepted_or_a_connector_error(
    name: str, value: Any, data: st.DataObject
) -> None:
    parameter = data.draw(st.sampled_from([one.name for one in CONNECTORS[name].parameters]))
    with suppress(ConnectorError):
        CONNECTORS[name]({**GIVEN[name], parameter: value})

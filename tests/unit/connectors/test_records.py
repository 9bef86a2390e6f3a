"""A source's own fields and codes become ours by its settings, and by nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import pytest

from indicators.connectors.base import ConnectorError, Fetched, Fetcher, Previous
from indicators.connectors.codes import MAPPING
from indicators.connectors.csv import CsvConnector
from indicators.connectors.records import Record, RecordConnector

CHINA = {"key": "X.CN", "country": "CN", "date": "2021", "amount": "5"}
GERMANY = {"key": "X.DE", "country": "DE", "date": "2021", "amount": "6"}


class Example(RecordConnector):
    name = "example"
    label_en = label_zh = "Example"
    parameters = MAPPING
    suggested: ClassVar[Mapping[str, str]] = {
        "series": "key", "entity": "country", "period": "date", "value": "amount",
    }  # fmt: skip
    found: Sequence[Record] = (Record(1, CHINA), Record(2, GERMANY))

    @property
    def can_fetch(self) -> bool:
        return False

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        raise NotImplementedError

    def records(self, content: bytes) -> Iterator[Record]:
        yield from self.found


def cells(**parameters: object) -> list[dict[str, str]]:
    return [dict(row.cells) for row in Example(parameters).parse(b"") if not row.left_out]


def failure(**parameters: object) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        list(Example(parameters).parse(b""))
    return caught.value


def test_fields_are_taken_as_suggested() -> None:
    first = cells(defaults={"indicator": "gdp"})[0]
    assert first == {
        "indicator": "gdp", "entity": "CN", "period": "2021", "value": "5", "series": "X.CN",
    }  # fmt: skip


def test_columns_say_otherwise() -> None:
    found = cells(defaults={"indicator": "gdp"}, columns={"note": "key", "entity": "key"})
    assert (found[0]["note"], found[0]["entity"]) == ("X.CN", "X.CN")


def test_a_field_that_only_later_records_have_is_read() -> None:
    connector = Example({"defaults": {"indicator": "gdp"}, "columns": {}})
    connector.suggested = {**Example.suggested, "status": "flag"}  # type: ignore[misc]
    connector.found = (Record(1, CHINA), Record(2, GERMANY | {"flag": "P"}))
    found = [row.cells.get("status") for row in connector.parse(b"")]
    assert found == [None, "P"]


def test_codes_translate_and_leave_what_is_not_listed() -> None:
    found = cells(defaults={"indicator": "gdp"}, codes={"entity": {"CN": "CHN"}})
    assert [one["entity"] for one in found] == ["CHN", "DE"]


def test_codes_leave_out_the_others_if_they_are_told_to() -> None:
    codes = {"entity": {"CN": "CHN", "*": ""}}
    rows = list(Example({"defaults": {"indicator": "gdp"}, "codes": codes}).parse(b""))
    assert [row.left_out for row in rows] == [False, True]
    assert rows[1].problem is None


def test_a_listed_series_brings_its_columns_and_the_others_are_left_out() -> None:
    series = {"X.DE": {"indicator": "gdp", "entity": "DEU", "unit": "EUR"}}
    (found,) = cells(series=series)
    assert found == {
        "indicator": "gdp", "entity": "DEU", "unit": "EUR", "period": "2021", "value": "6",
        "series": "X.DE",
    }  # fmt: skip


def test_a_listed_series_that_does_not_come_is_reported() -> None:
    series = {key: {"indicator": "gdp", "entity": "DEU"} for key in ("X.DE", "X.FR")}
    last = list(Example({"series": series}).parse(b""))[-1]
    assert "“X.FR” is listed" in (last.problem or "")


def test_a_record_that_cannot_be_read_keeps_its_text() -> None:
    connector = Example({"defaults": {"indicator": "gdp"}})
    connector.found = (Record(1, CHINA), Record(2, {}, "It is broken.", "?"))
    last = list(connector.parse(b""))[-1]
    assert (last.line, last.problem, last.raw) == (2, "It is broken.", "?")


@pytest.mark.parametrize(
    ("parameters", "code", "says"),
    [
        ({}, "missing_column", ["indicator", "country", "date"]),
        ({"columns": {"indicator": "theme"}}, "missing_column", ["“theme”", "amount"]),
        ({"columns": {"theme": "key"}}, "unknown_canonical_column", ["“theme”", "indicator"]),
        ({"codes": {"theme": {"a": "b"}}}, "unknown_canonical_column", ["“theme”"]),
        ({"series": {"X": {"theme": "b"}}}, "unknown_canonical_column", ["“theme”"]),
        ({"series": {"X": "gdp"}}, "invalid_parameter", ["series.X", "gdp", "mapping"]),
        ({"codes": ["CN"]}, "invalid_parameter", ["codes", "mapping"]),
    ],
)
def test_wrong_settings_are_named(
    parameters: dict[str, object], code: str, says: list[str]
) -> None:
    error = failure(**parameters)
    assert error.code == code
    for words in says:
        assert words in str(error)


class TestATextTable:
    CONTENT = b"Series ID,Period,Value\nA1,2021,5\nA2,2021,6\n"

    def test_can_have_listed_series(self) -> None:
        connector = CsvConnector(
            {
                "columns": {"series": "Series ID"},
                "series": {"A2": {"indicator": "gdp", "entity": "CHN"}},
            }
        )
        rows = list(connector.parse(self.CONTENT))
        assert [row.left_out for row in rows] == [True, False]
        assert rows[1].cells == {
            "indicator": "gdp", "entity": "CHN", "period": "2021", "value": "6", "series": "A2",
        }  # fmt: skip

    def test_needs_the_column_with_their_key(self) -> None:
        connector = CsvConnector({"series": {"A2": {"indicator": "gdp", "entity": "CHN"}}})
        with pytest.raises(ConnectorError, match="no column “series”"):
            list(connector.parse(self.CONTENT))

    def test_can_have_codes(self) -> None:
        connector = CsvConnector({"codes": {"entity": {"China": "CHN"}}})
        content = b"indicator,entity,period,value\ngdp,China,2021,5\n"
        assert next(iter(connector.parse(content))).cells["entity"] == "CHN"


class TestASample:
    def test_shows_the_fields_and_the_first_records(self) -> None:
        assert Example({}).sample(b"", 1) == [list(CHINA), list(CHINA.values())]

    def test_of_a_table_shows_its_first_lines_whatever_the_settings(self) -> None:
        found = CsvConnector({"columns": {"period": "no such"}}).sample(b"a;b\n1;2,5\n3;4\n", 2)
        assert found == [["", "A", "B"], ["1", "a", "b"], ["2", "1", "2,5"]]

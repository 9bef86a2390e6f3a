"""Wide tables, as text: the same layouts as those of workbooks, without the workbook."""

from typing import Any

import pytest

from indicators.connectors.base import ConnectorError, ParsedRow
from indicators.connectors.csv import CsvConnector

ACROSS = {"layout": "periods_across", "defaults": {"entity": "CHN"}}
DOWN = {"layout": "series_across", "defaults": {"entity": "CHN", "indicator": "x"}}


def rows(text: str, **parameters: Any) -> list[ParsedRow]:
    return list(CsvConnector(parameters).parse(text.encode()))


def brief(parsed: list[ParsedRow], *names: str) -> list[tuple[str, ...]]:
    assert [row.problem for row in parsed if row.problem] == []
    return [tuple(row.cells.get(name, "") for name in names) for row in parsed]


def failure(text: str, **parameters: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        rows(text, **parameters)
    assert caught.value.permanent
    return caught.value


class TestPeriodsAcross:
    TABLE = "indicator,unit,2021,2022年,Mar-2023\na,t,1,2,3\nb,kg,,5,..\n"

    def test_give_a_figure_for_each_cell_with_text(self) -> None:
        found = rows(self.TABLE, **ACROSS)
        assert brief(found, "indicator", "unit", "period", "value", "column") == [
            ("a", "t", "2021", "1", "C"), ("a", "t", "2022年", "2", "D"),
            ("a", "t", "2023-03", "3", "E"), ("b", "kg", "2022年", "5", "D"),
            ("b", "kg", "2023-03", "..", "E"),
        ]  # fmt: skip
        assert [row.line for row in found] == [2, 2, 2, 3, 3]

    def test_headings_of_ours_are_found_in_any_case_and_width(self) -> None:
        found = rows(" INDICATOR ,Ｕnit,2021\na,t,1\n", **ACROSS)
        assert brief(found, "indicator", "unit") == [("a", "t")]

    def test_columns_map_headings_of_the_source(self) -> None:
        parameters = {**ACROSS, "columns": {"indicator": "指标", "note": "单位"}}
        found = rows("指标,单位,2021\na,t,1\n", **parameters)
        assert brief(found, "indicator", "note") == [("a", "t")]

    def test_a_column_under_an_empty_corner_goes_by_its_letter(self) -> None:
        found = rows(",2021,2022\na,1,2\n", **ACROSS, columns={"indicator": "A"})
        assert brief(found, "indicator", "value") == [("a", "1"), ("a", "2")]

    def test_a_year_over_quarters(self) -> None:
        table = "title\n\n,2021,,2022,\n,Q1,Q2,Q1,Q2\na,1,2,3,4\n"
        parameters = {
            **ACROSS, "header_rows": {"period": [3, 4]}, "row_fields": {"indicator": "A"},
        }  # fmt: skip
        found = rows(table, **parameters, spread=["period"])
        assert brief(found, "period", "value") == [
            ("2021Q1", "1"), ("2021Q2", "2"), ("2022Q1", "3"), ("2022Q2", "4"),
        ]  # fmt: skip
        assert failure(table, **parameters).code == "unknown_column"

    def test_an_indicator_over_years(self) -> None:
        table = ",GDP,,CPI,\n,2021,2022,2021,2022\nCHN,1,2,3,4\n"
        found = rows(
            table,
            layout="periods_across",
            header_rows={"indicator": 1, "period": 2},
            row_fields={"entity": "A"},
            spread=["indicator"],
        )
        assert brief(found, "indicator", "entity", "period", "value") == [
            ("GDP", "CHN", "2021", "1"), ("GDP", "CHN", "2022", "2"),
            ("CPI", "CHN", "2021", "3"), ("CPI", "CHN", "2022", "4"),
        ]  # fmt: skip

    def test_months_named_by_numbers_below_a_year(self) -> None:
        found = rows(
            ",2021,\n,1,2\na,5,6\n", **ACROSS, header_rows={"period": [1, 2]}, frequency="M",
            row_fields={"indicator": "A"}, spread=["period"], first_column="B",
        )  # fmt: skip
        assert brief(found, "period") == [("2021-01",), ("2021-02",)]

    def test_fields_may_stand_to_the_right_and_repeat_from_above(self) -> None:
        table = "2021,indicator,unit\n1,a,t\n2,b,\n"
        found = rows(
            table, **ACROSS, row_fields={"indicator": "indicator", "unit": "C"}, spread=["unit"]
        )
        assert brief(found, "indicator", "unit", "value") == [("a", "t", "1"), ("b", "t", "2")]

    def test_other_columns_are_refused_until_they_are_ignored(self) -> None:
        table = "indicator,2021,合计,2022,Note\na,1,9,2,x\n"
        error = failure(table, **ACROSS)
        assert error.code == "unknown_column"
        assert "“合计” of column C" in str(error)
        for ignored in (["合计", "note"], "*"):
            found = rows(table, **ACROSS, ignore_columns=ignored)
            assert brief(found, "value") == [("1",), ("2",)]
        found = rows(table, **ACROSS, last_column="B")
        assert brief(found, "value") == [("1",)]

    def test_listed_series_apply(self) -> None:
        found = rows(
            "series,2021\nA1,1\nA2,2\n",
            layout="periods_across",
            series={"A2": {"indicator": "gdp", "entity": "CHN"}},
        )
        assert [row.left_out for row in found] == [True, False]
        assert found[1].cells["indicator"] == "gdp"


class TestSeriesAcross:
    ABS = (
        ",GDP ; Total ;,CPI ; All ;\nUnit,t,%\nFrequency,Quarter,Month\nSeries ID,A1,A2\n"
        "2021-03-01,1,2\n2021-06-01,,3\n2021-09-01,,\n"
    )
    ROWS = {"series": 4, "unit": 2, "frequency": 3}

    def test_give_a_figure_for_each_cell_with_the_fields_of_its_column(self) -> None:
        found = rows(self.ABS, **DOWN, header_rows=self.ROWS, frequency="frequency")
        assert brief(found, "series", "unit", "frequency", "period", "value", "column") == [
            ("A1", "t", "Q", "2021-Q1", "1", "B"), ("A2", "%", "M", "2021-03", "2", "C"),
            ("A2", "%", "M", "2021-06", "3", "C"),
        ]  # fmt: skip

    def test_a_date_without_a_frequency_is_a_day(self) -> None:
        found = rows(self.ABS, **DOWN, header_rows={"series": 4})
        assert brief(found, "period")[0] == ("2021-03-01",)

    def test_another_field_may_say_the_frequency_and_stays_as_it_is(self) -> None:
        found = rows(
            self.ABS, **DOWN, header_rows={"series": 4, "Freq.": 3}, frequency="Freq.",
            columns={"note": "Freq."},
        )  # fmt: skip
        assert brief(found, "period", "note")[0] == ("2021-Q1", "Quarter")

    def test_an_unknown_frequency_is_a_problem_of_the_cell(self) -> None:
        found = rows(
            self.ABS.replace("Month", "Fortnight"), **DOWN, header_rows=self.ROWS,
            frequency="frequency",
        )  # fmt: skip
        assert [bool(row.problem) for row in found] == [False, True, True]
        assert "“Fortnight”" in (found[1].problem or "")
        assert (found[1].cells["column"], found[1].raw) == ("C", "2")

    def test_the_period_may_stand_elsewhere_and_bear_another_name(self) -> None:
        found = rows(
            "no,Jahr,a,b\n1,2021,5,6\n", **DOWN, columns={"period": "Jahr"},
            row_fields={"Jahr": "Jahr"},
        )  # fmt: skip
        assert brief(found, "series", "period", "value") == [
            ("a", "2021", "5"), ("b", "2021", "6"),
        ]  # fmt: skip

    def test_a_column_without_heading_or_beyond_the_header_is_shown(self) -> None:
        found = rows("period,a,\n2021,1,2\n2022,3,,4\n", **DOWN)
        assert [(row.line, row.raw) for row in found if row.problem] == [(2, "2"), (3, "4")]
        assert "column C, which has no heading" in (found[1].problem or "")
        assert "cell D3" in (found[3].problem or "")


class TestNotes:
    TABLE = "period,a,b\n2021,1,2\n2022,,\n\n注：数据为初步核算数。\nSource: X\n"

    def test_are_shown_as_rows_that_could_not_be_read(self) -> None:
        found = rows(self.TABLE, **DOWN)
        assert [row.line for row in found if row.problem] == [5, 6]
        assert "end_at" in (found[2].problem or "")
        assert found[2].raw == "注：数据为初步核算数。"

    @pytest.mark.parametrize(
        "parameters",
        [
            {"end_at": ["注:"]},
            {"end_at": ["source", "注"]},
            {"last_row": 4},
            {"blank_row_ends": True},
            {"ignore_rows": ["注", "Source:"]},
            {"ignore_rows": "*"},
        ],
    )
    def test_are_left_alone_when_the_end_is_declared(self, parameters: dict[str, Any]) -> None:
        assert brief(rows(self.TABLE, **DOWN, **parameters), "value") == [("1",), ("2",)]

    def test_blank_rows_below_the_header_end_nothing(self) -> None:
        found = rows("period,a\n\n2021,1\n\n2022,2\n", **DOWN, blank_row_ends=True)
        assert brief(found, "period") == [("2021",)]

    def test_rows_before_the_first_one_are_not_read(self) -> None:
        found = rows("period,a\n(unit),t\n2021,1\n", **DOWN, first_row=3)
        assert brief(found, "period") == [("2021",)]

    def test_a_series_without_figures_is_no_note(self) -> None:
        found = rows("indicator,unit,2021\na,t,1\nb,t,\nA section:,,\n", **ACROSS)
        assert [row.raw for row in found if row.problem] == ["A section:"]

    def test_figures_of_a_row_that_says_nothing_are_shown(self) -> None:
        found = rows("indicator,2021\na,1\n,7\n", **ACROSS)
        assert "cell B3" in (found[1].problem or "")
        assert found[1].raw == "7"


class TestTextTables:
    def test_keep_their_lines_encoding_and_delimiter(self) -> None:
        content = 'title, with comma\nperiod;a;b\n2021;"1\n";2\n2022;3;4\n'.encode("gb18030")
        found = list(CsvConnector({**DOWN, "header_row": 2}).parse(content))
        assert [(row.line, row.cells["value"]) for row in found] == [
            (3, "1"), (3, "2"), (5, "3"), (5, "4"),
        ]  # fmt: skip

    def test_with_a_broken_quote_lose_one_row(self) -> None:
        found = rows('period,a\n2021,"1"x\n2022,3\n', **DOWN)
        assert [(row.line, row.raw) for row in found if row.problem] == [(2, '2021,"1"x')]
        assert found[1].cells["value"] == "3"
        assert failure('period,"a"x\n2022,3\n', **DOWN).code == "broken_header"
        assert failure('period,a\n2022,"3\n', **DOWN).code == "unclosed_quote"

    def test_are_read_as_before_in_the_long_layout(self) -> None:
        found = rows("indicator,entity,period,value\na,b,2021.0,1\n", layout="long")
        assert found == [
            ParsedRow(2, {"indicator": "a", "entity": "b", "period": "2021.0", "value": "1"})
        ]

    def test_with_very_many_columns_are_refused(self) -> None:
        assert failure("a," * 20_000 + "\n", **DOWN).code == "too_many_columns"


TABLE = "period,a\n2021,1\n"


@pytest.mark.parametrize(
    ("text", "parameters", "code", "says"),
    [
        (TABLE, {"layout": "tall"}, "invalid_parameter", ["tall", "periods_across"]),
        (TABLE, {"spread": ["a"]}, "parameter_needs_layout", ["spread", "series_across"]),
        (TABLE, {"last_row": 4}, "parameter_needs_layout", ["last_row"]),
        (TABLE, {**DOWN, "header_row": 9}, "no_figures", ["row 10"]),
        ("\n", {**DOWN}, "empty_file", []),
        ("\n\n\na,b\n1,2\n", {**DOWN, "header_row": 2}, "no_header", ["row 2"]),
        (TABLE, {**DOWN, "header_rows": {"series": 0}}, "invalid_parameter", ["series"]),
        (TABLE, {**DOWN, "header_rows": {"series": 1.5}}, "invalid_parameter", ["1.5"]),
        (TABLE, {**DOWN, "header_rows": {"series": []}}, "invalid_parameter", ["series"]),
        (TABLE, {**DOWN, "header_rows": [1]}, "invalid_parameter", ["header_rows"]),
        (TABLE, {**DOWN, "header_rows": {"a": 1}, "header_row": 1}, "two_headers", []),
        (TABLE, {**DOWN, "header_row": 5000}, "invalid_parameter", ["1,000"]),
        (TABLE, {**DOWN, "header_rows": {"period": 1}}, "field_twice", []),
        (TABLE, {**DOWN, "row_fields": {"value": "A"}}, "field_twice", ["“value”"]),
        (TABLE, {**DOWN, "row_fields": {"period": "Year"}}, "missing_column",
         ["“Year”", "“a” (B)"]),
        ("x,x,a\n1,2,3\n", {**DOWN, "row_fields": {"period": "X"}}, "unclear_column",
         ["2 columns"]),
        (TABLE, {**DOWN, "spread": ["b"]}, "invalid_parameter", ["is [b]"]),
        (TABLE, {**DOWN, "first_row": 1}, "invalid_parameter", ["from 2"]),
        (TABLE, {**DOWN, "first_row": 5, "last_row": 4}, "rows_run_backwards", ["4", "5"]),
        (TABLE, {**DOWN, "first_column": "B4"}, "invalid_parameter", ["B4"]),
        (TABLE, {**DOWN, "first_column": "C", "last_column": "B"}, "invalid_parameter", ["“B”"]),
        (TABLE, {**DOWN, "first_column": "C"}, "no_figures", ["from C to B"]),
        (TABLE, {**DOWN, "frequency": "X"}, "invalid_parameter", ["A, S, Q, M or D"]),
        (TABLE, {**DOWN, "blank_row_ends": "now"}, "invalid_parameter", ["yes or no"]),
        (TABLE, {**DOWN, "end_at": [" "]}, "invalid_parameter", ["end_at"]),
        (TABLE, {**DOWN, "ignore_columns": "*"}, "invalid_parameter", ["no meaning"]),
        (TABLE, {**ACROSS}, "no_periods", ["“period” (A), “a” (B)"]),
        (TABLE, {"layout": "series_across", "defaults": {"entity": "CHN"}}, "missing_column",
         ["indicator", "series"]),
        (TABLE, {**DOWN, "columns": {"note": "Freq"}}, "missing_column", ["“Freq”"]),
        ("<html>", {**DOWN}, "not_csv", ["web page"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(
    text: str, parameters: dict[str, Any], code: str, says: list[str]
) -> None:
    error = failure(text, **parameters)
    assert error.code == code, error
    for words in says:
        assert words in str(error)

"""Workbooks: what becomes of cells, sheets, merged ranges and long tables."""

import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart

from indicators.connectors.base import ConnectorError, ParsedRow
from indicators.connectors.excel import ExcelConnector
from tests.unit.connectors.workbooks import rezipped, xls, xlsx

HEADER = ["indicator", "entity", "period", "value"]
ROW = ["gdp", "CHN", 2021, 5]
CELLS = {"indicator": "gdp", "entity": "CHN", "period": "2021", "value": "5", "sheet": "S1"}


def rows(content: bytes, **parameters: Any) -> list[ParsedRow]:
    return list(ExcelConnector(parameters).parse(content))


def failure(content: bytes, **parameters: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        rows(content, **parameters)
    return caught.value


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            (5, "5"), (5.0, "5"), (0, "0"), (-3, "-3"), (0.1, "0.1"), (1 / 3, "0.3333333333333333"),
            (123456789012345, "123456789012345"), (1e21, "1e+21"), (2.5e-7, "2.5e-07"),
            (0.1 + 0.2, "0.3"), ("1,234.5", "1,234.5"), (" 5 ", "5"), ("=1+1", "=1+1"),
            (True, "TRUE"), (False, "FALSE"), ("#N/A", "#N/A"), ("#DIV/0!", "#DIV/0!"),
            (datetime.date(2021, 3, 1), "2021-03-01"),
            (datetime.datetime.fromisoformat("2021-03-01T13:30"), "2021-03-01 13:30:00"),
            (datetime.time(13, 30), "13:30:00"), (None, ""), ("'=1", "'=1"), ("钢", "钢"),
        ],
    )  # fmt: skip
    def test_are_texts(self, cell: Any, text: str) -> None:
        (found,) = rows(xlsx([HEADER, [*ROW[:3], cell]]))
        assert (found.problem, found.cells["value"]) == (None, text)

    @pytest.mark.parametrize("value", [0.1, 1 / 3, 2 / 3, 1e15, 123456.789, 5e-300, 2**53 - 1.0])
    def test_numbers_come_back_exactly(self, value: float) -> None:
        (found,) = rows(xls([(0, column, name) for column, name in enumerate(HEADER)]
                            + [(1, 0, "a"), (1, 1, "b"), (1, 2, 2021), (1, 3, value)]))  # fmt: skip
        assert float(found.cells["value"]) == value

    def test_of_old_workbooks_have_their_errors(self) -> None:
        cells = [(0, column, name) for column, name in enumerate(HEADER)]
        cells += [(1, 0, "a"), (1, 1, "b"), (1, 2, 2021), (1, 3, "#N/A"), (2, 3, "#DIV/0!")]
        assert [row.cells["value"] for row in rows(xls(cells))] == ["#N/A", "#DIV/0!"]

    def test_with_formulas_have_their_last_result(self) -> None:
        def calculate(parts: dict[str, bytes]) -> None:
            name = "xl/worksheets/sheet1.xml"
            parts[name] = parts[name].replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            assert b"<v>2</v>" in parts[name]

        content = rezipped(xlsx([HEADER, [*ROW[:3], "=1+1"]]), calculate)
        assert rows(content)[0].cells["value"] == "2"

    def test_that_are_faulty_are_all_found_in_a_large_sheet(self) -> None:
        """The sheet is looked through in pieces of 1 MB; cells lie across their ends."""
        table = [HEADER, *([*ROW[:3], "#N/A"] for _ in range(15_000))]
        assert {row.cells["value"] for row in rows(xlsx(table))} == {"#N/A"}


class TestLongTables:
    def test_are_read_as_those_of_text(self) -> None:
        assert rows(xlsx([HEADER, ROW])) == [ParsedRow(2, CELLS)]

    def test_may_stand_anywhere_on_the_sheet(self) -> None:
        def move(book: openpyxl.Workbook) -> None:
            sheet = book.active
            for place, text in zip("CDEF", HEADER, strict=True):
                sheet[f"{place}4"] = text
            for place, cell in zip("CDEF", ROW, strict=True):
                sheet[f"{place}6"] = cell
            sheet["C8"] = "Source: X"

        content = xlsx([], edit=move)
        assert rows(content, end_at="Source:") == [ParsedRow(6, CELLS)]
        assert rows(content, header_row=4, last_row=7) == [ParsedRow(6, CELLS)]
        # Without an end declared, the note is a row like any other, and refused further on.
        assert rows(content)[1].cells["indicator"] == "Source: X"

    def test_have_strict_headings_as_those_of_text(self) -> None:
        content = xlsx([[*HEADER, "foo"], [*ROW, 1]])
        error = failure(content)
        assert (error.code, error.line) == ("unknown_column", 1)
        assert str(error).startswith("Sheet “S1”: Line 1: the heading “foo”")
        assert len(rows(content, ignore_columns="foo")) == 1

    def test_show_text_below_no_heading(self) -> None:
        (found,) = rows(xlsx([HEADER, [*ROW, "lost"]]))
        assert "without a heading" in (found.problem or "")
        assert found.raw == "gdp | CHN | 2021 | 5 | lost"

    def test_turn_dates_into_periods_if_they_are_told_to(self) -> None:
        content = xlsx(
            [HEADER, ["a", "b", datetime.date(2021, 3, 31), 1], ["a", "b", "Q2 2021", 1]]
        )
        assert [row.cells["period"] for row in rows(content)] == ["2021-03-31", "Q2 2021"]
        found = rows(content, frequency="Q")
        assert [row.cells["period"] for row in found] == ["2021-Q1", "Q2 2021"]

    def test_take_codes_series_and_constants(self) -> None:
        content = xlsx([["Id", "period", "value"], ["A", 2021, 1], ["B", 2021, 2]])
        found = rows(
            content,
            columns={"series": "Id"},
            series={"B": {"indicator": "gdp"}},
            defaults={"entity": "China"},
            codes={"entity": {"China": "CHN"}},
        )
        assert [row.left_out for row in found] == [True, False]
        assert found[1].cells == {
            "period": "2021", "value": "2", "indicator": "gdp", "entity": "CHN", "sheet": "S1",
            "series": "B",
        }  # fmt: skip

    def test_of_several_sheets_say_which(self) -> None:
        content = xlsx([HEADER, ROW], [HEADER, ROW])
        assert [row.cells["sheet"] for row in rows(content, sheet="S*")] == ["S1", "S2"]

    @pytest.mark.parametrize(
        ("table", "code"),
        [([], "empty_file"), ([[]], "empty_file"), ([HEADER], "only_header")],
    )
    def test_without_rows_are_refused(self, table: list[list[Any]], code: str) -> None:
        error = failure(xlsx(table))
        assert error.code == code
        assert "S1" in str(error)

    def test_are_given_up_without_harm(self) -> None:
        parsed = ExcelConnector({}).parse(xlsx([HEADER, *[ROW] * 5_000]))
        next(parsed)
        del parsed


class TestSheets:
    def workbook(self) -> bytes:
        def edit(book: openpyxl.Workbook) -> None:
            book["Cover"].sheet_state = "hidden"
            book.create_chartsheet("Chart").add_chart(BarChart())

        names = ["Cover", "Index", "Data1", "Data2"]
        return xlsx([["x"]], *[[HEADER, ["gdp", name, 2021, 5]] for name in names[1:]],
                    names=names, edit=edit)  # fmt: skip

    @pytest.mark.parametrize(
        ("sheet", "names"),
        [
            ("", ["Index"]), (None, ["Index"]), ("Data2", ["Data2"]), ("data*", ["Data1", "Data2"]),
            (["Data2", "Index"], ["Index", "Data2"]), ("*", ["Index", "Data1", "Data2"]),
        ],
    )  # fmt: skip
    def test_are_chosen(self, sheet: Any, names: list[str]) -> None:
        assert [row.cells["entity"] for row in rows(self.workbook(), sheet=sheet)] == names

    def test_that_are_hidden_are_read_when_they_are_named(self) -> None:
        assert "Sheet “Cover”" in str(failure(self.workbook(), sheet="Cover"))
        assert failure(self.workbook(), sheet="Cov*").code == "unknown_sheet"

    @pytest.mark.parametrize(
        ("sheet", "code", "says"),
        [
            ("Data", "unknown_sheet", "“Cover” (hidden), “Index”, “Data1”"),
            (["Data1", "X*"], "unknown_sheet", "“X*”"),
            ("Chart", "not_a_worksheet", "“Chart” is a chart"),
            ([1], "invalid_parameter", "sheet"),
        ],
    )
    def test_that_are_not_there_are_named(self, sheet: Any, code: str, says: str) -> None:
        error = failure(self.workbook(), sheet=sheet)
        assert error.code == code
        assert says in str(error)

    @pytest.mark.parametrize(("kind", "what"), [(1, "macros"), (2, "chart"), (6, "macros")])
    def test_of_macros_or_charts_only_are_no_tables(self, kind: int, what: str) -> None:
        content = xls([(0, 0, "x")], kind)
        assert failure(content).code == "no_sheet"
        assert what in str(failure(content, sheet="S1"))


class TestWideTables:
    def test_spread_merged_cells_over_their_range(self) -> None:
        content = xlsx(
            [
                ["Output of industry"],
                [None, "单位", 2021, None, "2022年", None],
                [None, None, "Q1", "Q2", "Q1", "Q2"],
                ["steel", "t", 1, 2, 3, 4],
                ["coal", None, 5, 6, 7, 8],
            ],
            merged=["A1:F1", "C2:D2", "E2:F2", "B2:B3", "B4:B5"],
        )
        found = rows(
            content,
            layout="periods_across",
            header_rows={"period": [2, 3]},
            columns={"indicator": "A", "unit": "单位"},
            defaults={"entity": "CHN"},
        )
        assert [row.problem for row in found] == [None] * 8
        assert [(row.cells["period"], row.cells["value"]) for row in found[:4]] == [
            ("2021Q1", "1"), ("2021Q2", "2"), ("2022Q1", "3"), ("2022Q2", "4"),
        ]  # fmt: skip
        assert {(row.cells["indicator"], row.cells["unit"]) for row in found} == {
            ("steel", "t"), ("coal", "t"),
        }  # fmt: skip
        assert [row.cells["column"] for row in found[:4]] == ["C", "D", "E", "F"]

    def test_may_stand_anywhere_on_the_sheet(self) -> None:
        def move(book: openpyxl.Workbook) -> None:
            sheet = book.active
            for place, cell in {"D4": 2021, "D5": "Q1", "E5": "Q2", "C6": "a", "E6": 7}.items():
                sheet[place] = cell
            sheet.merge_cells("D4:E4")

        (found,) = rows(
            xlsx([], edit=move), layout="periods_across", header_rows={"period": [4, 5]},
            columns={"indicator": "C"}, defaults={"entity": "CHN"},
        )  # fmt: skip
        assert found == ParsedRow(
            6,
            {"indicator": "a", "entity": "CHN", "period": "2021Q2", "value": "7", "sheet": "S1",
             "column": "E"},
        )  # fmt: skip

    def test_do_not_spread_merged_figures(self) -> None:
        content = xlsx([["indicator", 2021, 2022], ["a", 1, None]], merged=["B2:C2"])
        (found,) = rows(content, layout="periods_across", defaults={"entity": "CHN"})
        assert (found.cells["period"], found.cells["value"]) == ("2021", "1")

    def test_have_dates_in_the_header(self) -> None:
        days = [datetime.date(2021, 3, 1), datetime.date(2021, 6, 1)]
        content = xlsx([["indicator", *days], ["a", 1, 2]])
        parameters = {"layout": "periods_across", "defaults": {"entity": "CHN"}}
        found = rows(content, **parameters, frequency="M")
        assert [row.cells["period"] for row in found] == ["2021-03", "2021-06"]

    def test_show_cells_that_cannot_be_read_with_their_place(self) -> None:
        content = xlsx([["period", "a", None], [2021, 1, 2]])
        parameters = {"defaults": {"entity": "CHN", "indicator": "x"}}
        found = rows(content, layout="series_across", **parameters)
        assert (found[1].cells["sheet"], found[1].cells["column"]) == ("S1", "C")
        assert "in cell C2, but no heading" in (found[1].problem or "")

    def test_keep_errors_as_figures_that_say_so(self) -> None:
        content = xlsx([["period", "a"], [2021, "#N/A"]])
        parameters = {"layout": "series_across", "defaults": {"entity": "C", "indicator": "x"}}
        assert rows(content, **parameters)[0].cells["value"] == "#N/A"
        (left,) = rows(content, **parameters, codes={"value": {"#N/A": ""}})
        assert left.left_out

    def test_without_a_figure_on_one_sheet_are_refused(self) -> None:
        content = xlsx([["period", "a"], [2021, 1]], [["period", "a"], [2021]])
        error = failure(content, sheet="*", layout="series_across",
                        defaults={"entity": "C", "indicator": "x"})  # fmt: skip
        assert error.code == "no_figures"
        assert "S2" in str(error)

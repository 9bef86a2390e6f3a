"""Time series workbooks of the Australian Bureau of Statistics, as published."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from indicators.connectors.base import ParsedRow
from indicators.connectors.excel import ExcelConnector
from indicators.connectors.period_text import is_period

FOLDER = os.environ.get("REALDATA_DIR", "")
HOURS = "excel/ABS_6202021_quarterly_hours.xlsx"
CPI = "excel/ABS_640101_CPI.xls"
PARAMETERS = {
    "layout": "series_across",
    "header_rows": {"series": 10, "unit": 2, "frequency": 5, "title": 1},
    "frequency": "frequency",
    "columns": {"note": "title"},
    "defaults": {"indicator": "x", "entity": "AUS"},
}

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER, reason="REALDATA_DIR does not name the folder of real files"),
]


def read(name: str, **parameters: Any) -> list[ParsedRow]:
    content = (Path(FOLDER) / name).read_bytes()
    return list(ExcelConnector({**PARAMETERS, **parameters}).parse(content))


def by_place(rows: list[ParsedRow]) -> dict[tuple[str, int], dict[str, str]]:
    assert [row.problem for row in rows if row.problem] == []
    found = {(row.cells["column"], row.line): dict(row.cells) for row in rows}
    assert len(found) == len(rows)
    return found


def openpyxl_cells(name: str) -> Iterator[tuple[str, int, float]]:
    book = openpyxl.load_workbook(Path(FOLDER) / name, data_only=True)
    for row in book["Data1"].iter_rows(min_row=11, min_col=2):
        for cell in row:
            if cell.value is not None:
                yield cell.column_letter, cell.row, cell.value


def test_every_figure_of_the_quarterly_hours_is_read() -> None:
    found = by_place(read(HOURS, sheet="Data*"))
    expected = {(column, row): value for column, row, value in openpyxl_cells(HOURS)}
    assert len(expected) == 7 * 148
    assert {place: float(cells["value"]) for place, cells in found.items()} == expected
    first = found["B", 11]
    assert first == {
        "indicator": "x", "entity": "AUS", "series": "A84426298K", "unit": "000 Hours",
        "frequency": "Q", "period": "1984-Q4", "value": "2923556.4817", "sheet": "Data1",
        "column": "B", "note": "Quarterly hours worked in all jobs ;",
    }  # fmt: skip
    assert (found["H", 158]["period"], found["H", 158]["value"]) == ("2021-Q3", "1067782.869")


def test_every_figure_of_the_consumer_prices_is_read() -> None:
    found = by_place(read(CPI, sheet="Data1"))
    # The grid as it is: 27 series of 284 quarters, of which some begin late.
    with CalamineWorkbook.from_path(Path(FOLDER) / CPI) as book:
        grid = book.get_sheet_by_name("Data1").to_python(skip_empty_area=False)[10:]
    assert {len(row) for row in grid} == {28} and len(grid) == 284
    filled = sum(cell != "" for row in grid for cell in row[1:])
    assert len(found) == filled == 7_239
    assert (found["B", 11]["period"], found["B", 11]["value"]) == ("1948-Q3", "3.7")
    assert (found["AB", 294]["period"], found["AB", 294]["value"]) == ("2019-Q2", "0.6")
    assert found["B", 294]["value"] == "115.9"
    assert {cells["unit"] for cells in found.values()} == {"Index Numbers", "Percent"}
    # Darwin begins in 1980.
    assert min(line for column, line in found if column == "H") == 139
    assert found["H", 139]["period"] == "1980-Q3"


def test_listed_series_are_taken_and_others_left_out() -> None:
    series = {"A2325846C": {"indicator": "cpi", "entity": "AUS", "unit": "1"}}
    rows = read(CPI, sheet="Data1", series=series, defaults={})
    taken = [row for row in rows if not row.left_out]
    assert len(taken) == 284
    assert taken[-1].cells["period"] == "2019-Q2"
    assert len(rows) == 7_239


def test_of_the_index_sheet_nothing_is_taken_for_a_figure() -> None:
    rows = read(CPI)
    assert {row.cells["sheet"] for row in rows} == {"Index"}
    assert [row for row in rows if not row.problem and is_period(row.cells["period"])] == []

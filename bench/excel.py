"""Reading a workbook, against openpyxl's read-only iteration of the same cells, in one run."""

from __future__ import annotations

import io
from collections.abc import Callable
from statistics import median
from time import perf_counter

import openpyxl

from indicators.connectors.excel import ExcelConnector

ROWS = 200_000
ROUNDS = 3
HEADER = ("indicator", "entity", "period", "value", "unit")


def _workbook() -> bytes:
    """A long table of months; texts stand in the cells, as openpyxl writes them."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(HEADER)
    for index in range(ROWS):
        year, month = 1900 + index % 1200 // 12, index % 12 + 1
        entity, period = f"E{index // 1200}", f"{year}-{month:02}"
        sheet.append(("cn.5g.base_stations", entity, period, index * 1.37, "万个"))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ours(content: bytes) -> int:
    return sum(1 for _ in ExcelConnector({}).parse(content))


def _theirs(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    count = sum(1 for _ in book["Data"].iter_rows(values_only=True))
    book.close()
    return count - 1


def _timed(read: Callable[[bytes], int], content: bytes) -> float:
    start = perf_counter()
    if (count := read(content)) != ROWS:
        raise SystemExit(f"{count:,} rows were read, not {ROWS:,}")
    return perf_counter() - start


def main() -> None:
    """Print how many times faster the rows are there than with openpyxl."""
    content = _workbook()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_timed(_ours, content))
        theirs.append(_timed(_theirs, content))
    print(
        f"excel: {ROWS / median(ours):,.0f} rows/s from the bytes of a workbook to parsed rows, "
        f"{ROWS / median(theirs):,.0f} rows/s with openpyxl read-only, without making rows of "
        f"them; ratio {median(theirs) / median(ours):.1f} (medians of {ROUNDS} rounds of "
        f"{ROWS:,} rows of {len(HEADER)} cells)"
    )

"""Whatever the bytes: rows or a ConnectorError, and every written cell is read back."""

import io
import zipfile
from contextlib import suppress
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from indicators.connectors.base import ConnectorError
from indicators.connectors.cells import trim
from indicators.connectors.csv import CsvConnector
from indicators.connectors.excel import ExcelConnector
from tests.unit.connectors.workbooks import rezipped, xls, xlsx

# Each example starts a process.
slow = settings(max_examples=60, deadline=None)
FIXED = {"defaults": {"indicator": "a", "entity": "b", "period": "1", "value": "2"}}
TABLE = [["period", "a", "b"], [2021, 1, 2], [2022, None, "#N/A"]]
DOCUMENTS = [
    xlsx(TABLE, merged=["A1:B1"]),
    xls([(0, 0, "period"), (0, 1, "a"), (1, 0, 2021.0), (1, 1, 5.0), (2, 1, "#N/A")]),
]
parameters = st.fixed_dictionaries(
    {"layout": st.sampled_from(["long", "periods_across", "series_across"])},
    optional={
        "header_row": st.integers(1, 3),
        "frequency": st.sampled_from(["A", "Q", "frequency", "unit"]),
        "last_row": st.integers(3, 5),
        "blank_row_ends": st.booleans(),
        "end_at": st.sampled_from(["", "a"]),
    },
)
wide = st.fixed_dictionaries(
    {"layout": st.sampled_from(["periods_across", "series_across"])},
    optional={
        "header_rows": st.dictionaries(
            st.sampled_from(["period", "series", "unit"]),
            st.integers(1, 3) | st.lists(st.integers(1, 3), min_size=1),
        ),
        "row_fields": st.dictionaries(
            st.sampled_from(["period", "indicator", "x"]), st.sampled_from(["A", "B", "period"])
        ),
        "first_column": st.sampled_from("ABC"),
        "last_column": st.sampled_from("ABC"),
        "spread": st.lists(st.sampled_from(["period", "unit", "indicator"])),
        "frequency": st.sampled_from(["A", "Q", "frequency", "unit"]),
        "ignore_columns": st.sampled_from(["*", "a"]),
        "ignore_rows": st.sampled_from(["*", "a"]),
        "first_row": st.integers(1, 4),
        "columns": st.dictionaries(
            st.sampled_from(["period", "unit"]), st.sampled_from(["period", "a", "A"])
        ),
    },
)
pieces = st.sampled_from(
    [",", ",", ",", "\n", "\n", '"', "a", "period", "2021", "Q1", "1", "..", "2021-03-01", "Month",
     " ", "钢", "indicator", "value", "注:", "*", "\0"]
)  # fmt: skip


def accepted(found: Any) -> None:
    for row in found:
        assert all("\0" not in text for text in row.cells.values())
        assert row.line >= 1
        assert row.left_out or row.problem or row.cells["value"]


@slow
@given(st.data(), st.sampled_from(DOCUMENTS), parameters)
def test_changed_bytes_are_rows_or_a_connector_error(
    data: st.DataObject, content: bytes, given_: dict[str, Any]
) -> None:
    changed = bytearray(content)
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, max_size=12)):
        changed[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.none() | places)
    with suppress(ConnectorError):
        list(ExcelConnector({**given_, **FIXED}).parse(bytes(changed[:end])))


PARTS = sorted(zipfile.ZipFile(io.BytesIO(DOCUMENTS[0])).namelist())


@slow
@given(st.data(), st.sampled_from(PARTS), parameters)
def test_changed_parts_are_rows_or_a_connector_error(
    data: st.DataObject, name: str, given_: dict[str, Any]
) -> None:
    """Behind the checksums of the archive, where changes reach the parsers."""

    def change(parts: dict[str, bytes]) -> None:
        part = bytearray(parts[name])
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(part)))
            length = data.draw(st.integers(0, 30))
            part[place : place + length] = data.draw(
                st.binary(max_size=8) | st.sampled_from([b"9" * 7, b"<c>", b"ZZZ9", b'"', b"-1"])
            )
        parts[name] = bytes(part)

    with suppress(ConnectorError):
        list(ExcelConnector({**given_, **FIXED}).parse(rezipped(DOCUMENTS[0], change)))


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06"]))
def test_any_bytes_are_a_connector_error(content: bytes, start: bytes) -> None:
    with suppress(ConnectorError):
        list(ExcelConnector(FIXED).parse(start + content))
        raise AssertionError("no workbook is so short")


@given(st.lists(pieces, max_size=60).map("".join), wide)
def test_any_wide_text_is_rows_or_a_connector_error(text: str, given_: dict[str, Any]) -> None:
    fixed = {"defaults": {"indicator": "a", "entity": "b", "period": "1"}}
    with suppress(ConnectorError):
        accepted(CsvConnector({**fixed, **given_}).parse(text.encode()))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda children: st.lists(children) | st.dictionaries(st.text(), children),
        max_leaves=5,
    ),
    st.sampled_from([parameter.name for parameter in ExcelConnector.parameters]),
    st.sampled_from(["long", "periods_across", "series_across"]),
)
def test_any_parameter_is_accepted_or_a_connector_error(value: Any, name: str, layout: str) -> None:
    with suppress(ConnectorError):
        ExcelConnector({"layout": layout, name: value})


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20).map(trim)
cells = st.one_of(
    texts.filter(lambda text: text and not ILLEGAL_CHARACTERS_RE.search(text)),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20),
    st.none(),
)


@slow
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_written_cells_are_read_back(table: list[list[Any]]) -> None:
    def write(book: openpyxl.Workbook) -> None:
        for number, row in enumerate(table, start=2):
            for place, cell in zip("CDE", row, strict=True):
                target = book.active[f"{place}{number}"]
                target.value = cell
                if isinstance(cell, str):
                    target.data_type = "s"

    head = ["indicator", "entity", "period", "value", "unit"]
    found = ExcelConnector({}).parse(xlsx([head], edit=write))
    if all(cell is None for row in table for cell in row):
        with suppress(ConnectorError):
            list(found)
        return
    read = {row.line: row.cells for row in found if not row.problem}
    for number, row in enumerate(table, start=2):
        for name, cell in zip(("value", "unit"), row[1:], strict=True):
            text = read.get(number, {}).get(name, "")
            if isinstance(cell, str):
                assert text == cell
            elif cell is None:
                assert text == ""
            else:
                # openpyxl itself writes floats with 16 digits.
                assert abs(float(text) - cell) <= abs(cell) * 1e-15

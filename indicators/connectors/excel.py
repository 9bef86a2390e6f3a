"""Workbooks (.xlsx, .xls), from a URL, a file or an upload."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from indicators.connectors import workbook
from indicators.connectors.base import RAW_KEPT, ConnectorError, Parameter, ParsedRow
from indicators.connectors.bounds import Bounds
from indicators.connectors.codes import MAPPING
from indicators.connectors.grid import Row, Sheet
from indicators.connectors.header import Layout
from indicators.connectors.layouts import SHEET, Dates
from indicators.connectors.place import MAX_BYTES, PATH, URL
from indicators.connectors.settings import Settings
from indicators.connectors.table_parameters import TABLE
from indicators.connectors.tables import TableConnector

_WORKSHEET = "WorkSheet"
_KINDS = {
    "ChartSheet": "a chart",
    "MacroSheet": "a sheet of macros",
    "DialogSheet": "a dialog",
    "Vba": "a module of macros",
}


class ExcelConnector(TableConnector):
    """Reads the tables of a workbook: values as they were last calculated, no macro, no formula."""

    name: ClassVar[str] = "excel"
    label_en: ClassVar[str] = "Excel workbook"
    label_zh: ClassVar[str] = "Excel 工作簿"
    parameters: ClassVar[tuple[Parameter, ...]] = (
        URL,
        PATH,
        Parameter(
            "sheet",
            "Sheet",
            "工作表",
            help_en=(
                "Its name, a list of names, or a pattern such as Data*. The first visible one if "
                "left out."
            ),
            help_zh="工作表名称、名称列表，或模式（如 Data*）。默认第一个可见的工作表。",
        ),
        *MAPPING,
        *TABLE,
        MAX_BYTES,
    )

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._sheets = given.list("sheet")
        self._dates = Dates.of(given)
        self._bounds = Bounds.of(given)

    def sheets(self, content: bytes) -> Iterator[Sheet]:
        """The sheets that the settings name."""
        return workbook.sheets(content, self._choose)

    def _choose(self, known: Sequence[workbook.SheetInfo]) -> list[int]:
        usable = [index for index, sheet in enumerate(known) if sheet.kind == _WORKSHEET]
        visible = [index for index in usable if known[index].visible]
        if not self._sheets:
            if not visible:
                raise ConnectorError(
                    "The workbook has no sheet with cells that is visible. Found: {found}. Name "
                    "one in `sheet` if it is hidden.",
                    code="no_sheet",
                    found=_shown(known),
                )
            return visible[:1]
        chosen: set[int] = set()
        for wanted in self._sheets:
            exact = [index for index, sheet in enumerate(known) if sheet.name == wanted]
            pattern = re.compile(".*".join(map(re.escape, wanted.split("*"))), re.I | re.S)
            found = exact or [index for index in visible if pattern.fullmatch(known[index].name)]
            if not found:
                raise ConnectorError(
                    "There is no sheet “{sheet}”. Found: {found}.",
                    code="unknown_sheet",
                    sheet=wanted,
                    found=_shown(known),
                )
            for index in found:
                if index not in usable:
                    raise ConnectorError(
                        "“{sheet}” is {kind}, not a sheet with cells. Found: {found}.",
                        code="not_a_worksheet",
                        sheet=wanted,
                        kind=_KINDS.get(known[index].kind, known[index].kind),
                        found=_shown(known),
                    )
            chosen.update(found)
        return sorted(chosen)

    def long_rows(self, content: bytes) -> Iterator[ParsedRow]:
        """The rows below the headings of each sheet."""
        for sheet in self.sheets(content):
            yield from self._long(sheet)

    def _long(self, sheet: Sheet) -> Iterator[ParsedRow]:
        header = next(
            (row for row in sheet.rows if row.number >= self._header_row and any(row.cells)), None
        )
        if header is None:
            raise ConnectorError(
                "{place}There is no header: no text stands from row {row} on. Right is a row with "
                "headings, then rows.",
                code="empty_file",
                place=sheet.place,
                row=self._header_row,
            )
        try:
            layout = self._rules.bind(header.cells, header.number)
        except ConnectorError as error:
            raise _in_sheet(error, sheet) from error
        line = header.number
        for row in self._bounds.rows(sheet.rows, header.number):
            line = row.number
            yield self._row(row, layout, sheet)
        if line == header.number:
            raise ConnectorError(
                "{place}There is a header in row {row} but no rows below it.",
                code="only_header",
                place=sheet.place,
                row=header.number,
            )

    def _row(self, row: Row, layout: Layout, sheet: Sheet) -> ParsedRow:
        texts, width = row.cells, layout.width
        if len(texts) < width:
            texts = [*texts, *[""] * (width - len(texts))]
        values = {**layout.constants, SHEET: sheet.name}
        for name, index in layout.positions.items():
            values[name] = texts[index]
        problem = None
        if (len(texts) > width and any(texts[width:])) or (
            layout.nameless and any(texts[index] for index in layout.nameless)
        ):
            problem = "There is text in a column without a heading. Give the column a heading."
        elif period := values.get("period"):
            problem = self._dates.convert(values, "period", (period,))
        raw = " | ".join(filter(None, texts))[:RAW_KEPT] if problem else ""
        return ParsedRow(row.number, values, problem, raw)


def _in_sheet(error: ConnectorError, sheet: Sheet) -> ConnectorError:
    """The same error, with the sheet."""
    params: dict[str, Any] = {**error.params, "place": sheet.place}
    return ConnectorError("{place}" + error.template, code=error.code, **params)


def _shown(known: Sequence[workbook.SheetInfo]) -> str:
    names = (f"“{sheet.name}”" + ("" if sheet.visible else " (hidden)") for sheet in known[:40])
    return ", ".join(names) or "none"

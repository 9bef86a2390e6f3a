"""Tables as CSV, XLSX and JSON. Numbers keep every digit; texts are never formulas."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import orjson
import xlsxwriter
from django.utils.translation import gettext as _

from indicators.domain.periods import Period
from indicators.web.take.table import Table, Value

# A spreadsheet program reads a cell that begins so as a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
# A cell of a sheet takes no more; the programs call a longer one damaged.
LONGEST_CELL = 32_767


def plain(value: Value) -> str:
    """A value as text: numbers with every digit, days and periods in ISO and SDMX form."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case Period():
            return str(value)
        case date():
            return value.isoformat()
    return str(value)


def guarded(text: str) -> str:
    """A text of people, so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def to_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, which Excel wants. Notes are not in it: it is one table.

    Only names and notes get an apostrophe before a sign of a formula; codes and numbers are as
    they are.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([one.name for one in table.columns])
    for row in table.rows:
        writer.writerow(
            guarded(plain(value)) if one.free else plain(value)
            for one, value in zip(table.columns, row, strict=True)
        )
    return out.getvalue().encode("utf-8-sig")


def to_json(table: Table) -> bytes:
    """Notes, columns and rows as objects; numbers with exactly their digits."""
    names = [one.name for one in table.columns]
    return orjson.dumps(
        {
            "title": table.title,
            "notes": dict(table.notes),
            "columns": names,
            "rows": [dict(zip(names, row, strict=True)) for row in table.rows],
        },
        default=_encode,
        option=orjson.OPT_INDENT_2,
    )


def _encode(value: Any) -> Any:
    match value:
        case Decimal():
            return orjson.Fragment(format(value, "f"))
        case Period():
            return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


def to_xlsx(table: Table, *, on: date) -> bytes:
    """A workbook: the table with numbers as numbers, and a sheet of notes.

    Texts are written as texts whatever they begin with. Numbers of a sheet are floating point:
    beyond 15 digits the notes say so, and CSV and JSON have all.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    # The same table gives the same bytes on any day.
    book.set_properties(
        {"title": table.title[:250], "created": datetime.combine(on, time(), tzinfo=UTC)}
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Data")[:31])
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, head)
    widths = [len(one.name) + 2 for one in table.columns]
    cut = False
    for number, row in enumerate(table.rows, start=1):
        for at, value in enumerate(row):
            if value is None or value == "":
                continue
            text = plain(value)
            widths[at] = min(max(widths[at], len(text) + 1), 40)
            if isinstance(value, bool):
                sheet.write_boolean(number, at, value)
            elif isinstance(value, int | Decimal):
                sheet.write_number(number, at, value)
                cut = cut or len(text.replace("-", "").replace(".", "").strip("0")) > 15
            elif isinstance(value, date):
                sheet.write_datetime(number, at, value, day)
            else:
                sheet.write_string(number, at, text[:LONGEST_CELL])
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    notes = book.add_worksheet(_("Notes")[:31])
    notes.set_column(0, 0, 24)
    notes.set_column(1, 1, 110)
    said = list(table.notes)
    if cut:
        said.append((_("Digits"), _("Cells hold 15 digits; CSV and JSON have all of them.")))
    for number, (name, text) in enumerate(said):
        notes.write_string(number, 0, name, head)
        notes.write_string(number, 1, text[:LONGEST_CELL], wrap)
    book.close()
    return out.getvalue()

"""Cells of an .xlsx sheet that have no value to give: errors, and formulas never calculated.

The library that reads the sheet gives both as empty, and an empty cell is no figure. So that no
figure goes missing unseen, they are looked up in the sheet itself.
"""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from indicators.connectors.archive import BROKEN, damaged
from indicators.connectors.grid import MOST_ROWS, column_number

MOST = 100_000
_CHUNK = 1 << 20
_SMALL_PART = 10_000_000
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.S)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*(?<!/)>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b(?:[^>]*(?<!/)>([^<]*)<)?")
# A piece of the sheet with none of these has no faulty cell. Plain searches, because this is done
# for every byte of every sheet.
_SIGNS = (b"<f", b":f", b't="e"', b"t='e'")

# Number of the row, from 1 -> place of the column, from 0 -> text.
Faults = Mapping[int, Mapping[int, str]]


def of_sheet(parts: zipfile.ZipFile, index: int) -> Faults:
    """The faulty cells of the sheet that stands at ``index`` in the workbook.

    Raises ConnectorError (``damaged_workbook``) when its part cannot be unpacked.
    """
    found: dict[int, dict[int, str]] = {}
    count = 0
    try:
        for attributes, content in _suspects(parts, _part(parts, index)):
            text = _text(attributes, content)
            place = _PLACE.search(attributes)
            column = column_number(place[1].decode().upper()) if place else None
            if text and place and column and 0 < (row := int(place[2])) <= MOST_ROWS:
                found.setdefault(row, {})[column - 1] = text
                count += 1
                if count > MOST:
                    raise damaged(f"more than {MOST:,} cells with errors or without a value")
    except (*BROKEN, etree.LxmlError) as error:
        raise damaged(str(error)) from error
    return found


def put(cells: Sequence[str], texts: Mapping[int, str]) -> list[str]:
    """The cells of a row with ``texts`` at their places, where nothing stands."""
    row = list(cells) + [""] * (max(texts) + 1 - len(cells))
    for column, text in texts.items():
        row[column] = row[column] or text
    return row


def _text(attributes: bytes, content: bytes) -> str:
    kind = _TYPE.search(attributes)
    value = _VALUE.search(content)
    if kind and kind[1] == b"e":
        return html.unescape(value[1].decode("utf-8", "replace")) if value else "#ERROR"
    # The empty text is a result (t="str"), no result at all is none.
    if value or (kind and kind[1] == b"str") or not (formula := _FORMULA.search(content)):
        return ""
    return f"={html.unescape((formula[1] or b'').decode('utf-8', 'replace'))}"[:200]


def _suspects(parts: zipfile.ZipFile, name: str) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and content of the cells, of those pieces of the sheet that need a look."""
    rest = b""
    with parts.open(name) as part:
        while chunk := part.read(_CHUNK):
            text = rest + chunk
            # Up to the end of a cell; a piece without one is no sheet and is not gathered.
            cut = max(text.rfind(b"</c>") + 4, text.rfind(b":c>") + 3)
            piece, rest = (text[:cut], text[cut:]) if cut > 4 else (text, b"")
            if any(sign in piece for sign in _SIGNS):
                for cell in _CELL.finditer(piece):
                    yield cell[1], cell[2]


def _part(parts: zipfile.ZipFile, index: int) -> str:
    """The part of the archive that holds a sheet."""
    names = {name.lower(): name for name in parts.namelist()}
    workbook = _xml(parts, names["xl/workbook.xml"])
    relations = _xml(parts, names["xl/_rels/workbook.xml.rels"])
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    sheet = list(workbook.iter("{*}sheet"))[index]
    identity = next(
        str(value) for key, value in sheet.items() if etree.QName(key).localname == "id"
    )
    target = targets[identity]
    return names[(target[1:] if target.startswith("/") else f"xl/{target}").lower()]


def _xml(parts: zipfile.ZipFile, name: str) -> etree._Element:
    with parts.open(name) as part:
        text = part.read(_SMALL_PART)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(text, parser)

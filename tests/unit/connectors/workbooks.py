"""Workbooks made for the tests, honest and hostile ones."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import openpyxl

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xlsx(
    *sheets: Sequence[Sequence[Any]],
    names: Sequence[str] = (),
    merged: Iterable[str] = (),
    edit: Callable[[openpyxl.Workbook], None] | None = None,
) -> bytes:
    """A workbook of sheets of rows; ``merged`` are ranges of the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if number < len(names) else f"S{number + 1}")
        for row in rows:
            sheet.append(list(row))
    for one in merged:
        book.worksheets[0].merge_cells(one)
    if edit:
        edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rezipped(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook whose parts were changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (as of .xls) with these streams, each padded to the least length."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0, 1)]
    for name, stream in streams.items():
        padded = stream.ljust(4096, b"\0")
        start, count = len(sectors), -(-len(padded) // _SECTOR)
        sectors += [
            padded[place : place + _SECTOR].ljust(_SECTOR, b"\0")
            for place in range(0, len(padded), _SECTOR)
        ]
        fat += [*range(start + 1, start + count), _END]
        entries.append(_entry(name, 2, start, len(padded), _FREE))
    directory = len(sectors)
    text = b"".join(entries)
    text = text.ljust(-(-len(text) // _SECTOR) * _SECTOR, b"\0")
    for place in range(0, len(text), _SECTOR):
        sectors.append(text[place : place + _SECTOR])
        fat.append(len(sectors))
    fat[-1] = _END
    table = len(sectors)
    fat.append(_FAT)
    assert len(fat) <= 128, "one sector of the table is enough here"
    sectors.append(struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat))))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, directory, 0, 4096, _END, 0, _END, 0, table,
    ).ljust(_SECTOR, b"\xff")  # fmt: skip
    return header + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIQ", text.ljust(64, b"\0"), len(text), kind, 1, _FREE, _FREE, child,
        start, size,
    )  # fmt: skip


def xls(cells: Iterable[tuple[int, int, Any]], kind: int = 0) -> bytes:
    """An old workbook of one sheet; cells are ``(row, column, value)``, from 0.

    A text that begins with # is an error, here only #N/A and #DIV/0!.
    """
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, column, value in cells:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str) and value.startswith("#"):
            body += _record(0x0205, place + bytes([{"#N/A": 0x2A, "#DIV/0!": 7}[value], 1]))
        elif isinstance(value, str):
            text = value.encode("utf-16-le")
            body += _record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
        else:
            body += _record(0x0203, place + struct.pack("<d", value))
    body += _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    sheet = struct.pack("<BBBB", 0, kind, 2, 0) + b"S1"
    length = len(start) + 4 + 4 + len(sheet) + 4
    globals_ = start + _record(0x0085, struct.pack("<I", length) + sheet) + _record(0x000A, b"")
    return ole({"Workbook": globals_ + body})


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body

"""What the library that reads old .xls workbooks does not say: error cells, and passwords.

Of the format only what leads to them is read: the container's chains of sectors, the list of
sheets, and the records of error values. What is not as it should be is left to the library, which
judges the file as a whole.
"""

import struct
from collections.abc import Iterator, Mapping

from indicators.connectors.grid import MOST_COLUMNS

_SPECIAL = 0xFFFFFFFA  # From here on, numbers of sectors are signs.
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BOF, _EOF, _BOUNDSHEET, _BOOLERR, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x0205, 0x002F
_FORMULAS = (0x0006, 0x0206, 0x0406)


def errors_of(content: bytes, index: int) -> dict[int, dict[int, str]]:
    """Number of the row, from 1 -> place of the column, from 0 -> text of the error.

    ``index``: the place of the sheet in the workbook. Nothing for a file that cannot be followed.
    """
    try:
        stream = workbook_stream(content)
        starts = [
            int.from_bytes(body[:4], "little")
            for kind, body in _records(stream, 0)
            if kind == _BOUNDSHEET
        ]
        if index >= len(starts):
            return {}
        found: dict[int, dict[int, str]] = {}
        for row, column, code in _errors(stream, starts[index]):
            if column < MOST_COLUMNS:
                found.setdefault(row + 1, {})[column] = _ERRORS.get(code, "#ERROR")
    except (struct.error, IndexError):
        return {}
    return found


def is_encrypted(content: bytes) -> bool:
    """Whether the workbook says that its records are encrypted; the library only fails on it."""
    try:
        return any(kind == _FILEPASS for kind, _ in _records(workbook_stream(content), 0))
    except (struct.error, IndexError):
        return False


def _errors(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    for kind, body in _records(stream, start):
        if kind == _BOOLERR and len(body) >= 8 and body[7] == 1:
            row, column = struct.unpack_from("<HH", body)
            yield row, column, body[6]
        elif kind in _FORMULAS and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            row, column = struct.unpack_from("<HH", body)
            yield row, column, body[8]


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, without those of charts within it."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        position += 4
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[position : position + size]
        position += size


def workbook_stream(content: bytes) -> bytes:
    """The stream of the workbook in its container; empty when there is none.

    Raises struct.error or IndexError for a container that is cut off.
    """
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    if not (9 <= shift <= 12 and mini_shift == 6):
        return b""
    directory, _, cutoff, mini_fat, _, more, _ = struct.unpack_from("<7I", content, 48)
    places = list(struct.unpack_from("<109I", content, 76))
    size = 1 << shift
    count = len(content) // size
    while more < _SPECIAL and len(places) <= count + 109:
        *found, more = struct.unpack_from(f"<{size // 4}I", content, (more + 1) << shift)
        places += found
    fat: list[int] = []
    for place in places:
        # No more than the file has, however often its list names the same sector.
        if place < _SPECIAL and len(fat) < count:
            fat += struct.unpack_from(f"<{size // 4}I", content, (place + 1) << shift)
    entries = _entries(_chain(content[size:], fat, directory, size))
    start, length = entries.get("workbook") or entries.get("book") or (0, 0)
    if length >= cutoff:
        return _chain(content[size:], fat, start, size)[:length]
    root, _ = entries.get("root entry", (_SPECIAL, 0))
    small = _chain(content[size:], fat, root, size)
    table = _chain(content[size:], fat, mini_fat, size)
    minis = list(struct.unpack(f"<{len(table) // 4}I", table))
    return _chain(small, minis, start, 1 << mini_shift)[:length]


def _chain(sectors: bytes, table: list[int], start: int, size: int) -> bytes:
    """The sectors from ``start`` on; a chain that runs in a circle ends."""
    parts = []
    for _ in range(len(table)):
        if start >= _SPECIAL:
            break
        parts.append(sectors[start * size : (start + 1) * size])
        start = table[start]
    return b"".join(parts)


def _entries(directory: bytes) -> Mapping[str, tuple[int, int]]:
    """Name in small letters -> first sector and length."""
    found: dict[str, tuple[int, int]] = {}
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place : place + 128]
        (length,) = struct.unpack_from("<H", entry, 64)
        name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
        start, size = struct.unpack_from("<II", entry, 116)
        found.setdefault(name, (start, size))
    return found

"""Reads a workbook in a process of its own; run as a script by ``workbook.py``, never imported.

A crafted file can make the library ask for hundreds of gigabytes (two cells in opposite corners
of a sheet) or fall over, which would end the process. Here that ends this one only: it has a
limit of memory and of processor time, no file, no network and no environment. It imports nothing
of ours, so that it starts in some hundredths of a second.

Standard input: the length of the workbook in 8 bytes, the workbook, then a line of JSON with the
numbers of the sheets to read. Standard output, a line of JSON each: the sheets as
``[name, kind, visible]``; then for each sheet ``{"sheet": number, "merged": [[top, left, bottom,
right], …]}`` and lists of rows ``[number, [text, …]]``. Rows count from 1, merged ranges from 0.
Rows without text are left out, and so are empty cells at the end of a row. ``{"end": true}``
or ``{"error": code, "detail": …}`` is the last line.
"""

import datetime
import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import python_calamine

ROWS_PER_LINE = 1_000
MOST_MERGED = 100_000
# The most that a cell of a workbook may hold.
MOST_TEXT = 32_767
# Above it a double has no room for the unit digit.
_WHOLE = 1e15


def _limit(memory: int, seconds: int) -> None:
    """Bound this process; where the system cannot (Windows), the checks of the file remain."""
    try:
        import resource
    except ImportError:
        return
    # The end by the softer limit of time is told apart from a kill by the system.
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, limit in limits.items():
        try:
            resource.setrlimit(kind, limit)
        except (ValueError, OSError):
            continue


def _plain(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise ValueError(f"a cell of {len(text):,} characters")
    # No database takes NUL; the sign for what cannot be shown lets people see that it was there.
    return text.replace("\0", "\ufffd")


def _number(value: float) -> str:
    """The shortest text that gives the same number again; whole numbers without a fraction."""
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return repr(value)


def _moment(value: datetime.datetime) -> str:
    """A day, with the time of day only where there is one."""
    if value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(" ")


TEXT_OF: dict[type, Callable[[Any], str]] = {
    str: _plain,
    float: _number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime.datetime: _moment,
    datetime.date: datetime.date.isoformat,
    datetime.time: datetime.time.isoformat,
    datetime.timedelta: str,
}


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    # The library keeps empty rows above the first cell, but not empty columns before it.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if cells.count("") == len(cells):
            continue
        texts = [TEXT_OF[type(cell)](cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        yield number, before + texts


def _say(message: object) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")) + "\n")


def _read() -> None:
    size = int.from_bytes(sys.stdin.buffer.read(8), "big")
    workbook = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(sys.stdin.buffer.read(size))
    )
    _say(
        [
            [_plain(sheet.name), str(sheet.typ).rpartition(".")[2],
             sheet.visible == python_calamine.SheetVisibleEnum.Visible]
            for sheet in workbook.sheets_metadata
        ]
    )  # fmt: skip
    sys.stdout.flush()
    for index in json.loads(sys.stdin.buffer.readline() or b"[]"):
        sheet = workbook.get_sheet_by_index(index)
        merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
        if len(merged) > MOST_MERGED:
            raise ValueError(f"more than {MOST_MERGED:,} merged ranges")
        _say({"sheet": index, "merged": merged})
        lines: list[tuple[int, list[str]]] = []
        for row in _rows(sheet):
            lines.append(row)
            if len(lines) == ROWS_PER_LINE:
                _say(lines)
                lines = []
        _say(lines)
    _say({"end": True})


def main() -> None:
    """Serve one workbook and end."""
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        _read()
    except python_calamine.PasswordError:
        _say({"error": "encrypted_workbook", "detail": ""})
    except MemoryError:
        _say({"error": "workbook_limits", "detail": "memory"})
    except BaseException as error:  # noqa: BLE001 — a panic of the library is no Exception
        _say({"error": "damaged_workbook", "detail": str(error)[:200]})


if __name__ == "__main__":
    main()

"""Workbooks (.xlsx, .xls) as rows of text, however hostile the file.

What the file is, and how large it would get, is checked here; it is then opened in a process of
its own (``workbook_child.py``) that has a limit of memory and time.
"""

import json
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from indicators.connectors import archive, biff, faults
from indicators.connectors.base import ConnectorError
from indicators.connectors.grid import Merged, Row, Sheet
from indicators.connectors.text import describe

# For the process that opens the workbook. A sheet of 60 MB of XML takes 140 MB and 1.5 s.
MEMORY = 1 << 30
SECONDS = 120
_CHILD = Path(__file__).with_name("workbook_child.py")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KILLED = -9


class SheetInfo(NamedTuple):
    """What a workbook says of a sheet: its kind is ``WorkSheet``, ``ChartSheet`` and others."""

    name: str
    kind: str
    visible: bool


Choose = Callable[[Sequence[SheetInfo]], Sequence[int]]


def sheets(content: bytes, choose: Choose) -> Iterator[Sheet]:
    """Yield the sheets of a workbook that ``choose`` picks by their place, each with its rows.

    A sheet's rows must be read before the next sheet is asked for. Numbers are the shortest text
    that gives the same number again, days are ISO; a cell with an error (``#N/A``) has its text,
    a formula that was never calculated stands as ``=…``. Raises ConnectorError for everything
    that is wrong with the file, also while rows are read.
    """
    look = _check(content)
    with closing(_Reader(content)) as reader:
        known = [SheetInfo(*found) for found in reader.first()]
        if not known:
            raise archive.damaged("it has no sheets")
        chosen = choose(known)
        reader.ask(chosen)
        for index in chosen:
            wrong = look(index)
            merged = reader.sheet(index)
            rows = _complete(reader.rows(), wrong)
            yield Sheet(known[index].name, rows, merged)
            for _ in rows:
                pass


def _check(content: bytes) -> Callable[[int], faults.Faults]:
    """Refuse what is no workbook; return what finds the faults of a sheet."""
    if not content:
        raise ConnectorError(
            "The file is empty (0 bytes). Right is an .xlsx or .xls workbook.", code="empty_file"
        )
    if content.startswith(_ZIP):
        parts = archive.open_archive(content)
        return lambda index: faults.of_sheet(parts, index)
    if not content.startswith(_OLE):
        raise archive.not_workbook(describe(content) or "something else, perhaps a text table")
    if _stream(content, "EncryptedPackage") or _stream(content, "EncryptionInfo"):
        raise archive.encrypted()
    if not (_stream(content, "Workbook") or _stream(content, "Book")):
        word = _stream(content, "WordDocument")
        raise archive.not_workbook(f"an old {'Word document' if word else 'Office file'}")
    if biff.is_encrypted(content):
        raise archive.encrypted()
    return lambda index: biff.errors_of(content, index)


def _stream(content: bytes, name: str) -> bool:
    """Whether an OLE file has a stream of that name; its directory is not walked."""
    return f"{name}\0".encode("utf-16-le") in content


def _complete(rows: Iterator[tuple[int, list[str]]], wrong: faults.Faults) -> Iterator[Row]:
    """The rows with the texts of faulty cells in their places, and the empty rows between them."""
    waiting = deque(sorted(wrong))
    expected = 1
    for number, cells in rows:
        while expected < number:
            yield Row(expected, _cells([], expected, waiting, wrong))
            expected += 1
        yield Row(number, _cells(cells, number, waiting, wrong) if waiting else cells)
        expected = number + 1
    while waiting:
        yield Row(expected, _cells([], expected, waiting, wrong))
        expected += 1


def _cells(
    cells: Sequence[str], number: int, waiting: deque[int], wrong: faults.Faults
) -> Sequence[str]:
    if not waiting or waiting[0] != number:
        return cells
    return faults.put(cells, wrong[waiting.popleft()])


class _Reader:
    """The process that has the workbook open."""

    def __init__(self, content: bytes) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(_CHILD), str(MEMORY), str(SECONDS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A panic of the library would fill the log; what matters comes by the pipe.
                stderr=subprocess.DEVNULL,
                env={},
            )
        except OSError as error:
            raise ConnectorError(
                "The process that reads workbooks cannot be started ({detail}).",
                code="no_reader",
                permanent=False,
                detail=str(error)[:200],
            ) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        self._next: Any = None
        self._send(len(content).to_bytes(8, "big"), content)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for pipe in (self._in, self._out):
            with suppress(OSError):
                pipe.close()
        self._process.wait()

    def first(self) -> list[list[Any]]:
        """The sheets."""
        found: list[list[Any]] = self._message()
        return found

    def ask(self, indices: Sequence[int]) -> None:
        """Say which sheets to send."""
        self._send(json.dumps(list(indices)).encode() + b"\n")

    def sheet(self, index: int) -> list[Merged]:
        """The beginning of a sheet: its merged ranges."""
        head = self._next or self._message()
        assert head["sheet"] == index
        return [Merged(*found) for found in head["merged"]]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows of the sheet that was begun."""
        while isinstance(message := self._message(), list):
            yield from message
        self._next = message

    def _send(self, *parts: bytes) -> None:
        # A process that has ended cannot be written to; why it did is asked when reading.
        with suppress(OSError):
            for part in parts:
                self._in.write(part)
            self._in.flush()

    def _message(self) -> Any:
        line = self._out.readline()
        if not line.endswith(b"\n"):
            raise self._ended()
        message = json.loads(line)
        if isinstance(message, dict) and "error" in message:
            raise self._failure(message["error"], message["detail"])
        return message

    def _failure(self, code: str, detail: str) -> ConnectorError:
        if code == "encrypted_workbook":
            return archive.encrypted()
        if code == "workbook_limits":
            return self._limits(permanent=True)
        return archive.damaged(detail)

    def _ended(self) -> ConnectorError:
        self._process.kill()
        # Killed from outside: the system may have been short of memory, and later is not.
        return self._limits(permanent=self._process.wait() != _KILLED)

    @staticmethod
    def _limits(*, permanent: bool) -> ConnectorError:
        return ConnectorError(
            "The workbook cannot be opened within {memory:,} MB of memory and {seconds} seconds. "
            "It is damaged, or a sheet reaches much farther than its figures do (a stray cell far "
            "below or far to the right); remove that and save it again.",
            code="workbook_limits",
            permanent=permanent,
            memory=MEMORY >> 20,
            seconds=SECONDS,
        )

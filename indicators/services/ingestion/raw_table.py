"""A regular file as a table in the database: of each row its number, its value and its texts.

Nearly all cells are repetitions. The combinations of texts that occur in a part of a row (its
series, its period, its publication, its marks) are numbered as they come, here, while the database
takes in the rows before. What the numbers mean is told to it afterwards, when all are known.

The table is temporary and called ``raw``. Its columns are ``line``, one for each part of which a
file has columns, ``value`` or, where it is no plain number, ``odd``, and one for each free text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, BinaryIO, cast

from django.db import connection

from indicators.connectors.base import ParsedRow
from indicators.connectors.plain import Irregular, PlainTable, Seen
from indicators.services.ingestion import parts

BATCH = 5_000
# A number whose text is that of the value as it will be stored.
PLAIN = re.compile(rb"-?[1-9][0-9]*(?:\.[0-9]+)?|0(?:\.[0-9]+)?|-0\.[0-9]*[1-9][0-9]*")
# The part of which the text differs from row to row.
_PERIOD = "p"
# So many rows that differ in more than their periods and values are known at once.
_REMEMBERED = 200_000
_NULL = rb"\N"

Cells = list[bytes]


class _Numbers(dict[Any, int]):
    """Combinations of texts with their numbers, given as they come."""

    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        return number


class RawTable:
    """The rows of one file. ``told_by`` are the parts that tell a row, by the column of each."""

    def __init__(
        self, table: PlainTable, file: BinaryIO, told_by: Mapping[str, parts.Part]
    ) -> None:
        self.table, self.file = table, file
        self.seen = Seen()
        self.blank: set[int] = set()
        self.odd = False  # whether a value is no plain number
        self._parts = {name: part for name, part in told_by.items() if part.keys}
        self._of = {name: _getter(part.keys.values()) for name, part in self._parts.items()}
        self._numbers = {name: _Numbers() for name in self._parts}
        places = table.layout.positions
        self._free = {name: places[name] for name in parts.FREE[1:] if name in places}

    def copy(self) -> int:
        """Copy the body of the file; return how many rows. Raises Irregular."""
        kinds = {
            "line": "integer",
            **dict.fromkeys([*self._others(), _PERIOD], "integer"),
            "value": "numeric",
            "odd": "text",
            **dict.fromkeys(self._free, "text"),
        }
        declared = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TABLE IF EXISTS pg_temp.raw, pg_temp.part_p, pg_temp.part_s, pg_temp.part_d,"
                " pg_temp.part_m, pg_temp.odd, pg_temp.left_out"
            )
            cursor.execute(f"CREATE TEMPORARY TABLE raw ({declared}) ON COMMIT DROP")
            encode = self._encoder()
            self.file.seek(0)
            with cursor.copy("COPY raw FROM STDIN") as copy:
                for piece in self.table.body(self.file, self.seen):
                    copy.write(encode(piece))
            copied = int(cursor.rowcount)
            if not copied:
                raise Irregular("there are no rows")
            cursor.execute(f"ANALYZE raw ({', '.join(['line', *self._parts])})")
        return copied

    def _encoder(self) -> Callable[[bytes], bytes]:
        """What makes lines of the COPY of whole lines of the file. Raises Irregular.

        Written for speed, a microsecond or two a row: whatever tells rows apart but the period is
        one key, which is taken apart only when it is met for the first time.
        """
        line, layout = self.table.lines, self.table.layout
        value_at, free = layout.positions["value"], list(self._free.values())
        others = (self._parts[name].keys.values() for name in self._others())
        rest = _getter(sorted({*chain(*others), *layout.nameless}))
        period = self._of.get(_PERIOD, _getter(()))
        periods = self._numbers.get(_PERIOD, _Numbers())
        known: dict[Any, bytes] = {}
        plain, longest = PLAIN.fullmatch, parts.LONGEST_NUMBER

        def encode(piece: bytes) -> bytes:
            nonlocal line
            out = []
            for cells in self._cells(piece):
                line += 1
                key = rest(cells)
                template = known.get(key)
                if template is None:
                    if len(known) >= _REMEMBERED:
                        known.clear()
                    template = known[key] = self._template(cells)
                value = cells[value_at]
                if len(value) > longest or plain(value) is None:
                    self.odd = True
                    value = b"\\N\t" + _escaped(value)
                else:
                    value += b"\t\\N"
                if free:
                    value = b"\t".join([value, *(_escaped(cells[at]) for at in free)])
                out.append(template % (line, periods[period(cells)], value))
            return b"".join(out)

        return encode

    def _others(self) -> list[str]:
        return [name for name in self._parts if name != _PERIOD]

    def _template(self, cells: Cells) -> bytes:
        """A line of the COPY, but for the number of the row, of its period, and the value."""
        names = self._others()
        if any(cells[at] for at in self.table.layout.nameless):
            # A row of which a cell has no heading is told by nothing; its period is not shown.
            return b"\t".join([b"%d", *[_NULL] * len(names), _NULL + b"%.0r", b"%b\n"])
        told = [b"%d" % self._numbers[name][self._of[name](cells)] for name in names]
        return b"\t".join([b"%d", *told, b"%d", b"%b\n"])

    def _cells(self, piece: bytes) -> Iterable[Cells]:
        """The cells of each row of some whole lines. Raises Irregular."""
        width, sign = self.table.layout.width, self.table.delimiter
        end = "\r\n" if self.seen.returns else "\n"
        rows: list[Cells]
        if b'"' in piece:
            # Not ``splitlines``, which also splits where only Unicode sees a new line.
            lines = piece.decode().removesuffix(end).split(end)
            try:
                read = list(csv.reader(lines, delimiter=sign, strict=True))
            except csv.Error as error:
                raise Irregular(f"quotation marks that mean nothing ({error})") from error
            rows = [[cell.encode() for cell in row] for row in read]
        else:
            separator, mark = sign.encode(), end.encode()
            rows = [row.split(separator) for row in piece.removesuffix(mark).split(mark)]
        if {len(row) for row in rows} != {width}:
            raise Irregular("a blank line, or a row with another number of cells")
        return rows

    def texts(self, name: str) -> Iterator[tuple[int, parts.Texts]]:
        """The combinations of texts that rows have in a part, with their numbers."""
        part = self._parts.get(name)
        if part is None:
            yield 0, ()
            return
        alone = len(part.keys) == 1
        for key, number in list(self._numbers[name].items()):
            cells = (cast(bytes, key),) if alone else cast(Sequence[bytes], key)
            yield number, tuple(cell.decode() for cell in cells)

    def join(self, name: str, condition: str = "") -> str:
        """The join with the table that says what the numbers of a part mean, under its name."""
        same = f"{name}.number = r.{name}" if name in self._parts else "true"
        return f"JOIN part_{name} {name} ON {same} {condition}"

    def free(self, name: str) -> str | None:
        """The column of a free text, if the file has it."""
        return f"r.{name}" if name in self._free else None

    def read_odd_values(self) -> None:
        """Read the texts of values that are not plain numbers."""
        if not self.odd:
            return
        with connection.chunked_cursor() as cursor:
            cursor.execute("SELECT odd FROM raw WHERE odd IS NOT NULL GROUP BY odd")

            def rows() -> Iterator[tuple[Any, ...]]:
                while batch := cursor.fetchmany(BATCH):
                    for (text,) in batch:
                        found = parts.read_value(text)
                        yield (text, found is not None, *(found or (None, "", "")))

            load("odd", "text text, fine boolean, value numeric, status text, clean text", rows())

    def rows(self, sql: str, given: Sequence[Any] = ()) -> Iterator[ParsedRow]:
        """The rows whose numbers a query gives, in order, parsed; blank ones are only noted.

        They are read from the file again: of a regular one there are few.
        """
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, given)
            wanted = (
                line for batch in iter(lambda: cursor.fetchmany(BATCH), []) for (line,) in batch
            )
            next_one = next(wanted, None)
            if next_one is None:
                return
            self.file.seek(0)
            line = self.table.lines
            for piece in self.table.body(self.file, Seen()):
                for cells in self._cells(piece):
                    line += 1
                    if line != next_one:
                        continue
                    row = self.table.row(line, [cell.decode() for cell in cells], self.seen)
                    if row is None:
                        self.blank.add(line)
                    else:
                        yield row
                    next_one = next(wanted, None)
                    if next_one is None:
                        return


def _getter(places: Iterable[int]) -> Callable[[Cells], Any]:
    """What takes the cells of some places out of a row: a text, or a tuple of several."""
    found = list(places)
    return itemgetter(*found) if found else lambda _cells: ()


def _escaped(text: bytes) -> bytes:
    """A text as the text format of COPY has it."""
    if b"\\" in text or b"\t" in text:
        return text.replace(b"\\", rb"\\").replace(b"\t", rb"\t")
    return text


def load(table: str, columns: str, rows: Any) -> None:
    """Make a temporary table and fill it in batches.

    ``rows`` may read from the database: nothing else can be done while a COPY is under way.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
        for batch in _batches(rows):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
        cursor.execute(f"ANALYZE {table}")


def _batches(rows: Any) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

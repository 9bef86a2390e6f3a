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
from itertools import chain, compress, repeat
from operator import itemgetter
from typing import Any, BinaryIO, cast

from django.db import connection

from indicators.connectors.base import ParsedRow
from indicators.connectors.plain import Irregular, PlainTable, Seen
from indicators.services import staging
from indicators.services.ingestion import parts

BATCH = 5_000
# A number whose text is that of the value as it will be stored.
PLAIN = re.compile(rb"-?[1-9][0-9]*(?:\.[0-9]+)?|0(?:\.[0-9]+)?|-0\.[0-9]*[1-9][0-9]*")
_PLAIN_LINES = re.compile(rb"(?:(?:" + PLAIN.pattern + rb")\n)*+")
# The part of which the text differs from row to row.
_PERIOD = "p"
# So many rows that differ in more than their periods and values are known at once.
_REMEMBERED = 200_000
_NULL = rb"\N"
# What stands between a plain value and the number of its row, before and without its period.
_NO_ODD = b"\t" + _NULL + b"\t"
_PERIODLESS = _NO_ODD + _NULL + b"\t"


class _Numbers(dict[Any, int]):
    """Combinations of texts with their numbers, given as they come."""

    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        return number


class _Written(dict[Any, bytes]):
    """Combinations of texts, and what stands for them in a line of the COPY."""

    def __init__(self, write: Callable[[Any], bytes]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, key: Any) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[key] = written = self._write(key)
        return written


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
        self._numbers = {name: _Numbers() for name in self._parts}
        places = table.layout.positions
        self._free = {name: places[name] for name in parts.FREE[1:] if name in places}

    def copy(self) -> int:
        """Copy the body of the file; return how many rows. Raises Irregular."""
        kinds = {
            "value": "numeric",
            "odd": "text",
            **dict.fromkeys([_PERIOD, "line", *self._others()], "integer"),
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
            staging.analyze(cursor, f"raw ({', '.join(['line', *self._parts])})")
        return copied

    def _encoder(self) -> Callable[[bytes], bytes]:
        """What makes lines of the COPY of whole lines of the file. Raises Irregular.

        Written for speed, less than a microsecond a row: the cells of a piece are taken column by
        column, and no statement of Python is run for a single row. Whatever tells rows apart but
        the period is one key, which is looked at only when it is met for the first time.
        """
        line, layout = self.table.lines, self.table.layout
        told = {*chain(*(self._parts[name].keys.values() for name in self._others()))}
        key = sorted({*told, *layout.nameless})
        period = list(self._parts[_PERIOD].keys.values()) if _PERIOD in self._parts else []
        rests, middles = _Written(self._rest(key)), _Written(self._middle)
        value_at = layout.positions["value"]
        free = dict.fromkeys(self._free.values(), b"\t")
        if free:
            free[list(free)[-1]] = b"\n"

        def encode(piece: bytes) -> bytes:
            nonlocal line
            columns = self._columns(piece)
            values = columns[value_at]
            count = len(values)
            middle = list(map(middles.__getitem__, _keys(columns, period, count)))
            for at in layout.nameless:
                for row in compress(range(count), columns[at]):
                    middle[row] = _PERIODLESS
            if not _all_plain(values):
                self._set_apart(values, middle)
            lines = (b"%d " * count % tuple(range(line + 1, line + count + 1))).split()
            line += count
            # The rest of a row goes before the next row: so it can bring the end of the line.
            streams = [values, middle, lines, map(rests.__getitem__, _keys(columns, key, count))]
            escape = b"\\" in piece or b"\t" in piece
            for at, end in free.items():
                texts = map(_escaped, columns[at]) if escape else columns[at]
                streams += [texts, repeat(end, count)]
            return _interleaved(streams, count)

        return encode

    def _others(self) -> list[str]:
        return [name for name in self._parts if name != _PERIOD]

    def _middle(self, key: Any) -> bytes:
        """What stands between a plain value and the number of the row: no odd one, the period."""
        return _NO_ODD + b"%d\t" % self._numbers[_PERIOD][key]

    def _rest(self, places: Sequence[int]) -> Callable[[Any], bytes]:
        """What writes the numbers of the parts that stand behind the number of a row."""
        end = b"\t" if self._free else b"\n"
        of = {
            name: _getter([places.index(at) for at in self._parts[name].keys.values()])
            for name in self._others()
        }
        nameless = [places.index(at) for at in self.table.layout.nameless]

        def write(key: Any) -> bytes:
            cells = (key,) if len(places) == 1 else key
            # A row of which a cell has no heading is told by nothing; its period is not shown.
            blind = any(cells[at] for at in nameless)
            told = [
                _NULL if blind else b"%d" % self._numbers[name][getter(cells)]
                for name, getter in of.items()
            ]
            return b"".join([b"\t" + number for number in told]) + end

        return write

    def _columns(self, piece: bytes) -> list[list[bytes]]:
        """The cells of some whole lines, column by column. Raises Irregular."""
        width, sign = self.table.layout.width, self.table.delimiter
        end = "\r\n" if self.seen.returns else "\n"
        if b'"' in piece:
            # Not ``splitlines``, which also splits where only Unicode sees a new line.
            lines = piece.decode().removesuffix(end).split(end)
            try:
                rows = list(csv.reader(lines, delimiter=sign, strict=True))
            except csv.Error as error:
                raise Irregular(f"quotation marks that mean nothing ({error})") from error
            regular = set(map(len, rows)) == {width}
            # A regular table has no cell with this character.
            cells = "\0".join(chain.from_iterable(rows)).encode().split(b"\0")
        else:
            # Split once, with the end of a line as a cell between two lines.
            separator, mark = sign.encode(), end.encode()
            ended = piece.removesuffix(mark) + mark
            cells = ended.replace(mark, separator + b"\n" + separator).split(separator)
            cells.pop()
            width += 1
            count = ended.count(mark)
            regular = (
                len(cells) == count * width and cells[width - 1 :: width].count(b"\n") == count
            )
        if not regular:
            raise Irregular("a blank line, or a row with another number of cells")
        return [cells[at::width] for at in range(self.table.layout.width)]

    def _set_apart(self, values: list[bytes], middle: list[bytes]) -> None:
        """Move the values that are no plain numbers to the column for odd ones."""
        for row, value in enumerate(values):
            if len(value) > parts.LONGEST_NUMBER or PLAIN.fullmatch(value) is None:
                self.odd = True
                values[row] = _NULL + b"\t" + _escaped(value)
                middle[row] = b"\t" + middle[row].removeprefix(_NO_ODD)

    def texts(self, name: str) -> Iterator[tuple[int, parts.Texts]]:
        """The combinations of texts that rows have in a part, with their numbers."""
        part = self._parts.get(name)
        if part is None:
            yield 0, ()
            return
        alone = len(part.keys) == 1
        for key, number in list(self._numbers[name].items()):
            cells = (cast(bytes, key),) if alone else cast(Sequence[bytes], key)
            yield number, tuple(map(bytes.decode, cells))

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

    def rows(self, sql: str, given: Sequence[Any] | Mapping[str, Any]) -> Iterator[ParsedRow]:
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
                first, line = line, line + piece.count(b"\n") + (not piece.endswith(b"\n"))
                if line < next_one:
                    continue
                columns = self._columns(piece)
                while next_one is not None and next_one <= line:
                    cells = [column[next_one - first - 1].decode() for column in columns]
                    row = self.table.row(next_one, cells, self.seen)
                    if row is None:
                        self.blank.add(next_one)
                    else:
                        yield row
                    next_one = next(wanted, None)
                if next_one is None:
                    return


def _getter(places: Iterable[int]) -> Callable[[Sequence[bytes]], Any]:
    """What takes the cells of some places out of a row: a text, or a tuple of several."""
    found = list(places)
    return itemgetter(*found) if found else lambda _cells: ()


def _keys(columns: Sequence[Sequence[bytes]], places: Sequence[int], rows: int) -> Iterable[Any]:
    """What tells the rows by the cells of some places: a text, or a tuple of several."""
    if len(places) == 1:
        return columns[places[0]]
    if not places:
        return repeat((), rows)
    return zip(*(columns[at] for at in places), strict=True)


def _all_plain(values: Sequence[bytes]) -> bool:
    """Whether all of some values are plain numbers."""
    if max(map(len, values)) > parts.LONGEST_NUMBER:
        return False
    return _PLAIN_LINES.fullmatch(b"\n".join(values) + b"\n") is not None


def _interleaved(streams: Sequence[Iterable[bytes]], rows: int) -> bytes:
    """The first of each stream, then the second of each, and so on."""
    out = [b""] * (len(streams) * rows)
    for at, stream in enumerate(streams):
        out[at :: len(streams)] = stream
    return b"".join(out)


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

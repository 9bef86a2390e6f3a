"""A file as a table of texts in the database: its rows, and which texts there are.

The table is temporary and called ``raw``. Its columns are called by their place in the file: c0,
c1 and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

from indicators.connectors.base import ParsedRow
from indicators.connectors.plain import Irregular, PlainTable, Seen
from indicators.services.ingestion import parts

BATCH = 5_000
# A number whose text is that of the value as it will be stored.
PLAIN = r"^(-?[1-9][0-9]*(\.[0-9]+)?|0(\.[0-9]+)?|-0\.[0-9]*[1-9][0-9]*)$"


class RawTable:
    """The rows of one file."""

    def __init__(self, table: PlainTable) -> None:
        self.table = table
        self.seen = Seen()
        self.blank: set[int] = set()
        self.columns: list[int] = []

    def copy(self, file: BinaryIO) -> int:
        """Copy the body of a file; return how many rows. Raises Irregular."""
        columns = [f"c{index}" for index in range(self.table.layout.width)]
        names = ", ".join(columns)
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TABLE IF EXISTS pg_temp.raw, pg_temp.texts, pg_temp.part_p, pg_temp.part_s,"
                " pg_temp.part_d, pg_temp.part_m, pg_temp.odd, pg_temp.left_out"
            )
            cursor.execute("DROP SEQUENCE IF EXISTS pg_temp.raw_lines")
            cursor.execute(
                f"CREATE TEMPORARY SEQUENCE raw_lines CACHE 1000 START {self.table.lines + 1}"
            )
            cursor.execute(
                "CREATE TEMPORARY TABLE raw (line integer DEFAULT nextval('raw_lines'), "
                + ", ".join(f"{name} text" for name in columns)
                + ") ON COMMIT DROP"
            )
            sign = "E'\\t'" if self.table.delimiter == "\t" else f"'{self.table.delimiter}'"
            sql = (
                f"COPY raw ({names}) FROM STDIN (FORMAT csv, DELIMITER {sign}, QUOTE '\"',"
                f" FORCE_NOT_NULL ({names}), ENCODING 'UTF8')"
            )
            try:
                with cursor.copy(sql) as copy:
                    for piece in self.table.body(file, self.seen):
                        copy.write(piece)
            except psycopg.DataError as error:
                raise Irregular(str(error).partition("\n")[0]) from error
            copied = int(cursor.rowcount)
            cursor.execute("DROP SEQUENCE raw_lines CASCADE")
        if copied != self.seen.lines:
            raise Irregular("blank lines, or rows of several lines")
        if not copied:
            raise Irregular("there are no rows")
        return copied

    def find_texts(self, cursor: CursorWrapper, told_by: Sequence[parts.Part]) -> bool:
        """Find the texts of all parts at once; return whether a value is no plain number."""
        found = [list(part.keys.values()) for part in told_by if part.keys]
        columns = sorted({at for keys in found for at in keys})
        names = ", ".join(f"c{at}" for at in columns)
        sets = ", ".join("(" + ", ".join(f"c{at}" for at in keys) + ")" for keys in found)
        value = f"c{self.table.layout.positions['value']}"
        cursor.execute(
            f"CREATE TEMPORARY TABLE texts ON COMMIT DROP AS SELECT GROUPING({names}) AS part,"
            f" {names}, bool_or(odd) AS odd FROM (SELECT {names},"
            f" {value} !~ %s OR octet_length({value}) > %s AS odd FROM raw {self.where('')})"
            f" AS told GROUP BY GROUPING SETS ({sets})",
            [PLAIN, parts.LONGEST_NUMBER],
        )
        self.columns = columns
        cursor.execute("SELECT bool_or(odd) FROM texts")
        return bool(cursor.fetchone()[0])

    def texts(self, part: parts.Part) -> Iterator[parts.Texts]:
        """The combinations of texts that rows have in the columns of a part; see ``find_texts``."""
        if not part.keys:
            yield ()
            return
        # GROUPING has a bit for every column, the last one lowest: 0 for those of the set.
        keys = set(part.keys.values())
        mask = sum(1 << place for place, at in enumerate(reversed(self.columns)) if at not in keys)
        names = ", ".join(f"c{at}" for at in part.keys.values())
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM texts WHERE part = %s", [mask])
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    def where(self, alias: str, *conditions: str) -> str:
        """The condition of rows without a problem: no text in a column without a heading."""
        named = [f"{alias}c{at} = ''" for at in self.table.layout.nameless]
        every = [*named, *conditions]
        return f"WHERE {' AND '.join(every)}" if every else ""

    def read_odd_values(self) -> bool:
        """Read the texts of values that are not plain numbers; whether there are any."""
        name = f"c{self.table.layout.positions['value']}"
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f"SELECT {name} FROM raw WHERE {name} !~ %s OR octet_length({name}) > %s"
                f" GROUP BY {name}",
                [PLAIN, parts.LONGEST_NUMBER],
            )
            first = cursor.fetchmany(BATCH)
            if not first:
                return False

            def rows() -> Iterator[tuple[Any, ...]]:
                batch = first
                while batch:
                    for (text,) in batch:
                        found = parts.read_value(text)
                        yield (text, found is not None, *(found or (None, "", "")))
                    batch = cursor.fetchmany(BATCH)

            load("odd", "text text, fine boolean, value numeric, status text, clean text", rows())
        return True

    def rows(self, sql: str, given: Sequence[Any] = ()) -> Iterator[ParsedRow]:
        """The rows that a query of the table gives, parsed; blank ones are only noted."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, given)
            while batch := cursor.fetchmany(BATCH):
                for line, *cells in batch:
                    row = self.table.row(line, cells, self.seen)
                    if row is None:
                        self.blank.add(line)
                    else:
                        yield row


def declared(part: parts.Part) -> str:
    """Columns for the texts of a part."""
    return ", ".join(f"c{at} text" for at in part.keys.values())


def same(alias: str, places: Iterable[int]) -> str:
    """That a row of the raw table has the texts of a row of another table."""
    return " AND ".join(f"{alias}.c{at} = r.c{at}" for at in places) or "true"


def load(table: str, columns: str | None, rows: Any) -> None:
    """Fill a temporary table, made if ``columns`` are given, in batches.

    ``rows`` may read from the database: nothing else can be done while a COPY is under way.
    """
    with connection.cursor() as cursor:
        if columns is not None:
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

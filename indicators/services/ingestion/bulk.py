"""The bulk path: a regular table goes to the database as text, and becomes figures there by SQL.

No rule about figures stands in SQL. The texts that occur are read once each by the rules of
``interpret``; the database joins what they mean to the rows. A row of which any part is not
plainly fine is fetched and read like any other, so that figures, rejections and messages are
those of the path by rows. Part of the caller's transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from django.db import connection

from indicators.connectors.base import Connector, ConnectorError, ParsedRow
from indicators.connectors.cells import SPACES
from indicators.connectors.codes import SERIES
from indicators.connectors.csv import CsvConnector
from indicators.connectors.files import DEFAULT_MAX_BYTES
from indicators.connectors.plain import Irregular, PlainTable
from indicators.models import RawSnapshot, Source
from indicators.services import observations, snapshots, staging
from indicators.services.ingestion import parts, raw_table
from indicators.services.ingestion.interpret import (
    NOTE,
    STATED,
    Context,
    Figure,
    Rejection,
    figure,
    figures,
)
from indicators.services.ingestion.parts import Group
from indicators.services.ingestion.raw_table import RawTable
from indicators.services.ingestion.series_ids import SeriesIds

logger = logging.getLogger(__name__)

# More are counted, and stand in the kept file; nobody corrects ten thousand rows in a form.
REJECTIONS_KEPT = 10_000
# Smaller files are read by rows as fast.
SMALLEST = 500_000
# From so many changes on, the table is vacuumed.
MUCH = 100_000
# Rows that stand twice are held in memory together.
MOST_DUPLICATES = 100_000


Rest = Callable[[Sequence[int] | None], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """What a file came to: the groups of its releases, and what was not taken in.

    ``rejections`` are the first ones in the order of the file, ``rejected`` counts all.
    ``figures`` were taken in; ``left_out`` of the rows are not read, as the source's settings say.
    ``rest`` stages the unchanged figures, of all series or of some, where they were only counted.
    """

    groups: dict[int, Group]
    rejections: list[Rejection]
    rejected: int
    rows: int
    left_out: int
    figures: int
    rest: Rest | None = None


@dataclass(slots=True)
class _Rejections:
    kept: list[Rejection] = field(default_factory=list)
    count: int = 0

    def add(self, rejection: Rejection) -> None:
        """Must come in the order of the file."""
        self.count += 1
        if self.count <= REJECTIONS_KEPT:
            self.kept.append(rejection)


@dataclass(frozen=True, slots=True)
class Way:
    """A file, and how it may be read."""

    table: PlainTable
    file: BinaryIO


@contextmanager
def ways(connector: Connector, snapshot: RawSnapshot) -> Iterator[Iterator[Way]]:
    """How the database may read a file, likeliest first; nothing for one that is read by rows.

    Raises OSError and ValueError as ``snapshots.open_file`` does.
    """
    if not isinstance(connector, CsvConnector) or snapshot.size < SMALLEST:
        yield iter(())
        return
    with snapshots.open_file(snapshot) as file:
        yield _ways(connector, snapshot, file)


def _ways(connector: CsvConnector, snapshot: RawSnapshot, file: Any) -> Iterator[Way]:
    try:
        for table in connector.plain(file, snapshot.size):
            yield Way(table, file)
    except (ConnectorError, Irregular) as why:
        # Whoever reads it by rows says what is wrong, or bears with it.
        logger.info("snapshot %s is not a regular table: %s", snapshot, why)


def whole(snapshot: RawSnapshot) -> bytes:
    """The bytes of a file that is to be read by rows.

    Raises ConnectorError when it is too large for that, and as ``snapshots.read`` does.
    """
    if snapshot.size > DEFAULT_MAX_BYTES:
        raise ConnectorError(
            "The file has {size:,} bytes. One of more than {cap:,} is only taken if it is a "
            "regular table: a header of our columns, every row on one line with as many cells, "
            "no blank lines, quotation marks only around whole cells. This one is not. Correct "
            "it, or split it.",
            code="large_and_irregular",
            size=snapshot.size,
            cap=DEFAULT_MAX_BYTES,
        )
    return snapshots.read(snapshot)


def stage(source: Source, way: Way, context: Context) -> Staged:
    """Stage and classify the figures of a file.

    Raises Irregular when the file has to be read by rows after all; the transaction must then be
    given up.
    """
    parts.check(way.table)
    return _Bulk(source, way, context).stage()


class _Bulk:
    def __init__(self, source: Source, way: Way, context: Context) -> None:
        self.source, self.table, self.context = source, way.table, context
        self.reader = reader = parts.Reader(way.table, context)
        self.ids = SeriesIds(source)
        self.raw = RawTable(
            way.table,
            way.file,
            {"s": reader.series, "p": reader.period, "d": reader.day, "m": reader.marks},
        )
        self.keys: set[str] = set()  # of series of the provider
        self.joins: dict[str, str] = {}
        self.given: dict[str, Any] = {}
        self.own = True  # whether all values are in the unit of their series
        self.out: list[int] = []  # numbers of series whose rows are left out
        self.slow, self.twice = _Rejections(), _Rejections()
        # The plainly fine rows as a query, and the lines of such rows that were taken away again.
        self.fine: tuple[str, Mapping[str, Any]] = ("", {})
        self.taken_away: list[int] = []

    def stage(self) -> Staged:
        copied = self.raw.copy()
        self._read_parts()
        self.raw.read_odd_values()
        observations.begin()
        fine = self._take(copied)
        if fine < copied:
            fine += observations.take_others(*self.fine, rows=copied)
        added = self._add_others(copied) if fine < copied else 0
        observations.loosen(copied, lambda: observations.take_partners(*self.fine, rows=copied))
        changed = self._settle_duplicates(copied)
        observations.settle(copied)
        days = [day for day, _, _ in self.reader.groups]
        if len(days) > len(set(days)):
            # Releases of one day are in the order of the file, also by rows that change nothing.
            self._rest(copied, None)
        self.ids.make_used()
        unseen = self._unseen(copied)
        rejections = sorted(
            [*self.slow.kept, *self.twice.kept, *unseen], key=lambda rejection: rejection.line
        )
        rejected = self.slow.count + self.twice.count + len(unseen)
        staged = fine + added + changed
        rows = copied - len(self.raw.blank) + len(unseen)
        return Staged(
            groups={number: group for group, number in self.reader.groups.items()},
            rejections=rejections[:REJECTIONS_KEPT],
            rejected=rejected,
            rows=rows,
            left_out=rows - staged - rejected,
            figures=staged,
            rest=partial(self._rest, copied),
        )

    def _rest(self, copied: int, series: Sequence[int] | None) -> None:
        observations.take_rest(*self.fine, rows=copied, series=series, without=self.taken_away)

    # --- What the texts mean ----------------------------------------------------------------
    def _read_parts(self) -> None:
        """Tables of what the texts of each part mean; of series last, which need all periods."""
        reader = self.reader
        self._read_part(
            "p", reader.read_period,
            {"period_start": "date", "period_end": "date", "shape": "integer"},
        )  # fmt: skip
        self._read_part(
            "d", reader.read_day,
            {"known_on": "date", "release_group": "integer", "document_id": "bigint",
             "passage_id": "bigint"},
        )  # fmt: skip
        self._read_part(
            "m", reader.read_marks,
            {"given": "text", "status": "varchar(8)", "bound": "varchar(11)"},
        )  # fmt: skip
        raw_table.load(
            "part_s",
            "number integer, shapes integer, series_id bigint, factor numeric, own boolean,"
            " unit_text text, stated_unit text",
            self._series(),
        )
        raw_table.load("left_out", "s integer", ((number,) for number in self.out))

    def _read_part(
        self,
        name: str,
        read: Callable[[parts.Texts], Sequence[Any] | None],
        columns: Mapping[str, str],
    ) -> None:
        """A table of what the texts of a part mean: their number, then ``columns``.

        Where all rows have the same texts, as in most files, their meaning stands in the statement
        itself and nothing is joined.
        """
        found = [(number, read(texts)) for number, texts in self.raw.texts(name)]
        told = [(number, *meaning) for number, meaning in found if meaning is not None]
        if len(found) == len(told) == 1 and not self.table.layout.nameless:
            shown = []
            for (column, kind), value in zip(columns.items(), told[0][1:], strict=True):
                self.given[f"{name}_{column}"] = value
                shown.append(f"%({name}_{column})s::{kind} AS {column}")
            self.joins[name] = f"CROSS JOIN (SELECT {', '.join(shown)}) AS {name}"
            return
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        raw_table.load(f"part_{name}", f"number integer, {declared}", told)
        self.joins[name] = self.raw.join(name)

    def _series(self) -> Iterator[tuple[Any, ...]]:
        part = self.reader.series
        at = list(part.keys).index(SERIES) if SERIES in part.keys else None
        for number, texts in self.raw.texts("s"):
            if at is not None:
                self.keys.add(parts.clean(texts[at]))
            found = self.reader.read_series(texts)
            if isinstance(found, str):
                self.out.append(number)
                continue
            for shapes, series in found or ():
                self.own = self.own and series.own
                yield (
                    number, shapes, self.ids.of(series.dimensions), series.factor, series.own,
                    series.unit_text, series.stated_unit,
                )  # fmt: skip

    # --- From texts to figures --------------------------------------------------------------
    def _take(self, copied: int) -> int:
        """Stage the rows of which every part is plainly fine; return how many."""
        odd, plain = self.raw.odd, "r.value"
        given = {"spaces": SPACES, **self.given}
        conditions = ["d.known_on >= p.period_start"]
        said = {}
        for name in ("value_as_stated", "note"):
            given[name] = self.table.layout.constants.get(name, "")
            said[name] = "%(" + name + ")s::text" if given[name] else "''"
            if cell := self.raw.free(name):
                said[name] = cell
                conditions.append(
                    f"({cell} = '' OR {cell} = btrim({cell}, %(spaces)s)"
                    f" AND left({cell}, 1) <> '''')"
                )
        missing = "false"
        if odd:
            conditions.append("(r.odd IS NULL OR odd.fine)")
            plain = "CASE WHEN r.odd IS NULL THEN r.value ELSE odd.value END"
            missing = "r.odd IS NOT NULL AND odd.value IS NULL"
        wording = said["value_as_stated"]
        status, value = "m.status", plain
        stated, unit = "CASE WHEN s.own THEN '' ELSE r.value::text END", "s.own"
        if odd:
            status = "coalesce(m.given, odd.status, 'A')"
            stated = f"CASE WHEN r.odd IS NOT NULL THEN odd.clean ELSE {stated} END"
            unit += " AND r.odd IS NULL"
        elif self.own:
            stated = "''"
        if wording != "''":
            stated = (
                f"CASE WHEN {wording} <> '' AND NOT ({missing})"
                f" THEN left({wording}, {STATED}) ELSE {stated} END"
            )
            unit += f" AND {wording} = ''"
        unit = f"CASE WHEN {unit} THEN '' ELSE s.stated_unit END"
        if odd:
            unit = f"CASE WHEN {missing} THEN s.unit_text ELSE {unit} END"
        elif self.own and wording == "''":
            unit = "''"
        if not self.own:
            value = (
                f"CASE WHEN s.factor IS NULL THEN {plain} ELSE trim_scale(({plain}) * s.factor) END"
            )
        note = said["note"] if said["note"] == "''" else f"left({said['note']}, {NOTE})"
        sql = f"""
            SELECT r.line, s.series_id, p.period_start, p.period_end, d.known_on, d.release_group,
                   {value} AS value, {status} AS status, m.bound, d.document_id, d.passage_id,
                   {stated} AS stated, {unit} AS stated_unit, {note} AS note
            FROM raw r
            {self.joins["p"]}
            {self.raw.join("s", "AND s.shapes >> p.shape & 1 = 1")}
            {self.joins["d"]}
            {self.joins["m"]}
            {"LEFT JOIN odd ON odd.text = r.odd" if odd else ""}
            WHERE {" AND ".join(conditions)}
        """
        self.fine = sql, given
        return observations.take(sql, given, rows=copied, series=self.ids.bounds, every=False)

    def _add_others(self, copied: int) -> int:
        """Read the other rows like those of any file; return how many figures were staged."""
        left_out = ""
        if self.out:
            of = "o.s = r.s" if self.reader.series.keys else "true"
            left_out = f"AND NOT EXISTS (SELECT FROM left_out o WHERE {of})"
        fine, given = self.fine
        sql = (
            f"SELECT r.line FROM raw r LEFT JOIN ({fine}) AS s ON s.line = r.line"
            f" WHERE s.line IS NULL {left_out} ORDER BY r.line"
        )
        added = 0
        with connection.cursor() as cursor, staging.joins(cursor, copied):
            batch: list[Figure] = []
            for row in self._rows(sql, given):
                found = figure(row, self.context)
                if isinstance(found, Rejection):
                    self.slow.add(found)
                    continue
                batch.append(found)
                if len(batch) == raw_table.BATCH:
                    self._add(batch)
                    added += len(batch)
                    batch = []
            self._add(batch)
        return added + len(batch)

    def _settle_duplicates(self, copied: int) -> int:
        """Read rows for one cell and day together; return how many figures more are staged."""
        if not observations.unclassified():
            return 0
        with connection.cursor() as cursor, staging.joins(cursor, copied):
            cursor.execute(
                "SELECT array_agg(line) FROM (SELECT line, count(*) OVER (PARTITION BY series_id,"
                " period_start, period_end, known_on) AS rows FROM staging WHERE outcome IS NULL)"
                " AS told WHERE rows > 1"
            )
            lines = cursor.fetchone()[0]
            if not lines:
                return 0
            if len(lines) > MOST_DUPLICATES:
                raise Irregular(f"{len(lines)} rows give a figure twice")
            self.taken_away = lines
            cursor.execute("DELETE FROM staging WHERE line = ANY(%s::integer[])", [lines])
            rows = self._rows(
                "SELECT line FROM raw WHERE line = ANY(%s::integer[]) ORDER BY line", [lines]
            )
            found = figures(rows, self.context)
        for rejection in found.rejections:
            self.twice.add(rejection)
        self._add(found.figures)
        return len(found.figures) - len(lines)

    def _rows(self, sql: str, given: Sequence[Any] | Mapping[str, Any]) -> Iterator[ParsedRow]:
        """Rows of the raw table with our codes, without those that are left out."""
        for row in self.raw.rows(sql, given):
            if row.problem:
                yield row
                continue
            self.keys.add(row.cells.get(SERIES, ""))
            translated = self.table.codes.row(row)
            if not translated.left_out:
                yield translated

    def _add(self, found: Sequence[Figure]) -> None:
        self.ids.know({each.series for each in found})
        observations.add(
            staged_figure(
                each,
                self.ids.of(each.series),
                self.reader.group(each.known_on, each.known_on_basis, each.document),
            )
            for each in found
        )

    def _unseen(self, copied: int) -> list[Rejection]:
        """Listed series that no row had, told at the last row of the file."""
        last = self.table.lines + copied
        while last in self.raw.blank:
            last -= 1
        told = (figure(row, self.context) for row in self.table.codes.unseen(self.keys, last))
        return [each for each in told if isinstance(each, Rejection)]


def staged_figure(found: Figure, series: int, group: int) -> observations.StagedFigure:
    """A figure as it is staged, for a series and a group of figures that become one release."""
    return observations.StagedFigure(
        line=found.line,
        series=series,
        period=found.period,
        known_on=found.known_on,
        group=group,
        value=found.value,
        status=found.status.value,
        bound=found.bound.value,
        document=int(found.document) if found.document is not None else None,
        passage=int(found.passage) if found.passage is not None else None,
        stated=found.stated,
        stated_unit=found.stated_unit,
        note=found.note,
    )

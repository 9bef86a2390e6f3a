"""Appending figures: staging by COPY, classification and append in SQL, in one transaction.

The caller opens the transaction, stages rows, classifies them, gives the accepted ones a release,
and appends. Nothing here is ever overwritten: a different figure for the same cell is a new row,
and the row before it only learns from which day it was superseded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from indicators.domain.periods import Period
from indicators.services import staging


@dataclass(frozen=True, slots=True)
class StagedFigure:
    """One figure on its way into the table. ``group`` says which release it will belong to."""

    line: int
    series: int
    period: Period
    known_on: date
    group: int
    value: Decimal | None
    status: str
    bound: str
    document: int | None = None
    passage: int | None = None
    stated: str = ""
    stated_unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A staged figure beside what was known before it."""

    line: int
    series: int
    period: Period
    known_on: date
    group: int
    outcome: str
    before: Decimal | None
    value: Decimal | None


def stage(figures: Iterable[StagedFigure]) -> None:
    """Copy figures into the staging table of this transaction and classify them.

    Afterwards every staged row is ``new``, ``revised`` or ``unchanged``, and knows the value
    before it.
    """
    begin()
    with connection.cursor() as cursor:
        cursor.execute(staging.INCOMING)
        rows = _copy(cursor, staging.COPY_INCOMING, figures)
        cursor.execute("ANALYZE incoming")
    take("SELECT * FROM incoming", rows=rows)
    loosen(rows)
    settle(rows)


def stage_kept(release: int, *, known_on: date) -> None:
    """Stage and classify the kept figures of a release (its id) that waits."""
    _stage_from(staging.KEPT, release=release, known_on=known_on)


def stage_before(
    release: int, *, withdrawn: Sequence[int], restated: Sequence[int], note: str, known_on: date
) -> None:
    """Stage and classify what taking a release (its number) back restates, known from a day.

    ``withdrawn``: the numbers of all releases that are taken back on that day, with this one.
    ``restated``: those whose figures may have to change, this one and those that take others back.
    Only what stands on that day is restated. ``note`` is the note of each figure.
    """
    _stage_from(
        staging.BEFORE, release=release, withdrawn=list(withdrawn), restated=list(restated),
        note=note, known_on=known_on,
    )  # fmt: skip


def _stage_from(select: str, **values: Any) -> None:
    begin()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({select}) AS rows", values)  # noqa: S608 - constants
        (rows,) = cursor.fetchone()
    take(select, values, rows=rows)
    loosen(rows)
    settle(rows)


def begin() -> None:
    """Clear away what an earlier staging of this transaction has left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS pg_temp.staging, pg_temp.staged_same, pg_temp.incoming,"
            " pg_temp.accepted"
        )


def take(
    source: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    rows: int,
    series: tuple[int, int] | None = None,
    every: bool = True,
) -> int:
    """Stage what a query gives, in the columns of ``staging.COLUMNS``; return how many rows.

    ``rows`` is about how many there will be, ``series`` the smallest and largest series id.
    Unless ``every`` row is wanted the unchanged ones are only counted (see ``take_rest``), and
    but one of each cell is left to ``take_others``.
    """
    first, last = series or (0, 2**62)
    sql = staging.STAGE.format(
        columns=staging.COLUMNS,
        rows=(staging.ALL_ROWS if every else staging.FIRST_ROWS).format(source=source),
        which="" if every else staging.CHANGED_ONLY,
    )
    with connection.cursor() as cursor, staging.joins(cursor, rows):
        if not every:
            cursor.execute(staging.BEGIN_COUNT)
        cursor.execute(sql, {**(parameters or {}), "first": first, "last": last})
        staged = int(cursor.rowcount)
        cursor.execute(staging.NO_COUNT if every else staging.COUNT)
        if not every:
            cursor.execute(staging.END_COUNT)
        cursor.execute("SELECT figures FROM staged_same")
        return staged + int(cursor.fetchone()[0])


def take_others(source: str, parameters: Mapping[str, Any], *, rows: int) -> int:
    """Stage the rows that are not the first of their cell; return how many there are."""
    sql = staging.OTHER_ROWS.format(columns=staging.COLUMNS, source=source)
    with connection.cursor() as cursor, staging.joins(cursor, rows):
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def take_rest(
    source: str,
    parameters: Mapping[str, Any],
    *,
    rows: int,
    series: Sequence[int] | None = None,
    without: Sequence[int] = (),
) -> None:
    """Stage the unchanged figures that ``take`` only counted: of all, or of some series.

    The rows of the lines ``without`` were taken away again, and stay away.
    """
    which = "NOT line = ANY(%(without)s::integer[])"
    if series is not None:
        which += " AND series_id = ANY(%(chosen)s::bigint[])"
    given = {**parameters, "without": list(without), "chosen": list(series or ())}
    with connection.cursor() as cursor, staging.joins(cursor, rows):
        _take_rest(cursor, source, given, "'unchanged', true", which)
    with connection.cursor() as cursor:
        _summarise(cursor, rows)


def take_partners(source: str, parameters: Mapping[str, Any], *, rows: int) -> None:
    """Of what ``take`` only counted, stage what shares a cell with a figure not yet classified."""
    with connection.cursor() as cursor, staging.joins(cursor, rows):
        _take_rest(cursor, source, parameters, "NULL, false", staging.OPEN_CELLS)


def _take_rest(
    cursor: CursorWrapper, source: str, given: Mapping[str, Any], outcome: str, which: str
) -> None:
    cursor.execute(
        staging.UNSTAGED.format(
            columns=staging.COLUMNS, source=source, outcome=outcome, which=which
        ),
        given,
    )
    cursor.execute(staging.UNCOUNT, [cursor.rowcount])


def add(figures: Iterable[StagedFigure]) -> None:
    """Stage some figures more, after ``take`` and before ``settle``."""
    with connection.cursor() as cursor:
        _copy(cursor, staging.COPY, figures, False)  # none of them is simple


def loosen(rows: int, partners: Callable[[], None] | None = None) -> None:
    """Find the staged rows that are not alone in their cell; about ``rows`` are staged.

    ``partners`` stages what is in the cells of rows not yet classified, if it was only counted.
    """
    with connection.cursor() as cursor:
        _summarise(cursor, rows)
        staging.analyze(cursor, "staging (series_id, period_start, period_end, outcome, simple)")
    if not unclassified():
        return
    if partners is not None:
        partners()
    with connection.cursor() as cursor, staging.joins(cursor, rows):
        cursor.execute(staging.LOOSEN)


def unclassified() -> int:
    """How many staged rows were not yet classified when ``loosen`` looked, or more than none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(figures) FROM staged_summary WHERE outcome IS NULL")
        return int(cursor.fetchone()[0] or 0)


def settle(rows: int) -> None:
    """Classify what ``take`` could not, after ``loosen``, of about ``rows`` staged rows."""
    if not unclassified():
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.classified")
        with staging.joins(cursor, rows):
            cursor.execute(staging.CLASSIFY)
            cursor.execute("ANALYZE classified")
            cursor.execute(staging.TAKE_OVER)
        _summarise(cursor, rows)


def _summarise(cursor: CursorWrapper, rows: int) -> None:
    cursor.execute("DROP TABLE IF EXISTS pg_temp.staged_summary")
    with staging.joins(cursor, rows):
        cursor.execute(staging.SUMMARY)


def _copy(cursor: CursorWrapper, sql: str, figures: Iterable[StagedFigure], *more: Any) -> int:
    rows = 0
    with cursor.copy(sql) as copy:
        for figure in figures:
            rows += 1
            copy.write_row(
                (
                    figure.line, figure.series, figure.period.start, figure.period.end,
                    figure.known_on, figure.group, figure.value, figure.status, figure.bound,
                    figure.document, figure.passage, figure.stated, figure.stated_unit,
                    figure.note, *more,
                )
            )  # fmt: skip
    return rows


def staged_changes(*, limit: int | None = None) -> list[Change]:
    """What is staged and not unchanged, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line, series_id, period_start, period_end, known_on, release_group, outcome,"
            " before, value FROM staging WHERE outcome <> 'unchanged' ORDER BY line LIMIT %s",
            [limit],
        )
        return [
            Change(line, series, Period(start, end), known_on, group, outcome, before, value)
            for line, series, start, end, known_on, group, outcome, before, value in cursor
        ]


def staged_counts() -> dict[str, int]:
    """How many staged rows are new, revised and unchanged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, sum(figures) FROM staged_summary GROUP BY outcome")
        found = dict(cursor.fetchall())
    return {outcome: int(found.get(outcome, 0)) for outcome in ("new", "revised", "unchanged")}


def staged_figures() -> dict[int, int]:
    """How many figures each group brings that are new or revised."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT release_group, sum(figures) FROM staged_summary"
            " WHERE outcome <> 'unchanged' GROUP BY release_group"
        )
        return {group: int(figures) for group, figures in cursor.fetchall()}


def staged_withdrawals() -> int:
    """How many of the revised staged rows take a published figure back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(empty) FROM staged_summary WHERE outcome = 'revised'")
        return int(cursor.fetchone()[0] or 0)


def staged_groups() -> list[int]:
    """The groups that have something new or revised, by their day and order in the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT release_group FROM staged_summary GROUP BY release_group"
            " HAVING bool_or(outcome <> 'unchanged') ORDER BY min(known_on), min(line)"
        )
        return [group for (group,) in cursor.fetchall()]


def append(numbers: dict[int, int]) -> list[int]:
    """Append the accepted rows, giving each group its release number; return the series touched.

    Raises RuntimeError if a row had no series or release: nothing may be left out silently.
    """
    groups = list(numbers)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.accepted")
        cursor.execute(staging.ACCEPTED, [groups, list(numbers.values())])
        cursor.execute("ANALYZE accepted")
        cursor.execute(
            "SELECT simple, sum(figures), bool_or(noted) FROM staged_summary"
            " WHERE outcome <> 'unchanged' AND release_group = ANY(%s) GROUP BY simple",
            [groups],
        )
        found = cursor.fetchall()
        simple = sum(int(count) for alone, count, _ in found if alone)
        others = sum(int(count) for alone, count, _ in found if not alone)
        # Row by row through the index of current figures, in the order of that index.
        with staging.joins(cursor, simple, off="hashjoin mergejoin"):
            cursor.execute(staging.CLOSE_SIMPLE, [groups])
        # Staged rows lie in the order of the index: a join by hash keeps it, and sorts nothing.
        with staging.joins(cursor, simple, off="nestloop mergejoin"):
            cursor.execute(staging.APPEND_SIMPLE)
            appended = int(cursor.rowcount)
        if others:
            with staging.joins(cursor, others):
                cursor.execute(staging.CLOSE, [groups])
                cursor.execute(staging.APPEND)
                appended += int(cursor.rowcount)
        if appended != simple + others:
            raise RuntimeError(f"{simple + others} figures were accepted, {appended} appended")
        if any(noted for _, _, noted in found):
            with staging.joins(cursor, simple + others):
                cursor.execute(staging.NOTES)
        return _series_touched(cursor, groups)


def keep(releases: dict[int, int]) -> None:
    """Keep what changed in each group with its release (its id), which waits to be published."""
    with connection.cursor() as cursor:
        for group, release in releases.items():
            cursor.execute(staging.KEEP, {"group": group, "release": release})


def _series_touched(cursor: CursorWrapper, groups: list[int]) -> list[int]:
    cursor.execute(
        "SELECT DISTINCT series_id FROM staged_summary"
        " WHERE outcome <> 'unchanged' AND release_group = ANY(%s)",
        [groups],
    )
    return [series for (series,) in cursor.fetchall()]


def tidy_up() -> None:
    """After much was appended, outside of any transaction: let readers use the indexes alone."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) indicators_observation")


def broken_parents() -> list[str]:
    """Observations whose series or release does not exist: the proof that there are none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.series_id, o.period_start, o.release_number FROM indicators_observation o"
            " LEFT JOIN indicators_series s ON s.id = o.series_id"
            " LEFT JOIN indicators_release r ON r.number = o.release_number"
            " WHERE s.id IS NULL OR r.id IS NULL LIMIT 100"
        )
        return [f"series {s}, period from {p}, release {r}" for s, p, r in cursor.fetchall()]


def wrong_counts() -> list[str]:
    """Releases that did not bring as many figures as they say: the proof that there are none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.number, r.figures, coalesce(o.figures, 0) FROM indicators_release r"
            " LEFT JOIN (SELECT release_number, count(*) AS figures FROM indicators_observation"
            " GROUP BY release_number) o ON o.release_number = r.number"
            " WHERE r.figures <> coalesce(o.figures, 0) ORDER BY r.number LIMIT 100"
        )
        return [
            f"release {number} says {said}, brought {found}"
            for number, said, found in cursor.fetchall()
        ]

"""Appending figures: staging by COPY, classification and append in SQL, in one transaction.

The caller opens the transaction, stages rows, classifies them, gives the accepted ones a release,
and appends. Nothing here is ever overwritten: a different figure for the same cell is a new row,
and the row before it only learns from which day it was superseded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.backends.utils import CursorWrapper

from indicators.domain.periods import Period


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


CREATE = """
CREATE TEMPORARY TABLE staging (
    id integer GENERATED ALWAYS AS IDENTITY,
    line integer NOT NULL,
    series_id bigint NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    known_on date NOT NULL,
    release_group integer NOT NULL,
    value numeric,
    status varchar(8) NOT NULL,
    bound varchar(11) NOT NULL,
    document_id bigint,
    passage_id bigint,
    stated varchar(100) NOT NULL,
    stated_unit varchar(60) NOT NULL,
    note varchar(1000) NOT NULL,
    outcome varchar(9),
    before numeric,
    release_number integer
) ON COMMIT DROP
"""

COPY = """
COPY staging (line, series_id, period_start, period_end, known_on, release_group, value, status,
              bound, document_id, passage_id, stated, stated_unit, note) FROM STDIN
"""

# The neighbours of a figure are the figures of its cell in the order in which they became known:
# those in the table and those staged with it. The same value as the one before is no news.
#
# The answer goes to a table of its own that is analyzed before it is joined: as a common table
# expression it is estimated at a handful of rows, and a join by nested loop takes minutes.
CLASSIFY = """
CREATE TEMPORARY TABLE classified ON COMMIT DROP AS
WITH cell AS (
    SELECT DISTINCT series_id, period_start, period_end FROM staging
), story AS (
    SELECT o.series_id, o.period_start, o.period_end, o.known_on, o.release_number AS place,
           0 AS staged, o.value, o.status, o.bound, NULL::integer AS id
    FROM indicators_vintage o JOIN cell USING (series_id, period_start, period_end)
    UNION ALL
    SELECT series_id, period_start, period_end, known_on, release_group, 1, value, status, bound,
           id
    FROM staging
), told AS (
    SELECT *,
           row_number() OVER cell_story AS position,
           lag(value) OVER cell_story AS value_before,
           lag(status) OVER cell_story AS status_before,
           lag(bound) OVER cell_story AS bound_before
    FROM story
    WINDOW cell_story AS (PARTITION BY series_id, period_start, period_end
                          ORDER BY known_on, staged, place)
)
SELECT id, value_before,
       CASE WHEN position = 1 AND value IS NULL THEN 'unchanged'
            WHEN position = 1 THEN 'new'
            WHEN value IS NOT DISTINCT FROM value_before AND status = status_before
                 AND bound = bound_before THEN 'unchanged'
            WHEN value_before IS NULL THEN 'new'
            ELSE 'revised' END AS outcome
FROM told WHERE staged = 1
"""

TAKE_OVER = """
UPDATE staging s SET before = c.value_before, outcome = c.outcome
FROM classified c WHERE c.id = s.id
"""

# Closing comes before appending, in a statement of its own: the unique index of current figures
# would otherwise still see the old one.
CLOSE = """
UPDATE indicators_observation o
SET superseded_on = s.first_known
FROM (
    SELECT s.series_id, s.period_start, s.period_end, o.known_on, o.release_number,
           min(s.known_on) AS first_known
    FROM staging s
    JOIN indicators_observation o USING (series_id, period_start, period_end)
    WHERE s.release_number IS NOT NULL AND o.superseded_on IS NULL AND s.known_on >= o.known_on
    GROUP BY 1, 2, 3, 4, 5
) s
WHERE o.series_id = s.series_id AND o.period_start = s.period_start
  AND o.period_end = s.period_end AND o.known_on = s.known_on
  AND o.release_number = s.release_number AND o.superseded_on IS NULL
"""

# A figure loaded late, for a day before others that stand already, is closed at once by the next.
APPEND = """
INSERT INTO indicators_observation
    (series_id, period_start, period_end, known_on, release_number, value, status, bound,
     superseded_on)
SELECT s.series_id, s.period_start, s.period_end, s.known_on, s.release_number, s.value, s.status,
       s.bound, least(s.next_staged, (
           SELECT min(o.known_on) FROM indicators_vintage o
           WHERE o.series_id = s.series_id AND o.period_start = s.period_start
             AND o.period_end = s.period_end AND o.known_on > s.known_on))
FROM (
    SELECT *, lead(known_on) OVER (PARTITION BY series_id, period_start, period_end
                                   ORDER BY known_on, release_number) AS next_staged
    FROM staging WHERE release_number IS NOT NULL
) s
JOIN indicators_series p ON p.id = s.series_id
JOIN indicators_release r ON r.number = s.release_number
"""

NOTES = """
INSERT INTO indicators_observationnote
    (series_id, period_start, period_end, release_id, stated, stated_unit, note, document_id,
     passage_id)
SELECT series_id, period_start, period_end, release_number, stated, stated_unit, note,
       document_id, passage_id
FROM staging
WHERE release_number IS NOT NULL
  AND (stated <> '' OR note <> '' OR document_id IS NOT NULL OR passage_id IS NOT NULL)
"""


KEPT = """
INSERT INTO staging (line, series_id, period_start, period_end, known_on, release_group, value,
                     status, bound, document_id, passage_id, stated, stated_unit, note)
SELECT coalesce(line, row_number() OVER (ORDER BY line, id)), series_id, period_start, period_end,
       %(known_on)s, 0, value, status, bound, document_id, passage_id, stated, stated_unit, note
FROM indicators_stagedobservation WHERE release_id = %(release)s
"""

# Of the current figures of a release: what was known before each, if anything was.
BEFORE = """
INSERT INTO staging (line, series_id, period_start, period_end, known_on, release_group, value,
                     status, bound, stated, stated_unit, note)
SELECT row_number() OVER (ORDER BY o.series_id, o.period_start), o.series_id, o.period_start,
       o.period_end, %(known_on)s, 0, b.value, coalesce(b.status, o.status),
       coalesce(b.bound, o.bound), '', '', ''
FROM indicators_observation o
LEFT JOIN LATERAL (
    SELECT v.value, v.status, v.bound FROM indicators_vintage v
    WHERE v.series_id = o.series_id AND v.period_start = o.period_start
      AND v.period_end = o.period_end
      AND (v.known_on, v.release_number) < (o.known_on, o.release_number)
    ORDER BY v.known_on DESC, v.release_number DESC LIMIT 1
) b ON true
WHERE o.release_number = %(release)s AND o.superseded_on IS NULL
"""

KEEP = """
INSERT INTO indicators_stagedobservation
    (release_id, series_id, period_start, period_end, value, status, bound, stated, stated_unit,
     note, document_id, passage_id, line)
SELECT %(release)s, series_id, period_start, period_end, value, status, bound, stated,
       stated_unit, note, document_id, passage_id, line
FROM staging WHERE release_group = %(group)s AND outcome <> 'unchanged'
"""


def stage(figures: Iterable[StagedFigure]) -> None:
    """Copy figures into the staging table of this transaction and classify them.

    Afterwards every staged row is ``new``, ``revised`` or ``unchanged``, and knows the value
    before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staging, pg_temp.classified")
        cursor.execute(CREATE)
        with cursor.copy(COPY) as copy:
            for figure in figures:
                copy.write_row(
                    (
                        figure.line, figure.series, figure.period.start, figure.period.end,
                        figure.known_on, figure.group, figure.value, figure.status, figure.bound,
                        figure.document, figure.passage, figure.stated, figure.stated_unit,
                        figure.note,
                    )
                )  # fmt: skip
        _classify(cursor)


def _classify(cursor: CursorWrapper) -> None:
    cursor.execute("ANALYZE staging")
    cursor.execute(CLASSIFY)
    cursor.execute("ANALYZE classified")
    cursor.execute(TAKE_OVER)


def stage_kept(release: int, *, known_on: date) -> None:
    """Stage and classify the kept figures of a release (its id) that waits."""
    _stage_from(KEPT, release=release, known_on=known_on)


def stage_before(release: int, *, known_on: date) -> None:
    """Stage and classify, for each current figure of a release (its number), the one before it."""
    _stage_from(BEFORE, release=release, known_on=known_on)


def _stage_from(select: str, **values: int | date) -> None:
    stage(())
    with connection.cursor() as cursor:
        cursor.execute(select, values)
        cursor.execute("DROP TABLE pg_temp.classified")
        _classify(cursor)


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
        cursor.execute("SELECT outcome, count(*) FROM staging GROUP BY outcome")
        found = dict(cursor.fetchall())
    return {outcome: int(found.get(outcome, 0)) for outcome in ("new", "revised", "unchanged")}


def staged_withdrawals() -> int:
    """How many of the revised staged rows take a published figure back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staging WHERE outcome = 'revised' AND value IS NULL")
        return int(cursor.fetchone()[0])


def staged_groups() -> list[int]:
    """The groups that have something new or revised, by their day and order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT release_group FROM staging WHERE outcome <> 'unchanged'"
            " GROUP BY release_group ORDER BY min(known_on), release_group"
        )
        return [group for (group,) in cursor.fetchall()]


def append(numbers: dict[int, int]) -> list[int]:
    """Append the accepted rows, giving each group its release number; return the series touched.

    Raises RuntimeError if a row had no series or release: nothing may be left out silently.
    """
    with connection.cursor() as cursor:
        for group, number in numbers.items():
            cursor.execute(
                "UPDATE staging SET release_number = %s"
                " WHERE release_group = %s AND outcome <> 'unchanged'",
                [number, group],
            )
        cursor.execute("SELECT count(*) FROM staging WHERE release_number IS NOT NULL")
        expected = cursor.fetchone()[0]
        cursor.execute(CLOSE)
        cursor.execute(APPEND)
        if cursor.rowcount != expected:
            raise RuntimeError(f"{expected} figures were accepted, {cursor.rowcount} appended")
        cursor.execute(NOTES)
        return _series_touched(cursor)


def keep(releases: dict[int, int]) -> None:
    """Keep what changed in each group with its release (its id), which waits to be published."""
    with connection.cursor() as cursor:
        for group, release in releases.items():
            cursor.execute(KEEP, {"group": group, "release": release})


def _series_touched(cursor: CursorWrapper) -> list[int]:
    cursor.execute("SELECT DISTINCT series_id FROM staging WHERE release_number IS NOT NULL")
    return [series for (series,) in cursor.fetchall()]


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

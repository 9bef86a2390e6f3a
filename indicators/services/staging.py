"""SQL of the staging table: figures on their way into the observations, and what they change.

A row whose cell has no other staged row, and whose day is not before that of the figure that
stands, is ``simple``: one join with the index of current figures says what it changes. The few
others are told by a window over all vintages of their cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.utils import CursorWrapper

# From this many rows on a join by nested loop is slower than one by merging, whatever is estimated.
MANY = 20_000

COLUMNS = (
    "line, series_id, period_start, period_end, known_on, release_group, value, status, bound,"
    " document_id, passage_id, stated, stated_unit, note"
)
INCOMING = """
CREATE TEMPORARY TABLE incoming (
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
    stated text NOT NULL,
    stated_unit text NOT NULL,
    note text NOT NULL
) ON COMMIT DROP
"""
COPY_INCOMING = f"COPY incoming ({COLUMNS}) FROM STDIN"
COPY = f"COPY staging ({COLUMNS}, simple) FROM STDIN"

# The table is made with its rows: an insert takes half a second more for a million. So it has no
# defaults and no constraints; the observations have.
# The first row of a cell is taken to be alone in it, until LOOSEN looks at cells that have others.
# ``closes`` says that there is a current figure, which a changed one will supersede. The bounds
# of the series let a merge join begin and end in the middle of the index.
STAGE = """
CREATE TEMPORARY TABLE staging ON COMMIT DROP AS
SELECT * FROM (
SELECT {columns},
       CASE WHEN NOT simple THEN NULL
            WHEN NOT closes THEN CASE WHEN value IS NULL THEN 'unchanged' ELSE 'new' END
            WHEN value IS NOT DISTINCT FROM value_before AND status = status_before
                 AND bound = bound_before THEN 'unchanged'
            WHEN value_before IS NULL THEN 'new'
            ELSE 'revised' END AS outcome,
       CASE WHEN simple THEN value_before END AS before, closes, simple
FROM (
    SELECT f.*, o.value AS value_before, o.status AS status_before, o.bound AS bound_before,
           o.known_on IS NOT NULL AS closes,
           f.alone AND (o.known_on IS NULL OR f.known_on >= o.known_on) AS simple
    FROM ({rows}) f
    LEFT JOIN indicators_observation o
           ON o.series_id = f.series_id AND o.period_start = f.period_start
          AND o.period_end = f.period_end AND o.superseded_on IS NULL
          AND o.series_id BETWEEN %(first)s AND %(last)s
) AS told
) AS classified {which}
"""
ALL_ROWS = """
SELECT *, row_number() OVER cell = 1 AS alone
FROM ({source}) AS source
WINDOW cell AS (PARTITION BY series_id, period_start, period_end)
"""
# Leaving out the others is cheaper than telling them, in a file of which few cells have several.
FIRST_ROWS = """
SELECT DISTINCT ON (series_id, period_start, period_end) *, true AS alone
FROM ({source}) AS source
ORDER BY series_id, period_start, period_end, line
"""
OTHER_ROWS = """
INSERT INTO staging ({columns}, simple)
SELECT {columns}, false FROM (
    SELECT *, row_number() OVER cell AS place
    FROM ({source}) AS source
    WINDOW cell AS (PARTITION BY series_id, period_start, period_end ORDER BY line)
) AS placed WHERE place > 1
"""
# What is unchanged can be counted only: most of a large file is. The count is that of a sequence,
# because a statement has one target, and reading the file twice takes longer.
BEGIN_COUNT = "CREATE TEMPORARY SEQUENCE staged_count CACHE 10000"
CHANGED_ONLY = "WHERE outcome IS DISTINCT FROM 'unchanged' OR nextval('staged_count') < 0"
COUNT = (
    "CREATE TEMPORARY TABLE staged_same ON COMMIT DROP AS"
    " SELECT CASE WHEN is_called THEN currval('staged_count') ELSE 0 END AS figures"
    " FROM staged_count"
)
END_COUNT = "DROP SEQUENCE staged_count"
NO_COUNT = "CREATE TEMPORARY TABLE staged_same ON COMMIT DROP AS SELECT 0::bigint AS figures"
# What was only counted and is asked for after all: whatever of the source is not staged.
UNSTAGED = """
INSERT INTO staging ({columns}, outcome, simple)
SELECT {columns}, {outcome} FROM ({source}) AS source
WHERE NOT EXISTS (SELECT FROM staging s WHERE s.line = source.line) AND {which}
"""
UNCOUNT = "UPDATE staged_same SET figures = figures - %s"
# The cells of figures that are not classified yet, of which all figures have to be looked at.
OPEN_CELLS = (
    "(series_id, period_start, period_end) IN"
    " (SELECT series_id, period_start, period_end FROM staging WHERE outcome IS NULL)"
)

# Where a cell has several staged rows, none of them is simple.
LOOSEN = """
UPDATE staging s SET outcome = NULL, before = NULL, simple = false
FROM (SELECT DISTINCT series_id, period_start, period_end FROM staging WHERE outcome IS NULL) c
WHERE s.series_id = c.series_id AND s.period_start = c.period_start
  AND s.period_end = c.period_end AND s.simple
"""

# The neighbours of a figure are the figures of its cell in the order in which they became known:
# those in the table and those staged with it. The same value as the one before is no news.
#
# The answer goes to a table of its own that is analyzed before it is joined: as a common table
# expression it is estimated at a handful of rows, and a join by nested loop takes minutes.
CLASSIFY = """
CREATE TEMPORARY TABLE classified ON COMMIT DROP AS
WITH cell AS (
    SELECT DISTINCT series_id, period_start, period_end FROM staging WHERE outcome IS NULL
), story AS (
    SELECT o.series_id, o.period_start, o.period_end, o.known_on, o.release_number AS place,
           0 AS staged, o.value, o.status, o.bound, NULL::tid AS id
    FROM indicators_vintage o JOIN cell USING (series_id, period_start, period_end)
    UNION ALL
    SELECT series_id, period_start, period_end, known_on, release_group, 1, value, status, bound,
           ctid
    FROM staging WHERE outcome IS NULL
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
FROM classified c WHERE c.id = s.ctid
"""

# What is asked about staged rows afterwards is answered from here, without reading all of them.
SUMMARY = """
CREATE TEMPORARY TABLE staged_summary ON COMMIT DROP AS
SELECT release_group, series_id, outcome, simple, count(*) AS figures,
       count(*) FILTER (WHERE value IS NULL) AS empty, min(line) AS line, min(known_on) AS known_on,
       bool_or(stated <> '' OR note <> '' OR document_id IS NOT NULL OR passage_id IS NOT NULL)
           AS noted
FROM staging GROUP BY release_group, series_id, outcome, simple
UNION ALL
SELECT NULL, NULL, 'unchanged', true, figures, 0, NULL, NULL, false
FROM staged_same WHERE figures > 0
"""

ACCEPTED = """
CREATE TEMPORARY TABLE accepted ON COMMIT DROP AS
SELECT * FROM unnest(%s::integer[], %s::integer[]) AS t(release_group, release_number)
"""

# Closing comes before appending, in a statement of its own: the unique index of current figures
# would otherwise still see the old one.
CLOSE_SIMPLE = """
UPDATE indicators_observation o
SET superseded_on = s.known_on
FROM staging s
WHERE s.simple AND s.closes AND s.outcome <> 'unchanged' AND s.release_group = ANY(%s)
  AND o.series_id = s.series_id AND o.period_start = s.period_start
  AND o.period_end = s.period_end AND o.superseded_on IS NULL
"""

CLOSE = """
UPDATE indicators_observation o
SET superseded_on = s.first_known
FROM (
    SELECT s.series_id, s.period_start, s.period_end, o.known_on, o.release_number,
           min(s.known_on) AS first_known
    FROM staging s
    JOIN indicators_observation o USING (series_id, period_start, period_end)
    WHERE NOT s.simple AND s.outcome <> 'unchanged' AND s.release_group = ANY(%s)
      AND o.superseded_on IS NULL AND s.known_on >= o.known_on
    GROUP BY 1, 2, 3, 4, 5
) s
WHERE o.series_id = s.series_id AND o.period_start = s.period_start
  AND o.period_end = s.period_end AND o.known_on = s.known_on
  AND o.release_number = s.release_number AND o.superseded_on IS NULL
"""

# Of these, nothing that stands is known later.
APPEND_SIMPLE = """
INSERT INTO indicators_observation
    (series_id, period_start, period_end, known_on, release_number, value, status, bound)
SELECT s.series_id, s.period_start, s.period_end, s.known_on, r.number, s.value, s.status, s.bound
FROM staging s
JOIN accepted a USING (release_group)
JOIN indicators_series p ON p.id = s.series_id
JOIN indicators_release r ON r.number = a.release_number
WHERE s.simple AND s.outcome <> 'unchanged'
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
    FROM staging JOIN accepted USING (release_group)
    WHERE NOT simple AND outcome <> 'unchanged'
) s
JOIN indicators_series p ON p.id = s.series_id
JOIN indicators_release r ON r.number = s.release_number
"""

# A note says what the figure and its release do not. Of a figure that came in a file, the stated
# text is that of the number itself and in the unit of the series where no note says otherwise:
# whoever reads it derives it (selectors/observations.py, selectors/vintages.py).
NOTES = """
INSERT INTO indicators_observationnote
    (series_id, period_start, period_end, release_id, stated, stated_unit, note, document_id,
     passage_id)
SELECT s.series_id, s.period_start, s.period_end, a.release_number, s.stated, s.stated_unit,
       s.note, s.document_id, s.passage_id
FROM staging s
JOIN accepted a USING (release_group)
JOIN indicators_release r ON r.number = a.release_number
JOIN indicators_series p ON p.id = s.series_id
JOIN indicators_unit u ON u.id = p.unit_id
WHERE s.outcome <> 'unchanged'
  AND (s.note <> '' OR s.passage_id IS NOT NULL
       OR (s.document_id IS NOT NULL AND s.document_id IS DISTINCT FROM r.document_id)
       OR (s.stated <> '' AND NOT (r.run_id IS NOT NULL AND s.value IS NOT NULL
                                   AND s.stated = s.value::text AND s.stated_unit = u.code)))
"""

# What waits with a release, and what comes back from there when it is published.
KEEP = """
INSERT INTO indicators_stagedobservation
    (release_id, series_id, period_start, period_end, value, status, bound, stated, stated_unit,
     note, document_id, passage_id, line)
SELECT %(release)s, series_id, period_start, period_end, value, status, bound, stated,
       stated_unit, note, document_id, passage_id, line
FROM staging WHERE release_group = %(group)s AND outcome <> 'unchanged'
"""
KEPT = """
SELECT coalesce(line, row_number() OVER (ORDER BY line, id))::integer AS line, series_id,
       period_start, period_end, %(known_on)s::date AS known_on, 0 AS release_group, value, status,
       bound, document_id, passage_id, stated, stated_unit, note
FROM indicators_stagedobservation WHERE release_id = %(release)s
"""

# What taking a release back restates for a day: where a figure of it, or one restated by a taking
# back, stands on that day, the newest one until then that no release taken back has brought; none
# if there is none. It keeps the wording and the document of the figure that it restates.
BEFORE = """
SELECT (row_number() OVER (ORDER BY o.series_id, o.period_start))::integer AS line, o.series_id,
       o.period_start, o.period_end, %(known_on)s::date AS known_on, 0 AS release_group, b.value,
       coalesce(b.status, o.status) AS status, coalesce(b.bound, o.bound) AS bound,
       coalesce(n.document_id, b.document_id) AS document_id, n.passage_id,
       coalesce(n.stated, '') AS stated, coalesce(n.stated_unit, '') AS stated_unit,
       %(note)s AS note
FROM (
    SELECT DISTINCT v.series_id, v.period_start, v.period_end
    FROM indicators_series p JOIN indicators_vintage v ON v.series_id = p.id
    WHERE p.source_id = (SELECT source_id FROM indicators_release WHERE number = %(release)s)
      AND v.release_number = %(release)s
) x
CROSS JOIN LATERAL (
    SELECT v.* FROM indicators_vintage v
    WHERE v.series_id = x.series_id AND v.period_start = x.period_start
      AND v.period_end = x.period_end AND v.known_on <= %(known_on)s
    ORDER BY v.known_on DESC, v.release_number DESC LIMIT 1
) o
LEFT JOIN LATERAL (
    SELECT v.value, v.status, v.bound, v.release_number, r.document_id
    FROM indicators_vintage v JOIN indicators_release r ON r.number = v.release_number
    WHERE v.series_id = o.series_id AND v.period_start = o.period_start
      AND v.period_end = o.period_end AND r.rolls_back_id IS NULL
      AND v.release_number <> ALL(%(withdrawn)s) AND v.known_on <= %(known_on)s
    ORDER BY v.known_on DESC, v.release_number DESC LIMIT 1
) b ON true
LEFT JOIN indicators_observationnote n
       ON n.series_id = o.series_id AND n.period_start = o.period_start
      AND n.period_end = o.period_end AND n.release_id = b.release_number
WHERE o.release_number = ANY(%(restated)s)
"""


def analyze(cursor: CursorWrapper, what: str) -> None:
    """Let the planner know a temporary table: its size, and by a small sample its values."""
    cursor.execute("SET LOCAL default_statistics_target = 10")
    cursor.execute(f"ANALYZE {what}")
    cursor.execute("SET LOCAL default_statistics_target TO DEFAULT")


@contextmanager
def joins(cursor: CursorWrapper, rows: int, *, off: str = "nestloop") -> Iterator[None]:
    """Keep the planner from kinds of join that are slow for many rows, for some statements."""
    if rows < MANY:
        yield
        return
    settings = {f"enable_{kind}": "off" for kind in off.split()} | {
        "work_mem": "'256MB'", "jit": "off",
    }  # fmt: skip
    for name, value in settings.items():
        cursor.execute(f"SET LOCAL {name} = {value}")
    yield
    for name in settings:
        cursor.execute(f"SET LOCAL {name} TO DEFAULT")

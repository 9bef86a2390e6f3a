"""What must hold after every fault: checked in the tables, against what the files said."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tests.faults.ledger import File, Ledger
from tests.faults.seed import JUDGED
from tests.faults.stack import Stack

FIGURES = """
SELECT i.code, e.code, to_char(o.period_start, 'YYYY-MM'), o.known_on, o.value, o.superseded_on
FROM indicators_observation o
JOIN indicators_series s ON s.id = o.series_id
JOIN indicators_indicatorversion v ON v.id = s.indicator_version_id
JOIN indicators_indicator i ON i.id = v.indicator_id
JOIN indicators_entity e ON e.id = s.entity_id
WHERE s.source_id = %s
ORDER BY i.code COLLATE "C", e.code COLLATE "C", o.period_start, o.known_on
"""
GAPS = """
SELECT number FROM (
    SELECT number, row_number() OVER (ORDER BY number) AS place
    FROM indicators_release WHERE number IS NOT NULL
) r WHERE number <> place LIMIT 5
"""
# Of one cell: more than one current row, or a row that does not end where the next begins.
BROKEN_CHAINS = """
SELECT series_id, period_start, known_on, superseded_on, next FROM (
    SELECT *, lead(known_on) OVER (PARTITION BY series_id, period_start, period_end
                                   ORDER BY known_on, release_number) AS next
    FROM indicators_observation
) o WHERE superseded_on IS DISTINCT FROM next LIMIT 5
"""
ORPHANS = """
SELECT o.series_id, o.release_number FROM indicators_observation o
LEFT JOIN indicators_release r ON r.number = o.release_number AND r.state = 'published'
LEFT JOIN indicators_series s ON s.id = o.series_id
WHERE r.id IS NULL OR s.id IS NULL LIMIT 5
"""
# Releases of runs that have not ended well, and figures that wait although nothing is held.
PARTIAL = """
SELECT r.id, r.state, n.state
FROM indicators_release r JOIN indicators_ingestionrun n ON n.id = r.run_id
WHERE (r.state, n.state) NOT IN (('published', 'done'), ('held', 'held')) LIMIT 5
"""
LEFTOVERS = """
SELECT o.id FROM indicators_stagedobservation o JOIN indicators_release r ON r.id = o.release_id
WHERE r.state NOT IN ('held', 'draft', 'in_review') LIMIT 5
"""
NOTES_WITHOUT_FIGURE = """
SELECT n.id FROM indicators_observationnote n LEFT JOIN indicators_observation o
ON (o.series_id, o.period_start, o.period_end, o.release_number)
 = (n.series_id, n.period_start, n.period_end, n.release_id)
WHERE o.series_id IS NULL LIMIT 5
"""
ENDED_BADLY = """
SELECT id, state, stage, message FROM indicators_ingestionrun
WHERE state IN ('done', 'held', 'failed', 'unchanged')
  AND (message = '' OR stage <> '' OR ended_at IS NULL OR attempts > 3) LIMIT 5
"""
NONE_MAY_BE = {
    "gaps in the numbers of releases": GAPS,
    "broken chains of vintages": BROKEN_CHAINS,
    "figures without release or series": ORPHANS,
    "releases of runs that did not end so": PARTIAL,
    "staged figures that wait for nothing": LEFTOVERS,
    "notes without figure": NOTES_WITHOUT_FIGURE,
    "runs that ended without reason": ENDED_BADLY,
}


def check_everything(stack: Stack) -> None:
    """What must hold whatever was done."""
    for what, query in NONE_MAY_BE.items():
        assert stack.sql(query) == [], what
    judged = stack.sql(
        "SELECT count(*) FROM indicators_assessment WHERE current GROUP BY target_id"
    )
    assert {count for (count,) in judged} <= {1}
    raw = Path(stack.environment["RAW_DIR"])
    kept = {path for (path,) in stack.sql("SELECT path FROM indicators_rawsnapshot")}
    for path in kept:
        content = (raw / path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == (raw / path).name, path


def check_source(stack: Stack, source: str, ledger: Ledger) -> None:
    """The figures of a source are those of its ledger: every vintage, once, and nothing else."""
    found = stack.sql(FIGURES, stack.database.sources[source])
    expected = list(ledger.expected())
    if found != expected:
        odd = sorted(set(found) ^ set(expected), key=str)[:6]
        raise AssertionError(f"{len(found)} figures, {len(expected)} expected; such as {odd}")
    assert len(found) == len(set(found))


def check_done(stack: Stack, run: dict[str, Any], file: File) -> None:
    """A run that was done says so, in counts that are those of its file."""
    assert run["state"] == "done", run
    said = {name: run[f"rows_{name}"] for name in ("new", "revised", "unchanged", "rejected")}
    expected = {
        "new": file.new, "revised": file.revised, "unchanged": file.unchanged,
        "rejected": file.rejected,
    }  # fmt: skip
    assert said == expected
    rejected = stack.one("SELECT count(*) FROM indicators_rejectedrow WHERE run_id = %s", run["id"])
    assert rejected == file.rejected
    releases = stack.sql(
        "SELECT published_on, state FROM indicators_release WHERE run_id = %s ORDER BY number",
        run["id"],
    )
    assert releases == [(day, "published") for day in file.days]
    notes = stack.one(
        "SELECT count(*) FROM indicators_observationnote n JOIN indicators_release r"
        " ON r.number = n.release_id WHERE r.run_id = %s AND n.note <> ''",
        run["id"],
    )
    assert notes == file.notes


def check_judged(stack: Stack, ledger: Ledger) -> None:
    """The stored answer of the target rests on the newest figure: data and answer came together."""
    payload = stack.one("SELECT payload::text FROM indicators_assessment WHERE current")
    newest = ledger.vintages[JUDGED][-1].value
    assert f'"{newest}"' in str(payload), (newest, payload)

"""The status of a target day by day, as it was known then."""

from __future__ import annotations

from indicators.domain.codelists import MilestoneState
from indicators.domain.history import status_history
from indicators.domain.results import Evidence, EvidenceEntry, TargetSpec
from tests.unit.domain.builders import day, levels, series, statement, target

FIVE_G = Evidence(
    level=(
        series(
            ("2020-12", 718000, "2021-03-01"),
            ("2020-12", 771000, "2021-05-19"),
            ("2021-03", 819000, "2021-05-19"),
            ("2021-06", 961000, "2021-07-20"),
            ("2021-12", 1425000, "2022-01-26"),
        ),
    ),
    additions=(series(("2021", 654000, "2022-01-21"), code="built"),),
)
NEW_STATIONS = target(
    statement("change", "more_than", 600000, "in 2021", on="2020"), announced="2021-01-06"
)


def told(spec: TargetSpec, evidence: Evidence, until: str = "2026-11-23") -> list[tuple[str, ...]]:
    return [
        (str(change.on), change.status.value, change.cause.value)
        for change in status_history(spec, evidence, until=day(until)).changes
    ]


def test_five_g_went_from_far_behind_to_met() -> None:
    assert told(NEW_STATIONS, FIVE_G) == [
        ("2021-01-06", "pending", "first"),
        ("2021-05-19", "far_behind", "new_data"),
        ("2021-07-20", "behind", "new_data"),
        ("2022-01-01", "overdue", "deadline_passed"),
        ("2022-01-21", "met", "new_data"),
    ]


def test_ends_on_the_day_asked_for() -> None:
    assert told(NEW_STATIONS, FIVE_G, "2021-07-01")[-1][1] == "far_behind"
    assert told(NEW_STATIONS, FIVE_G, "2021-01-05") == []


def test_a_revision_that_flips_a_verdict_is_named() -> None:
    evidence = levels(("2021", 120, "2022-01-10"), ("2021", 90, "2022-06-01"))
    hundred = target(statement("level", "at_least", 100, "in 2021"), announced="2020-01-01")
    assert told(hundred, evidence)[-2:] == [
        ("2022-01-10", "met", "new_data"),
        ("2022-06-01", "missed", "revision"),
    ]


def test_a_promise_without_a_number_follows_its_evidence() -> None:
    promise = target(
        None,
        announced="2021-01-06",
        milestone=(
            EvidenceEntry(day("2021-06-01"), MilestoneState.UNDER_WAY),
            EvidenceEntry(day("2021-12-01"), MilestoneState.DONE),
        ),
    )
    assert [row[1] for row in told(promise, Evidence())] == ["not_assessable", "met"]

"""Verdicts where a figure is open, early, late, tied or missing, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.domain.assessments import Evidence, TargetSpec
from indicators.domain.codelists import (
    Basis,
    Bound,
    Certainty,
    Direction,
    NotAssessableReason,
    ObsStatus,
    Verdict,
)
from indicators.domain.results import PeriodVerdict
from tests.unit.domain.builders import (
    FLOW,
    RATE,
    SHARE,
    STOCK,
    growth,
    judge,
    levels,
    note_codes,
    period,
    series,
    statement,
    target,
    used,
)


def test_a_promise_without_number_and_deadline_says_why_it_cannot_be_judged() -> None:
    answer = judge(target(None), Evidence(), "2021-06-01")
    assert (answer.verdict, answer.reason) == (
        Verdict.NOT_ASSESSABLE, NotAssessableReason.NO_NUMBER,
    )  # fmt: skip


def in_2021(comparator: str, low: object, direction: Direction = Direction.NONE,
            **rest: Any) -> TargetSpec:  # fmt: skip
    promise = statement("level", comparator, low, "in 2021", **rest)
    return target(promise, kind=RATE, direction=direction)


@pytest.mark.parametrize(
    ("promise", "figure", "verdict"),
    [
        pytest.param(in_2021("about", 20, Direction.LOWER, tolerance=2), (10, Bound.AT_MOST),
                     Verdict.MET, id="nearly 10 where up to 22 will do"),
        pytest.param(in_2021("about", 20, Direction.LOWER, tolerance=2), (10, Bound.AT_LEAST),
                     Verdict.OVERDUE, id="more than 10 where up to 22 will do"),
        pytest.param(in_2021("about", 20, tolerance=2), (20, Bound.AT_MOST),
                     Verdict.OVERDUE, id="nearly 20 where 18 to 22 will do"),
        pytest.param(in_2021("more_than", 10), ("10.000000001", Bound.AT_LEAST),
                     Verdict.OVERDUE, id="more than just 10, where equal within 1e-9 is not more"),
        pytest.param(in_2021("more_than", 10), ("10.000000001", Bound.AT_MOST),
                     Verdict.MISSED, id="nearly that"),
    ],
)  # fmt: skip
def test_which_open_figures_decide(
    promise: TargetSpec, figure: tuple[object, Bound], verdict: Verdict
) -> None:
    value, bound = figure
    answer = judge(promise, levels(("2021", value, "2022-01-21", bound)), "2022-06-01")
    assert answer.verdict is verdict


def test_the_margin_of_about_is_one_sided_where_a_direction_is_declared() -> None:
    promise = in_2021("about", 20, Direction.HIGHER, tolerance=2)
    answer = judge(promise, levels(("2021", 25)), "2022-06-01")
    assert answer.judged is not None
    assert (answer.verdict, answer.judged.margin) == (Verdict.MET, 7)  # above 18


def test_a_provisional_figure_is_named_by_its_period() -> None:
    facts = levels(("2021", 25, "2022-01-21", ObsStatus.PROVISIONAL))
    notes = judge(in_2021("at_least", 20), facts, "2022-06-01").notes
    assert [(note.code, note.params) for note in notes] == [("provisional", {"period": "2021"})]


# --- Reached, and late --------------------------------------------------------------------------
BY_2022 = target(statement("level", "at_least", 40, "by 2022", on="2020"), kind=RATE)


@pytest.mark.parametrize(
    ("facts", "reached"),
    [
        pytest.param((("2019", 45), ("2020", 30), ("2021", 41)), "2021",
                     id="not what was there before the baseline"),
        pytest.param((("2020", 30), ("2021", 45), ("2023", 30)), "2021",
                     id="whatever comes after the horizon"),
        pytest.param((("2020", 30), ("2021", 35), ("2023", 45)), None, id="not yet by the horizon"),
        pytest.param((("2019", 30), ("2020", 35)), None, id="not at all"),
    ],
)  # fmt: skip
def test_since_when_an_open_target_is_reached(facts: tuple[Any, ...], reached: str | None) -> None:
    answer = judge(BY_2022, levels(*facts), "2024-06-01")
    assert answer.verdict is Verdict.OVERDUE
    assert (str(answer.first_satisfied) if answer.first_satisfied else None) == reached
    assert [note.params for note in answer.notes if note.code == "reached"] == (
        [{"period": reached}] if reached else []
    )


def test_reached_once_but_no_longer_is_not_reached() -> None:
    promise = target(statement("level", "at_least", 40, "by 2023", on="2020"), kind=RATE)
    answer = judge(promise, levels(("2020", 30), ("2021", 45), ("2022", 38)), "2023-06-01")
    assert (answer.first_satisfied, note_codes(answer)) == (None, [])


def test_an_open_figure_at_the_horizon_stands_beside_what_is_reached() -> None:
    facts = levels(("2021", 30), ("2022", 45, "2023-01-21", Bound.AT_MOST))
    answer = judge(BY_2022, facts, "2023-06-01")
    assert answer.verdict is Verdict.OVERDUE
    assert used(answer) == [("figure", "2022", "45"), ("reached", "2022", "45")]


def test_met_late_shows_both_figures() -> None:
    answer = judge(BY_2022, levels(("2022", 30), ("2023", 45)), "2024-06-01")
    assert answer.verdict is Verdict.MET_LATE
    assert used(answer) == [("figure", "2022", "30"), ("met_late", "2023", "45")]


ONCE = target(statement("level", "at_least", 40, "by 2022", once=True), kind=RATE)


@pytest.mark.parametrize(
    ("facts", "verdict", "when"),
    [
        pytest.param((("2021", 41), ("2022", 30)), Verdict.MET, "2021", id="before the horizon"),
        pytest.param((("2021", 39), ("2022", 30), ("2023", 45)), Verdict.MET_LATE, "2023",
                     id="after it is late"),
    ],
)  # fmt: skip
def test_what_is_to_be_reached_once(facts: tuple[Any, ...], verdict: Verdict, when: str) -> None:
    answer = judge(ONCE, levels(*facts), "2024-06-01")
    assert (answer.verdict, answer.certainty) == (verdict, Certainty.CLEAR)
    assert answer.first_satisfied == period(when)


# --- Changes that are reached -------------------------------------------------------------------
def changed(quantity: str, comparator: str, low: object, kind: Any = RATE,
            direction: Direction = Direction.NONE, **rest: Any) -> TargetSpec:  # fmt: skip
    promise = statement(quantity, comparator, low, "by 2025", on=rest.pop("on", "2020"), **rest)
    return target(promise, kind=kind, direction=direction)


@pytest.mark.parametrize(
    ("promise", "facts", "reached"),
    [
        pytest.param(changed("change", "at_least", 20), levels(("2020", 50), ("2021", 71)), "2021",
                     id="a change"),
        pytest.param(changed("change", "at_least", 20), levels(("2020", 50), ("2021", 69)), None,
                     id="a smaller change"),
        pytest.param(changed("change", "at_most", None, high=20), levels(("2021", 60)), None,
                     id="a change from an unknown level"),
        pytest.param(changed("percent_change", "at_least", 20), levels(("2020", 50), ("2021", 61)),
                     "2021", id="22 percent"),
        pytest.param(changed("percent_change", "at_least", 20),
                     levels(("2020", 200), ("2021", 230)), None, id="30, but only 15 percent"),
        pytest.param(changed("percent_change", "about", 20, direction=Direction.HIGHER,
                             tolerance=2), levels(("2020", 50), ("2021", 65)), "2021",
                     id="30 percent where more than about 20 is better"),
        pytest.param(changed("change", "at_least", 20, on="last year"),
                     levels(("2020", 50), ("2021", 90)), None,
                     id="a change on the year before is one of its year"),
        pytest.param(changed("growth", "at_least", 20), levels(("2020", 50), ("2021", 90)), None,
                     id="and so is a growth"),
    ],
)  # fmt: skip
def test_since_when_a_change_is_reached(
    promise: TargetSpec, facts: Evidence, reached: str | None
) -> None:
    answer = judge(promise, facts, "2022-06-01")
    assert answer.verdict is Verdict.PENDING
    assert answer.first_satisfied == (period(reached) if reached else None)
    assert ("reached" in note_codes(answer)) is bool(reached)


@pytest.mark.parametrize("part", ["additions", "additions_ytd"])
def test_what_was_added_decides_whether_a_change_is_reached(part: str) -> None:
    # 90 more by the stock; 120 by what was added in the year after the baseline.
    added = series(("2021", 120), code="added", basis=Basis.YTD)
    facts = Evidence(level=(series(("2020", 500), ("2021", 590)),), **{part: (added,)})
    answer = judge(changed("change", "at_least", 100, STOCK), facts, "2022-06-01")
    assert answer.first_satisfied == period("2021")
    assert ("reached", "2021", "120") in used(answer)


def test_a_growth_that_is_missed_by_its_year_cannot_be_made_up_for() -> None:
    promise = target(statement("growth", "at_least", 5, "by 2021"), kind=FLOW)
    answer = judge(promise, growth(("2020", 8), ("2021", 4), ("2022", 9)), "2023-06-01")
    assert (answer.verdict, answer.first_satisfied) == (Verdict.MISSED, None)


# --- Years and peaks ----------------------------------------------------------------------------
def test_a_year_is_overdue_from_the_day_after_it() -> None:
    promise = target(statement("level", "about", 20, "each 2020-01-01/P2Y", tolerance=2),
                     kind=SHARE, direction=Direction.HIGHER)  # fmt: skip
    answer = judge(promise, levels(("2020", 25)), "2022-01-01")
    assert answer.periods == (
        PeriodVerdict(period("2020"), Verdict.KEPT, Decimal(25), percent=False),
        PeriodVerdict(period("2021"), Verdict.OVERDUE, None, percent=False),
    )


PEAK = target(statement("peak", None, None, "by 2019"), kind=FLOW, direction=Direction.LOWER)


def test_of_two_equal_peaks_the_first_is_shown() -> None:
    held = judge(PEAK, levels(("2018", 107), ("2019", 107), ("2020", 103)), "2021-06-01")
    assert held.judged is not None
    assert (held.verdict, held.judged.period) == (Verdict.MET, period("2018"))
    passed = levels(("2018", 107), ("2020", 110), ("2021", 110))
    again = judge(PEAK, passed, "2022-06-01")
    assert again.judged is not None
    assert (again.verdict, again.judged.period) == (Verdict.MISSED, period("2020"))


def test_a_peak_may_be_had_from_quarters_and_from_the_first_day_after() -> None:
    quarters = [(f"2018-Q{at}", 25) for at in range(1, 5)]
    later = [(f"2020-Q{at}", 20, "2020-01-01") for at in range(1, 5)]
    answer = judge(PEAK, levels(*quarters, *later), "2020-01-01")
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert answer.judged.value == 100
    assert {role for role, _, _ in used(answer)} == {"peak", "figure_part"}

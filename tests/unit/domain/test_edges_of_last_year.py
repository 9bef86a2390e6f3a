"""A running year against the one before, and by published growth, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators.domain.assessments import Evidence, TargetSpec
from indicators.domain.codelists import Direction, NoOutlookReason
from indicators.domain.exact import exact_decimal
from tests.unit.domain.builders import (
    FLOW,
    judge,
    levels,
    note_codes,
    statement,
    target,
    to_date,
    used,
    ytd_growth,
)


def in_2021(quantity: str, comparator: str, low: object, direction: Direction = Direction.NONE,
            **rest: Any) -> TargetSpec:  # fmt: skip
    promise = statement(quantity, comparator, low, "in 2021", **rest)
    return target(promise, kind=FLOW, direction=direction)


def more(comparator: str, low: object, quantity: str = "change", **rest: Any) -> TargetSpec:
    return in_2021(quantity, comparator, low, on="last year", **rest)


@pytest.mark.parametrize(
    ("same", "whole", "required", "bound", "projected"),
    [
        # 55 so far; the change of 20 is asked of the months as of the year.
        pytest.param(50, 110, 70, 130, 121, id="by last year's shape: 55 × 110 ÷ 50"),
        pytest.param(1, 2, 21, 22, 110, id="by last year's shape, from little"),
        pytest.param(0, 5, 20, 25, Decimal("68.75"), id="from nothing: 55 × 25 ÷ 20"),
    ],
)
def test_where_the_running_year_leads(
    same: int, whole: int, required: int, bound: int, projected: object
) -> None:
    facts = to_date(("2020-01-01/P6M", same), ("2020", whole), ("2021-01-01/P6M", 55))
    answer = judge(more("at_least", 20), facts, "2021-08-01")
    assert answer.pace is not None
    assert (answer.pace.path_value, answer.pace.bound, answer.pace.projected) == (
        required, bound, projected,
    )  # fmt: skip


def test_last_year_may_be_had_from_quarters() -> None:
    quarters = levels(*((f"{2020 + at // 4}-Q{at % 4 + 1}", 10) for at in range(6)))
    answer = judge(more("less_than", None, high=0), quarters, "2021-08-01")
    assert answer.pace is not None
    assert (answer.pace.latest, answer.pace.path_value, answer.pace.bound) == (20, 20, 40)


def test_changes_are_told_in_plain_digits() -> None:
    facts = Evidence(
        ytd=to_date(("2020-01-01/P6M", 50), ("2021-01-01/P6M", "50.00000005")).ytd,
        ytd_growth=ytd_growth(("2021-01-01/P6M", "1E+1")).ytd_growth,
    )
    notes = judge(more("less_than", None, high=0), facts, "2021-08-01").notes
    assert [(note.code, note.params) for note in notes] == [
        ("official_growth", {"change": "10", "period": "2021-S1"}),
        ("same_months", {"change": "0.0000001", "period": "2021-S1"}),
        ("year_can_turn", {}),
    ]


def test_a_year_of_which_nothing_came_in_yet_keeps_its_remarks() -> None:
    facts = to_date(("2020-01-01/P6M", 50), ("2021-01-01/P6M", 0))
    answer = judge(more("less_than", None, high=0), facts, "2021-08-01")
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED
    assert note_codes(answer) == ["same_months", "year_can_turn"]


def test_of_a_range_of_changes_the_nearer_to_none_is_asked() -> None:
    facts = to_date(("2020-01-01/P6M", 50), ("2021-01-01/P6M", 55))
    pace = judge(more("between", -10, high=11), facts, "2021-08-01").pace
    assert pace is not None
    assert pace.path_value == 40


@pytest.mark.parametrize(
    ("promise", "rate", "ratio"),
    [
        # Levels cancel: this year over last year is 1 + growth.
        pytest.param(in_2021("growth", "more_than", 0), 5, Fraction(105, 100), id="any growth"),
        pytest.param(in_2021("growth", "at_least", 6), -2, Fraction(98, 106), id="a fall"),
        pytest.param(in_2021("growth", "at_most", None, high=6), 5, Fraction(106, 105), id="a cap"),
        pytest.param(in_2021("growth", "about", 6, Direction.LOWER, tolerance=1), 5,
                     Fraction(106, 105), id="about, less is better"),
        pytest.param(in_2021("growth", "about", 6, tolerance=1), 5, Fraction(105, 106),
                     id="about"),
        pytest.param(in_2021("growth", "between", -10, high=11), 5, Fraction(105, 90),
                     id="of a range the nearer to none"),
        pytest.param(more("more_than", 0), 5, Fraction(105, 100), id="more than last year"),
    ],
)  # fmt: skip
def test_published_growth_of_the_year_so_far(
    promise: TargetSpec, rate: int, ratio: Fraction
) -> None:
    answer = judge(promise, ytd_growth(("2021-01-01/P6M", rate)), "2021-08-01")
    assert answer.pace is not None
    assert answer.pace.ratio == exact_decimal(ratio)


def test_published_growth_of_the_whole_year_cannot_turn_any_more() -> None:
    facts = ytd_growth(("2021-01-01/P6M", 9), ("2021", 5, "2021-12-20"))
    answer = judge(in_2021("growth", "at_least", 6), facts, "2021-12-25")
    assert answer.pace is not None
    assert (answer.pace.latest, note_codes(answer)) == (5, [])


@pytest.mark.parametrize(
    ("promise", "facts", "reason"),
    [
        pytest.param(in_2021("growth", "at_least", 6), ytd_growth(("2020-01-01/P6M", 5)),
                     NoOutlookReason.NOTHING_KNOWN_YET, id="only last year's growth"),
        pytest.param(more("at_least", 1), ytd_growth(("2021-01-01/P6M", 5)),
                     NoOutlookReason.NOTHING_KNOWN_YET, id="an amount is not had from a rate"),
        pytest.param(in_2021("growth", "at_least", 6), ytd_growth(("2021-01-01/P6M", -100)),
                     NoOutlookReason.NOT_DEFINED, id="nothing is left"),
        pytest.param(in_2021("growth", "at_least", -100), ytd_growth(("2021-01-01/P6M", 5)),
                     NoOutlookReason.NOT_DEFINED, id="nothing is asked"),
    ],
)  # fmt: skip
def test_where_published_growth_says_nothing(
    promise: TargetSpec, facts: Evidence, reason: NoOutlookReason
) -> None:
    answer = judge(promise, facts, "2021-08-01")
    assert answer.no_outlook is reason
    shown = [role for role, _, _ in used(answer)]
    assert shown == (["latest"] if reason is NoOutlookReason.NOT_DEFINED else [])

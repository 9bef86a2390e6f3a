"""Outlooks from published rates where something is zero, open or missing, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from indicators.domain.assessments import TargetSpec
from indicators.domain.codelists import Bound, Direction, NoOutlookReason, Outlook, Verdict
from indicators.domain.periods import Period
from tests.unit.domain.builders import (
    FLOW,
    growth,
    judge,
    levels,
    path,
    statement,
    target,
    used,
)


def average(comparator: str, low: object, years: int, direction: Direction = Direction.NONE,
            **rest: Any) -> TargetSpec:  # fmt: skip
    return target(
        statement("average_growth", comparator, low, f"over 2021-01-01/P{years}Y", **rest),
        kind=FLOW, direction=direction,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bound", "rate"),
    [
        pytest.param(-100, 5, id="all of it each year"),
        pytest.param("-100.5", 5, id="more than all of it"),
        pytest.param(5, -100, id="nothing is left"),
    ],
)
def test_what_falls_to_nothing_has_no_average_growth(bound: object, rate: int) -> None:
    answer = judge(average("at_least", bound, 3), growth(("2021", rate)), "2022-06-01")
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED
    assert used(answer) == [("growth", "2021", str(rate))]


def test_a_window_of_which_every_year_is_known_but_one_is_open_asks_for_nothing_more() -> None:
    # 1.08 × 1.04 = 1.1232 of 1.07² = 1.1449; the second year is “more than 4”, printed early.
    facts = growth(("2021", 8), ("2022", 4, "2022-12-01", Bound.AT_LEAST))
    answer = judge(average("more_than", 7, 2), facts, "2022-12-15")
    assert (answer.verdict, answer.outlook) == (Verdict.PENDING, Outlook.BEHIND)
    assert answer.pace is not None
    assert round(answer.pace.ratio or 0, 4) == Decimal("0.8502")  # 0.1232 ÷ 0.1449
    assert answer.pace.required_from_now is None


@pytest.mark.parametrize(
    ("promise", "rate", "outlook"),
    [
        pytest.param(average("about", 0, 3, Direction.HIGHER, tolerance=1), 3, Outlook.ON_TRACK,
                     id="about none, more is better: more"),
        pytest.param(average("about", 0, 3, tolerance=1), 3, Outlook.BEHIND,
                     id="about none: too much"),
        pytest.param(average("at_most", None, 3, high="0.5"), "0.3", Outlook.ON_TRACK,
                     id="a cap above zero, below it"),
        pytest.param(average("at_most", None, 3, high="0.5"), "0.7", Outlook.BEHIND,
                     id="a cap above zero, above it"),
        pytest.param(average("about", 1, 3, Direction.LOWER, tolerance="0.5"), -2,
                     Outlook.ON_TRACK, id="about one, less is better: less"),
        pytest.param(average("about", "0.5", 3, tolerance="0.1"), "0.3", Outlook.BEHIND,
                     id="about a half: three fifths of it"),
        pytest.param(average("between", -10, 3, high=11), 5, Outlook.ON_TRACK,
                     id="of a range, standing still would do"),
    ],
)  # fmt: skip
def test_an_average_growth_near_none(promise: TargetSpec, rate: object, outlook: Outlook) -> None:
    answer = judge(promise, growth(("2021", rate)), "2022-06-01")
    assert answer.outlook is outlook


def test_of_a_range_of_rates_the_nearer_to_none_is_the_bound() -> None:
    for promise in (
        average("between", -10, 3, high=11),
        target(statement("percent_change", "between", -10, "by 2023", on="2020", high=11),
               kind=FLOW),
    ):  # fmt: skip
        pace = judge(promise, growth(("2021", 5)), "2022-06-01").pace
        assert pace is not None
        assert pace.bound == -10


def test_the_growth_of_a_year_may_be_had_from_its_quarters() -> None:
    quarters = levels(*((f"{2020 + at // 4}-Q{at % 4 + 1}", 25 + at // 4) for at in range(8)))
    answer = judge(average("at_least", 5, 3), quarters, "2022-06-01")
    assert answer.pace is not None
    assert answer.pace.latest == 4  # 104 on 100
    assert answer.pace.baseline_on == date(2021, 1, 1)
    assert len(answer.inputs) == 8


def change(
    comparator: str,
    low: object,
    until: int = 2024,
    direction: Direction = Direction.NONE,
    **rest: Any,
) -> TargetSpec:
    return target(
        statement("percent_change", comparator, low, f"by {until}", on="2020", **rest), kind=FLOW,
        direction=direction,
    )  # fmt: skip


def test_a_change_from_the_year_to_the_same_year_has_no_way_to_go() -> None:
    answer = judge(change("at_least", 5, 2020), growth(("2021", 5)), "2020-06-01")
    assert answer.no_outlook is NoOutlookReason.NO_BASELINE
    assert answer.inputs == ()


@pytest.mark.parametrize(
    ("promise", "rate", "outlook"),
    [
        pytest.param(change("at_most", None, high=0), -2, Outlook.ON_TRACK, id="a cap of none"),
        pytest.param(change("at_most", None, high=0), 2, Outlook.BEHIND, id="above a cap of none"),
        pytest.param(change("about", 0, direction=Direction.HIGHER, tolerance=1), 2,
                     Outlook.ON_TRACK, id="about none, more is better"),
        pytest.param(change("about", 0, tolerance=1), 2, Outlook.BEHIND, id="about none"),
    ],
)  # fmt: skip
def test_a_change_of_which_none_is_asked(promise: TargetSpec, rate: int, outlook: Outlook) -> None:
    answer = judge(promise, growth(("2021", rate)), "2022-06-01")
    assert answer.pace is not None
    assert (answer.pace.ratio, answer.pace.path_value, answer.outlook) == (None, 0, outlook)


@pytest.mark.parametrize("way", [1, -1])
def test_about_a_small_change_is_approached_from_none(way: int) -> None:
    promise = change("about", Decimal("0.8") * way, tolerance="0.1")
    answer = judge(promise, growth(("2021", Decimal("0.1") * way)), "2022-06-01")
    assert answer.pace is not None
    # 0.1 of 0.2 after one year of four, up or down.
    assert (answer.pace.ratio, answer.outlook) == (Decimal("0.5"), Outlook.BEHIND)


@pytest.mark.parametrize(
    ("span", "rate", "ratio", "needed", "projected"),
    [
        # The path asks for 6 % in each of two years, straight.
        pytest.param("2021-01-01/P13M", "3.25", "0.5", Decimal("8.75") * 12 / 11, 6,
                     id="thirteen months"),
        pytest.param("2021-01-01/P18M", "4.5", "0.5", 15, 6, id="a year and a half"),
        pytest.param("2021-01-01/P2Y", 6, "0.5", None, 6, id="the whole time, but open"),
    ],
)  # fmt: skip
def test_a_published_change_over_more_than_a_year(
    span: str, rate: object, ratio: str, needed: Decimal | int | None, projected: int
) -> None:
    facts = growth(("2021", 5), (span, rate, "2022-12-01", Bound.AT_LEAST))
    answer = judge(change("at_least", 12, 2022), facts, "2022-12-15")
    pace = answer.pace
    assert answer.verdict is Verdict.PENDING
    assert pace is not None
    assert (pace.latest, pace.ratio, pace.basis) == (
        Decimal(str(rate)), Decimal(ratio), "published_growth",
    )  # fmt: skip
    assert (pace.required_from_now is None) == (needed is None)
    assert abs((pace.required_from_now or 0) - (needed or 0)) < Decimal("1e-20")
    assert pace.projected == projected
    assert pace.latest_period.start == date(2021, 1, 1)


def test_a_published_change_over_one_year_is_one_of_the_chained_rates() -> None:
    facts = growth(("2021", 5), ("2022", 5), ("2021-01-01/P6M", 3))
    pace = judge(change("at_least", 20), facts, "2023-06-01").pace
    assert pace is not None
    assert (pace.latest, pace.basis) == (Decimal("10.25"), "chained_growth")
    assert pace.latest_period == Period(date(2021, 1, 1), date(2023, 1, 1))


def test_the_path_of_a_decided_change_is_drawn_from_rates_alone() -> None:
    facts = growth(*((str(year), 3) for year in range(2021, 2025)))
    answer = judge(change("at_least", 12), facts, "2025-06-01")
    assert answer.verdict is Verdict.MET
    assert answer.path == path(("2021-01-01", 0), ("2025-01-01", 12))

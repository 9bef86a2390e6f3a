"""Thresholds, ties and empty ends of the methods that compound, by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.domain.assessments import TargetSpec
from indicators.domain.codelists import (
    Bound,
    NoOutlookReason,
    Outlook,
    Verdict,
)
from indicators.domain.outlooks.base import category_of
from indicators.domain.outlooks.cagr_ratio import CagrRatio, Thresholds
from tests.unit.domain.builders import (
    FLOW,
    RATE,
    judge,
    levels,
    statement,
    target,
    used,
)


def by_2030(bound: object, *, comparator: str = "at_least", on: str = "2020") -> TargetSpec:
    low, high = (bound, None) if comparator == "at_least" else (None, bound)
    return target(statement("level", comparator, low, "by 2030", on=on, high=high), kind=RATE)


TEN_PERCENT = levels(("2020", 100), ("2021", 108), ("2022", 121))
BOTH = pytest.mark.parametrize("method", ["cagr_ratio", "unsd_extrapolation"])
NANO = Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("ratio", "outlook"),
    [
        pytest.param(1 - NANO, Outlook.ON_TRACK, id="one within 1e-9"),
        pytest.param(1 - 2 * NANO, Outlook.BEHIND, id="below one"),
        pytest.param(Fraction(1, 2) - NANO, Outlook.BEHIND, id="a half within 1e-9"),
        pytest.param(Fraction(1, 2) - 2 * NANO, Outlook.FAR_BEHIND, id="below a half"),
        pytest.param(-NANO, Outlook.FAR_BEHIND, id="zero within 1e-9"),
        pytest.param(-2 * NANO, Outlook.WRONG_DIRECTION, id="below zero"),
    ],
)
def test_the_categories_of_a_ratio_at_their_borders(ratio: Fraction, outlook: Outlook) -> None:
    assert category_of(ratio) is outlook


# --- cagr_ratio and unsd_extrapolation --------------------------------------------------------
@pytest.mark.parametrize(
    ("thresholds", "symbol"),
    [
        pytest.param((1, "0.9", "0.8"), "moderate_progress", id="2.4 asks for one"),
        pytest.param((2, "1.5", "0.8"), "limited_progress", id="for twice as much"),
    ],
)
def test_thresholds_of_ones_own(thresholds: tuple[object, ...], symbol: str) -> None:
    # 10 % a year where 260 in 2030 asks for 10.03 %: 0.997 of it.
    method = CagrRatio(Thresholds(*(Decimal(str(one)) for one in thresholds)))
    assert judge(by_2030(260), TEN_PERCENT, "2023-06-01", method=method).symbol == symbol


def test_what_is_reached_shows_its_growth() -> None:
    pace = judge(by_2030(110), TEN_PERCENT, "2023-06-01", method="cagr_ratio").pace
    assert pace is not None
    assert abs((pace.growth_rate or 0) - 10) < Decimal("1e-12")


@BOTH
def test_a_chosen_baseline_is_told_whatever_comes_of_it(method: str) -> None:
    promise = target(statement("level", "at_least", 500, "by 2030"), kind=RATE,
                     announced="2022-01-01")  # fmt: skip
    for facts, base in (
        (levels(("2019", 90), ("2020", 95), ("2021", 100), ("2022", 110)), "2021"),
        (levels(("2021", 0), ("2022", 110)), "2021"),  # no rate from nothing
        (levels(("2021", 500), ("2022", 400)), "2021"),  # no way to go, and not there any more
    ):
        answer = judge(promise, facts, "2023-06-01", method=method)
        chosen = {note.code: note.params for note in answer.notes}
        assert chosen == {"baseline_chosen": {"period": base}}
        assert [(role, when) for role, when, _ in used(answer)] == [
            ("latest", "2022"), ("baseline", base),
        ]  # fmt: skip
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED


@BOTH
@pytest.mark.parametrize("values", [(0, 5), (5, 0)])
def test_from_zero_or_to_it_there_is_no_rate_but_enough_points(
    values: tuple[int, int], method: str
) -> None:
    facts = levels(("2020", values[0]), ("2021", values[1]))
    answer = judge(by_2030(50), facts, "2022-06-01", method=method)
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED


@pytest.mark.parametrize("bound", [121, "120.5"])
def test_reached_exactly_or_just_so_is_the_whole_way(bound: object) -> None:
    answer = judge(by_2030(bound), TEN_PERCENT, "2023-06-01", method="unsd_extrapolation")
    assert answer.pace is not None
    assert (answer.symbol, answer.pace.ratio) == ("on_track_or_target_met", 1)
    assert answer.pace.required_from_now is None
    assert round(answer.pace.projected or 0, 4) == Decimal("259.3742")  # 121 × 1.1⁸


def test_a_level_that_stands_still_is_not_on_a_way_back() -> None:
    facts = levels(("2020", 100), ("2022", 100))
    answer = judge(by_2030(200), facts, "2023-06-01", method="unsd_extrapolation")
    assert (answer.symbol, answer.outlook) == ("stagnation_or_regression", Outlook.FAR_BEHIND)


@pytest.mark.parametrize(
    ("comparator", "last", "symbol"),
    [
        # Growth of one year; 2 % and 0.5 % divide, within 1e-9.
        pytest.param("more_than", "101.9999999", "on_track", id="2 percent within 1e-9"),
        pytest.param("more_than", "101.9999998", "fair", id="below 2 percent"),
        pytest.param("more_than", "100.4999999", "fair", id="half a percent within 1e-9"),
        pytest.param("more_than", "100.4999998", "stagnation", id="below half a percent"),
        pytest.param("less_than", "99", "fair", id="1 percent less where less is wanted"),
        pytest.param("less_than", "98", "on_track", id="2 percent less"),
    ],
)
def test_the_borders_of_a_direction_without_an_amount(
    comparator: str, last: str, symbol: str
) -> None:
    low, high = (0, None) if comparator == "more_than" else (None, 0)
    promise = target(
        statement("change", comparator, low, "each 2021-01-01/P9Y", on="last year", high=high),
        kind=RATE,
    )
    facts = levels(("2020", 100), ("2021", last))
    answer = judge(promise, facts, "2022-06-01", method="unsd_extrapolation")
    assert answer.symbol.startswith(symbol)


@pytest.mark.parametrize(("year", "needed"), [("2029", 60), ("2030", None)])
def test_at_the_horizon_nothing_can_be_asked_for_a_year_any_more(
    year: str, needed: int | None
) -> None:
    # “More than 240” of the last year, printed early, leaves open whether 300 are reached.
    facts = levels(("2020", 100), (year, 240, "2030-06-01", Bound.AT_LEAST))
    for method in ("cagr_ratio", "unsd_extrapolation"):
        answer = judge(by_2030(300), facts, "2030-07-01", method=method)
        assert (answer.verdict, answer.no_outlook) == (Verdict.PENDING, None)
        assert answer.pace is not None
        assert answer.pace.required_from_now == needed
        ahead = answer.pace.projected
        if year == "2029":  # one more year at the ninth root of 2.4
            assert abs((ahead or 0) - Decimal(240 * 2.4 ** (1 / 9))) < Decimal("1e-9")
        else:
            assert ahead == (None if method == "cagr_ratio" else 240)


def test_no_less_than_a_stated_year_is_no_mere_direction() -> None:
    promise = target(statement("change", "at_least", 0, "by 2030", on="2020"), kind=RATE)
    assert judge(promise, TEN_PERCENT, "2023-06-01", method="cagr_ratio").symbol == (
        "target_achieved"
    )


def test_of_a_range_of_levels_the_nearer_to_the_baseline_is_the_bound() -> None:
    promise = target(statement("level", "between", 30, "by 2030", on="2020", high=80), kind=RATE)
    pace = judge(promise, TEN_PERCENT, "2023-06-01", method="cagr_ratio").pace
    assert pace is not None
    assert pace.bound == 80


def test_of_a_range_of_changes_the_nearer_to_none_is_the_bound() -> None:
    promise = target(
        statement("percent_change", "between", -10, "by 2030", on="2020", high=11), kind=RATE
    )
    pace = judge(promise, TEN_PERCENT, "2023-06-01", method="cagr_ratio").pace
    assert pace is not None
    assert pace.bound == 90


# Four quarters a year, and no figure of the year itself.
QUARTERS = levels(*(
    (f"{2017 + at // 4}-Q{at % 4 + 1}", 25 + at // 4) for at in range(20)
))  # fmt: skip


@BOTH
def test_yearly_levels_of_a_flow_are_the_sums_of_its_quarters(method: str) -> None:
    promise = target(statement("average_growth", "at_least", 10, "over 2020-01-01/P5Y"), kind=FLOW)
    pace = judge(promise, QUARTERS, "2022-06-01", method=method).pace
    assert pace is not None
    # 4 × 27 in 2019, the year before the window; 4 × 29 in 2021.
    assert (pace.baseline, pace.latest) == (108, 116)
    level = target(statement("level", "at_least", 200, "by 2024"), kind=FLOW)
    answer = judge(level, QUARTERS, "2022-06-01", method="dns_trend")
    assert answer.pace is not None
    assert (answer.pace.latest, answer.pace.recent_rate) == (116, 4)

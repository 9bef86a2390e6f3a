"""Thresholds, ties and empty ends of the methods that compound and of trends, by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators.domain.assessments import Evidence, TargetSpec
from indicators.domain.codelists import (
    Basis,
    Bound,
    Direction,
    NoOutlookReason,
    Outlook,
    Verdict,
)
from indicators.domain.outlooks.base import category_of
from indicators.domain.outlooks.cagr_ratio import CagrRatio, Thresholds
from tests.unit.domain.builders import (
    FLOW,
    RATE,
    SHARE,
    judge,
    levels,
    series,
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


# --- dns_trend ----------------------------------------------------------------------------------
def rising(*values: object) -> Evidence:
    return levels(*((str(2017 + at), value) for at, value in enumerate(values)))


@pytest.mark.parametrize(
    ("promise", "direction", "values", "caution"),
    [
        pytest.param(("at_most", None, 30), Direction.HIGHER, (26, 24, 22, 20), False,
                     id="a cap wants less, whatever is declared"),
        pytest.param(("at_least", 10, None), Direction.LOWER, (26, 24, 22, 20), True,
                     id="a floor wants more, whatever is declared"),
        pytest.param(("between", 10, 40), Direction.NONE, (14, 16, 18, 20), True,
                     id="of a range the nearer end, here below"),
        pytest.param(("between", 10, 40), Direction.HIGHER, (14, 16, 18, 20), False,
                     id="of a range as declared, more"),
        pytest.param(("between", 10, 40), Direction.LOWER, (34, 33, 32, 31), False,
                     id="of a range as declared, less"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["dns_trend", "linear_pace"])
def test_which_way_is_better_for_what_is_held(
    promise: tuple[Any, ...],
    direction: Direction,
    values: tuple[int, ...],
    caution: bool,
    method: str,
) -> None:
    comparator, low, high = promise
    spec = target(
        statement("level", comparator, low, "by 2025", on="2017", high=high),
        kind=SHARE, direction=direction,
    )  # fmt: skip
    answer = judge(spec, rising(*values), "2021-06-01", method=method)
    assert (answer.outlook, answer.caution) == (Outlook.ON_TRACK, caution)


def test_at_the_bound_of_a_range_more_is_better() -> None:
    promise = target(statement("level", "between", 20, "by 2025", high=40), kind=SHARE)
    answer = judge(promise, rising(18, 19, 19, 20), "2021-06-01", method="dns_trend")
    assert (answer.outlook, answer.caution) == (Outlook.ON_TRACK, False)


def test_about_is_one_sided_where_a_direction_is_declared() -> None:
    promise = statement("level", "about", 25, "by 2025", tolerance=2)
    facts = rising(33, 32, 31, 30)
    spec = target(promise, kind=SHARE, direction=Direction.HIGHER)
    assert judge(spec, facts, "2021-06-01", method="dns_trend").symbol == "sun_cloud"
    assert judge(target(promise, kind=SHARE), facts, "2021-06-01", method="dns_trend").symbol == (
        "sun"  # on its way down to 25
    )


def test_too_few_years_for_a_trend_are_shown() -> None:
    promise = target(statement("level", "at_least", 25, "by 2025"), kind=SHARE)
    answer = judge(promise, rising(1, 2, 3), "2021-06-01", method="dns_trend")
    assert answer.no_outlook is NoOutlookReason.TOO_FEW_POINTS
    assert used(answer) == [("latest", "2019", "3"), ("trend", "2017", "1"), ("trend", "2018", "2")]


@pytest.mark.parametrize(
    ("until", "symbol", "needed", "projected"),
    [
        pytest.param(2020, "cloud", None, 20, id="the last year, still open"),
        pytest.param(2021, "sun_cloud", 2, Decimal("21.75"), id="one year left"),
    ],
)
def test_a_trend_at_its_end(until: int, symbol: str, needed: int | None, projected: object) -> None:
    # “More than 20” for 2020, printed early, leaves open whether 22 are reached.
    promise = target(statement("level", "at_least", 22, f"by {until}"), kind=SHARE)
    facts = levels(("2017", "14.75"), ("2018", 16), ("2019", 18),
                   ("2020", 20, "2020-12-01", Bound.AT_LEAST))  # fmt: skip
    answer = judge(promise, facts, "2020-12-15", method="dns_trend")
    assert answer.verdict is Verdict.PENDING
    assert answer.pace is not None
    assert (answer.symbol, answer.pace.required_from_now, answer.pace.projected) == (
        symbol, needed, projected,
    )  # fmt: skip
    assert (answer.pace.basis, answer.pace.percent) == ("trend", False)


@pytest.mark.parametrize(
    ("missed", "symbol"),
    [
        # From 15 to 25 in one year: 5 and 20 percent of the gap divide, within 1e-9 of it.
        pytest.param("0.499999989", "sun", id="below 5 percent"),
        pytest.param("0.49999999", "sun_cloud", id="5 percent within 1e-9"),
        pytest.param("2.00000001", "sun_cloud", id="20 percent within 1e-9"),
        pytest.param("2.000000011", "cloud", id="above 20 percent"),
    ],
)
def test_the_borders_of_what_will_be_missed(missed: str, symbol: str) -> None:
    mean = 10 - Decimal(missed)
    facts = rising(*(Decimal(15) - mean * (3 - at) for at in range(4)))
    promise = target(statement("level", "at_least", 25, "by 2021"), kind=SHARE)
    assert judge(promise, facts, "2021-06-01", method="dns_trend").symbol == symbol


def test_a_trend_of_rates_is_in_percent_and_names_its_figures() -> None:
    promise = target(statement("growth", "at_least", 4, "by 2025"), kind=FLOW)
    rates = series(("2017", 1), ("2018", 2), ("2019", 3), ("2020", "3.5"), basis=Basis.GROWTH)
    answer = judge(promise, Evidence(growth=(rates,)), "2021-06-01", method="dns_trend")
    assert answer.pace is not None
    assert answer.pace.percent
    assert [role for role, _, _ in used(answer)] == ["latest", "trend", "trend", "trend"]

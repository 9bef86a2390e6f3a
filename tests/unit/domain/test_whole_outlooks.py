"""Whole outlooks of the methods that compound, and of bounds on years, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators.domain.assessments import Assessment, Evidence, TargetSpec
from indicators.domain.codelists import (
    Basis,
    Certainty,
    Direction,
    NoOutlookReason,
    Outlook,
    Verdict,
)
from indicators.domain.exact import exact_decimal
from indicators.domain.results import Judged, Pace, PeriodVerdict
from tests.unit.domain.builders import (
    FLOW,
    RATE,
    SHARE,
    STOCK,
    day,
    judge,
    levels,
    note_codes,
    period,
    series,
    statement,
    target,
)


def used(answer: Assessment) -> list[tuple[str, str, str]]:
    return [(one.role, str(one.period), str(one.value)) for one in answer.inputs]


def by_2030(bound: object, *, comparator: str = "at_least", **rest: Any) -> TargetSpec:
    low, high = (bound, None) if comparator in ("at_least", "more_than") else (None, bound)
    return target(
        statement("level", comparator, low, "by 2030", on="2020", high=high), kind=RATE, **rest
    )


# 100 in 2020 and 121 in 2022: exactly 10 percent a year.
TEN_PERCENT = levels(("2020", 100), ("2021", 108), ("2022", 121))


def test_a_ratio_of_compound_growth_with_everything_it_rests_on() -> None:
    answer = judge(by_2030(Decimal(100) * Decimal("1.2") ** 10), TEN_PERCENT, "2023-06-01",
                   method="cagr_ratio")  # fmt: skip
    pace = answer.pace
    assert pace is not None
    assert abs((pace.ratio or 0) - Decimal("0.5")) < Decimal("1e-12")
    assert (answer.outlook, answer.symbol) == (Outlook.FAR_BEHIND, "limited_progress")
    assert (pace.latest, pace.latest_period, pace.baseline, pace.baseline_on) == (
        121, period("2022"), 100, date(2021, 1, 1),
    )  # fmt: skip
    assert round(pace.bound, 6) == Decimal("619.173642")
    assert pace.horizon_on == date(2031, 1, 1)
    assert abs((pace.growth_rate or 0) - 10) < Decimal("1e-12")
    assert round(pace.required_from_now or 0, 4) == Decimal("62.2717")  # 498.17 in eight years
    assert round(pace.projected or 0, 4) == Decimal("259.3742")  # 121 × 1.1⁸
    assert (pace.basis, pace.path_value, pace.gap) == ("compound", None, None)
    assert used(answer) == [("latest", "2022", "121"), ("baseline", "2020", "100")]


@pytest.mark.parametrize(
    ("bound", "symbol", "outlook"),
    [
        pytest.param(121, "target_achieved", Outlook.ON_TRACK, id="reached"),
        pytest.param(260, "substantial_progress", Outlook.ON_TRACK, id="about as fast"),
        pytest.param(400, "moderate_progress", Outlook.BEHIND, id="two thirds"),
        pytest.param(1000, "limited_progress", Outlook.FAR_BEHIND, id="far too slow"),
    ],
)
def test_the_classes_of_the_ratio(bound: int, symbol: str, outlook: Outlook) -> None:
    answer = judge(by_2030(bound), TEN_PERCENT, "2023-06-01", method="cagr_ratio")
    assert (answer.symbol, answer.outlook) == (symbol, outlook)


def test_growth_away_from_a_cap_deteriorates() -> None:
    spec = by_2030(50, comparator="at_most")
    answer = judge(spec, TEN_PERCENT, "2023-06-01", method="cagr_ratio")
    assert (answer.symbol, answer.outlook) == ("deterioration", Outlook.WRONG_DIRECTION)
    assert answer.pace is not None
    assert round(answer.pace.ratio or 0, 3) == Decimal("-1.493")


@pytest.mark.parametrize("method", ["cagr_ratio", "unsd_extrapolation"])
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param(levels(("2020", 100)), NoOutlookReason.TOO_FEW_POINTS, id="one figure"),
        pytest.param(levels(("2020", 0), ("2022", 5)), NoOutlookReason.NOT_DEFINED, id="from zero"),
        pytest.param(levels(("2020", 5), ("2022", -1)), NoOutlookReason.NOT_DEFINED, id="negative"),
        pytest.param(levels(("2022", 5)), NoOutlookReason.NO_BASELINE, id="no baseline"),
        pytest.param(Evidence(), NoOutlookReason.NOTHING_KNOWN_YET, id="nothing"),
    ],
)
def test_where_there_is_no_rate(method: str, facts: Evidence, reason: NoOutlookReason) -> None:
    answer = judge(by_2030(500), facts, "2023-06-01", method=method)
    assert answer.no_outlook is reason
    if reason is NoOutlookReason.NO_BASELINE:
        assert used(answer) == [("latest", "2022", "5")]
    elif reason is not NoOutlookReason.NOTHING_KNOWN_YET:
        assert [role for role, _, _ in used(answer)] == ["latest", "baseline"]


def test_an_extrapolation_with_everything_it_rests_on() -> None:
    answer = judge(by_2030(300), TEN_PERCENT, "2023-06-01", method="unsd_extrapolation")
    pace = answer.pace
    assert pace is not None
    # 259.37 in 2030: 159.37 of the 200 to go.
    assert round(pace.ratio or 0, 4) == Decimal("0.7969")
    assert round(pace.projected or 0, 4) == Decimal("259.3742")
    assert abs((pace.growth_rate or 0) - 10) < Decimal("1e-12")
    assert (pace.bound, pace.horizon_on, pace.baseline, pace.baseline_on, pace.latest) == (
        300, date(2031, 1, 1), 100, date(2021, 1, 1), 121,
    )  # fmt: skip
    assert pace.required_from_now == Decimal("22.375")  # 179 in eight years
    assert (pace.latest_period, pace.basis) == (period("2022"), "compound")
    assert (answer.outlook, answer.symbol) == (
        Outlook.BEHIND, "fair_progress_acceleration_needed",
    )  # fmt: skip
    assert used(answer) == [("latest", "2022", "121"), ("baseline", "2020", "100")]


@pytest.mark.parametrize(
    ("spec", "facts", "symbol", "outlook"),
    [
        pytest.param(by_2030(262), TEN_PERCENT, "on_track_or_target_met", Outlook.ON_TRACK,
                     id="98 percent of the way"),
        pytest.param(by_2030(120), TEN_PERCENT, "on_track_or_target_met", Outlook.ON_TRACK,
                     id="reached"),
        pytest.param(by_2030(5000), TEN_PERCENT, "stagnation_or_regression", Outlook.FAR_BEHIND,
                     id="3 percent of the way"),
        pytest.param(by_2030(50, comparator="at_most"), TEN_PERCENT, "stagnation_or_regression",
                     Outlook.WRONG_DIRECTION, id="the other way"),
        pytest.param(by_2030(50, comparator="at_most"), levels(("2020", 100), ("2022", 81)),
                     "on_track_or_target_met", Outlook.ON_TRACK, id="down to a cap"),
    ],
)  # fmt: skip
def test_the_classes_of_the_extrapolation(
    spec: TargetSpec, facts: Evidence, symbol: str, outlook: Outlook
) -> None:
    answer = judge(spec, facts, "2023-06-01", method="unsd_extrapolation")
    assert (answer.symbol, answer.outlook) == (symbol, outlook)


MORE_EACH_YEAR = target(
    statement("change", "more_than", 0, "each 2021-01-01/P10Y", on="last year"), kind=RATE
)


@pytest.mark.parametrize(
    ("last", "unsd", "cagr", "outlooks"),
    [
        pytest.param("104.04", "on_track_or_target_met", "substantial_progress",
                     (Outlook.ON_TRACK, Outlook.ON_TRACK), id="2 percent a year"),
        pytest.param("102.01", "fair_progress_acceleration_needed", "moderate_progress",
                     (Outlook.BEHIND, Outlook.BEHIND), id="1 percent"),
        pytest.param("100.2", "stagnation_or_regression", "limited_progress",
                     (Outlook.FAR_BEHIND, Outlook.FAR_BEHIND), id="hardly"),
        pytest.param("98", "stagnation_or_regression", "deterioration",
                     (Outlook.WRONG_DIRECTION, Outlook.WRONG_DIRECTION), id="down"),
    ],
)  # fmt: skip
def test_a_direction_without_an_amount_is_judged_by_its_growth(
    last: str, unsd: str, cagr: str, outlooks: tuple[Outlook, Outlook]
) -> None:
    facts = levels(("2020", 100), ("2022", last))
    for method, symbol, outlook in (
        ("unsd_extrapolation", unsd, outlooks[0]), ("cagr_ratio", cagr, outlooks[1]),
    ):  # fmt: skip
        answer = judge(MORE_EACH_YEAR, facts, "2023-06-01", method=method)
        assert (answer.symbol, answer.outlook) == (symbol, outlook)
        assert answer.pace is not None
        assert answer.pace.ratio is None
        assert answer.pace.required_from_now is None
        assert answer.pace.bound == Decimal(last)
        assert used(answer)[1] == ("baseline", "2020", "100")  # the year before the first


@pytest.mark.parametrize(
    ("spec", "bound"),
    [
        pytest.param(statement("change", "at_least", 50, "by 2030", on="2020"), 150, id="change"),
        pytest.param(statement("percent_change", "at_least", 20, "by 2030", on="2020"), 120,
                     id="percent change"),
        pytest.param(statement("average_growth", "at_least", 10, "over 2021-01-01/P2Y"), 121,
                     id="average growth"),
        pytest.param(statement("level", "between", 130, "by 2030", on="2020", high=140), 130,
                     id="the nearer of two bounds"),
    ],
)  # fmt: skip
def test_the_level_that_a_statement_leads_to(spec: Any, bound: int) -> None:
    facts = levels(("2020", 100), ("2021", 104))
    answer = judge(target(spec, kind=RATE), facts, "2022-06-01", method="cagr_ratio")
    assert answer.pace is not None
    assert answer.pace.bound == bound
    assert answer.pace.baseline == 100


def test_without_a_stated_baseline_the_last_year_before_the_promise_is_it() -> None:
    promise = target(
        statement("level", "at_least", 500, "by 2030"), kind=RATE, announced="2022-06-01"
    )
    answer = judge(promise, TEN_PERCENT, "2024-06-01", method="cagr_ratio")
    assert [(role, when) for role, when, _ in used(answer)] == [
        ("latest", "2022"), ("baseline", "2021"),
    ]  # fmt: skip
    assert [note.params for note in answer.notes if note.code == "baseline_chosen"] == [
        {"period": "2021"}
    ]
    late = target(statement("level", "at_least", 500, "by 2030"), announced="2019-06-01")
    answer = judge(late, TEN_PERCENT, "2024-06-01", method="cagr_ratio")
    assert answer.no_outlook is NoOutlookReason.NO_BASELINE


@pytest.mark.parametrize(
    "promise",
    [
        pytest.param(statement("cumulative", "at_least", 5, "over 2021-01-01/P9Y"), id="sum"),
        pytest.param(statement("level", "at_least", 5, "each 2021-01-01/P9Y"), id="each"),
        pytest.param(statement("change", "at_least", 5, "in 2030", on="last year"), id="last year"),
        pytest.param(statement("growth", "at_least", 5, "in 2030"), id="growth of a year"),
        pytest.param(statement("peak", None, None, "by 2030"), id="peak"),
    ],
)
@pytest.mark.parametrize("method", ["cagr_ratio", "unsd_extrapolation"])
def test_what_has_no_level_to_reach_has_no_compound_outlook(promise: Any, method: str) -> None:
    answer = judge(target(promise, kind=RATE), TEN_PERCENT, "2023-06-01", method=method)
    assert answer.no_outlook is NoOutlookReason.NO_METHOD


EACH = target(statement("level", "at_least", 10, "each 2020-01-01/P3Y"), kind=SHARE)


def test_each_year_for_itself_and_the_first_breach_is_shown() -> None:
    answer = judge(EACH, levels(("2020", 12), ("2021", 9), ("2022", 8)), "2023-06-01")
    assert answer.verdict is Verdict.BREACHED
    assert answer.periods == (
        PeriodVerdict(period("2020"), Verdict.KEPT, Decimal(12), percent=False),
        PeriodVerdict(period("2021"), Verdict.BREACHED, Decimal(9), percent=False),
        PeriodVerdict(period("2022"), Verdict.BREACHED, Decimal(8), percent=False),
    )
    assert answer.judged == Judged(
        Decimal(9), period("2021"), "level", False, Decimal(-1), Decimal(90)
    )
    assert used(answer) == [
        ("figure", "2020", "12"), ("figure", "2021", "9"), ("figure", "2022", "8"),
    ]  # fmt: skip
    assert answer.decided_on == day("2022-01-21")


def test_each_year_kept_shows_the_last_one_and_is_only_as_sure_as_the_least_sure() -> None:
    facts = levels(
        ("2020", 12), ("2021", "10.3", "2022-01-21", Decimal("0.5")), ("2022", 15),
    )  # fmt: skip
    answer = judge(EACH, facts, "2023-06-01")
    assert (answer.verdict, answer.certainty) == (Verdict.KEPT, Certainty.WITHIN_ROUNDING)
    assert answer.judged is not None
    assert answer.judged.period == period("2022")


def test_each_year_is_pending_overdue_or_breached_with_years_missing() -> None:
    known = levels(("2020", 12))
    assert [one.verdict.value for one in judge(EACH, known, "2022-06-01").periods] == [
        "kept", "overdue", "pending",
    ]  # fmt: skip
    assert judge(EACH, known, "2022-06-01").verdict is Verdict.PENDING
    assert judge(EACH, known, "2023-01-01").verdict is Verdict.OVERDUE
    assert judge(EACH, levels(("2021", 5)), "2022-06-01").verdict is Verdict.BREACHED
    assert [one.value for one in judge(EACH, levels(("2021", 5)), "2022-06-01").periods] == [
        None, 5, None,
    ]  # fmt: skip


def test_below_last_year_inside_a_running_year_with_official_growth_first() -> None:
    promise = target(
        statement("change", "less_than", None, "in 2021", on="last year", high=0), kind=FLOW
    )
    facts = Evidence(
        ytd=(
            series(
                ("2020-01-01/P6M", 50), ("2020", 110), ("2021-01-01/P6M", 55), basis=Basis.YTD
            ),
        ),
        ytd_growth=(series(("2021-01-01/P6M", 9), code="g", basis=Basis.YTD_GROWTH),),
    )  # fmt: skip
    answer = judge(promise, facts, "2021-08-01")
    assert answer.pace == Pace(
        ratio=exact_decimal(Fraction(50, 55)),
        latest=Decimal(55),
        latest_period=period("2021-S1"),
        baseline=Decimal(0),
        baseline_on=date(2021, 1, 1),
        bound=Decimal(110),
        horizon_on=date(2022, 1, 1),
        path_value=Decimal(50),
        gap=Decimal(5),
        required_rate=Decimal(110),
        required_from_now=Decimal(110),
        projected=Decimal(121),  # 55 × 110 ÷ 50: last year's shape
        basis="year_to_date",
    )
    assert [(note.code, note.params.get("change")) for note in answer.notes] == [
        ("official_growth", "9"), ("same_months", "10"), ("year_can_turn", None),
    ]  # fmt: skip
    assert used(answer) == [
        ("latest", "2021-S1", "55"), ("same_months", "2020-S1", "50"),
        ("previous_year", "2020", "110"), ("official_growth", "2021-S1", "9"),
    ]  # fmt: skip
    assert answer.symbol == ""


@pytest.mark.parametrize(
    ("direction", "symbol"),
    [
        pytest.param(Direction.HIGHER, "sun", id="more is better"),
        pytest.param(Direction.LOWER, "sun_cloud", id="less is better"),
    ],
)
def test_which_way_is_better_for_a_range_is_declared(direction: Direction, symbol: str) -> None:
    promise = target(
        statement("level", "between", 10, "by 2025", high=30), kind=SHARE, direction=direction
    )
    facts = levels(*((str(2018 + at), 20 + at) for at in range(4)))
    answer = judge(promise, facts, "2022-06-01", method="dns_trend")
    assert answer.symbol == symbol


def test_a_stock_towards_its_bound_with_everything_it_rests_on() -> None:
    promise = target(statement("level", "at_least", 200, "by 2024", on="2020"), kind=STOCK)
    facts = levels(("2020-12", 100), ("2021-12", 130), ("2022-06", 140))
    answer = judge(promise, facts, "2022-08-01")
    assert answer.pace == Pace(
        ratio=exact_decimal(Fraction(400, 375)),
        latest=Decimal(140),
        latest_period=period("2022-06"),
        baseline=Decimal(100),
        baseline_on=date(2021, 1, 1),
        bound=Decimal(200),
        horizon_on=date(2025, 1, 1),
        path_value=Decimal("137.5"),
        gap=Decimal("2.5"),
        required_rate=Decimal(25),
        required_from_now=Decimal(24),
        recent_rate=Decimal(20),
        projected=exact_decimal(100 + Fraction(40 * 4 * 2, 3)),
    )
    assert note_codes(answer) == []


@pytest.mark.parametrize("method", ["dns_trend", "cagr_ratio", "unsd_extrapolation"])
def test_almost_the_level_of_last_year_is_no_wish_for_less(method: str) -> None:
    promise = target(
        statement("change", "about", 0, "each 2021-01-01/P3Y", on="last year", tolerance=2),
        kind=FLOW,
    )
    falling = levels(("2017", 90), ("2018", 70), ("2019", 50), ("2020", 30))
    answer = judge(promise, falling, "2021-06-01", method=method)
    assert answer.outlook is not Outlook.ON_TRACK


@pytest.mark.parametrize("method", ["cagr_ratio", "unsd_extrapolation"])
def test_what_is_reached_needs_nothing_from_now_on(method: str) -> None:
    answer = judge(by_2030(110), TEN_PERCENT, "2023-06-01", method=method)
    assert answer.outlook is Outlook.ON_TRACK
    assert answer.pace is not None
    assert answer.pace.required_from_now is None


@pytest.mark.parametrize(
    ("method", "symbol"),
    [("cagr_ratio", "substantial_progress"), ("unsd_extrapolation", "on_track_or_target_met")],
)
def test_about_less_than_the_baseline_is_a_way_down(method: str, symbol: str) -> None:
    # Ten percent less each year, while 100 to 60 in ten years asks for five; 21 are left for eight.
    promise = statement("level", "about", 60, "by 2030", on="2020", tolerance=1)
    falling = levels(("2020", 100), ("2021", 90), ("2022", 81))
    answer = judge(target(promise, kind=RATE), falling, "2023-06-01", method=method)
    assert answer.outlook is Outlook.ON_TRACK
    assert answer.pace is not None
    assert answer.pace.required_from_now == Decimal("-2.625")
    assert answer.symbol == symbol

"""Whole answers, down to the last number, each worked out by hand in its comment.

Where other tests look at one rule, these look at everything that an answer says.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.domain.assessments import Assessment, Evidence
from indicators.domain.codelists import (
    Basis,
    Certainty,
    Direction,
    NoOutlookReason,
    NotAssessableReason,
    Outlook,
    Verdict,
)
from indicators.domain.exact import exact_decimal
from indicators.domain.outlooks.cagr_ratio import near_limit
from indicators.domain.periods import Period
from indicators.domain.results import Judged, Pace, PathPoint
from tests.unit.domain.builders import (
    FLOW,
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


def path(*points: tuple[str, object]) -> tuple[PathPoint, ...]:
    return tuple(PathPoint(day(on), Decimal(str(value))) for on, value in points)


RATES = Evidence(growth=(series(("2021", -2), ("2022", -3), ("2023", -5), basis=Basis.GROWTH),))


def test_a_change_on_a_fixed_base_of_which_only_rates_are_published() -> None:
    promise = target(
        statement("percent_change", "at_most", None, "by 2025", on="2020", high=-10), kind=FLOW
    )
    answer = judge(promise, RATES, "2023-06-01")
    # 0.98 × 0.97 = 0.9506, that is −4.94 % after two of five years; the path asks for −4 %.
    assert answer.pace == Pace(
        ratio=Decimal("1.235"),
        latest=Decimal("-4.94"),
        latest_period=Period(date(2021, 1, 1), date(2023, 1, 1)),
        baseline=Decimal(0),
        baseline_on=date(2021, 1, 1),
        bound=Decimal(-10),
        horizon_on=date(2026, 1, 1),
        path_value=Decimal(-4),
        gap=Decimal("-0.94"),
        required_rate=Decimal(-2),
        required_from_now=exact_decimal(Fraction("-5.06") / 3),
        projected=Decimal("-12.35"),
        percent=True,
        basis="chained_growth",
    )
    assert answer.outlook is Outlook.ON_TRACK
    assert answer.path == path(("2021-01-01", 0), ("2026-01-01", -10))
    assert used(answer) == [("growth", "2021", "-2"), ("growth", "2022", "-3")]


def test_a_published_change_over_several_years_comes_before_the_chained_rates() -> None:
    promise = target(
        statement("percent_change", "at_most", None, "by 2025", on="2020", high=-10), kind=FLOW
    )
    two_years = series(
        ("2021-01-01/P2Y", -3, "2023-03-01"), ("2021-01-01/P3Y", "-4.5", "2024-03-01"),
        code="over", basis=Basis.GROWTH,
    )  # fmt: skip
    answer = judge(promise, Evidence(growth=(*RATES.growth, two_years)), "2024-06-01")
    assert answer.pace is not None
    # −4.5 % of −6 % after three of five years.
    assert (answer.pace.latest, answer.pace.ratio) == (Decimal("-4.5"), Decimal("0.75"))
    assert (answer.pace.basis, answer.pace.path_value) == ("published_growth", -6)
    assert (answer.pace.required_from_now, answer.pace.projected) == (
        Decimal("-2.75"), Decimal("-7.5"),
    )  # fmt: skip
    assert used(answer) == [("latest", "2021-01-01/P3Y", "-4.5")]
    assert answer.outlook is Outlook.BEHIND


def test_a_change_on_a_fixed_base_without_base_and_rates_has_no_outlook() -> None:
    promise = target(
        statement("percent_change", "at_most", None, "by 2025", on="2020", high=-10), kind=FLOW
    )
    answer = judge(promise, levels(("2021", 95)), "2022-06-01")
    assert answer.no_outlook is NoOutlookReason.NO_BASELINE
    assert used(answer) == [("latest", "2021", "95")]
    assert judge(promise, Evidence(), "2022-06-01").no_outlook is NoOutlookReason.NOTHING_KNOWN_YET


def test_an_average_growth_on_its_way() -> None:
    promise = target(statement("average_growth", "more_than", 7, "over 2021-01-01/P5Y"), kind=FLOW)
    rates = series(("2021", 8), ("2022", 6), basis=Basis.GROWTH)
    answer = judge(promise, Evidence(growth=(rates,)), "2023-06-01")
    pace = answer.pace
    assert pace is not None
    # 1.08 × 1.06 = 1.1448 against 1.07² = 1.1449: a hair behind.
    assert round(pace.ratio or 0, 6) == Decimal("0.999310")
    assert round(pace.latest, 4) == Decimal("6.9953")
    assert round(pace.required_from_now or 0, 4) == Decimal("7.0031")
    assert round(pace.gap or 0, 4) == Decimal("-0.0047")
    assert (pace.bound, pace.path_value, pace.required_rate) == (7, 7, 7)
    assert (pace.projected, pace.percent, pace.basis) == (pace.latest, True, "average_growth")
    assert (pace.latest_period, pace.horizon_on, pace.baseline_on, pace.baseline) == (
        Period(date(2021, 1, 1), date(2023, 1, 1)), date(2026, 1, 1), date(2021, 1, 1), None,
    )  # fmt: skip
    assert answer.outlook is Outlook.BEHIND
    assert used(answer) == [("growth", "2021", "8"), ("growth", "2022", "6")]


def test_a_sum_over_a_window_with_a_running_year() -> None:
    promise = target(statement("cumulative", "at_least", 100, "over 2021-01-01/P4Y"), kind=FLOW)
    facts = Evidence(
        level=(series(("2021", 20), ("2022", 22)),),
        ytd=(series(("2023-01-01/P6M", 12), code="ytd", basis=Basis.YTD),),
    )
    answer = judge(promise, facts, "2023-08-01")
    # 54 after 30 of 48 months; the path asks for 62.5. 46 are left for a year and a half.
    pace = answer.pace
    assert pace is not None
    assert (pace.latest, pace.path_value, pace.gap, pace.ratio) == (
        54, Decimal("62.5"), Decimal("-8.5"), Decimal("0.864"),
    )  # fmt: skip
    assert (pace.bound, pace.required_rate, pace.baseline, pace.baseline_on) == (
        100, 25, 0, date(2021, 1, 1),
    )  # fmt: skip
    assert round(pace.required_from_now or 0, 6) == Decimal("30.666667")
    assert pace.projected == Decimal("86.4")
    assert (pace.latest_period, pace.horizon_on) == (
        Period(date(2021, 1, 1), date(2023, 7, 1)), date(2025, 1, 1),
    )  # fmt: skip
    assert answer.outlook is Outlook.BEHIND
    assert answer.path == path(("2021-01-01", 0), ("2023-07-01", "62.5"), ("2025-01-01", 100))
    assert sorted(used(answer)) == [
        ("latest", "2021", "20"), ("latest", "2022", "22"), ("latest", "2023-S1", "12"),
    ]  # fmt: skip


PEAK = target(statement("peak", None, None, "by 2019"), kind=FLOW, direction=Direction.LOWER)


def peaks(*values: object) -> Evidence:
    return levels(*((str(2017 + at), value) for at, value in enumerate(values)))


def test_a_peak_that_held_shows_the_highest_year_and_everything_after_it() -> None:
    answer = judge(PEAK, peaks(100, 107, 105, 103, 104), "2022-06-01")
    assert (answer.verdict, answer.certainty) == (Verdict.MET, Certainty.CLEAR)
    assert answer.judged == Judged(Decimal(107), period("2018"), "peak", False, Decimal(0), None)
    assert used(answer) == [
        ("peak", "2018", "107"), ("figure", "2020", "103"), ("figure", "2021", "104"),
    ]  # fmt: skip
    assert answer.decided_on == day("2022-01-21")


def test_a_peak_that_was_passed_again_shows_the_later_year() -> None:
    answer = judge(PEAK, peaks(100, 107, 105, 108, 110), "2022-06-01")
    assert answer.verdict is Verdict.MISSED
    assert answer.judged == Judged(Decimal(110), period("2021"), "peak", False, Decimal(0), None)
    assert used(answer) == [
        ("peak", "2021", "110"), ("figure", "2018", "107"), ("figure", "2020", "108"),
    ]  # fmt: skip


def test_a_later_year_as_high_as_the_peak_is_no_peak() -> None:
    assert judge(PEAK, peaks(100, 107, 105, 107), "2022-06-01").verdict is Verdict.MISSED


def test_a_peak_of_which_only_later_years_are_known_cannot_be_judged() -> None:
    answer = judge(PEAK, levels(("2020", 100), ("2021", 90)), "2022-06-01")
    assert answer.reason is NotAssessableReason.NO_BASELINE


def test_a_peak_is_open_until_a_later_year_is_known() -> None:
    assert judge(PEAK, peaks(100, 107, 105), "2019-12-31").verdict is Verdict.PENDING
    assert judge(PEAK, peaks(100, 107, 105), "2020-06-01").verdict is Verdict.OVERDUE
    by_month = Evidence(
        ytd=(series(("2018", 107), ("2019", 100), ("2020", 90), code="y", basis=Basis.YTD),)
    )
    assert judge(PEAK, by_month, "2021-06-01").verdict is Verdict.MET


def test_a_seasonal_stock_follows_the_shares_of_earlier_years() -> None:
    promise = target(
        statement("change", "at_least", 100, "in 2021", on="2020", pacing="seasonal"), kind=STOCK
    )
    facts = levels(
        ("2017-12", 0),
        ("2018-06", 20),
        ("2018-12", 50),
        ("2019-06", 65),
        ("2019-12", 100),
        ("2020-06", 120),
        ("2020-12", 150),
        ("2021-06", 180),
    )
    answer = judge(promise, facts, "2021-08-01")
    # Shares of June: 20/50, 15/50, 20/50; mean 0.3667. Path 150 + 36.67; 30 of 36.67 came in.
    pace = answer.pace
    assert pace is not None
    assert round(pace.path_value or 0, 4) == Decimal("186.6667")
    assert round(pace.ratio or 0, 4) == Decimal("0.8182")
    assert "seasonal_share" in note_codes(answer)
    assert [note.params for note in answer.notes if note.code == "seasonal_share"] == [
        {"years": "3"}
    ]
    assert {role for role, _, _ in used(answer)} == {"latest", "baseline", "seasonal"}
    assert len([role for role, _, _ in used(answer) if role == "seasonal"]) == 7


def test_a_seasonal_stock_that_fell_in_an_earlier_year_does_not_count_that_year() -> None:
    promise = target(
        statement("change", "at_least", 100, "in 2021", on="2020", pacing="seasonal"), kind=STOCK
    )
    facts = levels(
        ("2017-12", 60),
        ("2018-06", 55),
        ("2018-12", 50),
        ("2019-06", 65),
        ("2019-12", 100),
        ("2020-06", 120),
        ("2020-12", 150),
        ("2021-06", 180),
    )
    notes = {note.code: note.params for note in judge(promise, facts, "2021-08-01").notes}
    assert notes["seasonal_share"] == {"years": "2"}


def test_what_was_added_is_used_where_it_is_known_for_a_later_month() -> None:
    promise = target(statement("change", "at_least", 100, "in 2021", on="2020"), kind=STOCK)
    facts = Evidence(
        level=(series(("2020-12", 500), ("2021-03", 520)),),
        additions_ytd=(
            series(
                ("2021-01-01/P3M", 20), ("2021-01-01/P6M", 55), ("2020-01-01/P9M", 999),
                code="added", basis=Basis.YTD,
            ),
        ),
    )  # fmt: skip
    answer = judge(promise, facts, "2021-08-01")
    pace = answer.pace
    assert pace is not None
    assert (pace.latest, pace.path_value, pace.ratio) == (555, 550, Decimal("1.1"))
    assert used(answer) == [("latest", "2021-S1", "55"), ("baseline", "2020-12", "500")]
    early = judge(promise, facts, "2021-04-25").pace
    assert early is not None
    assert (early.latest, early.latest_period) == (520, period("2021-03"))


@pytest.mark.parametrize(
    ("values", "outlook", "caution", "symbol", "projected"),
    [
        # Mean of the last five changes × three years, on top of the last value.
        pytest.param((10, 12, 14, 16, 18, 20), Outlook.ON_TRACK, False, "sun", 26, id="beyond"),
        pytest.param((10, 11, 12, 13, 14, 15), Outlook.FAR_BEHIND, False, "cloud", 18, id="short"),
        pytest.param((20, 19, 18, 17, 16, 15), Outlook.WRONG_DIRECTION, False, "thunderstorm",
                     12, id="away"),
        pytest.param((15, 15, 15, 15, 15, 15), Outlook.FAR_BEHIND, False, "thunderstorm", 15,
                     id="still"),
        pytest.param((40, 36, 32, 30, 28, 26), Outlook.ON_TRACK, True, "sun_cloud",
                     Decimal("17.6"), id="met, but worsening"),
    ],
)  # fmt: skip
def test_the_trend_of_a_level(
    values: tuple[int, ...], outlook: Outlook, caution: bool, symbol: str, projected: object
) -> None:
    promise = target(statement("level", "at_least", 25, "by 2023"), kind=SHARE)
    facts = levels(*((str(2015 + at), value) for at, value in enumerate(values)))
    answer = judge(promise, facts, "2021-06-01", method="dns_trend")
    assert (answer.outlook, answer.caution, answer.symbol) == (outlook, caution, symbol)
    assert answer.pace is not None
    assert answer.pace.projected == projected
    assert answer.pace.recent_rate == Decimal(values[-1] - values[0]) / 5
    assert answer.pace.gap == values[-1] - 25
    wanted = None if values[-1] >= 25 else Decimal(25 - values[-1]) / 3
    found = answer.pace.required_from_now
    assert (found is None) == (wanted is None)
    assert wanted is None or abs((found or 0) - wanted) < Decimal("1e-20")
    assert [role for role, _, _ in used(answer)] == ["latest", *["trend"] * 5] or caution
    assert ("not_moving" in note_codes(answer)) == (values[0] == values[-1])


@pytest.mark.parametrize(
    ("gap_left", "symbol"),
    [
        # From 15 to 25 in one year at a mean of 10 − x: x of the gap of 10 is missed.
        pytest.param("0.4", "sun", id="4 percent"),
        pytest.param("0.5", "sun_cloud", id="exactly 5 percent"),
        pytest.param("2", "sun_cloud", id="exactly 20 percent"),
        pytest.param("2.1", "cloud", id="21 percent"),
    ],
)
def test_the_shares_of_the_gap_that_divide_the_symbols(gap_left: str, symbol: str) -> None:
    mean = 10 - Decimal(gap_left)
    facts = levels(*((str(2016 + at), Decimal(15) - mean * (3 - at)) for at in range(4)))
    promise = target(statement("level", "at_least", 25, "by 2020"), kind=SHARE)
    assert judge(promise, facts, "2020-06-01", method="dns_trend").symbol == symbol


def floor_of_100(pacing: str = "linear") -> object:
    return target(statement("level", "at_least", 100, "in 2021", pacing=pacing), kind=FLOW)


EARLIER = (
    ("2018-01-01/P6M", 40), ("2018", 100), ("2019-01-01/P6M", 30), ("2019", 100),
    ("2020-01-01/P6M", 35), ("2020", 100), ("2021-01-01/P6M", 30),
)  # fmt: skip


def test_a_floor_of_a_flow_inside_its_year() -> None:
    facts = Evidence(ytd=(series(*EARLIER, code="ytd", basis=Basis.YTD),))
    answer = judge(floor_of_100(), facts, "2021-08-01")  # type: ignore[arg-type]
    # 30 of 50 that half a year asks for; 70 are left for the other half.
    assert answer.pace == Pace(
        ratio=Decimal("0.6"),
        latest=Decimal(30),
        latest_period=period("2021-S1"),
        baseline=Decimal(0),
        baseline_on=date(2021, 1, 1),
        bound=Decimal(100),
        horizon_on=date(2022, 1, 1),
        path_value=Decimal(50),
        gap=Decimal(-20),
        required_rate=Decimal(100),
        required_from_now=Decimal(140),
        projected=Decimal(60),
        basis="year_to_date",
    )
    assert answer.path == path(("2021-01-01", 0), ("2021-07-01", 50), ("2022-01-01", 100))
    assert used(answer) == [("latest", "2021-S1", "30")]
    assert answer.outlook is Outlook.BEHIND


def test_a_floor_of_a_flow_inside_its_year_by_the_season() -> None:
    facts = Evidence(ytd=(series(*EARLIER, code="ytd", basis=Basis.YTD),))
    answer = judge(floor_of_100("seasonal"), facts, "2021-08-01")  # type: ignore[arg-type]
    # The same months had 40, 30 and 35 percent: 35 are asked for by now.
    pace = answer.pace
    assert pace is not None
    assert (pace.path_value, pace.gap) == (35, -5)
    assert round(pace.ratio or 0, 4) == Decimal("0.8571")
    assert round(pace.projected or 0, 4) == Decimal("85.7143")
    assert [(role, when) for role, when, _ in used(answer)] == [
        ("latest", "2021-S1"),
        ("seasonal", "2020-S1"), ("seasonal", "2020"), ("seasonal", "2019-S1"),
        ("seasonal", "2019"), ("seasonal", "2018-S1"), ("seasonal", "2018"),
    ]  # fmt: skip
    assert [note.params for note in answer.notes] == [{"years": "3"}]


@pytest.mark.parametrize(("left_out", "years"), [(2, "2"), (4, None)])
def test_the_season_needs_two_earlier_years(left_out: int, years: str | None) -> None:
    facts = Evidence(ytd=(series(*EARLIER[left_out:], code="ytd", basis=Basis.YTD),))
    answer = judge(floor_of_100("seasonal"), facts, "2021-08-01")  # type: ignore[arg-type]
    notes = {note.code: note.params for note in answer.notes}
    if years is None:
        assert notes == {"seasonal_not_possible": {}}
        assert answer.pace is not None
        assert answer.pace.path_value == 50
        assert [role for role, _, _ in used(answer)] == ["latest"]
    else:
        assert notes == {"seasonal_share": {"years": years}}


def test_a_year_without_anything_gives_no_share() -> None:
    empty = (("2019-01-01/P6M", 0), ("2019", 0))
    facts = Evidence(ytd=(series(*EARLIER[:2], *empty, *EARLIER[4:], code="ytd", basis=Basis.YTD),))
    answer = judge(floor_of_100("seasonal"), facts, "2021-08-01")  # type: ignore[arg-type]
    assert [note.params for note in answer.notes] == [{"years": "2"}]


def test_a_cap_of_a_flow_inside_its_year_is_good_while_little_came_in() -> None:
    promise = target(statement("level", "at_most", None, "in 2021", high=100), kind=FLOW)
    facts = Evidence(ytd=(series(*EARLIER, code="ytd", basis=Basis.YTD),))
    answer = judge(promise, facts, "2021-08-01")
    assert answer.pace is not None
    assert round(answer.pace.ratio or 0, 4) == Decimal("1.6667")
    assert answer.outlook is Outlook.ON_TRACK


def test_a_running_year_of_which_nothing_is_known_shows_the_way() -> None:
    answer = judge(floor_of_100(), levels(("2020", 90)), "2021-02-01")  # type: ignore[arg-type]
    assert answer.no_outlook is NoOutlookReason.NOTHING_KNOWN_YET
    assert answer.path == path(("2021-01-01", 0), ("2022-01-01", 100))


def test_a_cap_of_which_nothing_came_in_has_no_ratio() -> None:
    promise = target(statement("level", "at_most", None, "in 2021", high=100), kind=FLOW)
    facts = Evidence(ytd=(series(("2021-01-01/P6M", 0), code="ytd", basis=Basis.YTD),))
    answer = judge(promise, facts, "2021-08-01")
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED
    assert answer.path == path(("2021-01-01", 0), ("2021-07-01", 50), ("2022-01-01", 100))
    assert used(answer) == [("latest", "2021-S1", "0")]


def test_growth_of_the_year_so_far_where_no_level_is_published() -> None:
    promise = target(statement("growth", "at_least", 6, "in 2021"), kind=FLOW)
    rates = (
        series(("2021-01-01/P3M", 18), ("2021-01-01/P6M", 5), code="g", basis=Basis.YTD_GROWTH),
    )
    answer = judge(promise, Evidence(ytd_growth=rates), "2021-08-01")
    assert answer.pace == Pace(
        ratio=exact_decimal(Fraction(105, 106)),
        latest=Decimal(5),
        latest_period=period("2021-S1"),
        baseline=None,
        baseline_on=None,
        bound=Decimal(6),
        horizon_on=date(2022, 1, 1),
        path_value=Decimal(6),
        gap=Decimal(-1),
        percent=True,
        basis="ytd_growth",
    )
    assert used(answer) == [("latest", "2021-S1", "5")]
    assert note_codes(answer) == ["year_can_turn"]
    assert answer.outlook is Outlook.BEHIND


@pytest.mark.parametrize(
    ("base", "limit", "scale"),
    [
        pytest.param(200, 100, 1, id="far above"),
        pytest.param(100, 100, 0, id="at the limit"),
        pytest.param(50, 100, 1 - Decimal(2) ** Decimal("-4.44"), id="half way up"),
        pytest.param(150, 100, 1 - Decimal(2) ** Decimal("-4.44"), id="half way down"),
        pytest.param(5, 10, 1 - Decimal(2) ** Decimal("-4.44"), id="another limit"),
    ],
)
def test_thresholds_shrink_near_a_natural_limit(base: int, limit: int, scale: Decimal) -> None:
    assert abs(near_limit(Decimal(base), Decimal(limit)) - scale) < Decimal("1e-20")


def test_direction_only_by_its_rule() -> None:
    promise = target(
        statement("change", "less_than", None, "each 2021-01-01/P3Y", on="last year", high=0),
        kind=FLOW,
    )  # fmt: skip

    def symbol(*values: int) -> tuple[str, Outlook, bool]:
        facts = levels(*((str(2016 + at), value) for at, value in enumerate(values)))
        answer = judge(promise, facts, "2021-06-01")
        assert answer.pace is not None
        assert (answer.pace.gap, answer.pace.required_from_now, answer.pace.ratio) == (None,) * 3
        assert answer.pace.bound == answer.pace.latest == values[-1]
        return answer.symbol, answer.outlook, answer.caution

    assert symbol(50, 45, 40, 35, 30) == ("sun", Outlook.ON_TRACK, False)
    assert symbol(50, 45, 40, 35, 36) == ("sun_cloud", Outlook.ON_TRACK, True)
    assert symbol(50, 45, 40, 35, 35) == ("sun_cloud", Outlook.ON_TRACK, True)
    assert symbol(30, 45, 40, 35, 34) == ("cloud", Outlook.BEHIND, False)
    assert symbol(30, 45, 40, 35, 30) == ("cloud", Outlook.BEHIND, False)
    assert symbol(30, 31, 32, 33, 34) == ("thunderstorm", Outlook.WRONG_DIRECTION, False)
    assert symbol(30, 31, 32, 29, 30) == ("thunderstorm", Outlook.FAR_BEHIND, False)

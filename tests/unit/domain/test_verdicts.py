"""Verdicts: which figure is judged, what it decides, and what is said when nothing can."""

from decimal import Decimal

import pytest

from indicators.domain.assessments import Evidence, EvidenceEntry, TargetSpec
from indicators.domain.codelists import (
    Basis,
    Bound,
    Certainty,
    Direction,
    IndicatorKind,
    MilestoneState,
    NoOutlookReason,
    NotAssessableReason,
    ObsStatus,
    Status,
    Verdict,
)
from tests.unit.domain.builders import (
    FLOW,
    SHARE,
    STOCK,
    day,
    judge,
    levels,
    note_codes,
    period,
    roles,
    series,
    statement,
    target,
)

TODAY = "2026-11-23"
AT_LEAST_100_IN_2021 = statement("level", "at_least", 100, "in 2021")


# --- One figure against one bound -------------------------------------------------------------
@pytest.mark.parametrize(
    ("comparator", "value", "met"),
    [
        ("at_least", "100", True),
        ("at_least", "99.9", False),
        ("more_than", "100", False),
        ("more_than", "100.1", True),
        ("at_most", "100", True),
        ("at_most", "100.1", False),
        ("less_than", "100", False),
        ("less_than", "99.9", True),
        pytest.param("at_least", "99.9999999999", True, id="at_least-within 1e-9 counts as equal"),
        pytest.param("more_than", "100.0000000001", False, id="more_than-within 1e-9 is equal"),
    ],
)
def test_comparators_at_the_bound(comparator: str, value: str, met: bool) -> None:
    promise = target(statement("level", comparator, 100, "in 2021"))
    answer = judge(promise, levels(("2021", value)), TODAY)
    assert answer.verdict is (Verdict.MET if met else Verdict.MISSED)


@pytest.mark.parametrize(
    ("direction", "value", "met"),
    [
        (Direction.NONE, 44, False),
        (Direction.NONE, 36, False),
        (Direction.NONE, 41, True),
        (Direction.HIGHER, 44, True),
        (Direction.HIGHER, 36, False),
        (Direction.LOWER, 44, False),
        (Direction.LOWER, 36, True),
    ],
)
def test_about_40_is_one_sided_where_a_direction_is_declared(
    direction: Direction, value: int, met: bool
) -> None:
    promise = target(statement("level", "about", 40, "in 2021", tolerance=2), direction=direction)
    assert (judge(promise, levels(("2021", value)), TODAY).verdict is Verdict.MET) is met


@pytest.mark.parametrize(("value", "met"), [(9, False), (10, True), (12, True), (13, False)])
def test_between_holds_both_bounds(value: int, met: bool) -> None:
    promise = target(statement("level", "between", 10, "in 2021", high=12))
    assert (judge(promise, levels(("2021", value)), TODAY).verdict is Verdict.MET) is met


def test_a_bound_of_zero_has_no_percentage() -> None:
    answer = judge(target(statement("level", "at_least", 0, "in 2021")), levels(("2021", 0)), TODAY)
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert answer.judged.ratio is None


def test_one_source_that_repeats_itself_on_a_day_is_one_figure() -> None:
    facts = levels(("2021", 99, "2022-01-20"), ("2021", 120, "2022-01-20"))
    answer = judge(target(AT_LEAST_100_IN_2021), facts, TODAY)
    assert (answer.verdict, len(answer.inputs), answer.checks) == (Verdict.MET, 1, ())


# --- Which figure of the horizon --------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "facts", "value", "how"),
    [
        pytest.param(
            STOCK, levels(("2021-12", 5), ("2021-11", 9)), 5, "level",
            id="a stock: the month that ends with the year",
        ),
        pytest.param(STOCK, levels(("2021-Q4", 5)), 5, "level", id="a stock: the last quarter"),
        pytest.param(
            STOCK, levels(("2021-12", 5), ("2021", 6)), 6, "level",
            id="a stock: the annual figure first",
        ),
        pytest.param(
            FLOW,
            Evidence(ytd=(series(("2021", 7), basis=Basis.YTD),)),
            7, "year_to_date", id="a flow: January to December",
        ),
        pytest.param(
            FLOW, levels(*[(f"2021-Q{q}", 2) for q in (1, 2, 3, 4)]), 8, "sum",
            id="a flow: four quarters",
        ),
        pytest.param(
            FLOW,
            levels(("2021-01-01/P2M", 3), *[(f"2021-{m:02}", 1) for m in range(3, 13)]),
            13, "sum", id="a flow: January–February and ten months",
        ),
        pytest.param(
            FLOW, levels(("2021-01", 1), ("2021-S1", 5), ("2021-S2", 6)), 11, "sum",
            id="a flow: the longest parts",
        ),
        pytest.param(
            SHARE, levels(("2021-12", 9), ("2021", 6)), 6, "level", id="a share: annual first",
        ),
        pytest.param(
            None, levels(("2021-12", 9)), 9, "level", id="no kind: what ends with the year",
        ),
    ],
)  # fmt: skip
def test_the_judged_figure_of_a_year(
    kind: IndicatorKind | None, facts: Evidence, value: int, how: str
) -> None:
    promise = target(statement("level", "at_least", 1, "in 2021"), kind=kind)
    answer = judge(promise, facts, TODAY)
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert (answer.judged.value, answer.judged.how) == (value, how)
    assert answer.inputs


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(levels(*[(f"2021-{m:02}", 1) for m in range(1, 12)]), id="eleven months"),
        pytest.param(levels(("2021-01-01/P2M", 3), ("2021-Q2", 3)), id="a gap"),
        pytest.param(levels(("2021-12", 100)), id="December alone"),
        pytest.param(levels(("2020", 100), ("2022", 100)), id="the years beside it"),
        pytest.param(levels(("2021", 100, "2022-01-20", ObsStatus.FORECAST)), id="a forecast"),
        pytest.param(levels(("2021", 100), ("2021", None, "2022-06-01")), id="one taken back"),
    ],
)
def test_a_flow_of_a_year_is_never_made_up(facts: Evidence) -> None:
    promise = target(statement("level", "at_least", 1, "in 2021"), kind=FLOW)
    assert judge(promise, facts, TODAY).verdict is Verdict.OVERDUE


def test_figures_are_those_known_on_the_day() -> None:
    facts = levels(("2021", 99, "2022-01-20"), ("2021", 101, "2022-09-01"))
    promise = target(AT_LEAST_100_IN_2021)
    verdicts = [
        judge(promise, facts, on).verdict for on in ("2022-01-19", "2022-01-20", "2022-09-01")
    ]
    assert verdicts == [Verdict.OVERDUE, Verdict.MISSED, Verdict.MET]


def test_a_data_revision_hides_later_releases() -> None:
    facts = levels(("2021", 99, "2022-01-20"), ("2021", 101, "2022-09-01"))
    promise = target(AT_LEAST_100_IN_2021)
    assert judge(promise, facts, TODAY, rev=1).verdict is Verdict.MISSED
    assert judge(promise, facts, TODAY, rev=2).verdict is Verdict.MET


def test_a_provisional_figure_is_called_so() -> None:
    facts = levels(("2021", 120, "2022-01-20", ObsStatus.PROVISIONAL))
    answer = judge(target(AT_LEAST_100_IN_2021), facts, TODAY)
    assert answer.verdict is Verdict.MET
    assert "provisional" in note_codes(answer)


def test_a_change_is_decided_when_its_last_part_is_known() -> None:
    facts = levels(("2020", 100, "2022-05-01"), ("2021", 120, "2022-01-20"))
    promise = target(statement("change", "at_least", 10, "in 2021", on="2020"))
    assert judge(promise, facts, TODAY).decided_on == day("2022-05-01")


def test_a_change_by_so_much_is_not_judged_by_a_rate() -> None:
    promise = target(statement("change", "at_least", 10, "in 2021", on="last year"), kind=FLOW)
    facts = Evidence(
        level=(series(("2020", 100), ("2021", 115)),),
        growth=(series(("2021", 5), basis=Basis.GROWTH, code="g"),),
    )
    answer = judge(promise, facts, TODAY)
    assert answer.judged is not None
    assert (answer.judged.value, answer.judged.percent) == (15, False)


# --- Without a figure -------------------------------------------------------------------------
CHANGE = statement("change", "at_least", 10, "in 2021", on="2020")


@pytest.mark.parametrize(
    ("promise", "facts", "on", "verdict", "reason"),
    [
        pytest.param(
            AT_LEAST_100_IN_2021, Evidence(), "2021-12-31", "pending", None,
            id="the last day of the horizon is still open",
        ),
        pytest.param(
            AT_LEAST_100_IN_2021, Evidence(), "2022-01-01", "not_assessable", "no_data",
            id="nobody publishes it",
        ),
        pytest.param(
            AT_LEAST_100_IN_2021, levels(("2020", 1)), "2022-01-01", "overdue", None,
            id="published, but not yet",
        ),
        pytest.param(
            CHANGE, levels(("2021", 1)), TODAY, "not_assessable", "no_baseline",
            id="a change without its base",
        ),
        pytest.param(
            CHANGE, levels(("2020", 1)), TODAY, "overdue", None, id="a base without a figure",
        ),
        pytest.param(
            statement("percent_change", "at_most", -18, "by 2021", on="2020"),
            levels(("2020", 0), ("2021", 5)), TODAY, "not_assessable", "no_baseline",
            id="percent of zero",
        ),
        pytest.param(
            statement("growth", "at_least", 6, "in 2021"), levels(("2021", 5)), TODAY,
            "not_assessable", "no_baseline", id="growth without the year before",
        ),
        pytest.param(
            statement("change", "at_least", 5, "in 2019", on="2025"), levels(("2019", 1)),
            TODAY, "not_assessable", "no_baseline", id="reference after the horizon",
        ),
        pytest.param(
            statement("average_growth", "at_least", 5, "over 2021-01-01/P2Y"),
            levels(("2022", 1)), TODAY, "not_assessable", "no_baseline",
            id="average growth without a base",
        ),
    ],
)  # fmt: skip
def test_when_no_figure_decides(
    promise: object, facts: Evidence, on: str, verdict: str, reason: str | None
) -> None:
    answer = judge(target(promise), facts, on)  # type: ignore[arg-type]
    assert (answer.verdict, answer.reason) == (verdict, reason)
    assert answer.judged is None


def test_a_bound_that_measures_something_else_is_not_judged() -> None:
    answer = judge(target(AT_LEAST_100_IN_2021, unit_mismatch=True), levels(("2021", 500)), TODAY)
    assert answer.reason is NotAssessableReason.UNIT_MISMATCH


def test_a_declared_baseline_needs_no_series() -> None:
    promise = statement("percent_change", "at_most", -10, "by 2025", on="2020", base=200)
    answer = judge(target(promise), levels(("2025", 170)), TODAY)
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert answer.judged.value == -15


def test_a_negative_base_falls_by_its_magnitude() -> None:
    promise = statement("percent_change", "at_most", -50, "in 2021", on="2020")
    answer = judge(target(promise), levels(("2020", -10), ("2021", -16)), TODAY)
    assert answer.judged is not None
    assert answer.judged.value == -60


# --- Figures that are only bounds -------------------------------------------------------------
@pytest.mark.parametrize(
    ("comparator", "bound", "figure", "says", "verdict"),
    [
        ("at_least", 100, 120, Bound.AT_LEAST, "met"),
        ("at_least", 100, 90, Bound.AT_LEAST, "overdue"),
        ("at_least", 100, 120, Bound.AT_MOST, "overdue"),
        ("at_least", 100, 90, Bound.AT_MOST, "missed"),
        ("at_most", 100, 120, Bound.AT_LEAST, "missed"),
        ("at_most", 100, 90, Bound.AT_LEAST, "overdue"),
        ("at_most", 100, 120, Bound.AT_MOST, "overdue"),
        ("at_most", 100, 90, Bound.AT_MOST, "met"),
        ("more_than", 100, 100, Bound.AT_LEAST, "overdue"),
        ("at_least", 100, 90, Bound.APPROXIMATE, "missed"),
    ],
)
def test_more_than_and_nearly_decide_only_what_they_prove(
    comparator: str, bound: int, figure: int, says: Bound, verdict: str
) -> None:
    promise = target(statement("level", comparator, bound, "in 2021"))
    answer = judge(promise, levels(("2021", figure, "2022-01-20", says)), TODAY)
    assert answer.verdict == verdict
    assert ("bound_does_not_decide" in note_codes(answer)) is (verdict == "overdue")


@pytest.mark.parametrize(
    ("value", "says", "verdict"),
    [
        (9, Bound.AT_LEAST, "overdue"),
        (11, Bound.AT_LEAST, "overdue"),
        (13, Bound.AT_LEAST, "missed"),
        (9, Bound.AT_MOST, "missed"),
        (13, Bound.AT_MOST, "overdue"),
    ],
)
def test_a_range_and_a_figure_that_is_a_bound(value: int, says: Bound, verdict: str) -> None:
    promise = target(statement("level", "between", 10, "in 2021", high=12))
    answer = judge(promise, levels(("2021", value, "2022-01-20", says)), TODAY)
    assert answer.verdict == verdict


def test_more_than_a_base_is_less_than_a_change() -> None:
    facts = levels(("2020", 50, "2021-01-20", Bound.AT_LEAST), ("2021", 62))
    assert judge(target(CHANGE), facts, TODAY).verdict is Verdict.OVERDUE


def test_an_open_flow_leaves_the_word_to_the_exact_stocks() -> None:
    facts = Evidence(
        level=(series(("2020", 100), ("2021", 112)),),
        additions=(series(("2021", 9, "2022-01-20", Bound.AT_LEAST), code="added"),),
    )
    answer = judge(target(CHANGE), facts, TODAY)
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert answer.judged.how == "difference"
    check = next(check for check in answer.checks if check.code == "published_flow")
    assert (check.value, check.agrees) == (9, True)  # 12 is more than 9


@pytest.mark.parametrize(
    ("flow", "says", "agrees"),
    [
        (12, Bound.EXACT, True),
        (13, Bound.EXACT, True),
        (14, Bound.EXACT, False),
        (11, Bound.AT_LEAST, True),
        (15, Bound.AT_LEAST, False),
        (15, Bound.AT_MOST, True),
        (10, Bound.AT_MOST, False),
    ],
)
def test_flow_and_stocks_agree_within_what_was_stated(flow: int, says: Bound, agrees: bool) -> None:
    facts = Evidence(
        level=(series(("2020", 100), ("2021", 112)),),
        additions=(series(("2021", flow, "2022-01-20", says), code="added"),),
    )
    promise = target(statement("change", "at_least", 2, "in 2021", on="2020"))
    codes = {check.code: check.agrees for check in judge(promise, facts, TODAY).checks}
    assert codes.get("stock_difference", codes.get("published_flow")) is agrees


def test_levels_are_checked_against_the_chained_rates() -> None:
    facts = Evidence(
        level=(series(("2020", 100), ("2022", 80)),),
        growth=(series(("2021", -10), ("2022", -10), basis=Basis.GROWTH, code="g"),),
    )
    promise = target(statement("percent_change", "at_most", -18, "by 2022", on="2020"))
    checks = {check.code: check for check in judge(promise, facts, TODAY).checks}
    assert checks["chained_growth"].value == -19
    assert checks["chained_growth"].agrees is True


# --- by: early, late, once --------------------------------------------------------------------
BY_2025 = statement("level", "at_least", 100, "by 2025")


def test_met_records_the_first_period_that_satisfied() -> None:
    facts = levels(("2023", 90), ("2024", 101), ("2025", 110))
    answer = judge(target(BY_2025), facts, TODAY)
    assert answer.verdict is Verdict.MET
    assert answer.first_satisfied == period("2024")


def test_reached_and_lost_again_is_missed() -> None:
    facts = levels(("2024", 101), ("2025", 95))
    assert judge(target(BY_2025), facts, TODAY).verdict is Verdict.MISSED


def test_once_reached_stays_reached_where_the_text_says_so() -> None:
    promise = target(statement("level", "at_least", 100, "by 2025", once=True))
    early = judge(promise, levels(("2023", 101)), "2024-06-01")
    assert (early.verdict, early.first_satisfied) == (Verdict.MET, period("2023"))
    lost = judge(promise, levels(("2023", 101), ("2025", 95)), TODAY)
    assert lost.verdict is Verdict.MET
    assert judge(promise, levels(("2023", 99)), "2024-06-01").verdict is Verdict.PENDING


def test_met_late_keeps_both_dates() -> None:
    facts = levels(("2025", 95, "2026-01-20"), ("2026-06", 101, "2026-07-20"))
    answer = judge(target(BY_2025), facts, TODAY)
    assert answer.verdict is Verdict.MET_LATE
    assert answer.status is Status.MET_LATE
    assert answer.first_satisfied == period("2026-06")
    assert answer.judged is not None
    assert answer.judged.period == period("2025")
    assert answer.decided_on == day("2026-07-20")
    assert "met_late" in roles(answer)


def test_an_in_target_is_never_met_late() -> None:
    facts = levels(("2021", 95), ("2022", 101))
    assert judge(target(AT_LEAST_100_IN_2021), facts, TODAY).verdict is Verdict.MISSED


def test_a_change_can_be_met_late_too() -> None:
    promise = target(statement("percent_change", "at_most", -18, "by 2024", on="2020"))
    facts = levels(("2020", 100), ("2024", 85), ("2025", 81))
    answer = judge(promise, facts, TODAY)
    assert (answer.verdict, answer.first_satisfied) == (Verdict.MET_LATE, period("2025"))


def test_a_stock_last_seen_before_the_end_does_not_decide_but_is_named() -> None:
    answer = judge(target(BY_2025), levels(("2025-10", 101)), TODAY)
    assert answer.verdict is Verdict.OVERDUE
    assert answer.first_satisfied == period("2025-10")
    assert "reached" in note_codes(answer)
    assert judge(target(BY_2025), levels(("2025-10", 99)), TODAY).verdict is Verdict.OVERDUE
    assert judge(target(BY_2025), levels(("2025-10", 101)), "2025-12-01").status == "pending"


def test_a_month_of_output_does_not_reach_the_bound_of_a_year() -> None:
    cap = target(statement("level", "at_most", 1000, "by 2025"), kind=FLOW)
    answer = judge(cap, levels(("2024", 1020), ("2024-06", 80), ("2025-03", 90)), "2025-06-01")
    assert answer.first_satisfied is None
    assert "reached" not in note_codes(answer)


def test_by_a_plan_is_by_its_last_year() -> None:
    promise = target(statement("level", "at_least", 100, "by 2021-01-01/P5Y"))
    answer = judge(promise, levels(("2025", 100)), TODAY)
    assert answer.judged is not None
    assert answer.judged.period == period("2025")


# --- each -------------------------------------------------------------------------------------
EACH = target(statement("growth", "at_least", 3, "each 2021-01-01/P3Y"), kind=FLOW)


def rates(*values: object) -> Evidence:
    figures = [(2021 + index, value) for index, value in enumerate(values)]
    return Evidence(growth=(series(*figures, basis=Basis.GROWTH),))


@pytest.mark.parametrize(
    ("facts", "on", "verdict", "years"),
    [
        (rates(4, 5, 6), TODAY, "kept", ["kept", "kept", "kept"]),
        (rates(4, 2, 6), TODAY, "breached", ["kept", "breached", "kept"]),
        (rates(4), "2023-06-01", "pending", ["kept", "overdue", "pending"]),
        (rates(4, 5), TODAY, "overdue", ["kept", "kept", "overdue"]),
        (rates(2), "2022-06-01", "breached", ["breached", "pending", "pending"]),
        (Evidence(), TODAY, "not_assessable", ["overdue", "overdue", "overdue"]),
    ],
)
def test_each_year_for_itself(facts: Evidence, on: str, verdict: str, years: list[str]) -> None:
    answer = judge(EACH, facts, on)
    assert answer.verdict == verdict
    assert [one.verdict for one in answer.periods] == years


def test_a_breached_row_shows_the_first_breach() -> None:
    answer = judge(EACH, rates(4, 2, 1), TODAY)
    assert answer.judged is not None
    assert (answer.judged.period, answer.judged.value) == (period("2022"), 2)


def test_a_bound_of_a_figure_does_not_breach_a_year() -> None:
    facts = Evidence(
        growth=(series(("2021", 2, "2022-01-20", Bound.AT_LEAST), basis=Basis.GROWTH),)
    )
    answer = judge(EACH, facts, "2022-06-01")
    assert answer.verdict is Verdict.PENDING
    assert answer.periods[0].verdict is Verdict.OVERDUE


def test_each_is_given_an_outlook_by_its_trend_once_four_years_are_known() -> None:
    answer = judge(EACH, rates(4), "2022-06-01")
    assert answer.method == "dns_trend"
    assert answer.no_outlook is NoOutlookReason.TOO_FEW_POINTS


def test_each_against_the_year_before_without_a_base() -> None:
    promise = target(statement("growth", "at_least", 3, "each 2021"), kind=FLOW)
    answer = judge(promise, levels(("2021", 4)), TODAY)
    assert answer.reason is NotAssessableReason.NO_BASELINE


# --- Other quantities -------------------------------------------------------------------------
def test_cumulative_is_the_sum_of_the_years() -> None:
    promise = target(statement("cumulative", "at_least", 30, "over 2021-01-01/P3Y"), kind=FLOW)
    answer = judge(promise, levels(("2021", 10), ("2022", 9), ("2023", 11)), TODAY)
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert (answer.judged.value, answer.judged.how) == (30, "sum")


def test_cumulative_of_years_that_are_published_as_year_to_date() -> None:
    promise = target(statement("cumulative", "at_least", 19, "over 2021-01-01/P2Y"), kind=FLOW)
    facts = Evidence(ytd=(series(("2021", 10), ("2022", 9), basis=Basis.YTD),))
    answer = judge(promise, facts, TODAY)
    assert answer.judged is not None
    assert (answer.judged.value, answer.judged.how) == (19, "cumulative")


def test_average_growth_by_levels_comes_out_even() -> None:
    promise = target(statement("average_growth", "at_least", 5, "over 2021-01-01/P2Y"), kind=FLOW)
    answer = judge(promise, levels(("2020", 100), ("2022", "110.25")), TODAY)
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert answer.judged.value == 5


def test_average_growth_by_rates_is_checked_against_the_levels() -> None:
    promise = target(statement("average_growth", "at_least", 5, "over 2021-01-01/P2Y"), kind=FLOW)
    facts = Evidence(
        level=(series(("2020", 100), ("2022", 105)),),
        growth=(series(("2021", 6), ("2022", 6), basis=Basis.GROWTH, code="g"),),
    )
    answer = judge(promise, facts, TODAY)
    assert (answer.verdict, answer.certainty) == (Verdict.MET, Certainty.DISPUTED)
    assert [check.code for check in answer.checks] == ["computed_growth"]


@pytest.mark.parametrize("values", [(100, -5), (-100, 50), (0, 5)])
def test_average_growth_through_zero_has_no_root(values: tuple[int, int]) -> None:
    promise = target(statement("average_growth", "at_least", 5, "over 2021-01-01/P2Y"), kind=FLOW)
    answer = judge(promise, levels(("2020", values[0]), ("2022", values[1])), TODAY)
    assert answer.reason is NotAssessableReason.NO_BASELINE
    assert answer.judged is None


def test_growth_shows_published_and_computed() -> None:
    promise = target(statement("growth", "at_least", 6, "in 2021"), kind=FLOW)
    facts = Evidence(
        level=(series(("2020", 100), ("2021", 107)),),
        growth=(series(("2021", "6.5"), basis=Basis.GROWTH, code="g"),),
    )
    answer = judge(promise, facts, TODAY)
    assert answer.judged is not None
    assert answer.judged.value == Decimal("6.5")
    assert [(check.code, check.value) for check in answer.checks] == [("computed_growth", 7)]


@pytest.mark.parametrize(
    ("facts", "on", "verdict"),
    [
        pytest.param(
            levels(("2028", 10), ("2029", 12), ("2030", 11)), "2029-12-31", "pending",
            id="always pending until the deadline",
        ),
        pytest.param(
            levels(("2028", 10), ("2029", 12), ("2030", 11)), "2031-06-01", "met",
            id="below the peak afterwards",
        ),
        pytest.param(
            levels(("2028", 10), ("2029", 12), ("2030", 13)), "2031-06-01", "missed",
            id="above it afterwards",
        ),
        pytest.param(
            levels(("2028", 10), ("2029", 12), ("2030", 12)), "2031-06-01", "missed",
            id="as high as it afterwards",
        ),
        pytest.param(levels(("2029", 12)), "2030-06-01", "overdue", id="no later year known"),
        pytest.param(
            levels(("2030", 12)), "2031-06-01", "not_assessable", id="no earlier year known"
        ),
    ],
)  # fmt: skip
def test_peak_before_2030(facts: Evidence, on: str, verdict: str) -> None:
    promise = target(statement("peak", None, None, "by 2029"), kind=FLOW)
    answer = judge(promise, facts, on)
    assert answer.verdict == verdict
    if verdict == "pending":
        assert answer.no_outlook is NoOutlookReason.NO_METHOD


# --- Milestones -------------------------------------------------------------------------------
UNDER_WAY = EvidenceEntry(day("2021-03-01"), MilestoneState.UNDER_WAY)
DONE = EvidenceEntry(day("2021-09-01"), MilestoneState.DONE)
ON_NEW_YEAR = EvidenceEntry(day("2022-01-01"), MilestoneState.DONE)
DROPPED = EvidenceEntry(day("2021-10-01"), MilestoneState.DROPPED)


@pytest.mark.parametrize(
    ("entries", "due", "on", "verdict"),
    [
        pytest.param((), None, TODAY, "not_assessable", id="no deadline and nothing done"),
        pytest.param((UNDER_WAY,), "2021", "2021-12-31", "pending", id="open until the deadline"),
        pytest.param((UNDER_WAY,), "2021", "2022-01-01", "overdue", id="overdue after it"),
        pytest.param((DONE, UNDER_WAY), "2021", TODAY, "met", id="done in time, in any order"),
        pytest.param((DONE,), "2020", TODAY, "met_late", id="done after the deadline"),
        pytest.param((DONE,), None, TODAY, "met", id="done without a deadline"),
        pytest.param((ON_NEW_YEAR,), "2021", TODAY, "met_late", id="done the day after"),
        pytest.param((DONE,), "2021", "2021-08-01", "pending", id="not known yet"),
        pytest.param((UNDER_WAY, DROPPED), "2021", TODAY, "missed", id="dropped"),
    ],
)
def test_milestones(
    entries: tuple[EvidenceEntry, ...], due: str | None, on: str, verdict: str
) -> None:
    promise = target(None, milestone=entries, due=period(due) if due else None, kind=None)
    answer = judge(promise, Evidence(), on)
    assert answer.verdict == verdict
    assert answer.no_outlook is NoOutlookReason.NO_NUMBER
    assert answer.judged is None
    assert (answer.decided_on is not None) is (verdict in ("met", "met_late", "missed"))


# --- Life of a target -------------------------------------------------------------------------
def lived(**dates: str) -> TargetSpec:
    return target(
        AT_LEAST_100_IN_2021,
        announced="2021-01-06",
        **{name: day(text) for name, text in dates.items()},
    )


@pytest.mark.parametrize(("on", "exists"), [("2021-01-05", False), ("2021-01-06", True)])
def test_a_target_exists_from_the_day_it_was_announced(on: str, exists: bool) -> None:
    answer = judge(lived(), Evidence(), on)
    assert answer.exists is exists
    assert (answer.status is not None) is exists


@pytest.mark.parametrize("life", ["superseded", "withdrawn"])
def test_a_target_that_was_replaced_is_judged_as_it_stood_and_flagged(life: str) -> None:
    promise = lived(**{f"{life}_on": "2021-06-01"})
    facts = levels(("2021", 120))
    before, after = judge(promise, facts, "2021-05-31"), judge(promise, facts, TODAY)
    assert life not in note_codes(before)
    assert life in note_codes(after)
    assert after.verdict is Verdict.MET

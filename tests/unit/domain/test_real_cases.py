"""Real targets with real figures: what the engine must say of them, and as of which day."""

from decimal import Decimal

import pytest

from indicators.domain.assessments import Evidence, TargetSpec
from indicators.domain.codelists import (
    Basis,
    Bound,
    Certainty,
    Direction,
    NoOutlookReason,
    NotAssessableReason,
    Outlook,
    Status,
    Verdict,
)
from indicators.domain.figures import Figures
from tests.unit.domain.builders import (
    FLOW,
    RATE,
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


def rounded(value: Decimal | None, places: int = 1) -> Decimal:
    assert value is not None
    return round(value, places)


# --- 5G base stations in 2021: more than 600,000 new ------------------------------------------
STATIONS = series(
    ("2020-12", 718000, "2021-03-01"),
    ("2020-12", 771000, "2021-05-19"),
    ("2021-03", 819000, "2021-05-19"),
    ("2021-06", 961000, "2021-07-20"),
    ("2021-12", 1425000, "2022-01-26"),
    code="5g.stock",
)
BULLETIN = series(
    ("2021", 650000, "2022-02-28", Bound.AT_LEAST), code="5g.bulletin", source="b", rank=2
)


def stations() -> TargetSpec:
    return target(
        statement("change", "more_than", 600000, "in 2021", on="2020-12", pacing="seasonal"),
        direction=Direction.HIGHER,
        announced="2021-01-06",
    )


FIVE_G = Evidence(
    level=(STATIONS,),
    additions=(series(("2021", 654000, "2022-01-21"), code="5g.new"), BULLETIN),
)


def test_5g_2021_is_met_by_the_published_flow_and_the_stocks_agree() -> None:
    answer = judge(stations(), FIVE_G, "2026-11-23")
    assert answer.verdict is Verdict.MET
    assert answer.status is Status.MET
    assert answer.certainty is Certainty.CLEAR
    assert answer.judged is not None
    assert answer.judged.value == 654000
    assert answer.judged.how == "published_flow"
    assert answer.judged.ratio == 109
    assert answer.decided_on == day("2022-01-21")
    checks = {check.code: check for check in answer.checks}
    assert checks["stock_difference"].value == 654000
    assert checks["stock_difference"].residual == 0
    assert checks["stock_difference"].agrees is True
    assert checks["other_source"].value == 650000
    assert {"figure", "stock_difference_figure", "stock_difference_baseline"} <= roles(answer)


def test_5g_2021_against_the_first_print_of_the_base_the_stocks_would_not_agree() -> None:
    first_only = Evidence(
        level=(series(("2020-12", 718000, "2021-03-01"), ("2021-12", 1425000, "2022-01-26")),),
        additions=FIVE_G.additions,
    )
    answer = judge(stations(), first_only, "2026-11-23")
    check = next(check for check in answer.checks if check.code == "stock_difference")
    assert check.value == 707000
    assert check.agrees is False
    assert answer.certainty is Certainty.CLEAR  # both say more than 600,000


@pytest.mark.parametrize(
    ("on", "ratio", "outlook"),
    [
        pytest.param("2021-07-01", "0.32", Outlook.FAR_BEHIND, id="once March is known"),
        pytest.param("2021-07-25", "0.63", Outlook.BEHIND, id="once June is known"),
    ],
)
def test_5g_2021_while_it_was_open(on: str, ratio: str, outlook: Outlook) -> None:
    answer = judge(stations(), FIVE_G, on)
    assert answer.verdict is Verdict.PENDING
    assert answer.outlook is outlook
    assert answer.status == Status(outlook.value)
    assert answer.pace is not None
    assert rounded(answer.pace.ratio, 2) == Decimal(ratio)
    assert "seasonal_not_possible" in note_codes(answer)
    assert {"latest", "baseline"} <= roles(answer)


def test_5g_2021_required_rate_from_now_on() -> None:
    pace = judge(stations(), FIVE_G, "2021-07-25").pace
    assert pace is not None
    assert pace.required_rate == 600000
    # 1,371,000 − 961,000 in half a year
    assert pace.required_from_now == 820000
    assert pace.path_value == 1071000
    assert pace.gap == -110000
    assert pace.projected == 1151000


def test_5g_2021_decided_by_the_stocks_alone_until_the_flow_is_known() -> None:
    answer = judge(stations(), Evidence(level=(STATIONS,)), "2022-02-01")
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert (answer.judged.how, answer.judged.value) == ("difference", 654000)


def test_5g_2021_does_not_exist_before_it_was_announced() -> None:
    answer = judge(stations(), FIVE_G, "2021-01-05")
    assert not answer.exists
    assert answer.status is None


# --- Crude steel, year on year ----------------------------------------------------------------
STEEL = Evidence(
    level=(
        series(
            ("2020", "1053.00", "2021-01-18"),
            ("2020", "1064.77", "2022-01-17"),
            ("2021", "1032.79", "2022-01-17"),
            ("2022", "1013.00", "2023-01-17"),
            ("2022", "1018", "2024-01-14"),
            ("2023", "1019.08", "2024-01-17"),
            code="steel",
        ),
    ),
    ytd=(
        series(
            ("2020-01-01/P2M", "154.702", "2020-03-17"),
            ("2020-01-01/P6M", "504.2047", "2020-07-17"),
            ("2021-01-01/P2M", "174.9892", "2021-03-17"),
            ("2021-01-01/P6M", "563.326", "2021-07-17"),
            ("2022-01-01/P2M", "157.96", "2022-03-15"),
            ("2022-01-01/P3M", "243.38", "2022-04-18"),
            code="steel.ytd",
            basis=Basis.YTD,
        ),
    ),
    growth=(
        series(
            ("2021", "-3.0", "2022-01-17"),
            ("2022", "-2.1", "2023-01-17"),
            ("2023", "0.0", "2024-01-17"),
            code="steel.growth",
            basis=Basis.GROWTH,
        ),
    ),
)


def steel(year: int, comparator: str = "less_than") -> TargetSpec:
    return target(
        statement("change", comparator, 0, f"in {year}", on="last year"),
        kind=FLOW,
        direction=Direction.LOWER,
        announced=f"{year}-01-06",
    )


@pytest.mark.parametrize("comparator", ["less_than", "at_most"])
def test_steel_2021_is_below_the_year_before_by_every_count(comparator: str) -> None:
    answer = judge(steel(2021, comparator), STEEL, "2022-02-01")
    assert answer.verdict is Verdict.MET
    assert answer.certainty is Certainty.CLEAR
    assert answer.judged is not None
    assert (answer.judged.value, answer.judged.how) == (Decimal("-3.0"), "published_growth")
    assert answer.judged.percent
    shown = {check.code: rounded(check.value) for check in answer.checks}
    assert shown == {
        "computed_growth": Decimal("-3.0"),
        "first_print": Decimal("-1.9"),
        "base_revision": Decimal("1.1"),
    }
    assert {"computed_growth_figure", "computed_growth_previous_year", "first_print"} <= roles(
        answer
    )


def test_steel_2021_on_20_july_2021_is_behind_on_the_same_months() -> None:
    answer = judge(steel(2021), STEEL, "2021-07-20")
    assert answer.verdict is Verdict.PENDING
    assert answer.outlook is Outlook.BEHIND
    assert answer.pace is not None
    assert rounded(answer.pace.ratio, 2) == Decimal("0.90")
    assert answer.pace.path_value == Decimal("504.2047")
    assert answer.pace.bound == Decimal("1053.00")
    note = next(note for note in answer.notes if note.code == "same_months")
    assert rounded(Decimal(note.params["change"])) == Decimal("11.7")
    assert note.params["period"] == "2021-S1"
    assert "year_can_turn" in note_codes(answer)
    assert {"latest", "same_months", "previous_year"} <= roles(answer)


def test_steel_2021_what_is_left_to_produce_is_last_year_minus_the_half_year() -> None:
    pace = judge(steel(2021), STEEL, "2021-07-20").pace
    assert pace is not None
    assert pace.required_from_now == (Decimal("1053.00") - Decimal("563.326")) * 2
    assert rounded(pace.projected) == Decimal("1176.5")  # 1,053.00 × 563.326 / 504.2047


def test_steel_2021_is_overdue_until_the_december_figure() -> None:
    assert judge(steel(2021), STEEL, "2022-01-16").status is Status.OVERDUE


def test_steel_2021_before_any_figure_of_the_year_nothing_is_known() -> None:
    answer = judge(steel(2021), STEEL, "2021-02-01")
    assert answer.status is Status.PENDING
    assert answer.no_outlook is NoOutlookReason.NOTHING_KNOWN_YET


def test_steel_2023_not_above_2022_is_kept_by_the_rate_and_breached_by_the_levels() -> None:
    answer = judge(steel(2023, "at_most"), STEEL, "2024-02-01")
    assert answer.verdict is Verdict.MET
    assert answer.certainty is Certainty.DISPUTED
    growth = next(check for check in answer.checks if check.code == "computed_growth")
    assert growth.agrees is False
    assert growth.value > 0


def test_steel_2023_against_the_first_print_of_2022_is_up_by_0_6_percent() -> None:
    answer = judge(steel(2023, "at_most"), STEEL, "2024-02-01")
    first = next(check for check in answer.checks if check.code == "first_print")
    assert rounded(first.value) == Decimal("0.6")


def test_steel_by_levels_alone_where_no_rate_is_published() -> None:
    answer = judge(steel(2021), Evidence(level=STEEL.level), "2022-02-01")
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert (answer.judged.how, answer.judged.value) == ("difference", Decimal("-31.98"))


# --- January–February -------------------------------------------------------------------------
def test_march_is_the_difference_of_two_year_to_date_figures_and_marked_so() -> None:
    march = Figures(STEEL, on=day("2022-05-01")).level(period("2022-03"), FLOW)
    assert march is not None
    assert march.value == Decimal("85.42")
    assert march.how == "year_to_date_difference"


@pytest.mark.parametrize("month", ["2022-01", "2022-02"])
def test_january_and_february_are_never_invented(month: str) -> None:
    assert Figures(STEEL, on=day("2022-05-01")).level(period(month), FLOW) is None


# --- Green factories: stock and flow ----------------------------------------------------------
GREEN = Evidence(
    level=(
        series(
            ("2020-12", 2121, "2021-01-06"),
            ("2021-12", 2783, "2022-02-18"),
            ("2022-12", 3616, "2023-05-06"),
            code="green",
        ),
    ),
    additions=(
        series(("2021", 673, "2022-02-18"), ("2022", 874, "2023-03-24"), code="green.added"),
    ),
    removals=(series(("2022", 41, "2023-03-24"), code="green.removed"),),
)


@pytest.mark.parametrize(
    ("year", "residual", "agrees"),
    [
        pytest.param(2022, 0, True, id="2,783 + 874 − 41 = 3,616"),
        pytest.param(2021, -11, None, id="2021: removals unknown, 11 fewer than added"),
    ],
)
def test_green_factories_reconcile(year: int, residual: int, agrees: bool | None) -> None:
    promise = target(statement("level", "at_least", 2500, f"in {year}"))
    answer = judge(promise, GREEN, "2023-06-01")
    check = next(check for check in answer.checks if check.code == "stock_flow")
    assert (check.residual, check.agrees) == (residual, agrees)


def test_green_factories_2020_is_the_stock_of_december() -> None:
    answer = judge(target(statement("level", "at_least", 2000, "in 2020")), GREEN, "2021-02-01")
    assert answer.judged is not None
    assert answer.judged.value == 2121


# --- Energy intensity: two definitions, two verdicts ------------------------------------------
INTENSITY = target(
    statement("percent_change", "at_most", "-13.5", "by 2025", on="2020"),
    kind=RATE,
    direction=Direction.LOWER,
    announced="2021-03-13",
)


def yearly_rates(*rates: object) -> Evidence:
    figures = [(2021 + index, rate) for index, rate in enumerate(rates)]
    return Evidence(growth=(series(*figures, code="intensity", basis=Basis.GROWTH),))


def test_energy_intensity_by_chained_rates_under_the_first_definition() -> None:
    answer = judge(INTENSITY, yearly_rates("-2.7", "-0.1", "-0.5", "-1.0", "-2.0"), "2026-03-01")
    assert answer.verdict is Verdict.MISSED
    assert answer.judged is not None
    assert answer.judged.how == "chained_growth"
    assert rounded(answer.judged.value) == Decimal("-6.2")


def test_energy_intensity_the_published_change_over_five_years_comes_first() -> None:
    rates = yearly_rates("-2.7", "-0.1", "-0.5", "-1.0", "-2.0").growth[0]
    published = series(("2021-01-01/P5Y", "-15.9", "2026-02-28"), code="five", basis=Basis.GROWTH)
    answer = judge(INTENSITY, Evidence(growth=(rates, published)), "2026-03-01")
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert (answer.judged.how, answer.judged.value) == ("published_growth", Decimal("-15.9"))
    # The rates of the yearly releases tell another story, and that is said.
    assert answer.certainty is Certainty.DISPUTED


def test_energy_intensity_three_years_of_rates_compound_to_minus_3_3_percent() -> None:
    answer = judge(INTENSITY, yearly_rates("-2.7", "-0.1", "-0.5"), "2024-06-01")
    assert answer.outlook is Outlook.FAR_BEHIND
    assert answer.pace is not None
    assert rounded(answer.pace.latest) == Decimal("-3.3")
    assert rounded(answer.pace.ratio, 2) == Decimal("0.41")  # of −8.1 after three of five years


def test_energy_intensity_is_given_up_only_when_the_new_definition_has_the_figure() -> None:
    rates = yearly_rates("-2.7", "-0.1").growth
    later = series(("2025", "-5.0", "2026-02-28"), code="later", basis=Basis.GROWTH)
    facts = Evidence(growth=rates, successors=(later,))
    assert judge(INTENSITY, facts, "2026-02-01").verdict is Verdict.OVERDUE
    assert judge(INTENSITY, facts, "2026-03-01").reason is NotAssessableReason.DEFINITION_CHANGED


# --- Others -----------------------------------------------------------------------------------
def test_innovation_centres_17_satisfies_about_15_where_more_is_better() -> None:
    promise = statement("level", "about", 15, "by 2020", tolerance=1)
    facts = levels(("2020-12", 17, "2021-01-06"))
    assert judge(target(promise, direction=Direction.HIGHER), facts, "2021-02-01").verdict == "met"
    assert judge(target(promise), facts, "2021-02-01").verdict == "missed"


def test_stations_3_64_million_by_2025_reached_early_and_still_open() -> None:
    promise = target(statement("level", "at_least", 3640000, "by 2025"), direction=Direction.HIGHER)
    facts = levels(("2023-12", 3377000), ("2024-05", 3837000), ("2024-06", 3917000))
    answer = judge(promise, facts, "2024-08-01")
    assert answer.verdict is Verdict.PENDING
    assert answer.first_satisfied == period("2024-05")
    assert "reached" in note_codes(answer)


def test_about_600000_and_more_than_600000_differ_only_at_600000() -> None:
    for comparator, verdict in (("at_least", Verdict.MET), ("more_than", Verdict.MISSED)):
        promise = target(statement("change", comparator, 600000, "in 2021", on="2020"))
        facts = Evidence(
            level=(series(("2020", 771000), ("2021", 1371000)),),
        )
        assert judge(promise, facts, "2022-03-01").verdict is verdict


def test_1_43_million_rounded_is_no_other_verdict() -> None:
    exact = series(("2021-12", 1425000, "2022-01-26"), code="exact")
    press = series(
        ("2021-12", 1430000, "2022-02-09", Bound.APPROXIMATE), code="press", source="b", rank=1
    )
    answer = judge(
        target(statement("level", "at_least", 1400000, "in 2021")),
        Evidence(level=(press, exact)),
        "2022-03-01",
    )
    assert answer.judged is not None
    assert answer.judged.value == 1425000
    assert answer.certainty is Certainty.CLEAR


def test_at_least_33_centres_leaves_about_40_open() -> None:
    promise = target(
        statement("level", "about", 40, "by 2025", tolerance=2), direction=Direction.HIGHER
    )
    facts = levels(("2024", 26), ("2025", 33, "2026-01-21", Bound.AT_LEAST))
    answer = judge(promise, facts, "2026-11-23")
    assert answer.verdict is Verdict.OVERDUE
    assert "bound_does_not_decide" in note_codes(answer)


def test_rd_spending_over_seven_percent_a_year_on_average() -> None:
    promise = target(
        statement("average_growth", "more_than", 7, "over 2021-01-01/P5Y"),
        kind=FLOW,
        direction=Direction.HIGHER,
    )
    rates = [(2021, "14.6"), (2022, "10.1"), (2023, "8.4"), (2024, "8.3"), (2025, "7.5")]
    facts = Evidence(growth=(series(*rates, code="rd", basis=Basis.GROWTH),))
    open_still = judge(promise, facts, "2024-03-01")
    assert open_still.outlook is Outlook.ON_TRACK
    assert open_still.pace is not None
    assert rounded(open_still.pace.latest) == Decimal("11.0")
    answer = judge(promise, facts, "2026-03-01")
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert rounded(answer.judged.value, 2) == Decimal("9.75")

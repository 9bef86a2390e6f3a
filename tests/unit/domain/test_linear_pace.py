"""The outlook ``linear_pace``: ratios, paths and required rates, worked out by hand."""

from decimal import Decimal

import pytest

from indicators.domain.assessments import Evidence, UnknownMethod
from indicators.domain.codelists import (
    Basis,
    Direction,
    IndicatorKind,
    NoOutlookReason,
    Outlook,
    Verdict,
)
from indicators.domain.results import Pace
from tests.unit.domain.builders import (
    FLOW,
    RATE,
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

BY_2025 = statement("level", "at_least", 200, "by 2025", on="2020")


def pace_of(answer: object) -> Pace:
    found = answer.pace  # type: ignore[attr-defined]
    assert isinstance(found, Pace)
    return found


# --- The ratio and its categories -------------------------------------------------------------
@pytest.mark.parametrize(
    ("latest", "ratio", "outlook"),
    [
        pytest.param(150, "1.25", "on_track", id="ahead"),
        pytest.param(140, "1", "on_track", id="exactly on the path"),
        pytest.param(120, "0.5", "behind", id="exactly half is behind"),
        pytest.param("119.9", "0.4975", "far_behind", id="just under half"),
        pytest.param(100, "0", "far_behind", id="no progress"),
        pytest.param(90, "-0.25", "wrong_direction", id="backwards"),
    ],
)
def test_floor_after_two_of_five_years(latest: object, ratio: str, outlook: str) -> None:
    answer = judge(target(BY_2025), levels(("2020", 100), ("2022", latest)), "2023-06-01")
    assert (answer.outlook, answer.status) == (outlook, outlook)
    assert pace_of(answer).ratio == Decimal(ratio)


@pytest.mark.parametrize(
    ("latest", "outlook"),
    [(80, "on_track"), (90, "behind"), ("91", "far_behind"), (110, "wrong_direction")],
)
def test_cap_is_reached_by_falling(latest: object, outlook: str) -> None:
    promise = target(statement("level", "at_most", 50, "by 2025", on="2020"))
    answer = judge(promise, levels(("2020", 100), ("2022", latest)), "2023-06-01")
    assert answer.outlook == outlook


def test_every_number_of_the_pace() -> None:
    facts = levels(("2020", 100), ("2021", 115), ("2022", 120))
    answer = judge(target(BY_2025), facts, "2023-06-01")
    pace = pace_of(answer)
    assert pace.baseline == 100
    assert pace.baseline_on == day("2021-01-01")
    assert pace.horizon_on == day("2026-01-01")
    assert pace.latest_period == period("2022")
    assert pace.path_value == 140
    assert pace.gap == -20
    assert pace.required_rate == 20
    assert round(pace.required_from_now or 0, 4) == Decimal("26.6667")
    assert pace.recent_rate == 5
    assert pace.projected == 150
    assert [(point.on.year, point.value) for point in answer.path] == [
        (2021, 100), (2026, 200),  # straight between them
    ]  # fmt: skip
    assert {"latest", "baseline"} <= roles(answer)
    assert answer.latest is not None
    assert answer.latest.value == 120


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([("2020", 0), ("2022", 40)], id="from zero"),
        pytest.param([("2020", -100), ("2022", -20)], id="from below zero"),
    ],
)
def test_zero_and_negative_bases_have_a_pace(facts: list[tuple[str, int]]) -> None:
    promise = statement("level", "at_least", 100, "by 2025", on="2020")
    answer = judge(target(promise), levels(*facts), "2023-06-01")
    assert answer.outlook is Outlook.ON_TRACK


# --- Baselines --------------------------------------------------------------------------------
def test_without_a_reference_the_last_figure_before_the_announcement() -> None:
    promise = statement("level", "at_least", 200, "by 2025")
    facts = levels(("2019", 80), ("2020", 100), ("2021", 120))
    answer = judge(target(promise, announced="2021-03-01"), facts, "2022-06-01")
    assert pace_of(answer).baseline == 100
    note = next(note for note in answer.notes if note.code == "baseline_chosen")
    assert note.params == {"period": "2020"}


@pytest.mark.parametrize(
    ("promise", "facts", "reason"),
    [
        pytest.param(BY_2025, levels(("2022", 150)), "no_baseline", id="reference unknown"),
        pytest.param(
            statement("level", "at_least", 200, "by 2025"), levels(("2022", 150)), "no_baseline",
            id="nothing before the announcement",
        ),
        pytest.param(BY_2025, Evidence(), "nothing_known_yet", id="no figures"),
        pytest.param(
            BY_2025, levels(("2020", 100)), "nothing_known_yet", id="nothing after the baseline"
        ),
        pytest.param(
            statement("level", "at_least", 200, "by 2025", on="2027"),
            levels(("2022", 100), ("2027", 3, "2023-01-01")), "no_baseline",
            id="reference after the horizon",
        ),
    ],
)  # fmt: skip
def test_no_outlook_has_a_reason(promise: object, facts: Evidence, reason: str) -> None:
    answer = judge(target(promise, announced="2021-03-01"), facts, "2023-06-01")  # type: ignore[arg-type]
    assert answer.verdict is Verdict.PENDING
    assert answer.no_outlook == reason
    assert answer.status == "pending"


def test_a_declared_baseline_counts_from_the_end_of_its_period() -> None:
    promise = statement("level", "at_least", 200, "by 2025", on="2020", base=100)
    answer = judge(target(promise), levels(("2022", 140)), "2023-06-01")
    assert answer.outlook is Outlook.ON_TRACK


# --- Changes ----------------------------------------------------------------------------------
def test_a_percent_change_becomes_a_level_to_reach() -> None:
    promise = statement("percent_change", "at_most", -18, "by 2025", on="2020")
    answer = judge(target(promise), levels(("2020", 50), ("2022", 47)), "2023-06-01")
    pace = pace_of(answer)
    assert pace.bound == 41
    assert round(pace.ratio or 0, 3) == Decimal("0.833")
    assert answer.outlook is Outlook.BEHIND


def test_growth_of_a_stock_within_a_year_runs_from_the_year_before() -> None:
    promise = statement("growth", "at_least", 10, "in 2021")
    answer = judge(target(promise), levels(("2020-12", 100), ("2021-06", 106)), "2021-08-01")
    assert pace_of(answer).bound == 110
    assert answer.outlook is Outlook.ON_TRACK


def test_what_was_added_so_far_counts_where_it_is_known_for_a_later_month() -> None:
    promise = statement("change", "at_least", 120, "in 2021", on="2020")
    facts = Evidence(
        level=(series(("2020-12", 1000), ("2021-03", 1010)),),
        additions_ytd=(series(("2021-01-01/P6M", 60), basis=Basis.YTD, code="new"),),
    )
    answer = judge(target(promise), facts, "2021-08-01")
    assert pace_of(answer).latest == 1060
    assert answer.outlook is Outlook.ON_TRACK


def test_additions_of_this_year_are_not_laid_on_an_older_base() -> None:
    promise = statement("change", "at_least", 120, "by 2022", on="2020")
    facts = Evidence(
        level=(series(("2020-12", 1000), ("2021-12", 1030)),),
        additions_ytd=(series(("2022-01-01/P6M", 60), basis=Basis.YTD, code="new"),),
    )
    assert pace_of(judge(target(promise), facts, "2022-08-01")).latest == 1030


# --- The baseline satisfies already: rule B ---------------------------------------------------
HELD = statement("level", "at_least", 80, "by 2030", on="2020")


def held_path(base: int) -> list[tuple[str, int]]:
    return [("2021-01-01", base), ("2031-01-01", 80)]


@pytest.mark.parametrize(
    ("values", "outlook", "caution"),
    [
        pytest.param([85, 86, 87, 90], "on_track", False, id="held"),
        pytest.param([85, 90, 85, 85], "on_track", False, id="held and unchanged"),
        pytest.param([95, 92, 90, 85], "on_track", True, id="held but worsening"),
        pytest.param([70, 90, 75, 78], "behind", False, id="lost but returning"),
        pytest.param([90, 85, 80, 70], "wrong_direction", False, id="lost"),
        pytest.param([70, 85, 80, 70], "far_behind", False, id="lost and not moving"),
    ],
)
def test_a_bound_to_be_held(values: list[int], outlook: str, caution: bool) -> None:
    facts = levels(*[(2019 + index, value) for index, value in enumerate(values)])
    answer = judge(target(HELD), facts, "2023-06-01")
    assert (answer.outlook, answer.caution) == (outlook, caution)
    assert "baseline_satisfies" in note_codes(answer)
    assert pace_of(answer).ratio is None
    assert {"latest", "baseline", "trend"} <= roles(answer)
    assert [(str(one.on), one.value) for one in answer.path] == held_path(values[1])
    assert ("not_moving" in note_codes(answer)) is (outlook == "far_behind")


def test_a_bound_to_be_held_needs_four_points() -> None:
    answer = judge(target(HELD), levels(("2020", 85), ("2021", 86)), "2022-06-01")
    assert answer.no_outlook is NoOutlookReason.TOO_FEW_POINTS
    assert {"latest", "baseline", "trend"} <= roles(answer)
    assert [(str(one.on), one.value) for one in answer.path] == held_path(85)


def test_a_base_inside_a_range_has_nothing_to_walk() -> None:
    promise = statement("level", "between", 10, "by 2030", on="2020", high=20)
    facts = levels(("2019", 12), ("2020", 12), ("2021", 13), ("2022", 14))
    answer = judge(target(promise), facts, "2023-06-01")
    assert answer.outlook is Outlook.ON_TRACK
    assert "baseline_satisfies" in note_codes(answer)


@pytest.mark.parametrize(
    ("start", "latest", "outlook"),
    [(5, 7, "on_track"), (30, 26, "on_track"), (30, 31, "wrong_direction")],
)
def test_a_range_is_entered_at_its_nearer_bound(start: int, latest: int, outlook: str) -> None:
    promise = statement("level", "between", 10, "by 2025", on="2020", high=20)
    answer = judge(target(promise), levels(("2020", start), ("2022", latest)), "2023-06-01")
    assert answer.outlook == outlook


@pytest.mark.parametrize(
    ("direction", "outlook"),
    [(Direction.HIGHER, "on_track"), (Direction.LOWER, "wrong_direction")],
)
def test_about_is_held_in_the_declared_direction(direction: Direction, outlook: str) -> None:
    promise = statement("level", "about", 50, "by 2030", on="2020", tolerance=5)
    facts = levels(("2019", 50), ("2020", 50), ("2021", 56), ("2022", 58))
    answer = judge(target(promise, direction=direction), facts, "2023-06-01")
    assert answer.outlook == outlook


def test_bound_equal_to_the_baseline_is_judged_by_rule_b() -> None:
    promise = statement("level", "more_than", 85, "by 2030", on="2020")
    facts = levels(("2019", 85), ("2020", 85), ("2021", 85), ("2022", 84))
    assert judge(target(promise), facts, "2023-06-01").outlook is Outlook.WRONG_DIRECTION


# --- Other pacing -----------------------------------------------------------------------------
def test_interim_points_bend_the_path() -> None:
    promise = statement(
        "level", "at_least", 200, "by 2025", on="2020", pacing="interim", interim=[["2022", "110"]]
    )
    facts = levels(("2020", 100), ("2022", 112))
    answer = judge(target(promise), facts, "2023-06-01")
    assert pace_of(answer).path_value == 110
    assert pace_of(answer).ratio == Decimal("1.2")
    assert [(point.on.year, point.value) for point in answer.path] == [
        (2021, 100), (2023, 110), (2026, 200),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("interim", "latest", "outlook"),
    [
        pytest.param("100", 100, "on_track", id="nothing is asked yet"),
        pytest.param("100", 99, "behind", id="nothing is asked yet, and it fell"),
        pytest.param("90", 91, "on_track", id="a step back is allowed"),
        pytest.param("90", 89, "behind", id="further back than allowed"),
    ],
)
def test_interim_points_may_ask_for_nothing_yet(interim: str, latest: int, outlook: str) -> None:
    promise = statement(
        "level",
        "at_least",
        200,
        "by 2025",
        on="2020",
        pacing="interim",
        interim=[["2022", interim]],
    )
    answer = judge(target(promise), levels(("2020", 100), ("2022", latest)), "2023-06-01")
    assert answer.outlook == outlook


def test_a_geometric_path_starts_slowly() -> None:
    promise = statement("level", "at_least", 400, "by 2022", on="2020", pacing="geometric")
    answer = judge(target(promise), levels(("2020", 100), ("2021", 200)), "2022-06-01")
    assert pace_of(answer).path_value == 200
    assert answer.outlook is Outlook.ON_TRACK


def test_a_geometric_path_from_zero_is_straight() -> None:
    promise = statement("level", "at_least", 400, "by 2022", on="2020", pacing="geometric")
    answer = judge(target(promise), levels(("2020", 0), ("2021", 200)), "2022-06-01")
    assert pace_of(answer).path_value == 200


def test_a_seasonal_path_follows_the_same_months_of_earlier_years() -> None:
    promise = statement("change", "at_least", 100, "in 2021", on="2020", pacing="seasonal")
    facts = levels(
        ("2017-12", 0), ("2018-06", 20), ("2018-12", 100), ("2019-06", 120), ("2019-12", 200),
        ("2020-06", 250), ("2020-12", 300), ("2021-06", 325),
    )  # fmt: skip
    answer = judge(target(promise), facts, "2021-08-01")
    # Shares of the first half: 0.2, 0.2 and 0.5, so 0.3 on average.
    assert pace_of(answer).path_value == 330
    assert round(pace_of(answer).ratio or 0, 4) == Decimal("0.8333")
    assert "seasonal_share" in note_codes(answer)
    assert "seasonal" in roles(answer)


# --- Inside a running year --------------------------------------------------------------------
def halves(*figures: tuple[str, object]) -> Evidence:
    return Evidence(ytd=(series(*figures, basis=Basis.YTD),))


@pytest.mark.parametrize(
    ("comparator", "so_far", "ratio", "outlook"),
    [
        ("at_least", 60, "1.2", "on_track"),
        ("at_least", 40, "0.8", "behind"),
        ("at_least", 0, "0", "far_behind"),
        ("at_least", -10, "-0.2", "wrong_direction"),
        ("at_most", 40, "1.25", "on_track"),
        ("at_most", 100, "0.5", "behind"),
        ("at_most", 125, "0.4", "far_behind"),
    ],
)
def test_a_flow_starts_from_zero(comparator: str, so_far: int, ratio: str, outlook: str) -> None:
    promise = target(statement("level", comparator, 100, "in 2021"), kind=FLOW)
    answer = judge(promise, halves(("2021-S1", so_far)), "2021-08-01")
    assert pace_of(answer).ratio == Decimal(ratio)
    assert answer.outlook == outlook
    assert pace_of(answer).required_from_now == (100 - so_far) * 2
    assert [point.value for point in answer.path] == [0, 50, 100]


def test_a_flow_of_a_year_from_its_months() -> None:
    promise = target(statement("level", "at_least", 120, "in 2021"), kind=FLOW)
    facts = levels(*[(f"2021-{month:02}", 10) for month in range(1, 8)])
    pace = pace_of(judge(promise, facts, "2021-09-01"))
    assert (pace.latest, pace.path_value, pace.projected) == (70, 70, 120)


def test_a_cap_on_a_flow_that_is_negative_has_no_ratio() -> None:
    promise = target(statement("level", "at_most", 100, "in 2021"), kind=FLOW)
    answer = judge(promise, halves(("2021-S1", -5)), "2021-08-01")
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED


def test_a_flow_with_nothing_known_still_shows_its_path() -> None:
    promise = target(statement("level", "at_least", 100, "in 2021"), kind=FLOW)
    answer = judge(promise, Evidence(), "2021-08-01")
    assert answer.no_outlook is NoOutlookReason.NOTHING_KNOWN_YET
    assert [point.value for point in answer.path] == [0, 100]


def test_a_seasonal_flow() -> None:
    promise = target(statement("level", "at_least", 100, "in 2021", pacing="seasonal"), kind=FLOW)
    facts = halves(
        ("2019-S1", 20), ("2019", 100), ("2020-S1", 40), ("2020", 100), ("2021-S1", 27)
    )  # fmt: skip
    answer = judge(promise, facts, "2021-08-01")
    assert pace_of(answer).path_value == 30
    assert pace_of(answer).ratio == Decimal("0.9")


def test_a_seasonal_flow_with_one_earlier_year_falls_back_and_says_so() -> None:
    promise = target(statement("level", "at_least", 100, "in 2021", pacing="seasonal"), kind=FLOW)
    answer = judge(promise, halves(("2020-S1", 40), ("2020", 100), ("2021-S1", 27)), "2021-08-01")
    assert pace_of(answer).path_value == 50
    assert "seasonal_not_possible" in note_codes(answer)


@pytest.mark.parametrize(
    ("promise", "ratio"),
    [
        pytest.param(statement("change", "at_least", 10, "in 2021", on="last year"), "0.9",
                     id="ten more than last year"),
        pytest.param(statement("percent_change", "at_least", 25, "in 2021", on="last year"),
                     "0.9", id="25 percent more"),
        pytest.param(statement("growth", "at_least", 25, "in 2021"), "0.9", id="growth"),
        pytest.param(statement("growth", "at_most", 0, "in 2021"), "0.8889", id="no growth"),
    ],
)  # fmt: skip
def test_against_the_same_months_of_last_year(promise: object, ratio: str) -> None:
    facts = halves(("2020-S1", 40), ("2021-S1", 45))
    answer = judge(target(promise, kind=FLOW), facts, "2021-08-01")  # type: ignore[arg-type]
    assert round(pace_of(answer).ratio or 0, 4) == Decimal(ratio)
    assert "same_months" in note_codes(answer)


def test_against_last_year_with_a_zero_base_has_no_ratio() -> None:
    promise = target(statement("change", "at_least", 0, "in 2021", on="last year"), kind=FLOW)
    answer = judge(promise, halves(("2020-S1", 0), ("2021-S1", 45)), "2021-08-01")
    assert answer.no_outlook is NoOutlookReason.NOT_DEFINED


@pytest.mark.parametrize(
    ("kind", "so_far", "outlook"),
    [(RATE, "6.5", "on_track"), (RATE, "5.5", "behind"), (FLOW, "5.5", "behind")],
)
def test_published_growth_to_date_serves_where_no_levels_are(
    kind: IndicatorKind, so_far: str, outlook: str
) -> None:
    promise = target(statement("growth", "at_least", 6, "in 2021"), kind=kind)
    facts = Evidence(ytd_growth=(series(("2021-S1", so_far), basis=Basis.YTD_GROWTH),))
    answer = judge(promise, facts, "2021-08-01")
    assert answer.outlook == outlook
    assert pace_of(answer).percent
    assert pace_of(answer).gap == Decimal(so_far) - 6


@pytest.mark.parametrize(
    ("promise", "so_far", "reason"),
    [
        (statement("growth", "at_least", 6, "in 2021"), None, "nothing_known_yet"),
        (statement("growth", "at_least", 6, "in 2021"), "-100", "not_defined"),
        (statement("growth", "at_least", -100, "in 2021"), "5", "not_defined"),
        (statement("change", "at_least", 6, "in 2021", on="last year"), "5", "nothing_known_yet"),
    ],
)
def test_growth_to_date_that_says_nothing(promise: object, so_far: str | None, reason: str) -> None:
    figures = (("2021-S1", so_far),) if so_far else ()
    facts = Evidence(ytd_growth=(series(*figures, basis=Basis.YTD_GROWTH),))
    answer = judge(target(promise, kind=FLOW), facts, "2021-08-01")  # type: ignore[arg-type]
    assert answer.no_outlook == reason


# --- Over a window ----------------------------------------------------------------------------
def test_cumulative_counts_whole_years_and_the_running_one() -> None:
    promise = target(statement("cumulative", "at_least", 60, "over 2021-01-01/P3Y"), kind=FLOW)
    facts = Evidence(
        level=(series(("2021", 20), ("2022", 16)),),
        ytd=(series(("2023-S1", 9), basis=Basis.YTD, code="ytd"),),
    )
    pace = pace_of(judge(promise, facts, "2023-08-01"))
    assert (pace.latest, pace.path_value, pace.ratio) == (45, 50, Decimal("0.9"))
    assert pace.required_from_now == 30


@pytest.mark.parametrize("facts", [Evidence(), levels(("2020", 5))])
def test_cumulative_with_nothing_known(facts: Evidence) -> None:
    promise = target(statement("cumulative", "at_least", 60, "over 2021-01-01/P3Y"), kind=FLOW)
    assert judge(promise, facts, "2021-08-01").no_outlook is NoOutlookReason.NOTHING_KNOWN_YET


def test_cumulative_from_the_running_year_alone() -> None:
    promise = target(statement("cumulative", "at_least", 60, "over 2021-01-01/P3Y"), kind=FLOW)
    pace = pace_of(judge(promise, halves(("2021-S1", 15)), "2021-08-01"))
    assert (pace.latest, pace.path_value) == (15, 10)


def rates(*values: object) -> Evidence:
    figures = [(2021 + index, value) for index, value in enumerate(values)]
    return Evidence(growth=(series(*figures, basis=Basis.GROWTH),))


@pytest.mark.parametrize(
    ("comparator", "bound", "facts", "outlook"),
    [
        ("at_least", 5, rates(6, 6), "on_track"),
        ("at_least", 5, rates(3, 3), "behind"),
        ("at_least", 5, rates(1, 1), "far_behind"),
        ("at_least", 5, rates(-1), "wrong_direction"),
        ("at_most", -5, rates(-6), "on_track"),
        ("at_most", 3, rates(2), "on_track"),
        ("at_most", 3, rates(4), "behind"),
        ("at_least", 0, rates(1), "on_track"),
        ("more_than", 0, rates(-1), "behind"),
    ],
)
def test_average_growth_so_far(comparator: str, bound: int, facts: Evidence, outlook: str) -> None:
    promise = statement("average_growth", comparator, bound, "over 2021-01-01/P3Y")
    assert judge(target(promise, kind=FLOW), facts, "2023-06-01").outlook == outlook


def test_average_growth_needs_the_rest_from_now_on() -> None:
    promise = statement("average_growth", "at_least", 5, "over 2021-01-01/P2Y")
    pace = pace_of(judge(target(promise, kind=FLOW), rates(0), "2022-06-01"))
    assert pace.latest == 0
    assert pace.required_from_now == Decimal("10.25")


def test_average_growth_between_two_bounds_starts_from_standing_still() -> None:
    promise = statement("average_growth", "between", -4, "over 2021-01-01/P3Y", high=-2)
    pace = pace_of(judge(target(promise, kind=FLOW), rates(-3), "2022-06-01"))
    assert (pace.bound, pace.gap) == (-2, -1)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param(Evidence(), "nothing_known_yet", id="nothing"),
        pytest.param(rates(None, 5), "nothing_known_yet", id="the first year is missing"),
        pytest.param(rates(-100), "not_defined", id="everything lost"),
    ],
)
def test_average_growth_without_an_outlook(facts: Evidence, reason: str) -> None:
    promise = statement("average_growth", "at_least", 5, "over 2021-01-01/P3Y")
    assert judge(target(promise, kind=FLOW), facts, "2023-06-01").no_outlook == reason


def test_average_growth_from_levels_where_no_rates_are_published() -> None:
    promise = statement("average_growth", "at_least", 5, "over 2021-01-01/P3Y")
    facts = levels(("2020", 100), ("2021", 106))
    assert pace_of(judge(target(promise, kind=FLOW), facts, "2022-06-01")).latest == 6


def test_a_change_published_since_the_start_of_the_plan_comes_before_the_rates() -> None:
    promise = target(statement("percent_change", "at_most", -10, "by 2025", on="2020"), kind=RATE)
    facts = Evidence(
        growth=(
            series(("2021", -1), ("2022", -1), basis=Basis.GROWTH),
            series(("2021-01-01/P2Y", "-4.0"), basis=Basis.GROWTH, code="plan"),
        )
    )
    pace = pace_of(judge(promise, facts, "2023-06-01"))
    assert (pace.latest, pace.path_value, pace.ratio) == (-4, -4, 1)


def test_a_change_in_percent_that_standing_still_would_satisfy() -> None:
    promise = target(statement("percent_change", "at_most", 5, "by 2025", on="2020"), kind=RATE)
    assert judge(promise, rates(1), "2022-06-01").outlook is Outlook.ON_TRACK
    assert judge(promise, rates(7), "2022-06-01").outlook is Outlook.BEHIND


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Evidence(), "nothing_known_yet"),
        (levels(("2022", 5)), "no_baseline"),
    ],
)
def test_a_change_in_percent_of_nothing_known(facts: Evidence, reason: str) -> None:
    promise = target(statement("percent_change", "at_most", -10, "by 2025", on="2020"), kind=RATE)
    assert judge(promise, facts, "2023-06-01").no_outlook == reason


# --- Around it --------------------------------------------------------------------------------
def test_a_decided_target_has_no_outlook_but_keeps_its_path() -> None:
    facts = levels(("2020", 100), ("2025", 210))
    answer = judge(target(BY_2025), facts, "2026-06-01")
    assert (answer.verdict, answer.no_outlook) == (Verdict.MET, NoOutlookReason.DECIDED)
    assert answer.pace is None
    assert [point.value for point in answer.path] == [100, 200]


def test_an_overdue_target_has_no_outlook() -> None:
    answer = judge(target(BY_2025), levels(("2020", 100), ("2023", 110)), "2026-06-01")
    assert answer.verdict is Verdict.OVERDUE
    assert answer.no_outlook is NoOutlookReason.HORIZON_PASSED


def test_an_unknown_method_is_named_with_those_that_exist() -> None:
    with pytest.raises(UnknownMethod) as caught:
        judge(target(BY_2025), Evidence(), "2023-06-01", method="tea_leaves")
    assert str(caught.value) == (
        "“tea_leaves” is not an outlook method; known are linear_pace, dns_trend, cagr_ratio, "
        "unsd_extrapolation."
    )


def test_method_and_version_are_part_of_the_answer() -> None:
    answer = judge(target(BY_2025, kind=STOCK), Evidence(), "2023-06-01", method="linear_pace")
    assert (answer.method, answer.method_version) == ("linear_pace", 1)

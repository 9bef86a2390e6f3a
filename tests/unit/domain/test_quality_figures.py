"""Checks of one figure: what each finds, and what it must leave alone."""

from decimal import Decimal

import pytest

from indicators.domain.codelists import Basis, Bound, ObsStatus
from indicators.domain.quality.cases import Revision, classify
from indicators.domain.quality.magnitude import nearest_power, power_off
from indicators.domain.quality.run import check_figures
from indicators.domain.quality.statistics import Known, Point, Spread
from indicators.domain.quality.statistics import change as moved
from tests.unit.domain.quality_builders import (
    BASE_STATIONS,
    FLOW,
    HOLD,
    INDEX,
    MONTHLY_STEEL,
    NEV,
    NOTE,
    PERCENT,
    RATE,
    SHARE,
    STATIONS,
    STEEL,
    STOCK,
    WARN,
    D,
    change,
    check,
    facts,
    history,
    month,
    only,
    said,
)

VEHICLES = facts(FLOW, "count:vehicles")


# --- power_of_ten -----------------------------------------------------------------------------
def test_stations_in_ten_thousands_taken_for_stations() -> None:
    found = only(check(change("2022-03", "155.9"), STATIONS, BASE_STATIONS), "power_of_ten")
    assert (found.severity, found.reason) == (HOLD, "below")
    assert found.params["power"] == -4
    assert found.params["hint"] == "4"


def test_a_revision_that_loses_the_ten_thousands() -> None:
    """71.8万 written as 71.8 in the place of 718,000."""
    found = only(check(change("2020-12", "71.8", before="718000"), STATIONS), "power_of_ten")
    assert (found.params["power"], found.params["yardstick"]) == (-4, "before")


def test_steel_in_hundred_millions_taken_for_ten_thousands() -> None:
    """106,476.7万吨 given as 10.6 (亿吨)."""
    years = {"2017": "83172.8", "2018": "92826.4", "2019": "99634.2"}
    found = only(check(change("2020", "10.6"), STEEL, years), "power_of_ten")
    assert found.params["power"] == -4
    assert found.params["yardstick"] == "last_year"
    assert said(check(change("2020", "106476.7"), STEEL, years)) == {}


@pytest.mark.parametrize("power", [-9, -8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8, 9])
def test_every_power_is_named(power: int) -> None:
    value = D(MONTHLY_STEEL["2019-12"]).scaleb(power) * D("1.03")
    found = only(check(change("2020-01", str(value)), STEEL, MONTHLY_STEEL), "power_of_ten")
    assert found.params["power"] == power


def test_a_share_of_1_27_in_the_place_of_127_percent() -> None:
    penetration = facts(SHARE, "percent", share_out_of_bounds={"high": 200})
    known = {"2021": "116", "2022": "119", "2023": "122", "2024": "125"}
    found = only(check(change("2025", "1.27"), penetration, known), "power_of_ten")
    assert found.params["power"] == -2
    assert said(check(change("2025", "127"), penetration, known)) == {}


def test_a_growth_rate_given_as_a_fraction() -> None:
    growth = facts(FLOW, "mass", Basis.GROWTH)
    known = {"2021": "9.6", "2022": "3.6", "2023": "4.6", "2024": "5.8"}
    assert said(check(change("2025", "0.059"), growth, known)) == {"power_of_ten": HOLD}


@pytest.mark.parametrize(
    ("known", "value"),
    [({"2019": "8.0", "2020": "6.1"}, "0.1"), ({"2019": "0.1"}, "8.0"), ({"2020": "0.5"}, "5.2")],
)
def test_growth_near_zero_is_no_slip(known: dict[str, str], value: str) -> None:
    growth = facts(FLOW, "mass", Basis.GROWTH)
    known = {"2015": "9.2", **known}
    found = check(change("2021", value), growth, known)
    assert "power_of_ten" not in said(found)


def test_a_handful_of_things_may_grow_tenfold() -> None:
    parks = facts(STOCK, "count:parks")
    assert said(check(change("2021", "13"), parks, {"2020": "1"})) == {}
    assert said(check(change("2021", "130"), parks, {"2020": "13"})) == {"power_of_ten": HOLD}


def test_a_far_away_year_is_no_yardstick_for_a_factor_of_ten() -> None:
    """Robot density of China: 25 in 2013, 246 in 2020."""
    robots = facts(STOCK, "ratio:robots per employee")
    assert said(check(change("2020", "246"), robots, {"2013": "25"})) == {}
    assert said(check(change("2020", "246000"), robots, {"2013": "25"})) == {"power_of_ten": HOLD}


def test_neighbours_that_disagree_are_no_slip() -> None:
    """Winter against summer: a tenth of the month before, but as in the year before."""
    heating = {"2019-05": "95", "2019-06": "10", "2020-05": "98"}
    assert said(check(change("2020-06", "9.8"), STEEL, heating)) == {}


def test_a_slip_in_the_first_file_is_found_once() -> None:
    figures = dict(MONTHLY_STEEL)
    figures["2017-05"] = str(D(figures["2017-05"]) * 10_000)
    found = only(check([change(p, v) for p, v in figures.items()], STEEL), "power_of_ten")
    assert str(found.period) == "2017-05"


def test_a_year_to_date_is_not_held_against_december() -> None:
    ytd = facts(FLOW, "mass", Basis.YTD)
    known = {f"2024-01-01/P{n}M": str(8500 * n) for n in range(2, 12)} | {"2024": "101000"}
    assert said(check(change("2025-01", "8300"), ytd, known)) == {}
    assert said(check(change("2025-01-01/P2M", "1.71"), ytd, known)) == {"power_of_ten": HOLD}
    assert said(check(change("2025-01-01/P2M", "17100"), ytd, known)) == {}


def test_nearest_power_and_tolerance() -> None:
    assert [nearest_power(D(x)) for x in ("1", "3.1", "3.2", "10", "0.31", "0.32", "9e7")] == [
        0, 0, 1, 1, -1, 0, 8,
    ]  # fmt: skip
    assert power_off(D(15000), D(1), D(50)) == (4, True)
    assert power_off(D(15001), D(1), D(50)) == (4, False)
    assert power_off(D(-10), D(1), D(50)) is None
    assert power_off(D(10) ** 10, D(1), D(50)) is None


# --- plausible_range --------------------------------------------------------------------------
def test_declared_bounds() -> None:
    bounded = facts(STOCK, "count:stations", plausible_range={"low": 100000, "high": "6000000"})
    found = only(check(change("2025-12", "6000001"), bounded), "plausible_range")
    assert found.reason == "declared_high"
    assert only(check(change("2025-12", "99999"), bounded), "plausible_range").reason == (
        "declared_low"
    )
    assert said(check(change("2025-12", "6000000"), bounded)) == {}


def test_declared_bounds_are_those_of_levels() -> None:
    growth = facts(FLOW, "mass", Basis.GROWTH, plausible_range={"low": 50})
    assert said(check(change("2025", "-1.7"), growth)) == {}


def test_a_level_and_a_change_never_seen() -> None:
    found = check(change("2020-01", "33000"), STEEL, MONTHLY_STEEL)
    assert said(found)["plausible_range"] == HOLD
    assert only(check(change("2020-01", "0"), facts(FLOW, growth_jump={"severity": "off"}),
                      MONTHLY_STEEL), "plausible_range").reason == "unusual"  # fmt: skip


def test_a_growing_series_is_not_unusual_for_growing() -> None:
    value = D(12866000)
    known = dict(NEV)
    for index in range(5):  # thirty percent a year, every year
        value = value * 13 / 10
        period = str(2025 + index)
        assert said(check(change(period, str(value)), VEHICLES, known)) == {}
        known[period] = str(value)


def test_first_file_of_a_growing_series_is_quiet() -> None:
    assert said(check([change(p, v) for p, v in NEV.items()], VEHICLES)) == {}
    assert said(check([change(p, v) for p, v in MONTHLY_STEEL.items()], STEEL)) == {}
    assert said(check([change(p, v) for p, v in BASE_STATIONS.items()], STATIONS)) == {}


def test_a_share_that_rises_for_years_is_not_unusual() -> None:
    known = {month(index): str(D(5) + D(index) * D("0.7")) for index in range(60)}
    assert said(check(change("2020-01", "47.3"), PERCENT, known)) == {}
    found = check(change("2020-01", "95"), PERCENT, dict.fromkeys(list(known), "5.1"))
    assert said(found)["plausible_range"] == HOLD


def test_a_series_that_never_moved() -> None:
    """The MAD is zero: what is unusual is then decided by the floor."""
    rate = facts(RATE, "percent")
    known = {month(index): "3.85" for index in range(24)}
    assert said(check(change("2017-01", "3.45"), rate, known)) == {}
    assert said(check(change("2017-01", "38.5"), rate, known))["plausible_range"] == HOLD


# --- growth_jump ------------------------------------------------------------------------------
def test_a_slump_as_of_february_2020_is_shown_and_not_held() -> None:
    value = D(MONTHLY_STEEL["2019-02"]) * D("0.55")
    known = MONTHLY_STEEL | {"2020-01": str(D(MONTHLY_STEEL["2019-01"]) * D("0.96"))}
    found = only(check(change("2020-02", str(value)), STEEL, known), "growth_jump")
    assert (found.severity, found.reason) == (WARN, "history")
    assert found.params["change"].startswith("-45.0")
    assert found.params["yardstick"] == "last_year"


def test_ordinary_growth_is_no_jump() -> None:
    value = D(MONTHLY_STEEL["2019-01"]) * D("1.12")
    assert said(check(change("2020-01", str(value)), STEEL, MONTHLY_STEEL)) == {}
    assert said(check(change("2025", "16490000"), VEHICLES, NEV)) == {}


def test_a_declared_limit() -> None:
    limited = facts(FLOW, growth_jump={"limit": 15})
    for value, expected in (("115", {}), ("115.01", {"growth_jump": HOLD}), ("85", {}),
                            ("84.99", {"growth_jump": HOLD})):  # fmt: skip
        assert said(check(change("2021", value), limited, {"2020": "100"})) == expected
    points = facts(SHARE, "percent", growth_jump={"limit": 5})
    assert said(check(change("2021", "46"), points, {"2020": "41"})) == {}
    assert said(check(change("2021", "46.1"), points, {"2020": "41"})) == {"growth_jump": HOLD}


def test_against_which_period_is_declared() -> None:
    known = {"2019-06": "50", "2020-05": "100"}
    for against, expected in (("last_year", HOLD), ("previous", None), ("auto", HOLD)):
        limited = facts(FLOW, growth_jump={"limit": 20, "against": against})
        assert said(check(change("2020-06", "101"), limited, known)).get("growth_jump") == expected


def test_out_of_proportion_without_a_history() -> None:
    found = only(check(change("2021", "2100"), STEEL, {"2020": "100"}), "growth_jump")
    assert (found.severity, found.reason) == (HOLD, "factor")
    assert said(check(change("2021", "0"), STEEL, {"2020": "100"})) == {"growth_jump": HOLD}
    assert said(check(change("2021", "600"), STEEL, {"2020": "100"})) == {}


def test_zero_is_no_news_of_a_series_that_has_been_zero() -> None:
    assert said(check(change("2021", "0"), STEEL, {"2019": "0", "2020": "100"})) == {}


def test_a_series_that_jumps_all_the_time_may_jump() -> None:
    wild = {str(2000 + n): ("10" if n % 2 else "400") for n in range(20)}
    assert said(check(change("2020", "410"), STEEL, wild)) == {}


def test_the_milder_severity_is_declared_too() -> None:
    value = str(D(MONTHLY_STEEL["2019-01"]) * D("0.5"))
    for settings, expected in (
        ({"mild_severity": "hold"}, {"growth_jump": HOLD}),
        ({"mild_severity": "off"}, {}),
        ({"severity": "note"}, {"growth_jump": NOTE}),
        ({"severity": "off"}, {}),
    ):
        of = facts(FLOW, growth_jump=settings)
        assert said(check(change("2020-01", value), of, MONTHLY_STEEL)) == expected


# --- what a figure is by itself ---------------------------------------------------------------
def test_shares_out_of_bounds() -> None:
    assert said(check(change("2024", "100.1"), PERCENT)) == {"share_out_of_bounds": HOLD}
    assert said(check(change("2024", "-0.1"), PERCENT)) == {"share_out_of_bounds": HOLD}
    assert said(check(change("2024", "100"), PERCENT)) == {}
    assert said(check(change("2024", "0"), PERCENT)) == {}


def test_growth_of_a_share_and_other_percentages_have_no_bounds() -> None:
    assert said(check(change("2024", "-3"), facts(SHARE, "percent", Basis.GROWTH))) == {}
    assert said(check(change("2024", "-11.6"), facts(INDEX, "percent"))) == {}
    assert said(check(change("2024", "140"), facts(RATE, "percent"))) == {}


@pytest.mark.parametrize(
    ("of", "held"),
    [
        (STATIONS, True),
        (VEHICLES, True),
        (facts(STOCK, "power"), True),
        (facts(FLOW, "money:CNY"), False),
        (facts(FLOW, "money:CNY", negative_count={"always": True}), True),
        (facts(FLOW, "count:vehicles", Basis.GROWTH), False),
        (facts(RATE, "percent"), False),
    ],
)
def test_negative_counts(of: object, held: bool) -> None:
    found = said(check(change("2024", "-120"), of))  # type: ignore[arg-type]
    assert found == ({"negative_count": HOLD} if held else {})


def test_a_cumulative_stock_does_not_fall() -> None:
    built = facts(STOCK, "count:stations", falling_stock="warn")
    found = only(check(change("2022-03", "1420000"), built, BASE_STATIONS), "falling_stock")
    assert (found.severity, found.params["other_period"]) == (WARN, "2021-12")
    assert said(check(change("2022-03", "1559000"), built, BASE_STATIONS)) == {}
    # Nobody declared it: population falls, and nothing is wrong with that.
    assert said(check(change("2022-03", "1420000"), STATIONS, BASE_STATIONS)) == {}


def test_a_fall_within_the_rounding_or_the_tolerance_is_none() -> None:
    built = facts(STOCK, "count:stations", falling_stock={"severity": "hold", "tolerance": 1})
    rounded = change("2022-03", "1410000", precision=D(5000))
    assert said(check(rounded, built, BASE_STATIONS)) == {}
    assert said(check(change("2022-03", "1405000"), built, BASE_STATIONS)) == {
        "falling_stock": HOLD
    }


def test_an_old_figure_revised_above_the_later_ones() -> None:
    built = facts(STOCK, "count:stations", falling_stock="hold")
    found = check(change("2021-06", "1190000", before="961000"), built, BASE_STATIONS)
    assert said(found)["falling_stock"] == HOLD


def test_periods_that_are_not_over() -> None:
    early = change("2025", "1", on="2025-12-15")
    found = only(check(early, STEEL), "future_period")
    assert (found.severity, found.params["on"]) == (HOLD, "2025-12-15")
    assert said(check(change("2025", "1", on="2025-12-31"), STEEL)) == {}
    assert said(check(early._replace(status=ObsStatus.FORECAST), STEEL)) == {}
    assert said(check(early._replace(status=ObsStatus.ESTIMATED), STEEL)) == {}
    assert said(check(early._replace(status=ObsStatus.PROVISIONAL), STEEL)) == {
        "future_period": HOLD
    }
    assert said(check(early, facts(FLOW, future_period={"days": 16}))) == {}
    assert said(check(early, facts(FLOW, future_period={"days": 15}))) == {"future_period": HOLD}


def test_a_final_figure_that_becomes_provisional() -> None:
    regress = change("2023", "100", before="100", status=ObsStatus.PROVISIONAL,
                     status_before=ObsStatus.NORMAL)  # fmt: skip
    assert said(check(regress, STEEL)) == {"status_regress": WARN}
    usual = regress._replace(status=ObsStatus.NORMAL, status_before=ObsStatus.PROVISIONAL)
    assert said(check(usual, STEEL)) == {}
    assert said(check(regress._replace(status=ObsStatus.BREAK), STEEL)) == {}


# --- revisions --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "rest", "kind"),
    [
        ("1053", "1052.7", {}, Revision.FINER),
        ("1053", "1053.5", {}, Revision.FINER),
        ("1053", "1053.6", {}, Revision.REVISED),
        ("1053.0", "1053.00", {}, Revision.SAME),
        ("1052.7", "1053", {}, Revision.COARSER),
        ("718000", "718312", {"precision_before": D(500)}, Revision.FINER),
        ("718000", "718312", {}, Revision.REVISED),
        ("718000", "771000", {"precision_before": D(500)}, Revision.REVISED),
        ("650000", "654000", {"bound_before": Bound.AT_LEAST}, Revision.WITHIN_BOUND),
        ("650000", "640000", {"bound_before": Bound.AT_LEAST}, Revision.REVISED),
        ("650000", "640000", {"bound_before": Bound.AT_MOST}, Revision.WITHIN_BOUND),
        ("650000", None, {}, Revision.TAKEN_BACK),
        (None, "650000", {}, None),
    ],
)
def test_what_a_new_figure_does_to_the_old_one(
    old: str | None, new: str | None, rest: dict[str, object], kind: Revision | None
) -> None:
    assert classify(change("2020", new, before=old, **rest)) == kind


def test_a_more_precise_print_is_a_note_and_no_revision() -> None:
    strict = facts(FLOW, large_revision={"percent": 0})
    assert said(check(change("2020", "1052.7", before="1053"), strict)) == {"rounding_only": NOTE}
    assert said(check(change("2020", "1064.77", before="1053"), strict)) == {"large_revision": HOLD}


def test_large_revisions() -> None:
    assert said(check(change("2020", "1064.77", before="1053.0"), STEEL)) == {}
    assert said(check(change("2020", "120", before="100.0"), STEEL)) == {}
    assert said(check(change("2020", "120.1", before="100.0"), STEEL)) == {"large_revision": HOLD}
    rate = facts(FLOW, "mass", Basis.GROWTH)
    assert said(check(change("2020", "7.0", before="5.2"), rate)) == {}
    assert said(check(change("2020", "10.3", before="5.2"), rate)) == {"large_revision": HOLD}
    assert only(check(change("2020", "7.5", before="0.0"), STEEL), "large_revision").reason == (
        "from_zero"
    )


def test_revisions_unlike_those_so_far() -> None:
    typical = Spread.of([D("0.1"), D("0.2"), D("0.2"), D("0.3")] * 3)
    known = history({"2019": "1000"}, STEEL, revisions=typical)
    found = only(check(change("2020", "1041", before="1000.0"), STEEL, known), "large_revision")
    assert found.reason == "typical"
    assert said(check(change("2020", "1025", before="1000.0"), STEEL, known)) == {}


# --- all of them together ---------------------------------------------------------------------
def test_a_slip_is_said_once() -> None:
    wrong = change("2019-12", str(D(MONTHLY_STEEL["2019-12"]) / 10000),
                   before=MONTHLY_STEEL["2019-12"])  # fmt: skip
    assert said(check(wrong, STEEL, MONTHLY_STEEL)) == {"power_of_ten": HOLD}


def test_a_slip_that_is_only_noted_does_not_hide_what_would_hold() -> None:
    noted = facts(FLOW, power_of_ten="note")
    wrong = change("2019-12", "0.8", before=MONTHLY_STEEL["2019-12"])
    found = said(check(wrong, noted, MONTHLY_STEEL))
    assert found["power_of_ten"] == NOTE
    assert found["large_revision"] == HOLD


def test_a_figure_taken_back_is_no_neighbour_any_more() -> None:
    changes = [change("2020", None, before="100", on="2021-03-01"),
               change("2021", "2500", on="2022-03-01")]  # fmt: skip
    assert said(check(changes, STEEL, {"2020": "100"})) == {}


def test_aggregated_statistics_say_the_same_as_all_points() -> None:
    """SQL gives the spreads and the last 13 figures; nothing else is needed."""
    full = history(MONTHLY_STEEL, STEEL)
    short = Known(full.points[-13:], full.levels, full.steps, full.years)
    base = D(MONTHLY_STEEL["2019-01"])
    for factor in ("1", "1.1", "0.5", "2", "4", "11", "0.0001", "10000"):
        new = change("2020-01", str(base * D(factor)))
        assert check(new, STEEL, full).to_dict() == check(new, STEEL, short).to_dict()


def test_spreads_are_lower_medians() -> None:
    spread = Spread.of(map(Decimal, (9, 1, 2, 3)))
    assert spread == Spread(4, D(1), D(9), D(1), D(9), D(2), D(1))
    assert Spread.of([]) is None


def test_findings_are_bounded_and_all_are_counted() -> None:
    changes = [change(month(index), "-1") for index in range(120)]
    report = check_figures(changes, {"s": STATIONS}, {}, keep=5)
    assert len(report.findings.found) == 5
    assert report.findings.to_dict()["counts"] == [
        {"check": "negative_count", "severity": "hold", "count": 120}
    ]


def test_what_concerns_one_release_of_a_file_holds_that_one() -> None:
    changes = [change("2020", "-1", group=1), change("2021", "5", group=2)]
    found = check(changes, STATIONS)
    assert (found.held(), found.held(1), found.held(2)) == (True, True, False)
    assert found.found[0].group == 1


def test_changes_of_a_series_must_follow_one_another() -> None:
    one, other = change("2020", "1"), change("2020", "1")._replace(series="t")
    with pytest.raises(ValueError, match="series s"):
        check_figures([one, other, one], {"s": STEEL, "t": STEEL}, {})


def test_points_may_come_in_any_order() -> None:
    known = [Point(p, v) for p, v in history(MONTHLY_STEEL, STEEL).points]
    assert Known.of(reversed(known)) == Known.of(known)


# --- edges ------------------------------------------------------------------------------------
def test_zero_is_not_negative() -> None:
    assert said(check(change("2024", "0"), STATIONS)) == {}


def test_a_month_that_is_missing_makes_no_step() -> None:
    limited = facts(FLOW, growth_jump={"limit": 20})
    assert said(check(change("2020-06", "150"), limited, {"2020-05": "100"})) == {
        "growth_jump": HOLD
    }
    assert said(check(change("2020-06", "150"), limited, {"2020-04": "100"})) == {}
    yearly = facts(FLOW, growth_jump={"limit": 20, "against": "last_year"})
    assert said(check(change("2020-06", "150"), yearly, {"2020-05": "100"})) == {}


def test_exactly_the_factor_is_in_proportion() -> None:
    of = facts(FLOW, power_of_ten="off")
    assert said(check(change("2021", "1000"), of, {"2020": "100"})) == {}
    assert said(check(change("2021", "1000.1"), of, {"2020": "100"})) == {"growth_jump": HOLD}
    assert said(check(change("2021", "10"), of, {"2020": "100"})) == {}
    assert said(check(change("2021", "9.9"), of, {"2020": "100"})) == {"growth_jump": HOLD}


def test_as_many_revisions_as_are_needed_make_it_typical() -> None:
    for count, expected in ((7, {}), (8, {"large_revision": HOLD})):
        known = history({"2019": "1000"}, STEEL, revisions=Spread.of([D("0.2")] * count))
        assert said(check(change("2020", "1041", before="1000.0"), STEEL, known)) == expected


def test_as_many_figures_as_are_needed_make_a_history() -> None:
    calm = {str(2010 + n): "100" for n in range(9)}
    late = change("2019", "131")
    assert said(check(late, STEEL, calm)) == {"growth_jump": WARN}
    assert said(check(late, STEEL, dict(list(calm.items())[1:]))) == {}
    assert said(check(change("2019", "130"), STEEL, calm)) == {}


def test_changes_that_are_ratios_and_changes_that_are_points() -> None:
    assert moved(D(6), D(4), percent=False) == D("1.5")
    assert moved(D(6), D(4), percent=True) == 2
    assert moved(D(0), D(4), percent=False) == 0
    assert moved(D(5), D(0), percent=False) is None
    assert moved(D(-1), D(4), percent=False) is None
    assert moved(D(5), D(0), percent=True) == 5


def test_steps_and_years_of_a_history() -> None:
    figures = {"2019-01": "100", "2019-02": "110", "2019-04": "200", "2020-01": "150"}
    known = history(figures, STEEL)
    assert (known.steps, known.years) == (Spread.of([D("1.1")]), Spread.of([D("1.5")]))
    assert known.levels is not None
    assert (known.levels.number, known.levels.low, known.levels.high) == (4, 100, 200)
    ytd = facts(FLOW, "mass", Basis.YTD)
    known = history({"2019-01": "1", "2019-01-01/P2M": "2", "2020-01": "3"}, ytd)
    assert (known.steps, known.years) == (None, Spread.of([D(3)]))


def test_ten_figures_have_their_first_and_ninth_as_percentiles() -> None:
    spread = Spread.of(map(Decimal, range(1, 11)))
    assert spread == Spread(10, D(1), D(10), D(1), D(9), D(5), D(2))


def test_what_is_usual_is_as_far_down_as_up() -> None:
    spread = Spread.of([D(4)] * 5)
    assert spread is not None
    assert spread.about(D(10), D(100)) == (D(2), D(8))
    assert spread.around(D(10), D(1)) == (D(3), D(5))
    assert Spread(9, D(-5), D(5), D(-4), D(4), D(0), D(1)).about(D(10), D(100)) is None
    wide = Spread(9, D(1), D(100), D(2), D(50), D(10), D(1))
    assert wide.about(D(2), D(0)) == (D(2), D(50))
    assert wide.about(D(90), D(0)) == (D(1), D(100))
    assert wide.around(D(2), D(0)) == (D(2), D(50))
    assert wide.around(D(90), D(0)) == (D(-80), D(100))


def test_the_figure_that_is_replaced_is_no_neighbour() -> None:
    built = facts(STOCK, "count:stations", falling_stock="hold")
    up = change("2021-06", "965000", before="961000")
    assert said(check(up, built, BASE_STATIONS)) == {}
    down = change("2021-06", "955000", before="961000")
    assert said(check(down, built, BASE_STATIONS)) == {}


def test_proportion_can_be_left_out_and_is_not_asked_of_percentages() -> None:
    of = facts(FLOW, power_of_ten="off", growth_jump={"factor": None})
    assert said(check(change("2021", "2100"), of, {"2020": "100"})) == {}
    assert said(check(change("2021", "33"), PERCENT, {"2020": "1.5"})) == {}

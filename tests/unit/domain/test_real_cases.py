"""Cases that happened, with the figures as they were published and the days they became known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.domain.assessments import assess
from indicators.domain.results import Assessment, Check, Evidence, TargetSpec
from tests.unit.domain.builders import day, series, target

# --- 5G base stations 2021: more than 600,000 new -------------------------------------------------
STATIONS = series(
    ("2020-12", "718000", "2021-03-01"),
    ("2020-12", "771000", "2021-05-19"),
    ("2021-03", "819000", "2021-05-19"),
    ("2021-06", "961000", "2021-07-20"),
    ("2021-12", "1425000", "2022-01-26"),
    code="stations",
    frequency="M",
)
BUILT = series(("2021", "654000", "2022-01-21"), code="built")
BULLETIN = series(("2021", "650000", "2022-03-01", "at_least"), code="bulletin", rank=5)
NEW_STATIONS = target(
    "change",
    "more_than",
    "600000",
    horizon="2021",
    reference="2020",
    pacing="seasonal",
    announced="2021-01-06",
    stated="more than 600,000",
)


def stations(on: str) -> Assessment:
    evidence = Evidence(level=(STATIONS,), additions=(BUILT, BULLETIN))
    return assess(NEW_STATIONS, evidence, on=day(on))


def check(assessment: Assessment, code: str) -> Check:
    return next(one for one in assessment.checks if one.code == code)


class TestFiveG:
    def test_did_not_exist_before_it_was_announced(self) -> None:
        assert not stations("2021-01-05").exists

    def test_was_far_behind_with_the_march_figure(self) -> None:
        answer = stations("2021-07-01")
        assert (answer.verdict, answer.status) == ("pending", "far_behind")
        assert answer.pace is not None
        assert answer.pace.ratio == Decimal("0.32")  # 48 of 150 thousand

    def test_was_behind_with_the_june_figure(self) -> None:
        answer = stations("2021-07-25")
        assert answer.status == "behind"
        assert answer.pace is not None
        assert round(answer.pace.ratio or 0, 2) == Decimal("0.63")  # 190 of 300 thousand

    def test_says_that_a_seasonal_path_is_not_possible(self) -> None:
        assert "seasonal_not_possible" in [note.code for note in stations("2021-07-01").notes]

    def test_was_met_by_the_published_flow_at_109_percent(self) -> None:
        answer = stations("2022-01-21")
        assert (answer.verdict, answer.certainty) == ("met", "clear")
        assert answer.judged is not None
        assert (answer.judged.value, answer.judged.ratio) == (654000, 109)
        assert answer.judged.how == "published_flow"

    def test_is_checked_against_stocks_known_on_the_same_day(self) -> None:
        # 1,425,000 − 771,000; against the first print of 718,000 it would be 707,000.
        found = check(stations("2022-02-01"), "stock_difference")
        assert (found.value, found.residual, found.agrees) == (654000, 0, True)

    def test_keeps_the_exact_figure_beside_the_later_lower_bound(self) -> None:
        answer = stations("2026-11-23")
        assert answer.judged is not None
        assert answer.judged.value == 654000
        assert check(answer, "other_source").value == 650000

    def test_lists_every_figure_it_used(self) -> None:
        used = {(one.role, one.value) for one in stations("2022-02-01").inputs}
        assert used == {
            ("figure", Decimal(654000)),
            ("stock_difference_figure", Decimal(1425000)),
            ("stock_difference_baseline", Decimal(771000)),
        }


# --- Crude steel: below the year before ------------------------------------------------------------
LEVEL = series(
    ("2020", "1053.00", "2021-01-18"),
    ("2020", "1064.77", "2021-03-03"),
    ("2022", "1013.00", "2023-01-17"),
    ("2022", "1018", "2024-01-14"),
    ("2023", "1019.08", "2024-02-29"),
    code="level",
)
TO_DATE = series(
    ("2020-01-01/P6M", "504.2", "2021-01-01"),
    ("2021-01-01/P6M", "563.3", "2021-07-17"),
    ("2021", "1032.79", "2022-01-17"),
    code="ytd",
    basis="ytd",
    frequency="M",
)
GROWTH = series(
    ("2021", "-3.0", "2022-03-01"), ("2023", "0.0", "2024-02-29"), code="growth", basis="growth"
)


def steel(year: str, on: str, comparator: str = "less_than") -> Assessment:
    wanted = target(
        "change",
        comparator,
        "0",
        horizon=year,
        reference="previous_year",
        kind="flow",
        direction="lower",
        announced="2021-01-06",
    )
    evidence = Evidence(level=(LEVEL,), ytd=(TO_DATE,), growth=(GROWTH,))
    return assess(wanted, evidence, on=day(on))


class TestCrudeSteel:
    def test_was_behind_in_july_2021_against_the_same_months(self) -> None:
        answer = steel("2021", "2021-07-20")
        assert (answer.verdict, answer.status) == ("pending", "behind")
        assert answer.pace is not None
        assert round(answer.pace.ratio or 0, 2) == Decimal("0.90")  # 504.2 / 563.3
        notes = {note.code: note.params for note in answer.notes}
        assert notes["same_months"]["change"].startswith("11.7")
        assert "year_can_turn" in notes

    def test_was_overdue_until_the_december_figure(self) -> None:
        assert steel("2021", "2022-01-16").status == "overdue"

    def test_was_met_by_the_levels_known_that_day(self) -> None:
        answer = steel("2021", "2022-01-17")
        assert (answer.verdict, answer.certainty) == ("met", "clear")
        assert answer.judged is not None
        assert (answer.judged.value, answer.judged.how) == (Decimal("-31.98"), "difference")

    def test_shows_published_growth_computed_growth_and_the_revised_base(self) -> None:
        answer = steel("2021", "2022-04-01")
        assert (answer.verdict, answer.certainty) == ("met", "clear")
        assert answer.judged is not None
        assert answer.judged.value == Decimal("-3.0")
        assert round(check(answer, "computed_growth").value, 1) == Decimal("-3.0")
        assert round(check(answer, "first_print").value, 1) == Decimal("-1.9")
        assert round(check(answer, "base_revision").value, 1) == Decimal("1.1")

    def test_of_2023_is_disputed_between_rate_and_levels(self) -> None:
        answer = steel("2023", "2024-03-01", "at_most")
        assert answer.verdict == "met"  # the published 0.0 % stands
        assert answer.certainty == "disputed"
        assert check(answer, "computed_growth").agrees is False


# --- Others -----------------------------------------------------------------------------------
def test_green_factories_of_2022_close_with_removals() -> None:
    # 2,783 + 874 − 41 = 3,616: a stock may grow by less than what was added.
    stock = series(("2021", "2783", "2022-02-18"), ("2022", "3616", "2023-05-06"))
    added = series(("2022", "874", "2023-05-06"), code="added")
    wanted = target("change", "at_least", "800", horizon="2022", reference="2021")
    answer = assess(wanted, Evidence(level=(stock,), additions=(added,)), on=day("2023-06-01"))
    assert answer.verdict == "met"
    assert check(answer, "stock_difference").residual == 41


def test_one_point_forty_three_million_rounded_is_no_other_verdict() -> None:
    exact = series(("2021-12", "1425000", "2022-01-26"), code="exact", frequency="M")
    rounded = series(
        ("2021-12", "1430000", "2022-02-09", "approximate"), code="press", rank=5, frequency="M"
    )
    answer = assess(target(bound="1400000"), Evidence(level=(rounded, exact)), on=day("2022-03-01"))
    assert answer.judged is not None
    assert answer.judged.value == 1425000
    assert answer.certainty == "clear"


NOTHING = Evidence()
EDGES = [
    pytest.param(target(), NOTHING, "not_assessable", "no_data", id="nobody publishes it"),
    pytest.param(
        target(), Evidence(level=(series(("2020", "1", "2021-01-01")),)), "overdue", None,
        id="published, but not for the horizon",
    ),
    pytest.param(
        target("change", "at_least", "5", reference="2020"),
        Evidence(level=(series(("2021", "1", "2022-01-01")),)), "not_assessable", "no_baseline",
        id="no baseline",
    ),
    pytest.param(
        target("percent_change", "at_most", "-18", reference="2020", direction="lower"),
        Evidence(level=(series(("2020", "0", "2021-01-01"), ("2021", "5", "2022-01-01")),)),
        "not_assessable", "no_baseline", id="percent of a zero baseline",
    ),
    pytest.param(
        target(bound="0"), Evidence(level=(series(("2021", "0", "2022-01-01")),)), "met", None,
        id="bound of zero reached exactly",
    ),
    pytest.param(
        target("percent_change", "at_most", "-50", reference="2020", direction="lower"),
        Evidence(level=(series(("2020", "-10", "2021-01-01"), ("2021", "-16", "2022-01-01")),)),
        "met", None, id="negative baseline falls by more than half of itself",
    ),
    pytest.param(
        target("change", "at_least", "5", horizon="2019", reference="2025"),
        Evidence(level=(series(("2019", "1", "2020-01-01")),)), "not_assessable", "no_baseline",
        id="reference after the horizon",
    ),
    pytest.param(
        target(spec={"unit_mismatch": True}),
        Evidence(level=(series(("2021", "500", "2022-01-01")),)), "not_assessable",
        "unit_mismatch", id="bound and series measure different things",
    ),
    pytest.param(
        target(), Evidence(level=(series(("2020", "1", "2021-01-01")),), definition_changed=True),
        "not_assessable", "definition_changed", id="redefined before a figure could decide",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "evidence", "verdict", "reason"), EDGES)
def test_edges_have_a_reason_instead_of_a_false_number(
    wanted: TargetSpec, evidence: Evidence, verdict: str, reason: str | None
) -> None:
    answer = assess(wanted, evidence, on=day("2026-01-01"))
    assert (answer.verdict, answer.reason) == (verdict, reason)

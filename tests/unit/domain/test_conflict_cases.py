"""Real conflicts, revisions and slips of published figures, and what is done with each.

The 22 cases that the project collected; those on steel, energy and 5G verdicts are told in full in
``test_real_cases``.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.domain import disagreements, numbers, vintages
from indicators.domain.assessments import Evidence
from indicators.domain.codelists import Bound, Certainty, Direction, ObsStatus, Verdict
from indicators.domain.disagreements import Disagreement, Slip, likely_slip, same_within_rounding
from indicators.domain.families import Difference, Member, conflicts
from indicators.domain.series import Observation, Series
from indicators.domain.statements import Statement
from tests.unit.domain.builders import (
    FLOW,
    SHARE,
    day,
    judge,
    levels,
    note_codes,
    period,
    series,
    statement,
    target,
)

LATER = "2026-11-23"


def disagreeing(*sources: Series, on: str = LATER) -> list[Disagreement]:
    return disagreements.of_cells(vintages.merge(sources, on=day(on)))


def one(text: str, value: str, bound: Bound = Bound.EXACT) -> Observation:
    """A figure with the precision that its wording states."""
    return series(
        ("2021-12", value, "2022-01-26", bound, numbers.stated_precision(text))
    ).observations[0]


def member(code: str, promise: Statement, facts: Evidence, *, indicator: str = "i") -> Member:
    spec = target(promise, direction=Direction.HIGHER)
    return Member(code, promise, indicator, judge(spec, facts, LATER))


def test_01_718000_restated_as_771000_are_two_vintages_of_one_figure() -> None:
    stock = series(("2020-12", 718000, "2021-03-01"), ("2020-12", 771000, "2021-05-19"))
    assert [
        known.value for known in vintages.known(stock.observations, on=day("2021-04-01")).values()
    ] == [718000]
    assert [
        (item.old.value, item.new.value)
        for item in vintages.revisions(stock.observations, on=day(LATER))
    ] == [(718000, 771000)]
    # A flow is the difference of two stocks of one day: 190,000, never 243,000.
    facts = Evidence(
        level=(
            series(
                *[
                    ("2020-12", 718000, "2021-03-01"),
                    ("2020-12", 771000, "2021-05-19"),
                    ("2021-06", 961000, "2021-07-22"),
                ]
            ),
        )
    )
    answer = judge(
        target(statement("change", "at_least", 1, "in 2021-06", on="2020-12")), facts, LATER
    )
    assert answer.judged is not None
    assert answer.judged.value == 190000


def test_02_916000_against_961000_is_a_conflict_and_never_averaged() -> None:
    ministry = series(("2021-06", 961000, "2021-07-22"), source="ministry", code="a")
    speech = series(("2021-06", 916000, "2021-07-16"), source="speech", code="b")
    (found,) = disagreeing(ministry, speech)
    assert (found.chosen.value, found.other.value) == (961000, 916000)
    assert found.difference == -45000
    assert found.slip is Slip.TRANSPOSED_DIGITS


def test_03_1_43_million_is_1_425_million_rounded() -> None:
    assert same_within_rounding(one("142.5万个", "1425000"), one("1.43 million", "1430000"))
    assert not same_within_rounding(one("142.5万个", "1425000"), one("1.44 million", "1440000"))


def test_04_600000_stations_of_half_a_year_told_of_a_quarter_does_not_fit_the_stocks() -> None:
    facts = Evidence(
        level=(series(("2023-03", 2645000), ("2023-06", 2937000)),),
        additions=(series(("2023-Q2", 600000, "2023-07-20", Bound.AT_LEAST), code="new"),),
    )
    promise = target(statement("change", "at_least", 1, "in 2023-Q2", on="2023-03"))
    checks = {check.code: check for check in judge(promise, facts, LATER).checks}
    assert checks["stock_difference"].value == 292000
    assert checks["stock_difference"].agrees is False


@pytest.mark.parametrize(("text", "value"), [("4.71 million", "4710000"), ("4.7 mln", "4700000")])
def test_05_three_roundings_of_one_number_agree(text: str, value: str) -> None:
    rounded = one(text, value)
    if text.endswith("mln"):  # of a headline: a tenth of a million
        rounded = series(("2021-12", value, "2022-01-26", Decimal(50000))).observations[0]
    assert same_within_rounding(one("470.5万", "4705000"), rounded)


FLOW_2021 = Evidence(
    additions=(series(("2021", 654000, "2022-01-21"), code="new"),),
    level=(series(("2020-12", 771000), ("2021-12", 1425000)),),
)


def test_06_more_than_600000_that_softened_to_600000_stays_two_statements() -> None:
    more = statement("change", "more_than", 600000, "in 2021", on="2020")
    least = statement("change", "at_least", 600000, "in 2021", on="2020")
    found = conflicts([member("december", more, FLOW_2021), member("january", least, FLOW_2021)])
    assert [item.what for item in found] == [Difference.COMPARATOR]  # and no other verdict


def test_07_4_5_million_in_all_or_added_are_two_quantities_with_two_verdicts() -> None:
    facts = levels(("2024-12", 4250000), ("2025-12", 4838000))
    total = statement("level", "at_least", 4500000, "in 2025")
    added = statement("change", "more_than", 4500000, "in 2025", on="2024")
    assert judge(target(total), facts, LATER).verdict is Verdict.MET
    assert judge(target(added), facts, LATER).verdict is Verdict.MISSED
    found = conflicts([member("total", total, facts), member("added", added, facts)])
    assert [item.what for item in found] == [Difference.VERDICT]


def test_08_56_percent_in_2025_or_in_2021_is_a_conflict_on_the_deadline() -> None:
    in_2025 = statement("level", "at_least", 56, "in 2025")
    in_2021 = statement("level", "at_least", 56, "in 2021")
    found = conflicts([member("plan", in_2025, levels()), member("misprint", in_2021, levels())])
    assert [item.what for item in found] == [Difference.DEADLINE]


def test_09_another_denominator_is_another_indicator_and_is_not_compared() -> None:
    of_subscriptions = statement("level", "at_least", 56, "in 2024")
    of_population = statement("level", "at_least", 70, "in 2024")
    found = conflicts([
        member("a", of_subscriptions, levels(("2024-12", "56.7")), indicator="of subscriptions"),
        member("b", of_population, levels(("2024-12", 71)), indicator="of population"),
    ])  # fmt: skip
    assert found == []


def test_10_the_ministry_stands_before_a_generated_page() -> None:
    ministry = series(("2018", 391), source="ministry", rank=1, code="a")
    page = series(("2018", 403), source="page", rank=9, code="b")
    (found,) = disagreeing(page, ministry)
    assert (found.chosen.value, found.other.value) == (391, 403)


def test_11_16_or_17_innovation_centres_are_shown_as_a_conflict() -> None:
    stated = series(("2020", 16, "2022-07-14"), source="a", code="a")
    derived = series(("2020", 17, "2021-03-01"), source="b", code="b")
    assert len(disagreeing(stated, derived)) == 1
    promise = target(statement("level", "at_least", 17, "in 2020"))
    answer = judge(promise, Evidence(level=(stated, derived)), LATER)
    assert answer.certainty is Certainty.DISPUTED


def test_12_18_centres_inside_the_clusters_are_no_fall_from_26() -> None:
    # Two scopes are two indicators; the lost scope is no figure of the whole.
    whole = levels(("2022", 26, "2023-03-01"))
    answer = judge(target(statement("level", "at_least", 20, "by 2022")), whole, LATER)
    assert answer.verdict is Verdict.MET


def test_13_growth_on_a_comparable_sample_is_a_series_of_its_own() -> None:
    from indicators.domain.codelists import Basis

    facts = Evidence(
        level=(series(("2022", "8403850000000"), ("2023", "7690000000000"), code="level"),),
        growth=(series(("2023", "-2.3"), code="growth", basis=Basis.GROWTH),),
    )
    answer = judge(target(statement("growth", "at_least", -5, "in 2023"), kind=FLOW), facts, LATER)
    assert answer.judged is not None
    assert (answer.judged.how, answer.judged.value) == ("published_growth", Decimal("-2.3"))
    check = next(item for item in answer.checks if item.code == "computed_growth")
    assert round(check.value, 1) == Decimal("-8.5")
    assert answer.certainty is Certainty.DISPUTED


def test_14_39038_1_yi_is_not_390_83_billion() -> None:
    right = numbers.parse_number("39038.1亿").value
    wrong = numbers.parse_number("390.83 billion").value
    assert right == Decimal("3903810000000")
    assert wrong is not None
    assert likely_slip(right, wrong) is Slip.POWER_OF_TEN


def test_15_four_baselines_are_four_sources_of_which_the_best_ranked_counts() -> None:
    given = [("15.9", 1), ("15.8", 2), ("15.4", 3)]
    sources = [
        series(("2020", value, "2021-07-08"), source=value, rank=rank, code=value)
        for value, rank in given
    ]
    rounded = series(
        ("2020", 16, "2021-03-01", Bound.APPROXIMATE, Decimal("0.5")), source="r", rank=4, code="r"
    )
    found = disagreeing(*sources, rounded)
    assert [str(item.other.value) for item in found] == ["15.8", "15.4"]  # 16 is 15.9 rounded
    promise = target(statement("change", "at_least", 4, "by 2025", on="2020"), kind=SHARE)
    facts = Evidence(
        level=(
            *(Series(item.key, item.observations) for item in sources),
            series(("2025", 20), source="15.9", code="end"),
        )
    )
    answer = judge(promise, facts, LATER)
    assert [str(item.value) for item in answer.inputs if item.role == "baseline"] == ["15.9"]


def test_16_core_and_broad_digital_economy_are_not_compared() -> None:
    core = statement("level", "at_least", 10, "by 2025")
    broad = statement("level", "at_least", 35, "by 2025")
    found = conflicts([
        member("core", core, levels(("2025", "10.5")), indicator="core"),
        member("broad", broad, levels(("2025", 40)), indicator="broad"),
    ])  # fmt: skip
    assert found == []


def test_17_the_final_r_and_d_figure_is_a_vintage_after_the_preliminary_one() -> None:
    facts = series(
        ("2022", "3087000000000", "2023-01-22", ObsStatus.PROVISIONAL),
        ("2022", "3078290000000", "2023-09-18"),
    )
    promise = target(statement("level", "at_least", 3080000000000, "in 2022"), kind=FLOW)
    before = judge(promise, Evidence(level=(facts,)), "2023-06-01")
    after = judge(promise, Evidence(level=(facts,)), LATER)
    assert (before.verdict, after.verdict) == (Verdict.MET, Verdict.MISSED)
    assert "provisional" in note_codes(before)
    assert after.certainty is Certainty.WITHIN_REVISION_RANGE


def test_18_a_draft_that_was_superseded_is_told_as_such() -> None:
    draft = target(
        statement("level", "about", 25, "in 2025", tolerance=1),
        announced="2019-12-03", superseded_on=day("2020-11-02"),
    )  # fmt: skip
    facts = levels(("2025", 40))
    assert "superseded" not in note_codes(judge(draft, facts, "2020-06-01"))
    assert "superseded" in note_codes(judge(draft, facts, LATER))
    assert judge(draft, facts, "2019-06-01").exists is False


def test_19_a_forecast_is_no_figure() -> None:
    facts = levels(("2022", "9.8"), ("2030", "11.7", "2023-03-01", ObsStatus.FORECAST))
    answer = judge(target(statement("level", "at_least", 20, "by 2030")), facts, "2031-06-01")
    assert answer.verdict is Verdict.OVERDUE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24 lakh crore", 24 * 10**12),
        ("11.32 lakh crore", 1132 * 10**10),
        ("300 billion", 3 * 10**11),
    ],
)
def test_20_lakh_crore_is_a_million_million(text: str, value: int) -> None:
    assert numbers.parse_number(text).value == value


def test_21_500_gw_of_another_scope_is_another_indicator() -> None:
    promise = statement("level", "at_least", 500, "by 2030")
    found = conflicts([
        member("non-fossil", promise, levels(), indicator="non-fossil"),
        member("renewable", promise, levels(), indicator="renewable"),
    ])  # fmt: skip
    assert found == []


def test_22_a_conversion_in_brackets_is_not_read() -> None:
    with pytest.raises(numbers.NumberError):
        numbers.parse_number("15 trillion yen (8.6 trillion rupees)")


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        ("961000", "916000", Slip.TRANSPOSED_DIGITS),
        ("12.34", "13.24", Slip.TRANSPOSED_DIGITS),
        ("1234", "4321", None),
        ("100", "1000", Slip.POWER_OF_TEN),
        ("142.5", "1425000", Slip.POWER_OF_TEN),
        ("100", "120", None),
        ("100", "-100", None),
        ("0", "5", None),
        ("5", "5", None),
    ],
)
def test_slips_are_hints(left: str, right: str, slip: Slip | None) -> None:
    assert likely_slip(Decimal(left), Decimal(right)) is slip


def test_more_than_650000_agrees_with_654000_but_not_with_640000() -> None:
    more = one("650,000", "650000", Bound.AT_LEAST)
    assert same_within_rounding(one("654,000", "654000"), more)
    assert not same_within_rounding(one("640,000", "640000"), more)
    nearly = one("650,000", "650000", Bound.AT_MOST)
    assert same_within_rounding(nearly, one("640,000", "640000"))
    assert not same_within_rounding(nearly, one("654,000", "654000"))


def test_a_figure_taken_back_agrees_with_nothing() -> None:
    gone = series(("2021-12", None, "2022-01-26")).observations[0]
    assert not same_within_rounding(gone, one("5", "5"))
    assert not same_within_rounding(one("5", "5"), gone)


def test_from_zero_there_is_no_percentage() -> None:
    zero = series((period("2021"), 0), source="a", code="a")
    other = series((period("2021"), 5), source="b", rank=2, code="b")
    (found,) = disagreeing(zero, other)
    assert (found.percent, found.slip) == (None, None)

"""How sure a verdict is: rounding, revisions, disputes."""

from decimal import Decimal

import pytest

from indicators.domain import certainty
from indicators.domain.assessments import Evidence
from indicators.domain.codelists import Basis, Bound, Certainty, Verdict
from tests.unit.domain.builders import FLOW, day, judge, levels, series, statement, target

TODAY = "2026-11-23"
AT_LEAST_100 = target(statement("level", "at_least", 100, "in 2021"))


def grade(facts: Evidence, promise: object = AT_LEAST_100) -> Certainty | None:
    return judge(promise, facts, TODAY).certainty  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        pytest.param("101", "0.5", "clear", id="farther than the rounding"),
        pytest.param("100.4", "0.5", "within_rounding", id="nearer than the rounding"),
        pytest.param("100.5", "0.5", "within_rounding", id="as far as the rounding"),
        pytest.param("99.6", "0.5", "within_rounding", id="on the other side"),
        pytest.param("100.4", None, "clear", id="the digits of the value say how it was rounded"),
        pytest.param("100.0", None, "within_rounding", id="at the bound"),
        pytest.param("100.4", "0", "clear", id="an exact count"),
    ],
)
def test_stated_precision(value: str, precision: str | None, expected: str) -> None:
    row = ("2021", value, "2022-01-20", *([Decimal(precision)] if precision else []))
    assert grade(levels(row)) == expected


def test_the_precision_of_the_bound_counts_too() -> None:
    promise = target(statement("level", "at_least", 100, "in 2021", stated="1.0亿"))
    assert grade(levels(("2021", "100.4")), promise) is Certainty.WITHIN_ROUNDING


def test_an_approximate_figure_is_never_clear() -> None:
    facts = levels(("2021", 200, "2022-01-20", Bound.APPROXIMATE))
    assert grade(facts) is Certainty.WITHIN_ROUNDING


def test_a_computed_percentage_carries_the_rounding_of_both_levels() -> None:
    promise = target(statement("percent_change", "at_most", -10, "in 2021", on="2020"))
    # 1,000 ± 5 to 899 ± 5: the change is known to one point only.
    near = levels(("2020", 1000, "2021-01-20", Decimal(5)), ("2021", 899, "2022-01-20", Decimal(5)))
    assert grade(near, promise) is Certainty.WITHIN_ROUNDING
    far = levels(("2020", 1000, "2021-01-20", Decimal(5)), ("2021", 880, "2022-01-20", Decimal(5)))
    assert grade(far, promise) is Certainty.CLEAR


def test_a_verdict_that_was_another_at_first_is_within_the_range_of_revisions() -> None:
    facts = levels(("2021", 95, "2022-01-20"), ("2021", 105, "2022-06-20"))
    assert grade(facts) is Certainty.WITHIN_REVISION_RANGE


def test_a_revision_that_changes_nothing_leaves_it_clear() -> None:
    facts = levels(("2021", 130, "2022-01-20"), ("2021", 135, "2022-06-20"))
    assert grade(facts) is Certainty.CLEAR


def test_a_revised_base_is_compared_as_known_when_the_verdict_first_was() -> None:
    # The first print of the base was gone when the figure came: it never gave a verdict.
    promise = target(statement("change", "less_than", 0, "in 2021", on="last year"), kind=FLOW)
    facts = levels(
        ("2020", 90, "2021-01-20"), ("2020", 110, "2021-06-20"), ("2021", 100, "2022-01-20")
    )
    answer = judge(promise, facts, TODAY)
    assert (answer.verdict, answer.certainty) == (Verdict.MET, Certainty.CLEAR)


REVISIONS = (
    ("2017", 50, "2018-01-20"), ("2017", 54, "2018-06-20"),
    ("2018", 60, "2019-01-20"), ("2018", 65, "2019-06-20"),
    ("2019", 70, "2020-01-20"), ("2019", 76, "2020-06-20"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [(104, "within_revision_range"), (106, "clear"), (96, "within_revision_range")],
)
def test_a_margin_below_the_usual_revision(value: int, expected: str) -> None:
    assert grade(levels(*REVISIONS, ("2021", value))) == expected


def test_usual_revisions_of_a_computed_growth_are_counted_in_percent() -> None:
    promise = target(statement("growth", "at_least", 5, "in 2021"), kind=FLOW)
    # Levels are usually revised by about 8 percent, but never by 50.
    assert (
        grade(levels(*REVISIONS, ("2020", 100), ("2021", 110)), promise) == "within_revision_range"
    )
    assert grade(levels(*REVISIONS, ("2020", 100), ("2021", 160)), promise) == "clear"


def test_two_revisions_say_nothing_about_what_is_usual() -> None:
    assert grade(levels(*REVISIONS[:4], ("2021", 104))) is Certainty.CLEAR
    assert certainty.typical_revision(levels(*REVISIONS[:4]).level, on=day(TODAY)) is None
    assert certainty.typical_revision(levels(*REVISIONS).level, on=day(TODAY)) == 5


def test_revisions_from_zero_have_no_percentage() -> None:
    facts = levels(("2017", 0, "2018-01-20"), ("2017", 4, "2018-06-20"), *REVISIONS[2:])
    assert certainty.typical_revision(facts.level, on=day(TODAY), percent=True) is None


@pytest.mark.parametrize(
    ("rank", "value", "bound", "expected"),
    [
        pytest.param(1, 95, Bound.EXACT, "disputed", id="an equal source says otherwise"),
        pytest.param(2, 95, Bound.EXACT, "clear", id="a lesser source says otherwise"),
        pytest.param(1, 120, Bound.EXACT, "clear", id="an equal source agrees"),
        pytest.param(1, 95, Bound.APPROXIMATE, "clear", id="an equal source is vague"),
    ],
)
def test_disputes_between_sources(rank: int, value: int, bound: Bound, expected: str) -> None:
    facts = Evidence(
        level=(
            series(("2021", 110), code="a", source="a"),
            series(("2021", value, "2022-01-20", bound), code="b", source="b", rank=rank),
        )
    )
    answer = judge(AT_LEAST_100, facts, TODAY)
    assert answer.certainty == expected
    assert answer.verdict is Verdict.MET
    check = next(check for check in answer.checks if check.code == "other_source")
    assert (check.source, check.value, check.agrees) == ("b", value, value >= 100)


def test_published_growth_that_the_levels_contradict() -> None:
    promise = target(statement("growth", "at_least", 5, "in 2021"), kind=FLOW)
    facts = Evidence(
        level=(series(("2020", 100), ("2021", 104)),),
        growth=(series(("2021", 6), code="g", basis=Basis.GROWTH),),
    )
    assert grade(facts, promise) is Certainty.DISPUTED


def test_the_worst_of_several() -> None:
    assert certainty.worst([]) is Certainty.CLEAR
    assert certainty.worst(list(Certainty)) is Certainty.DISPUTED
    assert certainty.worst([Certainty.CLEAR, Certainty.WITHIN_ROUNDING]) == "within_rounding"

"""Derived figures: the formula of one day's figures, with their precision, bounds and sources."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain import words
from indicators.domain.certainty import typical_derived_revision
from indicators.domain.codelists import Bound, Certainty, Direction, IndicatorKind, Verdict
from indicators.domain.figures import Figures, renamed
from indicators.domain.formulas import parse
from indicators.domain.intervals import EVERYTHING, Interval, rates_of_change
from indicators.domain.results import Derivation, Evidence, Operand
from indicators.domain.series import Series
from tests.unit.domain.builders import (
    FLOW,
    SHARE,
    STOCK,
    day,
    judge,
    note_codes,
    period,
    roles,
    series,
    statement,
    target,
)  # fmt: skip

STATIONS = series(
    ("2020-12", 718000, "2021-03-01"),
    ("2020-12", 771000, "2021-05-19"),
    ("2021-06", 961000, "2021-07-22"),
    ("2021-12", 1425000, "2022-01-26", Decimal(500)),
    code="stations",
)
PEOPLE = series(
    ("2020", 1412120000, "2022-02-28"),
    ("2021", 1412600000, "2022-02-28", Decimal(5000)),
    code="people",
)


def operand(code: str, *found: Series, kind: IndicatorKind = STOCK, factor: object = 1) -> Operand:
    return Operand(code, kind, Fraction(str(factor)), Evidence(level=found))


def density(
    stations: Series = STATIONS, people: Series = PEOPLE, **published: tuple[Series, ...]
) -> Evidence:
    rule = Derivation(
        parse("{s} / {p}"), (operand("s", stations), operand("p", people)), Fraction(1, 10000)
    )
    return Evidence(derivation=rule, **published)


def figures(evidence: Evidence, on: str = "2026-01-01") -> Figures:
    return Figures(evidence, on=day(on))


def test_is_computed_from_the_figures_of_one_day() -> None:
    found = figures(density()).level(period("2021"), STOCK)
    assert found is not None
    assert found.how == "derived"
    assert Fraction(found.value).limit_denominator(10**20) == Fraction(1425000 * 10000, 1412600000)
    assert found.known_on == day("2022-02-28")
    assert [(role, one.series) for role, one in found.observations] == [
        ("figure_operand", "stations"), ("figure_inverse", "people"),
    ]  # fmt: skip


@pytest.mark.parametrize("about", ["2021", "2021-12", "2021-Q4"])
def test_a_stock_at_the_end_of_a_period_is_the_one_of_every_period_that_ends_there(
    about: str,
) -> None:
    assert figures(density()).level(period(about), STOCK) is not None


def test_without_one_of_the_operands_there_is_no_figure() -> None:
    assert figures(density()).level(period("2021-06"), STOCK) is None
    assert figures(density(), on="2022-02-27").level(period("2021"), STOCK) is None


def test_a_published_figure_wins() -> None:
    evidence = density(level=(series(("2021", "10.1", "2022-01-26")),))
    found = figures(evidence).level(period("2021"), STOCK)
    assert found is not None
    assert (found.how, found.value) == ("level", Decimal("10.1"))


def test_division_by_zero_gives_no_figure() -> None:
    nobody = series(("2021", 0), code="people")
    assert figures(density(people=nobody)).level(period("2021"), STOCK) is None


def test_the_error_of_every_operand_counts_to_first_order() -> None:
    found = figures(density()).level(period("2021"), STOCK)
    assert found is not None
    people, stations = Fraction(1412600000), Fraction(1425000)
    expected = (500 / people + stations / people**2 * 5000) * 10000
    assert abs(Fraction(found.precision) - expected) < Fraction(1, 10**20)


def test_units_are_converted_exactly() -> None:
    share = Evidence(
        derivation=Derivation(
            parse("{part} / {whole}"),
            (
                operand("part", series(("2021", "250"), code="part"), kind=FLOW, factor=1000),
                operand("whole", series(("2021", "1"), code="whole"), kind=FLOW, factor=10**6),
            ),
            Fraction(1, 100),
        )
    )
    found = figures(share).level(period("2021"), SHARE)
    assert found is not None
    assert found.value == 25
    assert found.precision == Decimal("0.05") + Decimal("12.5")


def test_operands_that_are_flows_are_those_of_the_same_period() -> None:
    months = series(*((f"2021-{month:02}", 10) for month in range(1, 13)), code="months")
    rule = Derivation(parse("{m} / 2"), (operand("m", months, kind=FLOW),), Fraction(1))
    found = figures(Evidence(derivation=rule)).level(period("2021"), FLOW)
    assert found is not None
    assert found.value == 60
    assert len(found.observations) == 12
    assert {role for role, _ in found.observations} == {"figure_operand_part"}


@pytest.mark.parametrize(
    ("text", "bounds", "flags"),
    [
        ("{s} / {p}", {"s": Bound.AT_LEAST}, (True, False)),
        ("{s} / {p}", {"s": Bound.AT_MOST}, (False, True)),
        ("{s} / {p}", {"p": Bound.AT_LEAST}, (False, True)),
        ("{s} / {p}", {"p": Bound.AT_MOST}, (True, False)),
        ("{s} - {p}", {"p": Bound.AT_LEAST}, (False, True)),
        ("{s} / {p}", {"s": Bound.AT_LEAST, "p": Bound.AT_MOST}, (True, False)),
        ("{s} / {p}", {"s": Bound.AT_LEAST, "p": Bound.AT_LEAST}, (True, True)),
        # Where the range of a difference holds zero, the quotient may be anything.
        ("{s} / ({s} - {p})", {"p": Bound.AT_LEAST}, (True, True)),
        ("{s} / ({p} - {p})", {}, None),
    ],
)
def test_a_bound_stays_a_bound_on_the_side_where_it_moves_the_result(
    text: str, bounds: dict[str, Bound], flags: tuple[bool, bool] | None
) -> None:
    known = {
        "s": series(("2021", 10, "2022-01-01", bounds.get("s", Bound.EXACT)), code="s"),
        "p": series(("2021", 5, "2022-01-01", bounds.get("p", Bound.EXACT)), code="p"),
    }
    formula = parse(text)
    operands = tuple(operand(code, known[code]) for code in formula.references)
    found = figures(Evidence(derivation=Derivation(formula, operands, Fraction(1)))).level(
        period("2021"), STOCK
    )
    if flags is None:
        assert found is None
        return
    assert found is not None
    assert (found.at_least, found.at_most) == flags
    assert found.exact is not any(flags)


def test_as_a_baseline_a_bound_turns_round_twice_in_the_divisor() -> None:
    more = series(("2021", 1412600000, "2022-02-28", Bound.AT_LEAST), code="people")
    base = figures(density(people=more)).level(period("2021"), STOCK, "baseline")
    assert base is not None
    # More people, a lower base, and so a larger change.
    assert (base.at_least, base.at_most) == (True, False)


def test_in_another_role_every_operand_keeps_its_place() -> None:
    found = figures(density()).level(period("2021"), STOCK)
    assert found is not None
    assert [role for role, _ in renamed(found, "latest").observations] == [
        "latest_operand", "latest_inverse",
    ]  # fmt: skip


def test_derived_indicators_may_stand_on_derived_ones() -> None:
    inner = Evidence(
        derivation=Derivation(
            parse("{a} + {b}"),
            (
                operand("a", series(("2021", 1), code="a")),
                operand("b", series(("2021", 2), code="b")),
            ),
            Fraction(1),
        )
    )
    outer = Derivation(
        parse("{c} / {ab}"),
        (
            operand("c", series(("2021", 6), code="c")),
            Operand("ab", STOCK, Fraction(1), inner),
        ),
        Fraction(1),
    )
    found = figures(Evidence(derivation=outer)).level(period("2021"), STOCK)
    assert found is not None
    assert found.value == 2
    assert [role for role, _ in found.observations] == [
        "figure_operand", "figure_inverse_operand", "figure_inverse_operand",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [STOCK, SHARE, FLOW])
def test_history_and_comparable_see_published_and_derived_periods(kind: IndicatorKind) -> None:
    published = series(("2019", "1.0"), ("2021", "10.1", "2022-01-26"))
    known = figures(density(level=(published,)))
    for found in (known.history(period("2021"), kind), known.comparable(period("2021"), kind)):
        assert [(str(one.period.end), one.how) for one in found] == [
            ("2020-01-01", "level"), ("2021-01-01", "derived"), ("2022-01-01", "level"),
        ]  # fmt: skip


def test_a_target_is_judged_by_the_derived_figure_and_lists_what_it_rests_on() -> None:
    spec = target(statement("level", "more_than", 10, "by 2021"), direction=Direction.HIGHER)
    answer = judge(spec, density(), "2022-03-01")
    assert (answer.verdict, answer.certainty) == (Verdict.MET, Certainty.CLEAR)
    assert answer.judged is not None
    assert answer.judged.how == "derived"
    assert roles(answer) == {"figure_operand", "figure_inverse"}
    assert {words.stem(role) for role in roles(answer)} == {"figure"}
    assert judge(spec, density(), "2022-02-27").verdict is Verdict.OVERDUE


def test_published_beside_derived_is_a_check_with_what_remains() -> None:
    evidence = density(level=(series(("2021", "10.1", "2022-01-26")),))
    spec = target(statement("level", "more_than", 10, "by 2021"), direction=Direction.HIGHER)
    answer = judge(spec, evidence, "2022-03-01")
    (check,) = (one for one in answer.checks if one.code == "derived")
    assert check.agrees is True
    assert check.residual is not None
    assert round(check.residual, 4) == Decimal("0.0122")
    assert {"derived_operand", "derived_inverse"} <= roles(answer)


def test_published_and_derived_that_are_further_apart_than_their_digits_do_not_agree() -> None:
    evidence = density(level=(series(("2021", "10.3", "2022-01-26")),))
    spec = target(statement("level", "more_than", 10, "by 2021"), direction=Direction.HIGHER)
    (check,) = (one for one in judge(spec, evidence, "2022-03-01").checks if one.code == "derived")
    assert check.agrees is False


def test_published_and_derived_on_different_sides_of_the_bound_are_disputed() -> None:
    evidence = density(level=(series(("2021", "9.9", "2022-01-26")),))
    spec = target(statement("level", "more_than", 10, "by 2021"), direction=Direction.HIGHER)
    answer = judge(spec, evidence, "2022-03-01")
    assert (answer.verdict, answer.certainty) == (Verdict.MISSED, Certainty.DISPUTED)


def test_the_derived_figure_decides_where_the_published_one_is_a_bound_that_leaves_it_open() -> (
    None
):
    evidence = density(level=(series(("2021", "8", "2022-01-26", Bound.AT_LEAST)),))
    spec = target(statement("level", "more_than", 10, "by 2021"), direction=Direction.HIGHER)
    answer = judge(spec, evidence, "2022-03-01")
    assert answer.verdict is Verdict.MET
    assert answer.judged is not None
    assert answer.judged.how == "derived"
    assert "published" in roles(answer)


def test_a_bound_of_an_operand_leaves_the_verdict_open() -> None:
    more = series(("2021-12", 1400000, "2022-01-26", Bound.AT_LEAST), code="stations")
    spec = target(statement("level", "more_than", 10, "by 2021"), direction=Direction.HIGHER)
    answer = judge(spec, density(stations=more), "2022-03-01")
    assert answer.verdict is Verdict.OVERDUE
    assert "bound_does_not_decide" in note_codes(answer)


def test_the_outlook_follows_derived_figures() -> None:
    spec = target(
        statement("level", "at_least", 26, "by 2025", on="2020", base=5),
        direction=Direction.HIGHER,
        announced="2021-11-17",
    )
    answer = judge(spec, density(), "2022-03-01")
    assert answer.pace is not None
    assert str(answer.pace.latest_period) in ("2021", "2021-12")
    assert round(answer.pace.latest, 3) == Decimal("10.088")
    assert {"latest_operand", "latest_inverse"} <= roles(answer)
    assert answer.latest is None, "an operand is not the figure of the target"


def test_a_change_of_derived_levels_has_the_precision_of_both() -> None:
    spec = target(statement("change", "more_than", 4, "in 2021", on="2020"))
    answer = judge(spec, density(), "2022-03-01")
    assert answer.verdict is Verdict.MET
    assert answer.certainty is Certainty.CLEAR, "not within the rounding of 1.4 billion people"
    assert roles(answer) == {
        "figure_operand", "figure_inverse", "baseline_operand", "baseline_inverse",
    }  # fmt: skip


def test_the_usual_revision_is_that_of_the_result_and_in_its_unit() -> None:
    years = ("2018", "2019", "2020")
    revised = series(
        *((year, 1_000_000, "2021-02-01") for year in years),
        *((year, 1_100_000, "2021-08-01") for year in years),
        code="stations",
    )
    people = series(*((year, 1_000_000_000, "2021-01-01") for year in years), code="people")
    spec = target(statement("level", "more_than", 10, "by 2020"))
    typical = typical_derived_revision(spec, figures(density(stations=revised, people=people)))
    assert typical == 1
    answer = judge(spec, density(stations=revised, people=people), "2021-09-01")
    assert answer.certainty is Certainty.WITHIN_REVISION_RANGE


def test_before_and_after_a_revision_of_an_operand_the_figures_of_that_day_count() -> None:
    people = series(("2020", 1_000_000_000, "2021-01-01"), code="people")
    known = density(people=people)
    before = figures(known, on="2021-05-18").level(period("2020"), STOCK)
    after = figures(known, on="2021-05-19").level(period("2020"), STOCK)
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == (Decimal("7.18"), Decimal("7.71"))


ends = st.none() | st.fractions(-10, 10)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    inside = draw(st.fractions(-10, 10))
    low, high = draw(st.booleans()), draw(st.booleans())
    return (
        Interval(
            inside - abs(draw(st.fractions(0, 5))) if low else None,
            inside + abs(draw(st.fractions(0, 5))) if high else None,
        ),
        inside,
    )


def holds(interval: Interval, value: Fraction) -> bool:
    return (interval.low is None or interval.low <= value) and (
        interval.high is None or value <= interval.high
    )


@given(intervals(), intervals())
def test_a_range_holds_every_result_of_what_it_is_made_of(
    left: tuple[Interval, Fraction], right: tuple[Interval, Fraction]
) -> None:
    (one, x), (two, y) = left, right
    assert holds(one + two, x + y)
    assert holds(one - two, x - y)
    assert holds(one * two, x * y)
    if y:
        assert holds(one / two, x / y)
    assert one / Interval.exactly(Fraction(0)) == EVERYTHING or one.low == one.high == 0


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("{a} * {b}", {"a": 3, "b": 2}),
        ("{a} * {a}", {"a": 4}),
        ("{a} - 2 * {b}", {"a": 1, "b": -2}),
        ("{a} / ({a} + {b})", {"a": Fraction(3, 25), "b": Fraction(-2, 25)}),
    ],
)
def test_rates_of_change_are_the_partial_derivatives(text: str, rates: dict[str, object]) -> None:
    at = {"a": Interval.exactly(Fraction(2)), "b": Interval.exactly(Fraction(3))}
    found = rates_of_change(parse(text), at)
    assert found == {code: Interval.exactly(Fraction(str(rate))) for code, rate in rates.items()}


@pytest.mark.parametrize(
    ("role", "english", "chinese"),
    [
        ("figure_operand", "Judged figure, an operand", "判定数据（计算项）"),
        ("baseline_inverse", "Baseline, divisor or subtrahend", "基期（除数或减数）"),
        ("latest_inverse_part", "Latest figure, divisor or subtrahend, a part",
         "最新数据（除数或减数）（组成部分）"),
        ("derived_either", "Computed figure (check), an operand", "计算值（核对）（计算项）"),
        ("figure_before_part", "Judged figure, a part", "判定数据（组成部分）"),
    ],
)  # fmt: skip
def test_every_role_of_an_operand_has_words(role: str, english: str, chinese: str) -> None:
    assert words.phrase(words.ROLES, role, "en") == english
    assert words.phrase(words.ROLES, role, "zh-hans") == chinese

"""Parts against their total: exact sums, what remains, nothing in the place of what is missing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.codelists import Bound, IndicatorKind
from indicators.domain.figures import Figures
from indicators.domain.parts import Amount, Part, additive, balance, common_period, share
from indicators.domain.results import Evidence
from tests.unit.domain.builders import FLOW, day, levels, period, series


def amount(value: object, **rest: object) -> Amount:
    return Amount(Decimal(str(value)), **rest)  # type: ignore[arg-type]


def parts(**values: object) -> list[Part]:
    return [Part(code, None if value is None else amount(value)) for code, value in values.items()]


def test_the_residual_is_the_total_minus_the_sum() -> None:
    found = balance(amount("946.36"), parts(HE="204.2981", JS="100"))
    assert found.sum == amount("304.2981")
    assert (found.residual, found.missing) == (Decimal("642.0619"), ())
    assert found.share is not None
    assert round(found.share, 2) == Decimal("32.15")
    assert not found.exceeds


def test_a_missing_part_is_named_and_not_invented() -> None:
    found = balance(amount(100), parts(HE=20, JS=None))
    assert (found.residual, found.missing) == (Decimal(80), ("JS",))
    nothing = balance(amount(100), parts(HE=None, JS=None))
    assert (nothing.sum, nothing.residual, nothing.share) == (None, None, None)
    assert nothing.missing == ("HE", "JS")


def test_without_a_total_there_is_a_sum_and_no_residual() -> None:
    found = balance(None, parts(HE=20, JS=30))
    assert found.sum == amount(50)
    assert (found.residual, found.share, found.exceeds) == (None, None, False)


@pytest.mark.parametrize(
    ("total", "part", "exceeds"),
    [
        (amount(100), amount(101), True),
        (amount(100), amount(100), False),
        (amount(100, precision=Decimal("0.5")), amount(101, precision=Decimal("0.5")), False),
        (amount(100, higher=True), amount(200), False),
        (amount(100), amount(200, lower=True), False),
        (amount(100, lower=True), amount(101), True),
        (amount(100), amount(101, higher=True), True),
    ],
)
def test_more_than_the_total_is_said_only_when_it_is_sure(
    total: Amount, part: Amount, exceeds: bool
) -> None:
    assert balance(total, [Part("HE", part)]).exceeds is exceeds


@pytest.mark.parametrize("total", [None, amount(0), amount(-5)])
def test_there_is_no_share_of_nothing(total: Amount | None) -> None:
    assert share(amount(1), total) is None


numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)


@given(numbers, st.lists(st.none() | numbers, max_size=8))
def test_sum_and_residual_are_exact(total: Decimal, values: list[Decimal | None]) -> None:
    found = balance(
        Amount(total),
        [Part(str(i), None if one is None else Amount(one)) for i, one in enumerate(values)],
    )
    known = [Fraction(one) for one in values if one is not None]
    assert len(found.missing) == len(values) - len(known)
    if known:
        assert found.sum is not None
        assert found.residual is not None
        assert Fraction(found.sum.value) == sum(known)
        assert Fraction(found.residual) == Fraction(total) - sum(known)


def figures(evidence: Evidence) -> Figures:
    return Figures(evidence, on=day("2026-01-01"))


def test_figures_are_compared_for_the_period_that_most_parts_have() -> None:
    total = figures(levels(("2020", 100), ("2021", 110), ("2022", 120)))
    one = figures(levels(("2021", 1), ("2022", 2)))
    two = figures(levels(("2021", 3)))
    wide = period("2020-01-01/P3Y")
    assert common_period(total, [one, two], FLOW, wide, earlier=True) == period("2021")
    assert common_period(total, [one], FLOW, wide, earlier=True) == period("2022")


def test_only_periods_inside_the_judged_one_count_unless_earlier_ones_may() -> None:
    total, part = figures(levels(("2020", 100), ("2021", 110))), figures(levels(("2020", 1)))
    assert common_period(total, [part], FLOW, period("2021"), earlier=False) is None
    assert common_period(total, [part], FLOW, period("2021"), earlier=True) == period("2020")


def test_without_the_total_of_a_period_nothing_is_compared() -> None:
    total, part = figures(levels(("2019", 100))), figures(levels(("2020", 1)))
    assert common_period(total, [part], FLOW, period("2020"), earlier=True) is None


def test_an_amount_knows_what_its_figure_leaves_open() -> None:
    found = figures(Evidence(level=(series(("2021", 5, "2022-01-01", Bound.AT_LEAST)),)))
    assert Amount.of(found.level(period("2021"), FLOW)) == amount(
        5, precision=Decimal("0.5"), higher=True
    )
    assert Amount.of(None) is None


@pytest.mark.parametrize(
    ("kind", "quantity", "adds"),
    [
        ("stock", "count:stations", True),
        ("flow", "mass", True),
        ("stock", "ratio:robots per employee", False),
        ("stock", "count:stations/count:persons", False),
        ("flow", "percent", False),
        ("share", "count:stations", False),
    ],
)
def test_so_many_per_person_do_not_add_up(kind: str, quantity: str, adds: bool) -> None:
    assert additive(IndicatorKind(kind), quantity) is adds

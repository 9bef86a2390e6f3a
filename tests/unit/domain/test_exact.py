"""The quick ways of exact arithmetic give the very digits that fractions give."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.exact import along, difference, exact_decimal, quotient

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)
SHARES = st.fractions(min_value=-50, max_value=50, max_denominator=1461)


@given(NUMBERS, NUMBERS.filter(bool))
def test_a_quotient_is_that_of_fractions(above: Decimal, below: Decimal) -> None:
    assert str(quotient(above, below)) == str(exact_decimal(Fraction(above) / Fraction(below)))


@given(NUMBERS, NUMBERS, SHARES)
def test_the_way_along_a_line_is_that_of_fractions(
    start: Decimal, change: Decimal, share: Fraction
) -> None:
    expected = exact_decimal(Fraction(start) + Fraction(change) * share)
    assert str(along(start, change, share)) == str(expected)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("10.0", "0.10", "100"),
        ("3.00", "2", "1.5"),
        ("0.0", "7", "0"),
        ("0.0", "-7", "0"),
        ("-1", "3", "-0." + "3" * 30),
    ],
)
def test_a_quotient_is_written_out_without_zeros_at_its_end(
    above: str, below: str, expected: str
) -> None:
    assert str(quotient(Decimal(above), Decimal(below))) == expected


def test_numbers_too_long_for_the_quick_way_take_the_slow_one() -> None:
    long = Decimal("1e300")
    assert along(long, Decimal("1e-10"), Fraction(1)) == exact_decimal(
        Fraction(long) + Fraction(1, 10**10)
    )
    assert difference(long, Decimal(-1)) == exact_decimal(Fraction(10**300 + 1))

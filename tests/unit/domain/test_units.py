"""Units and exact conversion."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.errors import UnitError
from indicators.domain.units import Unit, UnitTable, convert, exact_decimal

TABLE = UnitTable(
    [
        Unit("t", "mass", Fraction(1), "t", ("tonnes", "吨")),
        Unit("kt", "mass", Fraction(1000), "t", ("thousand tonnes",)),
        Unit("Mt", "mass", Fraction(10**6), "t"),
        Unit("lb", "mass", Fraction(45359237, 10**11), "t"),
        Unit("kW", "power", Fraction(1), "kW", ("千瓦", "kilowatt")),
        Unit("GW", "power", Fraction(10**6), "kW"),
        Unit("CNY", "money_cny", Fraction(1), "CNY", ("元", "yuan")),
        Unit("INR", "money_inr", Fraction(1), "INR", ("rupees",)),
        Unit("%", "share", Fraction(1, 100), "1", ("percent",)),
    ]
)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        ("106477", "万吨", "Mt", "1064.77"),
        ("52068", "万千瓦", "GW", "520.68"),
        ("39038.1", "亿元", "CNY", "3903810000000"),
        ("24", "lakh crore INR", "INR", "24000000000000"),
        ("3", "thousand tonnes", "t", "3000"),
        ("3", "Thousand  Tonnes", "kt", "3"),
        ("1.5", "million yuan", "CNY", "1500000"),
        ("1064.77", "Mt", "Mt", "1064.77"),
        ("5", "ＧＷ", "kW", "5000000"),
        ("1", "t", "Mt", "0.000001"),
        ("1234567890123456789012345.678901", "kt", "t", "1234567890123456789012345678.901"),
        ("-7", "万亿元", "CNY", "-7000000000000"),
    ],
)
def test_is_converted_exactly(value: str, from_unit: str, to_unit: str, expected: str) -> None:
    result = convert(Decimal(value), from_unit, to_unit, TABLE)
    assert result == Decimal(expected)
    assert "E+" not in str(result)


def test_what_does_not_end_is_rounded_to_30_digits() -> None:
    assert convert(Decimal(1), "t", "lb", TABLE) == Decimal("2204.62262184877580722973801345")
    assert exact_decimal(Fraction(1, 3)) == Decimal("0." + "3" * 30)


@pytest.mark.parametrize("unit", ["furlong", "", "万", "万furlong", "t/year"])
def test_an_unknown_unit_is_named_with_those_that_measure_the_same(unit: str) -> None:
    with pytest.raises(UnitError) as caught:
        convert(Decimal(1), unit, "t", TABLE)
    assert str(caught.value) == (
        f"“{unit}” is not a known unit; right would be Mt or kt or lb or t."
    )


def test_different_quantities_never_convert() -> None:
    with pytest.raises(UnitError) as caught:
        convert(Decimal(1), "万千瓦", "Mt", TABLE)
    message = str(caught.value)
    for word in ("“万千瓦”", "power", "Mt", "kt"):
        assert word in message


def test_codes_win_over_aliases_of_other_units() -> None:
    table = UnitTable([Unit("a", "x", Fraction(1), "a", ("b",)), Unit("b", "x", Fraction(2), "a")])
    assert table.get("b").factor == 2
    assert table.of_quantity("x") == ["a", "b"]


def test_a_name_that_several_units_share_means_the_one_that_measures_the_same() -> None:
    table = UnitTable(
        [
            Unit("parks", "count:parks", Fraction(1), "parks", ("家",)),
            Unit("factories", "count:factories", Fraction(1), "factories", ("家",)),
        ]
    )
    assert convert(Decimal(3), "家", "parks", table) == 3
    assert convert(Decimal(3), "万家", "factories", table) == 30_000


@given(
    st.decimals(-(10**9), 10**9, places=6),
    st.sampled_from(["t", "kt", "Mt", "万吨", "亿吨", "million tonnes"]),
    st.sampled_from(["t", "kt", "Mt"]),
)
def test_there_and_back_is_the_same(value: Decimal, from_unit: str, to_unit: str) -> None:
    there = convert(value, from_unit, to_unit, TABLE)
    scale = TABLE.find(from_unit)
    back = convert(there, to_unit, scale[0].code, TABLE)
    assert Fraction(back) == Fraction(value) * scale[1]

"""Numbers as sources write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.codelists import ObsStatus
from indicators.domain.errors import NumberError
from indicators.domain.numbers import (
    parse_number,
    split_scale,
    stated_magnitude,
    stated_precision,
)


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("0", "0", 0),
        ("1064.77", "1064.77", 2),
        ("1,064.770", "1064.770", 3),
        ("1 064.77", "1064.77", 2),
        ("1\u00a0064\u202f770", "1064770", 0),
        ("1'064", "1064", 0),
        ("12,34,567", "1234567", 0),
        (".5", "0.5", 1),
        ("+3", "3", 0),
        ("-3.0", "-3.0", 1),
        ("−3.0", "-3.0", 1),
        ("－３．０", "-3.0", 1),
        ("(3.0)", "-3.0", 1),
        ("(3.0%)", "-3.0", 1),
        ("(3.0)%", "-3.0", 1),
        ("−3.0 %", "-3.0", 1),
        ("１，０６４", "1064", 0),
        ("1e3", "1000", 0),
        ("1.5E-2", "0.015", 3),
        ("142.5万", "1425000", 0),
        ("1.4252万亿", "1425200000000", 0),
        ("5.20681亿", "520681000", 0),
        ("3千", "3000", 0),
        ("24 lakh crore", "24000000000000", 0),
        ("3 lakh", "300000", 0),
        ("2.5 crore", "25000000", 0),
        ("1.037 million", "1037000", 0),
        ("1.23456 thousand", "1234.56", 2),
    ],
)
def test_is_read_exactly(text: str, value: str, decimals: int) -> None:
    parsed = parse_number(text)
    assert parsed.value == Decimal(value)
    assert parsed.decimals == decimals
    assert parsed.status is None
    assert parsed.text == text
    assert "E" not in str(parsed.value)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "…", "...", "..", ":", "x", "n/a", "NA"])
def test_missing_marks_are_missing_and_not_zero(text: str) -> None:
    parsed = parse_number(text)
    assert parsed.value is None
    assert parsed.status is ObsStatus.MISSING


@pytest.mark.parametrize(
    "text",
    [
        "abc", "1,5", "1,23", "1234,567", "12,3456", "1,234 567", "1.2.3", "--5", "(-5)", "(5",
        "nan", "inf", "-Infinity", "1e99", "1e-31", "e5", "万", "%", "0x10", "1_000", "٣",
        "9" * 41, "1/2", "5 apples",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert text[:80] in str(caught.value)
    assert "1,234.5" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("10.1", "0.05"),
        ("600,000", "0.5"),
        ("142.5万", "500"),
        ("69万个", "5000"),
        ("1.037 million", "500"),
        ("24 lakh crore", "500000000000"),
        ("over 600,000", "0.5"),
        ("11.37亿户", "500000"),
        ("500千瓦", "0.5"),
        ("5千台", "500"),
        ("52,068万千瓦", "5000"),
        ("more than 7 %", "0.5"),
    ],
)
def test_stated_precision_is_half_of_the_last_digit(text: str, precision: str) -> None:
    assert stated_precision(text) == Decimal(precision)


@pytest.mark.parametrize("text", ["many", "", "391.7万 - 54万", "15,470.20 (10000 tons)"])
def test_a_wording_without_one_number_states_no_precision(text: str) -> None:
    with pytest.raises(NumberError, match="no single number"):
        stated_precision(text)


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=6))
def test_what_is_printed_is_read_as_the_same_number(value: Decimal) -> None:
    assert parse_number(f"{value:f}").value == value
    assert parse_number(f"{value:,f}").value == value


@given(st.integers(-(10**9), 10**9), st.sampled_from(["万", "亿", "万亿", "million", "lakh crore"]))
def test_scale_words_multiply_exactly(number: int, word: str) -> None:
    rest, factor = split_scale(f"{number} {word}")
    assert rest == str(number)
    assert parse_number(f"{number} {word}").value == number * factor


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parsed = parse_number(text)
    except NumberError:
        return
    assert parsed.value is None or parsed.value.is_finite()


@pytest.mark.parametrize(
    ("text", "magnitude"),
    [
        ("142.5万个", "1425000"),
        ("more than 600,000", "600000"),
        ("-3.0", "3.0"),
        ("12亿元", "1200000000"),
    ],
)
def test_the_one_number_of_a_wording(text: str, magnitude: str) -> None:
    assert stated_magnitude(text) == Decimal(magnitude)


@pytest.mark.parametrize("text", ["", "several", "6,858.36 (10000 tons)"])
def test_a_wording_without_one_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        stated_magnitude(text)

"""Numbers, periods and days as readers see them."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.domain import formats
from indicators.domain.periods import parse_period


@pytest.mark.parametrize(
    ("value", "decimals", "english", "chinese"),
    [
        ("1064.77", None, "1,064.77", "1,064.77"),
        ("1064.77", 1, "1,064.8", "1,064.8"),
        ("0.05", 1, "0.1", "0.1"),
        ("-0.05", 1, "−0.1", "−0.1"),
        ("2.5", 0, "3", "3"),
        ("-0.04", 1, "0.0", "0.0"),
        ("1.23456", None, "1.2346", "1.2346"),
        ("1E+3", None, "1,000", "1,000"),
        ("0", None, "0", "0"),
        ("10.10", None, "10.1", "10.1"),
        ("123456789012345678901.5", 1, "123,456,789,012,345,678,901.5", None),
    ],
)
def test_numbers(value: str, decimals: int | None, english: str, chinese: str | None) -> None:
    assert formats.format_number(Decimal(value), "en", decimals) == english
    assert formats.format_number(Decimal(value), "zh-hans", decimals) == (chinese or english)


def test_a_missing_number_is_a_dash() -> None:
    assert formats.format_number(None, "en") == "–"
    assert formats.format_day(None, "en") == "–"


@pytest.mark.parametrize(
    ("values", "lang", "word", "first"),
    [
        (["1425000", "77"], "en", "million", "1.425 million"),
        (["1425000", "77"], "zh-hans", "万", "142.5万"),
        (["654000"], "en", "", "654,000"),
        (["654000"], "zh-hans", "万", "65.4万"),
        (["99999"], "zh-hans", "", "99,999"),
        (["13070000000000"], "en", "trillion", "13.07 trillion"),
        (["13070000000000"], "zh-hans", "万亿", "13.07万亿"),
        (["-520000000"], "zh-hans", "亿", "−5.2亿"),
        (["4500000000"], "en", "billion", "4.5 billion"),
    ],
)
def test_one_scale_for_a_column(values: list[str], lang: str, word: str, first: str) -> None:
    numbers = [Decimal(value) for value in values]
    scale = formats.pick_scale(numbers, lang)
    assert scale.word == word
    assert formats.format_number(numbers[0], lang, None, scale) == first


def test_a_column_without_numbers_has_no_scale() -> None:
    assert formats.pick_scale([], "en") == formats.ONE


@pytest.mark.parametrize(
    ("value", "signed", "english", "chinese"),
    [
        ("-3.0", False, "−3.0 %", "−3.0%"),
        ("11.7256", True, "+11.7 %", "+11.7%"),
        ("0", True, "0.0 %", "0.0%"),
        ("0.04", True, "0.0 %", "0.0%"),
        ("-1.9", True, "−1.9 %", "−1.9%"),
    ],
)
def test_percentages(value: str, signed: bool, english: str, chinese: str) -> None:
    assert formats.format_percent(Decimal(value), "en", signed=signed) == english
    assert formats.format_percent(Decimal(value), "zh-hans", signed=signed) == chinese


def test_days() -> None:
    assert formats.format_day(date(2021, 7, 1), "en") == "1 July 2021"
    assert formats.format_day(date(2021, 7, 1), "zh-hans") == "2021年7月1日"


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2021", "2021", "2021年"),
        ("2021-S1", "January–June 2021", "2021年上半年"),
        ("2021-S2", "July–December 2021", "2021年下半年"),
        ("2021-Q3", "Q3 2021", "2021年第三季度"),
        ("2021-03", "March 2021", "2021年3月"),
        ("2021-03-15", "15 March 2021", "2021年3月15日"),
        ("2021-01-01/P2M", "January–February 2021", "2021年1–2月"),
        ("2021-01-01/P9M", "January–September 2021", "2021年1–9月"),
        ("FY2025-26", "2025/26 (from April)", "2025/26财年（4月起）"),
        ("2021-01-01/P5Y", "2021–2025", "2021–2025年"),
        ("2020-11-01/P4M", "November 2020 – February 2021", "2020年11月至2021年2月"),
        ("2021-03-02/P10D", "2 March 2021 – 11 March 2021", "2021年3月2日至2021年3月11日"),
    ],
)
def test_periods(text: str, english: str, chinese: str) -> None:
    assert formats.format_period(parse_period(text), "en") == english
    assert formats.format_period(parse_period(text), "zh-hans") == chinese

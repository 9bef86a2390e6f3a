"""Periods are read in many notations and printed in one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.codelists import Frequency
from indicators.domain.errors import PeriodError
from indicators.domain.periods import (
    Period,
    iter_years,
    parse_day,
    parse_excel_date,
    parse_period,
    ytd_period,
)

READ = [
    ("2021", "2021", "A"),
    ("2021年", "2021", "A"),
    ("2021-S1", "2021-S1", "S"),
    ("2021H2", "2021-S2", "S"),
    ("2021年上半年", "2021-S1", "S"),
    ("2021年下半年", "2021-S2", "S"),
    ("2021-Q1", "2021-Q1", "Q"),
    ("2021Q4", "2021-Q4", "Q"),
    ("Q3 2021", "2021-Q3", "Q"),
    ("2021年第三季度", "2021-Q3", "Q"),
    ("2021-03", "2021-03", "M"),
    ("2021M3", "2021-03", "M"),
    ("2021-M03", "2021-03", "M"),
    ("２０２１年３月", "2021-03", "M"),
    ("2021-03-15", "2021-03-15", "D"),
    ("2021年3月15日", "2021-03-15", "D"),
    ("2021-01-01/P2M", "2021-01-01/P2M", None),
    ("2021年1-2月", "2021-01-01/P2M", None),
    ("2021年1—2月份", "2021-01-01/P2M", None),
    ("2021年前三季度", "2021-01-01/P9M", None),
    ("2021-01-01/P9M", "2021-01-01/P9M", None),
    ("FY2025-26", "2025-04-01/P1Y", "A"),
    ("FY2025-2026", "2025-04-01/P1Y", "A"),
    ("FY2026", "2025-04-01/P1Y", "A"),
    ("2025-04-01/P1Y", "2025-04-01/P1Y", "A"),
    ("2021-01-01/P5Y", "2021-01-01/P5Y", None),
    ("2021-01-01/P12M", "2021", "A"),
    ("2021-01-01/P1M", "2021-01", "M"),
    ("2021-03-02/P10D", "2021-03-02/P10D", None),
    (" 2021 年 3 月 ", "2021-03", "M"),
]


@pytest.mark.parametrize(("text", "printed", "frequency"), READ)
def test_is_read_and_printed_in_sdmx_form(text: str, printed: str, frequency: str | None) -> None:
    period = parse_period(text)
    assert str(period) == printed
    assert period.frequency == frequency


REFUSED = [
    "", "2021-13", "2021-Q5", "2021-02-30", "21", "yesterday", "2021-S3", "FY2025-27",
    "2021年3-2月", "2021-01-01/P0M", "2021-01-15/P2M", "2021-01-01/P99999Y", "1e4",
    "0000", "0001", "1499", "3000-01", "2990-01-01/P20Y", "9999",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_is_refused_with_the_text_and_the_right_forms(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        parse_period(text)
    assert f"“{text}”" in str(caught.value)
    assert "2021-Q1" in str(caught.value)


def test_a_fiscal_year_may_start_in_another_month() -> None:
    assert parse_period("FY2025-26", fiscal_start=7).start == date(2025, 7, 1)


def test_must_end_after_it_starts() -> None:
    with pytest.raises(PeriodError):
        Period(date(2021, 1, 1), date(2021, 1, 1))


@pytest.mark.parametrize(("text", "expected"), [("2021-07-01", date(2021, 7, 1))])
def test_a_day_is_read_plainly(text: str, expected: date) -> None:
    assert parse_day(text) == expected


@pytest.mark.parametrize("text", ["banana", "2021-7-1", "2021-02-30", "01/07/2021", ""])
def test_a_day_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        parse_day(text)
    assert caught.value.code == "invalid_day"
    assert "2021-07-01" in str(caught.value)


def test_excel_dates_are_days_of_the_1900_system() -> None:
    assert parse_excel_date("44197") == date(2021, 1, 1)
    for wrong in ("0", "60", "x", "9999999"):
        with pytest.raises(PeriodError):
            parse_excel_date(wrong)


def test_neighbours_and_years() -> None:
    march = Period.month_of(2021, 3)
    assert (str(march.next()), str(march.previous())) == ("2021-04", "2021-02")
    assert str(march.previous_year()) == "2020-03"
    assert str(march.to_date()) == "2021-Q1"
    assert str(Period.of(date(2021, 1, 1), months=2).previous_year()) == "2020-01-01/P2M"
    leap = parse_period("2020-02-29")
    assert str(leap.previous_year()) == "2019-02-28"
    assert (str(leap.next()), str(leap.previous())) == ("2020-03-01", "2020-02-28")


def test_january_to_february_contains_both_months_and_is_neither() -> None:
    both = ytd_period(2021, 2)
    assert both.contains(Period.month_of(2021, 1))
    assert both.frequency is None
    assert both.starts_year


def test_years_of_a_plan() -> None:
    assert [str(year) for year in iter_years(parse_period("2021-01-01/P5Y"))] == [
        "2021", "2022", "2023", "2024", "2025",
    ]  # fmt: skip
    with pytest.raises(PeriodError):
        list(iter_years(Period.month_of(2021, 1)))


def test_of_needs_the_first_of_a_month_and_a_length() -> None:
    for start, months in ((date(2021, 1, 2), 1), (date(2021, 1, 1), 0), (date(9990, 1, 1), 240)):
        with pytest.raises(PeriodError):
            Period.of(start, months=months)


starts = st.dates(date(1900, 1, 1), date(2200, 12, 31))
any_period = st.one_of(
    st.builds(
        lambda start, months: Period.of(start.replace(day=1), months=months),
        starts,
        st.integers(1, 240),
    ),
    st.builds(lambda start, days: Period(start, date.fromordinal(start.toordinal() + days)),
              starts, st.integers(1, 4000)),
)  # fmt: skip


@given(any_period)
def test_what_is_printed_is_read_as_the_same_period(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(any_period, any_period)
def test_order_is_by_start_then_end(one: Period, other: Period) -> None:
    assert (one < other) == ((one.start, one.end) < (other.start, other.end))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except PeriodError:
        return
    assert parse_period(str(period)) == period


@given(any_period)
def test_frequency_fits_the_length(period: Period) -> None:
    lengths = {
        Frequency.ANNUAL: 12,
        Frequency.HALF_YEAR: 6,
        Frequency.QUARTER: 3,
        Frequency.MONTH: 1,
    }
    frequency = period.frequency
    if frequency in lengths:
        assert period.months == lengths[frequency]

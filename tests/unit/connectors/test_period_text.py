import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.connectors.period_text import frequency_of, is_period, joined, period_text
from indicators.domain.codelists import Frequency
from indicators.domain.periods import parse_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2021", "2021"), ("2021.0", "2021"), ("2021年", "2021年"), ("2021年1-2月", "2021年1-2月"),
        ("Mar-2021", "2021-03"), ("March 2021", "2021-03"), ("Sept. 2021", "2021-09"),
        ("2021 Mar", "2021-03"), ("2021-MAR", "2021-03"), ("Jan-Feb 2021", "2021-01-01/P2M"),
        ("Jan to Mar 2021", "2021-01-01/P3M"), ("2021 Jan–Jun", "2021-01-01/P6M"),
        ("Ｍar－2021", "2021-03"), ("2021Q1", "2021Q1"), ("Q1 2021", "Q1 2021"),
        ("2021-03-15", "2021-03-15"), ("2021-03-15 00:00:00", "2021-03-15"),
    ],
)  # fmt: skip
def test_what_is_clear_is_written_so_that_it_is_read(text: str, period: str) -> None:
    assert period_text(text) == period
    parse_period(period_text(text))


@pytest.mark.parametrize(
    "text",
    ["Mar-21", "3/2021", "2021/3", "2021.1", "Mar", "Dec-Jan 2021", "Foo 2021", "2021E", "total",
     "2021-03-15 13:30", "44256", ""],
)  # fmt: skip
def test_what_may_mean_several_things_stays_as_it_is_and_is_no_period(text: str) -> None:
    assert period_text(text) == text
    assert not is_period(text)


@pytest.mark.parametrize(
    ("frequency", "period"),
    [("A", "2021"), ("S", "2021-S2"), ("Q", "2021-Q3"), ("M", "2021-09"), ("D", "2021-09-30")],
)
@pytest.mark.parametrize("text", ["2021-09-30", "2021-09-30 00:00:00"])
def test_a_day_stands_for_the_period_it_lies_in(text: str, frequency: str, period: str) -> None:
    assert period_text(text, Frequency(frequency)) == period


def test_only_days_are_changed_by_a_frequency() -> None:
    assert period_text("2021", Frequency.QUARTER) == "2021"
    assert period_text("2021-09-31", Frequency.QUARTER) == "2021-09-31"


@pytest.mark.parametrize(
    ("parts", "period"),
    [
        (("2021", "Q1"), "2021-Q1"), (("2021年", "一季度"), "2021-Q1"),
        (("2021", "一季度"), "2021-Q1"), (("2021", "3月"), "2021-03"),
        (("2021年", "1-2月"), "2021-01-01/P2M"), (("2021", "Mar"), "2021-03"),
        (("2021.0", "March"), "2021-03"), (("Q1", "2021"), "2021-Q1"),
        (("2021", "上半年"), "2021-S1"), (("2021", "全年"), "2021"), (("2021", ""), "2021"),
        (("GDP", "2021"), "2021"), (("2021", "2021Q2"), "2021-Q2"),
    ],
)  # fmt: skip
def test_several_rows_give_a_period_together(parts: tuple[str, ...], period: str) -> None:
    assert str(parse_period(joined(parts))) == period


def test_a_bare_number_below_a_year_counts_what_the_frequency_says() -> None:
    assert joined(("2021", "3"), Frequency.QUARTER) == "2021-Q3"
    assert joined(("2021", "3"), Frequency.MONTH) == "2021-03"
    assert not is_period(joined(("2021", "3")))


def test_a_period_of_another_year_than_the_one_above_it_is_refused() -> None:
    assert joined(("2021", "2022-Q1")) == "2021 2022-Q1"
    assert not is_period("2021 2022-Q1")


@pytest.mark.parametrize(
    ("word", "frequency"),
    [("Quarter", "Q"), ("quarterly", "Q"), ("季度", "Q"), ("Month", "M"), ("月", "M"),
     ("Annual", "A"), ("Half  year", "S"), ("semi-annual", "S"), ("D", "D"), ("week", None)],
)  # fmt: skip
def test_words_for_frequencies(word: str, frequency: str | None) -> None:
    assert frequency_of(word) == frequency


@given(st.lists(st.text(max_size=12), max_size=3), st.sampled_from([None, *Frequency]))
def test_any_texts_are_a_text(parts: list[str], frequency: Frequency | None) -> None:
    text = joined(tuple(parts), frequency)
    is_period(text)
    frequency_of(text)

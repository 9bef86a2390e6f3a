"""Flags and periods of other offices, in ours."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.connectors.provider_codes import FREQUENCIES, STATUSES, status_of
from indicators.connectors.provider_periods import period_text
from indicators.domain.codelists import Frequency, ObsStatus
from indicators.domain.errors import PeriodError
from indicators.domain.periods import parse_period


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("", ""), ("A", "A"), ("p", "P"), ("bp", "B"), ("pb", "B"), ("b p", "B"), ("e", "E"),
        ("s", "E"), ("S", "A"), ("ep", "E"), ("M", "O"), ("L", "L"), ("H", "O"), ("Q", "O"),
        ("V", "P"), ("G", "U"), ("u", "U"), ("d", "D"), ("f", "F"), ("c", "A"), ("z", "O"),
        (":", "O"), (": p", "P"), ("XYZ", "A"), ("X", "A"), ("Provisional value", "P"),
        ("Estimated value", "E"), ("break in time series, provisional", "B"), ("钢", "A"),
        ("Missing value; data cannot exist", "O"), ("Normal value", "A"), (" P ", "P"),
    ],
)  # fmt: skip
def test_a_flag_is_one_of_ours(text: str, ours: str) -> None:
    assert STATUSES.get(text) == ours


@given(st.text(max_size=12))
def test_any_flag_is_one_of_ours(text: str) -> None:
    assert status_of(text) in {*ObsStatus, ""}
    assert (status_of(text) == "") == (not text.strip()) or text.strip() == ""


def test_known_codes_of_the_rule_are_ours() -> None:
    assert {STATUSES[code] for code in STATUSES} <= {status.value for status in ObsStatus}
    assert len(STATUSES) == len(list(STATUSES))
    assert set(FREQUENCIES.values()) <= {frequency.value for frequency in Frequency}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2021", "2021"), ("2021-A1", "2021"), ("2021-S1", "2021-S1"), ("2021-Q1", "2021-Q1"),
        ("2021-M03", "2021-03"), ("2021-03", "2021-03"), ("2021-03-15", "2021-03-15"),
        ("2021-T2", "2021-05-01/P4M"), ("2021-D032", "2021-02-01"),
        ("2021-03-15T00:00:00", "2021-03-15"), ("2021-03-15T00:00:00.000Z", "2021-03-15"),
        ("2021-01-01/P2M", "2021-01-01/P2M"), ("2021-01-01T00:00:00/P2M", "2021-01-01/P2M"),
        ("2021Z", "2021"), ("2021-03+01:00", "2021-03"), ("2021K2", "2021-Q2"),
        ("2021M03", "2021-03"), ("2021JJ00", "2021"), ("2021KW03", "2021-Q3"),
        ("2021MM11", "2021-11"), ("2021HJ02", "2021-S2"), ("2020-D366", "2020-12-31"),
    ],
)  # fmt: skip
def test_periods_of_providers_are_read(text: str, read: str) -> None:
    assert str(parse_period(period_text(text))) == read


@pytest.mark.parametrize(
    ("text", "start", "read"),
    [
        ("2021-A1", "--04-01", "2021-04-01/P1Y"), ("2021-Q2", "--07-01", "2021-Q4"),
        ("2021-Q3", "--07-01", "2022-Q1"), ("2021-S1", "--04-01", "2021-04-01/P6M"),
        ("2021-M07", "--07-01", "2022-01"), ("2021-T3", "--01-01", "2021-09-01/P4M"),
        ("2021", "--04-01", "2021"), ("2021-03", "--04-01", "2021-03"),
    ],
)  # fmt: skip
def test_reporting_periods_follow_their_year(text: str, start: str, read: str) -> None:
    assert str(parse_period(period_text(text, start))) == read


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2021-W05", ""), ("2021W05", ""), ("2021-03-15T14:15:00", ""), ("2021-D366", ""),
        ("2021-D000", ""), ("0000-D001", ""), ("9999-D999", ""), ("2021-Q5", "--07-01"),
        ("2021-W05", "--07-01"), ("2021-Q1", "--07-15"), ("2021-Q1", "--13-01"), ("2021-Q1", "x"),
    ],
)  # fmt: skip
def test_what_is_not_kept_says_so(text: str, start: str) -> None:
    with pytest.raises(PeriodError, match=text) as caught:
        period_text(text, start)
    assert caught.value.code == "unread_period"


pieces = st.lists(
    st.sampled_from(["2021", "-", "Q1", "M", "03", "W05", "D", "T", "/P2M", "K", "Z", ":", "00"])
).map("".join)


@given(st.one_of(st.text(max_size=30), pieces), st.sampled_from(["", "--07-01", "--99-01", "x"]))
@example("2021-D", "")
def test_any_period_is_a_text_or_a_period_error(text: str, start: str) -> None:
    try:
        period_text(text, start)
    except PeriodError:
        return

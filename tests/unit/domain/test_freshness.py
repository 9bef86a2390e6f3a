"""A source is late by its calendar, or by its own rhythm; that is a flag and no verdict."""

from datetime import date

import pytest

from indicators.domain.codelists import Frequency, Freshness
from indicators.domain.freshness import freshness

ON_TIME, LATE, VERY_LATE = Freshness.ON_TIME, Freshness.LATE, Freshness.VERY_LATE


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        # newest of 20 January, monthly, 10 days of lag: due on 2 March
        (date(2022, 3, 2), ON_TIME), (date(2022, 3, 3), LATE), (date(2022, 4, 2), LATE),
        (date(2022, 4, 3), VERY_LATE),
    ],
)  # fmt: skip
def test_by_its_rhythm(on: date, expected: Freshness) -> None:
    found = freshness(newest=date(2022, 1, 20), frequency=Frequency.MONTH, lag_days=10, on=on)
    assert found is expected


@pytest.mark.parametrize(
    ("newest", "on", "expected"),
    [
        (date(2022, 1, 20), date(2022, 2, 18), ON_TIME),
        (date(2022, 1, 20), date(2022, 2, 19), LATE),
        (date(2022, 1, 20), date(2022, 3, 4), LATE),
        (date(2022, 1, 20), date(2022, 3, 5), VERY_LATE),
        (date(2022, 2, 17), date(2022, 3, 5), ON_TIME),
        (None, date(2022, 2, 19), LATE),
    ],
)
def test_by_its_calendar(newest: date | None, on: date, expected: Freshness) -> None:
    # announced for 17 February, one day of lag; the calendar decides, not the rhythm
    found = freshness(
        newest=newest, frequency=Frequency.DAY, lag_days=1, on=on, announced=date(2022, 2, 17)
    )
    assert found is expected


@pytest.mark.parametrize(
    ("newest", "frequency"), [(None, Frequency.MONTH), (date(2000, 1, 1), None)]
)
def test_without_an_expectation_it_is_never_late(
    newest: date | None, frequency: Frequency | None
) -> None:
    on = date(2022, 1, 1)
    assert freshness(newest=newest, frequency=frequency, lag_days=None, on=on) is ON_TIME

"""Whether a source delivers when it should: a flag beside its figures, never a verdict."""

from __future__ import annotations

from datetime import date, timedelta

from indicators.domain.codelists import Frequency, Freshness

# The longest that a period of each frequency lasts, in days.
DAYS = {
    Frequency.DAY: 1,
    Frequency.MONTH: 31,
    Frequency.QUARTER: 92,
    Frequency.HALF_YEAR: 184,
    Frequency.ANNUAL: 366,
}
# How long after a day of the release calendar a source that is late becomes very late.
VERY_LATE_AFTER = timedelta(days=14)


def freshness(
    *,
    newest: date | None,
    frequency: Frequency | None,
    lag_days: int | None,
    on: date,
    announced: date | None = None,
) -> Freshness:
    """How late a source is on a day.

    ``announced`` is the last day, up to ``on``, for which its release calendar announces a
    publication; the calendar decides where it has one. Otherwise the next publication is expected
    one period and the usual lag after the ``newest``; the source is very late when a whole further
    period has passed. Without an expectation, or before its first publication, it is never late.
    """
    due = expected_by(newest=newest, frequency=frequency, lag_days=lag_days, announced=announced)
    if due is None:
        return Freshness.ON_TIME
    if announced is not None:
        if (newest is not None and newest >= announced) or on <= due:
            return Freshness.ON_TIME
        return Freshness.LATE if on <= due + VERY_LATE_AFTER else Freshness.VERY_LATE
    assert frequency is not None
    step = timedelta(days=DAYS[frequency])
    if on <= due:
        return Freshness.ON_TIME
    return Freshness.LATE if on <= due + step else Freshness.VERY_LATE


def expected_by(
    *,
    newest: date | None,
    frequency: Frequency | None,
    lag_days: int | None,
    announced: date | None = None,
) -> date | None:
    """The last day on which a publication is on time: of the calendar, else after the newest.

    ``None`` without an expectation, or before the first publication.
    """
    lag = timedelta(days=lag_days or 0)
    if announced is not None:
        return announced + lag
    if newest is None or frequency is None:
        return None
    return newest + timedelta(days=DAYS[frequency]) + lag

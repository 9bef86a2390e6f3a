"""When a source is due: cron expressions and release calendars, in the source's own time zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from indicators.domain.errors import DomainError


class ScheduleError(DomainError):
    """A cron expression or time zone cannot be read."""

    code = "invalid_schedule"


def next_time(schedule: str, time_zone: str, *, after: datetime) -> datetime:
    """The first moment after ``after`` that the expression names, in ``time_zone``.

    Raises ScheduleError that shows what a schedule looks like.
    """
    try:
        return next(CronSim(schedule, after.astimezone(ZoneInfo(time_zone))))
    except (CronSimError, StopIteration, KeyError, ValueError, OSError) as error:
        raise ScheduleError(
            "“{schedule}” ({zone}) is not a schedule; “15 3 * * *” with Asia/Shanghai means "
            "daily at 03:15 there.",
            schedule=schedule,
            zone=time_zone,
        ) from error


# A publication is often some hours late: it is looked for again, for a day.
AGAIN_EVERY, AGAIN_FOR = timedelta(hours=1), timedelta(hours=24)


def next_on_calendar(
    days: Sequence[date],
    at: time,
    time_zone: str,
    *,
    newest: date | None,
    after: datetime,
) -> datetime | None:
    """The first moment after ``after`` to look for what a calendar announces; ``None`` for none.

    ``days`` are in their order. On each it is looked at ``at``, and then every hour for a day
    until something ``newest`` was published on that day or later. Raises ScheduleError for an
    unknown time zone.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise ScheduleError(
            "“{zone}” is not a time zone; Asia/Shanghai and UTC are.", zone=time_zone
        ) from error
    for day in days:
        first = datetime.combine(day, at, zone)
        if after < first:
            return first
        if newest is not None and newest >= day:
            continue
        again = first + AGAIN_EVERY * ((after - first) // AGAIN_EVERY + 1)
        if again <= first + AGAIN_FOR:
            return again
    return None

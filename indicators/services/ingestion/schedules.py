"""When a source is due: cron expressions in the source's own time zone."""

from __future__ import annotations

from datetime import datetime
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

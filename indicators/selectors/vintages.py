"""All vintages of many series at once, packed by the database and unpacked without a loop a figure.

The database joins the columns of a series into texts, one row a series. That is several times as
fast as a row a figure, and the numbers stay exact: they travel as text and become decimals here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators.domain import numbers
from indicators.domain.codelists import Bound, ObsStatus
from indicators.domain.columns import Calendar, Columns, Details
from indicators.domain.errors import DomainError
from indicators.domain.exact import quotient
from indicators.domain.periods import Period
from indicators.domain.series import Observation, Series, SeriesKey

# The subquery is ordered, and an aggregate takes its rows as they come. Of two that became known on
# one day the later release stands: a figure that was entered by mistake was never known, and is
# neither a first print nor revised by another.
PACKED = """
SELECT series_id,
       string_agg(period_start || ' ' || period_end, ','),
       string_agg(coalesce(value::text, ''), ','),
       string_agg(known_on::text, ','), string_agg(release_number::text, ','),
       string_agg(status, ','), string_agg(bound, ','),
       max(known_on), max(release_number),
       bool_and(value IS NOT NULL AND status <> %(forecast)s)
FROM (
    SELECT DISTINCT ON (series_id, period_start, period_end, known_on)
           series_id, period_start, period_end, value, known_on, release_number, status, bound
    FROM indicators_vintage
    WHERE series_id = ANY(%(series)s) AND known_on <= %(on)s
      AND (%(rev)s::integer IS NULL OR release_number <= %(rev)s)
    ORDER BY series_id, period_start, period_end, known_on, release_number DESC
) AS ordered
GROUP BY series_id
"""
# A figure without a wording states its own digits, which say as much about its precision.
STATED = """
SELECT series_id, period_start, period_end, release_id, stated
FROM indicators_observationnote
WHERE series_id = ANY(%(series)s) AND stated <> ''
  AND (%(rev)s::integer IS NULL OR release_id <= %(rev)s)
"""
_STATUSES = {one.value: one for one in ObsStatus}
_BOUNDS = {one.value: one for one in Bound}

Wording = dict[tuple[date, date, int], str]


class _Lists(dict[str, list[str]]):
    """The parts of texts such as ``A,A,A``: of a thousand series many share one."""

    def __missing__(self, text: str) -> list[str]:
        self[text] = found = text.split(",")
        return found


class _Days(dict[str, date]):
    """Days by their text; each is read once."""

    def __missing__(self, text: str) -> date:
        self[text] = found = date.fromisoformat(text)
        return found


class _Calendars(dict[str, Calendar]):
    """Calendars by ``start end,start end,…``: of a thousand series most share one."""

    def __init__(self, days: _Days) -> None:
        super().__init__()
        self.days = days
        self._periods: dict[str, Period] = {}

    def __missing__(self, text: str) -> Calendar:
        self[text] = found = Calendar(tuple(map(self._period, text.split(","))))
        return found

    def _period(self, text: str) -> Period:
        found = self._periods.get(text)
        if found is None:
            start, end = text.split(" ")
            found = self._periods[text] = Period(self.days[start], self.days[end])
        return found


def load_in_parts(
    parts: Sequence[Mapping[int, SeriesKey]], *, on: date, rev: int | None = None
) -> Iterator[dict[int, Series]]:
    """The series of some ids with every vintage known on ``on``, by id, of each part in turn.

    The observations of each are in the order of their periods and, within one, of their days. Two
    queries a part; the database packs the next part while the caller works on one.

    For that the connection is in pipeline mode as long as there are several parts to come: an error
    of a query is raised where its answer is asked for.
    """
    given = {"on": on, "rev": rev, "forecast": ObsStatus.FORECAST.value}
    days = _Days()
    calendars = _Calendars(days)
    with ExitStack() as stack:
        packed, stated = (stack.enter_context(connection.cursor()) for _ in range(2))
        if len(parts) > 1:
            stack.enter_context(connection.connection.pipeline())

        def ask(keys: Mapping[int, SeriesKey]) -> None:
            asked = {**given, "series": list(keys)}
            packed.execute(PACKED, asked)
            stated.execute(STATED, asked)

        for place, keys in enumerate(parts):
            if place == 0:
                ask(keys)
            rows, wordings = packed.fetchall(), _wordings(stated.fetchall())
            if place + 1 < len(parts):
                ask(parts[place + 1])
            yield _unpacked(keys, rows, wordings, calendars)


def _wordings(rows: Sequence[Any]) -> dict[int, Wording]:
    found: dict[int, Wording] = {}
    for series, start, end, release, stated in rows:
        found.setdefault(series, {})[start, end, release] = stated
    return found


def _unpacked(
    keys: Mapping[int, SeriesKey],
    rows: Sequence[Any],
    wordings: Mapping[int, Wording],
    calendars: _Calendars,
) -> dict[int, Series]:
    found: dict[int, Sequence[Observation]] = dict.fromkeys(keys, ())
    lists = _Lists()
    for series, about, values, known, releases, statuses, bounds, day, release, complete in rows:
        columns = Columns(
            keys[series].code,
            calendars[about],
            values.split(","),
            _details(calendars.days, lists, (known, releases, statuses, bounds)),
            last_known=day,
            last_release=release,
            complete=complete,
        )
        found[series] = (
            _with_precision(columns, wordings[series]) if series in wordings else columns
        )
    return {pk: Series(key, found[pk]) for pk, key in keys.items()}


def _details(days: _Days, lists: _Lists, texts: tuple[str, str, str, str]) -> Details:
    """Read the details of a figure when it is asked for; most never are."""

    def details(place: int) -> tuple[date, int, ObsStatus, Bound]:
        known, releases, statuses, bounds = texts
        return (
            days[lists[known][place]], int(lists[releases][place]),
            _STATUSES[lists[statuses][place]], _BOUNDS[lists[bounds][place]],
        )  # fmt: skip

    return details


def _with_precision(
    observations: Sequence[Observation], wordings: Wording
) -> tuple[Observation, ...]:
    def precise(one: Observation) -> Observation:
        stated = wordings.get((one.period.start, one.period.end, one.release))
        return one._replace(precision=precision_of_wording(stated, one.value)) if stated else one

    return tuple(precise(one) for one in observations)


def precision_of_wording(stated: str, value: Decimal | None) -> Decimal | None:
    """The precision of a wording, in the unit of the value.

    The wording may be in another unit: 222 of 万 are 2,220,000, to half of 10,000. Where it is
    not the value times a power of ten the digits of the value say how precise it is: ``None``.
    """
    if not value:
        return None
    try:
        said = numbers.stated_magnitude(stated)
        if not said:
            return None
        factor = quotient(abs(value), said)
        if factor.normalize().as_tuple().digits != (1,):
            return None
        return numbers.stated_precision(stated) * factor
    except DomainError:
        return None  # several numbers, or none

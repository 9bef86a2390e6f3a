"""The observations of a series by column: few of a thousand figures are ever looked at.

A dashboard judges thousands of series and uses two or three figures of each. An observation is
therefore made only when somebody asks for it; a series that has one print of each period answers
most questions from its columns alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import lt
from typing import overload

from indicators.domain.codelists import Bound, ObsStatus
from indicators.domain.periods import Period
from indicators.domain.series import Observation

# Of each figure: when it became known, in which release, its status and its bound.
Details = tuple[Sequence[date], Sequence[int], Sequence[ObsStatus], Sequence[Bound]]


class Calendar:
    """Periods in their order, by start and end; one object for all series that have the same."""

    def __init__(self, periods: Sequence[Period]) -> None:
        """``periods`` must be sorted; one stands as often as it has vintages."""
        self.periods = periods
        self.ends = [one.end for one in periods]

    @cached_property
    def places(self) -> dict[Period, int]:
        """The place of each period; of a repeated one the last."""
        return {one: place for place, one in enumerate(self.periods)}

    @cached_property
    def distinct(self) -> bool:
        """Whether every period stands once."""
        return len(self.places) == len(self.periods)

    @cached_property
    def ascending(self) -> bool:
        """Whether every period ends after the one before, as those of one length do."""
        return all(map(lt, self.ends, self.ends[1:]))

    @cached_property
    def by_end(self) -> dict[date, Period]:
        """The period of each end; of several the shortest."""
        return {one.end: one for one in self.periods}


class Columns(Sequence[Observation]):
    """The vintages of a series in the order of their periods and, within one, of their days."""

    __slots__ = ("_details", "_read", "calendar", "last_known", "last_release", "plain", "series",
                 "values")  # fmt: skip

    def __init__(
        self,
        series: str,
        calendar: Calendar,
        values: Sequence[Decimal | None],
        details: Callable[[], Details],
        *,
        last_known: date,
        last_release: int,
        complete: bool,
    ) -> None:
        """``details`` is asked for once, when an observation is looked at.

        ``complete`` says that no value is missing and none is a forecast.
        """
        self.series, self.calendar, self.values = series, calendar, values
        self.last_known, self.last_release = last_known, last_release
        self.plain = complete and calendar.distinct
        self._read, self._details = details, None

    _details: Details | None

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, place: int) -> Observation: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Observation]: ...
    def __getitem__(self, place: int | slice) -> Observation | Sequence[Observation]:
        if isinstance(place, slice):
            return tuple(self)[place]
        details = self._details
        if details is None:
            details = self._details = self._read()
        known, releases, statuses, bounds = details
        return Observation(
            self.series, self.calendar.periods[place], self.values[place], known[place],
            releases[place], statuses[place], bounds[place],
        )  # fmt: skip

    def __iter__(self) -> Iterator[Observation]:
        return map(self.__getitem__, range(len(self.values)))

    def seen(self, on: date, rev: int | None) -> bool:
        """Whether all of it was known on a day, up to a revision."""
        return self.last_known <= on and (rev is None or self.last_release <= rev)

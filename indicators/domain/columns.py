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

# Of the figure at a place: when it became known, in which release, its status and its bound.
Details = Callable[[int], tuple[date, int, ObsStatus, Bound]]


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
    def years(self) -> list[int]:
        """The years of the periods, each once."""
        return sorted({one.year for one in self.periods})

    @cached_property
    def by_end(self) -> dict[date, Period]:
        """The period of each end; of several the shortest."""
        return {one.end: one for one in self.periods}


class Columns(Sequence[Observation]):
    """The vintages of a series in the order of their periods and, within one, of their days."""

    __slots__ = (
        "_days",
        "_details",
        "_values",
        "calendar",
        "last_known",
        "last_release",
        "plain",
        "series",
        "texts",
    )  # fmt: skip

    def __init__(
        self,
        series: str,
        calendar: Calendar,
        texts: Sequence[str],
        details: Details,
        *,
        last_known: date,
        last_release: int,
        complete: bool,
    ) -> None:
        """``texts`` are the values, empty where an earlier one was taken back.

        ``complete`` says that no value is missing and none is a forecast.
        """
        self.series, self.calendar, self.texts, self._details = series, calendar, texts, details
        self.last_known, self.last_release = last_known, last_release
        self.plain = complete and calendar.distinct
        self._values: Sequence[Decimal | None] | None = None
        self._days: Sequence[tuple[date, int]] | None = None

    @property
    def values(self) -> Sequence[Decimal | None]:
        """All values; of most series nobody asks for more than two or three."""
        if self._values is None:
            self._values = [Decimal(text) if text else None for text in self.texts]
        return self._values

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> Observation: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Observation]: ...
    def __getitem__(self, place: int | slice) -> Observation | Sequence[Observation]:
        if isinstance(place, slice):
            return tuple(self)[place]
        text = self.texts[place]
        return Observation(
            self.series, self.calendar.periods[place], Decimal(text) if text else None,
            *self._details(place),
        )  # fmt: skip

    def __iter__(self) -> Iterator[Observation]:
        return map(self.__getitem__, range(len(self.texts)))

    def seen(self, on: date, rev: int | None) -> bool:
        """Whether all of it was known on a day, up to a revision."""
        return self.last_known <= on and (rev is None or self.last_release <= rev)

    def up_to(self, on: date, rev: int | None) -> Columns:
        """What was known of it on a day, up to a revision.

        A history looks at one series as of a hundred days; no observation is made for that.
        """
        if self.seen(on, rev):
            return self
        if self._days is None:
            self._days = [self._details(place)[:2] for place in range(len(self.texts))]
        places = [
            place
            for place, (known, release) in enumerate(self._days)
            if known <= on and (rev is None or release <= rev)
        ]
        details = self._details
        return Columns(
            self.series,
            Calendar([self.calendar.periods[place] for place in places]),
            [self.texts[place] for place in places],
            lambda place: details(places[place]),
            last_known=on,
            last_release=self.last_release if rev is None else rev,
            complete=self.plain,
        )

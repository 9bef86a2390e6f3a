"""What was known on a day: the newest vintage of each period, and of several sources the best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from indicators.domain.codelists import Bound, ObsStatus
from indicators.domain.columns import Columns
from indicators.domain.periods import Period
from indicators.domain.series import Observation, Series


def known(
    observations: Iterable[Observation], *, on: date, rev: int | None = None
) -> dict[Period, Observation]:
    """The figure of each period as known on ``on`` and up to data revision ``rev``.

    Of two published on one day the later release stands. A figure taken back is absent.
    """
    newest: dict[Period, Observation] = {}
    taken_back = False
    for observation in observations:
        if observation.known_on > on or (rev is not None and observation.release > rev):
            continue
        before = newest.setdefault(observation.period, observation)
        if before is not observation and _order(observation) >= _order(before):
            newest[observation.period] = observation
        taken_back = taken_back or observation.value is None
    if not taken_back:
        return newest
    return {period: figure for period, figure in newest.items() if figure.value is not None}


def _order(observation: Observation) -> tuple[date, int]:
    return observation.known_on, observation.release


def last_of_each_day(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Of the figures of a cell that became known on one day the one of the last release.

    What was entered by mistake was never known: it is neither a first print nor revised by another.
    ``observations`` of a cell are in the order in which they became known.
    """
    last = {(one.period, one.known_on): one for one in observations}
    return tuple(last.values())


def first_published(
    observations: Iterable[Observation], *, on: date, rev: int | None = None
) -> dict[Period, Observation]:
    """The first print of each period, of those known on ``on``."""
    first: dict[Period, Observation] = {}
    for observation in observations:
        if observation.known_on > on or (rev is not None and observation.release > rev):
            continue
        if observation.value is None:
            continue
        before = first.get(observation.period)
        if before is None or _order(observation) < _order(before):
            first[observation.period] = observation
    return first


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that replaced another of the same period."""

    old: Observation
    new: Observation

    @property
    def period(self) -> Period:
        """The period that both are about."""
        return self.new.period


def revisions(
    observations: Iterable[Observation], *, on: date, rev: int | None = None
) -> list[Revision]:
    """Every replacement of one value by another that was known on ``on``, oldest first."""
    if isinstance(observations, Columns) and observations.plain:
        return []
    observations = tuple(observations)
    if len({one.period for one in observations}) == len(observations):
        return []
    seen = sorted(
        (
            observation
            for observation in observations
            if observation.known_on <= on and (rev is None or observation.release <= rev)
        ),
        key=_order,
    )
    last: dict[Period, Observation] = {}
    found = []
    for observation in seen:
        before = last.get(observation.period)
        if (
            before is not None
            and None not in (before.value, observation.value)
            and before.value != observation.value
        ):
            found.append(Revision(before, observation))
        last[observation.period] = observation
    return found


class Cell(NamedTuple):
    """The figure that counts for a period, and what other sources say."""

    chosen: Observation
    source: str
    alternatives: tuple[Observation, ...] = ()
    # Those of the alternatives whose source has the same rank as the chosen one.
    equals: tuple[Observation, ...] = ()
    # The rank of the source of the chosen one; 1 is the best.
    rank: int = 1


class PlainCells(Mapping[Period, Cell]):
    """The cells of one source with one print of each period: made when somebody looks at them."""

    __slots__ = ("_made", "_source", "columns")

    def __init__(self, columns: Columns, source: str) -> None:
        self.columns, self._source = columns, source
        self._made: dict[int, Cell] = {}

    def __getitem__(self, period: Period) -> Cell:
        return self._at(self.columns.calendar.places[period])

    def get(self, period: Period, default: Any = None) -> Any:
        """As of any mapping; without an exception for each period that is not there."""
        place = self.columns.calendar.places.get(period)
        return default if place is None else self._at(place)

    def _at(self, place: int) -> Cell:
        found = self._made.get(place)
        if found is None:
            found = self._made[place] = Cell(self.columns[place], self._source)
        return found

    def __contains__(self, period: object) -> bool:
        return period in self.columns.calendar.places

    def __iter__(self) -> Iterator[Period]:
        return iter(self.columns.calendar.periods)

    def __len__(self) -> int:
        return len(self.columns)


def by_end(cells: Mapping[Period, Cell]) -> Mapping[date, Period]:
    """The period of each end; of several the one that starts last, which is the shortest."""
    if isinstance(cells, PlainCells):
        return cells.columns.calendar.by_end
    return {one.end: one for one in cells}


def _reported(series: Series) -> Iterable[Observation]:
    return [one for one in series.observations if one.status is not ObsStatus.FORECAST]


def merge(series: Iterable[Series], *, on: date, rev: int | None = None) -> Mapping[Period, Cell]:
    """One figure a period from several sources, as known on ``on``, in the order of the periods.

    An exact figure comes before “more than” or “about”; among equals the best-ranked source
    decides. The others stay as alternatives. A forecast is not a figure.
    """
    several = tuple(series)
    if not several:
        return {}
    if len(several) == 1:
        source, observations = several[0].key.source, several[0].observations
        if isinstance(observations, Columns) and observations.plain:
            return PlainCells(observations.up_to(on, rev), source)
        found = known(_reported(several[0]), on=on, rev=rev)
        rank = several[0].key.source_rank
        return {period: Cell(found[period], source, rank=rank) for period in sorted(found)}
    candidates: dict[Period, list[tuple[bool, int, str, Observation]]] = {}
    for one in several:
        for period, figure in known(_reported(one), on=on, rev=rev).items():
            candidates.setdefault(period, []).append(
                (figure.bound is not Bound.EXACT, one.key.source_rank, one.key.source, figure)
            )
    cells = {}
    for period in sorted(candidates):
        ordered = sorted(candidates[period], key=lambda item: item[:3])
        best = ordered[0]
        cells[period] = Cell(
            best[3],
            best[2],
            tuple(item[3] for item in ordered[1:]),
            tuple(item[3] for item in ordered[1:] if item[1] == best[1]),
            best[1],
        )
    return cells


def one_an_end(cells: Mapping[Period, Cell]) -> Mapping[Period, Cell]:
    """Of periods with one end, as a stock may have, the one that counts.

    That of the best-ranked source, of one source the longest: a quarter of a lesser source does
    not take the place of the best source's last month.
    """
    chosen: dict[date, Period] = {}
    for period, cell in cells.items():
        # In the order of the periods, so that of one end the longest comes first.
        before = chosen.setdefault(period.end, period)
        if cell.rank < cells[before].rank:
            chosen[period.end] = period
    if len(chosen) == len(cells):
        return cells
    kept = set(chosen.values())
    return {period: cell for period, cell in cells.items() if period in kept}

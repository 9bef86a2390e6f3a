"""What was known on a day: the newest vintage of each period, and of several sources the best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from indicators.domain.codelists import Bound, ObsStatus
from indicators.domain.periods import Period
from indicators.domain.series import Observation, Series


def known(
    observations: Iterable[Observation], *, on: date, rev: int | None = None
) -> dict[Period, Observation]:
    """The figure of each period as known on ``on`` and up to data revision ``rev``.

    Of two published on one day the later release stands. A figure taken back is absent.
    """
    newest: dict[Period, Observation] = {}
    for observation in observations:
        if observation.known_on > on or (rev is not None and observation.release > rev):
            continue
        before = newest.get(observation.period)
        if before is None or _order(observation) >= _order(before):
            newest[observation.period] = observation
    return {period: figure for period, figure in newest.items() if figure.value is not None}


def _order(observation: Observation) -> tuple[date, int]:
    return observation.known_on, observation.release


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


@dataclass(frozen=True, slots=True)
class Cell:
    """The figure that counts for a period, and what other sources say."""

    chosen: Observation
    source: str
    alternatives: tuple[Observation, ...] = ()
    # Those of the alternatives whose source has the same rank as the chosen one.
    equals: tuple[Observation, ...] = ()


def merge(series: Iterable[Series], *, on: date, rev: int | None = None) -> Mapping[Period, Cell]:
    """One figure a period from several sources, as known on ``on``, in the order of the periods.

    An exact figure comes before “more than” or “about”; among equals the best-ranked source
    decides. The others stay as alternatives. A forecast is not a figure.
    """
    candidates: dict[Period, list[tuple[bool, int, str, Observation]]] = {}
    for one in series:
        reported = (each for each in one.observations if each.status is not ObsStatus.FORECAST)
        for period, figure in known(reported, on=on, rev=rev).items():
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
        )
    return cells

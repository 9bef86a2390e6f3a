"""Series and observations as the engine sees them: every vintage of every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from indicators.domain.codelists import Basis, Bound, Frequency, ObsStatus
from indicators.domain.periods import Period


def is_rate(code: str) -> bool:
    """Whether a series is of published growth, in percent whatever its indicator is measured in.

    Series codes read ``indicator:entity:basis:frequency:source``.
    """
    return any(f":{basis}:" in code for basis in (Basis.GROWTH, Basis.YTD_GROWTH))


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What tells one series from another. Rank 1 is the best source."""

    code: str
    indicator: str
    version: int
    entity: str
    basis: Basis
    frequency: Frequency
    source: str
    source_rank: int
    unit: str


class Observation(NamedTuple):
    """A figure of a release. ``value`` ``None`` takes an earlier figure back.

    ``precision`` is half a unit of the last digit that the source stated, in the unit of the
    value; ``None`` where that is not known.
    """

    series: str
    period: Period
    value: Decimal | None
    known_on: date
    release: int
    status: ObsStatus = ObsStatus.NORMAL
    bound: Bound = Bound.EXACT
    precision: Decimal | None = None

    @property
    def id(self) -> str:
        """The public id: ``series/period/known_on/release``."""
        return f"{self.series}/{self.period!s}/{self.known_on!s}/{self.release}"


@dataclass(frozen=True, slots=True)
class Series:
    """All vintages of a series."""

    key: SeriesKey
    observations: Sequence[Observation] = field(default=())

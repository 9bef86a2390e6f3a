"""Finding the figure of a period among levels, year-to-date and flows, as known on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain import vintages
from indicators.domain.codelists import Bound, IndicatorKind
from indicators.domain.periods import Period, iter_years
from indicators.domain.results import Evidence
from indicators.domain.series import Observation, Series
from indicators.domain.units import exact_decimal
from indicators.domain.vintages import Cell


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the observations it was made of, by role; ``how`` as in ``Judged``."""

    value: Decimal
    how: str
    observations: tuple[tuple[str, Observation], ...]
    percent: bool = False
    cell: Cell | None = None

    @property
    def precision(self) -> Decimal:
        """Half a unit of the last stated digit, summed over what it was made of."""
        return sum((precision_of(one) for _, one in self.observations), Decimal(0))

    @property
    def exact(self) -> bool:
        """Whether every part was stated exactly."""
        return all(one.bound is Bound.EXACT for _, one in self.observations)


def precision_of(observation: Observation) -> Decimal:
    """The stated precision, else half a unit of the last digit of the value."""
    if observation.precision is not None:
        return observation.precision
    exponent = observation.value.as_tuple().exponent if observation.value is not None else 0
    return Decimal(5).scaleb(min(int(exponent), 0) - 1)


class Figures:
    """All figures of an evidence as known on a day; or, with ``first``, their first prints."""

    def __init__(
        self, evidence: Evidence, *, on: date, rev: int | None = None, first: bool = False
    ) -> None:
        self.evidence, self.on, self.rev, self.first = evidence, on, rev, first
        self._cells: dict[str, Mapping[Period, Cell]] = {}

    def cells(self, name: str) -> Mapping[Period, Cell]:
        """The merged cells of a part of the evidence (``level``, ``ytd``, …)."""
        if name not in self._cells:
            series: tuple[Series, ...] = getattr(self.evidence, name)
            if self.first:
                series = tuple(
                    Series(
                        one.key,
                        tuple(
                            vintages.first_published(
                                one.observations, on=self.on, rev=self.rev
                            ).values()
                        ),
                    )
                    for one in series
                )
            self._cells[name] = vintages.merge(series, on=self.on, rev=self.rev)
        return self._cells[name]

    def cell(self, name: str, period: Period, role: str, how: str) -> Figure | None:
        """The figure of exactly this period."""
        cell = self.cells(name).get(period)
        if cell is None or cell.chosen.value is None:
            return None
        percent = name in ("growth", "ytd_growth")
        return Figure(cell.chosen.value, how, ((role, cell.chosen),), percent, cell)

    def level(
        self, period: Period, kind: IndicatorKind | None, role: str = "figure"
    ) -> Figure | None:
        """The level of a period: of a stock, at its end; of a flow, in it.

        A flow of a year may be published as the year to date of December, or is the sum of its
        months or quarters when every one is known. Nothing is interpolated.
        """
        if found := self.cell("level", period, role, "level"):
            return found
        if kind is IndicatorKind.FLOW:
            return self.cell("ytd", period, role, "year_to_date") or self._sum(period, role)
        if kind in (IndicatorKind.STOCK, IndicatorKind.INDEX):
            return self._ending(period, role)
        return self.cell("ytd", period, role, "year_to_date") or self._ending(period, role)

    def _ending(self, period: Period, role: str) -> Figure | None:
        """The longest period of the level series that lies in ``period`` and ends with it."""
        for candidate in sorted(self.cells("level")):
            if candidate.end == period.end and period.contains(candidate):
                return self.cell("level", candidate, role, "level")
        return None

    def _sum(self, period: Period, role: str) -> Figure | None:
        parts: list[tuple[str, Observation]] = []
        at = period.start
        longest: dict[date, Observation] = {}
        for one, cell in self.cells("level").items():
            known = longest.get(one.start)
            if period.contains(one) and (known is None or one.end > known.period.end):
                longest[one.start] = cell.chosen
        total = Decimal(0)
        while at < period.end:
            part = longest.get(at)
            if part is None or part.value is None:
                return None
            parts.append((f"{role}_part", part))
            total += part.value
            at = part.period.end
        return Figure(total, "sum", tuple(parts))

    def to_date(self, period: Period, role: str) -> Figure | None:
        """The flow from the start of the year to the end of ``period``: published, or summed."""
        return self.cell("ytd", period, role, "year_to_date") or self._sum(period, role)

    def latest_to_date(self, year: Period, role: str = "to_date") -> Figure | None:
        """The latest year-to-date figure of a running year, or the months so far."""
        ends = {one.end for one in self.cells("ytd") if one.start == year.start}
        ends |= {one.end for one in self.cells("level") if year.contains(one) and one != year}
        for end in sorted(ends, reverse=True):
            if end <= year.end and (found := self.to_date(Period(year.start, end), role)):
                return found
        return None

    def latest_level(self, *, before: date, role: str = "latest") -> Figure | None:
        """The level of the last period that ended by ``before``; of several the longest."""
        best: Period | None = None
        for one in self.cells("level"):
            if one.end <= before and (best is None or (one.end, -one.start.toordinal())
                                      > (best.end, -best.start.toordinal())):  # fmt: skip
                best = one
        return self.cell("level", best, role, "level") if best else None

    def same_periods(self, latest: Observation) -> list[Observation]:
        """Levels of the same months of every year up to ``latest``, oldest first."""
        found = [
            cell.chosen
            for one, cell in self.cells("level").items()
            if one.end <= latest.period.end
            and (one.start.month, one.start.day)
            == (latest.period.start.month, latest.period.start.day)
            and one.months == latest.period.months
        ]
        return sorted(found, key=lambda observation: observation.period)

    def growth(self, period: Period, kind: IndicatorKind | None) -> Figure | None:
        """Growth on the same period of the previous year, computed from levels of one day."""
        now = self.level(period, kind, "figure")
        before = self.level(period.previous_year(), kind, "previous_year")
        if now is None or before is None or before.value == 0:
            return None
        return Figure(
            percent_change(now.value, before.value),
            "computed_growth",
            now.observations + before.observations,
            percent=True,
        )

    def chained_growth(self, window: Period) -> Figure | None:
        """Percent change over a window of years from the yearly rates, when all are known."""
        product = Fraction(1)
        parts: list[tuple[str, Observation]] = []
        if window.months is None or window.months % 12:
            return None
        for year in iter_years(window):
            one = self.cell("growth", year, "growth", "published_growth")
            if one is None:
                return None
            product *= 1 + Fraction(one.value) / 100
            parts += one.observations
        return Figure(
            exact_decimal((product - 1) * 100), "chained_growth", tuple(parts), percent=True
        )


def percent_change(value: Decimal, base: Decimal) -> Decimal:
    """100 × (value / base − 1); the sign of a negative base is respected by its magnitude."""
    return exact_decimal(100 * (Fraction(value) - Fraction(base)) / abs(Fraction(base)))

"""Finding the figure of a period among levels, year-to-date and flows, as known on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.domain import vintages
from indicators.domain.codelists import Bound, IndicatorKind
from indicators.domain.exact import exact_decimal
from indicators.domain.periods import Period, iter_years
from indicators.domain.results import Evidence, Input
from indicators.domain.series import Observation, Series
from indicators.domain.vintages import Cell

# Parts that enter with a minus or below the line: “more than” of these means “less than” above.
INVERSE_ROLES = ("baseline", "previous_year", "before_part", "first_print")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the observations it was made of, by role; ``how`` as in ``Judged``."""

    value: Decimal
    how: str
    observations: tuple[tuple[str, Observation], ...]
    period: Period
    percent: bool = False
    cell: Cell | None = None
    # Half a unit of the last stated digit, where it is not the sum over the parts.
    error: Decimal | None = None

    @property
    def precision(self) -> Decimal:
        """Half a unit of the last stated digit, in the unit of the value."""
        if self.error is not None:
            return self.error
        return sum((precision_of(one) for _, one in self.observations), Decimal(0))

    @property
    def exact(self) -> bool:
        """Whether every part was stated exactly."""
        return all(one.bound is Bound.EXACT for _, one in self.observations)

    @property
    def at_least(self) -> bool:
        """Whether the true value may be higher: a part is “more than”, or a base “nearly”."""
        return self._open(Bound.AT_LEAST, Bound.AT_MOST)

    @property
    def at_most(self) -> bool:
        """Whether the true value may be lower."""
        return self._open(Bound.AT_MOST, Bound.AT_LEAST)

    def _open(self, bound: Bound, inverse: Bound) -> bool:
        return any(
            one.bound is (inverse if role.endswith(INVERSE_ROLES) else bound)
            for role, one in self.observations
        )

    @property
    def known_on(self) -> date | None:
        """The day on which the last part of it became known."""
        return max((one.known_on for _, one in self.observations), default=None)

    def inputs(self, prefix: str = "") -> list[Input]:
        """Its observations as inputs of an answer."""
        return [Input.of(f"{prefix}{role}", one) for role, one in self.observations]


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
                series = tuple(self._first_prints(one) for one in series)
            self._cells[name] = vintages.merge(series, on=self.on, rev=self.rev)
        return self._cells[name]

    def _first_prints(self, series: Series) -> Series:
        first = vintages.first_published(series.observations, on=self.on, rev=self.rev)
        return Series(series.key, tuple(first.values()))

    def cell(self, name: str, period: Period, role: str, how: str) -> Figure | None:
        """The figure of exactly this period."""
        cell = self.cells(name).get(period)
        if cell is None or cell.chosen.value is None:
            return None
        percent = name in ("growth", "ytd_growth")
        return Figure(cell.chosen.value, how, ((role, cell.chosen),), period, percent, cell)

    def level(
        self, period: Period, kind: IndicatorKind | None, role: str = "figure"
    ) -> Figure | None:
        """The level of a period: of a stock, at its end; of a flow, in it.

        A flow may be published as the year to date, is the difference of two of these, or the sum
        of its months or quarters when every one is known. Nothing is interpolated.
        """
        if found := self.cell("level", period, role, "level"):
            return found
        if kind is IndicatorKind.FLOW:
            return self.to_date(period, role) or self._between(period, role)
        if kind in (IndicatorKind.STOCK, IndicatorKind.INDEX):
            return self._ending(period, role)
        return self.cell("ytd", period, role, "year_to_date") or self._ending(period, role)

    def _ending(self, period: Period, role: str) -> Figure | None:
        """The longest period of the level series that lies in ``period`` and ends with it."""
        for candidate in self.cells("level"):
            if candidate.end == period.end and period.contains(candidate):
                return self.cell("level", candidate, role, "level")
        return None

    def _sum(self, period: Period, role: str) -> Figure | None:
        longest: dict[date, Cell] = {}
        for one, cell in self.cells("level").items():
            # In the order of the periods, so that of one start the longest comes last.
            if period.contains(one):
                longest[one.start] = cell
        parts: list[tuple[str, Observation]] = []
        total, at = Fraction(0), period.start
        while at < period.end:
            found = longest.get(at)
            if found is None or found.chosen.value is None:
                return None
            parts.append((f"{role}_part", found.chosen))
            total += Fraction(found.chosen.value)
            at = found.chosen.period.end
        return Figure(exact_decimal(total), "sum", tuple(parts), period)

    def _between(self, period: Period, role: str) -> Figure | None:
        """A flow as the difference of two year-to-date figures, both as known on the same day.

        March is January–March minus January–February; a January cannot be had from the latter.
        """
        whole = period.to_date()
        if period.start <= whole.start:
            return None
        last = self.cell("ytd", whole, role, "year_to_date")
        before = self.cell(
            "ytd", Period(whole.start, period.start), f"{role}_before_part", "year_to_date"
        )
        if last is None or before is None:
            return None
        parts = last.observations + before.observations
        return Figure(minus(last.value, before.value), "year_to_date_difference", parts, period)

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

    def comparable(self, period: Period, kind: IndicatorKind | None) -> list[Figure]:
        """Every known level that may be held against a bound on ``period``, oldest first.

        Of a stock, all of them. Of a flow, those of the same months of each year: a month's
        output says nothing against a year's bound. Of a rate or share likewise, if there are any.
        """
        years = {one.year for name in ("level", "ytd") for one in self.cells(name)}
        same = [
            figure
            for year in sorted(years)
            if (figure := self._of_year(period, year, kind)) is not None
        ]
        if kind is IndicatorKind.FLOW or (kind is not IndicatorKind.STOCK and same):
            return same
        latest: dict[date, Period] = {}
        for one in self.cells("level"):
            latest.setdefault(one.end, one)  # of several periods with one end the longest
        found = (self.cell("level", one, "figure", "level") for one in latest.values())
        return sorted((one for one in found if one), key=lambda figure: figure.period.end)

    def _of_year(self, period: Period, year: int, kind: IndicatorKind | None) -> Figure | None:
        moved = period.shift_years(year - period.year)
        if kind is IndicatorKind.FLOW:
            return self.level(moved, kind)
        return self.cell("level", moved, "figure", "level")

    def history(self, period: Period, kind: IndicatorKind | None) -> list[Figure]:
        """Levels of the same months of every year up to ``period``, oldest first."""
        years = {one.year for name in ("level", "ytd") for one in self.cells(name)}
        found = (self._of_year(period, year, kind) for year in sorted(years) if year <= period.year)
        return [figure for figure in found if figure is not None]

    def latest_level(self) -> Figure | None:
        """The level of the last period; of several the longest."""
        ends = max((one.end for one in self.cells("level")), default=None)
        last = next((one for one in self.cells("level") if one.end == ends), None)
        return self.cell("level", last, "latest", "level") if last else None

    def redefined(self, end: date) -> bool:
        """Whether a later definition has a figure for a period with this end: the older is over."""
        return any(one.end == end for one in self.cells("successors"))

    def growth(self, period: Period, kind: IndicatorKind | None) -> Figure | None:
        """Growth on the same period of the previous year, computed from levels of one day."""
        now = self.level(period, kind, "figure")
        before = self.level(period.previous_year(), kind, "previous_year")
        return relative(now, before, "computed_growth")

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
        change = exact_decimal((product - 1) * 100)
        return Figure(change, "chained_growth", tuple(parts), window, percent=True)


def relative(now: Figure | None, before: Figure | None, how: str) -> Figure | None:
    """Percent change of one figure on another; ``None`` when one is missing or the base is zero."""
    if now is None or before is None or before.value == 0:
        return None
    value = percent_change(now.value, before.value)
    base = abs(Fraction(before.value))
    # First order: an error of the base counts as often as the base fits into the figure.
    error = Fraction(now.precision) + abs(Fraction(now.value)) / base * Fraction(before.precision)
    return Figure(
        value,
        how,
        now.observations + before.observations,
        now.period,
        percent=True,
        error=exact_decimal(100 * error / base),
    )


def renamed(figure: Figure, role: str) -> Figure:
    """The same figure in another role."""
    return replace(figure, observations=tuple((role, one) for _, one in figure.observations))


def minus(left: Decimal, right: Decimal) -> Decimal:
    """The exact difference, also of more digits than the context of ``decimal`` keeps."""
    return exact_decimal(Fraction(left) - Fraction(right))


def percent_change(value: Decimal, base: Decimal) -> Decimal:
    """100 × (value / base − 1); the sign of a negative base is respected by its magnitude."""
    return exact_decimal(100 * (Fraction(value) - Fraction(base)) / abs(Fraction(base)))

"""Finding the figure of a period among levels, year-to-date and flows, as known on one day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import lt
from typing import cast

from indicators.domain import derived, vintages
from indicators.domain.codelists import IndicatorKind
from indicators.domain.course import Course
from indicators.domain.exact import exact_decimal
from indicators.domain.figure import (
    Figure,
    is_derived,
    minus,
    percent_change,
    precision_of,
    relative,
    renamed,
)
from indicators.domain.periods import Period, iter_years
from indicators.domain.results import Evidence, Operand
from indicators.domain.series import Observation, Series
from indicators.domain.vintages import Cell, PlainCells

__all__ = [
    "Figure",
    "Figures",
    "is_derived",
    "minus",
    "percent_change",
    "precision_of",
    "relative",
    "renamed",
]

# What a published figure is called in answers; every other part of the evidence is a flow.
_HOW = {
    "level": "level",
    "ytd": "year_to_date",
    "growth": "published_growth",
    "ytd_growth": "published_growth",
}


_NOTHING: Mapping[Period, Cell] = {}


class Figures:
    """All figures of an evidence as known on a day; or, with ``first``, their first prints."""

    def __init__(
        self, evidence: Evidence, *, on: date, rev: int | None = None, first: bool = False
    ) -> None:
        self.evidence, self.on, self.rev, self.first = evidence, on, rev, first
        self._cells: dict[str, Mapping[Period, Cell]] = {}
        self._operands: dict[str, Figures] = {}
        self._derived: dict[tuple[Period, str], Figure | None] = {}
        # The same level is asked for as figure, baseline and point of comparison, again and again.
        self._published: dict[tuple[Period, IndicatorKind | None, str], Figure | None] = {}
        self._by_end: Mapping[date, Period] | None = None
        self._courses: dict[tuple[Period | None, IndicatorKind | None], Course] = {}

    def cells(self, name: str) -> Mapping[Period, Cell]:
        """The merged cells of a part of the evidence (``level``, ``ytd``, …)."""
        found = self._cells.get(name)
        if found is None:
            series: tuple[Series, ...] = getattr(self.evidence, name)
            if not series:
                return self._cells.setdefault(name, _NOTHING)
            if self.first:
                series = tuple(self._first_prints(one) for one in series)
            found = self._cells[name] = vintages.merge(series, on=self.on, rev=self.rev)
        return found

    def _first_prints(self, series: Series) -> Series:
        first = vintages.first_published(series.observations, on=self.on, rev=self.rev)
        return Series(series.key, tuple(first.values()))

    def cell(self, name: str, period: Period, role: str = "figure") -> Figure | None:
        """The figure of exactly this period."""
        cells = self._cells.get(name)
        cell = (self.cells(name) if cells is None else cells).get(period)
        if cell is None or (value := cell.chosen.value) is None:
            return None
        how, percent = _HOW.get(name, "published_flow"), name in ("growth", "ytd_growth")
        return Figure(value, how, ((role, cell.chosen),), period, percent, cell)

    def level(
        self, period: Period, kind: IndicatorKind | None, role: str = "figure"
    ) -> Figure | None:
        """The level of a period: of a stock, at its end; of a flow, in it.

        A flow may be published as the year to date, is the difference of two of these, or the sum
        of its months or quarters when every one is known. Nothing is interpolated. Where nothing is
        published for the period, a derived indicator has what its formula gives.
        """
        found = self.published(period, kind, role)
        return self.derived(period, role) if found is None else found

    def published(
        self, period: Period, kind: IndicatorKind | None, role: str = "figure"
    ) -> Figure | None:
        """The level as ``level`` finds it, without the formula of a derived indicator."""
        asked = period, kind, role
        if asked not in self._published:
            self._published[asked] = self._find_published(period, kind, role)
        return self._published[asked]

    def _find_published(
        self, period: Period, kind: IndicatorKind | None, role: str
    ) -> Figure | None:
        if found := self.cell("level", period, role):
            return found
        if kind is IndicatorKind.FLOW:
            return self.to_date(period, role) or self._between(period, role)
        if kind in (IndicatorKind.STOCK, IndicatorKind.INDEX):
            return self._ending(period, role)
        return self.cell("ytd", period, role) or self._ending(period, role)

    def derived(self, period: Period, role: str = "figure") -> Figure | None:
        """What the formula gives for a period, when all operands are known for it on this day."""
        rule = self.evidence.derivation
        if rule is None:
            return None
        key = period, role
        if key not in self._derived:
            known = {one.code: self._operand(one, period, role) for one in rule.operands}
            operands = {code: figure for code, figure in known.items() if figure is not None}
            complete = len(operands) == len(known)
            self._derived[key] = derived.combine(rule, operands, period, role) if complete else None
        return self._derived[key]

    def _of(self, operand: Operand) -> Figures:
        """The figures of an operand, as known on the same day."""
        if operand.code not in self._operands:
            self._operands[operand.code] = Figures(
                operand.evidence, on=self.on, rev=self.rev, first=self.first
            )
        return self._operands[operand.code]

    def _operand(self, operand: Operand, period: Period, role: str) -> Figure | None:
        """Its level of the period; of a stock, any that is at the end of the period."""
        figures = self._of(operand)
        found = figures.level(period, operand.kind, role)
        if found is None and operand.kind is IndicatorKind.STOCK:
            same_end = (one for one in figures.periods() if one.end == period.end)
            found = next(
                filter(None, (figures.level(one, operand.kind, role) for one in same_end)), None
            )
        return found

    def periods(self) -> list[Period]:
        """Every period that there may be a level for, published or derived, in their order."""
        found = {*self.cells("level"), *self.cells("ytd")}
        for operand in self.evidence.derivation.operands if self.evidence.derivation else ():
            found.update(self._of(operand).periods())
        return sorted(found)

    def years(self, *names: str) -> list[int]:
        """The years of every such period, and of the cells of ``names``."""
        levels = self.cells("level")
        others = any(self.cells(name) for name in ("ytd", *names))
        if isinstance(levels, PlainCells) and not others and self.evidence.derivation is None:
            return levels.columns.calendar.years
        return sorted(
            {one.year for one in (*self.periods(), *(p for n in names for p in self.cells(n)))}
        )

    def _ending(self, period: Period, role: str) -> Figure | None:
        """The level of a period that lies in ``period`` and ends with it.

        Of several the one of the best-ranked source, of one source the longest.
        """
        cells = self.cells("level")
        if self._by_end is None:
            self._by_end = vintages.by_end(cells)
        # In the order of the periods, so that of one end the shortest is the one in the table.
        shortest = self._by_end.get(period.end)
        if shortest is None or not period.contains(shortest):
            return None
        longest = shortest
        if len(self._by_end) != len(cells):
            within = (one for one in cells if one.end == period.end and period.contains(one))
            longest = min(within, key=lambda one: cells[one].rank)
        return self.cell("level", longest, role)

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
        last = self.cell("ytd", whole, role)
        before = self.cell("ytd", Period(whole.start, period.start), f"{role}_before_part")
        if last is None or before is None:
            return None
        parts = last.observations + before.observations
        return Figure(minus(last.value, before.value), "year_to_date_difference", parts, period)

    def to_date(self, period: Period, role: str = "figure") -> Figure | None:
        """The flow from the start of the year to the end of ``period``: published, or summed."""
        return self.cell("ytd", period, role) or self._sum(period, role)

    def latest_to_date(self, year: Period, role: str = "to_date") -> Figure | None:
        """The latest year-to-date figure of a running year, or the months so far."""
        ends = {one.end for one in self.cells("ytd") if one.start == year.start}
        ends |= {one.end for one in self.cells("level") if year.contains(one) and one != year}
        for end in sorted(ends, reverse=True):
            if end <= year.end and (found := self.to_date(Period(year.start, end), role)):
                return found
        return None

    def comparable(self, period: Period, kind: IndicatorKind | None) -> Course:
        """Every known level that may be held against a bound on ``period``, oldest first.

        Of a stock, all of them. Of a flow, those of the same months of each year: a month's
        output says nothing against a year's bound. Of a rate or share likewise, if there are any.
        """
        key = (None if kind is IndicatorKind.STOCK else period, kind)
        if key not in self._courses:
            self._courses[key] = self._course(period, kind)
        return self._courses[key]

    def _course(self, period: Period, kind: IndicatorKind | None) -> Course:
        if kind is not IndicatorKind.STOCK:
            same = [
                figure
                for year in self.years()
                if (figure := self._of_year(period, year, kind)) is not None
            ]
            if same or kind is IndicatorKind.FLOW:
                return Course.of(same)
        cells = self.cells("level")
        if self.evidence.derivation is None and isinstance(cells, PlainCells):
            columns = cells.columns
            if columns.calendar.ascending:
                return Course.by_column(columns, self._known_level)
        ends = [one.end for one in cells]
        if self.evidence.derivation is None and all(map(lt, ends, ends[1:])):
            # One length of period, as most series have: they are in the order of their ends.
            values = [cell.chosen.value for cell in cells.values()]  # a cell always has one
            return Course(list(cells), cast(list[Decimal], values), self._known_level)
        chosen = vintages.one_an_end(cells)
        levels = {one: cell.chosen.value for one, cell in chosen.items()}
        for one in self._derived_only({one.end for one in chosen}):
            if (computed := self.derived(one)) is not None:
                levels[one] = computed.value
        known = [(one, value) for one, value in levels.items() if value is not None]
        known.sort(key=lambda level: level[0].end)
        return Course([one for one, _ in known], [value for _, value in known], self._known_level)

    def _known_level(self, period: Period) -> Figure | None:
        return self.cell("level", period, "figure") or self.derived(period)

    def _derived_only(self, published: Collection[date]) -> list[Period]:
        """Of each end without a published level the longest period that the formula covers."""
        if self.evidence.derivation is None:
            return []
        longest: dict[date, Period] = {}
        for one in self.periods():
            if one.end not in published and self.derived(one) is not None:
                longest.setdefault(one.end, one)
        return list(longest.values())

    def _of_year(self, period: Period, year: int, kind: IndicatorKind | None) -> Figure | None:
        moved = period.shift_years(year - period.year)
        if kind is IndicatorKind.FLOW:
            return self.level(moved, kind)
        return self.cell("level", moved, "figure") or self.derived(moved)

    def history(self, period: Period, kind: IndicatorKind | None) -> list[Figure]:
        """Levels of the same months of every year up to ``period``, oldest first."""
        found = (self._of_year(period, year, kind) for year in self.years() if year <= period.year)
        return [figure for figure in found if figure is not None]

    def latest_level(self) -> Figure | None:
        """The published level of the last period; of several as ``one_an_end`` chooses."""
        cells = vintages.one_an_end(self.cells("level"))
        last = max(cells, key=lambda one: one.end, default=None)
        return self.cell("level", last, "latest") if last else None

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
            one = self.cell("growth", year, "growth")
            if one is None:
                return None
            product *= 1 + Fraction(one.value) / 100
            parts += one.observations
        change = exact_decimal((product - 1) * 100)
        return Figure(change, "chained_growth", tuple(parts), window, percent=True)

"""When a ``by`` target was reached: before its deadline, at it, or late."""

from __future__ import annotations

from indicators.domain.codelists import Quantity, ReferenceKind
from indicators.domain.course import Course
from indicators.domain.figures import Figure, Figures
from indicators.domain.periods import Period
from indicators.domain.quantities import baseline, measure
from indicators.domain.results import TargetSpec
from indicators.domain.statements import NO_VALUE, Range, Statement

Found = tuple[Period, Figure]
_EMPTY = Course((), (), lambda _: None)


class Timeline:
    """The quantity at every period that may be held against the bound, oldest first.

    ``period`` is the judged one: the horizon, or its last year.
    """

    def __init__(
        self, spec: TargetSpec, statement: Statement, figures: Figures, period: Period
    ) -> None:
        self.spec, self.statement, self.figures, self.period = spec, statement, figures, period
        self.course = _EMPTY
        self.by_level: Range | None = None
        if statement.quantity is Quantity.LEVEL or _from_a_fixed_period(statement):
            self.course = figures.comparable(period, spec.kind)
            self.by_level = self._by_level(period)

    def _by_level(self, period: Period) -> Range | None:
        """The levels that satisfy; ``None`` where published flows or rates may decide."""
        within = self.statement.range(self.spec.direction)
        if self.statement.quantity is Quantity.LEVEL:
            return within
        flows = self.figures.cells("additions") or self.figures.cells("additions_ytd")
        if flows or self.statement.quantity is not Quantity.CHANGE:
            return None
        base = baseline(self.spec, self.figures, period)
        return NO_VALUE if base is None else within.moved(base.value)

    def figure(self, place: int) -> Figure | None:
        """The quantity itself at a place of the course."""
        if self.statement.quantity is Quantity.LEVEL:
            return self.course[place]
        return measure(self.spec, self.figures, self.course.periods[place]).figure

    def satisfied(self, place: int) -> bool | None:
        """Whether it satisfies the statement there; ``None`` where it cannot be had."""
        if self.by_level is not None:
            return self.by_level.holds(self.course.value_at(place))
        figure = self.figure(place)
        if figure is None:
            return None
        return self.statement.satisfied_by(figure.value, self.spec.direction)

    def first(self, places: range) -> int | None:
        """The first of some places at which it satisfies."""
        if self.by_level is not None:
            found = self.by_level.first(self.course.values_at(places))
            return None if found is None else places[found]
        return next((at for at in places if self.satisfied(at)), None)

    def found(self, place: int | None) -> Found | None:
        """The period and the figure of a place."""
        figure = None if place is None else self.figure(place)
        if place is None or figure is None:
            return None
        return self.course.periods[place], figure

    def first_place(self) -> int | None:
        """The place of the first period, up to the end of the judged one, that satisfies."""
        reference = self.statement.reference.period
        after = None if reference is None else reference.end
        return self.first(self.course.places(after, self.period.end))

    def first_satisfied(self) -> Found | None:
        """The first period, up to the end of the judged one, that satisfied, and its figure."""
        return self.found(self.first_place())

    def first_period(self) -> Period | None:
        """The same period alone."""
        place = self.first_place()
        return None if place is None else self.course.periods[place]

    def later(self) -> Found | None:
        """The first period after the judged one that satisfied."""
        return self.found(self.first(self.course.places(self.period.end)))

    def last(self) -> Found | None:
        """The last known period up to the end of the judged one, if it satisfies."""
        for place in reversed(self.course.places(None, self.period.end)):
            satisfied = self.satisfied(place)
            if satisfied is not None:
                return self.found(place) if satisfied else None
        return None


def _from_a_fixed_period(statement: Statement) -> bool:
    return (
        statement.quantity in (Quantity.CHANGE, Quantity.PERCENT_CHANGE)
        and statement.reference.kind is ReferenceKind.PERIOD
    )

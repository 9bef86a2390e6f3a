"""What a chart shows, as plain numbers: points, path, bounds, and where a line is cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from indicators.domain.codelists import Basis
from indicators.domain.periods import Period
from indicators.domain.series import Observation


class Shape(StrEnum):
    """Lines for what accumulates or persists, columns for what happens within a period."""

    LINE = "line"
    COLUMNS = "columns"


class Kept(StrEnum):
    """How a single figure stands to its own bound; drawn as a shape, not only a colour."""

    KEPT = "kept"
    BREACHED = "breached"
    OUTSIDE = "outside"


class Drawn(StrEnum):
    """What the values are: as published, or against a base."""

    VALUE = "value"
    GROWTH = "growth"
    YEARLY_CHANGE = "yearly_change"
    CHANGE = "change"


class GapKind(StrEnum):
    """What the distance at the latest figure is measured to."""

    PATH = "path"
    BOUND = "bound"
    HEADROOM = "headroom"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure. ``path`` is where the required path ran at its end, ``limit`` its own bound.

    ``unsure`` is provisional, estimated or forecast; ``partial`` a year of which only some months
    are known yet; ``kept`` how it stands to a bound that every figure has to keep.
    """

    period: Period
    value: Decimal
    unsure: bool = False
    observation: Observation | None = None
    path: Decimal | None = None
    limit: Decimal | None = None
    partial: bool = False
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance at the latest figure: ``value`` minus ``against``, on the figure's day.

    ``good`` says whether it is on the right side.
    """

    period: Period
    value: Decimal
    against: Decimal
    kind: GapKind
    good: bool

    @property
    def size(self) -> Decimal:
        """The figure minus what it is measured against."""
        return self.value - self.against


@dataclass(frozen=True, slots=True)
class Average:
    """The geometric mean of yearly growth over ``period``, in percent a year."""

    period: Period
    value: Decimal


@dataclass(frozen=True, slots=True)
class PathData:
    """Everything a chart of a target shows, in one unit.

    ``low`` and ``high`` are the bounds that hold over ``window``. ``percent`` says that the
    values are rates, whatever the unit of the series is.
    """

    shape: Shape
    basis: Basis
    percent: bool
    points: tuple[Point, ...]
    path: tuple[tuple[date, Decimal], ...]
    low: Decimal | None
    high: Decimal | None
    window: Period | None
    cumulative: bool = False
    # The days on which another definition begins: the drawing is broken there, never joined.
    breaks: tuple[date, ...] = ()
    # The bound holds over the whole window, not only at its end.
    held: bool = False
    gap: Gap | None = None
    drawn: Drawn = Drawn.VALUE
    # The period that changes are measured against, where ``drawn`` is ``change``.
    base: Period | None = None
    average: Average | None = None

    @property
    def values(self) -> list[Decimal]:
        """Every number that is drawn."""
        found = [point.value for point in self.points] + [value for _, value in self.path]
        found += [self.average.value] if self.average else []
        found += [self.gap.against] if self.gap else []
        return found + [bound for bound in (self.low, self.high) if bound is not None]

    @property
    def whole(self) -> tuple[Point, ...]:
        """The points of complete periods; all of them where none is complete."""
        return tuple(point for point in self.points if not point.partial) or self.points

    @property
    def band(self) -> bool:
        """Whether the figures are to stay between two bounds."""
        return self.low is not None and self.high is not None and self.low < self.high


def runs(data: PathData) -> list[list[Point]]:
    """The points that a line may join: cut at breaks of definition and at missing periods."""
    return unbroken(data.points, data.breaks)


def unbroken(points: Sequence[Point], breaks: Iterable[date] = ()) -> list[list[Point]]:
    """Points in the order of time, cut where a period is missing or another definition begins."""
    if not points:
        return []
    ahead = sorted(breaks)
    gaps = _gaps(points)
    found: list[list[Point]] = [[points[0]]]
    while ahead and points[0].period.start >= ahead[0]:
        ahead.pop(0)
    for number, point in enumerate(points[1:]):
        cut = gaps[number]
        while ahead and point.period.start >= ahead[0]:
            ahead.pop(0)
            cut = True
        if cut:
            found.append([])
        found[-1].append(point)
    return found


def _gaps(points: Sequence[Point]) -> list[bool]:
    """Between each figure and the next: whether something is missing there.

    Of regular periods one is missing where the next does not follow: years that follow one another
    at all are regular, shorter periods where two of three do. In irregular figures a step is a hole
    where those beside it are alike and shorter.
    """
    pairs = list(pairwise(points))
    steps = [(right.period.end - left.period.end).days for left, right in pairs]
    regular = _regular(pairs)
    found = []
    for at, (left, right) in enumerate(pairs):
        if left.period.months == right.period.months and left.period.months in regular:
            found.append(right.period.start > left.period.end)
            continue
        beside = next(
            (
                (steps[one], steps[other])
                for one, other in ((at - 1, at + 1), (at - 2, at - 1), (at + 1, at + 2))
                if one >= 0 and other < len(steps)
            ),
            None,
        )
        # Months have 28 to 31 days.
        alike = beside is not None and max(beside) <= 1.15 * min(beside)
        found.append(beside is not None and alike and steps[at] > 1.5 * max(beside))
    return found


def _regular(pairs: Sequence[tuple[Point, Point]]) -> set[int | None]:
    """The lengths in months of periods that come one after the other."""
    same = [(one, two) for one, two in pairs if one.period.months == two.period.months]
    following = Counter(
        one.period.months for one, two in same if one.period.end == two.period.start
    )
    of_length = Counter(one.period.months for one, _ in same)
    return {
        months
        for months, count in following.items()
        if months is not None and (months >= 12 or 3 * count >= 2 * of_length[months])
    }


def splice(by_version: Mapping[int, Sequence[Point]]) -> tuple[list[Point], tuple[date, ...]]:
    """Points of several definitions in one row, and the days on which a later one begins.

    Each definition counts from its first figure on; what an older one says from then on is left
    out. No value is rescaled to fit the next.
    """
    spliced: list[Point] = []
    breaks: list[date] = []
    for version in sorted(by_version):
        points = by_version[version]
        if not points:
            continue
        start = min(point.period.start for point in points)
        kept = [point for point in spliced if point.period.end <= start]
        if kept:
            breaks.append(start)
        breaks = [day for day in breaks if any(point.period.end <= day for point in kept)]
        spliced = [*kept, *points]
    return spliced, tuple(breaks)


def by_end(points: Iterable[Point]) -> list[Point]:
    """Points of a line in the order of time: one an end, of several periods the longest."""
    longest: dict[date, Point] = {}
    for point in sorted(points, key=lambda point: point.period.start, reverse=True):
        longest[point.period.end] = point
    return [longest[end] for end in sorted(longest)]


def last_days(path: Iterable[tuple[date, Decimal]]) -> tuple[tuple[date, Decimal], ...]:
    """A path by the last day of its periods rather than the first day after them."""
    return tuple((on - timedelta(days=1), value) for on, value in path)

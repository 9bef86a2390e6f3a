"""Compared series drawn: lines over time, the slope between two periods, bars of one period.

Colours come from classes, and a drawing has no ``style``. Each is made for a wide page, as for
files that are taken away, or for a narrow one: not a smaller copy, but with names in the key or
above what they name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from indicators.charts.axes import Axis, day_number, unit_words, value_axis
from indicators.charts.compare_data import Line, joined
from indicators.charts.compare_style import LOOKS
from indicators.charts.svg import Drawing
from indicators.charts.width import fitted, text_width
from indicators.domain.formats import Scale
from indicators.domain.periods import Period

TOP, BOTTOM = 30, 26
LABELLED = 3  # up to so many lines are named at their ends


@dataclass(frozen=True, slots=True)
class Size:
    """The frame of a drawing, and how wide a name at the end of a line may be (0: none is)."""

    width: int
    height: int
    name: int

    @property
    def narrow(self) -> bool:
        """Whether names have no place beside what they name."""
        return not self.name


WIDE, NARROW = Size(640, 340, 140), Size(340, 280, 0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line with its name and its look (0 to 5)."""

    line: Line
    name: str
    slot: int


def _middle(period: Period) -> Decimal:
    return (day_number(period.start) + day_number(period.end)) / 2


def year_ticks(first: Period, last: Period, most: int = 9) -> list[tuple[Decimal, str]]:
    """Years at the middle of their year, counted back from the last."""
    years = range(first.start.year, last.start.year + 1)
    every = max(1, -(-len(years) // most))
    low, high = _middle(first), _middle(last)
    at = [
        (_middle(Period.year_of(year)), str(year))
        for year in years
        if (years[-1] - year) % every == 0
    ]
    return [(min(max(place, low), high), text) for place, text in at]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The heights of labels, at least ``gap`` apart where there is room, in the given order."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    found = list(places)
    last = low - gap
    for at in order:
        last = found[at] = max(places[at], last + gap)
    last = high + gap
    for at in reversed(order):
        last = found[at] = min(found[at], last - gap)
    return found


class _Frame:
    """Axes and grid of a drawing."""

    def __init__(
        self, values: Sequence[Decimal], lang: str, *, size: Size, scale: Scale, unit: str
    ) -> None:
        self.axis: Axis = value_axis(values, lang, zero=False, scale=scale)
        self.size, self.bottom = size, size.height - BOTTOM
        self.left = 16 + 7 * max(len(text) for _, text in self.axis.ticks)
        self.parts = [
            f'<text class="axis" x="2" y="14">{escape(unit_words(scale, unit, lang))}</text>'
        ]

    def y(self, value: Decimal) -> str:
        return f"{self.bottom - (self.bottom - TOP) * self.axis.share(value):.1f}"

    def grid(self, right: float, baseline: Decimal | None = None) -> None:
        for value, text in self.axis.ticks:
            kind = "zero" if value in (0, baseline) else "grid"
            y = self.y(value)
            self.parts.append(
                f'<path class="{kind}" d="M{self.left} {y}H{self.size.width - right:g}"/>'
            )
            self.parts.append(
                f'<text class="axis end" x="{self.left - 6}" y="{y}" dy=".32em">{text}</text>'
            )

    def label(self, x: float, y: float, text: str, slot: int, *, end: bool = False) -> None:
        side = " end" if end else ""
        self.parts.append(
            f'<text class="end-label line-{slot + 1}{side}" x="{x:.1f}" y="{y:.1f}"'
            f' dy=".32em">{escape(text)}</text>'
        )

    def below(self, x: str, text: str) -> None:
        """A word below the drawing, in the middle of a place."""
        y = self.size.height - 7
        self.parts.append(f'<text class="axis mid" x="{x}" y="{y}">{escape(text)}</text>')

    def done(self) -> Drawing:
        return Drawing(self.size.width, self.size.height, tuple(self.parts))


def lines(
    drawn: Sequence[Drawn],
    lang: str,
    *,
    scale: Scale,
    unit: str,
    size: Size = WIDE,
    baseline: Decimal | None = None,
) -> Drawing:
    """Lines over time, broken where a period has no figure or a definition ends."""
    values = [point.value for one in drawn for point in one.line.points]
    if baseline is not None:
        values.append(baseline)
    frame = _Frame(values, lang, size=size, scale=scale, unit=unit)
    periods = sorted({point.period for one in drawn for point in one.line.points})
    names = {one.slot: fitted(one.name, size.name) for one in drawn} if not size.narrow else {}
    ends = bool(names) and len(drawn) <= LABELLED
    right = 20 + (max(text_width(name) for name in names.values()) if ends else 0)
    frame.grid(right, baseline)
    low, high = _middle(periods[0]), _middle(max(periods, key=_middle))
    margin = max((high - low) * Decimal("0.02"), Decimal(30))
    span = Axis(low - margin, high + margin, ())

    def x(place: Decimal) -> str:
        return f"{frame.left + (size.width - frame.left - right) * float(span.share(place)):.1f}"

    for place, text in year_ticks(periods[0], periods[-1], 5 if size.narrow else 9):
        frame.parts.append(f'<path class="zero" d="M{x(place)} {frame.bottom}v4"/>')
        frame.below(x(place), text)
    for one in drawn:
        frame.parts += _one_line(one, frame, x)
    if ends:
        last = max(_middle(one.line.points[-1].period) for one in drawn)
        # Those that end together make room for each other; others are named where they end.
        for place in {_middle(one.line.points[-1].period) for one in drawn}:
            ending = [one for one in drawn if _middle(one.line.points[-1].period) == place]
            heights = [float(frame.y(one.line.points[-1].value)) for one in ending]
            lift = 0 if place == last else 12
            placed = spread(heights, 14, TOP, frame.bottom)
            for one, height in zip(ending, placed, strict=True):
                frame.label(float(x(place)) + 9, height - lift, names[one.slot], one.slot)
    return frame.done()


def _one_line(one: Drawn, frame: _Frame, x: Callable[[Decimal], str]) -> list[str]:
    look = LOOKS[one.slot]
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    parts = [f'<g class="line-{one.slot + 1}">']
    parts += [
        f'<path class="break" d="M{x(day_number(day))} {TOP}V{frame.bottom}"/>'
        for day in one.line.breaks
    ]
    for stretch in joined(one.line):
        if len(stretch) > 1:
            path = "L".join(f"{x(_middle(p.period))} {frame.y(p.value)}" for p in stretch)
            parts.append(f'<path class="ln"{dash} d="M{path}"/>')
    # Of long series some points are marked: the shape still tells the lines apart.
    points = one.line.points
    every = max(1, len(points) // 24)
    parts += [
        look.mark(x(_middle(point.period)), frame.y(point.value), unsure=point.unsure)
        for at, point in enumerate(points)
        if (len(points) - 1 - at) % every == 0
    ]
    return [*parts, "</g>"]


@dataclass(frozen=True, slots=True)
class Slope:
    """A line from one value to another, and what stands at its ends."""

    name: str
    slot: int
    start: Decimal
    end: Decimal
    start_text: str
    end_text: str


def slope(
    slopes: Sequence[Slope],
    lang: str,
    *,
    scale: Scale,
    unit: str,
    ends: tuple[str, str],
    size: Size = WIDE,
) -> Drawing:
    """Two upright axes with a line for each series between them, with its numbers at both ends.

    On a wide page the name stands at the second end.
    """
    values = [value for one in slopes for value in (one.start, one.end)]
    frame = _Frame(values, lang, size=size, scale=scale, unit=unit)
    left, right = (90, 250) if size.narrow else (190, 430)
    for at, text in zip((left, right), ends, strict=True):
        frame.parts.append(f'<path class="zero" d="M{at} {TOP}V{frame.bottom}"/>')
        frame.below(str(at), text)
    for one in slopes:
        look = LOOKS[one.slot]
        dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
        y0, y1 = frame.y(one.start), frame.y(one.end)
        frame.parts.append(
            f'<g class="line-{one.slot + 1}"><path class="ln"{dash} d="M{left} {y0}L{right} {y1}"/>'
            f"{look.mark(str(left), y0)}{look.mark(str(right), y1)}</g>"
        )
    for end, at, texts in (
        (True, left - 10, [(one.start, one.start_text, one) for one in slopes]),
        (False, right + 10, [(one.end, _at_end(one, right + 10, size), one) for one in slopes]),
    ):
        placed = spread([float(frame.y(value)) for value, _, _ in texts], 15, TOP, frame.bottom)
        for height, (_value, text, one) in zip(placed, texts, strict=True):
            frame.label(at, height, text, one.slot, end=end)
    return frame.done()


def _at_end(one: Slope, x: float, size: Size) -> str:
    """The second number, and the name as far as there is room for it."""
    return one.end_text if size.narrow else fitted(f"{one.end_text} {one.name}", size.width - x - 2)


def bars(
    rows: Sequence[tuple[str, Decimal, str]], lang: str, *, unit: str, size: Size = WIDE
) -> Drawing:
    """One period: a bar from zero for each name, with its number as text at the end.

    On a narrow page the name stands above its bar.
    """
    left, numbers, row = (10, 90, 44) if size.narrow else (190, 100, 30)
    height = TOP + row * len(rows) + 8
    axis = value_axis([value for _, value, _ in rows], lang, zero=True, scale=None)

    def x(value: Decimal) -> float:
        return left + (size.width - left - numbers) * float(axis.share(value))

    parts = [f'<text class="axis" x="2" y="14">{escape(unit)}</text>']
    for number, (name, value, text) in enumerate(rows):
        y = TOP + row * (number + 1) - 30
        start, end = sorted((x(Decimal(0)), x(value)))
        if size.narrow:
            words = escape(fitted(name, size.width - 4))
            parts.append(f'<text class="row-label" x="2" y="{y - 5}">{words}</text>')
        else:
            words = escape(fitted(name, left - 12))
            parts.append(
                f'<text class="end row-label" x="{left - 10}" y="{y + 11}" dy=".32em">'
                f"{words}</text>"
            )
        parts.append(
            f'<rect class="line-{number + 1} solid" x="{start:.1f}" y="{y}"'
            f' width="{max(end - start, 1):.1f}" height="22"/>'
            f'<text class="row-label" x="{end + 8:.1f}" y="{y + 11}" dy=".32em">'
            f"{escape(text)}</text>"
        )
    zero = f"{x(Decimal(0)):.1f}"
    parts.append(f'<path class="zero" d="M{zero} {TOP - 4}V{height - 6}"/>')
    return Drawing(size.width, height, tuple(parts))

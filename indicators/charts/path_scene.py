"""The scene of a target or indicator: figures, path, bounds, marks and the gap."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from indicators.charts import words as say
from indicators.charts.axes import place, scale_of, time_axis, unit_words, value_axis
from indicators.charts.data import Drawn, Kept, PathData, Point, Shape, runs
from indicators.charts.scene import Band, Column, Distance, Dot, Item, Line, Rule, Scene
from indicators.charts.words import Words
from indicators.domain.formats import format_day, format_period, short

_FROM_ZERO = (Drawn.GROWTH, Drawn.YEARLY_CHANGE, Drawn.CHANGE)


def path_scene(data: PathData, words: Words, lang: str) -> Scene:
    """What is drawn of ``data``; every number printed in the scale and decimals of ``words``."""
    scale = words.scale or scale_of(data.values, lang)
    zero = data.shape is Shape.COLUMNS or data.drawn in _FROM_ZERO or data.cumulative
    axis = value_axis(data.values, lang, zero=zero, scale=scale)
    first, last, ticks = time_axis(data, lang)
    margin = timedelta(days=max(int((last - first).days * 0.04), 30))
    items: list[Item] = []
    items += _band(data, words, lang)
    items += _columns(data, words, lang) if data.shape is Shape.COLUMNS else []
    items += _path(data, words, lang)
    items += [Rule(day, "新口径" if short(lang) == "zh" else "new definition")
              for day in data.breaks if first - margin < day <= last]  # fmt: skip
    items += _bounds(data, words, lang)
    items += _line(data, words, lang) if data.shape is Shape.LINE else []
    items += _average(data, words, lang)
    items += _distance(data, words, lang)
    bounded = data.window is not None and (data.low is not None or data.high is not None)
    return Scene(
        first - margin,
        # Beside a bound that is held stands its number.
        last + margin * (5 if data.held and bounded else 2) / 2,
        tuple(ticks),
        axis,
        unit_words(scale, words.unit, lang),
        tuple(items),
        _key(data, lang),
        columns=data.shape is Shape.COLUMNS,
    )


def kind_of(point: Point) -> str:
    """The classes of a figure: what it is, and how it stands to its bound."""
    kind = "unsure" if point.unsure else "actual"
    if point.partial:
        kind = "partial"
    return f"{kind} {point.kept.value}" if point.kept is not None else kind


def _columns(data: PathData, words: Words, lang: str) -> list[Item]:
    lengths = {point.period.months for point in data.whole}
    found: list[Item] = []
    for point in data.points:
        odd = point.partial or (len(lengths) > 1 and point.period.months == 2)
        found.append(
            Column(
                point.period.start,
                point.period.end,
                point.value,
                kind_of(point),
                say.point_words(point, words, lang),
                label=say.months_of(point.period, lang) if odd else "",
                mark=point.kept.value if point.kept is not None else "",
            )
        )
    return found


def _line(data: PathData, words: Words, lang: str) -> list[Item]:
    found: list[Item] = []
    for run in runs(data):
        places = tuple((place(point, data.shape), point.value) for point in run)
        if data.cumulative and run[0] is data.points[0]:
            places = ((run[0].period.start, Decimal(0)), *places)
        if len(places) > 1:
            found.append(Line(places, "actual-line", stepped=data.cumulative))
    radius = 4 if len(data.points) <= 40 else 2
    found += [
        Dot(
            place(point, data.shape),
            point.value,
            kind_of(point),
            say.point_words(point, words, lang),
            radius=radius,
        )
        for point in data.points
    ]
    return found


def _path(data: PathData, words: Words, lang: str) -> list[Item]:
    if not data.path:
        return []
    name = say.key("path", lang)
    texts = tuple(
        f"{name}, {format_day(on, lang)}: {words.number(value, lang)}" for on, value in data.path
    )
    return [Line(data.path, "path", texts)]


def _band(data: PathData, words: Words, lang: str) -> list[Item]:
    if not data.band or data.window is None or data.low is None or data.high is None:
        return []
    start = data.window.start if data.held else _bound_from(data)
    both = f"{words.number(data.low, lang)} – {words.number(data.high, lang)}"
    text = f"{say.key('band', lang)}, {format_period(data.window, lang)}: {both}"
    return [Band(start, data.window.last_day, data.low, data.high, text)]


def _bound_from(data: PathData) -> date:
    """A range without a path is shown from the first figure on, so that it can be read across."""
    assert data.window is not None
    return min(place(data.points[0], data.shape), data.window.last_day)


def _bounds(data: PathData, words: Words, lang: str) -> list[Item]:
    """A diamond where a level is to be reached; a line across where it is to be held."""
    if data.window is None:
        return []
    found: list[Item] = []
    for value in (one for one in (data.low, data.high) if one is not None):
        name, when = say.key("bound", lang), format_period(data.window, lang)
        text = f"{name}, {when}: {words.number(value, lang)}"
        label = words.bare(value, lang)
        end = data.window.last_day
        if data.held:
            across = ((data.window.start, value), (end, value))
            found.append(Line(across, "bound held", (text, text), label=label))
            continue
        start = place(data.points[0], data.shape)
        if not data.path and start < end:
            found.append(Line(((start, value), (end, value)), "bound", (text, text)))
        below = value == data.low if data.band else data.points[-1].value > value
        found.append(Dot(end, value, "bound-mark", text, label=label, radius=7, below=below))
    return found


def _average(data: PathData, words: Words, lang: str) -> list[Item]:
    if data.average is None:
        return []
    when, mean = data.average.period, data.average.value
    text = f"{say.key('average', lang)}, {format_period(when, lang)}: {words.number(mean, lang)}"
    return [Dot(when.last_day, mean, "average", text, radius=6)]


def _distance(data: PathData, words: Words, lang: str) -> list[Item]:
    gap = data.gap
    if gap is None:
        return []
    shown = next((point for point in data.points if point.period == gap.period), None)
    day = gap.period.last_day if shown is None else place(shown, data.shape)
    return [Distance(day, gap.value, gap.against, say.gap_words(gap, words, lang))]


def _key(data: PathData, lang: str) -> tuple[tuple[str, str], ...]:
    kinds = []
    if any(not point.partial for point in data.points):
        derived = all(point.observation is None for point in data.points)
        sign = "column" if data.shape is Shape.COLUMNS else "actual"
        kinds.append((sign, "computed" if derived else "actual"))
    if any(point.unsure for point in data.points):
        kinds.append(("unsure", "unsure"))
    if any(point.partial for point in data.points):
        kinds.append(("partial", "partial"))
    kinds += [(one.value, one.value) for one in Kept if any(p.kept is one for p in data.points)]
    if data.path:
        kinds.append(("path", "path"))
    if data.band and data.window is not None:
        kinds.append(("band", "band"))
    elif data.window is not None and (data.low is not None or data.high is not None):
        kinds.append(("held" if data.held else "bound-mark", "bound"))
    if data.average is not None:
        kinds.append(("average", "average"))
    return tuple((sign, say.key(name, lang)) for sign, name in kinds)

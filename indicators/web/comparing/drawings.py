"""Comparisons drawn: lines, an index, slopes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from indicators.charts import compare_data, compare_svg, compare_words
from indicators.charts.axes import scale_of, unit_words
from indicators.charts.compare_data import Aligned, Line
from indicators.charts.compare_svg import Drawn, Slope
from indicators.charts.data import Point
from indicators.charts.svg import Drawing
from indicators.charts.words import Words
from indicators.domain.formats import ONE, Scale, format_number, format_percent, format_period
from indicators.domain.periods import Period
from indicators.web.comparing.shapes import Cell, Comparison, Subject
from indicators.web.comparing.tables import (
    columns_of,
    fill_table,
    joined,
    places_of,
    subtitle_of,
    symbol_of,
    take,
)
from indicators.web.query import State

HUNDRED = Decimal(100)


def _draw(result: Comparison, make: Callable[..., Drawing]) -> None:
    result.drawing, result.narrow = make(size=compare_svg.WIDE), make(size=compare_svg.NARROW)


def draw_lines(
    result: Comparison, subjects: Sequence[Subject], aligned: Aligned, state: State
) -> None:
    """One indicator of several entities over time."""
    lang = state.lang
    lines = [compare_data.within(one, result.first, result.last) for one in aligned.lines]
    keys = {one.key for one in aligned.drawn}
    slots = {one.key: at for at, one in enumerate(subjects) if one.key in keys}
    drawn = [
        Drawn(line, one.name, slots[one.key])
        for one, line in zip(subjects, lines, strict=True)
        if one.key in slots and line.points
    ]
    if not drawn:
        return
    lead = next(one for one in subjects if one.key == drawn[0].line.key)
    values = [point.value for one in drawn for point in one.line.points]
    scale = scale_of(values, lang)
    places = places_of(values, scale, lead.indicator.decimals)
    symbol = symbol_of(lead, drawn[0].line, lang)
    words = Words("", symbol, scale, places)
    name = lead.indicator.name.words(lang)
    result.unit = unit_words(scale, symbol, lang)
    periods = sorted({point.period for one in drawn for point in one.line.points})
    result.headline = compare_words.lines_headline(drawn, words, lang)
    result.subtitle = subtitle_of(name, result, drawn[0].line, periods, lang)
    result.description = compare_words.describe_lines(drawn, words, lang, what=name)
    if len(periods) == 1:
        bare = Scale(scale.factor, "")
        rows = [
            (one.name, value, format_number(value, lang, places, bare))
            for one in drawn
            for value in [one.line.points[0].value]
        ]
        _draw(result, partial(compare_svg.bars, rows, lang, unit=result.unit))
    else:
        _draw(result, partial(compare_svg.lines, drawn, lang, scale=scale, unit=symbol))
    result.columns = columns_of(subjects, lines, slots)
    fill_table(result, subjects, lines, lang, scale, places)


def draw_index(
    result: Comparison, subjects: Sequence[Subject], aligned: Aligned, state: State
) -> None:
    """Several indicators of one entity as an index with one base; never on two axes."""
    lang = state.lang
    known = [one for one in aligned.lines if one.points]
    # A base that all series have, else one that some have.
    shared = [
        period for period in aligned.periods if all(one.at(period) is not None for one in known)
    ]
    result.base_periods = aligned.periods
    chosen = state.choice("base", [str(one) for one in result.base_periods])
    inside = [
        one for one in shared or aligned.periods
        if result.first is None or one.start.year >= result.first
    ]  # fmt: skip
    fallback = next(iter(inside), aligned.periods[0])
    result.base = next((one for one in result.base_periods if str(one) == chosen), fallback)
    base = result.base
    lines = [compare_data.within(one, result.first, result.last) for one in aligned.lines]
    indexed: list[Line | None] = []
    for whole, line in zip(aligned.lines, lines, strict=True):
        found = compare_data.indexed(whole, base)
        indexed.append(
            compare_data.within(found, result.first, result.last) if found is not None else None
        )
        if found is None and line.points:
            one = next(one for one in subjects if one.key == line.key)
            text = (
                _("%(name)s: no figure above zero for the base period %(period)s; not drawn.")
                if line.basis in compare_data.IN_UNIT
                else _("%(name)s: rates of growth make no index; not drawn.")
            )
            result.warnings.append(text % {"name": one.name, "period": format_period(base, lang)})
    slots = {
        one.key: at
        for at, (one, line) in enumerate(zip(subjects, indexed, strict=True))
        if line is not None and line.points
    }
    drawn = [
        Drawn(line, one.name, slots[one.key])
        for one, line in zip(subjects, indexed, strict=True)
        if line is not None and line.points
    ]
    result.columns = columns_of(subjects, lines, slots)
    result.unit = _("%(period)s = 100") % {"period": format_period(base, lang)}
    if drawn:
        words = Words("", "", ONE, 1)
        periods = sorted({point.period for one in drawn for point in one.line.points})
        result.headline = compare_words.index_headline(drawn, base, lang)
        title = _("Index of %(count)s indicators of %(entity)s") % {
            "count": len(drawn),
            "entity": subjects[0].entity.name.words(lang),
        }
        result.subtitle = joined(
            [title, result.unit, compare_words.span(periods[0], periods[-1], lang)], lang
        )
        result.description = compare_words.describe_lines(drawn, words, lang, what=title)
        _draw(
            result,
            partial(compare_svg.lines, drawn, lang, scale=ONE, unit=result.unit, baseline=HUNDRED),
        )
    fill_table(result, subjects, lines, lang, ONE, 1, indexed)


def draw_slopes(
    result: Comparison, subjects: Sequence[Subject], aligned: Aligned, state: State
) -> None:
    """The change of each between two years."""
    lang = state.lang
    first, last = _two_years(result, aligned)
    ends = Period.year_of(first), Period.year_of(last)
    pairs = [
        (one, line, (line.at(ends[0]), line.at(ends[1])))
        for one, line in zip(subjects, aligned.lines, strict=True)
    ]
    values = [point.value for *_rest, two in pairs for point in two if point is not None]
    if not values:
        return
    keys = {one.key for one in aligned.drawn}
    lead, lead_line, _two = next(pair for pair in pairs if pair[0].key in keys)
    scale = scale_of(values, lang)
    places = places_of(values, scale, lead.indicator.decimals)
    symbol, bare = symbol_of(lead, lead_line, lang), Scale(scale.factor, "")
    result.unit = unit_words(scale, symbol, lang)
    slopes: list[Slope] = []
    for at, (one, line, (start, end)) in enumerate(pairs):
        if start is None or end is None:
            if line.points:
                text = _("%(name)s: no figure for both years; not drawn.")
                result.warnings.append(text % {"name": one.name})
        elif one.key in keys:
            texts = [format_number(p.value, lang, places, bare) for p in (start, end)]
            slopes.append(Slope(one.name, at, start.value, end.value, texts[0], texts[1]))
    slots = {subjects[one.slot].key: one.slot for one in slopes}
    result.columns = columns_of(subjects, aligned.lines, slots)
    for one, line, two in pairs:
        result.rows.append((one.name, _slope_cells(result, one, line, two, lang, places, bare)))
    name = lead.indicator.name.words(lang)
    result.subtitle = subtitle_of(name, result, lead_line, list(ends), lang)
    if first == last:
        text = _("All series have figures for one year only (%(year)s); choose two years.")
        result.warnings.append(text % {"year": first})
    if not slopes or first == last:
        return
    names = (format_period(ends[0], lang), format_period(ends[1], lang))
    result.headline = compare_words.slope_headline(slopes, ends, lang)
    result.description = compare_words.describe_slopes(slopes, ends, lang)
    _draw(result, partial(compare_svg.slope, slopes, lang, scale=scale, unit=symbol, ends=names))


def _two_years(result: Comparison, aligned: Aligned) -> tuple[int, int]:
    """The years that were asked for, else the first and the last that all series have."""
    known = [one for one in aligned.lines if one.points]
    years = [
        year
        for year in result.years
        if all(one.at(Period.year_of(year)) is not None for one in known)
    ] or result.years
    result.first = result.first if result.first is not None else years[0]
    result.last = result.last if result.last is not None else years[-1]
    return result.first, result.last


def _slope_cells(
    result: Comparison, subject: Subject, line: Line, two: tuple[Point | None, Point | None],
    lang: str, places: int, bare: Scale,
) -> list[Cell]:  # fmt: skip
    """Both figures, their difference, and the change in percent."""
    cells = []
    for point in two:
        if point is None:
            cells.append(Cell())
            continue
        view = take(result, subject, line, point)
        text = format_number(point.value, lang, places, bare)
        cells.append(Cell(text, point.value, view, point.unsure))
    start, end = two
    if start is None or end is None:
        return [*cells, Cell(), Cell()]
    moved = compare_data.change(start.value, end.value)
    percent = format_percent(moved, lang, 1, signed=True) if moved is not None else ""
    return [*cells, Cell(format_number(end.value - start.value, lang, places, bare)), Cell(percent)]

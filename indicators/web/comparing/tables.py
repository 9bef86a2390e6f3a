"""The columns and rows under a comparison, and the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from indicators.charts import compare_words
from indicators.charts.compare_data import Line
from indicators.charts.data import Point
from indicators.domain import words as domain_words
from indicators.domain.codelists import Basis
from indicators.domain.formats import Scale, decimals_of, format_number, format_period, short
from indicators.domain.periods import Period
from indicators.selectors.views import Named, ObservationView
from indicators.web.comparing.shapes import Cell, Column, Comparison, Subject, unit_name


def columns_of(
    subjects: Sequence[Subject], lines: Sequence[Line], slots: dict[str, int]
) -> list[Column]:
    """The heads of the table: names, marks and sources of the figures."""
    columns = []
    for one, line in zip(subjects, lines, strict=True):
        views = one.found.by_id if one.found is not None else {}
        sources: dict[str, Named] = {}
        for point in line.points:
            view = views.get(point.observation.id) if point.observation else None
            if view is not None:
                sources[view.source.code] = view.source
        columns.append(Column(one.name, Named(one.indicator.code, one.indicator.name), one.entity,
                              slots.get(one.key), tuple(sources.values())))  # fmt: skip
    return columns


def take(
    result: Comparison, subject: Subject, line: Line, point: Point, value: Decimal | None = None
) -> ObservationView | None:
    """Note a figure for what is taken away; where it leads to."""
    if subject.found is None:
        return None
    view = subject.found.by_id.get(point.observation.id) if point.observation else None
    result.taken.append((subject.found, line, point, view, value))
    return view


def fill_table(
    result: Comparison, subjects: Sequence[Subject], lines: Sequence[Line], lang: str,
    scale: Scale, places: int, index: Sequence[Line | None] = (),
) -> None:  # fmt: skip
    """Rows of periods; of an index the figure is the index, and the value goes along."""
    bare = Scale(scale.factor, "")
    periods = sorted({point.period for line in lines for point in line.points})
    cells: dict[tuple[str, Period], Cell] = {}
    for at, (one, line) in enumerate(zip(subjects, lines, strict=True)):
        own = index[at] if index else None
        for number, point in enumerate(line.points):
            shown = own.points[number].value if own is not None else point.value
            view = take(result, one, line, point, shown if own is not None else None)
            if index and own is None:
                continue
            text = format_number(shown, lang, places, bare)
            cells[one.key, point.period] = Cell(text, shown, view, point.unsure)
    for period in periods:
        row = [cells.get((one.key, period), Cell()) for one in subjects]
        result.rows.append((format_period(period, lang), row))


def places_of(values: Sequence[Decimal], scale: Scale, decimals: int) -> int:
    """One number of decimals for all figures."""
    most = decimals if scale.factor == 1 else 3
    return min(max(most, 1), max((decimals_of(one / scale.factor) for one in values), default=0))


def symbol_of(subject: Subject, line: Line, lang: str) -> str:
    """The unit as printed; rates are in percent whatever the unit."""
    if line.basis in (Basis.GROWTH, Basis.YTD_GROWTH):
        return "%"
    return unit_name(subject, line, lang)


def subtitle_of(
    name: str, result: Comparison, line: Line, periods: Sequence[Period], lang: str
) -> str:
    """What, on which basis, in which unit, from when to when."""
    parts = [name]
    if line.basis is not None and line.basis is not Basis.LEVEL:
        parts.append(domain_words.label(line.basis, lang))
    if result.unit:
        parts.append(result.unit)
    return joined([*parts, compare_words.span(periods[0], periods[-1], lang)], lang)


def joined(parts: Sequence[str], lang: str) -> str:
    """The parts of a line under a headline."""
    return ("，" if short(lang) == "zh" else ", ").join(parts)

"""Indicators: what is measured, its figures, their revisions, and the targets that use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from indicators.charts.sparkline import sparkline
from indicators.domain import disagreements, vintages, words
from indicators.domain.codelists import Basis
from indicators.domain.explain import TargetWords
from indicators.domain.formats import (
    ONE,
    decimals_of,
    format_number,
    format_percent,
)
from indicators.domain.periods import Period
from indicators.selectors import catalogue, changes, days, lines, observations
from indicators.selectors.derived import Computed, DerivedView
from indicators.selectors.views import IndicatorView, Named, ObservationView, SeriesView
from indicators.web import charts
from indicators.web.changed import change_words, is_rate
from indicators.web.figures import Vintages, domain_series
from indicators.web.loaded import Loaded, load
from indicators.web.page import page, show
from indicators.web.query import State
from indicators.web.revisions_table import fan
from indicators.web.rows import row
from indicators.web.take import citations
from indicators.web.take.cite import Citation
from indicators.web.take.dataset import dataset
from indicators.web.taking import taking, taking_revisions

BASES = list(Basis)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in the list, with its newest figure."""

    indicator: IndicatorView
    value: str
    period: Period | None
    spark: SafeString


@dataclass(frozen=True, slots=True)
class Revised:
    """A figure and what replaced it."""

    period: Period
    old: ObservationView
    new: ObservationView
    old_words: str
    new_words: str
    change: str


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """Two sources on one cell: the figure that counts, and the other."""

    period: Period
    basis: str
    chosen: ObservationView
    other: ObservationView
    chosen_words: str
    other_words: str
    difference: str
    slip: str


@page()
def listing(request: HttpRequest, state: State) -> HttpResponse:
    """All indicators by topic, with the course of their best series."""
    topics = catalogue.topics()
    topic = state.choice("topic", {one.code for one in topics})
    search = state.text("q")
    found = catalogue.indicators(topic=topic or None, search=search or None)
    # One series of each, and not more: an indicator may have hundreds.
    codes = observations.speaking(BASES, on=state.on, rev=state.rev)
    series = observations.series(codes=codes)
    figures = observations.observations(codes, on=state.on, rev=state.rev)
    by_indicator: dict[str, list[SeriesView]] = {}
    for one in series:
        by_indicator.setdefault(one.indicator.code, []).append(one)
    rows = [newest_row(one, by_indicator.get(one.code, []), figures, state.lang) for one in found]
    groups: dict[str, tuple[Named, list[IndicatorRow]]] = {}
    for item in rows:
        topic_of = item.indicator.topic
        groups.setdefault(topic_of.code, (topic_of, []))[1].append(item)
    return show(
        request,
        "web/indicators.html",
        state,
        {
            "groups": list(groups.values()),
            "count": len(rows),
            "topics": topics,
            "topic": topic,
            "search": search,
        },
    )


def speaking(
    series: Sequence[SeriesView], figures: dict[str, tuple[ObservationView, ...]]
) -> SeriesView | None:
    """The series that stands for an indicator where there is room for one only."""
    return min(
        (one for one in series if figures.get(one.code)),
        key=lambda one: (BASES.index(Basis(one.basis)), one.source_rank, -len(figures[one.code])),
        default=None,
    )


def newest_row(
    view: IndicatorView,
    series: Sequence[SeriesView],
    figures: dict[str, tuple[ObservationView, ...]],
    lang: str,
) -> IndicatorRow:
    """The longest level series speaks for the indicator, else the longest of any kind."""
    best = speaking(series, figures)
    if best is None:
        return IndicatorRow(view, "", None, SafeString(""))
    items = figures[best.code]
    last = items[-1]
    unit = best.unit.symbol
    printed = TargetWords(unit.en, unit.zh or unit.en, view.decimals)
    line = sparkline([(one.period.last_day, one.value) for one in items if one.value is not None])
    return IndicatorRow(
        view,
        printed.value(last.value, lang) if last.value is not None else "",
        last.period,
        mark_safe(line),  # noqa: S308 - numbers only
    )


@page()
def indicator(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One indicator."""
    loaded = load(code, state)
    view, shown, figures = loaded.indicator, loaded.shown, loaded.figures
    chart = charts.of_indicator(view, shown, figures, state)
    revisions = fan(chart.data if chart else None, shown, figures, state)
    revision = changes.data_revision(on=state.on)
    citation = citations.of_indicator(request, state, view, shown, revision)
    return show(
        request,
        "web/indicator.html",
        state,
        {
            "indicator": view,
            "days": days.of_series(
                [one.id for one in loaded.series], on=state.on, today=state.today, rev=state.rev
            ),
            "revision": revision,
            "citation": citation,
            "dataset": _dataset(request, loaded, citation, state.lang),
            "versions": loaded.versions,
            "entities": loaded.entities,
            "chosen": loaded.chosen,
            "chart": chart,
            "taking": taking(request, state, "indicator", code, chart),
            "fan": revisions,
            "fan_taking": taking_revisions(request, state, "indicator", code, revisions),
            "computed": loaded.computed,
            "derived": _derived(view, loaded.computed, loaded.chosen, state),
            "vintages": [(one, figures[one.code]) for one in shown],
            "revisions": _revisions(shown, figures, state),
            "disagreements": _disagreements(shown, figures, state),
            "targets": [
                row(one, state.lang)
                for one in lines.by_indicator(code, on=state.on, rev=state.rev, today=state.today)
            ],
            "reported": catalogue.reported(indicator=code, on=state.on, rev=state.rev),
        },
    )


def _dataset(request: HttpRequest, asked: Loaded, citation: Citation, lang: str) -> SafeString:
    view, chosen = asked.indicator, asked.entities.get(asked.chosen)
    return dataset(
        request,
        citation,
        description=" ".join([view.definition.words(lang), view.coverage.words(lang)]).strip(),
        measured=view.name.words(lang),
        unit=view.unit.symbol.words(lang),
        place=chosen.name.words(lang) if chosen is not None else "",
        periods={item.period for one in asked.shown for item in asked.figures[one.code]},
        lang=lang,
    )


@dataclass(frozen=True, slots=True)
class DerivedRow:
    """A computed figure with its numbers in words."""

    figure: DerivedView
    value: str
    published: str
    residual: str


def _derived(
    view: IndicatorView, computed: Computed | None, entity: str, state: State
) -> list[DerivedRow]:
    if computed is None:
        return []
    words = TargetWords(decimals=view.decimals)

    def number(value: Decimal | None) -> str:
        return "" if value is None else words.value(value, state.lang, scale=ONE)

    return [
        DerivedRow(one, number(one.value), number(one.published), number(one.residual))
        for one in computed.figures.get(entity, ())
    ]


def _disagreements(
    series: Sequence[SeriesView],
    figures: Vintages,
    state: State,
) -> list[Disagreeing]:
    """Cells that several sources fill differently, by basis and definition, newest first."""
    views = {item.id: item for items in figures.values() for item in items}
    found = []
    groups: dict[tuple[int, str], list[SeriesView]] = {}
    for one in series:
        groups.setdefault((one.version, one.basis), []).append(one)
    for (_version, basis), group in groups.items():
        cells = vintages.merge(domain_series(group, figures), on=state.on, rev=state.rev)
        for each in disagreements.of_cells(cells):
            chosen, other = views[each.chosen.id], views[each.other.id]
            places = max(decimals_of(view.value or Decimal(0)) for view in (chosen, other))
            found.append(
                Disagreeing(
                    period=each.period,
                    basis=basis,
                    chosen=chosen,
                    other=other,
                    chosen_words=format_number(chosen.value, state.lang, places),
                    other_words=format_number(other.value, state.lang, places),
                    difference=""
                    if each.percent is None
                    else format_percent(each.percent, state.lang, 2, signed=True),
                    slip=words.phrase(words.SLIPS, each.slip, state.lang) if each.slip else "",
                )
            )
    return sorted(found, key=lambda one: one.period.end, reverse=True)


def _revised(series: SeriesView, old: ObservationView, new: ObservationView, lang: str) -> Revised:
    """Levels change by percent, rates by percentage points; both values with like decimals."""
    words = change_words(series, old.value, new.value, lang)
    change = words.difference if is_rate(series) else words.percent
    return Revised(new.period, old, new, words.old, words.new, change)


def _revisions(
    series: Sequence[SeriesView],
    figures: Vintages,
    state: State,
) -> list[tuple[SeriesView, Revised]]:
    found = []
    for one, known in zip(series, domain_series(series, figures), strict=True):
        views = {item.id: item for item in figures[one.code]}
        for revision in vintages.revisions(known.observations, on=state.on, rev=state.rev):
            old, new = views[revision.old.id], views[revision.new.id]
            found.append((one, _revised(one, old, new, state.lang)))
    return sorted(found, key=lambda item: item[1].new.known_on, reverse=True)

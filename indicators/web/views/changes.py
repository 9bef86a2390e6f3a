"""What changed between two days: figures, revisions, statuses, and the targets themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from indicators.domain import explain, retell
from indicators.domain.explain import TargetWords
from indicators.selectors import catalogue, groups, observations, turns
from indicators.selectors.news import NewInRelease, News, Revision, Window
from indicators.selectors.turns import Amendment, StatusTurn, TargetNews
from indicators.selectors.views import SeriesView
from indicators.web.changed import ChangeWords, change_words, series_value
from indicators.web.page import page, show
from indicators.web.query import State

DAYS = 30
PRESETS = (7, 30, 90, 365)
SECTIONS = ("statuses", "figures", "revisions", "targets")
SHOWN = 10
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class NewRow:
    """A release with the new figures of its series in words."""

    release: NewInRelease
    series: tuple[tuple[SeriesView, int, Any, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revised figure in words."""

    revision: Revision
    words: ChangeWords


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A change of status with its cause in words."""

    turn: StatusTurn
    figures: str


@dataclass(frozen=True, slots=True)
class AmendedRow:
    """A statement before and after it was edited."""

    amendment: Amendment
    before: str
    after: str


@page()
def changes(request: HttpRequest, state: State) -> HttpResponse:
    """What changed since a day; ``show`` lists one kind of changes in full."""
    window, chosen = _window(state)
    shown = state.choice("show", SECTIONS)
    news, moved = News(window), turns.statuses(window)
    targets, amended = turns.targets(window), turns.amendments(window)
    counts = {
        "statuses": len(moved),
        "figures": len(news.totals.releases),
        "revisions": news.totals.revised,
        "targets": len(targets) + len(amended),
    }
    pages = max(1, -(-counts.get(shown, 0) // A_PAGE))
    number = state.number("page", 1, largest=pages)
    offset = (number - 1) * A_PAGE if shown else 0
    limits = {name: (A_PAGE if name == shown else 0 if shown else SHOWN) for name in SECTIONS}

    def part(name: str, found: Sequence[Any]) -> Sequence[Any]:
        return found[offset : offset + limits[name]]

    together: list[TargetNews | Amendment] = [*targets, *amended]
    context = {
        **chosen,
        "since": window.since,
        "presets": [
            (days, (state.on - timedelta(days=days)).isoformat() if days != DAYS else "",
             state.on - timedelta(days=days) == window.since)
            for days in PRESETS
        ],
        "show": shown,
        "counts": counts,
        "new_figures": news.totals.new,
        "nothing": not any(counts.values()),
        "statuses": _turns(part("statuses", moved), state.lang),
        "figures": [
            _new(one, state.lang)
            for one in news.new(limit=limits["figures"], offset=offset)
        ]
        if limits["figures"]
        else [],
        "revisions": [
            RevisionRow(one, change_words(one.series, one.old, one.new, state.lang))
            for one in news.revised(limit=limits["revisions"], offset=offset)
        ]
        if limits["revisions"]
        else [],
        "targets": [
            one if isinstance(one, TargetNews) else _amended(one, state.lang)
            for one in part(
                "targets", sorted(together, key=lambda one: one.on, reverse=True)
            )
        ],
        "number": number,
        "pages": pages,
    }  # fmt: skip
    return show(request, "web/changes.html", state, context)


def _window(state: State) -> tuple[Window, dict[str, Any]]:
    """The window of the address, and what the form of the filters needs."""
    default = state.on - timedelta(days=DAYS)
    since = state.day("since", default, latest=state.on)
    if since == default:
        state.values.pop("since", None)
    entities = [one.entity for one in groups.entities(on=state.on)]
    nodes = groups.topics(on=state.on)
    indicators = catalogue.indicators()
    entity = state.choice("entity", {one.code for one in entities})
    topic = state.choice("topic", {one.topic.code for one in nodes})
    indicator = state.choice("indicator", {one.code for one in indicators})
    window = Window(
        since=since,
        on=state.on,
        rev=state.rev,
        indicator=indicator or None,
        entity=entity or None,
        topics=groups.within(topic, nodes),
    )
    return window, {
        "entities": entities,
        "topics": nodes,
        "indicators": indicators,
        "chosen": {"entity": entity, "topic": topic, "indicator": indicator},
    }


def _turns(found: Sequence[StatusTurn], lang: str) -> list[TurnRow]:
    """Changes with the figures behind them, each printed in the unit of its series."""
    codes = {
        one.series
        for item in found
        for one in (*item.why.new, *(each.old for each in item.why.revised))
    }
    units = {
        one.code: TargetWords(one.unit.symbol.en, one.unit.symbol.zh or one.unit.symbol.en)
        for one in observations.series(codes=codes)
    }
    return [
        TurnRow(
            one,
            retell.cause(
                one.why, one.words, lang, units={code: _like(one.words, units[code])
                                                 for code in units},
            ),
        )
        for one in found
    ]  # fmt: skip


def _like(own: TargetWords, other: TargetWords) -> TargetWords:
    """The words of a target for series in its own unit, else those of the series."""
    return own if own.unit_en == other.unit_en else other


def _new(one: NewInRelease, lang: str) -> NewRow:
    return NewRow(
        one,
        tuple(
            (each.series, each.count, each.period, series_value(each.series, each.value, lang))
            for each in one.series
        ),
        one.series_count - len(one.series),
    )


def _amended(one: Amendment, lang: str) -> AmendedRow:
    return AmendedRow(
        one,
        explain.describe_statement(one.before, one.words_before, lang) if one.before else "",
        explain.describe_statement(one.after, one.words_after, lang) if one.after else "",
    )

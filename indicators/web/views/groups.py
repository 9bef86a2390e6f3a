"""Entities, topics and plans: how the targets of each stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.charts.data import Point
from indicators.charts.multiples import Small, multiples
from indicators.charts.observed import UNSURE
from indicators.domain.codelists import ObsStatus
from indicators.domain.formats import format_period
from indicators.selectors import catalogue, groups, observations
from indicators.selectors.views import Named, ObservationView, SeriesView
from indicators.web import kinds
from indicators.web.page import page, show
from indicators.web.query import State
from indicators.web.scorecards import scorecard
from indicators.web.views.indicators import IndicatorRow, newest_row, speaking

KEY_INDICATORS = 12


@page()
def entities(request: HttpRequest, state: State) -> HttpResponse:
    """All entities by kind, with how many targets and indicators they have."""
    found = groups.entities(on=state.on)
    by_kind = [
        (name, [one for one in found if one.kind == kind])
        for kind, name in kinds.ENTITIES_OF.items()
    ]
    return show(
        request,
        "web/entities.html",
        state,
        {"count": len(found), "groups": [(name, rows) for name, rows in by_kind if rows]},
    )


@page()
def entity(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One entity: its targets, its key indicators, what it belongs to and what belongs to it."""
    detail = groups.entity(code, on=state.on)
    card = scorecard(Q(entity__code=code), state)
    known = groups.indicators_of(code)
    used = Counter(one.indicator.code for one in card.briefs.all if one.indicator)
    key, drawn = _key_indicators(code, [one.code for one, _topic in known], used, state)
    shown = {one.indicator.code for one in key}
    return show(
        request,
        "web/entity.html",
        state,
        {
            "entity": detail,
            "kind": kinds.ENTITIES.get(detail.kind, detail.kind),  # type: ignore[call-overload]
            "card": card,
            "key": key,
            "multiples": multiples(drawn, state.lang, uniform=False),
            "others": _by_topic([one for one in known if one[0].code not in shown]),
            "others_count": len(known) - len(shown),
        },
    )


def _key_indicators(
    entity: str, codes: Sequence[str], used: Counter[str], state: State
) -> tuple[list[IndicatorRow], list[Small]]:
    """The indicators that most of its targets are judged by (``used``), with their newest figures.

    And those of them that have a course, to be drawn: three queries for both.
    """
    order = {code: at for at, code in enumerate(codes)}
    chosen = sorted(codes, key=lambda code: (-used[code], order[code]))[:KEY_INDICATORS]
    known = {one.code: one for one in catalogue.indicators(codes=chosen)}
    series: dict[str, list[SeriesView]] = {}
    for one in observations.series(entity=entity, indicators=known):
        series.setdefault(one.indicator.code, []).append(one)
    figures = observations.observations(
        [one.code for several in series.values() for one in several], on=state.on, rev=state.rev
    )
    rows = [newest_row(known[code], series.get(code, []), figures, state.lang) for code in chosen]
    shown = [one for one in rows if one.value]
    drawn = []
    for item in shown:
        best = speaking(series[item.indicator.code], figures)
        if best is not None:
            drawn.append(_small(item, figures[best.code], entity, state))
    return shown, [one for one in drawn if len(one.points) > 1]


def _small(
    shown: IndicatorRow, figures: Sequence[ObservationView], entity: str, state: State
) -> Small:
    """The course of an indicator in small, with its newest figure at the end of the line."""
    name = shown.indicator.name.words(state.lang)
    points = [
        Point(one.period, one.value, ObsStatus(one.status) in UNSURE)
        for one in figures
        if one.value is not None
    ]
    sentence = _("%(name)s, %(first)s to %(last)s: %(count)d figures, the newest %(value)s.") % {
        "name": name,
        "first": format_period(points[0].period, state.lang),
        "last": format_period(points[-1].period, state.lang),
        "count": len(points),
        "value": shown.value,
    }
    address = state.carry(reverse("web:indicator", args=[shown.indicator.code]), entity=entity)
    return Small(name, points, shown.value, sentence, href=address)


def _by_topic(found: Sequence[tuple[Named, Named]]) -> list[tuple[Named, list[Named]]]:
    result: dict[str, tuple[Named, list[Named]]] = {}
    for indicator, topic in found:
        result.setdefault(topic.code, (topic, []))[1].append(indicator)
    return list(result.values())


@dataclass(frozen=True, slots=True)
class Branch:
    """A topic of the first level with everything below it."""

    top: groups.TopicNode
    below: tuple[groups.TopicNode, ...]


@page()
def topics(request: HttpRequest, state: State) -> HttpResponse:
    """The tree of topics, and the plans."""
    nodes = groups.topics(on=state.on)
    branches = [
        Branch(one, tuple(two for two in nodes if two.topic.code in one.within and two.depth))
        for one in nodes
        if not one.depth
    ]
    return show(
        request,
        "web/topics.html",
        state,
        {"branches": branches, "count": len(nodes), "plans": groups.plans(on=state.on)},
    )


@page()
def topic(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One topic with its subtopics: all their targets and indicators."""
    detail = groups.topic(code, on=state.on)
    card = scorecard(Q(topic__code__in=detail.node.within), state)
    return show(request, "web/topic.html", state, {"topic": detail, "card": card})


@page()
def plans(request: HttpRequest, state: State) -> HttpResponse:
    """All plans, newest first."""
    found = groups.plans(on=state.on)
    return show(
        request,
        "web/plans.html",
        state,
        {"plans": [(one, kinds.PLANS.get(one.kind, one.kind)) for one in found]},  # type: ignore[call-overload]
    )


@page()
def plan(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One plan as a scorecard, with the documents that it stands in."""
    detail = groups.plan(code, on=state.on)
    return show(
        request,
        "web/plan.html",
        state,
        {
            "plan": detail,
            "kind": kinds.PLANS.get(detail.row.kind, detail.row.kind),  # type: ignore[call-overload]
            "card": scorecard(Q(plan__code=code), state),
        },
    )

"""Sources: who publishes, and whether it arrives when it should."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from indicators.domain.codelists import Freshness
from indicators.selectors import sources
from indicators.selectors.views import Named, SourceView
from indicators.web.page import page, show
from indicators.web.query import State

LATENESS = (Freshness.VERY_LATE, Freshness.LATE, Freshness.ON_TIME)


def worst_first(source: SourceView) -> tuple[int, int, int, str]:
    """What needs attention most: the latest, of these the best rank, of these the most series."""
    late = LATENESS.index(Freshness(source.freshness))
    return late, source.rank, -source.series, source.code


RUNS, RELEASES, FILES = 20, 20, 20


@page(cached=False)
def listing(request: HttpRequest, state: State) -> HttpResponse:
    """All sources; those that are late first."""
    now = datetime.combine(state.on, time.max, tzinfo=timezone.get_current_timezone())
    found = sources.sources(on=state.on, now=now)
    return show(
        request,
        "web/sources.html",
        state,
        {
            "sources": sorted(found, key=worst_first),
            "figures": sum(one.figures for one in found),
            "late": sum(one.freshness != Freshness.ON_TIME for one in found),
            "releases": sources.releases(on=state.on, limit=15),
        },
    )


@page(cached=False)
def source(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One source: what it is, what it feeds, how it delivers, and every file that was read."""
    now = datetime.combine(state.on, time.max, tzinfo=timezone.get_current_timezone())
    view = sources.source(code, on=state.on, now=now)
    fed = sources.feeds(code)
    topics: dict[str, tuple[Named, list[sources.FedIndicator]]] = {}
    for one in fed:
        topics.setdefault(one.topic.code, (one.topic, []))[1].append(one)
    return show(
        request,
        "web/source.html",
        state,
        {
            "source": view,
            "fed": list(topics.values()),
            "indicators": len(fed),
            "runs": sources.runs(source=code, limit=RUNS),
            "releases": sources.releases(on=state.on, source=code, limit=RELEASES),
            "files": sources.files(code, limit=FILES),
        },
    )

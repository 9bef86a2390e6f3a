"""Sources: who publishes, and whether it arrives when it should."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from indicators.domain.codelists import Freshness
from indicators.selectors import sources
from indicators.selectors.views import Named
from indicators.web.page import page, show
from indicators.web.query import State

RUNS, RELEASES, FILES = 20, 20, 20


@page(cached=False)
def listing(request: HttpRequest, state: State) -> HttpResponse:
    """All sources; those that are late first."""
    found = sources.sources(on=state.on)
    return show(
        request,
        "web/sources.html",
        state,
        {
            "sources": sorted(found, key=sources.worst_first),
            "figures": sum(one.figures for one in found),
            "late": sum(one.freshness != Freshness.ON_TIME for one in found),
            "releases": sources.releases(on=state.on, limit=15),
        },
    )


@page(cached=False)
def source(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One source: what it is, what it feeds, how it delivers, and every file that was read."""
    view = sources.source(code, on=state.on)
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

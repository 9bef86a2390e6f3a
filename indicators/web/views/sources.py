"""Sources: who publishes, and whether it arrives when it should."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from indicators.domain.codelists import Freshness
from indicators.selectors import sources
from indicators.selectors.views import SourceView
from indicators.web.page import page, show
from indicators.web.query import State

LATENESS = (Freshness.VERY_LATE, Freshness.LATE, Freshness.ON_TIME)


def worst_first(source: SourceView) -> tuple[int, int, int, str]:
    """What needs attention most: the latest, of these the best rank, of these the most series."""
    late = LATENESS.index(Freshness(source.freshness))
    return late, source.rank, -source.series, source.code


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

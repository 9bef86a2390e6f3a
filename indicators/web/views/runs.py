"""Ingestion runs: what was tried, what came in, what was refused and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from indicators.domain.codelists import RunState
from indicators.selectors import sources
from indicators.web.page import page, show
from indicators.web.query import State

A_PAGE = 50


@page(cached=False)
def listing(request: HttpRequest, state: State) -> HttpResponse:
    """All runs, newest first."""
    now = timezone.now()
    known = sources.sources(on=state.today, now=now)
    source = state.choice("source", {one.code for one in known})
    wanted = state.choice("state", [one.value for one in RunState])
    count = sources.count_runs(source=source or None, state=wanted or None)
    pages = max(1, -(-count // A_PAGE))
    number = state.number("page", 1, largest=pages)
    return show(
        request,
        "web/runs.html",
        state,
        {
            "runs": sources.runs(
                source=source or None,
                state=wanted or None,
                limit=A_PAGE,
                offset=(number - 1) * A_PAGE,
            ),
            "count": count,
            "number": number,
            "pages": pages,
            "sources": known,
            "source": source,
            "wanted": wanted,
            "states": list(RunState),
        },
    )


@page(cached=False)
def run(request: HttpRequest, state: State, run_id: int) -> HttpResponse:
    """One run with its rejected rows."""
    view = sources.run(run_id)
    busy = view.state in (RunState.QUEUED, RunState.RUNNING)
    return show(request, "web/run.html", state, {"run": view, "busy": busy})

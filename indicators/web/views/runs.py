"""Ingestion runs: what was tried, what came in, what was refused and why."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from indicators.domain.codelists import RunState
from indicators.selectors import sources
from indicators.web.page import page, show
from indicators.web.query import State

A_PAGE = 50
# Most runs end within seconds; one that waits for a publisher is looked at less often.
SOON = timedelta(minutes=2)


ALL = "all"


@page(cached=False)
def listing(request: HttpRequest, state: State) -> HttpResponse:
    """All runs, newest first; those that changed nothing are folded unless asked for."""
    known = sources.sources(on=state.today)
    source = state.choice("source", {one.code for one in known})
    wanted = state.choice("state", [ALL, *(one.value for one in RunState)])
    counts = sources.count_runs_by_state(source=source or None)
    total = sum(counts.values())
    folded = counts.get(RunState.UNCHANGED, 0)
    count = {ALL: total, "": total - folded}.get(wanted, counts.get(wanted, 0))
    pages = max(1, -(-count // A_PAGE))
    number = state.number("page", 1, largest=pages)
    return show(
        request,
        "web/runs.html",
        state,
        {
            "days": None,
            "runs": sources.runs(
                source=source or None,
                state=wanted if wanted not in ("", ALL) else None,
                without=None if wanted else RunState.UNCHANGED,
                limit=A_PAGE,
                offset=(number - 1) * A_PAGE,
            ),
            "count": count,
            "total": total,
            "folded": 0 if wanted else folded,
            "number": number,
            "pages": pages,
            "sources": known,
            "source": source,
            "wanted": wanted,
            "states": [(one, counts[one]) for one in RunState if one in counts],
        },
    )


@page(cached=False)
def run(request: HttpRequest, state: State, run_id: int) -> HttpResponse:
    """One run with its rejected rows; while it has not ended, the page looks again by itself."""
    user = request.user
    view = sources.run(
        run_id, in_full=user.is_staff and user.has_perm("indicators.view_ingestionrun")
    )
    busy = view.state in (RunState.QUEUED, RunState.RUNNING)
    young = timezone.now() - view.requested_at < SOON
    return show(
        request, "web/run.html", state, {"run": view, "busy": busy, "again": 2 if young else 20}
    )

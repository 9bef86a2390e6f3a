"""Comparing: one indicator of several entities, one entity's indicators, targets, two years."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from indicators.charts.compare_data import MOST
from indicators.domain.codelists import Status
from indicators.selectors import changes, days
from indicators.web.comparing.asked import MODES, Compared, chart_of, read
from indicators.web.comparing.shapes import Cell, Column, Comparison
from indicators.web.page import page, show
from indicators.web.query import State
from indicators.web.take import citations
from indicators.web.taking import taking


def _slopes(result: Comparison) -> list[tuple[Column, list[Cell]]]:
    """Of two years the table has a row for each series."""
    if not result.slope:
        return []
    return [
        (column, cells) for column, (_name, cells) in zip(result.columns, result.rows, strict=True)
    ]


def neighbours(found: Compared, state: State) -> days.Neighbours:
    """Where to step from the day that is shown: one query."""
    if found.mode == "targets":
        return days.of_releases(on=state.on, today=state.today, rev=state.rev)
    return days.of_series(found.series, on=state.on, today=state.today, rev=state.rev)


@page()
def compare(request: HttpRequest, state: State) -> HttpResponse:
    """The page."""
    found = read(state)
    revision = changes.data_revision(on=state.on)
    chart = chart_of(found)
    return show(
        request,
        "web/compare.html",
        state,
        {
            "found": found,
            "revision": revision,
            "citation": citations.of_comparison(request, state, found.result, revision),
            "result": found.result,
            "chart": chart,
            "taking": taking(request, state, "compare", "", chart),
            "modes": [
                (name, title, state.link(mode="" if name == "entities" else name,
                                         status="", base="", per="", basis=""))
                for name, title in MODES.items()
            ],
            "most": MOST,
            "statuses": list(Status),
            "slopes": _slopes(found.result),
            # From a year to the same one nothing changes; the page says so instead of zeros.
            "one_year": found.result.slope and found.result.first == found.result.last,
            "days": neighbours(found, state),
        },
    )  # fmt: skip

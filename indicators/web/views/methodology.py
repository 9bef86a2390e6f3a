"""How targets are judged, with examples that the engine computes while the page is made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from indicators.domain.assessments import METHODS
from indicators.domain.codelists import Certainty, NotAssessableReason, Outlook, Status
from indicators.web.examples import examples
from indicators.web.page import page, show
from indicators.web.query import State


@page()
def methodology(request: HttpRequest, state: State) -> HttpResponse:
    """The rules, and the paragraph that each status chip links to."""
    return show(
        request,
        "web/methodology.html",
        state,
        {
            "statuses": list(Status),
            "outlooks": {one.value for one in Outlook},
            "certainties": list(Certainty),
            "reasons": list(NotAssessableReason),
            "methods": list(METHODS.values()),
            "examples": examples(state.lang),
            "days": None,
        },
    )

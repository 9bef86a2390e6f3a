"""Documents: what they promised and claimed, what became of it, and the figures read from them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from indicators.domain.explain import describe_statement, explain
from indicators.selectors import assessments, catalogue, changes, days, readings, targets
from indicators.selectors.readings import Readings
from indicators.selectors.views import DocumentView, TargetView
from indicators.web.changed import series_value
from indicators.web.page import page, show
from indicators.web.query import State
from indicators.web.rows import row
from indicators.web.scorecards import gap
from indicators.web.take import citations


@page()
def listing(request: HttpRequest, state: State) -> HttpResponse:
    """All documents, newest first; those that promise or claim something come first."""
    search = state.text("q")
    rows = [
        one
        for one in catalogue.documents(search=search or None)
        if one.document.published_on is None or one.document.published_on <= state.on
    ]
    return show(
        request,
        "web/documents.html",
        state,
        {
            "search": search,
            "speaking": [one for one in rows if one.targets or one.reported],
            "others": [one for one in rows if not (one.targets or one.reported)],
        },
    )


def _days(view: DocumentView, found: Sequence[TargetView], state: State) -> days.Neighbours:
    """By the figures that judge its promises or were read from it, and by milestones."""
    when = {"on": state.on, "today": state.today}
    told = days.of_evidence([one.id for one in found], **when)
    read = readings.days(view.code, rev=state.rev, **when)
    return days.of_series(days.series_of_document(view.code), rev=state.rev, **when).with_days(
        [told.earlier, told.later, read.earlier, read.later, view.published_on], **when
    )


@page()
def document(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One document: its promises, each with how it stands, its claims, and its figures."""
    view = catalogue.document(code)
    later = view.published_on is not None and view.published_on > state.on
    found = targets.by_document(code, on=state.on, rev=state.rev, today=state.today)
    revision = changes.data_revision(on=state.on)
    promises = []
    for target in found:
        words = target.words
        distance, remark = gap(target, state.lang)
        promises.append(
            {
                "gap": distance,
                "gap_remark": remark,
                "row": row(target, state.lang),
                "statement": describe_statement(target.statement, target.words_of_bound, state.lang)
                if target.statement
                else "",
                "sentences": explain(target.assessment, words, state.lang)[:3],
            }
        )
    read = Readings() if later else readings.of_document(code, on=state.on, rev=state.rev)
    reported = catalogue.reported(document=code, on=state.on, rev=state.rev)
    return show(
        request,
        "web/document.html",
        state,
        {
            "revision": revision,
            "citation": citations.of_document(
                request, state, view, revision, promises=bool(promises), figures=bool(read.shown)
            ),
            "document": view,
            "host": urlsplit(view.url).hostname or "",
            "days": _days(view, found, state),
            "promises": promises,
            "read": read,
            "readings": [
                (one, series_value(one.series, one.value, state.lang)) for one in read.shown
            ],
            "counts": [(one, n) for one, n in assessments.counts(found).items() if n],
            "later": later,
            "plans": catalogue.plans_of(code) if not later else [],
            "reported": reported,
            "standing": {
                one.code: one.assessment.shown
                for one in targets.by_codes(
                    {one.target for one in reported if one.target},
                    on=state.on,
                    rev=state.rev,
                    today=state.today,
                )
            },
            "agreeing": sum(one.agrees is True for one in reported),
            "differing": sum(one.agrees is False for one in reported),
        },
    )

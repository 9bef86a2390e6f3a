"""The overview: how all targets stand, what changed, what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.domain.codelists import Freshness, Outlook, Status, StatusCause, Verdict
from indicators.selectors import assessments, changes, sources, targets
from indicators.selectors.views import Named, TargetView
from indicators.web.page import page, show
from indicators.web.query import State, encoded
from indicators.web.rows import TargetRow, row
from indicators.web.take.cite import FORMS
from indicators.web.views.sources import worst_first

FAR = date.max
LATE_SHOWN = 5
A_PAGE = 50
ATTENTION = (Outlook.WRONG_DIRECTION, Outlook.FAR_BEHIND, Outlook.BEHIND)
STATUS_ORDER = {status: at for at, status in enumerate(Status)}
Key = Callable[[TargetRow], Any]
SORTS: dict[str, tuple[Any, Key]] = {
    "deadline": (_("Deadline"), lambda one: _by_deadline(one)),
    "status": (_("Status"), lambda one: (STATUS_ORDER[one.status], one.due or FAR, one.view.code)),
    "name": (_("Name"), lambda one: (one.view.name.en.casefold(), one.view.code)),
    "known": (
        _("Newest figure"),
        lambda one: (-(one.known_on or date.min).toordinal(), _by_deadline(one)),
    ),
}
# Whatever became known last stands on top.
DEFAULT_SORT = "known"


def _by_deadline(one: TargetRow) -> Any:
    """Those to come first, the next on top; then those that passed, the latest on top."""
    if one.due is None:
        return 2, 0, one.view.code
    pending = one.view.assessment.verdict is Verdict.PENDING
    return not pending, one.due.toordinal() * (1 if pending else -1), one.view.code


@dataclass(frozen=True, slots=True)
class Group:
    """How the targets of a topic stand."""

    topic: Named
    total: int
    counts: tuple[tuple[Status, int], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """All targets, and those of them that the address asks for, in its order."""

    views: list[TargetView]
    rows: list[TargetRow]
    shown: list[TargetRow]
    options: dict[str, dict[str, Named]]
    chosen: dict[str, str]
    search: str
    sort: str


def choose(state: State) -> Chosen:
    """Read filters and order of the address: a constant number of queries."""
    views = targets.listing(on=state.on, rev=state.rev, today=state.today)
    options = _options(views)
    chosen = {name: state.choice(name, found) for name, found in options.items()}
    chosen["status"] = state.choice("status", [status.value for status in Status])
    search = state.text("q")
    sort = state.choice("sort", SORTS, DEFAULT_SORT)
    rows = [row(view, state.lang) for view in views]
    shown = sorted(
        (one for one in rows if _wanted(one, chosen) and _found(one.view, search)),
        key=SORTS[sort][1],
    )
    return Chosen(views, rows, shown, options, chosen, search, sort)


@page()
def overview(request: HttpRequest, state: State) -> HttpResponse:
    """The first page. A request of htmx gets the list alone."""
    chosen_of = choose(state)
    views, rows, shown = chosen_of.views, chosen_of.rows, chosen_of.shown
    options, chosen, search, sort = (
        chosen_of.options, chosen_of.chosen, chosen_of.search, chosen_of.sort
    )  # fmt: skip
    pages = max(1, -(-len(shown) // A_PAGE))
    number = state.number("page", 1, largest=pages)
    first = (number - 1) * A_PAGE
    context = {
        "state": state,
        "rows": shown[first : first + A_PAGE],
        "count": len(shown),
        "first": first + 1,
        "last": min(first + A_PAGE, len(shown)),
        "number": number,
        "pages": pages,
        "total": len(views),
        "options": options,
        "chosen": chosen,
        "search": search,
        "sort": sort,
        "default_sort": DEFAULT_SORT,
        "files": [
            (
                name,
                reverse("web:overview-file", args=[form]) + encoded({**state.values, "page": ""}),
            )
            for form, name in FORMS.items()
        ],
        "sorts": [(name, title) for name, (title, _key) in SORTS.items()],
        "statuses": list(Status),
    }
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        return render(request, "web/_targets.html", context)
    counts = assessments.counts(views)
    now = datetime.combine(state.on, time.max, tzinfo=timezone.get_current_timezone())
    late = sorted(
        (
            source
            for source in sources.sources(on=state.on, now=now)
            if source.freshness != Freshness.ON_TIME
        ),
        key=worst_first,
    )
    return show(
        request,
        "web/overview.html",
        state,
        {
            **context,
            "counts": [(status, count) for status, count in counts.items() if count],
            "groups": _groups(views),
            "attention": sorted(
                (one for one in rows if one.view.assessment.outlook in ATTENTION),
                key=lambda one: (
                    ATTENTION.index(one.view.assessment.outlook), one.due or FAR, one.view.code
                ),
            )[:5],
            "events": [
                event
                for event in changes.events(on=state.on, limit=40)
                if event.cause != StatusCause.FIRST
            ][:5],
            "year_ago": state.on - timedelta(days=365),
            "late": late[:LATE_SHOWN],
            "late_more": len(late) - LATE_SHOWN,
        },
    )  # fmt: skip


def _options(views: Iterable[TargetView]) -> dict[str, dict[str, Named]]:
    """What each filter may be set to: only what a target has, in the order of its name."""
    found: dict[str, dict[str, Named]] = {"topic": {}, "entity": {}, "plan": {}}
    for view in views:
        found["topic"][view.topic.code] = view.topic
        found["entity"][view.entity.code] = view.entity
        if view.plan is not None:
            found["plan"][view.plan.code] = view.plan
    return {
        name: dict(sorted(named.items(), key=lambda item: item[1].name.en.casefold()))
        for name, named in found.items()
    }


def _wanted(one: TargetRow, chosen: dict[str, str]) -> bool:
    view = one.view
    has = {
        "topic": view.topic.code,
        "entity": view.entity.code,
        "plan": view.plan.code if view.plan else "",
        "status": one.status.value,
    }
    return all(not value or has[name] == value for name, value in chosen.items())


def _found(view: TargetView, search: str) -> bool:
    """Whether every word of the search stands somewhere in names or codes."""
    hay = " ".join(
        [
            view.code,
            *(view.name.en, view.name.zh, view.summary.en, view.summary.zh),
            *(view.entity.code, view.entity.name.en, view.entity.name.zh),
            view.indicator.code if view.indicator else "",
        ]
    ).casefold()
    return all(word in hay for word in search.casefold().split())


def _groups(views: Iterable[TargetView]) -> list[Group]:
    by_topic: dict[str, Counter[Status]] = {}
    names: dict[str, Named] = {}
    for view in views:
        names[view.topic.code] = view.topic
        status = view.assessment.status or Status.PENDING
        by_topic.setdefault(view.topic.code, Counter())[status] += 1
    groups = [
        Group(
            names[code],
            sum(counts.values()),
            tuple((status, counts[status]) for status in Status if counts[status]),
        )
        for code, counts in by_topic.items()
    ]
    return sorted(groups, key=lambda group: (-group.total, group.topic.code))

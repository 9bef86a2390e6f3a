"""The overview: how all targets stand, what changed, what is late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.domain.codelists import Outlook, Status
from indicators.selectors import changes, sources
from indicators.selectors.briefs import Briefs, TargetBrief, briefs
from indicators.selectors.views import TargetView
from indicators.web.page import page, show
from indicators.web.query import State, encoded
from indicators.web.rows import TargetRow, row
from indicators.web.scorecards import by_deadline
from indicators.web.take.cite import FORMS

FAR = date.max
LATE_SHOWN = 5
A_PAGE = 50
ATTENTION_SHOWN = 5
EVENTS_SHOWN = 5
ATTENTION = (Outlook.WRONG_DIRECTION, Outlook.FAR_BEHIND, Outlook.BEHIND)
STATUS_ORDER = {status: at for at, status in enumerate(Status)}
Key = Callable[[TargetBrief], Any]
SORTS: dict[str, tuple[Any, Key]] = {
    "deadline": (_("Deadline"), by_deadline),
    "status": (_("Status"), lambda one: (STATUS_ORDER[one.status], one.due or FAR, one.code)),
    "name": (_("Name"), lambda one: (one.name.en.casefold(), one.code)),
    "known": (
        _("Newest figure"),
        lambda one: (-(one.known_on or date.min).toordinal(), by_deadline(one)),
    ),
}
FILTERS = ("topic", "entity", "plan")
# Whatever became known last stands on top.
DEFAULT_SORT = "known"


@dataclass(frozen=True, slots=True)
class Chosen:
    """All targets, and those of them that the address asks for, in its order."""

    briefs: Briefs
    shown: list[TargetBrief]
    chosen: dict[str, str]
    search: str
    sort: str

    def rows(self, *lists: Sequence[TargetBrief], lang: str) -> tuple[list[TargetRow], ...]:
        """Lists of some of them as rows, in one go: as many queries whatever stands in which."""
        lines = self.briefs.lines(one for some in lists for one in some)
        return tuple(
            [row(lines[one.id], lang) for one in some if one.id in lines] for some in lists
        )

    def views(self) -> list[TargetView]:
        """The whole views of what the address asks for, in its order."""
        views = self.briefs.views(self.shown)
        return [views[one.id] for one in self.shown if one.id in views]


def choose(state: State) -> Chosen:
    """Read filters and order of the address: a constant number of queries."""
    found = briefs(on=state.on, rev=state.rev, today=state.today, counter=state.counter)
    chosen = {name: state.choice(name, found.belongings[name]) for name in FILTERS}
    chosen["status"] = state.choice("status", [status.value for status in Status])
    search = state.text("q")
    sort = state.choice("sort", SORTS, DEFAULT_SORT)
    shown = found.having(chosen)
    for word in search.casefold().split():
        shown = [one for one in shown if word in one.hay]
    return Chosen(found, sorted(shown, key=SORTS[sort][1]), chosen, search, sort)


@page()
def overview(request: HttpRequest, state: State) -> HttpResponse:
    """The first page. A request of htmx gets the list alone."""
    chosen_of = choose(state)
    targets, shown = chosen_of.briefs, chosen_of.shown
    pages = max(1, -(-len(shown) // A_PAGE))
    number = state.number("page", 1, largest=pages)
    first = (number - 1) * A_PAGE
    fragment = request.headers.get("HX-Request") and not request.headers.get(
        "HX-History-Restore-Request"
    )
    rows, attention = chosen_of.rows(
        shown[first : first + A_PAGE],
        [] if fragment else _attention(targets.all),
        lang=state.lang,
    )
    context = {
        "state": state,
        "rows": rows,
        "count": len(shown),
        "first": first + 1,
        "last": min(first + A_PAGE, len(shown)),
        "number": number,
        "pages": pages,
        "total": len(targets.all),
        "options": targets.belongings,
        "chosen": chosen_of.chosen,
        "search": chosen_of.search,
        "sort": chosen_of.sort,
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
    if fragment:
        return render(request, "web/_targets.html", context)
    late = sources.late(on=state.on, today=state.today, counter=state.counter)
    events = changes.events(on=state.on, limit=EVENTS_SHOWN)
    return show(
        request,
        "web/overview.html",
        state,
        {
            **context,
            "counts": [(status, count) for status, count in targets.counts.items() if count],
            "groups": targets.groups,
            "attention": attention,
            "events": events,
            # Where few statuses changed, what there is of new figures.
            "releases": changes.newest_releases(
                on=state.on, rev=state.rev, limit=EVENTS_SHOWN - len(events)
            ),
            "year_ago": state.on - timedelta(days=365),
            "late": late[:LATE_SHOWN],
            "late_more": len(late) - LATE_SHOWN,
        },
    )  # fmt: skip


def _attention(targets: Iterable[TargetBrief]) -> list[TargetBrief]:
    """Those that are open and not on track, the worst first."""
    found = (one for one in targets if one.outlook in ATTENTION)
    return sorted(found, key=lambda one: (ATTENTION.index(one.outlook), one.due or FAR, one.code))[
        :ATTENTION_SHOWN
    ]

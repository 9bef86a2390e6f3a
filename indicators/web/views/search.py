"""One search over everything that has a name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from indicators.selectors import search as selector
from indicators.selectors.search import Found
from indicators.web.page import page, show
from indicators.web.query import State

SHOWN = 8
A_PAGE = 50
TITLES = {
    "target": _("Targets"),
    "indicator": _("Indicators"),
    "entity": _("Entities"),
    "topic": _("Topics"),
    "plan": _("Plans"),
    "document": _("Documents"),
    "source": _("Sources"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """What of one kind was found; only the first ones are shown."""

    kind: str
    title: object
    count: int
    shown: tuple[Found, ...]


@page()
def search(request: HttpRequest, state: State) -> HttpResponse:
    """What answers ``q``, grouped by kind: the kind with the best answer first."""
    query = state.text("q")
    kind = state.choice("kind", selector.KINDS)
    found = selector.search(query, on=state.on)
    counts = {name: len(items) for name, items in found.items() if items}
    pages = max(1, -(-len(found.get(kind, ())) // A_PAGE))
    number = state.number("page", 1, largest=pages)
    if kind:
        first = (number - 1) * A_PAGE
        shown = {kind: found[kind][first : first + A_PAGE]}
    else:
        shown = {name: items[:SHOWN] for name, items in found.items()}
    groups = [
        Group(name, TITLES[name], counts[name], tuple(items))
        for name, items in shown.items()
        if items
    ]
    return show(
        request,
        "web/search.html",
        state,
        {
            "searched": query,
            "kind": kind,
            "total": sum(counts.values()),
            "kinds": [(name, TITLES[name], n) for name, n in counts.items()],
            "groups": sorted(groups, key=lambda one: one.shown[0].rank),
            "number": number,
            "pages": pages,
        },
    )

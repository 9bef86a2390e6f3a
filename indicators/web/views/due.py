"""What comes when: deadlines of targets and publications of sources, as a page and to subscribe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.domain import words
from indicators.domain.formats import format_month, format_period
from indicators.selectors import due, groups
from indicators.selectors.due import DueRelease, DueState, Scope
from indicators.selectors.lines import TargetLine
from indicators.web import ical
from indicators.web.page import page, show
from indicators.web.query import State
from indicators.web.rows import TargetRow, row

MONTHS_AHEAD = 12
# A subscription also has what has just passed, and everything to come.
BACK = timedelta(days=366)
FOR_EVER = date(9999, 12, 31)
STATES = {
    DueState.COMING: gettext_lazy("to come"),
    DueState.PUBLISHED: gettext_lazy("published"),
    DueState.LATE: gettext_lazy("late"),
    DueState.VERY_LATE: gettext_lazy("very late"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """What lies in one month."""

    name: str
    start: date
    deadlines: tuple[TargetRow, ...]
    releases: tuple[DueRelease, ...]


def _scope(state: State) -> tuple[Scope, dict[str, Any]]:
    entities = [one.entity for one in groups.entities(on=state.on)]
    nodes = groups.topics(on=state.on)
    entity = state.choice("entity", {one.code for one in entities})
    topic = state.choice("topic", {one.topic.code for one in nodes})
    return Scope(entity or None, groups.within(topic, nodes)), {
        "entities": entities,
        "topics": nodes,
        "chosen": {"entity": entity, "topic": topic},
    }


@page()
def calendar(request: HttpRequest, state: State) -> HttpResponse:
    """Month by month: from the day that is shown twelve months on, or one year."""
    scope, chosen = _scope(state)
    years = due.years(scope, on=state.on)
    year = state.choice("year", {str(one) for one in years})
    if year:
        start, end = date(int(year), 1, 1), date(int(year) + 1, 1, 1)
    else:
        start = state.on.replace(day=1)
        end = _months_later(start, MONTHS_AHEAD + 1)
    deadlines = due.deadlines(
        scope, start=start, end=end, on=state.on, rev=state.rev, today=state.today
    )
    releases = due.releases(scope, start=start, end=end, on=state.on)
    months = _months([row(one, state.lang) for one in deadlines], releases, state.lang)
    return show(
        request,
        "web/calendar.html",
        state,
        {
            **chosen,
            "months": months,
            "year": year,
            "years": list(years.items()),
            "deadlines": len(deadlines),
            "releases": len(releases),
            "start": start,
            "last": end - timedelta(days=1),
            "subscription": request.build_absolute_uri(_subscription(state)),
        },
    )


def _subscription(state: State) -> str:
    """The address to subscribe to: without a day, so that it follows what becomes known."""
    kept = {name: state.values[name] for name in ("entity", "topic") if name in state.values}
    return state.carry(reverse("web:calendar_ics"), as_of="", rev="", **kept, lang=state.lang)


def _months_later(day: date, months: int) -> date:
    """The first of a month, some months later."""
    at = day.year * 12 + day.month - 1 + months
    return date(min(at // 12, 9999), at % 12 + 1, 1)


def _months(
    deadlines: Sequence[TargetRow], releases: Sequence[DueRelease], lang: str
) -> list[Month]:
    """Only months in which something lies, in their order."""
    starts = {one.due.replace(day=1) for one in deadlines if one.due}
    starts |= {one.on.replace(day=1) for one in releases}
    return [
        Month(
            format_month(start, lang),
            start,
            tuple(one for one in deadlines if one.due and one.due.replace(day=1) == start),
            tuple(one for one in releases if one.on.replace(day=1) == start),
        )
        for start in sorted(starts)
    ]


@page()
def subscription(request: HttpRequest, state: State) -> HttpResponse:
    """The same as iCalendar (RFC 5545), with what has passed in the last year and all to come."""
    scope, chosen = _scope(state)
    start = max(state.on, date(1901, 1, 1)) - BACK
    deadlines = due.deadlines(
        scope, start=start, end=FOR_EVER, on=state.on, rev=state.rev, today=state.today
    )
    releases = due.releases(scope, start=start, end=FOR_EVER, on=state.on)
    host = request.get_host().split(":")[0]
    events = [
        *(_deadline(one, request, state, host) for one in deadlines),
        *(_release(one, request, state, host) for one in releases),
    ]
    name = _calendar_name(chosen, state.lang)
    response = HttpResponse(
        ical.calendar(
            name,
            sorted(events, key=lambda one: (one.on, one.uid)),
            language="zh-Hans" if state.lang.startswith("zh") else "en",
            stamp=state.on,
        ),
        content_type="text/calendar; charset=utf-8",
    )
    response.headers["Content-Disposition"] = 'inline; filename="policy-tracker.ics"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _calendar_name(chosen: Mapping[str, Any], lang: str) -> str:
    names = [
        one.name.words(lang)
        for one in (*chosen["entities"], *(node.topic for node in chosen["topics"]))
        if one.code in chosen["chosen"].values()
    ]
    return " · ".join(["Policy Tracker", *names])


def _deadline(view: TargetLine, request: HttpRequest, state: State, host: str) -> ical.Event:
    one, lang = row(view, state.lang), state.lang
    status = words.label(one.status, lang)
    lines = [
        _("Bound: %(bound)s") % {"bound": one.bound} if one.bound else "",
        _("Figure: %(figure)s (%(period)s)") % {"figure": one.figure, "period": one.figure_period}
        if one.figure
        else "",
        _("Status: %(status)s") % {"status": status},
    ]
    assert one.due is not None
    return ical.Event(
        uid=f"deadline-{view.code}@{host}",
        on=one.due,
        summary=_("Deadline: %(target)s") % {"target": view.name.words(lang)},
        description="\n".join(line for line in lines if line),
        url=_absolute(request, "target", view.code, state),
        categories=(_("Deadline"),),
    )


def _release(one: DueRelease, request: HttpRequest, state: State, host: str) -> ical.Event:
    lang = state.lang
    # An announced publication is known by its day and period, an expected one moves.
    at = f"{one.on}-{one.period}" if one.announced else "next"
    name = one.source.name.words(lang)
    summary = (
        _("Publication: %(source)s") if one.announced else _("Publication expected by: %(source)s")
    )
    lines = [
        _("Figures of %(period)s") % {"period": format_period(one.period, lang)}
        if one.period
        else "",
        str(STATES[one.state]),
    ]
    return ical.Event(
        uid=f"release-{one.source.code}-{at}@{host}".replace("/", "--"),
        on=one.on,
        summary=summary % {"source": name},
        description="\n".join(line for line in lines if line),
        url=_absolute(request, "source", one.source.code, state),
        categories=(_("Publication"),),
    )


def _absolute(request: HttpRequest, name: str, code: str, state: State) -> str:
    address = reverse(f"web:{name}", args=[code])
    return request.build_absolute_uri(state.carry(address, as_of="", rev="", lang=state.lang))

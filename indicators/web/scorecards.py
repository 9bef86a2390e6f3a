"""Targets of one thing – an entity, a topic, a plan – counted by status and listed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from indicators.charts.status_bar import status_bar
from indicators.domain.codelists import Status, Verdict
from indicators.domain.formats import format_percent
from indicators.selectors import briefs
from indicators.selectors.briefs import Briefs, TargetBrief
from indicators.selectors.lines import Listed
from indicators.web.query import State
from indicators.web.rows import TargetRow, row

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Counted:
    """How many targets have a status, and which share of all that is."""

    status: Status
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A target with the distance between its figure and what is asked of it."""

    row: TargetRow
    gap: str
    gap_remark: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Counts of all targets, and the part of them that is shown."""

    briefs: Briefs
    total: int
    counts: tuple[Counted, ...]
    bar: SafeString
    chosen: str
    count: int
    rows: tuple[TargetRow, ...]
    scored: tuple[Scored, ...]
    number: int
    pages: int


def by_deadline(one: TargetBrief) -> Any:
    """Those to come first, the next on top; then those that passed, the latest on top."""
    if one.due is None:
        return 2, 0, one.code
    pending = one.verdict is Verdict.PENDING
    return not pending, one.due.toordinal() * (1 if pending else -1), one.code


def scorecard(of: Q, state: State) -> Scorecard:
    """The scorecard of some targets; reads ``status`` and ``page`` from the address."""
    found = briefs.within(of, on=state.on, rev=state.rev, today=state.today, counter=state.counter)
    total = len(found.all)
    counts = [(status, n) for status, n in found.counts.items() if n]
    chosen = state.choice("status", [status.value for status in Status])
    listed = sorted(
        (one for one in found.all if not chosen or one.status.value == chosen), key=by_deadline
    )
    pages = max(1, -(-len(listed) // A_PAGE))
    number = state.number("page", 1, largest=pages)
    shown = listed[(number - 1) * A_PAGE : number * A_PAGE]
    lines = found.lines(shown)
    rows = tuple(row(lines[one.id], state.lang) for one in shown if one.id in lines)
    return Scorecard(
        briefs=found,
        total=total,
        counts=tuple(
            Counted(status, n, format_percent(100 * Decimal(n) / total, state.lang, 0))
            for status, n in counts
        ),
        bar=mark_safe(status_bar(counts)),  # noqa: S308 - numbers only
        chosen=chosen,
        count=len(listed),
        rows=rows,
        scored=tuple(Scored(one, *gap(one.view, state.lang)) for one in rows),
        number=number,
        pages=pages,
    )


def gap(view: Listed, lang: str) -> tuple[str, str]:
    """How far the figure is from what is asked of it, and what that is measured against.

    A decided target has its margin against the bound, an open one its gap to the required path.
    """
    assessment, words = view.assessment, view.words
    judged, pace = assessment.judged, assessment.pace
    if judged is not None:
        margin = words.difference(abs(judged.margin), lang, percent=judged.percent)
        if not judged.margin:
            return margin, _("exactly the bound")
        return margin, _("on the right side") if judged.margin > 0 else _("on the wrong side")
    if pace is not None and pace.gap is not None:
        text = words.difference(abs(pace.gap), lang, percent=pace.percent)
        sign = "−" if pace.gap < 0 else "+" if pace.gap > 0 else ""
        return f"{sign}{text}", _("against the required path")
    return "", ""

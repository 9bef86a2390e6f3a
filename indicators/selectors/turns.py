"""How targets changed between two days: their statuses, and the targets themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from indicators.domain.causes import Cause
from indicators.domain.codelists import Status, StatusCause
from indicators.domain.errors import DomainError
from indicators.domain.explain import TargetWords
from indicators.domain.history import status_history
from indicators.domain.statements import Statement
from indicators.domain.turns import Turn, turn
from indicators.models import Target
from indicators.selectors import assessments, evidence, shapes, specs
from indicators.selectors.news import Window
from indicators.selectors.targets import rows
from indicators.selectors.views import Named


@dataclass(frozen=True, slots=True)
class StatusTurn:
    """A change of status within the window, with its cause down to the figures."""

    target: Named
    entity: Named
    words: TargetWords
    on: date
    before: Status | None
    after: Status
    turn: Turn
    why: Cause


@dataclass(frozen=True, slots=True)
class TargetNews:
    """A target that was announced, superseded or withdrawn on a day."""

    what: str
    on: date
    target: Named
    entity: Named
    plan: Named | None
    successor: Named | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A target whose statement an editor changed, before and after."""

    on: date
    target: Named
    before: Statement | None
    after: Statement | None
    words_before: TargetWords
    words_after: TargetWords
    fields: tuple[str, ...]


def _within(window: Window) -> QuerySet[Target]:
    found = rows(window.on)
    if window.entity:
        found = found.filter(entity__code=window.entity)
    if window.topics:
        found = found.filter(topic__code__in=window.topics)
    if window.indicator:
        found = found.filter(indicator_version__indicator__code=window.indicator)
    return found


def _words(row: Any) -> TargetWords:
    """How the figures of a target, or of an earlier state of it, are printed."""
    version = row.indicator_version
    if version is None:
        return TargetWords()
    unit = shapes.unit(version.unit).symbol
    return TargetWords(unit.en, unit.zh or unit.en, version.indicator.decimals)


def statuses(window: Window) -> list[StatusTurn]:
    """Every change of status, the newest first: a constant few queries.

    Computed from what was known on each day, like the history of a target: the stored events
    begin with the day on which this tracker was set up. The first answer of a new target is none.
    """
    targets = list(_within(window))
    found = []
    with assessments.without_collection():
        known = evidence.gather(targets, on=window.on, rev=window.rev)
        for row in targets:
            spec, facts = known[row.pk]
            history = status_history(
                spec, facts, since=window.since, until=window.on, rev=window.rev
            )
            found += [
                StatusTurn(
                    shapes.named(row), shapes.named(row.entity), _words(row), one.on, one.before,
                    one.status, turn(one.before, one.status), one.why,
                )
                for one in history.changes
                if one.cause is not StatusCause.FIRST and one.before is not one.status
            ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.on.toordinal(), one.target.code))


def targets(window: Window) -> list[TargetNews]:
    """Targets that were announced, superseded or withdrawn, the newest first: one query."""

    def during(field: str) -> Q:
        return Q(**{f"{field}__gt": window.since, f"{field}__lte": window.on})

    found = []
    for row in (
        _within(window)
        .prefetch_related(None)
        .filter(during("announced_on") | during("superseded_on") | during("withdrawn_on"))
    ):
        about = (shapes.named(row), shapes.named(row.entity), shapes.maybe_named(row.plan))
        for what, day, successor in (
            ("announced", row.announced_on, None),
            ("superseded", row.superseded_on, shapes.maybe_named(row.superseded_by)),
            ("withdrawn", row.withdrawn_on, None),
        ):
            if day is not None and window.since < day <= window.on:
                found.append(TargetNews(what, day, *about, successor))
    return sorted(found, key=lambda one: (-one.on.toordinal(), one.target.code, one.what))


# What a target says; its names, notes and place in the catalogue are no part of it.
STATING = (
    "quantity", "comparator", "low", "high", "tolerance", "unit_id", "reference_kind",
    "reference_start", "reference_end", "reference_value", "horizon_kind", "horizon_start",
    "horizon_end", "pacing", "interim", "once", "stated", "indicator_version_id",
)  # fmt: skip


def amendments(window: Window) -> list[Amendment]:
    """Statements that were edited, the newest first, from the database's own history: two queries.

    Their day is that of the edit: nobody knew the corrected statement before.
    """
    targets = {row.pk: row for row in _within(window).prefetch_related(None)}
    zone = timezone.get_current_timezone()
    first, last = (
        datetime.combine(day, time.max, tzinfo=zone) for day in (window.since, window.on)
    )
    events_of: Any = Target.pgh_event_model  # type: ignore[attr-defined]
    edited = events_of.objects.filter(
        pgh_label="update", pgh_created_at__gt=first, pgh_created_at__lte=last
    )
    events: Sequence[Any] = (
        events_of.objects.filter(pgh_obj__in=edited.values("pgh_obj"), pgh_created_at__lte=last)
        .select_related("unit", "indicator_version__unit", "indicator_version__indicator")
        .order_by("pgh_obj", "pgh_id")
    )
    found = []
    before: Any = None
    for event in events:
        old, before = before, event
        if old is None or old.pgh_obj_id != event.pgh_obj_id or event.pgh_created_at <= first:
            continue
        fields = tuple(one for one in STATING if getattr(old, one) != getattr(event, one))
        row = targets.get(event.pgh_obj_id)
        if fields and row is not None:
            found.append(
                Amendment(
                    timezone.localdate(event.pgh_created_at), shapes.named(row), _statement(old),
                    _statement(event), _words(old), _words(event), fields,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (-one.on.toordinal(), one.target.code))


def _statement(event: Any) -> Statement | None:
    """What an earlier state of a target said; nothing where it contradicted itself."""
    try:
        return specs.statement_of(event)
    except DomainError:
        return None

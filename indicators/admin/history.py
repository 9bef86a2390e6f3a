"""The database's own history of a row: every state that its triggers kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models

LIMIT = 200
# Counted by every save; the fields say what was changed.
SILENT = {"version_token", "edited_at"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One event: when, what, by whom, on which page, and which fields changed."""

    at: datetime
    label: str
    user: str
    url: str
    reason: str
    changes: tuple[FieldChange, ...]


def is_tracked(model: type[models.Model]) -> bool:
    """Whether the database keeps a history of this table."""
    return bool(getattr(model, "pgh_event_models", None))


def versions(row: models.Model) -> list[Version]:
    """The newest events of a row, newest first: two queries. Empty for a table without history."""
    if not is_tracked(type(row)):
        return []
    events_of: Any = type(row).pgh_event_model  # type: ignore[attr-defined]
    events = list(
        events_of.objects.filter(pgh_obj_id=row.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: LIMIT + 1]
    )
    contexts = [(event.pgh_context.metadata if event.pgh_context else {}) for event in events]
    names = dict(
        User.objects.filter(pk__in={c["user"] for c in contexts if c.get("user")}).values_list(
            "pk", "username"
        )
    )
    result = []
    for index, (event, context) in enumerate(zip(events, contexts, strict=True)):
        before = events[index + 1] if index + 1 < len(events) else None
        result.append(
            Version(
                at=event.pgh_created_at,
                label=event.pgh_label,
                user=names.get(context.get("user"), ""),
                url=str(context.get("url", "")),
                reason=str(context.get("reason", "")),
                changes=tuple(_changes(event, before)),
            )
        )
    return result[:LIMIT]


def _changes(event: Any, before: Any) -> list[FieldChange]:
    if event.pgh_label != "update" or before is None:
        return []
    found = []
    for field in event._meta.concrete_fields:
        if field.name.startswith("pgh_") or field.name in SILENT:
            continue
        old, new = getattr(before, field.attname), getattr(event, field.attname)
        if old != new:
            found.append(FieldChange(field.name, _text(old), _text(new)))
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:300]

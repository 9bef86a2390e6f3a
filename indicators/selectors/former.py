"""Codes that things had before they were renamed, from the database's own history."""

from __future__ import annotations

from typing import Any

from django.db import models

from indicators.models import Document, Entity, Indicator, Plan, Source, Target, Topic

MODELS: dict[str, type[models.Model]] = {
    "target": Target,
    "indicator": Indicator,
    "document": Document,
    "entity": Entity,
    "topic": Topic,
    "plan": Plan,
    "source": Source,
}


def code_now(kind: str, code: str) -> str | None:
    """The code of what had ``code`` once, or nothing: two queries.

    A code that something has now is nobody's former one. Of several that had it, the last counts.
    """
    model: Any = MODELS.get(kind)
    if model is None or len(code) > 120:
        return None
    if model._default_manager.filter(code=code).exists():
        return None
    found = model._default_manager.filter(
        pk__in=model.pgh_event_model.objects.filter(code=code)
        .exclude(pgh_label="delete")
        .order_by("-pgh_id")
        .values("pgh_obj")[:1]
    )
    return found.values_list("code", flat=True).first()  # type: ignore[no-any-return]

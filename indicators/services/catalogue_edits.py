"""What an editor changes in the catalogue: marked as edited, guarded against lost updates.

A row that an editor has changed is left alone by the next load of the catalogue, and the targets
that the change can touch are assessed again in the same transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from indicators.domain.codelists import StatusCause
from indicators.domain.errors import DomainError
from indicators.models import (
    Indicator,
    IndicatorVersion,
    Milestone,
    MilestoneEvidence,
    Series,
    Source,
    Target,
    Unit,
)
from indicators.selectors import derivations
from indicators.services import assessments, changes


class EditConflict(DomainError):
    """The row was changed by somebody else after it was opened."""

    code = "edit_conflict"


def _mark(row: models.Model, *, seen: int | None, now: datetime) -> None:
    """Count the edit, and refuse one that was made from an older state."""
    if hasattr(row, "edited_at"):
        row.edited_at = now
    token = getattr(row, "version_token", None)
    if token is None:
        return
    if row.pk is not None:
        stored = type(row)._default_manager.select_for_update().filter(pk=row.pk)
        token = stored.values_list("version_token", flat=True).get()
        if seen is not None and seen != token:
            raise EditConflict(
                "“{row}” was changed by somebody else after you opened it; "
                "look at their version and save again.",
                row=row,
            )
    row.__dict__["version_token"] = token + 1


@transaction.atomic
def save(row: models.Model, *, seen: int | None, now: datetime) -> None:
    """Write an edited row. ``seen`` is the version that the editor had open, if known.

    Raises EditConflict. Follow with ``saved`` once everything that belongs to the row is written.
    """
    _mark(row, seen=seen, now=now)
    row.save()


@transaction.atomic
def saved(row: models.Model, *, now: datetime) -> int:
    """Assess what the change of ``row`` can touch; return how many targets changed status."""
    cause = _cause(row)
    events = 0
    if cause is not None:
        ids = affected(row)
        if ids:
            events = len(assessments.reassess_targets(ids, cause=cause, now=now))
    changes.bump()
    return events


def noted() -> None:
    """A change that no answer depends on: readers only see the text."""
    changes.bump()


@transaction.atomic
def delete(row: models.Model, *, now: datetime) -> None:
    """Delete a row that nothing refers to; the database refuses any other."""
    cause, ids = _cause(row), affected(row)
    row.delete()
    if cause is not None and ids:
        assessments.reassess_targets(ids, cause=cause, now=now)
    changes.bump()


def _cause(row: models.Model) -> StatusCause | None:
    match row:
        case Indicator() | IndicatorVersion() | Unit():
            return StatusCause.REDEFINITION
        case Source():
            return StatusCause.METHOD_CHANGED
        case Target() | Milestone() | MilestoneEvidence():
            return StatusCause.TARGET_CHANGED
        case _:
            return None


def affected(row: models.Model) -> set[int]:
    """The targets whose answer a change of ``row`` can alter."""
    match row:
        case Target():
            return {row.pk}
        case Milestone():
            return {row.target_id}
        case MilestoneEvidence():
            return {row.milestone.target_id}
        case Indicator():
            computed = derivations.dependents({row.pk: row.code})[row.pk]
            condition = (
                Q(indicator_version__indicator__in={row.pk, *computed})
                | Q(indicator_version__indicator__additions=row)
                | Q(indicator_version__indicator__removals=row)
            )
        case IndicatorVersion():
            return affected(row.indicator)
        case Unit():
            measured = dict(Indicator.objects.filter(versions__unit=row).values_list("pk", "code"))
            computed = set().union(*derivations.dependents(measured).values())
            condition = (
                Q(unit=row)
                | Q(indicator_version__unit=row)
                | Q(indicator_version__indicator__in=computed)
            )
        case Source():
            series = Series.objects.filter(source=row).values_list("pk", flat=True)
            return assessments.affected_by(list(series))
        case _:
            return set()
    return set(Target.objects.filter(condition).values_list("pk", flat=True))

"""How targets stand: computed for any day, or read from what was stored for today."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from indicators.domain.assessments import Assessment, assess
from indicators.domain.codelists import Outlook, Status, Verdict
from indicators.domain.outlooks.registry import METHODS
from indicators.models import Assessment as AssessmentRow
from indicators.models import Target
from indicators.selectors import evidence
from indicators.selectors.views import TargetView


def compute(
    targets: Sequence[Target], *, on: date, rev: int | None = None, method: str | None = None
) -> dict[int, Assessment]:
    """Assess targets as known on ``on`` (and up to revision ``rev``), by target id."""
    found = {}
    with without_collection():
        for part in evidence.gather_in_parts(targets, on=on, rev=rev):
            for pk, (spec, known) in part.items():
                found[pk] = assess(spec, known, on=on, rev=rev, method=method)
    return found


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the search for cycles while figures are read and judged.

    They are hundreds of thousands of tuples in which there is no cycle to find; looking for one,
    again and again, takes a third of the time. What is left of them in the end is declared old, or
    it would all be looked through once more at the next best moment.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def stored(targets: Sequence[Target], *, on: date) -> dict[int, Assessment]:
    """The current assessments that still hold on ``on``, by target id: one query."""
    rows = AssessmentRow.objects.filter(
        _holds(on), current=True, target__in=[target.pk for target in targets]
    ).values_list("target_id", "payload")
    return {
        target: replace(Assessment.from_dict(payload), on=on, rev=None) for target, payload in rows
    }


class Standing(NamedTuple):
    """How a target stands, without what the answer rests on."""

    status: Status
    verdict: Verdict | None
    outlook: Outlook
    known_on: date | None


def standing_of(answer: Assessment) -> Standing:
    """The same of a whole answer."""
    return Standing(answer.shown, answer.verdict, answer.outlook, answer.known_on)


def standings(*, on: date) -> dict[int, Standing]:
    """How every target stands whose stored answer still holds on ``on``, by its id: one query."""
    rows = AssessmentRow.objects.filter(_holds(on), current=True).values_list(
        "target_id", "status", "verdict", "outlook", "known_on"
    )
    return {
        target: Standing(Status(status), Verdict(verdict), Outlook(outlook), known_on)
        for target, status, verdict, outlook, known_on in rows
    }


def _holds(on: date) -> Q:
    """A row is left out from the day on which its answer may change although no figure came in."""
    return Q(Q(valid_until__isnull=True) | Q(valid_until__gt=on), as_of__lte=on)


def turned(*, on: date) -> set[int]:
    """Targets whose stored answer no longer holds on ``on``: a day passed, or the method changed.

    Those that have none yet belong to them.
    """
    now = Q()
    for method in METHODS.values():
        now |= Q(method=method.name, method_version=method.version)
    holds = AssessmentRow.objects.filter(
        now | Q(method=""), Q(valid_until__isnull=True) | Q(valid_until__gt=on), current=True
    )
    announced = Target.objects.filter(announced_on__lte=on)
    return set(announced.exclude(pk__in=holds.values("target")).values_list("pk", flat=True))


def counts(targets: Iterable[TargetView]) -> dict[Status, int]:
    """How many targets have each status; every status is present."""
    return count(view.assessment.status for view in targets)


def count(statuses: Iterable[Status | None]) -> dict[Status, int]:
    """How often each status occurs; every status is present."""
    found = Counter(statuses)
    return {status: found.get(status, 0) for status in Status}

"""How targets stand: computed for any day, or read from what was stored for today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from indicators.domain.assessments import Assessment, assess
from indicators.domain.codelists import Status
from indicators.models import Assessment as AssessmentRow
from indicators.models import Target
from indicators.selectors import evidence
from indicators.selectors.views import TargetView


def compute(
    targets: Sequence[Target], *, on: date, rev: int | None = None, method: str | None = None
) -> dict[int, Assessment]:
    """Assess targets as known on ``on`` (and up to revision ``rev``), by target id."""
    return {
        pk: assess(spec, known, on=on, rev=rev, method=method)
        for pk, (spec, known) in evidence.gather(targets, on=on, rev=rev).items()
    }


def stored(targets: Sequence[Target]) -> dict[int, Assessment]:
    """The current assessments as they were stored, by target id: one query."""
    rows = AssessmentRow.objects.filter(
        current=True, target__in=[target.pk for target in targets]
    ).values_list("target_id", "payload")
    return {target: Assessment.from_dict(payload) for target, payload in rows}


def counts(targets: Iterable[TargetView]) -> dict[Status, int]:
    """How many targets have each status; every status is present."""
    found: Mapping[Status | None, int] = Counter(view.assessment.status for view in targets)
    return {status: found.get(status, 0) for status in Status}

"""One target from every side: its answer by every method and definition, and how it came to be."""

from __future__ import annotations

from copy import copy
from datetime import date

from django.db.models import Q

from indicators.domain.assessments import Evidence, TargetSpec
from indicators.domain.examination import Examination, examine
from indicators.models import IndicatorVersion, Target
from indicators.selectors import evidence


def of_target(
    target: Target, *, on: date, rev: int | None = None, method: str | None = None
) -> Examination:
    """Examine one target as known on ``on``: a constant number of queries.

    Raises UnknownMethod.
    """
    spec, known = evidence.gather([target], on=on, rev=rev)[target.pk]
    return examine(
        spec,
        known,
        on=on,
        rev=rev,
        method=method,
        other_definitions=_under_other_definitions(target, on=on, rev=rev),
    )


def _under_other_definitions(
    target: Target, *, on: date, rev: int | None
) -> dict[int, tuple[TargetSpec, Evidence]]:
    """The target with the figures of the other definitions of its indicator that were known."""
    own = target.indicator_version
    if own is None:
        return {}
    versions = list(
        IndicatorVersion.objects.filter(indicator=own.indicator_id)
        .exclude(pk=own.pk)
        .filter(Q(announced_on__isnull=True) | Q(announced_on__lte=on))
        .select_related("indicator", "unit")
        .order_by("number")
    )
    if not versions:
        return {}
    standing_in = []
    for version in versions:
        stand_in = copy(target)
        stand_in.pk = -version.pk  # only a key of the answer; it is never saved
        stand_in.indicator_version = version
        standing_in.append(stand_in)
    found = evidence.gather(standing_in, on=on, rev=rev)
    return {
        version.number: found[stand_in.pk]
        for version, stand_in in zip(versions, standing_in, strict=True)
        if not found[stand_in.pk][1].empty
    }

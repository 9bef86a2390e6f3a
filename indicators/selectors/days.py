"""The days on which something became known: where to step from one day to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, Max, Min, Q

from indicators.models import MilestoneEvidence, Release, Series


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The last day before and the first day after the one shown on which something changed."""

    earlier: date | None = None
    later: date | None = None

    def with_days(self, days: Iterable[date | None], *, on: date, today: date) -> Neighbours:
        """With more days on which something became known."""
        known = [day for day in days if day is not None and day <= today]
        before = [day for day in [self.earlier, *known] if day is not None and day < on]
        after = [day for day in [self.later, *known] if day is not None and day > on]
        return Neighbours(max(before, default=None), min(after, default=None))

    def not_before(self, day: date) -> Neighbours:
        """Without an earlier day on which there was nothing to show yet."""
        if self.earlier is None or self.earlier >= day:
            return self
        return Neighbours(None, self.later)


def of_releases(*, on: date, today: date, rev: int | None = None) -> Neighbours:
    """By the releases of all sources: one query."""
    found = Release.objects.filter(number__isnull=False)
    if rev is not None:
        found = found.filter(number__lte=rev)
    days = found.aggregate(
        earlier=Max("published_on", filter=Q(published_on__lt=on)),
        later=Min("published_on", filter=Q(published_on__gt=on, published_on__lte=today)),
    )
    return Neighbours(days["earlier"], days["later"])


def of_series(
    series: Collection[int], *, on: date, today: date, rev: int | None = None
) -> Neighbours:
    """By the figures of series, given by their ids: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(known_on) FILTER (WHERE known_on < %(on)s),"
            " min(known_on) FILTER (WHERE known_on > %(on)s AND known_on <= %(today)s)"
            " FROM indicators_vintage WHERE series_id = ANY(%(series)s)"
            " AND (%(rev)s::integer IS NULL OR release_number <= %(rev)s)",
            {"series": list(series), "on": on, "today": today, "rev": rev},
        )
        earlier, later = cursor.fetchone()
    return Neighbours(earlier, later)


def of_evidence(targets: Collection[int], *, on: date, today: date) -> Neighbours:
    """By what is known about milestones of targets, given by their ids: one query."""
    days = MilestoneEvidence.objects.filter(milestone__target__in=targets).aggregate(
        earlier=Max("known_on", filter=Q(known_on__lt=on)),
        later=Min("known_on", filter=Q(known_on__gt=on, known_on__lte=today)),
    )
    return Neighbours(days["earlier"], days["later"])


def series_of_document(code: str) -> list[int]:
    """The ids of the series that a document's targets are judged by: one query."""
    judged = "indicator_version__indicator__versions__target"
    return list(
        Series.objects.filter(
            **{f"{judged}__document__code": code, "entity": F(f"{judged}__entity")}
        )
        .values_list("pk", flat=True)
        .distinct()
    )

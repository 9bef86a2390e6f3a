"""Whether anything changed, and what."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max

from indicators.models import ChangeCounter, Release
from indicators.selectors import targets
from indicators.selectors.views import Named, StatusEventView, Text

# Of each source by its index, which costs the same whatever the number of its releases.
NEWEST = """
SELECT s.code, s.name_en, s.name_zh, r.number, r.published_on
FROM indicators_source s
CROSS JOIN LATERAL (
    SELECT r.number, r.published_on FROM indicators_release r
    WHERE r.source_id = s.id AND r.number IS NOT NULL AND r.published_on <= %(on)s
      AND (%(rev)s::integer IS NULL OR r.number <= %(rev)s)
    ORDER BY r.published_on DESC, r.number DESC LIMIT 1
) r
ORDER BY r.published_on DESC, r.number DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class NewestRelease:
    """The newest release of a source."""

    source: Named
    number: int
    published_on: date


def counter() -> int:
    """The change counter: it grows with everything that a reader can see. One query."""
    return ChangeCounter.objects.values_list("value", flat=True).filter(pk=1).first() or 0


def data_revision(*, on: date | None = None) -> int:
    """The number of the newest release, or of the newest one published by ``on``."""
    found = Release.objects.filter(number__isnull=False)
    if on is not None:
        found = found.filter(published_on__lte=on)
    return int(found.aggregate(newest=Max("number"))["newest"] or 0)


def events(*, on: date, limit: int = 20) -> tuple[StatusEventView, ...]:
    """The latest changes of status of all targets, without what only loading old figures made."""
    return targets.events(None, on=on, limit=limit, news=True)


def newest_releases(*, on: date, rev: int | None, limit: int) -> tuple[NewestRelease, ...]:
    """The newest release of each source as known on ``on``, the newest of them first: one query."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, {"on": on, "rev": rev, "limit": limit})
        return tuple(
            NewestRelease(Named(code, Text(en, zh)), number, day)
            for code, en, zh, number, day in cursor
        )

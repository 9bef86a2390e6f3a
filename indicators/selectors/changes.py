"""Whether anything changed, and what."""

from datetime import date

from django.db.models import Max

from indicators.models import ChangeCounter, Release
from indicators.selectors import targets
from indicators.selectors.views import StatusEventView


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
    """The latest changes of status of all targets, without the first status of each."""
    return targets.events(None, on=on, limit=limit, first=False)

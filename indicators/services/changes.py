"""The change counter that ETags are made of."""

from django.db.models import F

from indicators.models import ChangeCounter


def bump() -> None:
    """Note that something a reader can see has changed. Call it last in a transaction.

    The row stays locked until the commit, so a reader never sees the new number with old data.
    """
    if not ChangeCounter.objects.filter(pk=1).update(value=F("value") + 1):
        ChangeCounter.objects.create(pk=1, value=1)

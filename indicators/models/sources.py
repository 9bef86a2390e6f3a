"""Publishers and feeds that figures come from."""

from datetime import time

import pghistory
from django.db import models

from indicators.domain.codelists import Frequency
from indicators.models.base import Coded, code_field


@pghistory.track(append_only=True, exclude=["next_due_at"])
class Source(Coded):
    """A publisher or feed: its licence, rank, schedule, connector and parameters."""

    publisher_en = models.CharField(max_length=300, blank=True)
    publisher_zh = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)
    rank = models.PositiveSmallIntegerField(
        default=5, help_text="Among sources of the same figure the lowest number decides."
    )
    connector = models.CharField(max_length=30, default="csv")
    parameters = models.JSONField(default=dict, blank=True)
    schedule = models.CharField(
        max_length=100, blank=True, help_text="Cron expression; empty: only by hand."
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    hold = models.BooleanField(
        default=False, help_text="Every release of a run waits for a person to publish it."
    )
    checks = models.JSONField(
        default=dict, blank=True, help_text="Quality checks that differ from the usual ones."
    )
    paused = models.BooleanField(default=False)
    next_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    expected_frequency = code_field(Frequency, blank=True)
    calendar_time = models.TimeField(
        default=time(10),
        help_text="When to look on a day of the release calendar, in the source's time zone.",
    )
    expected_lag_days = models.PositiveSmallIntegerField(null=True, blank=True)


@pghistory.track(append_only=True)
class AllowedHost(models.Model):
    """A host that connectors may fetch from. Nothing else is ever contacted."""

    host = models.CharField(max_length=253, unique=True)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.host


class CalendarEntry(models.Model):
    """A day on which a source says that it will publish."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="calendar")
    due_on = models.DateField()
    period_start = models.DateField()
    period_end = models.DateField()

    class Meta:
        verbose_name_plural = "calendar entries"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "due_on", "period_start", "period_end"],
                name="calendar_entry_unique",
            ),
        ]

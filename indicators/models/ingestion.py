"""Ingestion runs, what they rejected, and the work that waits for a worker."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from indicators.domain.codelists import RunState, RunTrigger
from indicators.models.base import code_field, in_list


class IngestionRun(models.Model):
    """One attempt to take in what a source says."""

    source = models.ForeignKey("indicators.Source", on_delete=models.PROTECT, related_name="runs")
    trigger = code_field(RunTrigger)
    state = code_field(RunState, default=RunState.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    requested_at = models.DateTimeField()
    # One scheduled run for a moment, however many schedulers ask for it.
    due_key = models.CharField(max_length=80, unique=True, null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=40, blank=True)
    snapshot = models.ForeignKey(
        "indicators.RawSnapshot", null=True, blank=True, on_delete=models.PROTECT
    )
    # What the answer said of itself, for a conditional request next time.
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    # When the bytes came, and when the source says that they were last changed.
    fetched_at = models.DateTimeField(null=True, blank=True)
    source_updated_on = models.DateField(null=True, blank=True)
    # Only what changed since the last fetch: what is missing has not vanished.
    partial = models.BooleanField(default=False)
    replay_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replays"
    )
    # Figures of a file without a day of its own were published on this day.
    published_on = models.DateField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_revised = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    # What the source's own settings say not to read.
    rows_left_out = models.PositiveIntegerField(default=0)
    # The headings or fields that were found, to tell when they change.
    columns = models.JSONField(default=list, blank=True)
    # What the quality checks found: see docs/quality-checks.md.
    checks = models.JSONField(default=dict, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_list("state", RunState), name="run_state_known"),
            models.CheckConstraint(
                condition=in_list("trigger", RunTrigger), name="run_trigger_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], ended_at__isnull=True)
                | Q(state__in=["done", "unchanged", "held", "failed"], ended_at__isnull=False),
                name="run_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(message=""), name="run_failed_says_why"
            ),
        ]
        indexes = [models.Index(fields=["source", "-requested_at"], name="run_source_newest")]

    def __str__(self) -> str:
        return _("Run %(number)s") % {"number": self.pk}


class RejectedRow(models.Model):
    """A row that was not taken in: where it stands, what it says, why, and what would be right."""

    run = models.ForeignKey(IngestionRun, on_delete=models.PROTECT, related_name="rejected")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=60)
    message = models.CharField(max_length=1000)
    # Pairs of column and text in the order of the file; a mapping in rows of older runs.
    row = models.JSONField(default=dict)


class Outbox(models.Model):
    """Work asked for in the same commit as its cause; a dispatcher hands it to the broker."""

    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "outbox"
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(sent_at__isnull=True), name="outbox_waiting"
            )
        ]


class ChangeCounter(models.Model):
    """One row: bumped by everything that a reader can see. Pages make their ETag from it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="change_counter_one_row")]

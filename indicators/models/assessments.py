"""Assessments, the history of statuses, and editors' doubts."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.domain.codelists import Certainty, Outlook, Status, StatusCause, Verdict
from indicators.models.base import code_field, in_list


class Assessment(models.Model):
    """The answer for a target as of a day and data revision, with every input by id.

    ``payload`` is the whole answer as the domain gave it. The newest one of each target is
    ``current``; cited ones are kept beside it. ``valid_until`` is the next day on which the answer
    may change although no figure comes in, such as the deadline; ``known_on`` is the day on which
    the figure became known that a list shows.
    """

    target = models.ForeignKey(
        "indicators.Target", on_delete=models.PROTECT, related_name="assessments"
    )
    as_of = models.DateField()
    rev = models.PositiveIntegerField()
    current = models.BooleanField(default=False)
    verdict = code_field(Verdict)
    certainty = code_field(Certainty, blank=True)
    outlook = code_field(Outlook)
    caution = models.BooleanField(default=False)
    status = code_field(Status)
    method = models.CharField(max_length=40, blank=True)
    method_version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField()
    computed_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    known_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(current=True), name="assessment_one_current"
            ),
            models.CheckConstraint(
                condition=in_list("verdict", Verdict), name="assessment_verdict_known"
            ),
            models.CheckConstraint(
                condition=in_list("status", Status), name="assessment_status_known"
            ),
        ]


class StatusEvent(models.Model):
    """A change of status, stored once with its cause.

    ``figures`` names the observations that made it: those that were ``new``, and pairs of those
    that were ``revised`` (the second is null where one was taken back).
    """

    target = models.ForeignKey(
        "indicators.Target", on_delete=models.PROTECT, related_name="status_events"
    )
    on = models.DateField()
    from_status = code_field(Status, blank=True)
    to_status = code_field(Status)
    cause = code_field(StatusCause)
    figures = models.JSONField(default=dict)
    release = models.ForeignKey(
        "indicators.Release", null=True, blank=True, on_delete=models.PROTECT
    )
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_status=models.F("to_status")), name="status_event_is_a_change"
            ),
        ]
        indexes = [models.Index(fields=["-recorded_at"], name="status_event_newest")]


@pghistory.track(append_only=True)
class DisputeNote(models.Model):
    """An editor's reasoned doubt, shown beside the computed status, which stays as it is."""

    target = models.ForeignKey(
        "indicators.Target", on_delete=models.PROTECT, related_name="disputes"
    )
    text_en = models.TextField()
    text_zh = models.TextField(blank=True)
    document = models.ForeignKey(
        "indicators.Document", null=True, blank=True, on_delete=models.PROTECT
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    raised_on = models.DateField()
    expires_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=models.F("raised_on")), name="dispute_expires_later"
            ),
        ]

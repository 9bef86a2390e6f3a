"""How indicators and targets are grouped: topics and plans."""

import pghistory
from django.db import models

from indicators.models.base import Coded


@pghistory.track(append_only=True)
class Topic(Coded):
    """A branch of the topic tree."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(default=0)


@pghistory.track(append_only=True)
class Plan(Coded):
    """A plan, law or announcement that carries targets."""

    class Kind(models.TextChoices):
        """What a plan is."""

        FIVE_YEAR_PLAN = "five_year_plan"
        PLAN = "plan"
        LAW = "law"
        ANNOUNCEMENT = "announcement"
        CAMPAIGN = "campaign"

    kind = models.CharField(max_length=20, choices=Kind)
    issuer_en = models.CharField(max_length=300, blank=True)
    issuer_zh = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    entity = models.ForeignKey("indicators.Entity", on_delete=models.PROTECT)
    document = models.ForeignKey(
        "indicators.Document", null=True, blank=True, on_delete=models.PROTECT
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

"""Targets: typed statements, their lifecycle, and promises without a number."""

import pghistory
from django.db import models
from django.db.models import F, Q

from indicators.domain.codelists import (
    Bindingness,
    Comparator,
    DateBasis,
    HorizonKind,
    MilestoneState,
    Pacing,
    Quantity,
    ReferenceKind,
)
from indicators.models.base import Coded, ExactDecimalField, code_field, in_list


@pghistory.track(append_only=True)
class TargetFamily(Coded):
    """Restatements of one promise, which must agree."""

    note_en = models.TextField(blank=True)
    note_zh = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "target families"


@pghistory.track(append_only=True)
class Target(Coded):
    """``quantity(series, reference) comparator bound, at horizon``, and who said so when."""

    summary_en = models.TextField(blank=True)
    summary_zh = models.TextField(blank=True)
    entity = models.ForeignKey("indicators.Entity", on_delete=models.PROTECT)
    topic = models.ForeignKey("indicators.Topic", on_delete=models.PROTECT)
    plan = models.ForeignKey("indicators.Plan", null=True, blank=True, on_delete=models.PROTECT)
    family = models.ForeignKey(TargetFamily, null=True, blank=True, on_delete=models.PROTECT)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    document = models.ForeignKey(
        "indicators.Document", on_delete=models.PROTECT, related_name="targets"
    )
    passage = models.ForeignKey(
        "indicators.Passage", null=True, blank=True, on_delete=models.PROTECT
    )
    bindingness = code_field(Bindingness)

    announced_on = models.DateField()
    announced_on_basis = code_field(DateBasis, default=DateBasis.STATED)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    superseded_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    indicator_version = models.ForeignKey(
        "indicators.IndicatorVersion", null=True, blank=True, on_delete=models.PROTECT
    )
    quantity = code_field(Quantity)
    comparator = code_field(Comparator, blank=True)
    low = ExactDecimalField(null=True, blank=True)
    high = ExactDecimalField(null=True, blank=True)
    tolerance = ExactDecimalField(null=True, blank=True)
    unit = models.ForeignKey("indicators.Unit", null=True, blank=True, on_delete=models.PROTECT)
    reference_kind = code_field(ReferenceKind, default=ReferenceKind.NONE)
    reference_start = models.DateField(null=True, blank=True)
    reference_end = models.DateField(null=True, blank=True)
    reference_value = ExactDecimalField(null=True, blank=True)
    horizon_kind = code_field(HorizonKind, blank=True)
    horizon_start = models.DateField(null=True, blank=True)
    horizon_end = models.DateField(null=True, blank=True)
    pacing = code_field(Pacing, default=Pacing.LINEAR)
    interim = models.JSONField(
        default=list, blank=True, help_text='Points of the text: [["2023", "18"], …]'
    )
    once = models.BooleanField(default=False)
    stated = models.CharField(max_length=300, blank=True)
    interpretation_en = models.TextField(blank=True)
    interpretation_zh = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=in_list("quantity", Quantity), name="target_quantity_known"
            ),
            models.CheckConstraint(
                condition=in_list("comparator", Comparator)
                | Q(comparator="", quantity__in=["milestone", "peak"]),
                name="target_comparator_known",
            ),
            models.CheckConstraint(
                condition=in_list("bindingness", Bindingness), name="target_bindingness_known"
            ),
            models.CheckConstraint(
                condition=Q(quantity="milestone", low__isnull=True, high__isnull=True)
                | (~Q(quantity="milestone") & Q(indicator_version__isnull=False)),
                name="target_number_has_indicator",
            ),
            models.CheckConstraint(
                condition=Q(quantity__in=["milestone", "peak"])
                | Q(low__isnull=False)
                | Q(high__isnull=False),
                name="target_number_has_bound",
            ),
            models.CheckConstraint(
                condition=Q(comparator="between", low__isnull=False, high__isnull=False)
                | ~Q(comparator="between"),
                name="target_between_has_both_bounds",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
                name="target_bounds_ordered",
            ),
            models.CheckConstraint(
                condition=Q(horizon_start__isnull=True, horizon_end__isnull=True)
                | Q(horizon_end__gt=F("horizon_start")),
                name="target_horizon_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | Q(superseded_on__isnull=False),
                name="target_superseded_has_day",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
                name="target_not_superseded_by_itself",
            ),
        ]


@pghistory.track(append_only=True)
class Milestone(models.Model):
    """A promise without a number: judged by evidence, never by a percentage."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField(default=0)
    title_en = models.CharField(max_length=300)
    title_zh = models.CharField(max_length=300, blank=True)
    due_start = models.DateField(null=True, blank=True)
    due_end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "position"], name="milestone_position_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


@pghistory.track(append_only=True)
class MilestoneEvidence(models.Model):
    """What a document says about a milestone, and from which day that is known."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="evidence")
    known_on = models.DateField()
    known_on_basis = code_field(DateBasis, default=DateBasis.STATED)
    state = code_field(MilestoneState)
    text_en = models.CharField(max_length=1000)
    text_zh = models.CharField(max_length=1000, blank=True)
    document = models.ForeignKey("indicators.Document", on_delete=models.PROTECT)
    passage = models.ForeignKey(
        "indicators.Passage", null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        verbose_name_plural = "milestone evidence"
        constraints = [
            models.CheckConstraint(
                condition=in_list("state", MilestoneState), name="evidence_state_known"
            ),
            models.UniqueConstraint(
                fields=["milestone", "known_on", "document", "state"], name="evidence_unique"
            ),
        ]

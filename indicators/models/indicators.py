"""What is measured, and by which definition."""

import pghistory
from django.db import models
from django.db.models import F, Q

from indicators.domain.codelists import Direction, IndicatorKind
from indicators.models.base import Coded, code_field, in_list


@pghistory.track(append_only=True)
class Indicator(Coded):
    """What is measured. Its meaning in detail stands in its versions."""

    class Aggregation(models.TextChoices):
        """How figures of short periods make one of a longer period."""

        LAST = "last"
        SUM = "sum"
        MEAN = "mean"
        NONE = "none"

    topic = models.ForeignKey("indicators.Topic", on_delete=models.PROTECT)
    kind = code_field(IndicatorKind)
    direction = code_field(Direction)
    aggregation = models.CharField(max_length=4, choices=Aggregation)
    decimals = models.PositiveSmallIntegerField(default=0)
    checks = models.JSONField(
        default=dict, blank=True, help_text="Quality checks that differ from the usual ones."
    )
    additions = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adds_to",
        help_text="The flow that adds to this stock.",
    )
    removals = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="removes_from",
        help_text="The flow that is taken from this stock.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=in_list("kind", IndicatorKind), name="indicator_kind_known"
            ),
            models.CheckConstraint(
                condition=in_list("direction", Direction), name="indicator_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="stock") | Q(additions__isnull=True, removals__isnull=True),
                name="indicator_only_stocks_have_flows",
            ),
        ]


@pghistory.track(append_only=True)
class IndicatorVersion(models.Model):
    """One definition of an indicator. A redefinition is a new version that names the old one."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey("indicators.Unit", on_delete=models.PROTECT)
    definition_en = models.TextField(blank=True)
    definition_zh = models.TextField(blank=True)
    announced_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    predecessor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    break_note_en = models.TextField(blank=True)
    break_note_zh = models.TextField(blank=True)
    coverage_en = models.CharField(max_length=500, blank=True)
    coverage_zh = models.CharField(max_length=500, blank=True)
    price_basis = models.CharField(
        max_length=12,
        blank=True,
        choices=[(word, word) for word in ("current", "constant", "comparable")],
    )
    document = models.ForeignKey(
        "indicators.Document", null=True, blank=True, on_delete=models.PROTECT
    )
    formula = models.CharField(
        max_length=500,
        blank=True,
        help_text="How it is computed from other indicators, by their codes: {a.b} / {c}.",
    )
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "number"], name="indicator_version_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(number=1, predecessor__isnull=True) | Q(number__gt=1),
                name="indicator_version_first_has_no_predecessor",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("id")), name="indicator_version_not_its_own_predecessor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} v{self.number}"

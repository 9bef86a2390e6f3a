"""Units of measurement with exact factors."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from indicators.models.base import Coded, ExactDecimalField


@pghistory.track(append_only=True)
class Unit(Coded):
    """A unit. ``numerator / denominator`` is the exact factor to the base unit of its quantity."""

    quantity = models.CharField(max_length=60)
    symbol_en = models.CharField(max_length=60, blank=True)
    symbol_zh = models.CharField(max_length=60, blank=True)
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    numerator = ExactDecimalField(default=1)
    denominator = ExactDecimalField(default=1)
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__gt=0, denominator__gt=0), name="unit_factor_positive"
            ),
            models.CheckConstraint(
                condition=Q(base__isnull=False) | Q(numerator=1, denominator=1),
                name="unit_base_has_factor_one",
            ),
        ]

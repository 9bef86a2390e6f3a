"""Whom figures and targets are about."""

import pghistory
from django.db import models

from indicators.models.base import Coded


@pghistory.track(append_only=True)
class Entity(Coded):
    """A country, region, province, group of firms or the world (SDMX ``REF_AREA``)."""

    class Kind(models.TextChoices):
        """What an entity is."""

        COUNTRY = "country"
        REGION = "region"
        PROVINCE = "province"
        GROUP = "group"
        WORLD = "world"

    kind = models.CharField(max_length=10, choices=Kind)
    alpha3 = models.CharField(max_length=3, blank=True)
    alpha2 = models.CharField(max_length=2, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name_plural = "entities"

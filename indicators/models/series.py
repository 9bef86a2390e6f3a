"""Series: one definition of an indicator, of an entity, on a basis, at a frequency, by a source."""

from django.db import models

from indicators.domain.codelists import Basis, Frequency
from indicators.models.base import code_field, in_list


class Series(models.Model):
    """What observations belong to."""

    code = models.CharField(max_length=250, unique=True)
    indicator_version = models.ForeignKey(
        "indicators.IndicatorVersion", on_delete=models.PROTECT, related_name="series"
    )
    entity = models.ForeignKey("indicators.Entity", on_delete=models.PROTECT)
    basis = code_field(Basis)
    frequency = code_field(Frequency)
    source = models.ForeignKey("indicators.Source", on_delete=models.PROTECT)
    unit = models.ForeignKey("indicators.Unit", on_delete=models.PROTECT)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator_version", "entity", "basis", "frequency", "source"],
                name="series_dimensions_unique",
            ),
            models.CheckConstraint(condition=in_list("basis", Basis), name="series_basis_known"),
            models.CheckConstraint(
                condition=in_list("frequency", Frequency), name="series_frequency_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code

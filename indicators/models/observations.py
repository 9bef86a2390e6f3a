"""Observations: one narrow append-only table, made by SQL in the first migration.

There is no surrogate key and no foreign key in the database: they would cost a large load a
factor of five. The statement that appends joins to series and release, triggers guard the
parents, and ``manage.py check_observations`` proves it.
"""

from django.db import models

from indicators.domain.codelists import Bound, ObsStatus
from indicators.models.base import ExactDecimalField, code_field


class Observation(models.Model):
    """Value of a series for a period in a published release.

    ``superseded_on`` is the day from which a later figure is known; it is set once and is the
    only column that may ever be updated. A null value takes an earlier figure back.
    """

    pk = models.CompositePrimaryKey(
        "series_id", "period_start", "period_end", "known_on", "release_id"
    )
    series = models.ForeignKey(
        "indicators.Series", on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    period_start = models.DateField()
    period_end = models.DateField()
    known_on = models.DateField()
    release = models.ForeignKey(
        "indicators.Release",
        to_field="number",
        db_column="release_number",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
    )
    value = ExactDecimalField(null=True)
    status = code_field(ObsStatus, default=ObsStatus.NORMAL)
    bound = code_field(Bound, default=Bound.EXACT)
    superseded_on = models.DateField(null=True)


class ObservationNote(models.Model):
    """What a figure's source said beside the number: its wording, unit, passage, our note."""

    series = models.ForeignKey("indicators.Series", on_delete=models.PROTECT)
    period_start = models.DateField()
    period_end = models.DateField()
    release = models.ForeignKey(
        "indicators.Release", to_field="number", on_delete=models.PROTECT, related_name="notes"
    )
    stated = models.CharField(max_length=100, blank=True)
    stated_unit = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    document = models.ForeignKey(
        "indicators.Document", null=True, blank=True, on_delete=models.PROTECT
    )
    passage = models.ForeignKey(
        "indicators.Passage", null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_start", "period_end", "release"],
                name="observation_note_unique",
            ),
        ]

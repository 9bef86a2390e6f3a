"""The observation table: narrow, append-only, made by SQL because of its key and indexes."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import indicators.models.base
from indicators.domain.codelists import Bound, ObsStatus
from indicators.migrations import _sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("indicators", "0001_initial")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_sql.OBSERVATION_TABLE, _sql.OBSERVATION_TABLE_DROP)
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "series_id",
                                "period_start",
                                "period_end",
                                "known_on",
                                "release_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="indicators.series",
                            ),
                        ),
                        ("period_start", models.DateField()),
                        ("period_end", models.DateField()),
                        ("known_on", models.DateField()),
                        (
                            "release",
                            models.ForeignKey(
                                db_column="release_number",
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="indicators.release",
                                to_field="number",
                            ),
                        ),
                        ("value", indicators.models.base.ExactDecimalField(null=True)),
                        (
                            "status",
                            indicators.models.base.code_field(ObsStatus, default=ObsStatus.NORMAL),
                        ),
                        (
                            "bound",
                            indicators.models.base.code_field(Bound, default=Bound.EXACT),
                        ),
                        ("superseded_on", models.DateField(null=True)),
                    ],
                ),
            ],
        ),
        migrations.RunSQL(_sql.OBSERVATION_PARENTS, _sql.OBSERVATION_DROP),
    ]

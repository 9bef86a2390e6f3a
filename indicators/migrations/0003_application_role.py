"""Rights of the application role: it may append and read, but owns nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations

from indicators.migrations import _sql


def grant(apps: Apps, schema_editor: Any) -> None:
    """Give the application role its rights, if the role exists on this server."""
    schema_editor.execute(_sql.GRANTS.format(role=settings.DATABASE_APP_ROLE), params=None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("indicators", "0002_observations"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("sessions", "0001_initial"),
    ]

    operations: ClassVar = [migrations.RunPython(grant, migrations.RunPython.noop)]

"""The right to publish and reject releases."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("indicators", "0004_run_validators")]

    operations: ClassVar = [
        migrations.AlterModelOptions(
            name="release",
            options={"permissions": [("publish_release", "Can publish and reject releases")]},
        ),
    ]

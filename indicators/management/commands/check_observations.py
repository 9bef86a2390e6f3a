"""Prove that no observation lost its series or release, and that releases count theirs rightly."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators.services import observations


class Command(BaseCommand):
    """``manage.py check_observations``"""

    help = (
        "Observations carry no foreign keys in the database, for the speed of large loads. This "
        "proves that each has its series and release, and that each release brought as many as it "
        "says."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = observations.broken_parents()
        if broken:
            raise CommandError("Observations without parent: " + "; ".join(broken))
        wrong = observations.wrong_counts()
        if wrong:
            raise CommandError("Figures miscounted: " + "; ".join(wrong))
        self.stdout.write("Every observation has its series and its release, and is counted once.")

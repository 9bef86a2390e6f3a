"""Check the catalogue and load it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from indicators.domain.codelists import StatusCause
from indicators.selectors import changes
from indicators.services import assessments
from indicators.services.catalogue import figures, files, load, validate


class Command(BaseCommand):
    """``manage.py load_catalogue [--check] [--overwrite] [FOLDER]``"""

    help = (
        "Checks every file of the catalogue, prints all errors with file, line and key, and loads "
        "what is new or changed. Rows that an editor changed stay as they are without --overwrite."
    )
    # --check needs no database.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=files.DEFAULT_ROOT)
        parser.add_argument("--check", action="store_true", help="only check; write nothing")
        parser.add_argument(
            "--overwrite", action="store_true", help="also replace what an editor changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        catalogue = validate.check(options["folder"])
        rows = 0
        if not catalogue.problems:
            found, rows = figures.check(catalogue, today=now.date())
            catalogue.problems.extend(found)
        for problem in catalogue.problems:
            self.stderr.write(str(problem))
        if catalogue.problems:
            raise CommandError(f"{len(catalogue.problems)} errors; nothing was loaded.")
        entries = sum(len(entries) for entries in catalogue.entries.values())
        self.stdout.write(f"{entries} entries and {rows} figures are in order.")
        if options["check"]:
            return
        report = load.load(catalogue, overwrite=options["overwrite"], now=now)
        for name, counts in report.counts.items():
            said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
            # An entry may be several rows: a document and its passages.
            self.stdout.write(f"{name}: {len(catalogue.entries[name])} entries, rows: {said}")
        for kept in report.kept:
            self.stdout.write(f"kept as an editor changed it: {kept}")
        # Before the first figures are in, there is nothing to judge by.
        if changes.data_revision():
            assessments.reassess_all(cause=StatusCause.TARGET_CHANGED, now=now)

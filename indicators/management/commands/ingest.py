"""Ingest a source now, in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from indicators.connectors.base import ConnectorError
from indicators.domain import periods
from indicators.domain.codelists import RunState, RunTrigger, StatusCause
from indicators.domain.errors import DomainError
from indicators.models import IngestionRun, RawSnapshot, Source
from indicators.services import assessments, snapshots
from indicators.services.ingestion import fetching, run, runs


class Command(BaseCommand):
    """``manage.py ingest SOURCE [--file FILE] [--published-on DAY]`` or ``ingest --catalogue``"""

    help = "Runs the ingestion of a source now and prints what it did. Exit code 1 if it failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", help="code of the source")
        parser.add_argument("--file", type=Path, help="read this file instead of fetching")
        parser.add_argument(
            "--published-on", help="day of publication of rows without one, YYYY-MM-DD"
        )
        parser.add_argument(
            "--catalogue", action="store_true", help="every source that reads the catalogue"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["catalogue"] == bool(options["source"]):
            raise CommandError("Name one source, or say --catalogue for those of the catalogue.")
        if options["catalogue"]:
            found = Source.objects.filter(parameters__path__startswith="catalogue:")
            failed = [
                row.code
                for row in found.order_by("rank", "code")
                if not self._run(row, trigger=RunTrigger.CATALOGUE)
            ]
            # Targets that no figure touched have not been judged yet.
            assessments.reassess_all(cause=StatusCause.TARGET_CHANGED, now=timezone.now())
            if failed:
                raise CommandError(f"Failed: {', '.join(failed)}.")
            return
        source = Source.objects.filter(code=options["source"]).first()
        if source is None:
            known = ", ".join(Source.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"There is no source “{options['source']}”; known are {known}.")
        try:
            day = options["published_on"]
            published_on = periods.parse_day(day) if day else None
        except DomainError as error:
            raise CommandError(str(error)) from error
        snapshot = self._snapshot(options["file"]) if options["file"] else None
        if not self._run(source, snapshot=snapshot, published_on=published_on):
            raise CommandError("The run failed; nothing was half-written.")

    def _snapshot(self, path: Path) -> RawSnapshot:
        if not path.is_file():
            raise CommandError(f"There is no file “{path}”.")
        return snapshots.store(
            path.read_bytes(),
            media_type="",
            url="",
            name=path.name,
            retrieved_at=timezone.now(),
        )

    def _run(
        self, source: Source, *, trigger: RunTrigger = RunTrigger.COMMAND, **options: Any
    ) -> bool:
        asked = runs.request(
            source=source, trigger=trigger, now=timezone.now(), queue=False, **options
        )
        self.stdout.write(f"{source.code}: ", ending="")
        self.stdout.flush()
        try:
            run.execute(asked.pk, fetcher=fetching.default_fetcher(), clock=timezone.now)
        except ConnectorError as error:
            # Temporary: left open, so that the worker tries again.
            self.stdout.write(f"will be tried again: {error}")
            return False
        ended = IngestionRun.objects.get(pk=asked.pk)
        self.stdout.write(f"{ended.state}. {ended.message}")
        for row in ended.rejected.order_by("line")[:20]:
            self.stdout.write(f"  line {row.line}, {row.column or 'row'}: {row.message}")
        if ended.rows_rejected > 20:
            self.stdout.write(f"  … and {ended.rows_rejected - 20} more; see /runs/{ended.pk}/")
        return RunState(ended.state) is not RunState.FAILED

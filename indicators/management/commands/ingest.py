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
    """``manage.py ingest SOURCE [--file FILE] [--published-on DAY]``; a run; the catalogue."""

    help = "Runs the ingestion of a source now and prints what it did. Exit code 1 if it failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", help="code of the source")
        parser.add_argument("--file", type=Path, help="read this file instead of fetching")
        parser.add_argument(
            "--published-on", help="day of publication of rows without one, YYYY-MM-DD"
        )
        parser.add_argument("--replay", type=int, help="read the kept file of this run again")
        parser.add_argument(
            "--catalogue", action="store_true", help="every source that reads the catalogue"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = [options[name] for name in ("catalogue", "source", "replay") if options[name]]
        if len(asked) != 1:
            raise CommandError(
                "Name one source, or a run with --replay, or say --catalogue for those of the "
                "catalogue."
            )
        if options["replay"]:
            self._replay(options["replay"])
            return
        if options["catalogue"]:
            self._catalogue()
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

    def _replay(self, number: int) -> None:
        first = IngestionRun.objects.filter(pk=number).select_related("snapshot").first()
        if first is None:
            raise CommandError(f"There is no run {number}.")
        try:
            again = runs.replay(first, now=timezone.now(), queue=False)
        except runs.ReplayError as error:
            raise CommandError(str(error)) from error
        if not self._carry_out(again):
            raise CommandError("The run failed; nothing was half-written.")

    def _catalogue(self) -> None:
        """Every source of the catalogue; one whose file was taken in before needs no run."""
        found = Source.objects.filter(parameters__path__startswith="catalogue:")
        ordered = list(found.order_by("rank", "code"))
        changed = [row for row in ordered if not self._has_read(row)]
        if same := len(ordered) - len(changed):
            files = "The file of 1 source is" if same == 1 else f"The files of {same} sources are"
            self.stdout.write(f"{files} the same as when last taken in; no run is needed.")
        failed = [row.code for row in changed if not self._run(row, trigger=RunTrigger.CATALOGUE)]
        # Targets that no figure touched have not been judged yet.
        assessments.reassess_all(cause=StatusCause.TARGET_CHANGED, now=timezone.now())
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")

    def _has_read(self, source: Source) -> bool:
        location = source.parameters["path"]
        try:
            fetched = fetching.default_fetcher().read_file(location)
        except ConnectorError:
            return False  # the run says what is wrong
        return runs.has_read(source, location=location, sha256=snapshots.sha256_of(fetched))

    def _snapshot(self, path: Path) -> RawSnapshot:
        if not path.is_file():
            raise CommandError(f"There is no file “{path}”.")
        with path.open("rb") as file:
            return snapshots.store(
                file, media_type="", url="", name=path.name, retrieved_at=timezone.now()
            )

    def _tell(self, stage: str, rows: int) -> None:
        """How far it is, where somebody watches."""
        if self.stdout.isatty():
            self.stdout.write(f"  {stage}{f', {rows:,} rows' if rows else ''} …")

    def _run(
        self, source: Source, *, trigger: RunTrigger = RunTrigger.COMMAND, **options: Any
    ) -> bool:
        asked = runs.request(
            source=source, trigger=trigger, now=timezone.now(), queue=False, **options
        )
        return self._carry_out(asked)

    def _carry_out(self, asked: IngestionRun) -> bool:
        head = f"{asked.source.code}, run {asked.pk}"
        run.execute(
            asked.pk, fetcher=fetching.default_fetcher(), clock=timezone.now, tell=self._tell
        )
        ended = IngestionRun.objects.get(pk=asked.pk)
        if RunState(ended.state) in runs.OPEN:
            self.stdout.write(f"{head}: will be tried again by a worker: {ended.message}")
            return False
        place = "" if ended.trigger == RunTrigger.CATALOGUE else f" See /runs/{ended.pk}/."
        self.stdout.write(f"{head}: {ended.state}. {ended.message}{place}")
        for row in ended.rejected.order_by("line")[:20]:
            self.stdout.write(f"  line {row.line}, {row.column or 'row'}: {row.message}")
        if ended.rows_rejected > 20:
            self.stdout.write(f"  … and {ended.rows_rejected - 20} more.")
        return RunState(ended.state) is not RunState.FAILED

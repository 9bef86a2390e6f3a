"""`manage.py embedded`: look into the embedded PostgreSQL, back it up, carry it over."""

import os
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from policytracker.embedded.binaries import Binaries
from policytracker.embedded.errors import EmbeddedError
from policytracker.embedded.layout import OWNER_ROLE, Layout
from policytracker.embedded.lock import InstanceLock
from policytracker.embedded.postgres import SUPERUSER
from policytracker.embedded.servers import Servers
from policytracker.embedded.supervisor import Console, Supervisor


class Command(BaseCommand):
    """Three small tools around the programs that came with the embedded PostgreSQL."""

    help = (
        "psql: a prompt on the running embedded database. dump FILE: back it up while it runs. "
        "restore FILE: make a new database from a backup, before the first quickstart on it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One word for what to do."""
        words = parser.add_subparsers(dest="what", required=True)
        words.add_parser("psql", help="a prompt, as the owner of the tables")
        for word in ("dump", "restore"):
            words.add_parser(word).add_argument("file", type=Path)

    def handle(self, *args: Any, what: str, file: Path | None = None, **options: Any) -> None:
        """Do it."""
        if os.environ.get("DATABASE_URL"):
            raise CommandError(
                "DATABASE_URL names a server of your own: use its psql, pg_dump and pg_restore."
            )
        layout: Layout = settings.EMBEDDED
        try:
            if what == "restore":
                assert file is not None
                self._restore(layout, file)
            elif what == "dump":
                assert file is not None
                self._dump(layout, file)
            else:
                program = Binaries.find().postgres / "psql"
                os.execv(program, [str(program), layout.database_url(OWNER_ROLE)])  # noqa: S606
        except EmbeddedError as error:
            raise CommandError(str(error)) from error

    def _dump(self, layout: Layout, file: Path) -> None:
        # Into another name first: a backup that broke off must not look like one.
        part = file.with_name(file.name + ".part")
        self._run("pg_dump", "--format=custom", f"--file={part}", layout.database_url(OWNER_ROLE))
        part.rename(file)
        self.stdout.write(
            f"{file}: {file.stat().st_size:,} bytes. Keep it together with {settings.RAW_DIR} "
            "(the files that were ingested)."
        )

    def _restore(self, layout: Layout, file: Path) -> None:
        if not file.is_file():
            raise CommandError(f"{file} is not a file; right is what `embedded dump FILE` wrote.")
        supervisor = Supervisor(Console())
        with InstanceLock(layout.lock, "restoring"), supervisor.running():
            postgres = Servers.of(layout).postgres
            if not postgres.create():
                raise CommandError(
                    f"There is a database in {postgres.data} already. Move that directory away "
                    "first; a backup is only restored into a new one."
                )
            server = postgres.child(lambda name, line: None)
            supervisor.start(server)
            supervisor.wait(server, postgres.ready, 60)
            postgres.prepare()
            self._run(
                "pg_restore", "--exit-on-error", "--single-transaction",
                f"--dbname={layout.database_url(SUPERUSER)}", str(file),
            )  # fmt: skip
        self.stdout.write(f"Restored into {postgres.data}. Now: manage.py quickstart")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(Binaries.find().postgres / program), *arguments],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise CommandError(
                f"{program} failed: {done.stderr.strip()}\nIs the tracker running (for a backup it "
                "must be), and the file writable?"
            )

"""`manage.py quickstart`: the whole tracker on this machine, until Ctrl-C."""

import os
import secrets
import sys
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from policytracker.embedded.errors import EmbeddedError
from policytracker.embedded.layout import Layout
from policytracker.embedded.lock import InstanceLock
from policytracker.embedded.servers import Servers
from policytracker.embedded.steps import (
    Run,
    Steps,
    ensure_secret_key,
    environment,
    refuse_busy_port,
)
from policytracker.embedded.supervisor import Console, Supervisor


class Command(BaseCommand):
    """Starts servers, migrates, loads the catalogue, serves; stops everything on Ctrl-C."""

    help = (
        "Run the whole tracker on this machine: PostgreSQL and Valkey (unless DATABASE_URL and "
        "BROKER_URL name others), tables, starter catalogue, web server, worker and beat. "
        "Listens on 127.0.0.1 only. Ctrl-C stops everything; the data stay."
    )
    # The checks need no database, but the catalogue's do: they run in `migrate`, once there is one.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What may differ between runs."""
        parser.add_argument(
            "--empty", action="store_true", help="do not load the starter catalogue"
        )
        parser.add_argument("--port", type=int, default=8000, help="of the web server (8000)")
        parser.add_argument(
            "--data", type=Path, help=f"directory of the data ({settings.DATA_DIR})"
        )

    def handle(self, *args: Any, empty: bool, port: int, data: Path | None, **options: Any) -> None:
        """Run until a signal; returns normally when asked to stop."""
        if data is not None and data.resolve() != settings.EMBEDDED.data:
            # Settings follow the data directory, and they are read already: start over.
            os.environ["POLICYTRACKER_DATA_DIR"] = str(data.resolve())
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves
        layout: Layout = settings.EMBEDDED
        console = Console()
        own_database, own_broker = (
            bool(os.environ.get(f"{x}_URL")) for x in ("DATABASE", "BROKER")
        )
        run = Run(
            layout,
            port,
            Supervisor(console),
            Steps(console, total=4 + (not own_database) + (not own_broker) - bool(empty)),
            settings.BASE_DIR,
            environment(layout, dict(os.environ)),
        )
        try:
            with InstanceLock(layout.lock, run.address):
                refuse_busy_port(port)
                if not os.environ.get("SECRET_KEY"):
                    settings.SECRET_KEY = ensure_secret_key(layout.secret_key)
                settings.INGEST_INBOX.mkdir(parents=True, exist_ok=True)
                console.line(f"Policy Tracker. Data: {layout.data}")
                try:
                    with run.supervisor.running():
                        self._run(run, empty, own_database, own_broker)
                except KeyboardInterrupt:
                    console.line("All processes have ended. The data are kept.")
        except EmbeddedError as error:
            raise CommandError(str(error)) from error

    def _run(self, run: Run, empty: bool, own_database: bool, own_broker: bool) -> None:
        if not (own_database and own_broker):
            servers = Servers.of(run.layout)
            if not own_database:
                run.start_postgres(servers)
            if not own_broker:
                run.start_valkey(servers)
        run.migrate()
        with run.steps.step("People: administrator and demo accounts"):
            logins = self._people()
        try:
            if not empty:
                with run.steps.step("Starter catalogue and its figures"):
                    self._catalogue()
            connections.close_all()  # this process only watches from here on
            run.start_processes()
        except BaseException:
            # The passwords are shown once only: also when the start goes no further.
            self._tell_logins(run, logins)
            raise
        self._tell(run, logins)
        try:
            run.supervisor.watch()
        finally:
            run.supervisor.console.line("Stopping ...")

    def _people(self) -> list[tuple[str, str, str]]:
        """Make the accounts that are missing: (name, password, what for) of the new ones."""
        users = get_user_model()
        new: list[tuple[str, str, str]] = []
        if not users.objects.filter(is_superuser=True).exists():
            password = secrets.token_urlsafe(12)
            users.objects.create_superuser("admin", password=password)
            new.append(("admin", password, "administrator"))
        if find_spec("indicators.services.accounts"):
            accounts = import_module("indicators.services.accounts")
            made = accounts.ensure_demo_users(datetime.now(UTC))
            new += [(name, password, "demo account") for name, password in made]
        return new

    def _catalogue(self) -> None:
        # In this process, so that what is wrong with a file stops the start and is seen.
        call_command("load_catalogue", stdout=self.stdout, stderr=self.stderr)
        call_command("ingest", "--catalogue", stdout=self.stdout, stderr=self.stderr)

    def _tell_logins(self, run: Run, logins: list[tuple[str, str, str]]) -> None:
        for name, password, what in logins:
            run.supervisor.console.line(f"    {name} / {password}   ({what}; shown this once)")

    def _tell(self, run: Run, logins: list[tuple[str, str, str]]) -> None:
        say = run.supervisor.console.line
        say("")
        say(f"  Policy Tracker is ready after {run.steps.seconds:.1f} s:  {run.address}")
        say(f"  Administration:  {run.address}admin/")
        self._tell_logins(run, logins)
        if not logins:
            say("    accounts and passwords as shown at the first start")
            say("    (a new one: .venv/bin/python manage.py changepassword admin)")
        say("  Ctrl-C stops everything; the data stay.")
        say("")

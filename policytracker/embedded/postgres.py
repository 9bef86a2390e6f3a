"""The embedded PostgreSQL: a data directory, a server on a unix socket, two roles, a database."""

import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from policytracker.embedded.account import Account, own_name
from policytracker.embedded.child import Child
from policytracker.embedded.errors import EmbeddedError
from policytracker.embedded.layout import APP_ROLE, DATABASE, OWNER_ROLE

SUPERUSER = "postgres"


@dataclass(frozen=True)
class Postgres:
    """One server. `durable=False` is for tests: nothing survives a crash of the machine."""

    binaries: Path
    data: Path
    sockets: Path
    account: Account
    durable: bool = True

    def create(self) -> bool:
        """Make the data directory if it is missing; whether it was made now."""
        made = self.data / "PG_VERSION"
        if made.exists():
            self._check_version(made.read_text().strip())
            self._write_access_rules()
            return False
        if self.data.is_dir() and any(self.data.iterdir()):
            raise EmbeddedError(
                f"{self.data} is neither empty nor a PostgreSQL data directory. Move it away, or "
                "name another data directory with --data."
            )
        # Made under another name and renamed: an interrupted start leaves nothing half made.
        making = self.data.with_name(self.data.name + ".making")
        shutil.rmtree(making, ignore_errors=True)
        self.account.own(making)
        self._run(
            "initdb", "--pgdata", str(making), "--username", SUPERUSER, "--auth", "peer",
            "--encoding", "UTF8", "--locale", "C", "--no-instructions",
            # The same order of letters on every system, and é is the small É.
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        if self.data.is_dir():
            self.data.rmdir()
        making.rename(self.data)
        self._write_access_rules()
        return True

    def end_leftover(self) -> bool:
        """Stop a server that a killed supervisor left here; whether there was one.

        Only for the holder of the lock: then nobody else can rightly use this directory.
        """
        if not (self.data / "postmaster.pid").exists():
            return False
        status = self._run("pg_ctl", "status", "--pgdata", str(self.data), check=False)
        if status.returncode != 0:
            return False  # a stale file of a server that is gone: postgres clears it itself
        self._run("pg_ctl", "stop", "--pgdata", str(self.data), "--mode", "fast", "--wait")
        return True

    def child(self, say: Callable[[str, str], None]) -> Child:
        """The server as a process to supervise."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "60",
            "log_line_prefix": "",
            "log_min_messages": "warning",
            "log_checkpoints": "off",
            # So that the first pages after the first start find statistics of their tables.
            "autovacuum_naptime": "5s",
            "password_encryption": "scram-sha-256",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        argv = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for key, value in options.items():
            argv += ["-c", f"{key}={value}"]
        return Child("postgres", argv, say, account=self.account, stop_signal=signal.SIGINT)

    def ready(self) -> bool:
        """Whether it takes connections."""
        try:
            with self._connect():
                return True
        except psycopg.OperationalError:
            return False

    def prepare(self) -> str:
        """Make roles and database where they are missing; version of the server."""
        with self._connect() as connection:
            have = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            if APP_ROLE not in have:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
            if OWNER_ROLE not in have:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(
                        sql.Identifier(OWNER_ROLE)
                    )
                )
            # The owner may act as the application: the tests do, to run with its rights only.
            connection.execute(
                sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(
                    sql.Identifier(APP_ROLE), sql.Identifier(OWNER_ROLE)
                )
            )
            names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            if DATABASE not in names:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                    )
                )
            return connection.info.parameter_status("server_version") or "?"

    def _connect(self) -> "psycopg.Connection[tuple[str, ...]]":
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=2,
        )

    def _write_access_rules(self) -> None:
        """Let in the user who started this, by what the kernel says of them; nobody else."""
        person = own_name()
        rules = {
            "pg_hba.conf": "local all all peer map=policytracker\n",
            "pg_ident.conf": "".join(
                f'policytracker "{person}" {role}\n' for role in (SUPERUSER, OWNER_ROLE, APP_ROLE)
            ),
        }
        for name, text in rules.items():
            (self.data / name).write_text(text)

    def _check_version(self, found: str) -> None:
        major = self._run("postgres", "--version").stdout.split()[-1].split(".")[0]
        if found != major:
            raise EmbeddedError(
                f"The data in {self.data} are of PostgreSQL {found}; the programs now installed "
                f"are {major}. docs/how-to/back-up-and-upgrade.md says how to carry them over."
            )

    def _run(
        self, program: str, *arguments: str, check: bool = True
    ) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [str(self.binaries / program), *arguments],
            cwd="/", capture_output=True, text=True, errors="replace", check=False,
            **self.account.popen,
        )  # fmt: skip
        if check and done.returncode != 0:
            raise EmbeddedError(
                f"{program} failed ({done.returncode}):\n{done.stderr.strip() or done.stdout}"
            )
        return done

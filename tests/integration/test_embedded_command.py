"""Backing up the embedded database and carrying it to a new server."""

from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from policytracker.embedded.layout import APP_ROLE, OWNER_ROLE, Layout
from policytracker.embedded.servers import Servers
from tests import servers

pytestmark = pytest.mark.servers


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_a_backup_carries_data_owners_and_rights_to_a_new_server(
    tmp_path: Path, settings, capsys
) -> None:
    backup = tmp_path / "backup.dump"
    with servers.postgres() as old:
        with psycopg.connect(old.database_url(OWNER_ROLE)) as connection:
            connection.execute("CREATE TABLE figures (value numeric)")
            connection.execute("INSERT INTO figures VALUES (654000.10)")
            connection.execute(f"GRANT SELECT ON figures TO {APP_ROLE}")
        settings.EMBEDDED = old
        call_command("embedded", "dump", str(backup))

    with servers.scratch() as directory:
        new = Layout.of(directory)
        settings.EMBEDDED = new
        call_command("embedded", "restore", str(backup))
        postgres = Servers.of(new).postgres
        with servers.started(postgres.child(lambda name, line: None), postgres.ready):
            with psycopg.connect(new.database_url(APP_ROLE)) as connection:
                (row,) = connection.execute("SELECT value::text FROM figures").fetchall()
                assert row == ("654000.10",)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute("DELETE FROM figures")
            # a second time it would overwrite: refused, and nothing is harmed
            with pytest.raises(CommandError, match="There is a database in"):
                call_command("embedded", "restore", str(backup))
            assert postgres.ready()


def test_what_is_not_running_cannot_be_dumped(tmp_path: Path, settings) -> None:
    settings.EMBEDDED = Layout.of(tmp_path)
    with pytest.raises(CommandError, match="Is the tracker running"):
        call_command("embedded", "dump", str(tmp_path / "x"))
    assert not (tmp_path / "x").exists()


def test_a_server_of_your_own_is_left_to_its_own_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/n")
    with pytest.raises(CommandError, match="pg_dump"):
        call_command("embedded", "dump", "x")

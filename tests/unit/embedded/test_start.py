"""What is looked at before anything is started, and what it says."""

import os
import socket
from pathlib import Path

import pytest

from policytracker.embedded import binaries, steps
from policytracker.embedded.account import Account
from policytracker.embedded.binaries import Binaries
from policytracker.embedded.errors import EmbeddedError
from policytracker.embedded.layout import Layout
from policytracker.embedded.lock import InstanceLock
from policytracker.embedded.postgres import Postgres


def test_one_instance_for_one_data_directory(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "lock"
    with (
        InstanceLock(lock, "http://127.0.0.1:8000/"),
        pytest.raises(EmbeddedError, match=rf"already running.*{os.getpid()}.*:8000/.*--data"),
        InstanceLock(lock, "http://127.0.0.1:8001/"),
    ):
        pytest.fail("two had the lock")
    with InstanceLock(lock, "again"):
        assert "again" in lock.read_text()


def test_a_free_port_is_accepted_and_a_busy_one_is_not() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        with pytest.raises(EmbeddedError, match=rf"Port {port} .* in use .*--port {port + 1}"):
            steps.refuse_busy_port(port)
    steps.refuse_busy_port(port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_what_is_no_port_is_said_so(port: int) -> None:
    with pytest.raises(EmbeddedError, match="is not a port"):
        steps.refuse_busy_port(port)


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    key = steps.ensure_secret_key(path)
    assert len(key) >= 50
    assert steps.ensure_secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


def test_our_processes_stay_local_whatever_was_given(tmp_path: Path) -> None:
    found = steps.environment(Layout.of(tmp_path), {"ALLOWED_HOSTS": "a.example", "OTHER": "1"})
    assert found["ALLOWED_HOSTS"].split(",") == ["a.example", "localhost", "127.0.0.1", "[::1]"]
    assert found["POLICYTRACKER_LOCAL"] == "1"
    assert found["OTHER"] == "1"


def account(uid: int) -> Account:
    return Account("somebody", uid, os.getgid(), switched=False)


def test_a_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"belongs to user id .*--data"):
        account(os.getuid() + 1).own(tmp_path)


def test_a_planted_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sockets").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EmbeddedError, match="belongs to"):
        account(os.getuid()).own(tmp_path / "sockets")


def test_sockets_are_for_one_account_alone(tmp_path: Path) -> None:
    made = account(os.getuid()).own(tmp_path / "a" / "b")
    assert made.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("system", ["win32", "freebsd14"])
def test_a_system_without_embedded_servers_is_told_what_to_use(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries.sys, "platform", system)
    with pytest.raises(EmbeddedError, match=rf"(?s)on {system}.*DATABASE_URL.*docker compose"):
        Binaries.find()


def test_a_missing_wheel_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    with pytest.raises(EmbeddedError, match=r"requirements\.txt"):
        Binaries.find()


def postgres(data: Path) -> Postgres:
    found = Binaries.find().postgres
    return Postgres(found, data, data / "sockets", account(os.getuid()))


def test_data_of_another_major_version_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL 16; .* 18\. .*back-up-and-upgrade"):
        postgres(tmp_path).create()
    assert [path.name for path in tmp_path.iterdir()] == ["PG_VERSION"]


def test_a_directory_with_other_things_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("important")
    with pytest.raises(EmbeddedError, match="neither empty nor a PostgreSQL data directory"):
        postgres(tmp_path).create()

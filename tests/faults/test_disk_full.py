"""A disk that is full, on a small file system: a clean failure, and nothing to repair after it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql

from policytracker.embedded.account import Account
from tests.faults import invariants
from tests.faults.conftest import skip_or_fail
from tests.faults.stack import Stack
from tests.faults.test_faults import csv, figures_of, restarted, year
from tests.unit.connectors.server import Server, reply

SIZE = 4 * 2**20


class Small:
    """A small file system that can be filled and emptied."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Leave 8 kB free."""
        found = os.statvfs(self.path)
        with (self.path / "filler").open("wb") as file:
            file.write(b"x" * max(found.f_bavail * found.f_frsize - 8192, 0))

    def make_room(self) -> None:
        (self.path / "filler").unlink(missing_ok=True)


@contextmanager
def mounted(path: Path) -> Iterator[Small]:
    """A small file system at ``path``; whether that may be done is tried, not computed."""
    path.mkdir(parents=True)
    options = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(path)]
    done = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        skip_or_fail(f"a small file system cannot be mounted here ({done.stderr.strip()})")
    try:
        yield Small(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.fixture(scope="module", autouse=True)
def _as_root() -> None:
    if os.getuid() != 0:
        skip_or_fail("mounting a small file system needs root")


def test_no_room_for_the_file_of_a_source(stack: Stack, fault_server: Server) -> None:
    good, before = csv(*year(1999, "5")) + b"\n" * 60_000, figures_of(stack, "good")
    fault_server.scripts["/good.csv"] = reply(good)
    with mounted(Path(stack.environment["RAW_DIR"]).with_name("raw-small")) as disk:
        with restarted(stack, RAW_DIR=str(disk.path)):
            disk.fill()
            (number,) = stack.run_now("good")
            run = stack.wait_for_end(number)
            assert (run["state"], figures_of(stack, "good")) == ("failed", before), run
            assert "No space left on device" in run["message"]
            left = [path for path in disk.path.rglob("*") if path.is_file()]
            assert left == [disk.path / "filler"]
            disk.make_room()
            (number,) = stack.run_now("good")
            run = stack.wait_for_end(number)
            assert (run["state"], figures_of(stack, "good")) == ("done", before + 12), run
        for path in disk.path.rglob("*"):  # for the other tests, which look for every kept file
            if path.is_file():
                to = Path(stack.environment["RAW_DIR"]) / path.relative_to(disk.path)
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_bytes(path.read_bytes())
    invariants.check_everything(stack)


def test_no_room_for_an_uploaded_file(stack: Stack) -> None:
    good = csv(*year(1985, "5")) + b"\n" * 60_000
    before = stack.newest_run()
    raw = Path(stack.environment["RAW_DIR"])
    kept = raw.with_name("raw-kept")
    raw.mkdir(exist_ok=True)
    raw.rename(kept)
    with mounted(raw) as disk:
        disk.fill()
        said = stack.person.try_upload(stack.upload_page("loose"), "figures.csv", good)
        assert "No space left on device" in said
        assert stack.newest_run() == before
        disk.make_room()
        run = stack.wait_for_end(stack.upload("loose", good))
        assert (run["state"], run["rows_new"]) == ("done", 12), run
        subprocess.run(["cp", "-r", f"{raw}/.", str(kept)], check=True)
    raw.rmdir()
    kept.rename(raw)
    invariants.check_everything(stack)


def test_no_room_in_the_database(stack: Stack) -> None:
    before = figures_of(stack, "loose")
    path = stack.data / "tablespace"
    many = csv(*(row for number in range(1870, 1980) for row in year(number, "8")))
    with mounted(path) as disk:
        account = Account.for_servers()
        (path / "space").mkdir()
        os.chown(path / "space", account.uid, account.gid)
        (path / "space").chmod(0o700)
        path.chmod(0o755)
        superuser = stack.superuser
        superuser(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(str(path / "space")))
        move(superuser, "small")
        # The server extends a table by many pages at a time: without its free ones.
        superuser("VACUUM (FULL) indicators_observation")
        try:
            disk.fill()
            number = stack.upload("loose", many)
            run = stack.wait_for_end(number)
            assert (run["state"], figures_of(stack, "loose")) == ("failed", before), run
            assert "No space left on device" in run["message"]
            invariants.check_everything(stack)
            assert stack.serves()
            disk.make_room()
            run = stack.wait_for_end(stack.upload("loose", many))
            assert (run["state"], figures_of(stack, "loose")) == ("done", before + 1320), run
        finally:  # without it the database would be broken for the other tests
            disk.make_room()
            move(superuser, "pg_default")
            superuser(sql.SQL("DROP TABLESPACE small"))
    invariants.check_everything(stack)


def move(superuser: Callable[[sql.SQL | sql.Composed], None], space: str) -> None:
    """Move the table of the figures to a tablespace."""
    superuser(
        sql.SQL("ALTER TABLE indicators_observation SET TABLESPACE {}").format(
            sql.Identifier(space)
        )
    )

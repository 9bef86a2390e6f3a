"""Addresses of the embedded servers, and the reader of addresses in general."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from policytracker import readers
from policytracker.embedded.layout import Layout


def test_every_spelling_of_a_directory_has_the_same_sockets(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    plain = Layout.of(tmp_path / "var")
    for other in (tmp_path / "link" / "var", tmp_path / "x" / ".." / "var"):
        assert Layout.of(other).sockets == plain.sockets
    assert Layout.of(tmp_path / "other").sockets != plain.sockets


def test_sockets_fit_into_their_limit_however_long_the_path_is(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / ("very-long-name/" * 30))
    assert len(os.fsencode(layout.sockets / ".s.PGSQL.5432")) <= 103


def test_the_embedded_address_is_read_back() -> None:
    layout = Layout.of(Path("/srv/data"))
    found = readers.database("X", layout.database_url("somebody"), {})
    assert (found["HOST"], found["USER"], found["NAME"]) == (
        str(layout.sockets),
        "somebody",
        "policytracker",
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://me:p%40ss%2Fword@db.example:5433/tracker?sslmode=verify-full",
            {"USER": "me", "PASSWORD": "p@ss/word", "HOST": "db.example", "PORT": "5433"},
        ),
        ("postgres:///tracker?host=/Run/Sockets", {"HOST": "/Run/Sockets", "PORT": ""}),
        ("postgresql://a.example,b.example/tracker", {"HOST": "a.example,b.example"}),
    ],
)
def test_addresses(url: str, expected: dict[str, str]) -> None:
    found = readers.database("DATABASE_URL", url, {"lock_timeout": "5s"})
    assert found["NAME"] == "tracker"
    assert expected.items() <= found.items()
    assert found["OPTIONS"]["options"] == "-c lock_timeout=5s"
    assert found["OPTIONS"].get("sslmode") == ("verify-full" if "sslmode" in url else None)


def test_options_in_the_address_come_last_so_that_they_win() -> None:
    found = readers.database(
        "X", "postgresql://h/n?options=-c%20lock_timeout%3D1s", {"lock_timeout": "5s"}
    )
    assert found["OPTIONS"]["options"] == "-c lock_timeout=5s -c lock_timeout=1s"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///db.sqlite3", "must be a PostgreSQL address"),
        ("mysql://h/n", "must be a PostgreSQL address"),
        ("postgresql://h", "names no database"),
        ("postgresql://h:port/n", "not a number"),
        ("postgresql://h/n?nonsense=1", "cannot be read"),
    ],
)
def test_wrong_addresses_name_the_variable_and_what_is_right(url: str, message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=message) as caught:
        readers.database("DATABASE_OWNER_URL", url, {})
    assert "DATABASE_OWNER_URL" in str(caught.value)

"""What all tests stand on: a PostgreSQL of their own with both roles, and no network.

Without DATABASE_URL a throw-away embedded PostgreSQL is started when the first test asks for the
database. The test database is made and migrated by the owner; the tests run as the application
role, so what it may not do fails here too.
"""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from indicators.selectors import remembered
from policytracker import readers
from policytracker.embedded.layout import OWNER_ROLE
from tests import servers

# For runs that only ask which lines are reached: `--hypothesis-profile few`.
hypothesis.settings.register_profile("few", max_examples=20)
# For CI, which runs often.
hypothesis.settings.register_profile("half", max_examples=50)


def pytest_configure(config: pytest.Config) -> None:
    """Settings that differ in tests; before Django reads them."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        # Tests change data in ways that no service counts; those of kept pages ask for a cache.
        "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Sending needs no server; a test with a real worker names the real broker itself.
    settings.CELERY_BROKER_URL = "memory://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]


# Files that take half a minute or more go first: what begins last keeps one process waiting for the
# other (`--no-loadscope-reorder` leaves the order as it is here).
LONG = (
    "test_quickstart.py", "test_compose.py", "test_journey.py", "test_bulk.py", "test_starter.py",
    "test_robustness.py", "web/test_pages.py", "web/test_query_counts.py", "web/test_charts.py",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files before the others, each side in the order it had."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


# --- Database -------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def database_owner_url() -> Iterator[str]:
    """Address of the server as the owner: the given one, or that of a throw-away server."""
    given = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with servers.postgres() as layout:
        yield layout.database_url(OWNER_ROLE)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, database_owner_url: str
) -> Iterator[None]:
    """Make and migrate the test database as the owner; then everything is the application."""
    default: dict[str, Any] = connections.settings["default"]
    found = readers.database("DATABASE_OWNER_URL", database_owner_url, {"statement_timeout": "60s"})
    default.update({"USER": "", "PASSWORD": "", "HOST": "", "PORT": ""} | found)
    # Two runs on one server do not meet.
    default["TEST"]["NAME"] = f"test_policytracker_{os.getpid()}"
    as_owner = dict(found["OPTIONS"])
    as_application = {
        **as_owner,
        "options": f"{as_owner['options']} -c role={settings.DATABASE_APP_ROLE}",
    }
    with django_db_blocker.unblock():
        _require_application_role()
        made = setup_databases(verbosity=0, interactive=False)
        connections.close_all()
        default["OPTIONS"] = as_application
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        default["OPTIONS"] = as_owner
        teardown_databases(made, verbosity=0)
        connections.close_all()


def _require_application_role() -> None:
    role = settings.DATABASE_APP_ROLE
    with connections["default"]._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT pg_has_role(session_user, oid, 'member') FROM pg_roles WHERE rolname = %s",
            [role],
        )
        row = cursor.fetchone()
        assert row is not None and row[0], (
            f"The tests run as the role {role}, which does not exist on this server or may not be "
            f"taken by this user. As a superuser: deploy/postgres-roles.sh (docs/how-to/deploy.md)."
        )


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> Iterator[None]:
    """Between transactional tests Django truncates all tables, which the application may not."""
    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, statements: list[str]) -> None:
        alias = self.connection.alias
        with transaction.atomic(using=alias), self.connection.cursor() as cursor:
            # Not RESET ROLE: that goes back to the role the connection was opened with.
            cursor.execute("SET LOCAL ROLE NONE")
            original(self, statements)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture
def as_owner(db: None) -> Iterator[None]:
    """Run the test's statements as the owner of the tables, until the end of its transaction."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        yield
        cursor.execute("RESET ROLE")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page that was read in Chinese leaves its language in the thread; no test starts in it."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What a process remembers of one database says nothing of the next."""
    remembered.forget()


# --- Files and network -----------------------------------------------------------------------
@pytest.fixture(autouse=True)
def _raw_snapshots_in_scratch(tmp_path: Path, settings: Any) -> None:
    """Raw snapshots of a test go to a directory of its own."""
    settings.RAW_DIR = tmp_path / "raw"
    settings.INGEST_INBOX = tmp_path / "inbox"
    settings.STORAGES = {
        **settings.STORAGES,
        "raw": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "raw")},
        },
    }


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Python sockets reach this machine only (and the broker that was named)."""
    named = urlsplit(os.environ.get("BROKER_URL", "")).hostname
    connect, connect_ex, resolve = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def check(host: Any) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name in (None, "", "localhost", named):
            return
        try:
            if ipaddress.ip_address(str(name).split("%")[0]).is_loopback:
                return
        except ValueError:
            pass
        raise AssertionError(f"A test tried to reach {name!r}; tests stay on this machine.")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            check(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            check(address[0])
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield

"""A throw-away database for measurements, migrated like any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

from policytracker import readers
from policytracker.embedded.layout import OWNER_ROLE
from tests import servers


@contextmanager
def scratch() -> Iterator[None]:
    """Start a server of its own, migrate, and drop everything afterwards."""
    with servers.postgres() as layout:
        default = connections.settings["default"]
        default.update(
            {"USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
            | readers.database("bench", layout.database_url(OWNER_ROLE), {})
        )
        settings.DEBUG = False
        made = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            connections.close_all()
            teardown_databases(made, verbosity=0)

"""Where the embedded run keeps its data and its sockets. Pure paths: nothing is created here."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "policytracker"
OWNER_ROLE = "policytracker_owner"
APP_ROLE = "policytracker_app"


@dataclass(frozen=True)
class Layout:
    """The paths and addresses that belong to one data directory (absolute, resolved)."""

    data: Path

    @classmethod
    def of(cls, data: Path) -> "Layout":
        """The layout of `data`, whichever way its path is written."""
        return cls(data.resolve())

    @property
    def sockets(self) -> Path:
        """Directory of the unix sockets.

        Derived, never stored, so that every process finds it; below /tmp, whatever TMPDIR says,
        because the path of a unix socket may have no more than 103 bytes (macOS) or 107 (Linux).
        """
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path("/tmp") / f"policytracker-{os.getuid()}-{name}"  # noqa: S108

    @property
    def valkey_socket(self) -> Path:
        """Unix socket of the embedded Valkey."""
        return self.sockets / "valkey.sock"

    @property
    def lock(self) -> Path:
        """Held by the running supervisor; its content says who that is."""
        return self.data / "quickstart.lock"

    @property
    def secret_key(self) -> Path:
        """File of the generated SECRET_KEY."""
        return self.data / "secret_key"

    def database_url(self, role: str) -> str:
        """Address of the embedded PostgreSQL for `role`, in libpq's form."""
        return f"postgresql://{role}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    @property
    def broker_url(self) -> str:
        """Address of the embedded Valkey in Celery's form."""
        return f"redis+socket://{self.valkey_socket}"

    @property
    def cache_url(self) -> str:
        """Address of the embedded Valkey in Django's form; database 1, the broker has 0."""
        return f"unix://{self.valkey_socket}?db=1"

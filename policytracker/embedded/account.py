"""The operating-system account that the servers run as.

PostgreSQL refuses to run as root. An ordinary user runs it as themselves; root runs it as
`nobody`, who exists everywhere, so that no account has to be made.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policytracker.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Account:
    """An account; `switched` when it is not the one this process has."""

    name: str
    uid: int
    gid: int
    switched: bool

    @classmethod
    def for_servers(cls) -> "Account":
        """The account the servers run as, for the user of this process."""
        if os.getuid() == 0:
            entry = pwd.getpwnam("nobody")
            return cls(entry.pw_name, entry.pw_uid, entry.pw_gid, switched=True)
        return cls(own_name(), os.getuid(), os.getgid(), switched=False)

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a process as this account."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}

    def can_enter(self, directory: Path) -> bool:
        """Whether this account can reach `directory`: tried, not computed (ACLs, mounts)."""
        if not self.switched:
            return True
        done = subprocess.run(
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(directory)],
            cwd="/", stderr=subprocess.DEVNULL, check=False, **self.popen,
        )  # fmt: skip
        return done.returncode == 0

    def own(self, directory: Path) -> Path:
        """Make `directory` if it is missing, for this account alone; refuse somebody else's."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
        if self.switched and found.st_uid == os.getuid():
            os.chown(directory, self.uid, self.gid)
        elif found.st_uid != self.uid or directory.is_symlink():
            raise EmbeddedError(
                f"{directory} belongs to user id {found.st_uid}, but the servers run as "
                f"{self.name} ({self.uid}). Was the tracker started as another user before? "
                "Start it as that user, give the directory to this one, or name another data "
                "directory with --data."
            )
        directory.chmod(0o700)
        return directory


def own_name() -> str:
    """Name of the user of this process."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        raise EmbeddedError(
            f"User id {os.getuid()} has no name on this system, which PostgreSQL insists on. Add "
            "it to /etc/passwd, or use servers of your own with DATABASE_URL and BROKER_URL."
        ) from None

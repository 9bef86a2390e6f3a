"""Says what is missing on this machine before anything is installed. Runs on any Python 3."""

import platform
import sys


def missing():
    """What to install or use instead, or None when all is well."""
    if sys.version_info < (3, 11):  # noqa: UP036 - that is what this is for
        return (
            "Policy Tracker needs Python 3.11 or newer; python3 is %s.\n"  # noqa: UP031
            "Install one and name it: make run PYTHON=python3.12" % platform.python_version()
        )
    if sys.platform == "win32":
        return (
            "Windows has no embedded PostgreSQL and Valkey here. Use Docker (docker compose up,\n"
            "docs/how-to/deploy.md) or WSL."
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return (
            "Python's venv module is missing. On Debian and Ubuntu install it with:\n"
            f"  sudo apt install python3-venv   (or python3.{sys.version_info[1]}-venv)"
        )
    if sys.platform == "linux" and platform.libc_ver()[0] != "glibc":
        return (
            "This Linux does not use glibc (Alpine and others with musl), for which there is no\n"
            "embedded PostgreSQL and Valkey. Use Docker (docs/how-to/deploy.md)\n"
            "or servers of your own: docs/how-to/run.md says how to install without them."
        )
    return None


if __name__ == "__main__":
    sys.exit(missing())

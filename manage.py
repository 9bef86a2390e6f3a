#!/usr/bin/env python3
"""Django's command line. `manage.py quickstart` starts the whole tracker on this machine."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file must also parse on an older Python
        found = "{}.{}".format(*sys.version_info[:2])
        sys.exit("Policy Tracker needs Python 3.11 or newer; this is Python " + found + ".")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policytracker.settings")
    if "quickstart" in sys.argv[1:2]:
        # Before the settings are read: this run is for one person at this machine, also when it
        # uses servers of their own (DATABASE_URL), so no https and a generated SECRET_KEY.
        os.environ.setdefault("POLICYTRACKER_LOCAL", "1")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(
            f"Cannot import Django ({error}). Run `make run`, or install the requirements into a "
            "virtual environment first:\n"
            "  python3 -m venv .venv && .venv/bin/pip install -r requirements.txt\n"
            "  .venv/bin/python manage.py quickstart"
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""``make bench``: run the benchmarks on a throw-away server and print their ratios.

Absolute times depend on the machine and on what else it does; read the ratios.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import django


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policytracker.settings")
    os.environ.setdefault("POLICYTRACKER_LOCAL", "1")
    django.setup()
    from bench import assess, excel, ingest, pages
    from bench.database import scratch

    known: dict[str, Callable[[], None]] = {
        "assess": assess.main,
        "excel": excel.main,
        "ingest": ingest.main,
        "ingest-huge": ingest.huge,
        "pages": pages.main,
    }
    names = sys.argv[1:] or [name for name in known if name != "ingest-huge"]
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}; known are {', '.join(known)}.")
    with scratch():
        for name in names:
            known[name]()


if __name__ == "__main__":
    main()

"""Where the system's Chromium is and how it starts; knows nothing of the project."""

from __future__ import annotations

import os
import shutil
from typing import Any


def options() -> dict[str, Any]:
    """For Playwright's ``launch``: CHROMIUM, else what the system has."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "Chromium is needed; set CHROMIUM to its path (Debian: apt install chromium)."
    # Chromium refuses its sandbox to root, as which tests in a container often run.
    return {"executable_path": found, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}

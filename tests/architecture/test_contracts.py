"""Every import contract is proven to fail on a planted violation, and to hold as things are."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract id: (file that breaks it, the import that it gets)
PLANTED = {
    "layers": ("indicators/domain/periods.py", "import indicators.models.units"),
    "project": ("indicators/services/series.py", "import policytracker.readers"),
    "domain": ("indicators/domain/units.py", "import django.db"),
    "connectors": ("indicators/connectors/base.py", "import django.db"),
    "plotly": ("indicators/services/changes.py", "import plotly"),
    "http": ("indicators/services/outbox.py", "import httpcore"),
}


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code that may be spoiled."""
    folder = tmp_path_factory.mktemp("code")
    ignore = shutil.ignore_patterns("__pycache__", "catalogue/figures")
    for package in ("indicators", "policytracker"):
        shutil.copytree(ROOT / package, folder / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", *chosen],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_contract_has_a_planted_violation() -> None:
    assert sorted(contracts()) == sorted(PLANTED)


def test_all_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout
    assert f"{len(PLANTED)} kept, 0 broken" in result.stdout


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_a_violation_is_found(copy: Path, contract: str) -> None:
    name, planted = PLANTED[contract]
    path = copy / name
    before = path.read_text()
    path.write_text(before + f"\n{planted}\n")
    try:
        result = lint(copy, contract)
    finally:
        path.write_text(before)
    assert result.returncode == 1, result.stdout
    assert "1 broken" in result.stdout

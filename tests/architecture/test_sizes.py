"""Modules stay readable, and figures stay exact."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path
    for package in ("indicators", "policytracker")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
MOST_LINES = 500


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_at_most_500_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_decimal_is_made_of_a_float(path: Path) -> None:
    found = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Decimal"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, float)
    ]
    assert found == []


def _clock_reads(tree: ast.AST) -> list[int]:
    names = {"now", "today", "utcnow"}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "timezone"}
    ]


@pytest.mark.parametrize(
    "layer", ["domain", "connectors", "charts", "models", "selectors", "services"]
)
def test_below_the_entry_points_nobody_reads_the_clock(layer: str) -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "indicators" / layer).rglob("*.py")
        if (lines := _clock_reads(ast.parse(path.read_text())))
    }
    assert found == {}


def test_the_clock_check_sees_a_clock() -> None:
    assert _clock_reads(ast.parse("datetime.now()\ntimezone.now()\ndate.today()")) == [1, 2, 3]

"""The documents do not lie about what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    targets = [link for link in LINK.findall(path.read_text()) if "://" not in link]
    missing = [link for link in targets if not (path.parent / link).exists()]
    assert missing == []


def test_every_variable_of_the_settings_stands_in_the_example() -> None:
    settings = (ROOT / "policytracker" / "settings.py").read_text()
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', settings))
    assert len(read) > 15
    example = (ROOT / ".env.example").read_text()
    assert {name for name in read if not re.search(rf"^#? ?{name}=", example, re.M)} == set()


def commands() -> list[str]:
    return sorted(
        path.stem
        for folder in ("indicators", "policytracker")
        for path in (ROOT / folder / "management" / "commands").glob("*.py")
        if not path.stem.startswith("_")
    )


@pytest.mark.parametrize("command", commands())
def test_every_command_is_described(command: str) -> None:
    text = "\n".join(path.read_text() for path in DOCUMENTS)
    assert f"manage.py {command}" in text


def test_every_runtime_dependency_earns_its_line() -> None:
    wanted = {
        re.split(r"[\[>=<; ]", line)[0].lower()
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    }
    described = (ROOT / "docs" / "dependencies.md").read_text().lower()
    assert {name for name in wanted if name not in described} == set()


def test_every_decision_has_a_date_and_a_state() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for path in decisions:
        assert re.search(r"^\*\d{1,2} \w+ \d{4}, (accepted|superseded)", path.read_text(), re.M), (
            path
        )

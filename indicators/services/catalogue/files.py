"""Reading the catalogue's YAML files, with the line of every key for messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DEFAULT_ROOT = Path(__file__).resolve().parents[2] / "catalogue"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a file: where it stands, and what would be right."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


@dataclass(slots=True)
class Entry:
    """One mapping of a file. Scalars are text as written; null and empty are ``None``."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.values.get("code") or f"entry at line {self.line}")

    def problem(self, key: str, message: str) -> Problem:
        """A problem of this entry's ``key``."""
        return Problem(self.file, self.lines.get(key, self.line), f"{self.code}.{key}", message)


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        plain = node.style is None
        if plain and node.value in ("", "null", "~"):
            return None
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(item) for key, item in node.value}
    raise TypeError(f"unexpected YAML node {type(node).__name__}")


def read(root: Path, name: str) -> tuple[list[Entry], list[Problem]]:
    """All entries of ``root/name``, and what is wrong with the file itself."""
    path = root / name
    if not path.is_file():
        return [], [Problem(name, 1, name, "the file is missing")]
    try:
        document = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return [], [
            Problem(name, line, name, f"not valid YAML: {getattr(error, 'problem', error)}")
        ]
    except UnicodeDecodeError as error:
        return [], [Problem(name, 1, name, f"not UTF-8 at byte {error.start}")]
    if document is None:
        return [], []
    if not isinstance(document, yaml.SequenceNode):
        return [], [
            Problem(name, 1, name, "must be a list of entries, each starting with “- code:”")
        ]
    return _entries(name, document)


def _entries(name: str, document: yaml.SequenceNode) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for node in document.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            problems.append(Problem(name, line, name, "an entry must be a mapping of keys"))
            continue
        entry = Entry(name, line, {})
        for key, item in node.value:
            if key.value in entry.values:
                problems.append(entry.problem(key.value, "the key stands twice"))
            entry.values[key.value] = _value(item)
            entry.lines[key.value] = key.start_mark.line + 1
        entries.append(entry)
    problems.extend(_duplicates(entries))
    return entries, problems


def _duplicates(entries: list[Entry]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for entry in entries:
        code = entry.values.get("code")
        if code is None:
            yield entry.problem("code", "is missing")
        elif code in seen:
            yield entry.problem("code", f"stands already at line {seen[code]}")
        else:
            seen[code] = entry.line

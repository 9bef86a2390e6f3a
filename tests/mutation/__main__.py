"""``make mutants``: change the deciding modules in thousands of ways; the tests must notice each.

Works in a copy, ``var/mutation``. Afterwards every mutant that no test noticed must stand in
docs/mutation-testing.md, which says why it changes no result. See there for how to read it.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "var" / "mutation"
SETTINGS = Path(__file__).with_name("settings.toml")
LISTED = ROOT / "docs" / "mutation-testing.md"
# These read sources and documents, try hundreds of random cases each, or are of something else.
LEFT_OUT = ("test_words.py", "test_robustness.py", "test_quality_*.py")
_UNDETECTED = {0: "survived", 33: "no test", 5: "no test", None: "not run"}
# Kinds of errors of mypy that a mutant itself makes; others come from the way mutmut lays them out.
_TYPE_ERRORS = {
    "arg-type", "call-arg", "call-overload", "index", "operator", "return-value", "union-attr",
}  # fmt: skip
_ENTRY = re.compile(r"^\* `(?P<function>[^`]+)`: `(?P<old>[^`]*)` → `(?P<new>[^`]*)`$")

Mutant = tuple[str, str, str, str]  # module, function, what it was, what it became


def copy() -> None:
    """The packages and the tests of the engine, afresh."""
    shutil.rmtree(COPY, ignore_errors=True)
    plain = shutil.ignore_patterns("__pycache__")
    for folder in ("indicators", "policytracker", "tests/data", "tests/unit/domain"):
        shutil.copytree(ROOT / folder, COPY / folder, ignore=plain)
    for file in ("manage.py", "tests/__init__.py", "tests/conftest.py", "tests/servers.py",
                 "tests/unit/__init__.py"):  # fmt: skip
        shutil.copy(ROOT / file, COPY / file)
    for pattern in LEFT_OUT:
        for path in (COPY / "tests/unit/domain").glob(pattern):
            path.unlink()
    shutil.copy(SETTINGS, COPY / "pyproject.toml")


def run(processes: int) -> None:
    """All mutants. mutmut says itself how far it is."""
    mutmut = Path(sys.executable).with_name("mutmut")
    environment = os.environ | {"POLICYTRACKER_LOCAL": "1"}
    subprocess.run(
        [mutmut, "run", "--max-children", str(processes)], cwd=COPY, env=environment, check=True
    )


def results() -> dict[str, int | None]:
    """What became of every mutant, as mutmut wrote it down."""
    found: dict[str, int | None] = {}
    for path in sorted((COPY / "mutants").rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def module_of(name: str) -> str:
    """The module of a mutant, below the domain."""
    return name.rsplit(".", 1)[0].removeprefix("indicators.domain.")


def described(name: str) -> Mutant:
    """A mutant by what it changes, for its number changes with every line above it."""
    from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant

    diff = get_diff_for_mutant(name, path=find_mutant(name).path)
    old, new = [], []
    for line in diff.splitlines():
        if line.startswith("-") and not line.startswith("---"):
            old.append(line[1:].strip())
        if line.startswith("+") and not line.startswith("+++"):
            new.append(line[1:].strip())
    function = name.rsplit(".", 1)[1].split("__mutmut_")[0].removeprefix("x")
    function = function.strip("ǁ").replace("ǁ", ".").removeprefix("_")
    return module_of(name), function, " ".join(old), " ".join(new)


def refused_by_mypy() -> set[str]:
    """The mutants, by name, that would not pass ``make types``."""
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--output=json", "indicators/domain"],
        cwd=COPY / "mutants", check=False, capture_output=True, text=True,
    )  # fmt: skip
    lines: dict[str, set[int]] = defaultdict(set)
    for error in map(json.loads, found.stdout.splitlines()):
        if error["code"] in _TYPE_ERRORS:
            lines[error["file"]].add(error["line"])
    refused = set()
    for file, wrong in lines.items():
        module = file.removesuffix(".py").replace("/", ".")
        for node in ast.walk(ast.parse((COPY / "mutants" / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
                if not wrong.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1)):
                    refused.add(f"{module}.{node.name}")
    if any(name.endswith("_orig") for name in refused):
        sys.exit("mypy finds errors in the code as it is; the mutants cannot be told from it.")
    return refused


def listed() -> set[Mutant]:
    """The survivors that the document explains."""
    module, found = "", set()
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            module = line.removeprefix("### ").strip()
        elif entry := _ENTRY.match(line):
            found.add((module, entry["function"], entry["old"], entry["new"]))
    return found


def report() -> bool:
    """Print the counts, and what differs from the document; whether nothing does."""
    outcomes, refused = results(), refused_by_mypy()
    states = {name: _UNDETECTED.get(code, "killed") for name, code in outcomes.items()}
    for name, state in states.items():
        if state != "killed" and name in refused:
            states[name] = "refused by mypy"
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, state in states.items():
        counts[module_of(name)][state] += 1
        counts["all"][state] += 1
    for module, found in sorted(counts.items()):
        told = ", ".join(f"{number} {state}" for state, number in sorted(found.items()))
        print(f"{module:30} {found.total():5}: {told}")
    os.chdir(COPY)  # where mutmut reads its settings
    undetected = set(_UNDETECTED.values())
    alive = {described(name): name for name, state in states.items() if state in undetected}
    known = listed()
    for mutant in sorted(alive.keys() - known):
        print("not explained: {} {}: `{}` → `{}`".format(*mutant), f"({alive[mutant]})")
    for mutant in sorted(known - alive.keys()):
        print("explained, but detected: {} {}: `{}` → `{}`".format(*mutant))
    print(f"{len(alive.keys() - known)} mutants were not detected and are not explained")
    return alive.keys() == known


def main() -> None:
    """``make mutants ARGS=2`` for two processes; ``ARGS=report`` to read the last run again."""
    arguments = sys.argv[1:]
    if arguments != ["report"]:
        copy()
        run(int(arguments[0]) if arguments else os.cpu_count() or 1)
    sys.exit(0 if report() else 1)


if __name__ == "__main__":
    main()

"""Every code of a closed list has words in both languages, and so has all that the engine says."""

from __future__ import annotations

import ast
import inspect
from enum import StrEnum
from pathlib import Path

import pytest

from indicators.domain import codelists, words

LISTS = [
    kind
    for _, kind in inspect.getmembers(codelists, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum
]
DOMAIN = Path(inspect.getfile(codelists)).parent


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.__name__)
def test_every_code_has_words(codes: type[StrEnum]) -> None:
    assert set(words.WORDS[codes]) == {code.value for code in codes}
    for code in codes:
        english, chinese = words.label(code, "en"), words.label(code, "zh-hans")
        assert english
        assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese), chinese


def _first_arguments(function: str) -> set[str]:
    found = set()
    for path in DOMAIN.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == function
                and node.args
            ):
                if isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
    return found


def test_every_note_of_the_engine_has_words() -> None:
    used = _first_arguments("Note")
    assert len(used) >= 8
    assert used <= set(words.NOTES)

"""Filters that name something: an unknown code is an error, not an empty answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from indicators.api.base import Asked
from indicators.api.errors import FieldError, ParameterError, sentence
from indicators.selectors import catalogue, sources
from indicators.selectors.errors import NotFound


def _among(kind: str, items: Callable[[], Iterable[Any]]) -> Callable[[str, Asked], None]:
    def look(code: str, asked: Asked) -> None:
        if not any(item.code == code for item in items()):
            raise NotFound(kind, code)

    return look


LOOKUPS: dict[str, Callable[[str, Asked], Any]] = {
    "topic": _among("topic", catalogue.topics),
    "plan": _among("plan", catalogue.plans),
    "entity": lambda code, asked: catalogue.entity(code),
    "indicator": lambda code, asked: catalogue.indicator(code),
    "document": lambda code, asked: catalogue.document(code),
    "source": lambda code, asked: sources.source(code, on=asked.on),
}


def explain_nothing(asked: Asked) -> None:
    """Called when nothing was found: raise ParameterError if a filter names nothing at all.

    Only then, so that an answer that found something pays no query for it.
    """
    problems = []
    for name, look in LOOKUPS.items():
        code = asked.values.get(name)
        if code is None:
            continue
        try:
            look(code, asked)
        except NotFound as error:
            problems.append(FieldError(name, code, sentence(error)))
    if problems:
        raise ParameterError(problems)

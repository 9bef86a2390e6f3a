"""How well a name answers a search: normalised, substring matching, in any script.

Two Chinese characters are a whole word, so there is no shortest query and no splitting of text
into words: a query matches where its text stands in a name, and ranks by where it stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

MOST_WORDS = 8


class Rank(IntEnum):
    """How a name matches, best first."""

    EXACT = 0
    PREFIX = 1
    WORD = 2
    SUBSTRING = 3
    WORDS = 4


@dataclass(frozen=True, slots=True)
class Match:
    """How well something matches, and which of its names (by position) matched best."""

    rank: Rank
    field: int


def normalised(text: str) -> str:
    """One form for what reads the same: full width, ligatures and letter case do not matter."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def _is_ideograph(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED IDEOGRAPH")


def _rank(query: str, name: str) -> Rank | None:
    at = name.find(query)
    if at < 0:
        return None
    if at == 0:
        return Rank.EXACT if len(name) == len(query) else Rank.PREFIX
    while at > 0:
        # Chinese is written without spaces: a word may begin at any of its characters.
        if not name[at - 1].isalnum() or _is_ideograph(query[0]) or _is_ideograph(name[at - 1]):
            return Rank.WORD
        at = name.find(query, at + 1)
    return Rank.SUBSTRING


def match(query: str, names: Sequence[str]) -> Match | None:
    """How well ``names``, all of one thing, match a query; ``None`` if they do not.

    ``query`` and ``names`` are ``normalised``. The whole query in one name comes first; else each
    of its words must stand in some name. An empty query matches nothing.
    """
    if not query:
        return None
    found = [
        Match(rank, field)
        for field, name in enumerate(names)
        if name and (rank := _rank(query, name)) is not None
    ]
    if found:
        return min(found, key=lambda one: (one.rank, one.field))
    words = query.split()[:MOST_WORDS]
    if len(words) < 2:
        return None
    fields = []
    for word in words:
        field = next((at for at, name in enumerate(names) if word in name), None)
        if field is None:
            return None
        fields.append(field)
    return Match(Rank.WORDS, max(set(fields), key=lambda one: (fields.count(one), -one)))

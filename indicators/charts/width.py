"""About how wide a text is, for room beside an axis and labels that must not overlap.

Fonts differ; the estimate is that of a common sans-serif and rather too wide than too narrow.
"""

from __future__ import annotations

import unicodedata

_NARROW = set(" .,:;'|!iljI()[]·–")


def text_width(text: str, size: float = 12) -> float:
    """The width of ``text`` at a font size, in the unit of the size."""
    return sum(_em(letter) for letter in text) * size


def fitted(text: str, width: float, size: float = 12) -> str:
    """``text``, or as much of its beginning as is at most ``width`` wide, with ``…`` after it."""
    if text_width(text, size) <= width:
        return text
    end = len(text)
    while end and text_width(text[:end].rstrip() + "…", size) > width:
        end -= 1
    return text[:end].rstrip() + "…"


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.36
    return 0.74 if letter.isupper() else 0.62


def wrapped(text: str, width: float, size: float = 12) -> list[str]:
    """``text`` in lines of at most ``width``: broken at spaces, Chinese between any two signs.

    A single word that is wider, as an address is, is broken where the line ends.
    """
    lines, line = [], ""
    for piece in (part for whole in _pieces(text) for part in _broken(whole, width, size)):
        if line and text_width((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _broken(word: str, width: float, size: float) -> list[str]:
    parts, part = [], ""
    for letter in word:
        if part and text_width((part + letter).rstrip(), size) > width:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        closing = unicodedata.category(letter) in ("Po", "Pe", "Pf")
        apart = not found or found[-1].endswith(" ") or (wide and not closing)
        after_wide = bool(found) and unicodedata.east_asian_width(found[-1][-1]) in "WF"
        # An opening bracket stays with what it opens.
        opened = bool(found) and unicodedata.category(found[-1][-1]) in ("Ps", "Pi")
        if not opened and (apart or (after_wide and not closing and letter != " ")):
            found.append(letter)
        else:
            found[-1] += letter
    return found

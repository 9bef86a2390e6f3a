"""A picture as PNG, drawn by resvg from the same SVG (docs/decisions/0009-png-from-svg.md).

resvg draws no text at all where the first family of a list is unknown to it, so the font is chosen
here: the first of a few that the system has and that can write the text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import resvg_py

from indicators.domain.formats import short

LATIN = (
    "Noto Sans", "Liberation Sans", "Arial", "Helvetica Neue", "Helvetica", "Segoe UI", "Roboto",
    "Noto Sans CJK SC", "DejaVu Sans", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
)  # fmt: skip
CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "SimHei", "Noto Sans CJK JP",
)  # fmt: skip


class NoFont(Exception):
    """The system has no font that can write the language."""


def png(make: Callable[[str], str], *, lang: str, width: int, ground: str) -> bytes:
    """PNG of an SVG document, ``width`` pixels wide, on the colour ``ground``.

    ``make`` gets the name of a font and returns the document. Raises NoFont.
    """
    font = font_for(lang)
    if font is None:
        raise NoFont(lang)
    return bytes(resvg_py.svg_to_bytes(svg_string=make(font), width=width, background=ground))


def font_for(lang: str) -> str | None:
    """The font for a language, or ``None`` where the system has none that can write it."""
    return _chosen(CHINESE, "国语") if short(lang) == "zh" else _chosen(LATIN, "Ag")


@cache
def _chosen(families: tuple[str, ...], letters: str) -> str | None:
    return next((one for one in families if _writes(one, letters)), None)


def _writes(family: str, letters: str) -> bool:
    """Whether a font draws two letters, and not one sign for what it lacks."""
    nothing, *drawn = (_sample(family, letter) for letter in (" ", *letters))
    return nothing not in drawn and len(set(drawn)) == len(drawn)


def _sample(family: str, letter: str) -> bytes:
    text = f"<text y='20' font-size='20' font-family='{family}'>{letter}</text>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='24' height='24'>{text}</svg>"
    return bytes(resvg_py.svg_to_bytes(svg_string=svg))

"""A chart as a file of its own: headline, drawing, key, source and address in one SVG.

Nothing is loaded from elsewhere: colours and fonts are named inside, and the ground is painted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from indicators.charts.style import embedded
from indicators.charts.svg import Drawing, sign
from indicators.charts.theme import MARKS, Palette, symbol
from indicators.charts.width import text_width, wrapped
from indicators.domain.formats import short

EDGE = 16
LATIN = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans'"
CHINESE = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei'"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a drawing. ``notes`` are lines below it: sources, day, address."""

    title: str
    subtitle: str
    description: str
    key: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def picture(drawing: Drawing, frame: Frame, palette: Palette, lang: str, *, font: str = "") -> str:
    """An SVG document of the drawing in its frame, on the ground of ``palette``.

    ``font`` is put before the usual families, for renderers that take the first that they find.
    """
    width = drawing.width + 2 * EDGE
    inner = drawing.width
    parts: list[str] = []
    y = 12.0
    y = _lines(parts, "title", wrapped(frame.title, inner, 19), 17, y + 8)
    y = _lines(parts, "sub", wrapped(frame.subtitle, inner, 12.5), 12.5, y + 2)
    y += 12
    parts.append(f'<g transform="translate({EDGE} {y:.1f})">{"".join(drawing.parts)}</g>')
    y += drawing.height + 4
    y = _key(parts, frame.key, inner, y)
    for note in frame.notes:
        y = _lines(parts, "foot", wrapped(note, inner, 11), 11, y)
    height = round(y + 12)
    families = ", ".join(
        part for part in (font and f"'{font}'", *_families(lang), "sans-serif") if part
    )
    style = (
        f".chart .title{{fill:{palette.text};font-size:17px;font-weight:600}}"
        f".chart .sub{{fill:{palette.muted};font-size:12.5px}}"
        f".chart .foot{{fill:{palette.muted};font-size:11px}}"
        f".chart .key{{fill:{palette.text}}}{embedded(palette)}"
    )
    language = "zh-Hans" if short(lang) == "zh" else "en"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="{width:g}"'
        f' height="{height}" viewBox="0 0 {width:g} {height}" role="img" lang="{language}"'
        f' aria-labelledby="title desc" font-size="12" font-family="{escape(families)}">'
        f'<title id="title">{escape(frame.title)}</title>'
        f'<desc id="desc">{escape(frame.description)}</desc>'
        f"<style>{escape(style, quote=False)}</style>"
        f"{_symbols(parts)}"
        f'<rect width="{width:g}" height="{height}" fill="{palette.page}"/>'
        f'<g class="chart">{"".join(parts)}</g></svg>'
    )


def _symbols(parts: Sequence[str]) -> str:
    """The shapes of the statuses that the picture refers to; a page has them all."""
    used = set(re.findall(r'href="#s-(\w+)"', "".join(parts)))
    found = [symbol(status) for status in MARKS if status.value in used]
    return f"<defs>{''.join(found)}</defs>" if found else ""


def _families(lang: str) -> tuple[str, str]:
    """Chinese first in a Chinese file, so that signs are not taken from a Japanese font."""
    return (CHINESE, LATIN) if short(lang) == "zh" else (LATIN, CHINESE)


def _lines(parts: list[str], kind: str, lines: Sequence[str], size: float, y: float) -> float:
    for line in lines:
        y += size * 1.35
        parts.append(f'<text class="{kind}" x="{EDGE}" y="{y:.1f}">{escape(line)}</text>')
    return y


def _key(parts: list[str], key: tuple[tuple[str, str], ...], width: float, y: float) -> float:
    """The signs with their words in rows; the end of the last row."""
    if not key:
        return y
    x, y = float(EDGE), y + 18
    for kind, text in key:
        wide = 30 + text_width(text) + 18
        if x > EDGE and x + wide > EDGE + width:
            x, y = float(EDGE), y + 19
        drawn = "".join(sign(kind).parts)
        parts.append(f'<g transform="translate({x:.1f} {y - 11:.1f})">{drawn}</g>')
        parts.append(f'<text class="key" x="{x + 30:.1f}" y="{y:.1f}">{escape(text)}</text>')
        x += wide
    return y + 8

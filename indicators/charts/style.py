"""How the classes of a drawing look. ``static/css/site.css`` has the same rules for the pages, and
a test compares them; files that are taken away carry them inside, with the colours written out.
"""

from __future__ import annotations

import re
from dataclasses import asdict

from indicators.charts.compare_style import LOOKS
from indicators.charts.theme import DARK, MARKS, Palette

_HALO = "paint-order: stroke; stroke: var(--page); stroke-width: 4; stroke-linejoin: round;"
_ROUND = "stroke-linecap: round; stroke-linejoin: round;"
RULES = (
    (".chart text", "fill: var(--muted);"),
    (".chart .end", "text-anchor: end;"),
    (".chart .mid", "text-anchor: middle;"),
    (".chart path", "fill: none;"),
    (".chart .grid", "stroke: var(--grid);"),
    (".chart .zero", "stroke: var(--muted);"),
    (".chart .path", "stroke: var(--path); stroke-width: 2; stroke-dasharray: 6 4;"),
    (".chart .break", "stroke: var(--muted); stroke-width: 1; stroke-dasharray: 2 3;"),
    (".chart .bound", "stroke: var(--bound); stroke-width: 1.5; stroke-dasharray: 2 3;"),
    (".chart .bound.held", "stroke-width: 3; stroke-dasharray: none;"),
    (".chart .bound-mark", "fill: var(--bound);"),
    (".chart .band", "fill: var(--bound); fill-opacity: .14; stroke: var(--bound);"),
    (".chart .actual-line", "stroke: var(--actual); stroke-width: 2.5; stroke-linejoin: round;"),
    (".chart .actual", "fill: var(--actual);"),
    (".chart .unsure", "fill: var(--page); stroke: var(--actual); stroke-width: 2;"),
    (".chart .partial", "fill: var(--page); stroke: var(--actual); stroke-width: 1.5;"),
    (".chart .hatch", "stroke: var(--actual); stroke-width: 1.25; stroke-opacity: .7;"),
    (".chart .actual.breached", "fill: var(--breached);"),
    (".chart .dot.breached", "stroke: var(--breached); stroke-width: 3;"),
    (".chart .dot.outside", "fill: var(--breached);"),
    (".chart .dot.average", "fill: var(--text); stroke: var(--page); stroke-width: 1.5;"),
    (".chart .sign.kept", "stroke: var(--actual); stroke-width: 2.5;"),
    (".chart .sign.breached", "stroke: var(--breached); stroke-width: 2.5;"),
    (".chart .gap", "stroke: var(--text); stroke-width: 1.5;"),
    (".chart .label", f"fill: var(--text); font-weight: 600; {_HALO}"),
    (".chart .note", f"fill: var(--muted); {_HALO}"),
    (".chart .vintage", "stroke: var(--actual); stroke-width: 1.75;"),
    (".chart .vintage.older", "stroke: var(--path); stroke-width: 1.25;"),
    (".chart .planned", "fill: var(--grid); stroke: var(--path);"),
    (".chart .today", "stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 2 3;"),
    (".chart .done", "stroke: var(--page); stroke-width: 2;"),
    (".chart .dropped", "stroke: var(--breached); stroke-width: 3;"),
    (".chart .ln",
     "fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linejoin: round;"),
    (".chart .mk", "fill: currentColor; stroke: currentColor; stroke-width: 1.4;"),
    (".chart .mk.open", "fill: var(--page);"),
    (".chart .end-label", "fill: var(--text);"),
    (".chart .row-label", f"fill: var(--text); {_HALO}"),
    (".chart .solid", "fill: currentColor;"),
    (".chart .way", "stroke: var(--path); stroke-width: 2;"),
    (".chart .status-dot", "fill: currentColor; overflow: visible;"),
    (".m-k", f"fill: none; stroke: var(--page); stroke-width: 2; {_ROUND}"),
    (".m-o", f"fill: none; stroke: currentColor; stroke-width: 1.8; {_ROUND}"),
    (".m-d", "fill: none; stroke: currentColor; stroke-width: 1.8; stroke-dasharray: 2.6 2;"),
)  # fmt: skip


def _colours(palette: Palette) -> str:
    """What is drawn in a colour of its own: compared series and statuses."""
    name = "dark" if palette is DARK else "light"
    known = {f"line-{at}": one for at, one in enumerate(LOOKS, start=1)} | {
        f"status-{status.value}": one for status, one in MARKS.items()
    }
    return "".join(f".{kind}{{color:{getattr(one, name)}}}" for kind, one in known.items())


def embedded(palette: Palette) -> str:
    """The rules with the colours of a palette, for a ``<style>`` inside a file."""
    colours = asdict(palette)
    text = "".join(f"{selector}{{{rule}}}" for selector, rule in RULES)
    text += _colours(palette)
    return re.sub(r"var\(--([a-z-]+)\)", lambda match: colours[match[1]], text)

"""How many targets have each status, as one stacked bar. Its table stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.domain.codelists import Status

WIDTH, TOP, HEIGHT, GAP = 360, 18, 16, 1.5
# A digit of the numbers above the bar, in units of the drawing.
DIGIT = 8.5


def status_bar(counts: Sequence[tuple[Status, int]]) -> str:
    """Segments as long as their counts, each with its number where there is room for it.

    Decoration for the eye: hidden from screen readers, which get the table.
    """
    total = sum(count for _, count in counts)
    if not total:
        return ""
    parts = [
        f'<svg class="status-bar" viewBox="0 0 {WIDTH} {TOP + HEIGHT}" aria-hidden="true"'
        ' focusable="false">'
    ]
    left = 0.0
    for status, count in counts:
        if not count:
            continue
        length = WIDTH * count / total
        shown = max(length - GAP, 0.5)
        parts.append(
            f'<rect class="status-{status.value}" x="{left:.1f}" y="{TOP}"'
            f' width="{shown:.1f}" height="{HEIGHT}"/>'
        )
        if shown >= DIGIT * len(str(count)):
            parts.append(f'<text x="{left + shown / 2:.1f}" y="{TOP - 5}">{count}</text>')
        left += length
    return "".join(parts) + "</svg>"

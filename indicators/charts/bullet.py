"""A bullet: one bar against its bound, as inline SVG. Its numbers stand in the cell beside it."""

from __future__ import annotations

from decimal import Decimal

WIDTH, HEIGHT = 120, 20


def bullet(
    value: Decimal, bound: Decimal, *, path: Decimal | None = None, start: Decimal | None = None
) -> str:
    """A bar from ``start`` (or zero) to ``value``; long tick at ``bound``, short one at ``path``.

    Decoration for the eye: hidden from screen readers, which get the numbers and the status.
    """
    origin = Decimal(0) if start is None else start
    marks = [value, bound, origin] + ([path] if path is not None else [])
    low, high = min(marks), max(marks)
    if low == high:
        return ""
    margin = (high - low) * Decimal("0.06")
    low, high = (low if low == origin else low - margin), high + margin

    def at(number: Decimal) -> float:
        return round(float((number - low) / (high - low) * WIDTH), 1)

    left, right = sorted((at(origin), at(value)))
    parts = [
        f'<svg class="bullet" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' aria-hidden="true" focusable="false">',
        f'<rect class="track" x="0" y="5" width="{WIDTH}" height="10"/>',
        f'<rect class="bar" x="{left}" y="7" width="{max(right - left, 1):.1f}" height="6"/>',
    ]
    if path is not None:
        parts.append(f'<path class="tick" d="M{at(path)} 4v12"/>')
    parts.append(f'<path class="goal" d="M{at(bound)} 1v18"/></svg>')
    return "".join(parts)

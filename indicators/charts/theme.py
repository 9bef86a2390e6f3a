"""Colours and shapes: the one place that says how a status looks. ``static/css`` repeats the
colours as custom properties, and a test compares the two.

Lightness tells the groups apart as well as hue, so that they stay apart for colour-blind readers
and in print; within a group the shape does. Every mark has at least 3:1 on its background.
"""

from __future__ import annotations

from dataclasses import dataclass

from indicators.domain.codelists import Status


@dataclass(frozen=True, slots=True)
class Mark:
    """How a status is drawn: a colour for light and dark pages, and an SVG shape (16 × 16).

    Classes of the style sheet: ``m-k`` is drawn in the colour of the page, ``m-o`` as an outline,
    ``m-d`` as a dashed outline.
    """

    light: str
    dark: str
    shape: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a chart on a light or dark page."""

    page: str
    text: str
    muted: str
    grid: str
    actual: str
    path: str
    bound: str
    projected: str
    breached: str


LIGHT = Palette(
    page="#ffffff", text="#1a2229", muted="#55606b", grid="#dde2e6",
    actual="#0072b2", path="#6b7680", bound="#a83b00", projected="#0072b2",
    breached="#67001f",
)  # fmt: skip
DARK = Palette(
    page="#12161b", text="#e6eaed", muted="#a5b0ba", grid="#333c45",
    actual="#56b4e9", path="#97a3ad", bound="#f4915a", projected="#56b4e9",
    breached="#f46d43",
)  # fmt: skip

_REACHED = ("#053061", "#9ecae1")
_MOVING = ("#2e86c1", "#4292c6")
_SLOW = ("#c77700", "#fdb863")
_FAILED = ("#67001f", "#f46d43")
_OPEN = ("#767676", "#bdbdbd")

_DISC = '<circle cx="8" cy="8" r="7"/>'
_TICK = '<path class="m-k" d="m4.5 8.2 2.5 2.6 4.6-5.2"/>'
_CROSS = '<path class="m-k" d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2"/>'

_RING = '<circle class="m-o" cx="8" cy="8" r="6.2"/>'
_BOX = '<rect x="1" y="1" width="14" height="14" rx="1"/>'
_PATHS = {
    Status.MET: _DISC + _TICK,
    Status.MET_LATE: _RING + '<path class="m-o" d="m4.8 8.2 2.3 2.4 4.2-4.8"/>',
    Status.KEPT: '<rect x="1" y="1" width="14" height="14" rx="3"/>' + _TICK,
    Status.ON_TRACK: _DISC + '<path class="m-k" d="M4 8h7M8 4.8 11.3 8 8 11.2"/>',
    Status.BEHIND: '<path d="M8 1.2 15.4 14.5H.6z"/>',
    Status.FAR_BEHIND: '<path d="M8 1 12.3 8H3.7zM4.2 8.6 8.2 15H.2zM11.8 8.6 15.8 15h-8z"/>',
    Status.WRONG_DIRECTION: _BOX + '<path class="m-k" d="M12 8H5M8 4.8 4.7 8 8 11.2"/>',
    Status.MISSED: '<path d="M8 .4 15.6 8 8 15.6.4 8z"/>',
    Status.BREACHED: _BOX + _CROSS,
    Status.PENDING: '<circle class="m-d" cx="8" cy="8" r="6.2"/>',
    Status.OVERDUE: _RING + '<path class="m-o" d="M8 4.2V8l2.6 1.8"/>',
    Status.NOT_ASSESSABLE: (
        '<rect class="m-d" x="2" y="2" width="12" height="12"/><path class="m-o" d="M5 8h6"/>'
    ),
}
_COLOURS = {
    Status.MET: _REACHED,
    Status.MET_LATE: _REACHED,
    Status.KEPT: _REACHED,
    Status.ON_TRACK: _MOVING,
    Status.BEHIND: _SLOW,
    Status.FAR_BEHIND: _SLOW,
    Status.WRONG_DIRECTION: _FAILED,
    Status.MISSED: _FAILED,
    Status.BREACHED: _FAILED,
    Status.PENDING: _OPEN,
    Status.OVERDUE: _OPEN,
    Status.NOT_ASSESSABLE: _OPEN,
}
MARKS = {status: Mark(*_COLOURS[status], _PATHS[status]) for status in Status}


def symbol(status: Status) -> str:
    """The shape of a status, to be referred to as ``#s-…``."""
    return f'<symbol id="s-{status.value}" viewBox="0 0 16 16">{MARKS[status].shape}</symbol>'


def _channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * _channel(red) + 0.7152 * _channel(green) + 0.0722 * _channel(blue)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2), from 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)

"""A scene as SVG: what is seen without JavaScript, in print, and in the files that are taken away.

Colours come from classes: those of the style sheet on a page, those of ``charts.style`` in a file.
No ``style`` attributes: the content security policy refuses them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import escape

from indicators.charts.axes import Axis, day_number
from indicators.charts.compare_style import LOOKS
from indicators.charts.scene import Band, Column, Distance, Dot, Line, Rule, Scene
from indicators.charts.width import text_width

WIDTH, HEIGHT = 640, 380
# For phones; not a smaller copy: words keep their size, and what has no room is left out.
NARROW = (340, 290)
TOP, BOTTOM, RIGHT = 34, 28, 14
# Shapes about their middle, by the kind that they mark; a disc where there is none.
_SHAPES = {
    "bound-mark": "m0-7 7 7-7 7-7-7z",
    "average": "m-6-5h12l-6 10z",
    "outside": "m0-6 6 6-6 6-6-6z",
    "breached": "m-5-5 10 10m0-10-10 10",
}
_SIGNS = {"kept": "m-4.5 0 3.2 3.4 6-7", "breached": "m-4-4 8 8m0-8-8 8"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The parts of an SVG in a frame of ``width`` by ``height``, without the element around."""

    width: float
    height: float
    parts: tuple[str, ...]


def inline(drawing: Drawing, *, labelled_by: str, kind: str = "chart") -> str:
    """An ``<svg role=img>`` for a page, named by the elements ``labelled_by`` (ids)."""
    return (
        f'<svg class="{kind}" viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img"'
        f' aria-labelledby="{escape(labelled_by)}">{"".join(drawing.parts)}</svg>'
    )


class _Plane:
    """Where days and values lie in the frame."""

    def __init__(self, scene: Scene, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.narrow = self.width < WIDTH
        self.left = 14 + max(text_width(text) for _, text in scene.axis.ticks)
        self.right, self.top, self.bottom = self.width - RIGHT, TOP, self.height - BOTTOM
        self.axis = scene.axis
        self.span = Axis(day_number(scene.first), day_number(scene.last), ())

    def x(self, day: date) -> float:
        share = self.span.share(day_number(day))
        return round(self.left + (self.right - self.left) * float(share), 1)

    def y(self, value: Decimal) -> float:
        return round(self.bottom - (self.bottom - self.top) * float(self.axis.share(value)), 1)

    def text(self, kind: str, text: str, x: float, y: float, anchor: str = "mid") -> str:
        """A text at a place; about it where it is in the middle, then never beyond the frame."""
        if anchor == "mid":
            half = text_width(text) / 2
            # Words in the plane leave the numbers of the axis free.
            edge = 2 if kind == "axis" else self.left
            x = max(min(x, self.width - 2 - half), edge + half)
        side = f"{kind} {anchor}" if anchor != "start" else kind
        return f'<text class="{side}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def drawing(scene: Scene, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Drawing:
    """The scene drawn; numbers become floats here, to place marks, and nowhere else."""
    plane = _Plane(scene, size)
    parts = [f'<text class="axis" x="2" y="14">{escape(scene.unit)}</text>']
    for value, text in scene.axis.ticks:
        kind, y = "zero" if value == 0 else "grid", plane.y(value)
        parts.append(f'<path class="{kind}" d="M{plane.left:.1f} {y}H{plane.right}"/>')
        parts.append(
            f'<text class="axis end" x="{plane.left - 6:.1f}" y="{y + 4:.1f}">{escape(text)}</text>'
        )
    for day, text in _roomy(scene.ticks, plane):
        x = plane.x(day)
        parts.append(f'<path class="zero" d="M{x} {plane.bottom}v4"/>')
        parts.append(plane.text("axis", text, x, plane.height - 8))
    for item in scene.items:
        parts += _item(item, plane)
    # What is read is drawn last, so that no line crosses it.
    for item in scene.items:
        parts += _labels(item, plane)
    return Drawing(plane.width, plane.height, tuple(parts))


def _roomy(ticks: Iterable[tuple[date, str]], plane: _Plane) -> list[tuple[date, str]]:
    """The ticks whose words have room, counted from the last."""
    found: list[tuple[date, str]] = []
    before = float("inf")
    for day, text in sorted(ticks, reverse=True):
        half = text_width(text) / 2
        if plane.x(day) + half <= before:
            found.append((day, text))
            before = plane.x(day) - half - 4
    return found[::-1]


def _item(item: object, plane: _Plane) -> Iterable[str]:
    match item:
        case Column():
            return _column(item, plane)
        case Dot():
            return [_dot(item.kind, plane.x(item.day), plane.y(item.value), item.radius)]
        case Line():
            return [f'<path class="{item.kind}" d="{_course(item, plane)}"/>']
        case Band():
            x, y = plane.x(item.start), plane.y(item.high)
            wide, high = plane.x(item.end) - x, plane.y(item.low) - y
            return [
                f'<rect class="band" x="{x}" y="{y}" width="{max(wide, 0):.1f}"'
                f' height="{max(high, 0):.1f}"/>'
            ]
        case Rule():
            return [f'<path class="break" d="M{plane.x(item.day)} {plane.top}V{plane.bottom}"/>']
        case Distance():
            x, y, to = plane.x(item.day), plane.y(item.value), plane.y(item.against)
            return [f'<path class="gap" d="M{x - 5} {to}h10M{x} {to}V{y}"/>']
    return []


def _column(item: Column, plane: _Plane) -> list[str]:
    base = min(max(Decimal(0), plane.axis.low), plane.axis.high)
    margin: timedelta = (item.end - item.start) * 0.14
    x0, x1 = plane.x(item.start + margin), plane.x(item.end - margin)
    y0, y1 = plane.y(base), plane.y(item.value)
    parts = [
        f'<rect class="column {item.kind}" x="{x0}" y="{min(y0, y1)}"'
        f' width="{max(x1 - x0, 1):.1f}" height="{abs(y0 - y1):.1f}"/>'
    ]
    if "partial" in item.kind.split():
        parts.append(f'<path class="hatch" d="{_hatch(x0, x1, min(y0, y1), max(y0, y1))}"/>')
    if item.mark in _SIGNS:
        away = -9 if item.value >= base else 9
        x = (x0 + x1) / 2
        parts.append(
            f'<path class="sign {item.mark}" d="M{x:.1f} {y1 + away:.1f}{_SIGNS[item.mark]}"/>'
        )
    return parts


def _hatch(x0: float, x1: float, y0: float, y1: float, step: float = 7) -> str:
    """Slanted lines inside a rectangle: readable without colour, and in every reader of SVG."""
    found, at = [], x0 + y0 + step
    while at < x1 + y1:
        left, right = max(x0, at - y1), min(x1, at - y0)
        if right > left:
            found.append(f"M{left:.1f} {at - left:.1f}L{right:.1f} {at - right:.1f}")
        at += step
    return "".join(found) or "M0 0"


def _dot(kind: str, x: float, y: float, radius: float) -> str:
    shape = next((_SHAPES[one] for one in kind.split() if one in _SHAPES), None)
    if shape is None:
        return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{radius:g}"/>'
    return f'<path class="dot {kind}" d="M{x} {y}{shape}"/>'


def _course(item: Line, plane: _Plane) -> str:
    places = [(plane.x(day), plane.y(value)) for day, value in item.places]
    if not item.stepped:
        return "M" + "L".join(f"{x} {y}" for x, y in places)
    x, y = places[0]
    return f"M{x} {y}" + "".join(f"H{x}V{y}" for x, y in places[1:])


def _labels(item: object, plane: _Plane) -> list[str]:
    match item:
        case Column(label=label) if label:
            x = (plane.x(item.start) + plane.x(item.end)) / 2
            if plane.narrow and text_width(label) > 2 * (plane.x(item.end) - plane.x(item.start)):
                return []  # it would cover its neighbours
            y = min(plane.y(item.value), plane.y(max(Decimal(0), plane.axis.low)))
            return [plane.text("note", label, x, max(y - (20 if item.mark else 6), 26))]
        case Dot(label=label) if label:
            x, y = plane.x(item.day), plane.y(item.value)
            below = (item.below and y + 22 < plane.bottom) or y - 12 <= plane.top + 2
            return [plane.text("label", label, x, y + 22 if below else y - 12)]
        case Line(label=label, kind="bound held") if label:
            day, value = item.places[-1]
            x, y = plane.x(day), plane.y(value)
            if x + 5 + text_width(label) <= plane.width:
                return [plane.text("label", label, x + 5, y + 4, "start")]
            return [plane.text("label", label, x, y - 6, "end")]
        case Rule(label=label) if label:
            x = plane.x(item.day)
            right = x + 4 + text_width(label) < plane.width
            away = 4 if right else -4
            return [plane.text("note", label, x + away, plane.top + 10, _side(right))]
        case Distance(label=label) if label:
            x, y = plane.x(item.day), (plane.y(item.value) + plane.y(item.against)) / 2
            right = x + 9 + text_width(label) <= plane.width
            if not right and x - 9 - text_width(label) < 0:
                return [plane.text("label", label, x, min(plane.y(item.value), y) - 14)]
            return [plane.text("label", label, x + (9 if right else -9), y + 4, _side(right))]
    return []


def _side(right: bool) -> str:
    return "start" if right else "end"


def sign(kind: str) -> Drawing:
    """The sign of a key: 24 by 14, drawn with the same classes as the chart."""
    match kind:
        case "path":
            parts = [f'<path class="{kind}" d="M1 7H23"/>']
        case "held":
            parts = ['<path class="bound held" d="M1 7H23"/>']
        case "band":
            parts = ['<rect class="band" x="1" y="2" width="22" height="10"/>']
        case "partial":
            parts = ['<rect class="column partial" x="5" y="1" width="14" height="12"/>',
                     f'<path class="hatch" d="{_hatch(5, 19, 1, 13, 5)}"/>']  # fmt: skip
        case "column":
            parts = ['<rect class="column actual" x="6" y="1" width="12" height="13"/>']
        case "kept" | "breached":
            parts = [f'<path class="sign {kind}" d="M12 7{_SIGNS[kind]}"/>']
        case "actual":
            parts = ['<path class="actual-line" d="M1 7H23"/>',
                     '<circle class="actual" cx="12" cy="7" r="4"/>']  # fmt: skip
        case _ if kind.startswith("line-"):
            look = LOOKS[int(kind.removeprefix("line-")) - 1]
            dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
            parts = [f'<g class="{kind}"><path class="ln"{dash} d="M0 7H24"/>'
                     f"{look.mark('12', '7')}</g>"]  # fmt: skip
        case _ if kind.startswith("status-"):
            parts = [f'<svg class="{kind} status-dot" x="5" y="0" width="14" height="14">'
                     f'<use href="#s-{kind.removeprefix("status-")}"/></svg>']  # fmt: skip
        case _:
            parts = [_dot(kind, 12, 7, 4)]
    return Drawing(24, 14, tuple(parts))

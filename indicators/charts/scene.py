"""A chart as things on a plane of days and values, before anybody draws it.

The SVG of the server and the interactive figure are made from one scene, so that they cannot show
different things. Kinds are the classes of the style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.charts.axes import Axis


@dataclass(frozen=True, slots=True)
class Column:
    """A column from zero, as wide as its period. ``mark`` is a shape at its end."""

    start: date
    end: date
    value: Decimal
    kind: str
    text: str
    label: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure at a day. ``kind`` says its class and shape: a disc unless it is another."""

    day: date
    value: Decimal
    kind: str
    text: str
    label: str = ""
    radius: float = 4
    # Where the label goes: figures may lie on the other side.
    below: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line through places; ``stepped`` goes along before it goes up."""

    places: tuple[tuple[date, Decimal], ...]
    kind: str
    texts: tuple[str, ...] = ()
    stepped: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values between two days."""

    start: date
    end: date
    low: Decimal
    high: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A day on which something changes, with a short label."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Distance:
    """From a figure to what it is measured against, with its size."""

    day: date
    value: Decimal
    against: Decimal
    label: str


Item = Column | Dot | Line | Band | Rule | Distance


@dataclass(frozen=True, slots=True)
class Scene:
    """Axes and items, in the order in which they are drawn.

    ``first`` and ``last`` are the ends of the axis of time, margins included. ``key`` holds kind
    and words of every sign that occurs.
    """

    first: date
    last: date
    ticks: tuple[tuple[date, str], ...]
    axis: Axis
    unit: str
    items: tuple[Item, ...]
    key: tuple[tuple[str, str], ...]
    columns: bool = False

"""What a comparison consists of, before a template places it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from indicators.charts.compare_data import Line
from indicators.charts.compare_style import swatch
from indicators.charts.data import Point
from indicators.charts.svg import Drawing
from indicators.domain.codelists import Basis
from indicators.domain.periods import Period
from indicators.selectors.comparison import Found
from indicators.selectors.views import IndicatorView, Named, ObservationView, SeriesView, UnitView
from indicators.web.query import State

LENGTH_NAMES = {12: "A", 6: "S", 3: "Q", 1: "M"}


@dataclass(frozen=True, slots=True)
class Column:
    """A series of the table: its name, its look (0 to 5) where it is drawn, and its sources."""

    name: str
    indicator: Named
    entity: Named
    slot: int | None
    sources: tuple[Named, ...]

    @property
    def swatch(self) -> SafeString:
        """Line and marker, where it is drawn."""
        text = "" if self.slot is None else swatch(self.slot)
        return mark_safe(text)  # noqa: S308 - constants of ours


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words, with what it rests on."""

    text: str = ""
    value: Decimal | None = None
    figure: ObservationView | None = None
    unsure: bool = False


@dataclass
class Comparison:
    """A comparison as a page shows it."""

    headline: str = ""
    subtitle: str = ""
    description: str = ""
    # As for a wide page and in files, and for a narrow page.
    drawing: Drawing | None = None
    narrow: Drawing | None = None
    # Signs of the drawing and their words, where it does not show the columns.
    marks: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    columns: list[Column] = field(default_factory=list)
    rows: list[tuple[str, list[Cell]]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    lengths: list[str] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    base_periods: list[Period] = field(default_factory=list)
    per: str = ""
    basis: str = ""
    first: int | None = None
    last: int | None = None
    base: Period | None = None
    index: bool = False
    slope: bool = False
    # Every figure with its line: what is taken away.
    taken: list[tuple[Found, Line, Point, ObservationView | None, Decimal | None]] = field(
        default_factory=list
    )

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The signs of what is drawn, with their words."""
        return self.marks or tuple(
            (f"line-{one.slot + 1}", one.name) for one in self.columns if one.slot is not None
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the series that were asked for, and what it is called beside the others."""

    key: str
    name: str
    indicator: IndicatorView
    entity: Named
    found: Found | None


def unit_of(subject: Subject, line: Line) -> UnitView:
    """The unit of the figures of a line."""
    series: Sequence[SeriesView] = subject.found.series if subject.found else ()
    return next((s.unit for s in series if s.unit.code == line.unit), subject.indicator.unit)


def unit_name(subject: Subject, line: Line, lang: str) -> str:
    """The symbol of that unit in the language of the reader."""
    return unit_of(subject, line).symbol.words(lang)


def slug_of(state: State) -> str:
    """What a file of a comparison is called: its way, and the one thing that stays."""
    mode = state.values.get("mode", "entities")
    stays = {"indicators": "entity", "targets": "topic"}.get(mode, "indicator")
    return "-".join(["compare", mode, *filter(None, [state.values.get(stays, "")])])

"""What a source would bring with some settings: read, interpreted and shown, never written."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from indicators.connectors.base import ConnectorError, ParsedRow
from indicators.connectors.codes import SERIES
from indicators.connectors.registry import connector_for
from indicators.domain.codelists import DateBasis
from indicators.domain.periods import Period
from indicators.models import Observation
from indicators.services.ingestion import lookup
from indicators.services.ingestion.interpret import Context, Figure, Rejection, figure, unit_of
from indicators.services.ingestion.lookup import Key, VersionRef

SAMPLE_ROWS, SHOWN_ROWS, SHOWN_SERIES = 12, 30, 100
# So many rows are read for the counts; a preview answers while somebody waits.
READ_ROWS = 20_000
# A figure this many times another one of the same cell is more often a slip of the unit.
SLIP = Decimal(5)


@dataclass(slots=True)
class Line:
    """A row as it came, in our columns, with what becomes of it.

    ``unit`` is that of the figure's value. ``known`` is the current figure of the same indicator,
    entity, basis and period, of the best source that has one, and ``known_from`` its code;
    ``slip`` says that the two differ so much that a unit is more likely wrong.
    """

    row: ParsedRow
    figure: Figure | None = None
    rejection: Rejection | None = None
    unit: str = ""
    known: Decimal | None = None
    known_from: str = ""

    @property
    def slip(self) -> bool:
        """Whether a unit is more likely wrong than the figure true."""
        value = self.figure.value if self.figure else None
        if not value or not self.known:
            return False
        return not 1 / SLIP < abs(value / self.known) < SLIP


@dataclass(slots=True)
class Preview:
    """What was found. ``problem`` is why no row can be read, if none can.

    ``sample`` are the first rows or records in the source's own words. ``series`` counts the keys
    of the source's series in the rows read, for the setting of that name. ``more`` says that the
    file goes on. ``assumed`` are the units that figures without one were taken to have.
    """

    problem: ConnectorError | None = None
    sample: Sequence[Sequence[str]] = ()
    lines: list[Line] = field(default_factory=list)
    series: Counter[str] = field(default_factory=Counter)
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    left_out: int = 0
    more: bool = False
    assumed: set[str] = field(default_factory=set)
    updated_on: date | None = None


def preview(
    connector: str,
    parameters: Mapping[str, object],
    content: bytes,
    *,
    today: date,
    published_on: date | None = None,
) -> Preview:
    """Read the first rows of ``content`` with some settings, as a run would; nothing is written.

    Raises ConnectorError for settings that are wrong by themselves; what is wrong with them and
    this content is the preview's ``problem``.
    """
    reader = connector_for(connector, parameters)
    found = Preview()
    try:
        found.sample = reader.sample(content, SAMPLE_ROWS)
        found.updated_on = reader.updated_on(content)
        context = Context(
            lookup=lookup.from_tables(),
            today=today,
            published_on=published_on or found.updated_on or today,
            published_on_basis=DateBasis.STATED if published_on else DateBasis.INFERRED,
        )
        versions = {
            one.key: one for each in context.lookup.indicators.values() for one in each.values()
        }
        for row in itertools.islice(reader.parse(content), READ_ROWS + 1):
            if found.read == READ_ROWS:
                found.more = True
                break
            _take(found, row, context, versions)
        _compare(found.lines)
    except ConnectorError as error:
        found.problem = error
    return found


def _take(
    found: Preview, row: ParsedRow, context: Context, versions: Mapping[Key, VersionRef]
) -> None:
    found.read += 1
    if key := row.cells.get(SERIES):
        found.series[key] += 1
    if row.left_out:
        found.left_out += 1
        return
    result = figure(row, context)
    if isinstance(result, Rejection):
        found.rejected += 1
        line = Line(row, rejection=result)
    else:
        found.accepted += 1
        unit = unit_of(versions[result.series.version], result.series.basis)
        if result.value is not None and not row.cells.get("unit"):
            found.assumed.add(unit)
        line = Line(row, figure=result, unit=unit)
    if len(found.lines) < SHOWN_ROWS:
        found.lines.append(line)


def _compare(lines: Sequence[Line]) -> None:
    """Write beside each figure the one that is known, from whatever source: one query."""
    figures = [line.figure for line in lines if line.figure is not None]
    known: dict[tuple[Key, Key, str, Period], tuple[Decimal, str]] = {}
    found = (
        Observation.objects.filter(
            superseded_on__isnull=True,
            value__isnull=False,
            series__indicator_version__in={one.series.version for one in figures},
            series__entity__in={one.series.entity for one in figures},
            period_start__in={one.period.start for one in figures},
            period_end__in={one.period.end for one in figures},
        )
        .order_by("series__source__rank", "series__source__code")
        .values_list(
            "series__indicator_version", "series__entity", "series__basis", "period_start",
            "period_end", "value", "series__source__code",
        )
    )  # fmt: skip
    for version, entity, basis, start, end, value, source in found:
        assert value is not None
        known.setdefault((version, entity, basis, Period(start, end)), (value, source))
    for line in lines:
        if (one := line.figure) is not None:
            cell = (one.series.version, one.series.entity, one.series.basis.value, one.period)
            line.known, line.known_from = known.get(cell, (None, ""))

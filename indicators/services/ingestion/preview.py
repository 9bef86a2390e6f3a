"""What a source would bring with some settings: read, interpreted and shown, never written."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indicators.connectors.base import ConnectorError, ParsedRow
from indicators.connectors.codes import SERIES
from indicators.connectors.registry import connector_for
from indicators.domain.codelists import DateBasis
from indicators.services.ingestion import lookup
from indicators.services.ingestion.interpret import Context, Figure, Rejection, figure

SAMPLE_ROWS, SHOWN_ROWS, SHOWN_SERIES = 12, 30, 100
# So many rows are read for the counts; a preview answers while somebody waits.
READ_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it came, in our columns, with what becomes of it."""

    row: ParsedRow
    figure: Figure | None = None
    rejection: Rejection | None = None


@dataclass(slots=True)
class Preview:
    """What was found. ``problem`` says why no row can be read, if none can.

    ``sample`` are the first rows or records in the source's own words. ``series`` counts the keys
    of the source's series in the rows read, for the setting of that name. ``more`` says that the
    file goes on.
    """

    problem: str = ""
    sample: Sequence[Sequence[str]] = ()
    lines: list[Line] = field(default_factory=list)
    series: Counter[str] = field(default_factory=Counter)
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    left_out: int = 0
    more: bool = False
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
        for row in itertools.islice(reader.parse(content), READ_ROWS + 1):
            if found.read == READ_ROWS:
                found.more = True
                break
            _take(found, row, context)
    except ConnectorError as error:
        found.problem = str(error)
    return found


def _take(found: Preview, row: ParsedRow, context: Context) -> None:
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
        line = Line(row, figure=result)
    if len(found.lines) < SHOWN_ROWS:
        found.lines.append(line)

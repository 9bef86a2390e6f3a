"""Figures that a person types: read by the rules of ingestion, compared, kept as a release."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from indicators.connectors.base import ParsedRow
from indicators.domain.codelists import Basis, DateBasis
from indicators.models import (
    Document,
    Entity,
    IndicatorVersion,
    Release,
    Source,
    StagedObservation,
)
from indicators.services import releases, review, series
from indicators.services.ingestion import lookup
from indicators.services.ingestion.interpret import (
    Context,
    Figure,
    Rejection,
    figure,
    figures,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One typed row, as texts. ``number`` is its place on the sheet, from 1."""

    number: int
    period: str
    value: str
    unit: str = ""
    status: str = ""
    bound: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Figures of one indicator and entity from one publication."""

    version: IndicatorVersion
    entity: Entity
    basis: Basis
    source: Source
    published_on: date
    published_on_basis: DateBasis
    document: Document | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A sheet beside what is known: rows that cannot be taken, and what the others change."""

    rejections: tuple[Rejection, ...]
    compared: tuple[review.Compared, ...]

    @property
    def revised(self) -> bool:
        """Whether a published figure would change."""
        return any(row.outcome == "revised" for row in self.compared)

    @property
    def changes(self) -> int:
        """How many figures are new or revised."""
        return sum(row.outcome != "unchanged" for row in self.compared)

    @property
    def digest(self) -> str:
        """Names exactly what was shown, so that nothing else is published by its button."""
        return hashlib.sha256(repr((self.rejections, self.compared)).encode()).hexdigest()


def _cells(line: Line) -> dict[str, str]:
    return {
        "period": line.period.strip(),
        "value": line.value.strip(),
        "unit": line.unit.strip(),
        "status": line.status,
        "bound": line.bound,
        "note": line.note.strip(),
    }


def _read(sheet: Sheet, *, today: date) -> tuple[list[Figure], list[Rejection]]:
    shared = {
        "indicator": sheet.version.indicator.code,
        "version": str(sheet.version.number),
        "entity": sheet.entity.code,
        "basis": sheet.basis.value,
        "published_on": sheet.published_on.isoformat(),
        "published_on_basis": sheet.published_on_basis.value,
        "document": sheet.document.code if sheet.document else "",
    }
    rows = [ParsedRow(line.number, shared | _cells(line)) for line in sheet.lines]
    found = figures(rows, Context(lookup=lookup.from_tables(), today=today))
    return found.figures, found.rejections + _too_long(sheet.lines)


def faults(
    lines: Sequence[Line],
    *,
    version: IndicatorVersion | None,
    entity: Entity | None,
    basis: Basis,
    published_on: date | None,
    today: date,
) -> list[Rejection]:
    """Everything that is wrong with the rows, whatever of the sheet is still to be chosen.

    A row is read again with what was wrong in it replaced, so that one fault does not hide the
    next. Units need the indicator, and whether a period lies ahead needs the day.
    """
    known = lookup.from_tables()
    indicator = version.indicator.code if version else next(iter(known.indicators), "")
    shared = {
        "indicator": indicator,
        "version": str(version.number) if version else "1",
        "entity": entity.code if entity else next(iter(known.entities), ""),
        "basis": basis.value,
        "published_on": published_on.isoformat() if published_on else date.max.isoformat(),
    }
    context = Context(lookup=known, today=date.max if published_on is None else today)
    # A period that fits every day and basis.
    harmless = {
        "period": "1900-01-01/P2M" if basis in (Basis.YTD, Basis.YTD_GROWTH) else "1900",
        "value": "1",
    }
    found = _too_long(lines)
    for line in lines:
        cells = _cells(line)
        if version is None:
            cells["unit"] = ""
        for _ in range(len(cells)):
            result = figure(ParsedRow(line.number, shared | cells), context)
            if not isinstance(result, Rejection):
                break
            column = "period" if result.column == "published_on" else result.column
            if column not in cells:
                break  # about the sheet: its form says so
            found.append(result)
            cells[column] = harmless.get(column, "")
    return found


def _too_long(lines: Sequence[Line]) -> list[Rejection]:
    """Texts that would be cut: a form says so instead."""
    limits = (("value", 100), ("unit", 60), ("note", 1000))
    return [
        Rejection(
            line.number,
            name,
            getattr(line, name)[:80],
            "too_long",
            f"has {len(getattr(line, name))} characters; at most {limit} are kept",
            {},
        )
        for line in lines
        for name, limit in limits
        if len(getattr(line, name)) > limit
    ]


def _entries(sheet: Sheet, accepted: list[Figure]) -> list[releases.Entry]:
    return [
        releases.Entry(
            series=series.ensure(
                version=sheet.version,
                entity=sheet.entity,
                basis=read.series.basis,
                frequency=read.series.frequency,
                source=sheet.source,
            ),
            period=read.period,
            value=read.value,
            status=read.status,
            bound=read.bound,
            stated=read.stated,
            stated_unit=read.stated_unit,
            note=read.note,
            document=sheet.document,
        )
        for read in sorted(accepted, key=lambda read: read.line)
    ]


@transaction.atomic
def check(sheet: Sheet, *, today: date) -> Checked:
    """Read a sheet and compare it with what is known; nothing is written."""
    accepted, rejections = _read(sheet, today=today)
    with transaction.atomic():
        entries = _entries(sheet, accepted)
        rows = [
            StagedObservation(
                series=entry.series,
                period_start=entry.period.start,
                period_end=entry.period.end,
                value=entry.value,
                status=entry.status,
                bound=entry.bound,
                stated=entry.stated,
                stated_unit=entry.stated_unit,
                note=entry.note,
                line=read.line,
            )
            for entry, read in zip(
                entries, sorted(accepted, key=lambda read: read.line), strict=True
            )
        ]
        compared = review.compare(rows, published_on=sheet.published_on)
        # A series that only this sheet would need is not made by looking at it.
        transaction.set_rollback(True)
    return Checked(tuple(rejections), tuple(compared))


@transaction.atomic
def keep(sheet: Sheet, *, author: User, reason: str, now: datetime) -> Release:
    """Keep a sheet as a draft release. Raises ReleaseError when a row cannot be taken."""
    accepted, rejections = _read(sheet, today=now.date())
    if rejections:
        first = rejections[0]
        raise releases.ReleaseError(
            "Row {line}: {message}", code="rejected_row", line=first.line, message=first.message
        )
    return releases.draft(
        source=sheet.source,
        entries=_entries(sheet, accepted),
        published_on=sheet.published_on,
        published_on_basis=sheet.published_on_basis,
        document=sheet.document,
        author=author,
        reason=reason,
        now=now,
    )

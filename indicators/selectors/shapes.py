"""Building view shapes from rows. The rows must have their relations loaded."""

from __future__ import annotations

from datetime import date

from indicators import models
from indicators.domain.periods import Period
from indicators.selectors.views import (
    DocumentView,
    IndicatorView,
    Named,
    PassageView,
    SeriesView,
    Text,
    UnitView,
)


def named(row: models.Entity | models.Topic | models.Plan | models.Source | models.Target
          | models.TargetFamily | models.Indicator) -> Named:  # fmt: skip
    """Code and name of a row of the catalogue."""
    return Named(row.code, Text(row.name_en, row.name_zh))


def maybe_named(row: models.Plan | models.Target | models.TargetFamily | None) -> Named | None:
    """Code and name, or nothing."""
    return named(row) if row is not None else None


def unit(row: models.Unit) -> UnitView:
    """A unit with its name and symbol; without a symbol the name is printed."""
    return UnitView(
        code=row.code,
        name=Text(row.name_en, row.name_zh),
        symbol=Text(row.symbol_en or row.name_en, row.symbol_zh or row.name_zh),
        quantity=row.quantity,
    )


def document(row: models.Document) -> DocumentView:
    """A document; its title in a language it was not given in falls back to the original."""
    chinese = row.language.startswith("zh")
    return DocumentView(
        code=row.code,
        kind=row.kind,
        title=Text(
            row.title_en or ("" if chinese else row.title),
            row.title_zh or (row.title if chinese else ""),
        ),
        original_title=row.title,
        language=row.language,
        publisher=row.publisher,
        author=row.author,
        published_on=row.published_on,
        published_on_basis=row.published_on_basis,
        url=row.url,
        confidence=row.confidence,
    )


def passage(row: models.Passage | None) -> PassageView | None:
    """A quoted fragment, or nothing."""
    return PassageView(row.fragment, row.language, row.place) if row is not None else None


def indicator(version: models.IndicatorVersion) -> IndicatorView:
    """An indicator as this version defines it (``indicator__topic`` and ``unit`` loaded)."""
    row = version.indicator
    return IndicatorView(
        code=row.code,
        name=Text(row.name_en, row.name_zh),
        topic=named(row.topic),
        kind=row.kind,
        direction=row.direction,
        aggregation=row.aggregation,
        decimals=row.decimals,
        version=version.number,
        unit=unit(version.unit),
        definition=Text(version.definition_en, version.definition_zh),
        coverage=Text(version.coverage_en, version.coverage_zh),
        price_basis=version.price_basis,
        announced_on=version.announced_on,
        break_note=Text(version.break_note_en, version.break_note_zh),
        formula=version.formula,
    )


SERIES_RELATIONS = ("indicator_version__indicator", "entity", "source", "unit")


def series(row: models.Series) -> SeriesView:
    """A series (``SERIES_RELATIONS`` loaded)."""
    return SeriesView(
        id=row.pk,
        code=row.code,
        indicator=named(row.indicator_version.indicator),
        version=row.indicator_version.number,
        entity=named(row.entity),
        basis=row.basis,
        frequency=row.frequency,
        source=named(row.source),
        source_rank=row.source.rank,
        unit=unit(row.unit),
    )


def period(start: date | None, end: date | None) -> Period | None:
    """A period from two columns that are both set or both null."""
    return Period(start, end) if start is not None and end is not None else None

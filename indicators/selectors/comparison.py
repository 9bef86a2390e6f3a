"""What can be compared: indicators with their entities, and entities with their indicators."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from indicators.models import Entity, Indicator
from indicators.selectors import observations
from indicators.selectors.views import Named, ObservationView, SeriesView, Text


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, and how many others have series with it."""

    code: str
    name: Text
    count: int


def indicators() -> list[Choice]:
    """Indicators with series, those of most entities first: one query."""
    rows = (
        Indicator.objects.annotate(count=Count("versions__series__entity", distinct=True))
        .filter(count__gt=0)
        .order_by("-count", "code")
    )
    return [Choice(row.code, Text(row.name_en, row.name_zh), row.count) for row in rows]


def entities() -> list[Choice]:
    """Entities with series, those of most indicators first: one query."""
    rows = (
        Entity.objects.annotate(count=Count("series__indicator_version__indicator", distinct=True))
        .filter(count__gt=0)
        .order_by("-count", "code")
    )
    return [Choice(row.code, Text(row.name_en, row.name_zh), row.count) for row in rows]


@dataclass(frozen=True, slots=True)
class Found:
    """The series of one indicator of one entity, with every vintage known on the day."""

    indicator: Named
    entity: Named
    series: tuple[SeriesView, ...]
    observations: dict[str, tuple[ObservationView, ...]]


def offered(*, indicator: str | None = None, entity: str | None = None) -> list[SeriesView]:
    """Every series of an indicator, or of an entity: one query."""
    return observations.series(indicator=indicator, entity=entity)


def figures(
    series: Sequence[SeriesView], pairs: Collection[tuple[str, str]], *, on: date, rev: int | None
) -> dict[tuple[str, str], Found]:
    """The figures of pairs of indicator and entity among ``series``: four queries."""
    wanted = [one for one in series if (one.indicator.code, one.entity.code) in pairs]
    known = observations.observations([one.code for one in wanted], on=on, rev=rev, vintages=True)
    found = {}
    for pair in pairs:
        own = tuple(one for one in wanted if (one.indicator.code, one.entity.code) == pair)
        if own:
            found[pair] = Found(
                own[0].indicator, own[0].entity, own, {one.code: known[one.code] for one in own}
            )
    return found


def as_named(choice: Choice) -> Named:
    """A choice as code and name."""
    return Named(choice.code, choice.name)

"""What can be compared: indicators with their entities, and entities with their indicators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from indicators.models import Entity, Indicator, Series
from indicators.selectors import observations
from indicators.selectors.remembered import Remembered
from indicators.selectors.views import Named, ObservationView, SeriesView, Text

# For a first view so many series of each candidate are looked at, so many of all, and of each
# series so many periods: what it costs does not grow with the figures. The candidates are gone
# through in their order, until there are enough series.
OF_EACH, SERIES, PERIODS = 300, 1200, 12
COURSES = """
WITH offered AS (
    SELECT s.* FROM unnest(%(codes)s::text[]) AS c(code)
    CROSS JOIN LATERAL (
        SELECT p.id, indicator.code AS indicator, entity.code AS entity, p.basis, p.frequency
        FROM indicators_series p
        JOIN indicators_indicatorversion v ON v.id = p.indicator_version_id
        JOIN indicators_indicator indicator ON indicator.id = v.indicator_id
        JOIN indicators_entity entity ON entity.id = p.entity_id
        WHERE {fixed}.code = c.code ORDER BY p.id LIMIT %(of_each)s
    ) s
    LIMIT %(series)s
)
SELECT c.{fixed}, c.{several}, c.basis, c.frequency, max(n.periods)
FROM offered c
CROSS JOIN LATERAL (
    SELECT count(*) AS periods FROM (
        SELECT DISTINCT o.period_start FROM indicators_vintage o
        WHERE o.series_id = c.id AND o.value IS NOT NULL AND o.known_on <= %(on)s
          AND (%(rev)s::integer IS NULL OR o.release_number <= %(rev)s)
        ORDER BY o.period_start DESC LIMIT %(periods)s
    ) d
) n
WHERE n.periods > 1
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, and how many others have series with it."""

    code: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Choices:
    """Indicators and entities that have series, each those with most of the other first."""

    indicators: tuple[Choice, ...]
    entities: tuple[Choice, ...]


def _choices(_today: date) -> Choices:
    series = Series.objects.order_by()
    indicator = "indicator_version__indicator"
    return Choices(
        _counted(
            Indicator, series.values_list(indicator).annotate(n=Count("entity", distinct=True))
        ),
        _counted(Entity, series.values_list("entity").annotate(n=Count(indicator, distinct=True))),
    )


def _counted(
    model: type[Indicator | Entity], counts: Iterable[tuple[int, int]]
) -> tuple[Choice, ...]:
    count = dict(counts)
    rows = model.objects.filter(pk__in=count).values_list("pk", "code", "name_en", "name_zh")
    found = [Choice(code, Text(en, zh), count[pk]) for pk, code, en, zh in rows]
    return tuple(sorted(found, key=lambda one: (-one.count, one.code)))


choices = Remembered(_choices)


@dataclass(frozen=True, slots=True)
class Course:
    """An indicator and an entity with figures of two or more periods on a basis and frequency.

    ``code`` is the one that stays, ``other`` the one that is set beside others; ``periods`` are
    counted up to ``PERIODS``.
    """

    code: str
    other: str
    basis: str
    frequency: str
    periods: int


def courses(
    *, indicators: Sequence[str] = (), entities: Sequence[str] = (), on: date, rev: int | None
) -> list[Course]:
    """What has a course as known on a day, of the first of the given indicators or entities.

    Either ``indicators`` or ``entities`` is given. One query, which looks at a bounded number of
    series and periods.
    """
    fixed, several = ("entity", "indicator") if entities else ("indicator", "entity")
    sql = COURSES.format(fixed=fixed, several=several)
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "codes": list(entities or indicators),
                "on": on,
                "rev": rev,
                "periods": PERIODS,
                "of_each": OF_EACH,
                "series": SERIES,
            },
        )
        return [Course(*row) for row in cursor]


@dataclass(frozen=True, slots=True)
class Found:
    """The series of one indicator of one entity, with every vintage known on the day.

    ``by_id`` has the same figures by their public ids.
    """

    indicator: Named
    entity: Named
    series: tuple[SeriesView, ...]
    observations: dict[str, tuple[ObservationView, ...]]
    by_id: dict[str, ObservationView]


def offered(*, indicator: str | None = None, entity: str | None = None) -> list[str]:
    """The entities with series of an indicator, or the indicators of an entity: one query."""
    by, several = "indicator_version__indicator__code", "entity__code"
    found = Series.objects.order_by(by, "indicator_version__number", several)
    if indicator is not None:
        found = found.filter(**{by: indicator})
    else:
        found, several = found.filter(entity__code=entity), by
    return list(dict.fromkeys(found.values_list(several, flat=True)))


def figures(
    pairs: Collection[tuple[str, str]], *, on: date, rev: int | None
) -> dict[tuple[str, str], Found]:
    """The figures of pairs of indicator and entity: five queries."""
    wanted = [
        one
        for one in observations.series(
            indicators={indicator for indicator, _ in pairs},
            entities={entity for _, entity in pairs},
        )
        if (one.indicator.code, one.entity.code) in pairs
    ]
    known = observations.observations([one.code for one in wanted], on=on, rev=rev, vintages=True)
    found = {}
    for pair in pairs:
        own = tuple(one for one in wanted if (one.indicator.code, one.entity.code) == pair)
        if own:
            figures_of = {one.code: known[one.code] for one in own}
            by_id = {item.id: item for items in figures_of.values() for item in items}
            found[pair] = Found(own[0].indicator, own[0].entity, own, figures_of, by_id)
    return found


def as_named(choice: Choice) -> Named:
    """A choice as code and name."""
    return Named(choice.code, choice.name)

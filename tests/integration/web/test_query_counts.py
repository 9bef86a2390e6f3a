"""Pages need the same number of queries with 3 and with 300 targets, and as much of the rest."""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from indicators.domain.codelists import StatusCause
from indicators.models import (
    CalendarEntry,
    Document,
    Entity,
    Indicator,
    IndicatorVersion,
    Plan,
    ReportedFigure,
    Series,
    Source,
    Target,
    Topic,
)
from indicators.services.assessments import reassess_all
from tests import factories
from tests.integration.web.conftest import Site
from tests.query_counts import counted

PAGES = [
    "/",
    "/?as_of=2022-06-01",
    "/targets/cn-5g-2021/",
    "/targets/cn-5g-2021/?as_of=2022-06-01",
    "/indicators/",
    "/indicators/cn.5g.base_stations/",
    "/compare/",
    "/compare/?mode=indicators",
    "/compare/?mode=targets",
    "/compare/?mode=targets&as_of=2022-06-01",
    "/compare/?mode=slope",
    "/documents/",
    "/documents/article/",
    "/runs/",
    "/sources/",
    "/sources/miit/",
    "/methodology/",
    "/entities/",
    "/entities/CHN/",
    "/topics/",
    "/topics/digital/",
    "/plans/",
    "/plans/plan/",
    "/changes/",
    "/changes/?since=2005-01-01",
    "/changes/?since=2005-01-01&show=revisions",
    "/calendar/",
    "/calendar/?year=2021",
    "/calendar.ics",
    "/search/?q=5g",
]


def grow(first: int, last: int) -> None:
    """Of everything that has a page the ones from ``first`` to before ``last``, thrice the targets.

    Everything has names that a search for “5g” finds.
    """
    unit, many = factories.unit(), range(first, last)
    china, digital, fed = factories.entity(), factories.topic(), factories.source()
    entities = Entity.objects.bulk_create(
        Entity(code=f"e-{at}", name_en=f"5G e {at}", kind="province", parent=china) for at in many
    )
    topics = Topic.objects.bulk_create(
        Topic(code=f"topic-{at}", name_en=f"5G topic {at}", parent=digital) for at in many
    )
    documents = Document.objects.bulk_create(
        Document(
            code=f"d-{at}", kind="article", title=f"5G d {at}", publisher="A newspaper",
            published_on=date(2021, 1, 6),
        )
        for at in many
    )  # fmt: skip
    plans = Plan.objects.bulk_create(
        Plan(
            code=f"p-{at}", name_en=f"5G p {at}", kind="plan", entity=china,
            parent=factories.plan(), document=document,
        )
        for at, document in zip(many, documents, strict=True)
    )  # fmt: skip
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"i-{at}", name_en=f"5G i {at}", kind="stock", direction="higher",
            aggregation="last", topic=topic,
        )
        for at, topic in zip(many, topics, strict=True)
    )  # fmt: skip
    versions = IndicatorVersion.objects.bulk_create(
        IndicatorVersion(indicator=one, unit=unit) for one in indicators
    )
    sources = Source.objects.bulk_create(
        Source(code=f"s-{at}", name_en=f"5G s {at}", expected_frequency="A") for at in many
    )
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            source=source, due_on=date(2026, 12, 1 + at % 28), period_start=date(2026, 11, 1),
            period_end=date(2026, 12, 1),
        )
        for at, source in zip(many, sources, strict=True)
    )  # fmt: skip
    series = Series.objects.bulk_create(
        Series(
            code=f"{version.indicator.code}-{entity.code}-{source.code}", entity=entity,
            indicator_version=version, basis="level", frequency="A", source=source, unit=unit,
        )
        for version, own in zip(versions, sources, strict=True)
        for entity in (china, entities[0])
        for source in (own, fed)
    )  # fmt: skip
    like = Target.objects.get(code="cn-5g-2021")
    ReportedFigure.objects.bulk_create(
        ReportedFigure(
            code=f"r-{at}", document=factories.document(), series=one, text_en="5G", target=like,
            period_start=date(2020, 1, 1), period_end=date(2021, 1, 1), value=Decimal(at),
        )
        for at, one in zip(many, series, strict=False)
    )  # fmt: skip
    made = []
    for number in range(3 * first, 3 * last):
        at = number % len(many)
        row = copy(like)
        row.pk, row.code, row.name_en = None, f"t-{number}", f"5G t {number}"
        row.low, row.passage = Decimal(number + 1), None
        if number % 2:
            row.plan, row.topic, row.document = plans[at], topics[at], documents[at]
        if number % 3:
            row.entity, row.indicator_version = entities[at], versions[at]
        made.append(row)
    Target.objects.bulk_create(made)
    factories.revisions(
        {
            f"{year}-{1 + at % 12:02}": [
                (f"{year + 1}-01-20", str(at)), (f"{year + 1}-03-20", str(at + 1)),
            ]
            for at in many
            for year in (2004 + at // 12,)
        }
    )  # fmt: skip
    reassess_all(cause=StatusCause.TARGET_CHANGED, now=factories.NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does some time after


def test_the_number_of_queries_does_not_grow(
    site: Site, world: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All on one page: what is left out there would need no query.
    monkeypatch.setattr("indicators.web.views.overview.A_PAGE", 1_000)
    faults = []
    grow(0, 1)
    for first, last in ((0, 0), (1, 100)):
        if last:
            grow(first, last)
        for address in PAGES:
            site.get(address)  # what is only made once a process
            try:
                with counted(address):
                    site.get(address)
            except AssertionError as fault:
                faults.append(f"with {max(last, 1)} of each: {fault}")
    assert not faults, "\n".join(faults)

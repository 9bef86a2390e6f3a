"""Pages need the same number of queries with 3 and with 300 targets, and as much of the rest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from indicators.domain.codelists import StatusCause
from indicators.models import (
    CalendarEntry,
    Document,
    Entity,
    Indicator,
    IndicatorVersion,
    Plan,
    Series,
    Source,
    Target,
    Topic,
)
from indicators.services.assessments import reassess_all
from tests import factories
from tests.integration.web.conftest import Site, make_target
from tests.query_counts import counted

PAGES = [
    "/",
    "/?as_of=2022-06-01",
    "/targets/cn-5g-2021/",
    "/targets/cn-5g-2021/?as_of=2022-06-01",
    "/indicators/",
    "/indicators/cn.5g.base_stations/",
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


def grow() -> None:
    """A hundred of everything that has a page, 300 targets, and 14 years of figures."""
    unit, many = factories.unit(), range(100)
    china, digital = factories.entity(), factories.topic()
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
            parent=factories.plan(), document=documents[at],
        )
        for at in many
    )  # fmt: skip
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"i-{at}", name_en=f"5G i {at}", kind="stock", direction="higher",
            aggregation="last", topic=topics[at],
        )
        for at in many
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
        for at, source in enumerate(sources)
    )  # fmt: skip
    Series.objects.bulk_create(
        Series(
            code=f"{version.indicator.code}-{at}", indicator_version=version, entity=entity,
            basis="level", frequency="A", source=source, unit=unit,
        )
        for version, source in zip(versions, [factories.source(), *sources[1:]], strict=True)
        for at, entity in enumerate((china, entities[0]))
    )  # fmt: skip
    for number in range(297):
        at = number % 100
        make_target(
            f"t-{number}", low=Decimal(number + 1), plan=plans[at] if number % 2 else None,
            topic=topics[at] if number % 3 else digital, document=documents[at],
            entity=entities[at] if number % 5 else china,
            version=versions[at] if number % 7 else None,
        )  # fmt: skip
    for year in range(2005, 2019):
        factories.revisions(
            {str(year): [(f"{year + 1}-01-20", str(year)), (f"{year + 1}-03-20", str(year + 1))]}
        )
    reassess_all(cause=StatusCause.TARGET_CHANGED, now=factories.NOW)


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_queries_does_not_grow(site: Site, world: Target, address: str) -> None:
    site.get(address)  # what is only made once a process
    with counted(address):
        site.get(address)
    grow()
    with counted(address):
        site.get(address)

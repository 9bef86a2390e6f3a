"""Small builders of database rows. Each test says what matters to it; the rest is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import IO, Any

from indicators.domain.codelists import RunTrigger
from indicators.domain.periods import parse_period
from indicators.domain.quality.registry import CHECKS
from indicators.models import (
    Document,
    Entity,
    Indicator,
    IndicatorVersion,
    IngestionRun,
    Plan,
    Source,
    Target,
    Topic,
    Unit,
)
from indicators.services import snapshots
from indicators.services.ingestion import run, runs

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADER = (
    "indicator,entity,basis,frequency,period,value,unit,published_on,published_on_basis,document,"
    "status,bound,value_as_stated,note"
)


def clock() -> datetime:
    """The time of the tests."""
    return NOW


def unit(code: str = "stations", **values: Any) -> Unit:
    """A unit; ``base`` may be a unit, ``numerator`` its factor."""
    defaults = {"name_en": code, "name_zh": code, "quantity": f"count:{code}"}
    return Unit.objects.get_or_create(code=code, defaults=defaults | values)[0]


def percent() -> Unit:
    """The unit of growth."""
    return unit("percent", quantity="percent", symbol_en="%", symbol_zh="%")


def topic(code: str = "digital") -> Topic:
    """A topic."""
    return Topic.objects.get_or_create(code=code, defaults={"name_en": code, "name_zh": code})[0]


def entity(code: str = "CHN", **values: Any) -> Entity:
    """A country."""
    defaults = {"name_en": "China", "name_zh": "中国", "kind": "country"}
    return Entity.objects.get_or_create(code=code, defaults=defaults | values)[0]


def plan(code: str = "plan", **values: Any) -> Plan:
    """A plan of China."""
    defaults = {"name_en": code, "name_zh": code, "kind": "plan", "entity": entity()}
    return Plan.objects.get_or_create(code=code, defaults=defaults | values)[0]


def document(code: str = "article", **values: Any) -> Document:
    """A document of 6 January 2021."""
    defaults = {
        "kind": "article",
        "title": "Industrial economy",
        "publisher": "A newspaper",
        "published_on": date(2021, 1, 6),
        "published_on_basis": "stated",
    }
    return Document.objects.get_or_create(code=code, defaults=defaults | values)[0]


def indicator(code: str = "cn.5g.base_stations", **values: Any) -> IndicatorVersion:
    """An indicator with one definition; ``unit`` may be given, the rest has defaults."""
    measured = values.pop("unit", None) or unit()
    defaults = {
        "name_en": code,
        "name_zh": code,
        "kind": "stock",
        "direction": "higher",
        "aggregation": "last",
        "topic": topic(),
    }
    row, _ = Indicator.objects.get_or_create(code=code, defaults=defaults | values)
    percent()
    return IndicatorVersion.objects.get_or_create(
        indicator=row, number=1, defaults={"unit": measured}
    )[0]


# For tests that are about something else: toy figures surprise every check.
QUIET = dict.fromkeys(CHECKS, "note")


def source(code: str = "miit", **values: Any) -> Source:
    """A source that is only fed by hand, and of whose figures no check makes anything."""
    defaults = {
        "checks": QUIET,
        "name_en": code.upper(),
        "name_zh": code.upper(),
        "rank": 1,
        "connector": "csv",
    }
    return Source.objects.get_or_create(code=code, defaults=defaults | values)[0]


def target(code: str = "t", **values: Any) -> Target:
    """A target; periods are given as texts: ``horizon="2021"``, ``reference="2020"``."""
    version = values.pop("version", None) or indicator()
    spans: dict[str, Any] = {}
    for name in ("horizon", "reference"):
        text = values.pop(name, None)
        if text is not None:
            period = parse_period(text)
            spans |= {f"{name}_start": period.start, f"{name}_end": period.end}
    defaults = {
        "name_en": code,
        "name_zh": code,
        "entity": entity(),
        "topic": topic(),
        "document": document(),
        "bindingness": "announced",
        "announced_on": date(2021, 1, 6),
        "indicator_version": version,
        "unit": version.unit,
        "quantity": "level",
        "comparator": "at_least",
        "horizon_kind": "in",
    }
    return Target.objects.create(code=code, **(defaults | spans | values))


def csv(*rows: str, header: str = HEADER) -> bytes:
    """A CSV file of our own columns; short rows are filled up."""
    width = header.count(",")
    return "\n".join([header, *(row + "," * (width - row.count(",")) for row in rows), ""]).encode()


def ingest(content: bytes | IO[bytes], *, to: Source | None = None, **options: Any) -> IngestionRun:
    """Run ``content`` as an uploaded file through the whole path, as a worker would."""
    to = to or source()
    snapshot = snapshots.store(
        content, media_type="text/csv", url="", name="upload.csv", retrieved_at=NOW
    )
    asked = runs.request(
        source=to, trigger=RunTrigger.ADMIN, now=NOW, snapshot=snapshot, queue=False, **options
    )
    run.execute(asked.pk, fetcher=NoFetcher(), clock=clock)
    return IngestionRun.objects.get(pk=asked.pk)


class NoFetcher:
    """A fetcher that must not be asked."""

    def get(self, url: str, **_: Any) -> Any:
        raise AssertionError(f"asked for {url}")

    def read_file(self, location: str, **_: Any) -> Any:
        raise AssertionError(f"asked for {location}")


def revisions(
    figures: Mapping[str, Sequence[tuple[str, str]]],
    *,
    of: IndicatorVersion | None = None,
    to: Source | None = None,
    basis: str = "level",
) -> IngestionRun:
    """Vintages drawn as a table: ``{"2020": [("2021-01-18", "1053.00"), …]}``."""
    version = of or indicator()
    entity()
    rows = [
        f"{version.indicator.code},CHN,{basis},,{period},{value},,{day},stated"
        for period, vintages in figures.items()
        for day, value in vintages
    ]
    return ingest(csv(*rows), to=to)

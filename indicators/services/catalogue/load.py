"""Writing the checked catalogue into the tables: idempotent, and never over an editor's change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from indicators.models import (
    Document,
    Entity,
    Indicator,
    IndicatorVersion,
    Milestone,
    MilestoneEvidence,
    Passage,
    Plan,
    ReportedFigure,
    Source,
    Target,
    TargetFamily,
    Topic,
    Unit,
)
from indicators.services import changes, series
from indicators.services.catalogue.validate import Catalogue, statement_parts

Row = TypeVar("Row", bound=models.Model)


@dataclass
class Report:
    """What a load did: counts by file and outcome, and the rows an editor's change protected."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


class Loader:
    """Upserts by natural key. ``overwrite`` also replaces what an editor has changed."""

    def __init__(self, catalogue: Catalogue, *, overwrite: bool, now: datetime) -> None:
        self.catalogue = catalogue
        self.overwrite = overwrite
        self.now = now
        self.report = Report()
        self._found: dict[type[models.Model], dict[str, Any]] = {}

    def find(self, model: type[Row], code: str | None) -> Row | None:
        """The row of a code that was loaded before, or ``None`` for no code."""
        if not code:
            return None
        rows = self._found.setdefault(model, {})
        if code not in rows:
            rows[code] = model._default_manager.get(code=code)
        row: Row = rows[code]
        return row

    def entries(self, file: str) -> Iterable[tuple[str, dict[str, Any]]]:
        """Cleaned entries of a file in the order of the file."""
        return self.catalogue.entries[file].items()

    def put(
        self, file: str, model: type[Row], key: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Row:
        """Create or update the row of ``key``; leave an edited one alone and say so."""
        counts = self.report.counts.setdefault(file, Counter())
        row = model._default_manager.filter(**key).first()
        if row is None:
            row = model._default_manager.create(**key, **values)
            counts["created"] += 1
            return row
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            counts["unchanged"] += 1
        elif getattr(row, "edited_at", None) is not None and not self.overwrite:
            counts["kept"] += 1
            self.report.kept.append(f"{file}: {row} ({', '.join(changed)})")
        else:
            for name in changed:
                setattr(row, name, values[name])
            if hasattr(row, "edited_at"):
                row.edited_at = None
            row.save()
            counts["updated"] += 1
        return row

    def link(self, file: str, model: type[Row], field_name: str, to: type[Row]) -> None:
        """Set references between entries of one file, once all of them exist."""
        for code, entry in self.entries(file):
            row = self.find(model, code)
            target = self.find(to, entry.get(field_name))
            if row is None or getattr(row, f"{field_name}_id") == getattr(target, "pk", None):
                continue
            if getattr(row, "edited_at", None) is not None and not self.overwrite:
                continue
            setattr(row, field_name, target)
            row.save(update_fields=[field_name])


def names(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Both names of an entry."""
    return {"name_en": entry["name_en"], "name_zh": entry["name_zh"]}


def pick(entry: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    """Some fields of an entry as they are."""
    return {name: entry[name] for name in fields}


def _units(loader: Loader) -> None:
    for code, entry in loader.entries("units.yaml"):
        factor = entry["factor"]
        loader.put(
            "units.yaml",
            Unit,
            {"code": code},
            names(entry)
            | pick(entry, "quantity", "symbol_en", "symbol_zh")
            | {
                "base": loader.find(Unit, entry["base"]),
                "numerator": factor.numerator,
                "denominator": factor.denominator,
                "aliases": entry["aliases"] or [],
            },
        )


def _groups(loader: Loader) -> None:
    for code, entry in loader.entries("entities.yaml"):
        loader.put(
            "entities.yaml",
            Entity,
            {"code": code},
            names(entry) | pick(entry, "kind", "alpha3", "alpha2"),
        )
    loader.link("entities.yaml", Entity, "parent", Entity)
    for code, entry in loader.entries("topics.yaml"):
        loader.put(
            "topics.yaml",
            Topic,
            {"code": code},
            names(entry) | {"position": entry["position"] or 0},
        )
    loader.link("topics.yaml", Topic, "parent", Topic)


def _documents(loader: Loader) -> None:
    for code, entry in loader.entries("documents.yaml"):
        document = loader.put(
            "documents.yaml",
            Document,
            {"code": code},
            pick(
                entry, "kind", "title", "title_en", "title_zh", "publisher", "author",
                "published_on", "published_on_basis", "url", "confidence",
            )
            | {"language": entry["language"] or "en"},
        )  # fmt: skip
        for passage in entry["passages"]:
            loader.put(
                "documents.yaml",
                Passage,
                {"document": document, "code": passage["code"]},
                pick(passage, "fragment", "place", "translation_en")
                | {"language": passage["language"] or document.language},
            )


def _sources(loader: Loader) -> None:
    for code, entry in loader.entries("sources.yaml"):
        expected = entry["expected"] or {}
        lag = expected.get("lag_days")
        loader.put(
            "sources.yaml",
            Source,
            {"code": code},
            names(entry)
            | pick(
                entry, "publisher_en", "publisher_zh", "url", "licence", "rank", "connector",
                "schedule", "note_en", "note_zh",
            )
            | {
                "parameters": entry["parameters"] or {},
                "hold": bool(entry["hold"]),
                "checks": entry["checks"] or {},
                "time_zone": entry["time_zone"] or "UTC",
                "expected_frequency": expected.get("frequency") or "",
                "expected_lag_days": int(lag) if lag else None,
            },
        )  # fmt: skip


def _indicators(loader: Loader) -> None:
    for code, entry in loader.entries("indicators.yaml"):
        indicator = loader.put(
            "indicators.yaml",
            Indicator,
            {"code": code},
            names(entry)
            | pick(entry, "kind", "direction", "aggregation", "decimals")
            | {"topic": loader.find(Topic, entry["topic"]), "checks": entry["checks"] or {}},
        )
        for version in entry["versions"]:
            since = version["valid_from"]
            predecessor = version["predecessor"]
            loader.put(
                "indicators.yaml",
                IndicatorVersion,
                {"indicator": indicator, "number": version["version"]},
                pick(
                    version, "definition_en", "definition_zh", "announced_on", "break_note_en",
                    "break_note_zh", "coverage_en", "coverage_zh", "price_basis", "formula",
                )
                | {
                    "unit": loader.find(Unit, version["unit"] or entry["unit"]),
                    "valid_from": since.start if since else None,
                    "predecessor": indicator.versions.get(number=predecessor)
                    if predecessor
                    else None,
                    "document": loader.find(Document, version["source"]),
                },
            )  # fmt: skip
    loader.link("indicators.yaml", Indicator, "additions", Indicator)
    loader.link("indicators.yaml", Indicator, "removals", Indicator)


def _plans(loader: Loader) -> None:
    for code, entry in loader.entries("plans.yaml"):
        loader.put(
            "plans.yaml",
            Plan,
            {"code": code},
            names(entry)
            | pick(entry, "kind", "issuer_en", "issuer_zh", "issued_on")
            | {
                "entity": loader.find(Entity, entry["entity"]),
                "document": loader.find(Document, entry["document"]),
            },
        )
    loader.link("plans.yaml", Plan, "parent", Plan)
    for code, entry in loader.entries("families.yaml"):
        loader.put(
            "families.yaml",
            TargetFamily,
            {"code": code},
            names(entry) | pick(entry, "note_en", "note_zh"),
        )


def _statement_values(loader: Loader, entry: Mapping[str, Any]) -> dict[str, Any]:
    statement = entry["statement"]
    if statement is None:
        due = (entry["milestone"] or {}).get("due")
        return {
            "quantity": "milestone",
            "horizon_kind": "in" if due else "",
            "horizon_start": due.start if due else None,
            "horizon_end": due.end if due else None,
            "pacing": "none",
        }
    parts = statement_parts(statement)
    reference, horizon = parts["reference_period"], parts["horizon_period"]
    indicator = loader.find(Indicator, entry["indicator"])
    assert indicator is not None
    version = indicator.versions.get(number=entry["version"] or 1)
    return {
        "indicator_version": version,
        "quantity": parts["quantity"],
        "comparator": parts["comparator"] or "",
        "low": parts["low"],
        "high": parts["high"],
        "tolerance": parts["tolerance"],
        "unit": loader.find(Unit, statement["unit"]) or version.unit,
        "reference_kind": parts["reference_kind"],
        "reference_start": reference.start if reference else None,
        "reference_end": reference.end if reference else None,
        "reference_value": parts["reference_value"],
        "horizon_kind": parts["horizon_kind"] or "",
        "horizon_start": horizon.start if horizon else None,
        "horizon_end": horizon.end if horizon else None,
        "pacing": parts["pacing"],
        "interim": parts["interim"],
        "once": parts["once"],
        "stated": parts["stated"],
        "interpretation_en": statement["interpretation_en"],
        "interpretation_zh": statement["interpretation_zh"],
    }


def _passage(loader: Loader, document: str, code: str) -> Passage | None:
    if not code:
        return None
    return Passage.objects.get(document=loader.find(Document, document), code=code)


def _targets(loader: Loader) -> None:
    for code, entry in loader.entries("targets.yaml"):
        target = loader.put(
            "targets.yaml",
            Target,
            {"code": code},
            {
                "name_en": entry["title_en"],
                "name_zh": entry["title_zh"],
                "entity": loader.find(Entity, entry["entity"]),
                "topic": loader.find(Topic, entry["topic"]),
                "plan": loader.find(Plan, entry["plan"]),
                "family": loader.find(TargetFamily, entry["family"]),
                "document": loader.find(Document, entry["document"]),
                "passage": _passage(loader, entry["document"], entry["passage"]),
            }
            | pick(
                entry, "summary_en", "summary_zh", "bindingness", "announced_on",
                "announced_on_basis", "superseded_on", "withdrawn_on",
            )
            | _statement_values(loader, entry),
        )  # fmt: skip
        if entry["milestone"] is not None:
            _milestone(loader, target, entry["milestone"])
    loader.link("targets.yaml", Target, "parent", Target)
    loader.link("targets.yaml", Target, "superseded_by", Target)


def _milestone(loader: Loader, target: Target, values: Mapping[str, Any]) -> None:
    due = values["due"]
    milestone = loader.put(
        "targets.yaml",
        Milestone,
        {"target": target, "position": 0},
        pick(values, "title_en", "title_zh")
        | {"due_start": due.start if due else None, "due_end": due.end if due else None},
    )
    for item in values["evidence"]:
        loader.put(
            "targets.yaml",
            MilestoneEvidence,
            {
                "milestone": milestone,
                "known_on": item["on"],
                "document": loader.find(Document, item["document"]),
                "state": item["state"],
            },
            pick(item, "text_en", "text_zh")
            | {
                "known_on_basis": item["on_basis"] or "stated",
                "passage": _passage(loader, item["document"], item["passage"]),
            },
        )


def _reported(loader: Loader) -> None:
    for code, entry in loader.entries("reported.yaml"):
        indicator = loader.find(Indicator, entry["indicator"])
        source = loader.find(Source, entry["source"])
        entity = loader.find(Entity, entry["entity"])
        assert indicator is not None
        assert source is not None
        assert entity is not None
        loader.put(
            "reported.yaml",
            ReportedFigure,
            {"code": code},
            {
                "document": loader.find(Document, entry["document"]),
                "passage": _passage(loader, entry["document"], entry["passage"]),
                "series": series.ensure(
                    version=indicator.versions.get(number=1),
                    entity=entity,
                    basis=entry["basis"],
                    frequency=entry["frequency"],
                    source=source,
                ),
                "period_start": entry["period"].start,
                "period_end": entry["period"].end,
                "value": entry["value"],
                "target": loader.find(Target, entry["target"]),
            }
            | pick(entry, "text_en", "text_zh"),
        )


@transaction.atomic
def load(catalogue: Catalogue, *, overwrite: bool, now: datetime) -> Report:
    """Write a catalogue without problems; figures come later, by the ingestion of its sources."""
    if catalogue.problems:
        raise ValueError("a catalogue with problems is not loaded")
    loader = Loader(catalogue, overwrite=overwrite, now=now)
    for step in (
        _units, _groups, _documents, _sources, _indicators, _plans, _targets, _reported,
    ):  # fmt: skip
        step(loader)
    if any(count["created"] or count["updated"] for count in loader.report.counts.values()):
        changes.bump()
    return loader.report

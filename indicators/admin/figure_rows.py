"""Rows of figure entry on their way in (from a link, a draft, a spreadsheet) and onto the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.domain.formats import format_percent, format_period
from indicators.domain.periods import Period
from indicators.models import (
    Document,
    Entity,
    IndicatorVersion,
    Observation,
    Release,
    Series,
    Source,
)
from indicators.services.review import Compared

COLUMNS = ("period", "value", "unit", "status", "bound", "note")


@dataclass(frozen=True, slots=True)
class Shown:
    """A compared figure in words."""

    line: int
    series: str
    period: str
    code: str
    stated: str
    value: str
    before: str
    outcome: str
    outcome_label: str
    percent: str
    warnings: tuple[str, ...]
    unit: str
    note: str


def plain(value: Decimal | None) -> str:
    """Every stated digit, thousands separated."""
    return "–" if value is None else f"{value:,f}"


def period(row: Observation) -> str:
    """The period of a published figure, in words."""
    return format_period(Period(row.period_start, row.period_end), get_language() or "en")


def shown(rows: Iterable[Compared]) -> list[Shown]:
    """Figures as the preview and the reviewer's page print them."""
    language = get_language() or "en"
    labels = {"new": _("new"), "revised": _("revised"), "unchanged": _("same as known")}
    warnings = {
        "first_of_series": _(
            "The first figure of this series: check indicator, entity, basis and source."
        ),
        "unfinished_period": _("The period had not ended on the day of publication."),
        "large_revision": _("More than half of the published figure: check the unit."),
        "negative": _("The number is negative: check the sign, and whether it is a change."),
        "jump": _("Five times more or less than the period before: check the unit."),
    }
    result = []
    for row in rows:
        taken_back = row.outcome == "revised" and row.value is None
        converted = row.stated_unit and row.stated_unit != row.unit
        result.append(
            Shown(
                line=row.line,
                series=row.series,
                period=format_period(row.period, language),
                code=code if (code := str(row.period)) != format_period(row.period, "en") else "",
                stated=f"{row.stated} {row.stated_unit}".strip() if converted else row.stated,
                value=plain(row.value),
                before=plain(row.before) if row.before is not None else "",
                outcome=row.outcome,
                outcome_label=_("taken back") if taken_back else labels[row.outcome],
                percent=format_percent(row.percent, language, 2, signed=True)
                if row.percent is not None
                else "",
                warnings=tuple(warnings[code] for code in row.warnings),
                unit=row.unit,
                note=row.note,
            )
        )
    return result


def of_release(release: Release) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A release that was sent back, to be corrected: its sheet and its rows.

    Only rows of its first series fit on one sheet.
    """
    staged = list(
        release.staged.select_related("series__unit", "series__indicator_version").order_by(
            "line", "pk"
        )
    )
    initial: dict[str, Any] = {
        "source": release.source_id,
        "published_on": release.published_on,
        "published_on_basis": release.published_on_basis,
        "document": release.document_id,
    }
    if staged:
        first = staged[0].series
        initial |= {
            "indicator": first.indicator_version_id,
            "entity": first.entity_id,
            "basis": first.basis,
        }
    rows = [
        {
            "period": str(Period(row.period_start, row.period_end)),
            "value": row.stated or ("-" if row.value is None else format(row.value, "f")),
            "unit": row.stated_unit,
            "status": row.status,
            "bound": row.bound,
            "note": row.note,
        }
        for row in staged
        if row.series.indicator_version_id == initial["indicator"]
    ]
    return initial, rows


def of_address(query: Mapping[str, str]) -> dict[str, Any]:
    """What a link names by code; an unknown code is left for the person to choose."""
    found: dict[str, Any] = {"published_on_basis": "stated", "basis": "level"}
    versions = IndicatorVersion.objects.filter(indicator__code=query.get("indicator", ""))
    if version := versions.order_by("-number").first():
        found["indicator"] = version.pk
    for name, model in (("entity", Entity), ("source", Source), ("document", Document)):
        row = model._default_manager.filter(code=query.get(name, "")).first()
        if row is not None:
            found[name] = row.pk
    if version and "source" not in found:
        # Whoever has published it before, the best of them first.
        usual = Series.objects.filter(indicator_version=version, basis=query.get("basis", "level"))
        if "entity" in found:
            usual = usual.filter(entity=found["entity"])
        first = usual.order_by("source__rank", "pk").first()
        if first is not None:
            found |= {"source": first.source_id, "entity": first.entity_id}
    if query.get("basis"):
        found["basis"] = query["basis"]
    return found


def typed(data: Mapping[str, str], prefix: str) -> list[dict[str, str]]:
    """The rows of a request as they were typed, without the empty ones at the end."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    count = min(int(total), 1000) if total.isdecimal() else 0
    rows = [
        {name: data.get(f"{prefix}-{index}-{name}", "") for name in COLUMNS}
        for index in range(count)
    ]
    while rows and not any(rows[-1].values()):
        rows.pop()
    return rows


def pasted(text: str) -> list[dict[str, str]]:
    """Lines copied from a spreadsheet: period, value, unit, note, separated by tabs.

    Everything stays text; what cannot be read is said next to it after the preview.
    """
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if any(cells):
            rows.append(dict(zip(("period", "value", "unit", "note"), cells, strict=False)))
    return rows

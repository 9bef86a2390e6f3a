"""What each catalogue file may contain: one form per file, with its references to other files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from indicators.domain import codelists, numbers, periods
from indicators.domain.errors import DomainError
from indicators.models import Document, Entity, Indicator, Plan


class CodeChoice(forms.ChoiceField):
    """One code of a closed list."""

    def __init__(self, codes: type[StrEnum] | Any, **options: Any) -> None:
        values = [str(code.value) for code in codes]
        options.setdefault("required", True)
        options["error_messages"] = {
            "invalid_choice": f"“%(value)s” is not one of {', '.join(values)}"
        }
        blank = [] if options["required"] else [("", "")]
        super().__init__(choices=blank + [(value, value) for value in values], **options)


class DayField(forms.Field):
    """A day as YYYY-MM-DD."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return periods.parse_day(value)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class PeriodField(forms.Field):
    """A period in any accepted form."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return periods.parse_period(value)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class NumberField(forms.Field):
    """An exact number, written plainly."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return numbers.parse_number(str(value)).value
        except DomainError as error:
            raise ValidationError(str(error)) from error


class FactorField(forms.Field):
    """An exact factor such as 1000 or 1/3."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return Fraction(1)
        try:
            factor = Fraction(str(value))
        except (ValueError, ZeroDivisionError) as error:
            raise ValidationError(f"“{value}” is not a factor; write 1000 or 1/3") from error
        if factor <= 0:
            raise ValidationError(f"“{value}” must be above zero")
        return factor


class StructureField(forms.Field):
    """A nested list or mapping, checked by its own specification."""


def text(*, required: bool = False, limit: int = 500) -> forms.CharField:
    """A text field of at most ``limit`` characters."""
    return forms.CharField(required=required, max_length=limit)


def both(**options: Any) -> dict[str, forms.Field]:
    """A name in both languages, both required."""
    return {"name_en": text(required=True, limit=300), "name_zh": text(required=True, limit=300)}


@dataclass(frozen=True)
class FileSpec:
    """Fields of a file's entries; ``refs`` maps a field to the file that its code stands in."""

    fields: Mapping[str, forms.Field]
    refs: Mapping[str, str] = field(default_factory=dict)

    def form(self, values: Mapping[str, Any]) -> forms.Form:
        """A form of the entry's values; fields are declared once and copied by the form."""
        kind = type("EntryForm", (forms.Form,), dict(self.fields))
        return kind(data=dict(values))  # type: ignore[no-any-return]


VERSION = FileSpec(
    {
        "version": forms.IntegerField(min_value=1),
        "definition_en": text(required=True, limit=5000),
        "definition_zh": text(required=True, limit=5000),
        "unit": text(limit=120),
        "formula": text(limit=500),
        "announced_on": DayField(required=False),
        "valid_from": PeriodField(required=False),
        "predecessor": forms.IntegerField(required=False, min_value=1),
        "break_note_en": text(limit=5000),
        "break_note_zh": text(limit=5000),
        "coverage_en": text(),
        "coverage_zh": text(),
        "price_basis": forms.ChoiceField(
            required=False, choices=[(w, w) for w in ("", "current", "constant", "comparable")]
        ),
        "source": text(limit=120),
    },
    {"unit": "units.yaml", "source": "documents.yaml"},
)
PASSAGE = FileSpec(
    {
        "code": text(required=True, limit=120),
        "fragment": text(required=True, limit=300),
        "language": text(limit=10),
        "place": text(limit=100),
        "translation_en": text(limit=300),
    }
)
REFERENCE = FileSpec(
    {
        "kind": CodeChoice(codelists.ReferenceKind),
        "period": PeriodField(required=False),
        "value": NumberField(required=False),
    }
)
HORIZON = FileSpec({"kind": CodeChoice(codelists.HorizonKind), "period": PeriodField()})
STATEMENT = FileSpec(
    {
        "quantity": CodeChoice(codelists.Quantity),
        "comparator": CodeChoice(codelists.Comparator, required=False),
        "low": NumberField(required=False),
        "high": NumberField(required=False),
        "unit": text(limit=120),
        "tolerance": NumberField(required=False),
        "reference": StructureField(required=False),
        "horizon": StructureField(required=False),
        "pacing": CodeChoice(codelists.Pacing, required=False),
        "once": forms.BooleanField(required=False),
        "interim": StructureField(required=False),
        "stated": text(limit=300),
        "interpretation_en": text(limit=2000),
        "interpretation_zh": text(limit=2000),
    },
    {"unit": "units.yaml"},
)
EVIDENCE = FileSpec(
    {
        "on": DayField(),
        "on_basis": CodeChoice(codelists.DateBasis, required=False),
        "state": CodeChoice(codelists.MilestoneState),
        "text_en": text(required=True, limit=1000),
        "text_zh": text(required=True, limit=1000),
        "document": text(required=True, limit=120),
        "passage": text(limit=120),
    },
    {"document": "documents.yaml"},
)
MILESTONE = FileSpec(
    {
        "title_en": text(required=True, limit=300),
        "title_zh": text(required=True, limit=300),
        "due": PeriodField(required=False),
        "evidence": StructureField(required=False),
    }
)

SPECS: dict[str, FileSpec] = {
    "units.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            **both(),
            "symbol_en": text(limit=60),
            "symbol_zh": text(limit=60),
            "quantity": text(required=True, limit=60),
            "base": text(limit=120),
            "factor": FactorField(required=False),
            "aliases": StructureField(required=False),
        },
        {"base": "units.yaml"},
    ),
    "entities.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            **both(),
            "kind": CodeChoice(Entity.Kind),
            "alpha3": text(limit=3),
            "alpha2": text(limit=2),
            "parent": text(limit=120),
        },
        {"parent": "entities.yaml"},
    ),
    "topics.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            **both(),
            "parent": text(limit=120),
            "position": forms.IntegerField(required=False, min_value=0),
        },
        {"parent": "topics.yaml"},
    ),
    "documents.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            "kind": CodeChoice(Document.Kind),
            "title": text(required=True),
            "title_en": text(),
            "title_zh": text(),
            "publisher": text(required=True, limit=300),
            "author": text(limit=300),
            "language": text(limit=10),
            "published_on": DayField(required=False),
            "published_on_basis": CodeChoice(codelists.DateBasis),
            "url": forms.URLField(required=False, max_length=1000, assume_scheme="https"),
            "confidence": text(limit=30),
            "passages": StructureField(required=False),
        }
    ),
    "sources.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            **both(),
            "publisher_en": text(limit=300),
            "publisher_zh": text(limit=300),
            "url": forms.URLField(required=False, max_length=1000, assume_scheme="https"),
            "licence": text(limit=300),
            "rank": forms.IntegerField(min_value=1, max_value=99),
            "connector": text(required=True, limit=30),
            "parameters": StructureField(required=False),
            "schedule": text(limit=100),
            "time_zone": text(limit=60),
            "expected": StructureField(required=False),
            "hold": forms.BooleanField(required=False),
            "checks": StructureField(required=False),
            "note_en": text(limit=2000),
            "note_zh": text(limit=2000),
        }
    ),
    "indicators.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            **both(),
            "topic": text(required=True, limit=120),
            "kind": CodeChoice(codelists.IndicatorKind),
            "direction": CodeChoice(codelists.Direction),
            "aggregation": CodeChoice(Indicator.Aggregation),
            "decimals": forms.IntegerField(min_value=0, max_value=12),
            "checks": StructureField(required=False),
            "unit": text(required=True, limit=120),
            "additions": text(limit=120),
            "removals": text(limit=120),
            "versions": StructureField(),
        },
        {
            "topic": "topics.yaml",
            "unit": "units.yaml",
            "additions": "indicators.yaml",
            "removals": "indicators.yaml",
        },
    ),
    "plans.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            **both(),
            "kind": CodeChoice(Plan.Kind),
            "issuer_en": text(limit=300),
            "issuer_zh": text(limit=300),
            "issued_on": DayField(required=False),
            "entity": text(required=True, limit=120),
            "document": text(limit=120),
            "parent": text(limit=120),
        },
        {"entity": "entities.yaml", "document": "documents.yaml", "parent": "plans.yaml"},
    ),
    "families.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            **both(),
            "note_en": text(limit=2000),
            "note_zh": text(limit=2000),
        }
    ),
    "targets.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            "title_en": text(required=True, limit=300),
            "title_zh": text(required=True, limit=300),
            "summary_en": text(required=True, limit=2000),
            "summary_zh": text(required=True, limit=2000),
            "entity": text(required=True, limit=120),
            "topic": text(required=True, limit=120),
            "plan": text(limit=120),
            "indicator": text(limit=120),
            "version": forms.IntegerField(required=False, min_value=1),
            "bindingness": CodeChoice(codelists.Bindingness),
            "document": text(required=True, limit=120),
            "passage": text(limit=120),
            "announced_on": DayField(),
            "announced_on_basis": CodeChoice(codelists.DateBasis),
            "family": text(limit=120),
            "parent": text(limit=120),
            "superseded_by": text(limit=120),
            "superseded_on": DayField(required=False),
            "withdrawn_on": DayField(required=False),
            "statement": StructureField(required=False),
            "milestone": StructureField(required=False),
        },
        {
            "entity": "entities.yaml",
            "topic": "topics.yaml",
            "plan": "plans.yaml",
            "indicator": "indicators.yaml",
            "document": "documents.yaml",
            "family": "families.yaml",
            "parent": "targets.yaml",
            "superseded_by": "targets.yaml",
        },
    ),
    "reported.yaml": FileSpec(
        {
            "code": text(required=True, limit=120),
            "document": text(required=True, limit=120),
            "passage": text(limit=120),
            "indicator": text(required=True, limit=120),
            "entity": text(required=True, limit=120),
            "source": text(required=True, limit=120),
            "basis": CodeChoice(codelists.Basis),
            "frequency": CodeChoice(codelists.Frequency),
            "period": PeriodField(),
            "value": NumberField(),
            "unit": text(required=True, limit=120),
            "text_en": text(required=True),
            "text_zh": text(required=True),
            "target": text(limit=120),
        },
        {
            "document": "documents.yaml",
            "indicator": "indicators.yaml",
            "entity": "entities.yaml",
            "source": "sources.yaml",
            "unit": "units.yaml",
            "target": "targets.yaml",
        },
    ),
}

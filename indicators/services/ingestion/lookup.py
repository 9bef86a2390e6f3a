"""Reference data that rows are read against: codes of indicators, entities, units, documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from indicators.domain.units import Unit as DomainUnit
from indicators.domain.units import UnitTable
from indicators.models import Document, Entity, Indicator, IndicatorVersion, Passage, Unit

# A primary key when read from the tables, the code itself when a catalogue is only checked.
Key = int | str
# What a source may write for an entity, beside its code.
_ENTITY_TEXTS = ("alpha3", "alpha2", "name_en", "name_zh")


@dataclass(frozen=True, slots=True)
class VersionRef:
    """A definition of an indicator and the unit of its levels."""

    key: Key
    unit: str


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document, its day, and its passages by code."""

    key: Key
    published_on: date | None
    basis: str
    passages: Mapping[str, Key] = field(default_factory=dict)


class Entities(Mapping[str, Key]):
    """Entities by code, or by another text that one of them alone has. Iterating gives the codes.

    ``rows``: code, key, and the other texts of each. A code always wins; a text that two entities
    share is no name of either.
    """

    def __init__(self, rows: Iterable[tuple[str, Key, Iterable[str | None]]]) -> None:
        self._codes: dict[str, Key] = {}
        texts: dict[str, set[Key]] = {}
        for code, key, others in rows:
            self._codes[code] = key
            for text in spellings(*others):
                texts.setdefault(text, set()).add(key)
        self._names = {text: key for text, (key, *more) in texts.items() if not more}

    def __getitem__(self, text: str) -> Key:
        return self._codes[text] if text in self._codes else self._names[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Everything a row may name."""

    indicators: Mapping[str, Mapping[int, VersionRef]]
    entities: Mapping[str, Key]
    units: UnitTable
    documents: Mapping[str, DocumentRef]


def unit_table(units: list[DomainUnit]) -> UnitTable:
    """A unit table by code and alias."""
    return UnitTable(units)


def spellings(*texts: str | None) -> tuple[str, ...]:
    """What a person or a file may write for it: each text once, without empty ones."""
    return tuple(dict.fromkeys(text for text in texts if text))


def unit_from_row(unit: Unit) -> DomainUnit:
    """The domain's unit of a row of the unit table."""
    return DomainUnit(
        code=unit.code,
        quantity=unit.quantity,
        factor=Fraction(int(unit.numerator), int(unit.denominator)),
        base=unit.base.code if unit.base else unit.code,
        aliases=spellings(
            *unit.aliases, unit.name_en, unit.name_zh, unit.symbol_en, unit.symbol_zh
        ),
    )


def from_tables() -> Lookup:
    """The lookup of what stands in the tables now: five queries."""
    indicators: dict[str, dict[int, VersionRef]] = {code: {} for code in _codes(Indicator)}
    for version in IndicatorVersion.objects.select_related("indicator", "unit"):
        indicators[version.indicator.code][version.number] = VersionRef(
            version.pk, version.unit.code
        )
    passages: dict[int, dict[str, Key]] = {}
    for pk, document_id, code in Passage.objects.values_list("pk", "document_id", "code"):
        passages.setdefault(document_id, {})[code] = pk
    documents = {
        code: DocumentRef(pk, day, basis, passages.get(pk, {}))
        for pk, code, day, basis in Document.objects.values_list(
            "pk", "code", "published_on", "published_on_basis"
        )
    }
    entities = Entities(
        (code, pk, others)
        for code, pk, *others in Entity.objects.values_list("code", "pk", *_ENTITY_TEXTS)
    )
    units = unit_table([unit_from_row(unit) for unit in Unit.objects.select_related("base")])
    return Lookup(indicators, entities, units, documents)


def _codes(model: Any) -> list[str]:
    return list(model.objects.values_list("code", flat=True))


def from_catalogue(entries: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Lookup:
    """The lookup of a checked catalogue, without a database; keys are the codes."""
    indicators = {
        code: {
            int(version["version"]): VersionRef(
                f"{code}.v{version['version']}", version["unit"] or entry["unit"]
            )
            for version in entry["versions"]
        }
        for code, entry in entries["indicators.yaml"].items()
    }
    documents = {
        code: DocumentRef(
            code,
            entry["published_on"],
            entry["published_on_basis"],
            {passage["code"]: passage["code"] for passage in entry["passages"]},
        )
        for code, entry in entries["documents.yaml"].items()
    }
    units = [
        DomainUnit(
            code=code,
            quantity=entry["quantity"],
            factor=entry["factor"],
            base=entry["base"] or code,
            aliases=spellings(
                *(entry["aliases"] or []),
                *(entry[name] for name in ("name_en", "name_zh", "symbol_en", "symbol_zh")),
            ),
        )
        for code, entry in entries["units.yaml"].items()
    ]
    entities = Entities(
        (code, code, [entry[name] for name in _ENTITY_TEXTS])
        for code, entry in entries["entities.yaml"].items()
    )
    return Lookup(indicators, entities, unit_table(units), documents)

"""Checking the formulas and the quantities of the catalogue, across its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.domain import dimensions, formula_rules, formulas
from indicators.domain.errors import DomainError
from indicators.domain.formulas import Formula
from indicators.domain.units import Unit

Entries = Mapping[str, Mapping[str, Any]]
# A key inside an entry, and what is wrong with it.
Found = Iterable[tuple[str, str]]


def clean(version: dict[str, Any], key: str) -> Found:
    """What is wrong with a formula by itself, before it is held against the other files."""
    try:
        if version.get("formula"):
            formulas.parse(version["formula"])
    except DomainError as error:
        yield f"{key}.formula", str(error)


def _unit(units: Entries, code: str) -> Unit:
    entry = units[code]
    return Unit(code, entry["quantity"], entry["factor"], entry["base"] or code)


def check_unit(units: Entries, code: str) -> Found:
    """The quantity of a unit: one spelling, of parts that are measured; its base has the same."""
    entry = units[code]
    known = {one["quantity"] for one in units.values()}
    try:
        dimensions.check_quantity(entry["quantity"], known)
    except DomainError as error:
        yield "quantity", str(error)
    base = units.get(entry["base"] or code)
    if base is not None and base["quantity"] != entry["quantity"]:
        yield (
            "base",
            f"“{entry['base']}” measures {base['quantity']}, not {entry['quantity']}; "
            "a unit and its base measure the same",
        )
    if base is not None and entry["base"] and base["base"]:
        yield "base", f"“{entry['base']}” has a base itself, {base['base']}; name that one"


@dataclass(frozen=True, slots=True)
class Definitions:
    """The newest definition of every indicator: its unit, and what its formula refers to."""

    units: Mapping[str, Unit]
    references: Mapping[str, tuple[str, ...]]


def definitions(entries: Mapping[str, Entries]) -> Definitions:
    """Of a catalogue whose entries are sound by themselves."""
    units: dict[str, Unit] = {}
    references: dict[str, tuple[str, ...]] = {}
    for code, entry in entries["indicators.yaml"].items():
        newest = max(entry["versions"], key=lambda one: one["version"], default=None)
        if newest is None:
            continue
        unit = newest["unit"] or entry["unit"]
        if unit in entries["units.yaml"]:
            units[code] = _unit(entries["units.yaml"], unit)
        if formula := _formula(newest):
            references[code] = formula.references
    return Definitions(units, references)


def _formula(version: Mapping[str, Any]) -> Formula | None:
    return formulas.parse(version["formula"]) if version.get("formula") else None


def check_indicator(entries: Mapping[str, Entries], known: Definitions, code: str) -> Found:
    """What is wrong with the formulas of an indicator among all the others."""
    entry = entries["indicators.yaml"][code]
    for index, version in enumerate(entry["versions"]):
        formula = _formula(version)
        unit = version["unit"] or entry["unit"]
        if formula is None or unit not in entries["units.yaml"]:
            continue
        try:
            formula_rules.check(
                code,
                formula,
                _unit(entries["units.yaml"], unit),
                units=known.units,
                references=known.references,
            )
        except DomainError as error:
            yield f"versions[{index}].formula", str(error)

"""Checking the whole catalogue before anything is written. Needs no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indicators.connectors.base import ConnectorError
from indicators.connectors.registry import connector_for
from indicators.domain import statements
from indicators.domain.errors import DomainError
from indicators.domain.quality import registry
from indicators.services.catalogue import formulas, schema
from indicators.services.catalogue.files import Entry, Problem, read
from indicators.services.ingestion import schedules

CODE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


@dataclass(slots=True)
class Catalogue:
    """Cleaned entries of every file by code, and everything that is wrong."""

    root: Path
    entries: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def codes(self, file: str) -> frozenset[str]:
        """The codes of a file."""
        return frozenset(self.entries.get(file, {}))


def _clean(
    entry: Entry, spec: schema.FileSpec, values: Mapping[str, Any], key: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """Run ``values`` through the form of ``spec``; ``key`` is the place inside the entry."""
    place = f"{key}." if key else ""
    unknown = [name for name in values if name not in spec.fields]
    problems = [
        entry.problem(f"{place}{name}", f"unknown key; known are {', '.join(sorted(spec.fields))}")
        for name in unknown
    ]
    form = spec.form({name: value for name, value in values.items() if name in spec.fields})
    form.is_valid()
    for name, errors in form.errors.items():
        for error in errors:
            given = values.get(name)
            said = "" if given in (None, "") else f" (it says “{given}”)"
            problems.append(entry.problem(f"{place}{name}", f"{error}{said}"))
    return form.cleaned_data, problems


def _nested(
    entry: Entry, spec: schema.FileSpec, items: Any, key: str
) -> tuple[list[dict[str, Any]], list[Problem]]:
    if items is None:
        return [], []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return [], [entry.problem(key, "must be a list of mappings")]
    cleaned, problems = [], []
    for index, item in enumerate(items):
        values, found = _clean(entry, spec, item, f"{key}[{index}]")
        cleaned.append(values)
        problems.extend(found)
    return cleaned, problems


def _mapping(
    entry: Entry, spec: schema.FileSpec, value: Any, key: str
) -> tuple[dict[str, Any] | None, list[Problem]]:
    if value is None:
        return None, []
    if not isinstance(value, dict):
        return None, [entry.problem(key, "must be a mapping")]
    return _clean(entry, spec, value, key)


def _clean_target(entry: Entry, cleaned: dict[str, Any]) -> list[Problem]:
    problems: list[Problem] = []
    raw, promise = cleaned.get("statement"), cleaned.get("milestone")
    if (raw is None) == (promise is None):
        return [entry.problem("statement", "give either a statement or a milestone, not both")]
    statement, found = _mapping(entry, schema.STATEMENT, raw, "statement")
    problems += found
    if statement is not None:
        for part, spec in (("reference", schema.REFERENCE), ("horizon", schema.HORIZON)):
            statement[part], found = _mapping(entry, spec, statement.get(part), f"statement.{part}")
            problems += found
        if not cleaned.get("indicator"):
            problems.append(entry.problem("indicator", "a statement needs an indicator"))
        if not problems:
            try:
                statements.build(**statement_parts(statement))
            except DomainError as error:
                problems.append(entry.problem("statement", str(error)))
    milestone, found = _mapping(entry, schema.MILESTONE, promise, "milestone")
    problems += found
    if milestone is not None:
        milestone["evidence"], found = _nested(
            entry, schema.EVIDENCE, milestone.get("evidence"), "milestone.evidence"
        )
        problems += found
    cleaned["statement"], cleaned["milestone"] = statement, milestone
    return problems


def statement_parts(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of ``domain.statements.build`` from a cleaned statement of the catalogue."""
    reference = statement.get("reference") or {}
    horizon = statement.get("horizon") or {}
    return {
        "quantity": statement["quantity"],
        "comparator": statement.get("comparator") or None,
        "low": statement.get("low"),
        "high": statement.get("high"),
        "tolerance": statement.get("tolerance"),
        "reference_kind": reference.get("kind") or "none",
        "reference_period": reference.get("period"),
        "reference_value": reference.get("value"),
        "horizon_kind": horizon.get("kind") or None,
        "horizon_period": horizon.get("period"),
        "pacing": statement.get("pacing") or "linear",
        "once": bool(statement.get("once")),
        "interim": statement.get("interim") or [],
        "stated": statement.get("stated") or "",
    }


def _clean_source(entry: Entry, cleaned: dict[str, Any]) -> list[Problem]:
    problems = []
    if cleaned.get("schedule"):
        try:
            zone = cleaned.get("time_zone") or "UTC"
            schedules.next_time(cleaned["schedule"], zone, after=datetime(2026, 1, 1, tzinfo=UTC))
        except DomainError as error:
            problems.append(entry.problem("schedule", str(error)))
    if cleaned.get("connector"):
        try:
            connector_for(cleaned["connector"], cleaned.get("parameters") or {})
        except ConnectorError as error:
            problems.append(entry.problem("parameters", str(error)))
    return problems + _clean_checks(entry, cleaned, "source")


def _clean_checks(entry: Entry, cleaned: dict[str, Any], what: str) -> list[Problem]:
    """The declared quality checks must be known, with the parameters that they have."""
    try:
        registry.declared(cleaned.get("checks") or {}, f"{what} {cleaned.get('code', '?')}")
    except DomainError as error:
        return [entry.problem("checks", str(error))]
    return []


def _clean_parts(name: str, entry: Entry, cleaned: dict[str, Any]) -> list[Problem]:
    if name == "documents.yaml":
        cleaned["passages"], problems = _nested(
            entry, schema.PASSAGE, cleaned.get("passages"), "passages"
        )
        return problems
    if name == "indicators.yaml":
        cleaned["versions"], problems = _nested(
            entry, schema.VERSION, cleaned.get("versions"), "versions"
        )
        for index, version in enumerate(cleaned["versions"]):
            found = formulas.clean(version, f"versions[{index}]")
            problems += [entry.problem(key, message) for key, message in found]
        return problems + _clean_checks(entry, cleaned, "indicator")
    if name == "targets.yaml":
        return _clean_target(entry, cleaned)
    if name == "sources.yaml":
        return _clean_source(entry, cleaned)
    return []


def _references(
    catalogue: Catalogue, entry: Entry, spec: schema.FileSpec, values: Mapping[str, Any], key: str
) -> Iterable[Problem]:
    place = f"{key}." if key else ""
    for name, file in spec.refs.items():
        code = values.get(name)
        if code and code not in catalogue.codes(file):
            yield entry.problem(f"{place}{name}", f"“{code}” does not stand in {file}")


def _passage(
    catalogue: Catalogue, entry: Entry, values: Mapping[str, Any], key: str
) -> Iterable[Problem]:
    document = catalogue.entries["documents.yaml"].get(values.get("document") or "")
    code = values.get("passage")
    if document and code and code not in {item["code"] for item in document["passages"]}:
        yield entry.problem(key, f"“{code}” is not a passage of {values['document']}")


def _cross_check(catalogue: Catalogue, name: str, entry: Entry) -> Iterable[Problem]:
    cleaned = catalogue.entries[name].get(entry.code)
    if cleaned is None:
        return
    yield from _references(catalogue, entry, schema.SPECS[name], cleaned, "")
    if name in ("targets.yaml", "reported.yaml"):
        yield from _passage(catalogue, entry, cleaned, "passage")
    if name == "indicators.yaml":
        for index, version in enumerate(cleaned["versions"]):
            yield from _references(catalogue, entry, schema.VERSION, version, f"versions[{index}]")
    if name == "targets.yaml":
        if cleaned["statement"] is not None:
            yield from _references(
                catalogue, entry, schema.STATEMENT, cleaned["statement"], "statement"
            )
        for index, item in enumerate((cleaned["milestone"] or {}).get("evidence", [])):
            key = f"milestone.evidence[{index}]"
            yield from _references(catalogue, entry, schema.EVIDENCE, item, key)
            yield from _passage(catalogue, entry, item, f"{key}.passage")


def _formulas(catalogue: Catalogue, found: Mapping[str, list[Entry]]) -> Iterable[Problem]:
    """Quantities of units, and formulas among all definitions."""
    known = formulas.definitions(catalogue.entries)
    for entry in found["units.yaml"]:
        for key, message in formulas.check_unit(catalogue.entries["units.yaml"], entry.code):
            yield entry.problem(key, message)
    for entry in found["indicators.yaml"]:
        for key, message in formulas.check_indicator(catalogue.entries, known, entry.code):
            yield entry.problem(key, message)


def check(root: Path) -> Catalogue:
    """Read and check every YAML file below ``root``. All problems are in ``problems``, sorted."""
    catalogue = Catalogue(root)
    found: dict[str, list[Entry]] = {}
    for name, spec in schema.SPECS.items():
        entries, problems = read(root, name)
        catalogue.problems += problems
        found[name] = entries
        catalogue.entries[name] = {}
        for entry in entries:
            code = entry.values.get("code")
            if isinstance(code, str) and not set(code) <= CODE:
                catalogue.problems.append(
                    entry.problem("code", "may contain letters, digits, dot, dash, underscore")
                )
            cleaned, problems = _clean(entry, spec, entry.values)
            problems += _clean_parts(name, entry, cleaned)
            catalogue.problems += problems
            if not problems:
                catalogue.entries[name][entry.code] = cleaned
            else:
                # Known by its code, so that one error is not reported again by every reference.
                catalogue.entries[name].setdefault(entry.code, cleaned | _empty_parts(name))
    if not catalogue.problems:
        catalogue.problems += _formulas(catalogue, found)
        for name, entries in found.items():
            for entry in entries:
                catalogue.problems += _cross_check(catalogue, name, entry)
    catalogue.problems.sort()
    return catalogue


def _empty_parts(name: str) -> dict[str, Any]:
    if name == "documents.yaml":
        return {"passages": []}
    if name == "indicators.yaml":
        return {"versions": []}
    return {}

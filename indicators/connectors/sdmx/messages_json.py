"""SDMX-JSON data messages: 1.0, 2.0, and the draft that the ECB and the old OECD service sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from indicators.connectors.base import ConnectorError
from indicators.connectors.sdmx import answers
from indicators.connectors.sdmx.found import MEASURE, TIME_IDS, Found

_ACTIONS = {"information": "I", "append": "A", "merge": "M", "replace": "R", "delete": "D"}
_LEVELS = ("dataset", "series", "observation")
_LONGEST = 60


def read(document: object, measure: str) -> Iterator[Found]:
    """The observations, numbered from 1; ConnectorError for what is no data message."""
    if not isinstance(document, dict):
        _refuse("The answer is a JSON {kind}, not an SDMX message.", kind=_kind(document))
    data = document.get("data") if isinstance(document.get("data"), dict) else document
    assert isinstance(data, dict)
    structures = data.get("structures")
    if not isinstance(structures, list):
        structures = [data.get("structure")]
    datasets = data.get("dataSets")
    if not isinstance(datasets, list) or not any(isinstance(one, dict) for one in structures):
        _refuse_other(document, data)
    number = 0
    for dataset in datasets:
        if not isinstance(dataset, dict):
            _refuse("A data set of the message is a {kind}, not an object.", kind=_kind(dataset))
        index = _index(dataset.get("structure", "0"), len(structures))
        structure = structures[index] if index is not None else None
        if not isinstance(structure, dict):
            _refuse("A data set of the message names a structure that is not there.")
        for found in _DataSet(structure, dataset, measure).read(number):
            number = found.line
            yield found


def _refuse_other(document: Mapping[str, object], data: Mapping[str, object]) -> NoReturn:
    if reason := answers.reason_of_json(document):
        raise answers.refused(reason)
    if {"dataStructures", "dataflows", "codelists", "conceptSchemes"} & data.keys():
        _refuse(
            "This is a structure message: it says how data are arranged, but has none. Right is "
            "the address of a data query."
        )
    names = ", ".join(map(str, document))[:200]
    _refuse("The answer is JSON, but no SDMX data message. It has {names}.", names=names or "{}")


def _refuse(template: str, **params: Any) -> NoReturn:
    raise ConnectorError(template, code="not_sdmx", **params)


def _kind(one: object) -> str:
    if isinstance(one, list):
        return "list"
    return "object" if isinstance(one, dict) else "text, number or constant"


def _text(one: object) -> str:
    """The text of a value; of several languages the first."""
    if isinstance(one, str):
        return one
    if isinstance(one, dict):
        return next((text for text in one.values() if isinstance(text, str)), "")
    if isinstance(one, list):
        return "; ".join(filter(None, map(_text, one)))
    return str(one).lower() if isinstance(one, bool) else ""


def _index(one: object, size: int) -> int | None:
    """A position from 0 below ``size``; ``None`` for anything else."""
    if not isinstance(one, str) or not one.isascii() or not one.isdecimal() or len(one) > 9:
        return None
    return index if (index := int(one)) < size else None


@dataclass(frozen=True, slots=True)
class _Component:
    """A dimension, attribute or measure with its values; without values it says them itself."""

    name: str
    values: Sequence[str] | None
    position: int | None
    is_time: bool

    @classmethod
    def of(cls, one: object) -> "_Component":
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            _refuse("A dimension or attribute of the message has no id.")
        listed = one.get("values")
        values = [cls._value(value) for value in listed] if isinstance(listed, list) else None
        roles = [one.get("role"), *(one["roles"] if isinstance(one.get("roles"), list) else [])]
        is_time = one["id"] in TIME_IDS or any(
            isinstance(role, str) and role.upper() in ("TIME", "TIME_PERIOD") for role in roles
        )
        return cls(one["id"], values or None, _index(one.get("keyPosition"), 10_000), is_time)

    @staticmethod
    def _value(one: object) -> str:
        if not isinstance(one, dict):
            return _text(one)
        return next(
            (text for name in ("id", "value", "name") if (text := _text(one.get(name)))), ""
        )

    def text(self, one: object) -> str | None:
        """What ``one``, an index or a text, says; ``None`` for an index that leads nowhere."""
        if one is None:
            return ""
        if self.values is None:
            return _text(one)
        index = _index(one, len(self.values))
        return None if index is None else self.values[index]


class _DataSet:
    """One data set of a message, read with its structure."""

    def __init__(
        self, structure: Mapping[str, object], dataset: Mapping[str, object], measure: str
    ) -> None:
        self._dataset, self._measure = dataset, measure
        self._dimensions = _levels(structure.get("dimensions"))
        self._attributes = _levels(structure.get("attributes"))
        measures = _levels(structure.get("measures"))["observation"]
        self._measures = [one.name for one in measures] or [MEASURE]
        if measure not in self._measures:
            raise ConnectorError(
                "The message has no measure “{measure}”, but {found}. Name the right one in "
                "`measure`.",
                code="unknown_measure",
                measure=measure,
                found=", ".join(self._measures)[:300],
            )
        action = dataset.get("action")
        self._action = _ACTIONS.get(action.lower(), "") if isinstance(action, str) else ""
        valid = dataset.get("validFrom")
        self._valid_from = valid[:10] if isinstance(valid, str) else None
        groups = dataset.get("dimensionGroupAttributes")
        if isinstance(groups, dict) and groups:
            _refuse(
                "The message gives attributes to groups of dimensions, which is not read of JSON: "
                "the unit of the figures may be among them. Right is `format` csv or xml."
            )
        fixed = [one.text("0") if one.values else "" for one in self._dimensions["dataset"]]
        names = [one.name for one in self._dimensions["dataset"]]
        self._fixed = dict(zip(names, map(_text, fixed), strict=True))
        self._order = self._key_order()

    def _key_order(self) -> list[str]:
        every = [one for level in _LEVELS for one in self._dimensions[level]]
        times = [one.name for one in every if one.is_time]
        others = [one for one in every if not one.is_time]
        if all(one.position is not None for one in others):
            others.sort(key=lambda one: one.position or 0)
        self._time = times[0] if times else ""
        return [*(one.name for one in others), *times]

    def read(self, number: int) -> Iterator[Found]:
        shared, problem = _attributes(self._attributes["dataset"], self._dataset.get("attributes"))
        series = self._dataset.get("series")
        parts: dict[str, object] = {}
        if isinstance(series, dict):
            parts |= series
        if isinstance(self._dataset.get("observations"), dict):
            # Flat: no series. The key of a series is never without digits.
            parts[""] = {"observations": self._dataset["observations"]}
        for key, one in parts.items():
            content = one if isinstance(one, dict) else {}
            observations = content.get("observations")
            named = _named(self._dimensions["series"] if key else [], key)
            own, wrong = _attributes(self._attributes["series"], content.get("attributes"))
            if named is None or wrong or problem or not isinstance(observations, dict | None):
                number += 1
                why = wrong or problem or f"The key “{key[:_LONGEST]}” leads to no values."
                yield Found(
                    number, {}, {}, raw=f"{key}: {str(observations)[:1000]}",
                    problem=f"{why} Its observations were not read.",
                )  # fmt: skip
                continue
            for place, values in (observations or {}).items():
                number += 1
                yield self._observation(number, named, {**shared, **own}, place, values)

    def _observation(
        self, number: int, named: Mapping[str, str], attributes: Mapping[str, str], place: str,
        values: object,
    ) -> Found:  # fmt: skip
        problem = ""
        at = _named(self._dimensions["observation"], place)
        if at is None:
            at, problem = {}, f"The key “{place[:_LONGEST]}” leads to no values."
        row = values if isinstance(values, list) else [values]
        count = len(self._measures)
        measures = {
            name: "" if one is None else _text(one)
            for name, one in zip(self._measures, row, strict=False)
        }
        own, wrong = _attributes(self._attributes["observation"], row[count:])
        every = {**self._fixed, **named, **at}
        dimensions = {self._renamed(name): every[name] for name in self._order if name in every}
        others = {**attributes, **own, self._measure: "", **measures}
        return Found(
            number, dimensions, others, self._action, self._valid_from, problem or wrong,
            raw=f"{'.'.join(dimensions.values())} {place[:_LONGEST]}: {str(values)[:1000]}",
        )  # fmt: skip

    def _renamed(self, name: str) -> str:
        """Whatever the time dimension is called, it is one."""
        return TIME_IDS[0] if name == self._time else name


def _levels(one: object) -> dict[str, list[_Component]]:
    """Components by level; ``dataSet`` is ``dataset``."""
    found: dict[str, list[_Component]] = {level: [] for level in _LEVELS}
    if isinstance(one, dict):
        for level, components in one.items():
            if level.lower() in found and isinstance(components, list):
                found[level.lower()] += [_Component.of(each) for each in components]
    return found


def _named(dimensions: Sequence[_Component], key: str) -> dict[str, str] | None:
    """The dimensions of a key such as ``0:3``; ``None`` when it does not fit them."""
    parts = key.split(":") if dimensions or key else []
    if len(parts) != len(dimensions):
        return None
    named = {one.name: one.text(part) for one, part in zip(dimensions, parts, strict=True)}
    return (
        {name: text for name, text in named.items() if text is not None}
        if None not in named.values() and "" not in parts
        else None
    )


def _attributes(components: Sequence[_Component], given: object) -> tuple[dict[str, str], str]:
    """Attributes by id, and what is wrong with them."""
    row = given if isinstance(given, list) else []
    if len(row) > len(components) and any(one is not None for one in row[len(components) :]):
        return {}, "There are more attributes than the structure of the message names."
    found = {one.name: "" for one in components}
    for component, one in zip(components, row, strict=False):
        text = component.text(one)
        if text is None:
            return {}, f"The attribute {component.name[:_LONGEST]} points at no value."
        found[component.name] = text
    return found, ""

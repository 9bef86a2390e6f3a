"""A JSON-stat dataset: dimensions with their categories, and values in row-major order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NoReturn

from indicators.connectors.base import ConnectorError
from indicators.connectors.observations import Observation

_TIME_NAMES = (
    "time", "time_period", "tid", "year", "period", "date", "month", "quarter", "år", "jahr",
    "zeit", "perioden", "vuosi", "kuukausi", "año", "periodo", "anno", "tlist",
)  # fmt: skip
_AREA_NAMES = ("geo", "ref_area", "region", "area", "country", "geography")
SHOWN = 60


def refuse(template: str, code: str = "invalid_cube", **params: Any) -> NoReturn:
    """Raise the ConnectorError for a dataset that does not fit together."""
    raise ConnectorError(template, code=code, **params)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension: codes in order, their labels, and units where they have them."""

    name: str
    codes: Sequence[str]
    labels: Mapping[str, str]
    units: Mapping[str, "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What the values of a category are counted in, and which power of ten they stand for."""

    text: str = ""
    multiplier: str = ""

    @classmethod
    def of(cls, one: object) -> "Unit":
        """With a ``base`` the multiplier is its own; a label names the power of ten itself."""
        if not isinstance(one, dict):
            return cls(_text(one))
        base, label = _text(one.get("base")), _text(one.get("label"))
        multiplier = _text(one.get("multiplier"))
        if base or not label:
            return cls(base or _text(one.get("symbol")), multiplier)
        return cls(label)


def _text(one: object) -> str:
    return one if isinstance(one, str) else ""


class Cube:
    """A dataset whose sizes and categories have been checked against its values."""

    def __init__(
        self, dataset: Mapping[str, object], dimensions: Sequence[Dimension], time: int | None,
        area: int | None,
    ) -> None:  # fmt: skip
        self._dimensions, self._time, self._area = dimensions, time, area
        self._count = prod(len(one.codes) for one in dimensions)
        self._values = self._checked(dataset["value"])
        self._statuses = _statuses(dataset.get("status"), self._count)
        self._updated = _text(dataset.get("updated"))
        names = [one.name for one in dimensions]
        self._frequency = next((i for i, name in enumerate(names) if name.lower() == "freq"), None)
        self._unit = next((i for i, name in enumerate(names) if name.lower() == "unit"), None)

    @classmethod
    def of(cls, dataset: Mapping[str, object], time_dimension: str | None) -> "Cube":
        """Check a dataset; ConnectorError names what does not fit."""
        declared = dataset["dimension"]
        assert isinstance(declared, dict)
        # Before version 2.0 these stood within the dimension.
        ids, sizes = (
            dataset.get("id", declared.get("id")),
            dataset.get("size", declared.get("size")),
        )
        roles = dataset.get("role", declared.get("role"))
        if (
            not isinstance(ids, list)
            or not isinstance(sizes, list)
            or len(ids) != len(sizes)
            or not all(isinstance(one, str) for one in ids)
            or len(set(ids)) != len(ids)
        ):
            refuse(
                "The dataset does not say its dimensions: `id` and `size` must be lists of equal "
                "length, without repeats."
            )
        dimensions = [
            _dimension(name, declared.get(name), size)
            for name, size in zip(ids, sizes, strict=True)
        ]
        time = _time(ids, roles, time_dimension)
        return cls(dataset, dimensions, time, _place(ids, roles, "geo", _AREA_NAMES))

    def _checked(self, values: object) -> Mapping[int, object] | Sequence[object]:
        if isinstance(values, list):
            if len(values) != self._count:
                refuse(
                    "There are {found:,} values, but {expected:,} places in the cube ({sizes}).",
                    found=len(values),
                    expected=self._count,
                    sizes=" × ".join(str(len(one.codes)) for one in self._dimensions)[:200],
                )
            return values
        if isinstance(values, dict):
            return {_position(key, self._count): one for key, one in values.items()}
        refuse("The values of the dataset are neither a list nor an object.")

    def observations(self) -> Iterator[Observation]:
        """The values in row-major order; of a sparse cube only those that it has."""
        if isinstance(self._values, Mapping):
            sparse = self._statuses if isinstance(self._statuses, dict) else {}
            pairs = [(place, self._values.get(place)) for place in sorted({*self._values, *sparse})]
        else:
            pairs = list(enumerate(self._values))
        if not pairs:
            raise ConnectorError(
                "The dataset has no values. Check the filters of the query.",
                code="no_observations",
            )
        for place, value in pairs:
            yield self._observation(place, value)

    def _observation(self, place: int, value: object) -> Observation:
        codes: list[str] = []
        rest = place
        for one in reversed(self._dimensions):
            rest, index = divmod(rest, len(one.codes))
            codes.append(one.codes[index])
        codes.reverse()
        fields: dict[str, str] = {}
        unit = Unit()
        for dimension, code in zip(self._dimensions, codes, strict=True):
            fields[dimension.name] = code
            fields[f"{dimension.name}_label"] = dimension.labels.get(code, "")
            unit = dimension.units.get(code, unit)
        fields["updated"] = self._updated
        if self._unit is not None and not unit.text:
            unit = Unit(codes[self._unit], unit.multiplier)
        number = value if isinstance(value, str) or value is None else repr(value)[:SHOWN]
        return Observation(
            line=place + 1,
            key=[code for index, code in enumerate(codes) if index != self._time],
            fields=fields,
            value=number,
            period=None if self._time is None else codes[self._time],
            status=self._status(place),
            multiplier=unit.multiplier,
            unit=unit.text,
            entity=None if self._area is None else codes[self._area],
            frequency="" if self._frequency is None else codes[self._frequency],
        )

    def _status(self, place: int) -> str:
        if isinstance(self._statuses, dict):
            return self._statuses.get(place, "")
        return self._statuses if isinstance(self._statuses, str) else self._statuses[place]


def _position(key: object, count: int) -> int:
    text = str(key)
    if text.isascii() and text.isdecimal() and len(text) < 16 and int(text) < count:
        return int(text)
    refuse(
        "“{key}” is not a place in the cube. Right is a number from 0 below {count:,}.",
        key=text[:SHOWN],
        count=count,
    )


def _statuses(given: object, count: int) -> str | Sequence[str] | dict[int, str]:
    """One status for all, one for each, or those that there are."""
    if given is None or isinstance(given, str):
        return given or ""
    if isinstance(given, list):
        texts = [_text(one) for one in given]
        if len(texts) == 1:
            return texts[0]
        if len(texts) != count:
            refuse(
                "There are {found:,} statuses for {expected:,} values.",
                found=len(texts),
                expected=count,
            )
        return texts
    if isinstance(given, dict):
        return {_position(key, count): _text(one) for key, one in given.items()}
    refuse("The status of the dataset is neither a text, a list nor an object.")


def _dimension(name: str, declared: object, size: object) -> Dimension:
    category = declared.get("category") if isinstance(declared, dict) else None
    if not isinstance(category, dict):
        refuse("The dimension “{name}” has no categories.", name=name[:SHOWN])
    index, label = category.get("index"), category.get("label")
    labels = {key: _text(one) for key, one in label.items()} if isinstance(label, dict) else {}
    codes = _codes(name, index, labels)
    if str(size) != str(len(codes)):
        refuse(
            "The dimension “{name}” should have {size} categories, but has {count}.",
            name=name[:SHOWN],
            size=str(size)[:20],
            count=len(codes),
        )
    units = category.get("unit")
    return Dimension(
        name,
        codes,
        labels,
        {key: Unit.of(one) for key, one in units.items()} if isinstance(units, dict) else {},
    )


def _codes(name: str, index: object, labels: Mapping[str, str]) -> list[str]:
    """The codes in order. A dimension of one category may do without an index."""
    if index is None and len(labels) == 1:
        return list(labels)
    if isinstance(index, list) and all(isinstance(one, str) for one in index):
        if len(set(index)) == len(index):
            return index
    elif isinstance(index, dict):
        # The places are numbers, and each of them is taken once.
        ordered = sorted(index, key=lambda code: _rank(index[code]))
        if [str(index[code]) for code in ordered] == [str(place) for place in range(len(index))]:
            return ordered
    refuse(
        "The categories of the dimension “{name}” have no clear order: `index` must be a list of "
        "codes, or give each code its own place from 0 on.",
        name=name[:SHOWN],
    )


def _rank(place: object) -> int:
    text = str(place)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1


def _time(ids: Sequence[str], roles: object, wanted: str | None) -> int | None:
    if wanted is None:
        return _place(ids, roles, "time", _TIME_NAMES)
    if wanted in ids:
        return ids.index(wanted)
    refuse(
        "There is no dimension “{wanted}”. The dataset has {found}. Correct `time_dimension`.",
        "unknown_dimension",
        wanted=wanted[:SHOWN],
        found=", ".join(ids)[:300],
    )


def _place(ids: Sequence[str], roles: object, role: str, names: Sequence[str]) -> int | None:
    """Where the dimension of a role stands: as said, or by its name."""
    said = roles.get(role) if isinstance(roles, dict) else None
    if isinstance(said, list):
        for name in said:
            if name in ids:
                return ids.index(name)
    lowered = [name.lower() for name in ids]
    for name in names:
        for index, one in enumerate(lowered):
            if one == name or one.startswith(f"{name}("):
                return index
    return None

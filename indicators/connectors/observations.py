"""From an observation of a statistics office to a record: value, status, period, notes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from indicators.connectors.base import RAW_KEPT, ConnectorError
from indicators.connectors.provider_codes import MISSING_CODES, status_of
from indicators.connectors.provider_periods import period_text
from indicators.connectors.records import Record
from indicators.domain.errors import PeriodError
from indicators.domain.numbers import MISSING

# Fields that records have beside those of the source; `entity`, `period` and `valid_from` only if
# the source has such a thing. The others are always there, so that a first record without a unit
# does not decide for those behind it.
OWN_FIELDS = (
    "series", "entity", "frequency", "period", "value", "unit", "status", "note", "valid_from",
)  # fmt: skip
SUGGESTED: Mapping[str, str] = {name: name for name in OWN_FIELDS if name != "valid_from"}
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NOT_A_NUMBER = frozenset({"NaN", "nan", "NAN", "#N/A"})
_MULTIPLIER = re.compile(r"[+-]?\d{1,2}", re.ASCII)
_MULTIPLIER_WORDS = {
    "units": 0, "unit": 0, "tens": 1, "hundreds": 2, "thousands": 3, "tens of thousands": 4,
    "hundreds of thousands": 5, "millions": 6, "tens of millions": 7, "hundreds of millions": 8,
    "billions": 9, "tens of billions": 10, "hundreds of billions": 11, "trillions": 12,
}  # fmt: skip
# Words that numbers of ours may carry: the figure stays as stated, and so does its precision.
_SCALE_WORDS = {3: "thousand", 4: "万", 6: "million", 8: "亿", 9: "billion", 12: "trillion"}
_MOST_POWERS = 30


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation in the source's own texts.

    ``key``: codes of its series, in order. ``fields``: everything the source says of it. ``value``
    ``None`` or a missing mark: there is none. ``multiplier``: power of ten of the value.
    ``deleted``: the source takes it back. ``entity``, ``period``, ``valid_from``: ``None`` where
    the source has nothing of the kind.
    """

    line: int
    key: Sequence[str]
    fields: Mapping[str, str]
    value: str | None
    period: str | None = None
    status: str = ""
    multiplier: str = ""
    unit: str = ""
    entity: str | None = None
    frequency: str = ""
    year_start: str = ""
    valid_from: str | None = None
    deleted: bool = False
    note: str = ""
    problems: Sequence[str] = field(default_factory=tuple)
    raw: str = ""


def record(seen: Observation) -> Record:
    """The observation with our own fields: see OWN_FIELDS. What cannot be read is its problem."""
    problems, notes = list(seen.problems), [seen.note] if seen.note else []
    # `unit` is Eurostat's name of what we call so too; other fields of such names step aside.
    found = {
        (f"{name}_" if name in OWN_FIELDS and name != "unit" else name): text
        for name, text in seen.fields.items()
    }
    found |= {"series": ".".join(seen.key), "frequency": seen.frequency, "unit": seen.unit}
    for name, text in (("entity", seen.entity), ("valid_from", seen.valid_from)):
        if text is not None:
            found[name] = text
    if seen.period is not None:
        try:
            found["period"] = period_text(seen.period, seen.year_start)
        except PeriodError as error:
            found["period"] = seen.period
            problems.append(str(error))
    missing = seen.deleted or is_missing(seen.value)
    try:
        found["value"] = "" if missing else scaled(seen.value or "", seen.multiplier, notes)
    except ValueError as error:
        found["value"] = ""
        problems.append(str(error))
    found["status"] = _status(seen.status, notes, missing=missing)
    if seen.deleted:
        notes.append("Deleted by the source.")
    found["note"] = " ".join(notes)
    if not problems:
        return Record(seen.line, found)
    raw = seen.raw or " ".join(f"{name}={text}" for name, text in seen.fields.items() if text)
    return Record(seen.line, found, " ".join(problems), raw[:RAW_KEPT])


def with_fields(records: Iterable[Record], wanted: Iterable[str]) -> Iterator[Record]:
    """The records, each with all ``wanted`` fields, empty where it has none of that name.

    What fields there are is told from the first record, which may lack an attribute that others
    have. Raises ConnectorError at the end for a field that none of them had.
    """
    wanted = tuple(wanted)
    names, missing, found = frozenset(wanted), set(wanted), dict[str, None]()
    for one in records:
        if one.problem is None:
            missing.difference_update(one.fields)
            found.update(dict.fromkeys(one.fields))
            if not one.fields.keys() >= names:
                one = replace(one, fields={**dict.fromkeys(wanted, ""), **one.fields})
        yield one
    for name in sorted(missing) if found else ():
        raise ConnectorError(
            "There is no field “{field}” in what the source sent. It has {found}. Correct "
            "`columns`.",
            code="missing_column",
            field=name,
            found=", ".join(list(found)[:40]),
        )


def is_missing(value: str | None) -> bool:
    """Whether a value is none: absent, empty, NaN, or one of the usual marks."""
    return value is None or value.strip() in MISSING or value.strip() in _NOT_A_NUMBER


def _status(text: str, notes: list[str], *, missing: bool) -> str:
    """The source's flag, except where it contradicts whether there is a value."""
    ours = status_of(text)
    if text and ours.casefold() != text.strip().casefold():
        notes.append(f"Status in the source: {text.strip()[:60]}.")
    if missing:
        return text if ours in MISSING_CODES else "O"
    return "A" if ours in MISSING_CODES else text


def scaled(text: str, multiplier: str, notes: list[str]) -> str:
    """``text`` × 10^``multiplier`` as a text that says exactly that: ``106368 million``.

    Raises ValueError with a sentence for people.
    """
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        raise ValueError(
            f"The value “{plain[:60]}” is not a number. Right is one with a decimal point and "
            "without separators, or nothing."
        )
    power = _power(multiplier)
    if power == 0:
        return plain
    word = _SCALE_WORDS.get(power)
    if word and "e" not in plain.lower():
        return f"{plain} {word}"
    notes.append(f"{plain} × 10^{power} in the source.")
    sign, digits, exponent = Decimal(plain).as_tuple()
    assert isinstance(exponent, int)
    return f"{Decimal((sign, digits, exponent + power)):f}"


def _power(text: str) -> int:
    plain = text.strip()
    if not plain:
        return 0
    power = _MULTIPLIER_WORDS.get(plain.lower())
    if power is None and _MULTIPLIER.fullmatch(plain):
        power = int(plain)
    if power is None or abs(power) > _MOST_POWERS:
        raise ValueError(
            f"The multiplier “{plain[:60]}” is not a power of ten. Right is a whole number such "
            "as 6 for millions."
        )
    return power

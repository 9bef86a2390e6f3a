"""Query strings, read strictly: what is not known or not understood is named, never ignored.

Each parameter is declared once, here. The parser, the OpenAPI description and the message about
an unknown parameter all read the same declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from indicators.api.errors import FieldError, ParameterError, sentence, shorten
from indicators.domain import periods
from indicators.domain.codelists import Basis, Frequency, RunState, Status
from indicators.domain.errors import DomainError
from indicators.domain.outlooks.registry import METHODS

LONGEST = 250
# Far above any number of releases or rows, and still an integer of the database.
LARGEST = 2**31 - 1


class UnusableError(ValueError):
    """A value is not what its parameter takes; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query string."""

    name: str
    read: Callable[[str, date], Any]
    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    default: Any = None
    # Several values may be given, separated by commas or by repeating the parameter.
    several: bool = False


def parse(given: QueryDict, known: Sequence[Parameter], *, today: date) -> dict[str, Any]:
    """The values of all known parameters.

    Raises ParameterError that names everything that is wrong with the query string.
    """
    names = [parameter.name for parameter in known]
    errors = [
        _unknown(name, ", ".join(given.getlist(name)), names) for name in given if name not in names
    ]
    values: dict[str, Any] = {}
    for parameter in known:
        texts = given.getlist(parameter.name)
        if not texts:
            values[parameter.name] = parameter.default
            continue
        try:
            values[parameter.name] = _value(parameter, texts, today)
        except UnusableError as error:
            errors.append(FieldError(parameter.name, ", ".join(texts), str(error)))
        except DomainError as error:
            errors.append(FieldError(parameter.name, ", ".join(texts), sentence(error)))
    if errors:
        raise ParameterError(errors)
    return values


def _unknown(name: str, value: str, names: Sequence[str]) -> FieldError:
    shown = shorten(name)
    if not names:
        text = _("There is no parameter “{name}”; this address takes none.")
        return FieldError(name, value, text.format(name=shown))
    near = get_close_matches(name[:LONGEST], names, n=1)
    text = (
        _("There is no parameter “{name}”; did you mean “{near}”? Known here: {names}.")
        if near
        else _("There is no parameter “{name}”. Known here: {names}.")
    )
    return FieldError(
        name, value, text.format(name=shown, near=near[0] if near else "", names=", ".join(names))
    )


def _value(parameter: Parameter, texts: Sequence[str], today: date) -> Any:
    if parameter.several:
        items = [item.strip() for text in texts for item in text.split(",")]
        return tuple(dict.fromkeys(_one(parameter, item, today) for item in items))
    if len(texts) > 1:
        raise UnusableError(
            _("“{name}” is given {count} times; give it once.").format(
                name=parameter.name, count=len(texts)
            )
        )
    return _one(parameter, texts[0], today)


def _one(parameter: Parameter, text: str, today: date) -> Any:
    if not text.strip():
        raise UnusableError(
            _("“{name}” is empty; give a value or leave the parameter out.").format(
                name=parameter.name
            )
        )
    if len(text) > LONGEST or not text.isprintable():
        raise UnusableError(
            _("The value of “{name}” is too long or holds characters that cannot be printed.")
            .format(name=parameter.name)
        )  # fmt: skip
    return parameter.read(text, today)


# --- How values are read ----------------------------------------------------------------------
def _text(text: str, today: date) -> str:
    return text


def _day(text: str, today: date) -> date:
    return periods.parse_day(text)


def _past_day(text: str, today: date) -> date:
    day = _day(text, today)
    if day > today:
        raise UnusableError(
            _("{day} lies in the future; what is known then is not known yet. Today is {today}.")
            .format(day=day, today=today)
        )  # fmt: skip
    return day


def _period(text: str, today: date) -> periods.Period:
    return periods.parse_period(text)


def _number(lowest: int, highest: int) -> Callable[[str, date], int]:
    def read(text: str, today: date) -> int:
        if re.fullmatch(r"\d{1,10}", text, re.ASCII) and lowest <= int(text) <= highest:
            return int(text)
        raise UnusableError(
            _("“{text}” is not a whole number from {lowest} to {highest}.").format(
                text=shorten(text), lowest=lowest, highest=highest
            )
        )

    return read


def _choice(codes: Sequence[str]) -> Callable[[str, date], str]:
    def read(text: str, today: date) -> str:
        if text in codes:
            return text
        raise UnusableError(
            _("“{text}” is not one of {codes}.").format(text=shorten(text), codes=", ".join(codes))
        )

    return read


def _boolean(text: str, today: date) -> bool:
    if text in ("true", "false"):
        return text == "true"
    raise UnusableError(_("“{text}” is neither true nor false.").format(text=shorten(text)))


# --- The parameters -----------------------------------------------------------------------------
def _coded(name: str, description: str, **options: Any) -> Parameter:
    schema = {"type": "string", "maxLength": LONGEST}
    return Parameter(name, _text, description, schema, **options)


def _listed(name: str, codes: type[StrEnum], description: str, **options: Any) -> Parameter:
    found = [code.value for code in codes]
    return Parameter(
        name, _choice(found), description, {"type": "string", "enum": found}, **options
    )


def _span(name: str, description: str) -> Parameter:
    form = "A period in any form of SDMX: 2021, 2021-S1, 2021-Q1, 2021-03, 2021-01-01/P2M."
    return Parameter(name, _period, f"{description} {form}")


AS_OF = Parameter(
    "as_of",
    _past_day,
    "Answer with what was known and promised on this day, such as 2021-07-01. Default: today.",
    {"type": "string", "format": "date"},
)
REV = Parameter(
    "rev",
    _number(0, LARGEST),
    "Only figures of releases up to this number. With as_of and rev an address gives the same"
    " answer for ever. Default: the newest release, which the answer names.",
    {"type": "integer", "minimum": 0},
)
METHOD = Parameter(
    "method",
    _choice(tuple(METHODS)),
    "The outlook method to ask. Default: the one of the statement.",
    {"type": "string", "enum": list(METHODS)},
)
TOPIC = _coded("topic", "Code of a topic.")
ENTITY = _coded("entity", "Code of an entity, such as CHN.")
INDICATOR = _coded("indicator", "Code of an indicator.")
SOURCE = _coded("source", "Code of a source.")
DOCUMENT = _coded("document", "Code of a document.")
PLAN = _coded("plan", "Code of a plan.")
SEARCH = _coded("search", "Words that the code or a name contains.")
SERIES = _coded("series", "Code of a series; several with commas between.", several=True)
BASIS = _listed("basis", Basis, "What the series gives for its periods.")
FREQUENCY = _listed("frequency", Frequency, "SDMX code of the frequency.")
STATUS = _listed("status", Status, "Only with this status; several with commas.", several=True)
STATE = _listed("state", RunState, "State of a run.")
START = _span("start", "Only periods that end after the start of this one.")
END = _span("end", "Only periods that start before the end of this one.")
UPDATED_AFTER = Parameter(
    "updated_after",
    _day,
    "Only figures that became known after this day.",
    {"type": "string", "format": "date"},
)
VINTAGES = Parameter(
    "vintages",
    _boolean,
    "true: every figure that was published up to the day, revised ones and figures taken back"
    " (value null) included. false: of each period the one that counted on the day.",
    {"type": "boolean", "default": False},
    default=False,
)
OFFSET = Parameter(
    "offset",
    _number(0, LARGEST),
    "How many to leave out at the start.",
    {"type": "integer", "minimum": 0, "default": 0},
    default=0,
)


def limit(default: int, highest: int) -> Parameter:
    """How many entries an answer has at most."""
    return Parameter(
        "limit",
        _number(1, highest),
        "How many to give.",
        {"type": "integer", "minimum": 1, "maximum": highest, "default": default},
        default=default,
    )


LIMIT = limit(100, 1000)
PAGE = (LIMIT, OFFSET)
KNOWN = (AS_OF, REV)
WINDOW = (START, END, VINTAGES, UPDATED_AFTER)
FIGURES_PAGE = (limit(1000, 10_000), OFFSET)

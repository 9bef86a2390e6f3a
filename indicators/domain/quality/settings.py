"""Which checks run, how severe they are and with which parameters: declared, merged, validated."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from indicators.domain.errors import DomainError
from indicators.domain.quality.base import Hit, Kind, Parameter, QualityCheck, Severity, Value

MILD = "mild_severity"


class QualitySettingError(DomainError):
    """A declared check is unknown, or a parameter of it is: names value, place and what is right.

    ``place`` in the params is where it was declared, for example ``source nbs``.
    """

    code = "invalid_quality_setting"


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as it is to run: its severity, and every parameter with its value."""

    severity: Severity
    values: Mapping[str, Value]

    @property
    def mild(self) -> Severity:
        """The milder severity, never worse than the severity itself."""
        declared = self.values.get(MILD)
        severity = Severity(declared) if isinstance(declared, str) else self.severity
        return min(severity, self.severity, key=lambda one: one.rank)

    def of(self, hit: Hit) -> Severity:
        """The severity of what the check found."""
        return self.mild if hit.mild else self.severity

    def number(self, name: str) -> Decimal:
        """A number."""
        value = self.values[name]
        assert isinstance(value, Decimal)
        return value

    def optional(self, name: str) -> Decimal | None:
        """A number, or ``None`` where it is not declared."""
        value = self.values[name]
        assert value is None or isinstance(value, Decimal)
        return value

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return self.values[name] is True

    def text(self, name: str) -> str:
        """One of the choices."""
        return str(self.values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values[name]
        assert isinstance(value, tuple)
        return value


# Of each check what was declared: ``severity`` and parameters.
Declared = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Rules:
    """Every check with its rule. ``registry.rules`` makes them."""

    by_check: Mapping[str, Rule]

    def __getitem__(self, check: str) -> Rule:
        return self.by_check[check]


def merged(checks: Iterable[QualityCheck], declared: Iterable[Declared]) -> Rules:
    """The defaults with what was declared, later ones over earlier ones, parameter by parameter."""
    layers = tuple(declared)
    rules = {}
    for check in checks:
        values: dict[str, Value] = {one.name: one.default for one in check.parameters}
        values["severity"] = check.severity.value
        for layer in layers:
            values.update(layer.get(check.code, {}))
        severity = Severity(str(values.pop("severity")))
        rules[check.code] = Rule(severity, values)
    return Rules(rules)


def read(checks: Mapping[str, QualityCheck], declared: object, place: str) -> Declared:
    """Validate ``{check: {"severity": …, parameter: value}}``, as it comes from JSON or YAML.

    A severity alone stands for ``{"severity": …}``. Raises QualitySettingError.
    """
    if declared is None:
        return {}
    if not isinstance(declared, Mapping):
        _refuse(place, "quality checks", declared, "a mapping of checks to their settings")
    found: dict[str, dict[str, Value]] = {}
    for code, given in declared.items():
        check = checks.get(code) if isinstance(code, str) else None
        if check is None:
            _unknown("check", code, place, checks)
        found[check.code] = _settings(check, given, place)
    return found


def _settings(check: QualityCheck, given: object, place: str) -> dict[str, Value]:
    if isinstance(given, str) or given is False:
        given = {"severity": given}
    if not isinstance(given, Mapping):
        right = "a mapping such as {'severity': 'warn'}, or a severity"
        _refuse(place, check.code, given, right)
    read_values: dict[str, Value] = {}
    for name, value in given.items():
        if name == "severity":
            read_values[name] = _severity(place, f"{check.code}.severity", value)
            continue
        parameter = check.parameter(name) if isinstance(name, str) else None
        if parameter is None:
            known = ["severity", *(one.name for one in check.parameters)]
            _unknown(f"parameter of {check.code}", name, place, known)
        read_values[name] = _value(parameter, value, place, f"{check.code}.{name}")
    low, high = read_values.get("low"), read_values.get("high")
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        _refuse(place, f"{check.code}.low", low, f"at most {check.code}.high, which is {high}")
    return read_values


def _value(parameter: Parameter, value: object, place: str, name: str) -> Value:
    if value is None and parameter.optional:
        return None
    match parameter.kind:
        case Kind.SEVERITY:
            return _severity(place, name, value)
        case Kind.FLAG:
            if not isinstance(value, bool):
                _refuse(place, name, value, "true or false")
            return value
        case Kind.CHOICE:
            if not isinstance(value, str) or value not in parameter.choices:
                _refuse(place, name, value, f"one of {', '.join(parameter.choices)}")
            return value
        case Kind.TEXTS:
            one = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
            if not one:
                _refuse(place, name, value, "a list of texts")
            assert isinstance(value, list | tuple)
            return tuple(value)
    number = _number(value)
    right = _right(parameter)
    if number is None or not _within(parameter, number):
        _refuse(place, name, value, right)
    if parameter.kind is Kind.WHOLE:
        if number != number.to_integral_value():
            _refuse(place, name, value, right)
        return int(number)
    return number


def _number(value: object) -> Decimal | None:
    """An exact number of JSON or YAML; a binary number stands for the digits that it prints."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 30 else None


def _within(parameter: Parameter, number: Decimal) -> bool:
    low, high = parameter.least, parameter.most
    return (low is None or number >= low) and (high is None or number <= high)


def _right(parameter: Parameter) -> str:
    what = "a whole number" if parameter.kind is Kind.WHOLE else "a number"
    low, high = parameter.least, parameter.most
    if low is not None and high is not None:
        what += f" from {low} to {high}"
    elif low is not None:
        what += f" from {low}"
    return f"{what}, or null" if parameter.optional else what


def _severity(place: str, name: str, value: object) -> str:
    # YAML 1.1 reads a bare off as false.
    if value is False:
        return Severity.OFF.value
    if not isinstance(value, str) or value not in set(Severity):
        _refuse(place, name, value, f"one of {', '.join(Severity)}")
    return value


def _refuse(place: str, name: str, value: object, right: str) -> NoReturn:
    raise QualitySettingError(
        "“{name}” of {place} is {value}. Right is {right}.",
        place=place,
        name=name,
        value=repr(value)[:200] if not isinstance(value, Decimal) else str(value),
        right=right,
    )


def _unknown(what: str, name: object, place: str, known: Iterable[str]) -> NoReturn:
    names = list(known)
    near = difflib.get_close_matches(str(name), names, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    raise QualitySettingError(
        "“{name}” of {place} is no {what}.{hint} Known are {known}.",
        code="unknown_quality_setting",
        place=place,
        name=str(name)[:100],
        what=what,
        hint=hint,
        known=", ".join(names),
    )

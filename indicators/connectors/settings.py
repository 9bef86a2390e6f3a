"""Parameters of a connector as they come from JSON or YAML, read with their types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from indicators.connectors.base import ConnectorError

_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """Typed readers; each error names the connector, the parameter, its value and the right form.

    A parameter that is left out, null or empty is the same.
    """

    connector: str
    values: Mapping[str, object]

    def text(self, name: str) -> str | None:
        """A text."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.refuse(name, value, "a text")
        return value

    def positive(self, name: str, default: int) -> int:
        """A whole number from 1."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        number = _whole(value)
        if number < 1:
            self.refuse(name, value, "a whole number from 1")
        return number

    def texts(self, name: str) -> dict[str, str]:
        """Names with a text each. Whole numbers are taken as text, fractions must be quoted."""
        value = self.values.get(name)
        if value is None or value == "":
            return {}
        if not isinstance(value, Mapping):
            self.refuse(name, value, "a mapping of column names to texts")
        read: dict[str, str] = {}
        for key, item in value.items():
            if (
                isinstance(item, bool)
                or not isinstance(key, str)
                or not isinstance(item, str | int)
            ):
                self.refuse(name, {key: item}, "a mapping of column names to texts (quote them)")
            read[key] = str(item)
        return read

    def tables(self, name: str) -> dict[str, dict[str, str]]:
        """Names with a mapping of names to texts each."""
        value = self.values.get(name)
        if value is None or value == "":
            return {}
        if not isinstance(value, Mapping):
            self.refuse(name, value, "a mapping of names to mappings")
        return {
            str(key): Settings(self.connector, {f"{name}.{key}": item}).texts(f"{name}.{key}")
            for key, item in value.items()
        }

    def list(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self.values.get(name)
        if value is None or value == "":
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            self.refuse(name, value, "a list of texts")
        return tuple(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no, true or false; YAML reads an unquoted yes as true."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str):
            value = _FLAGS.get(value.lower(), value)
        if not isinstance(value, bool):
            self.refuse(name, value, "yes or no")
        return value

    def rows(self, name: str, most: int) -> dict[str, tuple[int, ...]]:
        """Names with the number of a row each, or a list of them; at least 1, at most ``most``."""
        value = self.values.get(name)
        if value is None or value == "":
            return {}
        right = f"a mapping of names to numbers of rows, or lists of them, from 1 to {most:,}"
        if not isinstance(value, Mapping):
            self.refuse(name, value, right)
        read: dict[str, tuple[int, ...]] = {}
        for key, item in value.items():
            given = item if isinstance(item, list | tuple) else [item]
            # A form hands numbers on as the texts that were typed.
            numbers = [_whole(one) for one in given]
            if not isinstance(key, str) or not numbers:
                self.refuse(name, {key: item}, right)
            if not all(1 <= number <= most for number in numbers):
                self.refuse(name, {key: item}, right)
            read[key] = tuple(sorted(set(numbers)))
        return read

    def refuse(self, name: str, value: object, right: str) -> NoReturn:
        """Raise the ConnectorError for a value that is not what is ``right``."""
        raise ConnectorError(
            "The parameter “{parameter}” of the connector “{connector}” is {value}. Right is "
            "{right}.",
            code="invalid_parameter",
            connector=self.connector,
            parameter=name,
            value=f"“{value[:200]}”" if isinstance(value, str) else shown(value)[:200],
            right=right,
        )


def _whole(value: object) -> int:
    """A whole number that is one or is written as one; 0 for all else."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def shown(value: object) -> str:
    """A value on one line as a person writes it in YAML: ``{period: [2, 3]}``."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Fields of output shapes: each says its form in JSON once, for the answer and for OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.api.renderers import number


class Out(serializers.Field):
    """A value that the renderer writes as it is."""

    def to_representation(self, value: Any) -> Any:
        """Itself."""
        return value


@extend_schema_field({"type": "string"})
class Code(Out):
    """A code or another text for programs."""


@extend_schema_field({"type": "integer"})
class Count(Out):
    """A whole number."""


@extend_schema_field({"type": "array", "items": {"type": "integer"}})
class Counts(Out):
    """Several whole numbers."""


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Codes(Out):
    """Several codes."""


@extend_schema_field({"type": "boolean"})
class Flag(Out):
    """True or false."""


@extend_schema_field({"type": "string", "format": "date"})
class Day(Out):
    """A day."""


@extend_schema_field({"type": "string", "format": "date-time"})
class Moment(Out):
    """A moment in UTC."""


@extend_schema_field(
    {"type": "number", "description": "Exact: as many digits as were stated. Read it as a decimal."}
)
class Number(serializers.Field):
    """A decimal with exactly its digits."""

    def to_representation(self, value: Any) -> Any:
        """The digits as they stand."""
        return number(value)


@extend_schema_field({"type": "string", "examples": ["2021", "2021-03", "2021-01-01/P2M"]})
class PeriodText(serializers.Field):
    """A period in its SDMX form."""

    def to_representation(self, value: Any) -> str:
        """The text."""
        return str(value)


class Listed(serializers.Field):
    """A code of a closed list. An empty text, where no code applies, is given as null."""

    def __init__(self, codes: type[StrEnum], **options: Any) -> None:
        super().__init__(**options)
        self.codes = codes

    def to_representation(self, value: Any) -> str | None:
        """The plain code."""
        return str(value) or None


# Typed loosely: a shape declares fields by names such as ``source`` or ``errors``, which the
# framework itself gives to attributes of a serializer. It takes declared fields off the class.
_Serializer: Any = serializers.Serializer


class Shape(_Serializer):
    """An output shape. It reads attributes, never queries.

    The way to each value is worked out once for each class: a whole series may have thousands of
    figures, and the general path of the framework takes several times as long.
    """

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The document of one object."""
        result = {}
        for name, get, convert in self._plan():
            value = get(instance)
            result[name] = None if value is None else convert(value)
        return result

    def _plan(self) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        plan = self.__dict__.get("_made_plan")
        if plan is None:
            plan = [
                (name, getter(field.source or name), field.to_representation)
                for name, field in self.fields.items()
            ]
            self.__dict__["_made_plan"] = plan
        return plan


@lru_cache(maxsize=1000)
def getter(source: str) -> Callable[[Any], Any]:
    """How to get at a value: ``*`` is the object itself; a missing link on the way gives None."""
    if source == "*":
        return _itself
    if "." not in source:
        plain = attrgetter(source)
        return lambda instance: (
            instance[source] if isinstance(instance, Mapping) else plain(instance)
        )
    names = source.split(".")

    def walk(instance: Any) -> Any:
        for name in names:
            if instance is None:
                return None
            instance = getattr(instance, name)
        return instance

    return walk


def _itself(instance: Any) -> Any:
    return instance


class Joined:
    """A view with further attributes beside its own."""

    def __init__(self, view: Any, **more: Any) -> None:
        self._view, self._more = view, more

    def __getattr__(self, name: str) -> Any:
        if name in self._more:
            return self._more[name]
        return getattr(self._view, name)

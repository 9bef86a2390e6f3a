"""Answers as JSON whose numbers keep every digit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace
from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from indicators.domain.periods import Period


def number(value: Decimal) -> orjson.Fragment:
    """A decimal as a JSON number with exactly its digits: it never passes through a float."""
    if not value.is_finite():
        raise ValueError(f"{value} is not a number of JSON.")
    return orjson.Fragment(format(value, "f"))


def encode(value: Any) -> Any:
    """What orjson does not know itself."""
    match value:
        case Decimal():
            return number(value)
        case Period():
            return str(value)
        case Enum():
            return value.value
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


class JSONRenderer(BaseRenderer):
    """``application/json`` by orjson."""

    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8, there is no parameter for it
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes of an answer; nothing for an answer without a body."""
        if data is None:
            return b""
        return orjson.dumps(
            data, default=encode, option=orjson.OPT_UTC_Z | orjson.OPT_PASSTHROUGH_DATACLASS
        )


class Negotiation(DefaultContentNegotiation):
    """By the Accept header only; ``?format=`` is an unknown parameter like any other."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]

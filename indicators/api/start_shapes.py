"""Output shape of the entrance."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field

from indicators.api.fields import Code, Out, Shape


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}
)
class Links(Out):
    """Addresses by name."""


class RootShape(Shape):
    """Where to begin."""

    title = Code()
    version = Code()
    resources = Links()
    description = Code(help_text="Address of the OpenAPI description.")
    documentation = Code(help_text="Address of the page to read and try.")

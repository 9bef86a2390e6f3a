"""The OpenAPI description: made from the very declarations that parse and answer."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from django.urls import include, path
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from indicators.api import errors
from indicators.api.fields import Code, Count, Day, Shape

DESCRIPTION = """\
Numeric policy targets, the figures they are judged by, and how they stand.

* Everything takes `as_of`: the answer is what was known and promised on that day. Answers name the
  data revision `rev` that they hold for; an address with `as_of` and `rev` never changes.
* Numbers are exact decimals: read them as such, not as binary floating point.
* Names come in English and Simplified Chinese: `{"en": …, "zh": …}`; `zh` may be empty.
* Periods are in the form of SDMX: `2021`, `2021-S1`, `2021-Q1`, `2021-03`, `2021-01-01/P2M`.
* An unknown parameter is an error, and every error is a problem document (RFC 9457).
* Send the `ETag` of an answer as `If-None-Match`: what has not changed is not sent again (304).
"""

SETTINGS: dict[str, Any] = {
    "TITLE": "Policy Tracker",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SORT_OPERATIONS": False,
    # Closed lists have names of their own, so none are made up for them.
    "POSTPROCESSING_HOOKS": [],
    "TAGS": [
        {"name": "catalogue", "description": "Indicators, entities, topics and documents."},
        {"name": "figures", "description": "Series and observations, with all vintages."},
        {"name": "targets", "description": "Promises, and how they stand."},
        {"name": "sources", "description": "Where figures come from, and how they arrived."},
        {"name": "start", "description": "Where to begin."},
    ],
}


class ListedExtension(OpenApiSerializerFieldExtension):
    """A code of a closed list as an enumeration."""

    target_class = "indicators.api.fields.Listed"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """A reference to the list, which is described once."""
        codes = self.target.codes
        component = ResolvedComponent(
            name=codes.__name__,
            type=ResolvedComponent.SCHEMA,
            object=codes,
            schema={
                "type": "string",
                "enum": [code.value for code in codes],
                "description": (codes.__doc__ or "").strip().splitlines()[0],
            },
        )
        auto_schema.registry.register_on_missing(component)
        return dict(component.ref)


class FieldProblem(Shape):
    """What is wrong with one parameter."""

    parameter = Code()
    value = Code()
    detail = Code()


class Problem(Shape):
    """A problem document (RFC 9457)."""

    type = Code()
    title = Code()
    status = Count()
    detail = Code(help_text="What is wrong and what would be right, for people.")
    code = Code(help_text="What is wrong, for programs; it does not change.")
    instance = Code(help_text="The address that was asked.")
    errors = FieldProblem(many=True)


PROBLEMS = {
    400: "A parameter is unknown or cannot be read; `errors` names each.",
    404: "There is nothing with this code.",
    406: "The answer is not available in the media type that was asked for.",
    429: "Too many requests; `Retry-After` says when to try again.",
    503: "The database does not answer at the moment; `Retry-After` says when to try again.",
}


def envelope(shape: type[Shape], *, many: bool, dated: bool) -> type[Shape]:
    """The shape of a whole answer: what it holds for, the page, and the entries."""
    name = shape.__name__
    if not (many or dated):
        return shape
    fields: dict[str, Any] = {}
    if dated:
        fields["as_of"] = Day(help_text="The day whose knowledge this is.")
        fields["rev"] = Count(help_text="The newest release that it takes into account.")
    if many:
        fields["count"] = Count(help_text="How many entries there are on all pages.")
        fields["next"] = Code(allow_null=True, help_text="Address of the next page.")
        fields["previous"] = Code(allow_null=True, help_text="Address of the previous page.")
        fields["results"] = shape(many=True)
        return type(f"{name}List", (Shape,), {"__doc__": f"A page of: {shape.__doc__}", **fields})
    return type(f"{name}AsOf", (shape,), {"__doc__": shape.__doc__, **fields})


class Operation(AutoSchema):
    """Describes a view (``base.ApiView``) by its declarations."""

    view: Any

    def get_operation_id(self) -> str:
        """``list_targets``, ``get_target``."""
        return str(self.view.operation)

    def get_tags(self) -> list[str]:
        """The chapter."""
        return [self.view.tag]

    def get_summary(self) -> str:
        """The first line of the view's docstring."""
        return (self.view.__doc__ or "").strip().splitlines()[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        """The rest of the view's docstring."""
        lines = (self.view.__doc__ or "").strip().splitlines()[1:]
        return "\n".join(line.strip() for line in lines).strip()

    def get_override_parameters(self) -> list[Any]:
        """The declared parameters of the query string."""
        return [
            OpenApiParameter(
                parameter.name,
                {"type": "array", "items": dict(parameter.schema)}
                if parameter.several
                else dict(parameter.schema),
                OpenApiParameter.QUERY,
                description=parameter.description,
                required=parameter.name in self.view.required,
                style="form" if parameter.several else None,
                explode=False if parameter.several else None,
            )
            for parameter in self.view.parameters
        ]

    def get_serializer_name(self, serializer: Any, direction: str) -> str:
        """The name of the shape."""
        return type(serializer).__name__.replace("Shape", "")

    def get_auth(self) -> list[Any]:
        """None: everything is public."""
        return []

    def get_response_serializers(self) -> Any:
        """The answer, and what can go wrong."""
        found: dict[Any, Any] = {
            200: OpenApiResponse(
                envelope(self.view.shape, many=self.view.many, dated=self.view.dated),
                description="Found.",
            ),
            304: OpenApiResponse(description="Unchanged since the answer with that ETag."),
        }
        for status, words in PROBLEMS.items():
            if status != 404 or "{" in self.path:
                found[status, errors.MEDIA_TYPE] = OpenApiResponse(Problem, description=words)
        return found


_one_at_a_time = Lock()  # the settings are patched for the whole process meanwhile


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    with _one_at_a_time, patched_settings(SETTINGS):
        patterns = [path("api/v1/", include("indicators.api.urls"))]
        return SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)

"""The entrance, the description of the API, and what answers where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from rest_framework.renderers import BaseRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.api import etag, query, schema
from indicators.api.base import ApiView, Asked
from indicators.api.start_shapes import RootShape

RESOURCES = (
    "indicators", "entities", "topics", "documents", "series", "observations", "targets",
    "assessments", "sources", "runs",
)  # fmt: skip


class Root(ApiView):
    """Where to begin: the resources, the newest release and the description."""

    operation, tag, shape, dated = "get_root", "start", RootShape, True

    def find(self, asked: Asked, **place: Any) -> Mapping[str, Any]:
        """Addresses by name."""
        absolute = self.request.build_absolute_uri
        return {
            "title": schema.SETTINGS["TITLE"],
            "version": schema.SETTINGS["VERSION"],
            "resources": {name: absolute(reverse(f"api:{name}")) for name in RESOURCES},
            "description": absolute(reverse("api:schema")),
            "documentation": absolute(reverse("api:docs")),
        }


class Schema(ApiView):
    """The OpenAPI description, as YAML or JSON by the Accept header."""

    schema = None
    renderer_classes = (
        OpenApiYamlRenderer, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiJsonRenderer2,
    )  # fmt: skip

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        """The document; it changes with the code only."""
        query.parse(request.query_params, (), today=self.today())
        renderer: BaseRenderer = request.accepted_renderer
        content = _rendered(type(renderer))  # type: ignore[arg-type]
        tag = etag.of_content([content])
        headers = {"ETag": tag, "Cache-Control": "public, no-cache", "Vary": "Accept"}
        if etag.matches(request, tag):
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(content, content_type=renderer.media_type, headers=headers)


@cache
def _rendered(renderer: type[BaseRenderer]) -> bytes:
    content = renderer().render(schema.document(), renderer_context={})
    return content if isinstance(content, bytes) else content.encode()


class Docs(ApiView):
    """The description as a page to read and try, made of our own files only."""

    schema = None
    renderer_classes = (TemplateHTMLRenderer,)

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        """The page; its script asks for the description."""
        query.parse(request.query_params, (), today=self.today())
        return Response({"schema_url": reverse("api:schema")}, template_name="api/docs.html")


class Unknown(ApiView):
    """Any address at which there is nothing."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before anything else, so that every method is told the same: there is nothing here.

        A forgotten slash at the end leads on to where it belongs.
        """
        super().initial(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD") or not self.lacks_slash(request):
            raise Http404

    @staticmethod
    def lacks_slash(request: Request) -> bool:
        """Whether the same address with a slash at its end exists."""
        if request.path_info.endswith("/"):
            return False
        try:
            match = resolve(f"{request.path_info}/")
        except Resolver404:
            return False
        return getattr(match.func, "cls", None) is not Unknown

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        """Lead on."""
        asked = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{request.path}/" + (f"?{asked}" if asked else ""))

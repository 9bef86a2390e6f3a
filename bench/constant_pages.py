"""The same pages from constants: the addresses of the site, and of each a twin under /constant/.

A twin keeps what its page gave to the template the first time, and renders the same template from
that again and again: what it costs is the frame, the middleware and the template, without any
question to the database and without any reckoning.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, include, path, resolve

from indicators.web import page

_KEPT: dict[str, tuple[str, dict[str, Any]]] = {}


def constant(request: HttpRequest, address: str) -> HttpResponse:
    """The twin of the page at ``/address``."""
    asked = request.get_full_path()
    if asked not in _KEPT:
        with patch.object(page, "render", _keep(asked)):
            try:
                match = resolve(f"/{address}", urlconf="policytracker.urls")
            except Resolver404 as error:
                raise RuntimeError(f"there is no page /{address}") from error
            match.func(request, *match.args, **match.kwargs)
    template, context = _KEPT[asked]
    return render(request, template, context)


def _keep(asked: str) -> Any:
    def kept(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        _KEPT[asked] = (
            template,
            {name: list(one) if hasattr(one, "__next__") else one for name, one in context.items()},
        )
        return render(request, template, context)

    return kept


urlpatterns = [
    path("constant/<path:address>", constant),
    path("constant/", constant, {"address": ""}),
    path("", include("policytracker.urls")),
]
handler404 = "indicators.web.errors.not_found"
handler500 = "policytracker.middleware.server_error"

"""Error pages in the language of their address, with a link to the other one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views import defaults

from indicators.web import query


def _in_language(request: HttpRequest) -> None:
    """Take ``lang`` from the address, which no page has read where there is none."""
    state = query.read(request, timezone.localdate())
    other = "en" if state.lang.startswith("zh") else "zh-hans"
    request.other_language = state.link(lang=other)  # type: ignore[attr-defined]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address that does not exist."""
    _in_language(request)
    return defaults.page_not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of what this visitor may not do."""
    _in_language(request)
    return defaults.permission_denied(request, exception)

"""Every error of the API as one problem document (RFC 9457, ``application/problem+json``).

Keys: ``type`` ``title`` ``status`` ``detail`` ``code`` ``instance`` ``errors``. ``code`` is stable
and for programs; ``errors`` names each parameter, the value it had and what would be right.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from indicators.domain.errors import DomainError
from indicators.selectors.errors import NotFound

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
# A value is named, not mirrored: what somebody sends may be a megabyte long.
SHOWN = 200
# So many faults of one request are named.
MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one parameter, and what would be right."""

    parameter: str
    value: str
    detail: str

    def document(self) -> dict[str, str]:
        """Itself as an entry of ``errors``."""
        return {
            "parameter": shorten(self.parameter),
            "value": shorten(self.value),
            "detail": self.detail,
        }


class ParameterError(Exception):
    """Some parameters of a request cannot be used; all of them are named at once."""

    code = "invalid_parameter"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = tuple(errors)[:MOST_ERRORS]
        super().__init__(" ".join(error.detail for error in self.errors))


def shorten(text: str) -> str:
    """A text as it may be repeated in an answer."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def sentence(error: DomainError) -> str:
    """The sentence of a domain error in the reader's language."""
    params = {
        name: shorten(value) if isinstance(value, str) else value
        for name, value in error.params.items()
    }
    return _(error.template).format(**params)


def problem_response(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The one form in which an error leaves the API, whatever was asked for."""
    content = orjson.dumps(
        {
            # The phrase of the status is all there is to the type; ``code`` is finer.
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "code": code,
            "instance": shorten(request.path),
            "errors": [error.document() for error in errors],
        }
    )
    return HttpResponse(
        content,
        status=status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def problem_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The exception handler of REST framework."""
    request: HttpRequest = context["request"]
    match error:
        case ParameterError():
            return problem_response(
                request, status=400, code=error.code, detail=str(error), errors=error.errors
            )
        case NotFound():
            return problem_response(request, status=404, code=error.code, detail=sentence(error))
        case Http404():
            detail = _("There is nothing at {path}. What there is stands at /api/v1/.")
            return problem_response(
                request,
                status=404,
                code="unknown_address",
                detail=detail.format(path=shorten(request.path)),
            )
        case SuspiciousOperation():
            detail = _("The request cannot be read: {why}").format(why=shorten(str(error)))
            return problem_response(request, status=400, code="malformed_request", detail=detail)
        case PermissionDenied():
            detail = _("You may not do this.")
            return problem_response(request, status=403, code="permission_denied", detail=detail)
        case exceptions.APIException():
            return _refused(request, error)
        case OperationalError() | InterfaceError():
            return None  # the project's middleware repeats or answers 503
    return _unexpected(request, error)


def _refused(request: HttpRequest, error: exceptions.APIException) -> HttpResponse:
    """An error that REST framework itself found."""
    detail, headers = str(error.detail), {}
    match error:
        case exceptions.MethodNotAllowed():
            detail = _("{method} is not possible here; this API is read with GET and HEAD.").format(
                method=shorten(request.method or "")
            )
        case exceptions.NotAcceptable():
            found = ", ".join(r.media_type for r in error.available_renderers or ())
            detail = _("The answer is only available as {types}.").format(
                types=found or "application/json"
            )
        case exceptions.Throttled():
            seconds = max(1, ceil(getattr(error, "wait", None) or 1))
            headers["Retry-After"] = str(seconds)
            detail = _("Too many requests; try again in {seconds} s.").format(seconds=seconds)
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    codes = error.get_codes()
    return problem_response(
        request,
        status=error.status_code,
        code=codes if isinstance(codes, str) else error.default_code,
        detail=detail,
        headers=headers,
    )


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: everything goes to the log, nothing of it to the reader."""
    logger.error("Unexpected error at %s", shorten(request.path), exc_info=error)
    got_request_exception.send(sender=None, request=request)
    detail = _("Something went wrong on the server. The fault has been logged.")
    return problem_response(request, status=500, code="internal_error", detail=detail)

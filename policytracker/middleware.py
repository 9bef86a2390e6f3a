"""What a visitor gets while the database is away: 503 with Retry-After, never a traceback."""

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import TemplateDoesNotExist, loader
from django.utils.translation import gettext as _
from django.views import defaults

from indicators.api.errors import problem_response

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
# SQLSTATE classes of a server that is away or going away; a statement that was cancelled or a
# lock that was not granted has others, and repeating it would only add load.
_CONNECTION_LOST = ("08", "57P")


class DatabaseUnavailableMiddleware:
    """Repeats a safe request once when its connection was lost, then answers 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; `process_exception` does the work."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer for a view that failed because of the database; leave other errors alone."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        match = request.resolver_match
        if request.method in {"GET", "HEAD"} and match is not None and connection_lost(error):
            logger.warning("Connection to the database lost, repeating %s", request.path)
            try:
                connections.close_all()
                response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
                return response
            except (OperationalError, InterfaceError) as again:
                error = again
        return unavailable(request, error)


def connection_lost(error: BaseException) -> bool:
    """Whether `error` means that the server went away, rather than that it refused a statement."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_CONNECTION_LOST)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The 503 answer, in the form of the part of the site that was asked."""
    logger.error("Database unavailable for %s: %s", request.path, str(error)[:500])
    text = _("The database does not answer at the moment. Please try again in a few seconds.")
    answer: HttpResponse
    if request.path.startswith("/api/"):
        answer = problem_response(request, status=503, code="unavailable", detail=text)
    else:
        try:
            page: str = loader.render_to_string("503.html", {"message": text})
        except TemplateDoesNotExist:
            page = f"<!doctype html><title>503</title><p>{text}</p>"
        answer = HttpResponse(page, status=503)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of unexpected errors; errors of the database outside views come here."""
    error = sys.exception()
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error)
    return defaults.server_error(request)

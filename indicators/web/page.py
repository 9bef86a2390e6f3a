"""What all pages share: their state, their caching, and answers to what does not exist."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.domain.errors import DomainError
from indicators.domain.formats import format_day
from indicators.selectors import changes, days, former, groups, targets
from indicators.selectors.errors import NotFound
from indicators.web import kept, query
from indicators.web.query import State

View = Callable[..., HttpResponseBase]
KINDS = {
    # Marked for translation; the selectors name kinds in English.
    "target": lambda: _("target"),
    "indicator": lambda: _("indicator"),
    "document": lambda: _("document"),
    "run": lambda: _("run"),
    "snapshot": lambda: _("raw file"),
    "source": lambda: _("source"),
    "entity": lambda: _("entity"),
    "topic": lambda: _("topic"),
    "plan": lambda: _("plan"),
}


@cache
def code_version() -> str:
    """A hash of templates and code, so that a new version never answers 304 for an old page."""
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for folder, pattern in (("templates", "*.html"), ("indicators", "*.py"), ("locale", "*.mo")):
        for path in sorted((root / folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def page(*, cached: bool = True) -> Callable[[View], View]:
    """A page: reads its state, answers 304 when nothing changed, and 404 with a sentence.

    An answer is kept by the process until the data change (``kept``). Not ``cached`` are pages that
    show work in progress.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @require_safe
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            state = query.read(request, timezone.localdate())
            request.state = state  # type: ignore[attr-defined]
            etag = _etag(request, state) if cached and not settings.DEBUG else None
            if etag is not None:
                answer = get_conditional_response(request, etag=etag)
                if answer is not None:
                    return _finish(answer, etag)
                known = kept.find(request, etag)
                if known is not None:
                    return known
            try:
                response = view(request, state, *args, **kwargs)
            except NotFound as error:
                moved = _moved(request, error)
                if moved is not None:
                    return _finish(moved, None)
                raise Http404(_not_found(error, state)) from error
            _finish(response, etag)
            if etag is not None:
                kept.keep(request, etag, response)
            return response

        return wrapped

    return decorate


def _etag(request: HttpRequest, state: State) -> str | None:
    """``None`` for visitors with a session: they may have messages waiting."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return None
    state.counter = changes.counter()
    parts = [
        str(state.counter),
        state.today.isoformat(),
        state.lang,
        request.get_full_path(),
        request.headers.get("HX-Request", ""),
        code_version(),
    ]
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def _finish(response: HttpResponseBase, etag: str | None) -> HttpResponseBase:
    if etag is not None:
        response.headers["ETag"] = etag
    # Kept by the browser only, and asked about every time: cheap, because of the ETag.
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie", "HX-Request"])
    return response


def _moved(request: HttpRequest, error: NotFound) -> HttpResponseBase | None:
    """The way to what was renamed since, with everything that stood in the address."""
    kind, code = str(error.params.get("kind", "")), str(error.params.get("name", ""))
    now = former.code_now(kind, code)
    if now is None:
        return None
    address = reverse(f"web:{kind}", args=[now])
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)


def _not_found(error: NotFound, state: State) -> str:
    kind, code = str(error.params.get("kind", "")), str(error.params.get("name", ""))
    if kind == "target" and state.past and targets.exists(code):
        return _("The target “%(code)s” had not been announced on %(day)s.") % {
            "code": code,
            "day": format_day(state.on, state.lang),
        }
    if kind == "plan" and state.past and groups.plan_exists(code):
        return _("Nothing told of the plan “%(code)s” on %(day)s.") % {
            "code": code,
            "day": format_day(state.on, state.lang),
        }
    shown = KINDS[kind]() if kind in KINDS else kind
    return _("There is no %(kind)s “%(code)s”.") % {"kind": shown, "code": code[:80]}


def show(
    request: HttpRequest, template: str, state: State, context: dict[str, Any]
) -> HttpResponse:
    """Render a page with what the frame around it needs.

    ``days`` of the context says where the step to another day leads: by default from one release
    of any source to the next, ``None`` for a page that shows no data.
    """
    if "days" not in context:
        # What is made of everything changes with every release.
        found = days.of_releases(on=state.on, today=state.today, rev=state.rev)
        context = {**context, "days": found}
    if "revision" not in context:
        context = {**context, "revision": changes.data_revision(on=state.on)}
    return render(request, template, {"state": state, **context})


def error_text(error: DomainError) -> str:
    """The sentence of an error of the domain, in the language of the reader."""
    # The templates are English sentences in the code; gettext finds them by value.
    return _(error.template).format(**error.params)

"""Charts as files and for other sites: SVG, PNG, and a page without navigation."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from indicators.charts.png import NoFont
from indicators.domain.codelists import Status
from indicators.selectors import changes, targets
from indicators.selectors.views import SeriesView
from indicators.web import charts, taking
from indicators.web.charts import Chart
from indicators.web.comparing.asked import chart_of
from indicators.web.comparing.asked import read as read_comparison
from indicators.web.comparing.shapes import slug_of
from indicators.web.figures import Vintages
from indicators.web.loaded import load
from indicators.web.page import View, page, show
from indicators.web.query import State
from indicators.web.revisions_table import fan


# Both go around ``page``, so that its 304 carries the same policy: browsers take over the headers.
def _alone(view: View) -> View:
    """An SVG has its styles inside, which the policy of pages would drop; nothing else loads."""
    policy = {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "frame-ancestors": ["'none'"],
    }

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response._csp_config = policy  # type: ignore[attr-defined]
        return response

    return wrapped


def _framed(view: View) -> View:
    """May be shown in frames of the sites of ``EMBED_ANCESTORS``, and of no other."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        ancestors = list(settings.EMBED_ANCESTORS)
        response._csp_replace = {"frame-ancestors": ancestors}  # type: ignore[attr-defined]
        if ancestors == ["'self'"]:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        elif ancestors != ["'none'"]:
            # That header knows no list of sites; browsers that know the policy do not read it.
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response

    return wrapped


def _shown(
    chart: Chart | None, series: Iterable[SeriesView], found: Vintages, state: State
) -> Chart | None:
    """The chart of a page that was asked for: the main one, or how its figures were revised."""
    if state.choice("show", [taking.REVISIONS]) != taking.REVISIONS:
        return chart
    made = fan(chart.data if chart else None, series, found, state)
    return made.chart if made else None


def _of_target(code: str, state: State) -> Chart | None:
    detail = targets.detail(code, on=state.on, rev=state.rev, today=state.today)
    return _shown(charts.of_target(detail, state), detail.series, detail.observations, state)


def _of_indicator(code: str, state: State) -> Chart | None:
    loaded = load(code, state)
    chart = charts.of_indicator(loaded.indicator, loaded.shown, loaded.figures, state)
    return _shown(chart, loaded.shown, loaded.figures, state)


def _of_comparison(_code: str, state: State) -> Chart | None:
    return chart_of(read_comparison(state))


_MAKE = {"target": _of_target, "indicator": _of_indicator, "compare": _of_comparison}


def _drawn(chart: Chart | None, code: str) -> Chart:
    if chart is None and not code:
        raise Http404(_("There is nothing to draw of what was chosen."))
    if chart is None:
        raise Http404(_("There is no chart of “%(code)s”.") % {"code": code[:80]})
    return chart


def _chart(kind: str, code: str, state: State) -> Chart:
    return _drawn(_MAKE[kind](code, state), code)


def _theme(state: State) -> str:
    return state.choice("theme", taking.THEMES, "light")


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _name(code: str, state: State, revision: int, kind: str) -> str:
    words = [code or slug_of(state), state.values.get("show", ""), state.values.get("theme", "")]
    return taking.file_name("-".join(filter(None, words)), state, revision, kind, place=bool(code))


def _svg(request: HttpRequest, state: State, kind: str, code: str) -> HttpResponse:
    chart, revision = _chart(kind, code, state), changes.data_revision(on=state.on)
    address, theme = taking.permanent(request, state, kind, code, revision), _theme(state)
    body = taking.as_svg(chart, state, theme, revision, address)
    response = HttpResponse(body, content_type="image/svg+xml; charset=utf-8")
    return _file(response, _name(code, state, revision, "svg"))


def _png(request: HttpRequest, state: State, kind: str, code: str) -> HttpResponse:
    chart, revision = _chart(kind, code, state), changes.data_revision(on=state.on)
    address = taking.permanent(request, state, kind, code, revision)
    theme = _theme(state)
    width = state.number("width", taking.WIDTH, largest=taking.WIDEST)
    try:
        body = taking.as_png(chart, state, theme, revision, address, max(width, taking.NARROWEST))
    except NoFont:
        text = _("This server has no font that can write this language; take the SVG instead.")
        return HttpResponse(text, status=501, content_type="text/plain; charset=utf-8")
    response = HttpResponse(body, content_type="image/png")
    return _file(response, _name(code, state, revision, "png"))


def _embed(
    request: HttpRequest, state: State, kind: str, code: str, chart: Chart, status: Status | None
) -> HttpResponse:
    revision = changes.data_revision(on=state.on)
    theme = _theme(state)
    return show(
        request,
        "web/embed.html",
        state,
        {
            "chart": chart,
            "status": status,
            "source": taking.source_line(chart, state.lang),
            "known": taking.known_line(state, revision),
            "full": taking.permanent(request, state, kind, code, revision),
            "theme": theme if "theme" in state.given else "",
        },
    )


@_alone
@page()
def target_svg(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """The chart of a target as SVG."""
    return _svg(request, state, "target", code)


@page()
def target_png(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """The chart of a target as PNG."""
    return _png(request, state, "target", code)


@_alone
@page()
def indicator_svg(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """The chart of an indicator as SVG."""
    return _svg(request, state, "indicator", code)


@page()
def indicator_png(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """The chart of an indicator as PNG."""
    return _png(request, state, "indicator", code)


@_framed
@page()
def embed_target(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """The chart of a target with its status, for a frame on another site."""
    detail = targets.detail(code, on=state.on, rev=state.rev, today=state.today)
    chart = _shown(charts.of_target(detail, state), detail.series, detail.observations, state)
    status = detail.target.assessment.shown
    return _embed(request, state, "target", code, _drawn(chart, code), status)


@_framed
@page()
def embed_indicator(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """The chart of an indicator, for a frame on another site."""
    return _embed(request, state, "indicator", code, _chart("indicator", code, state), None)


@_alone
@page()
def comparison_svg(request: HttpRequest, state: State) -> HttpResponse:
    """The chart of a comparison as SVG."""
    return _svg(request, state, "compare", "")


@page()
def comparison_png(request: HttpRequest, state: State) -> HttpResponse:
    """The chart of a comparison as PNG."""
    return _png(request, state, "compare", "")


@_framed
@page()
def embed_comparison(request: HttpRequest, state: State) -> HttpResponse:
    """The chart of a comparison, for a frame on another site."""
    return _embed(request, state, "compare", "", _chart("compare", "", state), None)

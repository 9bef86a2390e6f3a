"""The citation of each kind of page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.domain.formats import bracketed, listed
from indicators.selectors import origins
from indicators.selectors.targets import TargetDetail
from indicators.selectors.views import DocumentView, IndicatorView, SeriesView
from indicators.web.comparing.shapes import Comparison, slug_of
from indicators.web.query import State
from indicators.web.take.cite import Citation, cite


def of_targets(request: HttpRequest, state: State, count: int, revision: int) -> Citation:
    """Of the list of targets: it rests on every source, which the figures name."""
    return cite(
        request,
        state,
        path=reverse("web:overview"),
        slug="targets",
        title=_("%(count)s policy targets against published figures") % {"count": count},
        revision=revision,
        sources=(),
        route="overview-file",
    )


def of_target(request: HttpRequest, state: State, detail: TargetDetail, revision: int) -> Citation:
    """Of a target: its figures' sources. One query."""
    view = detail.target
    found = {item.source.code for items in detail.observations.values() for item in items}
    return cite(
        request,
        state,
        path=reverse("web:target", args=[view.code]),
        slug=view.code,
        title=view.name.words(state.lang)
        + bracketed(view.entity.name.words(state.lang), state.lang),
        revision=revision,
        sources=origins.sources(found),
        said_by=view.document.publisher,
        route="target-file",
        args=[view.code],
    )


def of_indicator(
    request: HttpRequest,
    state: State,
    view: IndicatorView,
    series: Sequence[SeriesView],
    revision: int,
) -> Citation:
    """Of an indicator of the chosen entity. One query."""
    places = {one.entity.code: one.entity for one in series}
    names = listed((one.name.words(state.lang) for one in places.values()), state.lang)
    title = view.name.words(state.lang)
    return cite(
        request,
        state,
        path=reverse("web:indicator", args=[view.code]),
        slug=view.code,
        title=title + bracketed(names, state.lang) if names else title,
        revision=revision,
        sources=origins.sources({one.source.code for one in series}),
        route="indicator-file",
        args=[view.code],
    )


def of_comparison(
    request: HttpRequest, state: State, result: Comparison, revision: int
) -> Citation:
    """Of a comparison. One query."""
    found = {figure.source.code for *_rest, figure, _index in result.taken if figure is not None}
    return cite(
        request,
        state,
        path=reverse("web:compare"),
        slug=slug_of(state),
        title=result.subtitle or _("Compare"),
        revision=revision,
        sources=origins.sources(found),
        route="compare-file",
    )


def of_document(
    request: HttpRequest, state: State, view: DocumentView, revision: int,
    *, promises: bool, figures: bool,
) -> Citation:  # fmt: skip
    """Of a document's page, named after what it shows: promises, else figures, else neither."""
    title = view.title.words(state.lang)
    if promises:
        title = _("What became of “%(title)s”") % {"title": title}
    elif figures:
        title = _("Figures read from “%(title)s”") % {"title": title}
    return cite(
        request,
        state,
        path=reverse("web:document", args=[view.code]),
        slug=view.code,
        title=title,
        revision=revision,
        sources=(),
        said_by=view.publisher,
        route="document-file",
        args=[view.code],
        forms={},
    )

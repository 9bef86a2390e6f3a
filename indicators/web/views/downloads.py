"""Files beside the pages, from their own query strings: CSV, XLSX, JSON and BibTeX."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from indicators.selectors import catalogue, changes, readings, targets
from indicators.web.charts import data_of_target
from indicators.web.comparing.asked import read as read_comparison
from indicators.web.comparing.shapes import slug_of
from indicators.web.loaded import load
from indicators.web.page import page
from indicators.web.query import State
from indicators.web.take import citations, tables, writers
from indicators.web.take.cite import Citation
from indicators.web.take.dataset import MEDIA_TYPES
from indicators.web.take.table import Table, file_name
from indicators.web.views.overview import choose

# More rows than this are for the API, which pages: a file is made in memory.
MOST_ROWS = 100_000


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)


def _answer(
    state: State, form: str, citation: Citation, slug: str, build: Callable[[], Table]
) -> HttpResponse:
    """The file. A file has no room for a notice, so a value that cannot be used is an error."""
    if state.notices:
        why = _("No file was made, because this part of the address cannot be used:")
        return _plain("\n".join([why, *state.notices]), 400)
    name = file_name(slug, citation.revision, state.on, form)
    if form == "bib":
        return _attached(citation.bibtex.encode(), "application/x-bibtex; charset=utf-8", name)
    table = build()
    if len(table.rows) > MOST_ROWS:
        text = _("%(count)s rows are more than a file takes (%(most)s). Filter, or ask the API.")
        return _plain(text % {"count": len(table.rows), "most": MOST_ROWS}, 413)
    match form:
        case "csv":
            return _attached(writers.to_csv(table), f"{MEDIA_TYPES['CSV']}; charset=utf-8", name)
        case "xlsx":
            content = writers.to_xlsx(table, on=state.on)
            return _attached(content, MEDIA_TYPES["Excel"], name)
    return _attached(writers.to_json(table), MEDIA_TYPES["JSON"], name)


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{quote(name)}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@page()
def overview(request: HttpRequest, state: State, form: str) -> HttpResponse:
    """The targets that the list shows, on all of its pages."""
    found = choose(state)
    revision = changes.data_revision(on=state.on)
    citation = citations.of_targets(request, state, len(found.shown), revision)
    return _answer(
        state,
        form,
        citation,
        "targets",
        lambda: tables.of_targets(found.views(), citation, state),
    )


@page()
def target(request: HttpRequest, state: State, code: str, form: str) -> HttpResponse:
    """The figures of a target with path, gap and bound."""
    detail = targets.detail(code, on=state.on, rev=state.rev, today=state.today)
    citation = citations.of_target(request, state, detail, changes.data_revision(on=state.on))
    return _answer(
        state, form, citation, code,
        lambda: tables.of_target(detail, data_of_target(detail), citation, state),
    )  # fmt: skip


@page()
def indicator(request: HttpRequest, state: State, code: str, form: str) -> HttpResponse:
    """Every figure of an indicator that the page shows. JSON is the API's."""
    asked = load(code, state)
    if form == "json" and not state.notices:
        known: dict[str, str | int] = {
            "indicator": code,
            "entity": asked.chosen,
            "vintages": "true",
            "limit": 10_000,
        }
        if state.past:
            known["as_of"] = state.on.isoformat()
        if state.rev is not None:
            known["rev"] = state.rev
        wanted = {name: value for name, value in known.items() if value}
        return HttpResponseRedirect(f"{reverse('api:observations')}?{urlencode(wanted)}")
    citation = citations.of_indicator(
        request, state, asked.indicator, asked.shown, changes.data_revision(on=state.on)
    )
    return _answer(
        state, form, citation, f"{code}_{asked.chosen}" if asked.chosen else code,
        lambda: tables.of_indicator(asked.indicator, asked.shown, asked.figures, citation, state),
    )  # fmt: skip


@page()
def compare(request: HttpRequest, state: State, form: str) -> HttpResponse:
    """What a comparison shows."""
    found = read_comparison(state)
    citation = citations.of_comparison(
        request, state, found.result, changes.data_revision(on=state.on)
    )
    return _answer(
        state, form, citation, slug_of(state),
        lambda: tables.of_comparison(found, citation, state),
    )  # fmt: skip


@page()
def document(request: HttpRequest, state: State, code: str, form: str) -> HttpResponse:
    """The citation of a document's page; its numbers stand at the targets."""
    if form != "bib":
        raise Http404
    view = catalogue.document(code)
    later = view.published_on is not None and view.published_on > state.on
    found = targets.by_document(code, on=state.on, rev=state.rev, today=state.today)
    read = readings.of_document(code, on=state.on, rev=state.rev, most=1)
    citation = citations.of_document(
        request,
        state,
        view,
        changes.data_revision(on=state.on),
        promises=bool(found),
        figures=bool(read.shown) and not later,
    )
    return _answer(state, form, citation, code, lambda: Table(code, code, (), (), ()))

"""Setting up a source: see its first rows as they come and as they are understood, then run it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators import tasks
from indicators.admin.connector_form import ParametersForm, written
from indicators.admin.days import DayField
from indicators.admin.figure_rows import plain
from indicators.admin.runs import run_url
from indicators.connectors.base import ConnectorError
from indicators.connectors.registry import connector_for
from indicators.domain.codelists import RunTrigger
from indicators.models import RawSnapshot, Source
from indicators.services import catalogue_edits, snapshots
from indicators.services.ingestion import fetching, preview, runs

COLUMNS = ("indicator", "version", "entity", "basis", "frequency", "period", "value", "unit",
           "published_on", "status", "note")  # fmt: skip


class ContentForm(forms.Form):
    """Which bytes are looked at: a file that is given now, else what the source sends."""

    file = forms.FileField(
        required=False,
        label=gettext_lazy("Try with this file"),
        help_text=gettext_lazy("Left out, the source itself is asked."),
    )
    published_on = DayField(
        required=False,
        label=gettext_lazy("Day of publication"),
        help_text=gettext_lazy("For rows that do not give their own."),
    )
    # The bytes of the last look, so that trying another setting does not ask the source again.
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


def view(request: HttpRequest, object_id: str) -> HttpResponse:
    """Look, change the settings, look again; save them; run."""
    source = Source.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
    if source is None:
        raise Http404
    if not (
        request.user.has_perm("indicators.change_source")
        and request.user.has_perm("indicators.add_ingestionrun")
    ):
        raise PermissionDenied
    action = request.POST.get("action", "")
    posted = request.method == "POST"
    parameters = ParametersForm(
        source.connector, source.parameters, request.POST if posted else None
    )
    content = ContentForm(request.POST if posted else None, request.FILES if posted else None)
    context: dict[str, Any] = {"parameters": parameters, "content": content}
    if posted:
        # A file that was chosen is not lost by a mistake elsewhere in the form.
        right, stored = content.is_valid(), None
        try:
            stored = _given(request, content.cleaned_data)
            if parameters.is_valid() and right:
                if action == "save" or (action == "run" and (stored or parameters.can_fetch)):
                    return _save(
                        request, source, parameters.cleaned_data, stored, content.cleaned_data
                    )
                stored = stored or _fetched(source, parameters.cleaned_data)
                context |= _look(source, parameters, stored, content.cleaned_data)
        except (ConnectorError, snapshots.SnapshotError) as error:
            context["problem"] = parameters.in_words(error)
        if stored is not None:
            file = content.cleaned_data.get("file")
            name = file.name if file else content.cleaned_data.get("kept_name")
            context |= {"stored": stored, "stored_name": name or stored.file_name}
    context |= {
        **admin.site.each_context(request),
        "title": _("Set up %(source)s") % {"source": source},
        "opts": Source._meta,
        "original": source,
        "may_run": request.user.has_perm("indicators.publish_release"),
        "has_place": parameters.can_fetch,
    }
    return TemplateResponse(request, "admin/indicators/source/preview.html", context)


def _given(request: HttpRequest, content: dict[str, Any]) -> RawSnapshot | None:
    """The file of this request, or the kept one of the last look; raises SnapshotError."""
    file = content.get("file")
    if file is not None:
        return snapshots.store(
            file, media_type=file.content_type or "", url="", name=file.name,
            retrieved_at=timezone.now(),
        )  # fmt: skip
    kept = snapshots.find(content["kept"]) if content.get("kept") else None
    if kept is None or kept.removed_at is not None or "again" in request.POST:
        return None
    return kept


def _fetched(source: Source, parameters: dict[str, Any]) -> RawSnapshot | None:
    """What the source sends now, kept; nothing without a place to ask. Raises ConnectorError."""
    connector = connector_for(source.connector, parameters)
    if not connector.can_fetch:
        return None
    now = timezone.now()
    return snapshots.keep(connector.fetch(fetching.default_fetcher()), retrieved_at=now)


def _look(
    source: Source, form: ParametersForm, stored: RawSnapshot | None, content: dict[str, Any]
) -> dict[str, Any]:
    if stored is None:
        text = _("Nothing to look at: give a file, or say where the source lies.")
        return {"problem": text}
    parameters = form.cleaned_data
    try:
        found = preview.preview(
            source.connector,
            parameters,
            snapshots.first(stored),
            today=timezone.now().date(),
            published_on=content["published_on"],
        )
    except snapshots.SnapshotError as error:
        return {"problem": str(error)}
    problem = form.in_words(found.problem) if found.problem is not None else ""
    listed = parameters.get("series") or {}
    # A column that no row has says nothing.
    columns = [name for name in COLUMNS if any(line.row.cells.get(name) for line in found.lines)]
    return {
        "columns": columns,
        "found": found,
        "problem": problem,
        "assumed": ", ".join(sorted(found.assumed)),
        "lines": [
            (line, [line.row.cells.get(name, "") for name in columns], _becomes(line))
            for line in found.lines
        ],
        "series": [
            (key, count, key in listed)
            for key, count in found.series.most_common(preview.SHOWN_SERIES)
        ],
        "series_more": max(len(found.series) - preview.SHOWN_SERIES, 0),
    }


def _becomes(line: preview.Line) -> dict[str, str]:
    """A figure in words: its value with its unit, how it was stated, what is known beside it."""
    figure, refused = line.figure, line.rejection
    if refused is not None:
        # “indicator “x” is not known” names its column itself.
        named = refused.message.startswith(f"{refused.column} ")
        example = written({refused.column: {refused.value: "…"}}).replace("\n ", "")
        foreign = refused.code in ("unknown_indicator", "unknown_entity") and refused.value
        return {"named": "yes" if named else "", "map": example if foreign else ""}
    assert figure is not None
    stated = figure.value is not None and figure.stated_unit != line.unit
    known = line.known
    return {
        "value": "–" if figure.value is None else f"{plain(figure.value)} {line.unit}",
        "stated": f"{figure.stated} {figure.stated_unit}" if stated else "",
        "known": "" if known is None else f"{plain(known)} {line.unit} ({line.known_from})",
    }


def _save(
    request: HttpRequest,
    source: Source,
    parameters: dict[str, Any],
    stored: RawSnapshot | None,
    content: dict[str, Any],
) -> HttpResponse:
    now = timezone.now()
    with transaction.atomic():
        source.parameters = parameters
        catalogue_edits.save(source, seen=None, now=now)
        catalogue_edits.noted()
        if request.POST.get("action") != "run":
            said = _("The settings of %(source)s are saved. Nothing was run.")
            messages.success(request, said % {"source": source})
            return HttpResponseRedirect(reverse("admin:indicators_source_change", args=[source.pk]))
        if not request.user.has_perm("indicators.publish_release"):
            raise PermissionDenied
        uploaded = stored is not None and not connector_for(source.connector, parameters).can_fetch
        run = runs.request(
            source=source,
            trigger=RunTrigger.ADMIN,
            now=now,
            requested_by=request.user,  # type: ignore[arg-type]
            snapshot=stored if uploaded or content["file"] is not None else None,
            published_on=content["published_on"],
        )
        tasks.send_soon()
    return HttpResponseRedirect(run_url(run.pk))

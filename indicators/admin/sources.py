"""Sources: what they are, and asking them for figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from indicators import tasks
from indicators.admin import previews
from indicators.admin.base import CatalogueAdmin, Inline
from indicators.admin.guarded import GuardedForm
from indicators.admin.quality import check_quality
from indicators.admin.runs import run_url
from indicators.admin.uploads import UploadForm
from indicators.connectors.registry import CONNECTORS, connector_for
from indicators.domain.codelists import RunTrigger
from indicators.domain.errors import DomainError
from indicators.models import CalendarEntry, Source
from indicators.services import catalogue_edits, snapshots
from indicators.services.ingestion import runs


class CalendarInline(Inline):
    """The days on which the source says that it will publish."""

    model = CalendarEntry
    ordering = ("-due_on",)


class SourceForm(GuardedForm):
    """Says what is wrong with a schedule or a parameter before a run does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "connector" in self.fields:
            chinese = (get_language() or "en").startswith("zh")
            choices = [
                (name, cls.label_zh if chinese else cls.label_en)
                for name, cls in CONNECTORS.items()
            ]
            old = self.fields["connector"]
            self.fields["connector"] = forms.ChoiceField(
                choices=choices, label=old.label, help_text=old.help_text
            )

    def clean(self) -> dict[str, Any] | None:
        """Read schedule and parameters as the scheduler and the connector will."""
        cleaned = super().clean()
        data = self.cleaned_data
        if not self.errors.keys() & {"connector", "parameters"}:
            try:
                connector_for(data["connector"], data.get("parameters") or {})
            except DomainError as error:
                self.add_error("parameters", str(error))
        check_quality(self, f"source {data.get('code', '')}")
        if not self.errors.keys() & {"schedule", "time_zone"}:
            candidate = Source(schedule=data.get("schedule", ""), time_zone=data["time_zone"])
            try:
                runs.next_due(candidate, after=timezone.now())
            except DomainError as error:
                self.add_error("schedule", str(error))
        return cleaned


@admin.register(Source)
class SourceAdmin(CatalogueAdmin):
    """A publisher or feed, with what can be done about it."""

    form = SourceForm
    inlines = (CalendarInline,)
    list_display = ("code", "name_en", "rank", "connector", "schedule", "paused", "next_due_at")
    list_filter = ("connector", "paused")
    search_fields = ("code", "name_en", "name_zh", "publisher_en", "publisher_zh")
    ordering = ("rank", "code")
    actions = ("run_now", "pause", "resume")

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Who may ask a source for its figures."""
        return bool(request.user.has_perm("indicators.add_ingestionrun"))

    def has_upload_permission(self, request: HttpRequest) -> bool:
        """An uploaded file is published without a second person, so only reviewers upload."""
        return self.has_run_permission(request) and bool(
            request.user.has_perm("indicators.publish_release")
        )

    @admin.action(description=gettext_lazy("Run now"), permissions=["run"])
    def run_now(self, request: HttpRequest, queryset: QuerySet[Source]) -> HttpResponse | None:
        """Ask for a run of each; with one of them go to its page."""
        started = []
        with transaction.atomic():
            for source in queryset.order_by("code"):
                run = runs.request(
                    source=source,
                    trigger=RunTrigger.ADMIN,
                    now=timezone.now(),
                    requested_by=request.user,  # type: ignore[arg-type]
                )
                started.append((run_url(run.pk), source.code))
            tasks.send_soon()
        links = format_html_join(", ", '<a href="{}">{}</a>', started)
        text = format_html("{} {}", _("Runs were asked for:"), links)
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(started[0][0]) if len(started) == 1 else None

    @admin.action(description=gettext_lazy("Pause"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """No scheduled runs until resumed; by hand it can still be run."""
        self._set_paused(request, queryset, paused=True)

    @admin.action(description=gettext_lazy("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Scheduled runs again."""
        self._set_paused(request, queryset, paused=False)

    def _set_paused(
        self, request: HttpRequest, queryset: QuerySet[Source], *, paused: bool
    ) -> None:
        now = timezone.now()
        codes = []
        with transaction.atomic():
            for source in queryset.filter(paused=not paused).order_by("code"):
                source.paused = paused
                catalogue_edits.save(source, seen=None, now=now)
                catalogue_edits.noted()
                self.log_change(request, source, "paused" if paused else "resumed")
                codes.append(source.code)
        said = _("Paused: %(codes)s") if paused else _("Resumed: %(codes)s")
        self.message_user(request, said % {"codes": ", ".join(codes) or "–"}, messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and that of an upload."""
        route = path(
            "<path:object_id>/upload/",
            self.admin_site.admin_view(self.upload_view),
            name="indicators_source_upload",
        )
        setup = path(
            "<path:object_id>/preview/",
            self.admin_site.admin_view(previews.view),
            name="indicators_source_preview",
        )
        return [route, setup, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Tell the template whether this person may upload."""
        extra = {
            "has_upload_permission": self.has_upload_permission(request),
            "has_preview_permission": self.has_run_permission(request)
            and request.user.has_perm("indicators.change_source"),
        }
        return super().changeform_view(request, object_id, form_url, extra | (extra_context or {}))

    def upload_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a file, keep its bytes, ask for a run that reads them, go to the run's page."""
        source = self.get_object(request, object_id)
        if source is None:
            raise Http404
        if not self.has_upload_permission(request):
            raise PermissionDenied
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            source=source,
            today=timezone.now().date(),
        )
        if request.method == "POST" and form.is_valid():
            now = timezone.now()
            file = form.cleaned_data["file"]
            try:
                snapshot = snapshots.store(
                    file,
                    media_type=file.content_type or "",
                    url="",
                    name=file.name,
                    retrieved_at=now,
                )
            except snapshots.SnapshotError as error:
                form.add_error("file", str(error))
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                run = runs.request(
                    source=source,
                    trigger=RunTrigger.ADMIN,
                    now=now,
                    requested_by=request.user,  # type: ignore[arg-type]
                    snapshot=snapshot,
                    published_on=form.cleaned_data["published_on"],
                )
                tasks.send_soon()
            return HttpResponseRedirect(run_url(run.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload a file of figures for %(source)s") % {"source": source},
            "opts": self.opts,
            "original": source,
            "form": form,
            "may_set_up": self.has_run_permission(request)
            and request.user.has_perm("indicators.change_source"),
        }
        return TemplateResponse(request, "admin/indicators/source/upload.html", context)

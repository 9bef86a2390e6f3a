"""Ingestion runs with the rows they did not take in."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from indicators import tasks
from indicators.admin import effects, snapshots
from indicators.admin.base import ReadOnlyAdmin
from indicators.domain import words
from indicators.domain.codelists import ReleaseState, RunState
from indicators.domain.errors import DomainError
from indicators.models import IngestionRun
from indicators.services import releases
from indicators.services.ingestion import runs

SHOWN = 200


def run_url(run_id: int) -> str:
    """The public page of a run, which also shows how far it is."""
    try:
        return reverse("web:run", args=[run_id])
    except NoReverseMatch:
        return f"/runs/{run_id}/"


@admin.register(IngestionRun)
class IngestionRunAdmin(ReadOnlyAdmin):
    """One attempt of one source."""

    list_display = (
        "id", "source", "outcome", "trigger", "requested_at", "ended_at", "rows_read", "rows_new",
        "rows_revised", "rows_unchanged", "rows_rejected",
    )  # fmt: skip
    list_filter = ("state", "trigger", "source")
    list_select_related = ("source",)
    search_fields = ("source__code", "source__name_en", "message")
    date_hierarchy = "requested_at"
    ordering = ("-requested_at", "-pk")
    fields = (
        "source", "outcome", "stage", "trigger", "requested_by", "requested_at", "started_at",
        "ended_at", "attempts", "message", "published_on", "file", "rows_read", "rows_new",
        "rows_revised", "rows_unchanged", "rows_rejected", "rows_left_out", "replay_of",
        "rejected_rows", "page",
    )  # fmt: skip
    readonly_fields = ("outcome", "rejected_rows", "page", "file")

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and what can be done about a run."""
        routes = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"indicators_ingestionrun_{name}",
            )
            for name, view in (("replay", self.replay_view), ("publish", self.publish_view))
        ]
        return [*routes, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Add the releases that wait, what the checks found, and the decisions."""
        extra: dict[str, Any] = extra_context or {}
        row = self.get_object(request, object_id) if object_id else None
        if row is not None and self.has_view_permission(request, row):
            waiting = row.releases.filter(state=ReleaseState.HELD).order_by("published_on", "pk")
            extra |= {
                "waiting": waiting.annotate(staged_figures=Count("staged")),
                "may_publish": request.user.has_perm("indicators.publish_release"),
                "may_replay": self.may_replay(request) and row.snapshot_id is not None,
            }
        return super().changeform_view(request, object_id, form_url, extra)

    def may_replay(self, request: HttpRequest) -> bool:
        """Reading again publishes, as an upload does."""
        return bool(request.user.has_perm("indicators.add_ingestionrun")) and bool(
            request.user.has_perm("indicators.publish_release")
        )

    def replay_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read the kept bytes again, with the settings of today."""
        row = self._posted(request, object_id, allowed=self.may_replay(request))
        try:
            with transaction.atomic():
                again = runs.replay(
                    row,
                    now=timezone.now(),
                    trigger_by=request.user,  # type: ignore[arg-type]
                )
                tasks.send_soon()
        except runs.ReplayError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(self._page(row))
        return HttpResponseRedirect(run_url(again.pk))

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Publish everything that is held of a run, or nothing."""
        allowed = request.user.has_perm("indicators.publish_release")
        row = self._posted(request, object_id, allowed=allowed)
        try:
            with pghistory.context(reason="published after review"):
                done = releases.publish_run(
                    row,
                    reviewer=request.user,  # type: ignore[arg-type]
                    now=timezone.now(),
                )
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.log_change(request, row, "published")
            if not done:
                text = _("Every figure of it is known already: nothing was published.")
                self.message_user(request, text)
            for release in done:
                effects.tell(request, release)
        return HttpResponseRedirect(self._page(row))

    def _posted(self, request: HttpRequest, object_id: str, *, allowed: bool) -> IngestionRun:
        if not allowed or request.method != "POST":
            raise PermissionDenied
        row: IngestionRun | None = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def _page(self, row: IngestionRun) -> str:
        return reverse("admin:indicators_ingestionrun_change", args=[row.pk])

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def outcome(self, row: IngestionRun) -> str:
        """Its state in words; what a person has rejected did not fail."""
        state = RunState(row.state)
        if state is RunState.FAILED and row.message.startswith(words.REJECTED_AFTER):
            return _("Rejected after review")
        return words.label(state, get_language() or "en")

    @admin.display(description=gettext_lazy("Untouched file"))
    def file(self, row: IngestionRun) -> str:
        """What it read, to download."""
        return snapshots.link(row.snapshot)

    @admin.display(description=gettext_lazy("Page"))
    def page(self, row: IngestionRun) -> SafeString:
        """The page that readers see."""
        address = run_url(row.pk)
        return format_html('<a href="{}">{}</a>', address, address)

    @admin.display(description=gettext_lazy("Rows that were not taken in"))
    def rejected_rows(self, row: IngestionRun) -> SafeString | str:
        """Line, column, what stood there, why not."""
        found = row.rejected.order_by("line", "pk")[:SHOWN]
        lines = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            ((item.line, item.column, item.value, item.message) for item in found),
        )
        if not lines:
            return _("none")
        head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in _columns()))
        return format_html(
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, lines
        )


def _columns() -> tuple[str, ...]:
    return _("Line"), _("Column"), _("Value"), _("Why, and what would be right")

"""Ingestion runs with the rows they did not take in."""

from __future__ import annotations

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.admin import snapshots
from indicators.admin.base import ReadOnlyAdmin
from indicators.models import IngestionRun

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
        "id", "source", "state", "trigger", "requested_at", "ended_at", "rows_read", "rows_new",
        "rows_revised", "rows_unchanged", "rows_rejected",
    )  # fmt: skip
    list_filter = ("state", "trigger", "source")
    list_select_related = ("source",)
    search_fields = ("source__code", "source__name_en", "message")
    date_hierarchy = "requested_at"
    ordering = ("-requested_at", "-pk")
    fields = (
        "source", "state", "stage", "trigger", "requested_by", "requested_at", "started_at",
        "ended_at", "attempts", "message", "published_on", "file", "rows_read", "rows_new",
        "rows_revised", "rows_unchanged", "rows_rejected", "rejected_rows", "page",
    )  # fmt: skip
    readonly_fields = ("rejected_rows", "page", "file")

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

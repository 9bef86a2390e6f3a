"""Assessments, status events and series: computed, to be looked at."""

from __future__ import annotations

import json

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from indicators.admin.base import ReadOnlyAdmin
from indicators.models import Assessment, Series, StatusEvent


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """The answer for a target as of a day."""

    list_display = ("target", "status", "verdict", "outlook", "as_of", "rev", "current")
    list_filter = ("current", "status", "certainty")
    list_select_related = ("target",)
    search_fields = ("target__code", "target__name_en", "target__name_zh")
    ordering = ("-computed_at", "-pk")
    fields = (
        "target", "as_of", "rev", "current", "status", "verdict", "certainty", "outlook",
        "caution", "method", "method_version", "computed_at", "answer",
    )  # fmt: skip
    readonly_fields = ("answer",)

    @admin.display(description=_("Whole answer"))
    def answer(self, row: Assessment) -> SafeString:
        """The answer as it is stored, with every input by id."""
        text = json.dumps(row.payload, ensure_ascii=False, indent=2)
        return format_html('<pre class="answer" tabindex="0">{}</pre>', text)


@admin.register(StatusEvent)
class StatusEventAdmin(ReadOnlyAdmin):
    """A change of status with its cause."""

    list_display = ("target", "on", "from_status", "to_status", "cause", "release")
    list_filter = ("cause", "to_status")
    list_select_related = ("target", "release")
    search_fields = ("target__code", "target__name_en", "target__name_zh")
    date_hierarchy = "on"
    ordering = ("-recorded_at", "-pk")


@admin.register(Series)
class SeriesAdmin(ReadOnlyAdmin):
    """Series come into being with their first figure."""

    list_display = ("code", "unit", "source")
    list_filter = ("basis", "frequency")
    list_select_related = ("unit", "source")
    search_fields = ("code",)
    ordering = ("code",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not on the first page; figures have a page of their own."""
        return False

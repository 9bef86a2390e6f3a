"""Dispute notes: an editor's reasoned doubt beside a status."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from indicators.admin.base import CatalogueAdmin
from indicators.models import DisputeNote


@admin.register(DisputeNote)
class DisputeNoteAdmin(CatalogueAdmin):
    """Shown beside the computed status, which stays what it is."""

    list_display = ("target", "raised_on", "expires_on", "author")
    list_select_related = ("target", "author")
    search_fields = ("target__code", "target__name_en", "text_en", "text_zh")
    ordering = ("-raised_on", "-pk")
    autocomplete_fields = ("target", "document")
    exclude = ("author",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The author is who writes it first."""
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

"""Plans, laws and announcements that carry targets."""

from django.contrib import admin

from indicators.admin.base import CatalogueAdmin
from indicators.models import Plan


@admin.register(Plan)
class PlanAdmin(CatalogueAdmin):
    """Who issued it, when, for whom."""

    list_display = ("code", "name_en", "kind", "entity", "issued_on")
    list_filter = ("kind", "entity")
    list_select_related = ("entity",)
    search_fields = ("code", "name_en", "name_zh", "issuer_en", "issuer_zh")
    ordering = ("-issued_on", "code")
    autocomplete_fields = ("entity", "document", "parent")

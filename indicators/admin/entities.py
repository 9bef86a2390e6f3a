"""Entities: whom figures are about."""

from django.contrib import admin

from indicators.admin.base import CatalogueAdmin
from indicators.models import Entity


@admin.register(Entity)
class EntityAdmin(CatalogueAdmin):
    """Countries, regions, groups of firms."""

    list_display = ("code", "name_en", "name_zh", "kind", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("code", "name_en", "name_zh", "alpha2", "alpha3")
    ordering = ("code",)
    autocomplete_fields = ("parent",)

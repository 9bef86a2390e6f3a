"""Families: restatements of one promise."""

from django.contrib import admin

from indicators.admin.base import CatalogueAdmin
from indicators.models import TargetFamily


@admin.register(TargetFamily)
class TargetFamilyAdmin(CatalogueAdmin):
    """Targets name their family; here it gets its name and a note."""

    list_display = ("code", "name_en", "name_zh")
    search_fields = ("code", "name_en", "name_zh")
    ordering = ("code",)

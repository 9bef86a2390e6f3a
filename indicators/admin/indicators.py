"""Indicators and their definitions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from indicators.admin.base import CatalogueAdmin, Inline
from indicators.admin.guarded import GuardedForm
from indicators.admin.quality import check_quality
from indicators.admin.version_form import GuardedVersionForm, VersionForm
from indicators.models import Indicator, IndicatorVersion


class IndicatorVersionInline(Inline):
    """Definitions. A redefinition is a new one that names its predecessor."""

    model = IndicatorVersion
    form = VersionForm
    autocomplete_fields = ("unit", "predecessor", "document")


class IndicatorForm(GuardedForm):
    """Says what is wrong with a declared check before a run does."""

    def clean(self) -> dict[str, Any] | None:
        """Read the checks as a run will."""
        cleaned = super().clean()
        check_quality(self, f"indicator {self.cleaned_data.get('code', '')}")
        return cleaned


@admin.register(Indicator)
class IndicatorAdmin(CatalogueAdmin):
    """What is measured."""

    form = IndicatorForm
    list_display = ("code", "name_en", "name_zh", "topic", "kind", "direction")
    list_filter = ("topic", "kind", "direction")
    list_select_related = ("topic",)
    search_fields = ("code", "name_en", "name_zh")
    ordering = ("code",)
    autocomplete_fields = ("topic", "additions", "removals")
    inlines = (IndicatorVersionInline,)


@admin.register(IndicatorVersion)
class IndicatorVersionAdmin(CatalogueAdmin):
    """For choosing one; they are edited with their indicator."""

    form = GuardedVersionForm
    list_display = ("__str__", "unit", "valid_from")
    list_select_related = ("indicator", "unit")
    search_fields = ("indicator__code", "indicator__name_en", "indicator__name_zh")
    ordering = ("indicator__code", "number")
    autocomplete_fields = ("indicator", "unit", "predecessor", "document")

    def get_queryset(self, request: HttpRequest) -> QuerySet[IndicatorVersion]:
        """With what a row is named by; choices elsewhere come from here too."""
        return super().get_queryset(request).select_related("indicator", "unit")

    def has_module_permission(self, request: object) -> bool:
        """Not on the first page."""
        return False

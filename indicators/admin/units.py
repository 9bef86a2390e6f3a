"""Units with their exact factors."""

from django.contrib import admin

from indicators.admin.base import CatalogueAdmin
from indicators.admin.version_form import UnitForm
from indicators.models import Unit


@admin.register(Unit)
class UnitAdmin(CatalogueAdmin):
    """A changed factor changes what every stated number of the unit means."""

    form = UnitForm
    list_display = ("code", "name_en", "name_zh", "symbol_en", "quantity", "base")
    list_filter = ("quantity",)
    list_select_related = ("base",)
    search_fields = ("code", "name_en", "name_zh", "symbol_en", "symbol_zh", "quantity")
    ordering = ("quantity", "code")
    autocomplete_fields = ("base",)

"""The topic tree."""

from django.contrib import admin

from indicators.admin.base import CatalogueAdmin
from indicators.models import Topic


@admin.register(Topic)
class TopicAdmin(CatalogueAdmin):
    """A branch of the tree and its place among its siblings."""

    list_display = ("code", "name_en", "name_zh", "parent", "position")
    list_select_related = ("parent",)
    search_fields = ("code", "name_en", "name_zh")
    ordering = ("position", "code")
    autocomplete_fields = ("parent",)

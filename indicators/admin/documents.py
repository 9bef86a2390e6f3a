"""Documents and the passages quoted from them."""

from django.contrib import admin

from indicators.admin.base import CatalogueAdmin, Inline
from indicators.models import Document, Passage


class PassageInline(Inline):
    """Short fragments with their place."""

    model = Passage
    fields = ("code", "fragment", "language", "place", "translation_en")


@admin.register(Document)
class DocumentAdmin(CatalogueAdmin):
    """Where something was said."""

    list_display = ("title", "publisher", "kind", "language", "published_on", "published_on_basis")
    list_filter = ("kind", "language", "published_on_basis")
    search_fields = ("code", "title", "title_en", "title_zh", "publisher", "url")
    date_hierarchy = "published_on"
    ordering = ("-published_on", "code")
    inlines = (PassageInline,)


@admin.register(Passage)
class PassageAdmin(CatalogueAdmin):
    """For choosing one; they are edited with their document."""

    list_display = ("fragment", "document", "place", "language")
    list_select_related = ("document",)
    search_fields = ("code", "fragment", "document__title", "document__code")
    ordering = ("document__code", "code")
    autocomplete_fields = ("document",)

    def has_module_permission(self, request: object) -> bool:
        """Not on the first page."""
        return False

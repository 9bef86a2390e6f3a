"""What all model admins share: saves through services, a guarded form, history, read-only ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.admin import history
from indicators.admin.fields import NumberField
from indicators.admin.guarded import SEEN, GuardedForm
from indicators.admin.labels import LABELS, in_words
from indicators.models.base import ExactDecimalField
from indicators.services import catalogue_edits


class Labelled:
    """Labels in the reader's language, and numbers that are read as the domain reads them."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The stock form field with our label."""
        if isinstance(db_field, ExactDecimalField):
            kwargs["form_class"] = NumberField
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        label: str | Promise | None = LABELS.get(db_field.name)
        if field is not None and label is not None:
            field.label = label
        return field

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Codes in the domain's own words."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            field.choices = in_words(field.choices)
        return field


class Inline(Labelled, admin.StackedInline):
    """Rows that belong to another; a few empty ones on demand."""

    extra = 0
    show_change_link = False


class WithHistory(admin.ModelAdmin):
    """Adds the page with the database's own history."""

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and the history of the database."""
        meta = self.opts
        route = path(
            "<path:object_id>/versions/",
            self.admin_site.admin_view(self.versions_view),
            name=f"{meta.app_label}_{meta.model_name}_versions",
        )
        return [route, *super().get_urls()]

    def versions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Every state of a row that the database kept, newest first, with what changed."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Database history: %(row)s") % {"row": row},
            "opts": self.opts,
            "object_id": object_id,
            "row": row,
            "versions": history.versions(row),
        }
        return TemplateResponse(request, "admin/indicators/versions.html", context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Tell the template whether there is a history."""
        extra = {"has_versions": history.is_tracked(self.model)} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, extra)


class CatalogueAdmin(Labelled, WithHistory):
    """A row of the catalogue that editors change. Nothing is saved past the services."""

    form: type[forms.ModelForm] = GuardedForm
    list_per_page = 50
    # Counting all rows to say “10 of 11,000,000” costs a scan.
    show_full_result_count = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The declared groups, with the hidden version in the last one where it can be saved."""
        groups: list[tuple[Any, dict[str, Any]]] = [
            (name, {**options, "fields": [f for f in options["fields"] if f != SEEN]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        allowed = self.has_change_permission(request, obj) if obj else True
        if allowed and SEEN in getattr(self.form, "base_fields", {}):
            groups[-1][1]["fields"].append(SEEN)
        return groups

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        """Write through the service, which counts the edit."""
        self.write(obj, seen=form.cleaned_data.get(SEEN))

    def write(self, obj: models.Model, *, seen: int | None) -> None:
        """Call the service that writes this kind of row."""
        catalogue_edits.save(obj, seen=seen, now=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Rows that belong to this one are edits too."""
        for row in formset.save(commit=False):
            catalogue_edits.save(row, seen=None, now=timezone.now())
        for row in formset.deleted_objects:
            catalogue_edits.delete(row, now=timezone.now())
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """When all is written: assess what it touches, and say what that changed."""
        super().save_related(request, form, formsets, change)
        changed = catalogue_edits.saved(form.instance, now=timezone.now())
        if changed:
            text = ngettext(
                "%(count)d target changed its status.",
                "%(count)d targets changed their status.",
                changed,
            )
            self.message_user(request, text % {"count": changed}, messages.INFO)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete through the service."""
        catalogue_edits.delete(obj, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete one by one: each has its own targets to assess."""
        for row in queryset:
            catalogue_edits.delete(row, now=timezone.now())


class ReadOnlyAdmin(WithHistory):
    """What only the services write: to be looked at."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted."""
        return False

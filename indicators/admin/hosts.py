"""Hosts that sources may be fetched from."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from indicators.admin.base import CatalogueAdmin
from indicators.admin.guarded import GuardedForm
from indicators.models import AllowedHost


class AllowedHostForm(GuardedForm):
    """A name alone: no scheme, no port, no path."""

    def clean_host(self) -> str:
        """Lower case, without what does not belong to a host's name."""
        host = str(self.cleaned_data["host"]).strip().lower().rstrip(".")
        if not host or any(mark in host for mark in "/:@ *?#") or "." not in host:
            raise forms.ValidationError(
                _("“%(host)s” is not the name of a host; right would be data.stats.gov.cn.")
                % {"host": host[:80]}
            )
        return host


@admin.register(AllowedHost)
class AllowedHostAdmin(CatalogueAdmin):
    """Administrators only: what is listed here is what the server contacts."""

    form = AllowedHostForm
    list_display = ("host", "note")
    search_fields = ("host", "note")
    ordering = ("host",)

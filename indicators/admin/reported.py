"""Reported figures: what a document claims."""

from typing import ClassVar

from django.contrib import admin

from indicators.admin.base import CatalogueAdmin
from indicators.admin.fields import PeriodField
from indicators.admin.labels import LABELS
from indicators.admin.period_form import PeriodForm
from indicators.models import ReportedFigure


class ReportedFigureForm(PeriodForm):
    """The period as text."""

    periods: ClassVar[dict[str, str]] = {"period": "period"}
    period = PeriodField(label=LABELS["period"])


@admin.register(ReportedFigure)
class ReportedFigureAdmin(CatalogueAdmin):
    """It judges nothing; a later figure can contradict it."""

    form = ReportedFigureForm
    list_display = ("code", "text_en", "series", "value", "document")
    list_select_related = ("series", "document")
    search_fields = ("code", "text_en", "text_zh", "document__title", "series__code")
    ordering = ("code",)
    autocomplete_fields = ("document", "passage", "series", "target")
    fields = (
        "code", "document", "passage", "text_en", "text_zh", "series", "period", "value", "target",
    )  # fmt: skip

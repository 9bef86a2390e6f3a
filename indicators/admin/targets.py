"""Targets with their milestones and evidence."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.admin.base import CatalogueAdmin, Inline
from indicators.admin.effects import target_url
from indicators.admin.fields import PeriodField
from indicators.admin.period_form import PeriodForm
from indicators.admin.target_form import PERIOD_HELP, TargetForm
from indicators.models import Milestone, MilestoneEvidence, Target
from indicators.services import targets


class MilestoneForm(PeriodForm):
    """The deadline as a period."""

    periods: ClassVar[dict[str, str]] = {"due": "due"}
    due = PeriodField(required=False, label=_("Due in"), help_text=PERIOD_HELP)
    seen_version = None  # type: ignore[assignment] # its table counts no versions


class MilestoneInline(Inline):
    """Promises without a number. Their evidence is on a page of its own."""

    model = Milestone
    form = MilestoneForm
    fields = ("position", "title_en", "title_zh", "due")
    show_change_link = True


class EvidenceInline(Inline):
    """What a document says, and from which day that is known."""

    model = MilestoneEvidence
    autocomplete_fields = ("document", "passage")


@admin.register(Milestone)
class MilestoneAdmin(CatalogueAdmin):
    """A milestone and the evidence for it."""

    form = MilestoneForm
    list_display = ("title_en", "target", "position", "due_end")
    list_select_related = ("target",)
    search_fields = ("title_en", "title_zh", "target__code", "target__name_en")
    ordering = ("target__code", "position")
    autocomplete_fields = ("target",)
    fields = ("target", "position", "title_en", "title_zh", "due")
    inlines = (EvidenceInline,)


@admin.register(Target)
class TargetAdmin(CatalogueAdmin):
    """A promise: its statement, its source, its life."""

    form = TargetForm
    list_display = ("code", "name_en", "entity", "quantity", "horizon_end", "announced_on", "plan")
    list_filter = ("entity", "topic", "quantity", "bindingness", "plan")
    list_select_related = ("entity", "plan")
    search_fields = ("code", "name_en", "name_zh", "summary_en", "stated")
    ordering = ("code",)
    autocomplete_fields = (
        "entity", "topic", "plan", "family", "parent", "document", "passage", "superseded_by",
        "indicator_version", "unit",
    )  # fmt: skip
    inlines = (MilestoneInline,)
    fieldsets = (
        (None, {"fields": ("code", "name_en", "name_zh", "summary_en", "summary_zh")}),
        (_("Where it belongs"), {"fields": ("entity", "topic", "plan", "family", "parent")}),
        (
            _("Who said so, and when"),
            {
                "fields": (
                    "document", "passage", "bindingness", "announced_on", "announced_on_basis",
                )
            },
        ),
        (
            _("The statement: quantity, comparison, bound, when"),
            {
                "fields": (
                    "indicator_version", "quantity", "comparator", "low", "high", "tolerance",
                    "unit", "reference_kind", "reference", "reference_value", "horizon_kind",
                    "horizon", "once", "stated",
                )
            },
        ),
        (_("The required path"), {"fields": ("pacing", "interim")}),
        (
            _("How the text was read"),
            {"fields": ("interpretation_en", "interpretation_zh")},
        ),
        (
            _("Its life"),
            {"fields": ("superseded_by", "superseded_on", "withdrawn_on")},
        ),
    )  # fmt: skip

    def write(self, obj: models.Model, *, seen: int | None) -> None:
        """The service checks the statement again."""
        assert isinstance(obj, Target)
        targets.save(obj, seen=seen, now=timezone.now())

    def view_on_site(self, obj: Target) -> str:
        """The page that readers see."""
        return target_url(obj.code)

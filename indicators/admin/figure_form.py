"""The forms of figure entry: what the sheet is about, and its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from indicators.admin import figure_faults
from indicators.admin.days import DayField
from indicators.admin.labels import LABELS
from indicators.domain import words
from indicators.domain.codelists import Basis, Bound, DateBasis, ObsStatus
from indicators.models import Document, Entity, IndicatorVersion, Source
from indicators.services.figure_entry import Line, Sheet
from indicators.services.ingestion.interpret import Rejection

MAX_ROWS = 150  # six fields a row; a request may have 1,000. More is a matter for a file.
EMPTY_ROWS = 6
PREFIX = "rows"
REASONS = (
    ("", gettext_lazy("— only needed when a published figure changes —")),
    ("source revised", gettext_lazy("the source revised it")),
    ("entry error", gettext_lazy("it was entered wrongly")),
    ("method change", gettext_lazy("the method changed")),
    ("unit error", gettext_lazy("the unit was wrong")),
    ("other", gettext_lazy("another reason (say which)")),
)


def _labelled(codes: Iterable[Any]) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(code.value, words.label(code, language)) for code in codes]


class VersionField(forms.ModelChoiceField):
    """Definitions by name, code and unit, so that the unit is seen before a number is typed."""

    def label_from_instance(self, obj: Any) -> str:
        """Name (code), unit."""
        chinese = (get_language() or "en").startswith("zh")
        name = (obj.indicator.name_zh if chinese else "") or obj.indicator.name_en
        unit = (obj.unit.name_zh if chinese else "") or obj.unit.name_en
        version = f" v{obj.number}" if obj.number > 1 else ""
        return f"{name} [{obj.indicator.code}{version}] · {unit}"


class CodedField(forms.ModelChoiceField):
    """Rows of the catalogue by name and code."""

    def label_from_instance(self, obj: Any) -> str:
        """Name [code]; a document has a title instead."""
        chinese = (get_language() or "en").startswith("zh")
        name = getattr(obj, "name_zh", "") or getattr(obj, "title_zh", "") if chinese else ""
        return f"{name or obj} [{obj.code}]"


class SheetForm(forms.Form):
    """What all rows share."""

    indicator = VersionField(
        queryset=IndicatorVersion.objects.select_related("indicator", "unit").order_by(
            "indicator__name_en", "number"
        ),
        label=LABELS["indicator"],
    )
    entity = CodedField(queryset=Entity.objects.order_by("name_en"), label=LABELS["entity"])
    basis = forms.ChoiceField(label=LABELS["basis"])
    source = CodedField(
        queryset=Source.objects.order_by("rank", "name_en"),
        label=LABELS["source"],
        help_text=gettext_lazy("Who published the figures. Best rank first."),
    )
    published_on = DayField(
        label=gettext_lazy("Day of publication"),
        help_text=gettext_lazy("The figures are known from this day; before it, nothing changes."),
    )
    published_on_basis = forms.ChoiceField(label=LABELS["published_on_basis"])
    document = CodedField(
        queryset=Document.objects.order_by("-published_on", "title"),
        required=False,
        label=LABELS["document"],
        help_text=gettext_lazy("Where they stand. Add a missing one under Documents first."),
    )
    reason_kind = forms.ChoiceField(
        choices=REASONS, required=False, label=gettext_lazy("Reason for a changed figure")
    )
    reason = forms.CharField(
        required=False,
        max_length=400,
        label=gettext_lazy("Remark for the reviewer"),
    )
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = _labelled(Basis)  # type: ignore[attr-defined]
        days = [basis for basis in DateBasis if basis is not DateBasis.UNKNOWN]
        self.fields["published_on_basis"].choices = _labelled(days)  # type: ignore[attr-defined]

    @property
    def why(self) -> str:
        """Kind of reason and remark, as they are kept with the release."""
        parts = (self.cleaned_data.get("reason_kind"), self.cleaned_data.get("reason"))
        return ": ".join(part for part in parts if part)

    def require_reason(self) -> bool:
        """A published figure changes only with a reason; say so next to the field."""
        kind = self.cleaned_data.get("reason_kind")
        if not kind:
            self.add_error("reason_kind", _("A published figure would change: say why."))
        elif kind == "other" and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say which reason."))
        return not self.errors


class RowForm(forms.Form):
    """One row, as texts: they are read by the rules of every other figure."""

    period = forms.CharField(required=False, max_length=60, label=LABELS["period"])
    value = forms.CharField(required=False, max_length=100, label=LABELS["value"])
    unit = forms.CharField(required=False, max_length=60, label=LABELS["unit"])
    status = forms.ChoiceField(required=False, label=gettext_lazy("Status"))
    bound = forms.ChoiceField(required=False, label=LABELS["bound"])
    note = forms.CharField(required=False, max_length=1000, label=LABELS["note"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", "–"), *_labelled(ObsStatus)]  # type: ignore[attr-defined]
        self.fields["bound"].choices = [("", "–"), *_labelled(Bound)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """A row is empty, or has a period and a number (or a mark that it is missing)."""
        cleaned = super().clean()
        data = self.cleaned_data
        typed = any(data.get(name) for name in ("period", "value", "unit", "note"))
        if typed and not data.get("period") and "period" not in self.errors:
            self.add_error("period", _("The period is missing."))
        if typed and not data.get("value") and "value" not in self.errors:
            self.add_error(
                "value", _("The number is missing. To take a published figure back, write “-”.")
            )
        return cleaned

    @property
    def empty(self) -> bool:
        """Nothing was typed."""
        return not any(self.cleaned_data.get(name) for name in ("period", "value", "unit", "note"))


class RowSet(forms.BaseFormSet):
    """The rows of a sheet."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Columns have a heading; each field still says its row to those who do not see it."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            field.widget.attrs["aria-label"] = _("%(column)s, row %(row)s") % {
                "column": field.label or name,
                "row": "" if index is None else index + 1,
            }

    def lines(self) -> tuple[Line, ...]:
        """The rows that say something, numbered by their place."""
        return tuple(
            Line(
                number,
                **{
                    name: form.cleaned_data.get(name) or ""
                    for name in ("period", "value", "unit", "status", "bound", "note")
                },
            )
            for number, form in enumerate(self.forms, start=1)
            if not form.empty
        )

    def show(self, rejections: Iterable[Rejection], basis: Basis) -> None:
        """Put what the rules say next to the field that it is about, each field's first only."""
        for rejection in rejections:
            form = self.forms[rejection.line - 1]
            column = figure_faults.field_of(rejection)
            place = column if column in form.fields else None
            if place not in form.errors:
                form.add_error(place, figure_faults.said(rejection, basis))


_Rows = forms.formset_factory(
    RowForm, formset=RowSet, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS, validate_max=True
)


def row_set(data: Any = None, **options: Any) -> RowSet:
    """The rows of a request, or those to begin with (``initial``)."""
    return cast(RowSet, _Rows(data, prefix=PREFIX, **options))


def sheet(form: SheetForm, rows: RowSet) -> Sheet:
    """The sheet of two valid forms."""
    data = form.cleaned_data
    return Sheet(
        version=data["indicator"],
        entity=data["entity"],
        basis=Basis(data["basis"]),
        source=data["source"],
        published_on=data["published_on"],
        published_on_basis=DateBasis(data["published_on_basis"]),
        document=data["document"],
        lines=rows.lines(),
    )

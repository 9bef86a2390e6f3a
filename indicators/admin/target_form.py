"""The form of a target: its parts must make one statement."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.admin.fields import PeriodField
from indicators.admin.labels import LABELS
from indicators.admin.period_form import PeriodForm
from indicators.domain.codelists import Quantity
from indicators.domain.errors import StatementError
from indicators.services import targets

PERIOD_HELP = gettext_lazy(
    "2021, 2021-Q1, 2021-03, 2021-01-01/P5Y (a five-year plan), FY2025-26 or 2021年1-2月"
)

# Which field an error of the statement speaks of, by the first word of its sentence that is here.
PLACES = (
    ("milestone", "quantity"),
    ("comparator is missing", "comparator"),
    ("is not a comparator", "comparator"),
    ("is not a quantity", "quantity"),
    ("is not a pacing", "pacing"),
    ("interim", "interim"),
    ("needs a reference", "reference_kind"),
    ("reference is of kind", "reference"),
    ("is not a reference", "reference_kind"),
    ("tolerance", "tolerance"),
    ("needs high and no low", "high"),
    ("needs low", "low"),
    ("counted over a window", "horizon_kind"),
    ("is not a horizon", "horizon_kind"),
    ("window of years", "horizon"),
    ("horizon", "horizon"),
)


def field_of(error: StatementError) -> str | None:
    """The form's field that an error of the statement is about; ``None`` for the whole."""
    sentence = str(error)
    return next((field for words, field in PLACES if words in sentence), None)


class TargetForm(PeriodForm):
    """Periods as text, and the statement built while the editor can still change it."""

    periods: ClassVar[dict[str, str]] = {"horizon": "horizon", "reference": "reference"}
    horizon = PeriodField(required=False, label=LABELS["horizon"], help_text=PERIOD_HELP)
    reference = PeriodField(required=False, label=LABELS["reference"], help_text=PERIOD_HELP)

    def clean(self) -> dict[str, Any] | None:
        """Build the statement from what was typed."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self._check_row()
        if not self.errors:
            self._check_statement()
        return cleaned

    def clean_interim(self) -> Any:
        """A list of points; each is looked at with the statement."""
        points = self.cleaned_data["interim"] or []
        if not isinstance(points, list):
            raise ValidationError(
                _("Interim points are a list of [period, number]: %(right)s")
                % {"right": '[["2023", "18"], ["2024", "20"]]'}
            )
        return points

    def _check_row(self) -> None:
        """What the table insists on, said next to the field instead of by a constraint's name."""
        data = self.cleaned_data
        milestone = data.get("quantity") == Quantity.MILESTONE
        if not milestone and data.get("indicator_version") is None:
            self.add_error(
                "indicator_version",
                _("A promise with a number needs the indicator that measures it."),
            )
        if milestone:
            for name in ("low", "high"):
                if data.get(name) is not None:
                    self.add_error(name, _("A milestone has no number; it is judged by evidence."))
        if data.get("superseded_by") is not None:
            if data.get("superseded_on") is None:
                self.add_error("superseded_on", _("Say from which day the other target stands."))
            if data["superseded_by"].pk == self.instance.pk:
                self.add_error("superseded_by", _("A target cannot supersede itself."))
        passage, document = data.get("passage"), data.get("document")
        if passage is not None and document is not None and passage.document_id != document.pk:
            self.add_error("passage", _("This passage is from another document."))

    def _check_statement(self) -> None:
        candidate = type(self.instance)()
        for name in (
            "quantity", "comparator", "low", "high", "tolerance", "reference_kind",
            "reference_value", "horizon_kind", "pacing", "once", "interim", "stated",
        ):  # fmt: skip
            setattr(candidate, name, self.cleaned_data.get(name))
        self.set_periods(candidate)
        try:
            targets.statement_of(candidate)
        except StatementError as error:
            field = field_of(error)
            place = field if field in self.fields else None
            self.add_error(place, ValidationError(str(error), code=error.code))

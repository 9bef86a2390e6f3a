"""Definitions of indicators and units in forms: formulas and quantities are checked as typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from indicators.admin.guarded import GuardedForm
from indicators.domain import dimensions, formula_rules, formulas
from indicators.domain.errors import DomainError
from indicators.models import Unit
from indicators.selectors import derivations


class FormulaChecked:
    """A formula is parsed, and held against the units of what it refers to."""

    cleaned_data: dict[str, Any]
    instance: Any

    def clean(self) -> dict[str, Any] | None:
        """Say next to the formula what is wrong with it."""
        cleaned = super().clean()  # type: ignore[misc]
        text, unit = self.cleaned_data.get("formula"), self.cleaned_data.get("unit")
        if text and unit is not None:
            indicator = self.cleaned_data.get("indicator") or self.instance.indicator
            known = derivations.definitions()
            try:
                formula_rules.check(
                    indicator.code,
                    formulas.parse(text),
                    derivations.unit_of(unit),
                    units=known.units,
                    references=known.references,
                )
            except DomainError as error:
                problem = ValidationError(str(error), code=error.code)
                self.add_error("formula", problem)  # type: ignore[attr-defined]
        return cleaned


class VersionForm(FormulaChecked, forms.ModelForm):
    """A definition below its indicator."""


class GuardedVersionForm(FormulaChecked, GuardedForm):
    """A definition on a page of its own."""


class UnitForm(GuardedForm):
    """A unit whose quantity has one spelling, of parts that other units measure."""

    def clean_quantity(self) -> str:
        """Say what would be right."""
        quantity: str = self.cleaned_data["quantity"]
        try:
            dimensions.check_quantity(
                quantity, set(Unit.objects.values_list("quantity", flat=True))
            )
        except DomainError as error:
            raise ValidationError(str(error), code=error.code) from error
        return quantity

"""Declared quality checks in the forms of sources and indicators."""

from __future__ import annotations

from django import forms

from indicators.domain.errors import DomainError
from indicators.domain.quality import registry


def check_quality(form: forms.ModelForm, place: str) -> None:
    """Say what is wrong with the field ``checks`` of a form, if anything is."""
    if "checks" not in form.cleaned_data:
        return
    try:
        registry.declared(form.cleaned_data["checks"] or {}, place)
    except DomainError as error:
        form.add_error("checks", str(error))

"""The form field of a day: 2021-07-01, in every language."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from indicators.domain import periods
from indicators.domain.errors import DomainError


class DayField(forms.CharField):
    """A day in the one notation that cannot be misread, with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """The day, or ``None`` for an empty text."""
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return periods.parse_day(text)
        except DomainError as error:
            raise ValidationError(str(error), code=error.code) from error

    def run_validators(self, value: Any) -> None:
        """The text was read already."""

"""Form fields that read as the domain reads: periods and numbers in every accepted notation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from indicators.domain import numbers, periods
from indicators.domain.errors import DomainError
from indicators.domain.periods import Period


class PeriodField(forms.CharField):
    """A period as text: 2021, 2021-Q1, 2021-01-01/P5Y, 2021年1-2月 …"""

    def to_python(self, value: Any) -> Any:
        """The period, or ``None`` for an empty text."""
        if isinstance(value, Period):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return periods.parse_period(text)
        except DomainError as error:
            raise ValidationError(str(error), code=error.code) from error

    def run_validators(self, value: Any) -> None:
        """The text was read already."""

    def prepare_value(self, value: Any) -> Any:
        """As it is printed everywhere."""
        return str(value) if isinstance(value, Period) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Another notation of the same period is no change."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class NumberField(forms.CharField):
    """An exact decimal: 1,234.5, 52,068万, (3.1) …; never a float."""

    def __init__(self, *, max_digits: int = 60, decimal_places: int = 30, **options: Any) -> None:
        # The two come from the model's field; the parser has its own limits.
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """The number, or ``None`` for an empty text."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            number = numbers.parse_number(str(value)).value
        except DomainError as error:
            raise ValidationError(str(error), code=error.code) from error
        if number is None:
            raise ValidationError(f"“{value}” says that the number is missing.", code="missing")
        return number

    def run_validators(self, value: Any) -> None:
        """The text was read already."""

    def prepare_value(self, value: Any) -> Any:
        """Without an exponent, with every stated digit."""
        return format(value, "f") if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """1,000 is no change of 1000, but 1.0 is one of 1: it states another precision."""
        try:
            return str(self.to_python(data)) != str(initial)
        except ValidationError:
            return True

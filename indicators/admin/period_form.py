"""Forms that show the two days of a period as one text."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from indicators.admin.guarded import GuardedForm
from indicators.domain.periods import Period


class PeriodForm(GuardedForm):
    """``periods`` maps the form's field to the stem of its two columns, ``STEM_start`` and end."""

    periods: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, stem in self.periods.items():
            start = getattr(self.instance, f"{stem}_start")
            end = getattr(self.instance, f"{stem}_end")
            if start is not None and end is not None:
                self.initial[name] = Period(start, end)

    def set_periods(self, instance: models.Model) -> None:
        """Write what was read into the columns of a row."""
        for name, stem in self.periods.items():
            if name in self.cleaned_data:
                period: Period | None = self.cleaned_data[name]
                setattr(instance, f"{stem}_start", period.start if period else None)
                setattr(instance, f"{stem}_end", period.end if period else None)

    def clean(self) -> dict[str, Any] | None:
        """The periods belong to the row before its constraints are looked at."""
        cleaned = super().clean()
        self.set_periods(self.instance)
        return cleaned

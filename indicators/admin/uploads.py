"""The form of an upload: one file of figures and the day it was published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.admin.days import DayField
from indicators.connectors.files import DEFAULT_MAX_BYTES


class UploadForm(forms.Form):
    """What the file is, in its own words, is read by the run; here only its size is looked at."""

    file = forms.FileField(
        label=gettext_lazy("File (CSV)"),
        help_text=gettext_lazy(
            "Columns: indicator, entity, period, value; optional are basis, unit, published_on, "
            "document, status, bound, note. Any of comma, semicolon or tab; UTF-8 or GB18030."
        ),
    )
    published_on = DayField(
        required=False,
        label=gettext_lazy("Day of publication"),
        help_text=gettext_lazy(
            "For rows that do not give their own. Left out, it is today, marked as inferred."
        ),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_file(self) -> UploadedFile:
        """Refuse what the connector would refuse for its size."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > DEFAULT_MAX_BYTES:
            raise ValidationError(
                _("%(name)s has %(size)d MB; at most %(most)d MB are taken.")
                % {
                    "name": file.name,
                    "size": file.size // 2**20,
                    "most": DEFAULT_MAX_BYTES // 2**20,
                }
            )
        return file

    def clean_published_on(self) -> date | None:
        """A figure is known from the day it was published, which is not to come."""
        day: date | None = self.cleaned_data["published_on"]
        if day is not None and day > self.today:
            raise ValidationError(
                _("%(day)s lies after today, %(today)s.") % {"day": day, "today": self.today}
            )
        return day

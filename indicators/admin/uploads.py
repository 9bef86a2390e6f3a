"""The form of an upload: one file of figures and the day it was published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from indicators.admin.days import DayField
from indicators.connectors.files import DEFAULT_MAX_BYTES
from indicators.connectors.registry import CONNECTORS
from indicators.connectors.settings import shown
from indicators.models import Source


def expected(source: Source) -> str:
    """What a file of this source has to look like, by its connector and its settings."""
    chinese = (get_language() or "en").startswith("zh")
    kind = CONNECTORS[source.connector]
    given = {name: value for name, value in source.parameters.items() if value not in ("", None)}
    label = kind.label_zh if chinese else kind.label_en
    texts = [_("Read as: %(connector)s.") % {"connector": label}]
    declared = {one.name for one in kind.parameters}
    mapped = {name for name in given if name not in ("url", "path", "max_bytes", "service")}
    if "layout" in declared and not mapped:
        texts.append(
            _(
                "A figure a row, with the columns indicator, entity, period, value; optional are "
                "basis, unit, published_on, document, status, bound, note."
            )
        )
    if mapped:
        settings = "; ".join(
            f"{one.label_zh if chinese else one.label_en}: {shown(given[one.name])}"
            for one in kind.parameters
            if one.name in mapped and not one.secret
        )
        texts.append(_("As its settings say: %(settings)s.") % {"settings": settings})
    elif "layout" not in declared:
        texts.append(_("The answer of the service, saved as a file."))
    if source.connector == "csv":
        texts.append(_("Any of comma, semicolon or tab; UTF-8 or GB18030."))
    elif source.connector == "excel":
        texts.append(_("A workbook, .xlsx or .xls."))
    return "".join(texts) if chinese else " ".join(texts)


class UploadForm(forms.Form):
    """What the file is, in its own words, is read by the run; here only its size is looked at."""

    file = forms.FileField(label=gettext_lazy("File"))
    published_on = DayField(
        required=False,
        label=gettext_lazy("Day of publication"),
        help_text=gettext_lazy(
            "For rows that do not give their own. Left out, it is today, marked as inferred."
        ),
    )

    def __init__(self, *args: Any, source: Source, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["file"].help_text = expected(source)

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

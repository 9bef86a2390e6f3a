"""What is wrong with a row of the sheet, in the words of the sheet and of its reader."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.domain import words
from indicators.domain.codelists import Basis
from indicators.services.ingestion.interpret import Rejection

# On the sheet the day of publication stands above the rows; the row's part of it is the period.
FIELDS = {"published_on": "period"}


def field_of(rejection: Rejection) -> str:
    """The column of the sheet that a rejection is about."""
    return FIELDS.get(rejection.column, rejection.column)


def said(rejection: Rejection, basis: Basis) -> str:
    """The sentence of a rejection; a file would be told of codes and lines instead."""
    language = get_language() or "en"
    value = rejection.value
    match rejection.code:
        case "invalid_number":
            return _(
                "“%(value)s” cannot be read as a number. Write it as 1234.5, 1,234.5 or 52,068万; "
                "“-” takes a published figure back."
            ) % {"value": value[:80]}
        case "period_without_frequency":
            return _(
                "%(period)s is not a day, month, quarter, half-year or year. A figure from January "
                "to a month has the basis “%(basis)s”."
            ) % {"period": value, "basis": words.label(Basis.YTD, language)}
        case "period_not_year_to_date":
            return _(
                "%(period)s does not run from 1 January to the end of a month of that year, as "
                "the basis “%(basis)s” says."
            ) % {"period": value, "basis": words.label(basis, language)}
        case "published_before_period":
            return _(
                "%(day)s, the day of publication, lies before the period %(period)s begins; "
                "check both."
            ) % {"day": value, "period": rejection.row.get("period", "")}
        case "duplicate_row":
            return _("%(period)s stands in more than one row; keep one.") % {"period": value}
    return rejection.message[:1].upper() + rejection.message[1:]

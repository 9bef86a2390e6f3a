"""Observations, to be looked at: they have no surrogate key and are never edited."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from indicators.admin import site
from indicators.admin.days import DayField
from indicators.admin.figure_rows import plain
from indicators.admin.labels import LABELS
from indicators.domain import words
from indicators.domain.codelists import Basis
from indicators.domain.formats import format_period
from indicators.selectors import catalogue, sources
from indicators.selectors import observations as selected

SERIES_SHOWN = 40
ROWS_SHOWN = 1000


class FilterForm(forms.Form):
    """What to show. An indicator or a source must be chosen: all figures are too many."""

    indicator = forms.ChoiceField(required=False, label=LABELS["indicator"])
    entity = forms.ChoiceField(required=False, label=LABELS["entity"])
    source = forms.ChoiceField(required=False, label=LABELS["source"])
    basis = forms.ChoiceField(required=False, label=LABELS["basis"])
    as_of = DayField(required=False, label=gettext_lazy("As known on"))
    vintages = forms.BooleanField(required=False, label=gettext_lazy("All vintages"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        everything = [("", _("all"))]
        named = {
            "indicator": [(row.code, row.name) for row in catalogue.indicators()],
            "entity": [(row.code, row.name) for row in catalogue.entities()],
            "source": [(row.code, row.name) for row in sources.sources(on=today)],
        }
        for field, rows in named.items():
            self.fields[field].choices = everything + [  # type: ignore[attr-defined]
                (code, f"{name.words(language)} [{code}]") for code, name in rows
            ]
        self.fields["basis"].choices = everything + [  # type: ignore[attr-defined]
            (basis.value, words.label(basis, language)) for basis in Basis
        ]


def listing(request: HttpRequest) -> HttpResponse:
    """Figures of the chosen series, as known on a day."""
    if not request.user.has_perm("indicators.view_observation"):
        raise PermissionDenied
    today = timezone.now().date()
    form = FilterForm(request.GET or None, today=today)
    found: dict[str, Any] = {"rows": [], "series": 0}
    if form.is_bound and form.is_valid():
        found = _found(form.cleaned_data, today)
    context = {
        **site.context(request),
        "title": _("Observations"),
        "form": form,
        **found,
        "asked": form.is_bound,
        "series_shown": SERIES_SHOWN,
        "rows_shown": ROWS_SHOWN,
    }
    return TemplateResponse(request, "admin/indicators/observations.html", context)


def _found(data: dict[str, Any], today: date) -> dict[str, Any]:
    wanted = {name: data[name] or None for name in ("indicator", "entity", "source", "basis")}
    if not (wanted["indicator"] or wanted["source"]):
        return {"rows": [], "series": 0, "choose": True}
    series = selected.series(**wanted)
    on = data["as_of"] or today
    shown = [item.code for item in series[:SERIES_SHOWN]]
    units = {item.code: item.unit.code for item in series}
    figures = selected.observations(shown, on=on, vintages=data["vintages"])
    language = get_language() or "en"
    rows = [
        {
            "view": view,
            "unit": units[code],
            "period": format_period(view.period, language),
            "value": plain(view.value),
        }
        for code in shown
        for view in reversed(figures[code])
    ]
    return {
        "rows": rows[:ROWS_SHOWN],
        "count": len(rows),
        "series": len(series),
        "on": on,
    }

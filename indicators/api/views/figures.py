"""Series and their figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from indicators.api import query
from indicators.api.base import ApiView, Asked
from indicators.api.errors import FieldError, ParameterError, shorten
from indicators.api.fields import Joined
from indicators.api.serializers import ObservationShape, SeriesDetail, SeriesShape
from indicators.api.views.filters import explain_nothing
from indicators.selectors import observations
from indicators.selectors.errors import NotFound

DIMENSIONS = (query.INDICATOR, query.ENTITY, query.BASIS, query.FREQUENCY, query.SOURCE)
NAMES = tuple(parameter.name for parameter in DIMENSIONS)


def _window(asked: Asked) -> dict[str, Any]:
    start, end = asked["start"], asked["end"]
    if start is not None and end is not None and end.end <= start.start:
        detail = _("The window is empty: it ends with {end}, before it starts with {start}.")
        raise ParameterError([FieldError("end", str(end), detail.format(start=start, end=end))])
    return {
        **asked.known,
        "start": start.start if start is not None else None,
        "end": end.end if end is not None else None,
        "vintages": asked["vintages"],
        "updated_after": asked["updated_after"],
    }


class SeriesList(ApiView):
    """Series by their dimensions, best source first."""

    operation, tag, shape, many = "list_series", "figures", SeriesShape, True
    parameters = (*DIMENSIONS, *query.PAGE)

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """All that match."""
        found = observations.series(**{name: asked[name] for name in NAMES})
        if not found:
            explain_nothing(asked)
        return found


class Series(ApiView):
    """One series with all its figures, unpaged.

    Without `vintages` there is one figure for each period: the one that counted on the day.
    """

    operation, tag, shape, dated = "get_series", "figures", SeriesDetail, True
    parameters = (*query.KNOWN, *query.WINDOW)

    def find(self, asked: Asked, **place: Any) -> Any:
        """The series with the figures of the window."""
        code = place["code"]
        window = _window(asked)
        found = observations.series(code=code)
        if not found:
            raise NotFound("series", code)
        return Joined(found[0], observations=observations.observations([code], **window)[code])


class Observations(ApiView):
    """Figures of several series; name an indicator or series.

    In the order of the series, then of the periods, then of the days they became known.
    """

    operation, tag, shape = "list_observations", "figures", ObservationShape
    many = dated = True
    parameters = (
        *DIMENSIONS, query.SERIES, *query.KNOWN, *query.WINDOW, *query.FIGURES_PAGE,
    )  # fmt: skip

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """All figures of the window that match."""
        if asked["indicator"] is None and asked["series"] is None:
            detail = _("Name an indicator or series, such as ?indicator=…; all figures of"
                       " everything are more than one answer.")  # fmt: skip
            raise ParameterError([FieldError("indicator", "", detail)])
        window = _window(asked)
        found = observations.series(codes=asked["series"], **{name: asked[name] for name in NAMES})
        codes = [series.code for series in found]
        if len(codes) < len(asked["series"] or ()):
            _name_missing(asked["series"])
        if not codes:
            explain_nothing(asked)
            return []
        known = observations.observations(codes, **window)
        return list(chain.from_iterable(known[code] for code in codes))


def _name_missing(codes: Sequence[str]) -> None:
    """Raise ParameterError for series that do not exist (others may only not match)."""
    existing = {series.code for series in observations.series(codes=codes)}
    missing = [code for code in codes if code not in existing]
    if missing:
        detail = _("There is no series “{code}”.")
        raise ParameterError(
            [FieldError("series", code, detail.format(code=shorten(code))) for code in missing]
        )

"""Figures of series for pages: domain series from views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indicators.domain.codelists import Basis, Bound, Frequency, ObsStatus
from indicators.domain.series import Observation, Series, SeriesKey
from indicators.domain.vintages import last_of_each_day
from indicators.selectors.views import ObservationView, SeriesView

# Of thousands of figures a look in a table takes half as long as a call of the class.
_STATUSES = {one.value: one for one in ObsStatus}
_BOUNDS = {one.value: one for one in Bound}
Vintages = Mapping[str, tuple[ObservationView, ...]]


def domain_series(series: Iterable[SeriesView], found: Vintages) -> list[Series]:
    """Series as the domain knows them, with every vintage that was given and stood on its day."""
    return [
        Series(
            SeriesKey(
                code=one.code,
                indicator=one.indicator.code,
                version=one.version,
                entity=one.entity.code,
                basis=Basis(one.basis),
                frequency=Frequency(one.frequency),
                source=one.source.code,
                source_rank=one.source_rank,
                unit=one.unit.code,
            ),
            last_of_each_day(
                [
                    Observation(
                        series=item.series,
                        period=item.period,
                        value=item.value,
                        known_on=item.known_on,
                        release=item.release,
                        status=_STATUSES[item.status],
                        bound=_BOUNDS[item.bound],
                    )
                    for item in found.get(one.code, ())
                ]
            ),
        )
        for one in series
    ]


def by_basis(series: Iterable[Series]) -> dict[Basis, list[Series]]:
    """Series sorted by what they give."""
    result: dict[Basis, list[Series]] = {}
    for one in series:
        result.setdefault(one.key.basis, []).append(one)
    return result

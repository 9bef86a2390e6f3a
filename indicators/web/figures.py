"""Figures of series for pages: domain series from views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from indicators.domain.codelists import Basis, Bound, Frequency, ObsStatus
from indicators.domain.series import Observation, Series, SeriesKey
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
            tuple(
                Observation(
                    series=item.series,
                    period=item.period,
                    value=item.value,
                    known_on=item.known_on,
                    release=item.release,
                    status=_STATUSES[item.status],
                    bound=_BOUNDS[item.bound],
                )
                for item in _standing(found.get(one.code, ()))
            ),
        )
        for one in series
    ]


def _standing(items: Sequence[ObservationView]) -> Iterator[ObservationView]:
    """Of the figures of a cell that became known on one day the last one, as in selectors/vintages.

    ``items`` are in the order of their periods, and within one as they became known.
    """
    for place, item in enumerate(items, start=1):
        after = items[place] if place < len(items) else None
        if after is None or (after.known_on, after.period) != (item.known_on, item.period):
            yield item


def by_basis(series: Iterable[Series]) -> dict[Basis, list[Series]]:
    """Series sorted by what they give."""
    result: dict[Basis, list[Series]] = {}
    for one in series:
        result.setdefault(one.key.basis, []).append(one)
    return result

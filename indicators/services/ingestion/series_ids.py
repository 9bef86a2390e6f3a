"""Ids of the series of one source: those that exist, and those that figures will bring."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from indicators.models import Entity, IndicatorVersion, Series, Source
from indicators.services import series
from indicators.services.ingestion.interpret import SeriesDimensions

_Key = tuple[int, int, str, str]
_RESERVED = 1_000


class SeriesIds:
    """Gives every series an id at once and makes those that came to be used in the end."""

    def __init__(self, source: Source) -> None:
        self._source = source
        found = Series.objects.filter(source=source).values_list(
            "indicator_version_id", "entity_id", "basis", "frequency", "pk"
        )
        self._ids: dict[_Key, int] = {tuple(key): pk for *key, pk in found.iterator()}  # type: ignore[misc]
        self._made: dict[int, _Key] = {}
        self._reserved: list[int] = []
        # The smallest and the largest id that was asked for.
        self.bounds = (2**62, 0)

    def of(self, dimensions: SeriesDimensions) -> int:
        """The id of a series; a new one, which is not in the table yet, if it does not exist.

        Ids are reserved a thousand at a time by a query.
        """
        key = (
            int(dimensions.version), int(dimensions.entity), dimensions.basis.value,
            dimensions.frequency.value,
        )  # fmt: skip
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = self._next()
            self._made[found] = key
        low, high = self.bounds
        self.bounds = min(low, found), max(high, found)
        return found

    def know(self, dimensions: Collection[SeriesDimensions]) -> None:
        """Reserve the ids of some series, before a COPY during which nothing can be asked."""
        for each in dimensions:
            self.of(each)

    def _next(self) -> int:
        if not self._reserved:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence('indicators_series', 'id'))"
                    " FROM generate_series(1, %s)",
                    [_RESERVED],
                )
                self._reserved = [number for (number,) in reversed(cursor.fetchall())]
        return self._reserved.pop()

    def make_used(self) -> None:
        """Write the new series that staged figures belong to; one with blanks alone is none."""
        if not self._made:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT series_id FROM staging"
                " WHERE series_id = ANY(%s::bigint[]) AND value IS NOT NULL",
                [list(self._made)],
            )
            used = [(pk, self._made[pk]) for (pk,) in cursor.fetchall()]
        versions = IndicatorVersion.objects.select_related("indicator", "unit").in_bulk(
            {key[0] for _, key in used}
        )
        entities = Entity.objects.in_bulk({key[1] for _, key in used})
        Series.objects.bulk_create(
            [
                series.new(
                    version=versions[version], entity=entities[entity], basis=basis,
                    frequency=frequency, source=self._source, pk=pk,
                )
                for pk, (version, entity, basis, frequency) in sorted(used)
            ],
            batch_size=_RESERVED,
        )  # fmt: skip

"""The evidence of targets: every series that may decide about them, found and read set-based."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from indicators.domain.assessments import Evidence, TargetSpec
from indicators.domain.codelists import Basis, Frequency
from indicators.domain.series import Series, SeriesKey
from indicators.models import IndicatorVersion, Target
from indicators.models import Series as SeriesTable
from indicators.selectors import derivations, specs, vintages

# At most this many are read at once. With more the database sorts on disk, and it cannot pack
# some while others are judged.
PART = 500

_BASES = {one.value: one for one in Basis}
_FREQUENCIES = {one.value: one for one in Frequency}
# The parts of an evidence that are of the indicator itself.
_OWN = (
    ("level", Basis.LEVEL),
    ("ytd", Basis.YTD),
    ("growth", Basis.GROWTH),
    ("ytd_growth", Basis.YTD_GROWTH),
)

Wanted = tuple[IndicatorVersion, int]
Cells = Mapping[tuple[int, int, Basis], list[tuple[int, Series]]]


class SeriesRow(NamedTuple):
    """A series as it is looked up: its ids, and the key that the domain knows it by."""

    pk: int
    version: int
    indicator: int
    entity: int
    key: SeriesKey


def series_rows(indicators: Collection[int], entities: Collection[int]) -> list[SeriesRow]:
    """The series of some indicators and entities, the best-ranked source first: one query."""
    found = (
        SeriesTable.objects.filter(
            indicator_version__indicator__in=indicators, entity__in=entities
        )
        .order_by("source__rank", "source__code", "frequency", "pk")
        .values_list(
            "pk", "indicator_version", "indicator_version__indicator", "entity", "code",
            "indicator_version__indicator__code", "indicator_version__number", "entity__code",
            "basis", "frequency", "source__code", "source__rank", "unit__code",
        )
    )  # fmt: skip
    return [
        SeriesRow(
            pk, version, indicator, entity,
            SeriesKey(
                code, named, number, entity_code, _BASES[basis], _FREQUENCIES[frequency], source,
                rank, unit,
            ),
        )
        for pk, version, indicator, entity, code, named, number, entity_code, basis, frequency,
            source, rank, unit in found
    ]  # fmt: skip


def _successors(versions: Collection[int], on: date) -> dict[int, int]:
    """Versions that a later definition, known on ``on``, has replaced, with that definition."""
    return dict(
        IndicatorVersion.objects.filter(predecessor__in=versions)
        .filter(Q(announced_on__isnull=True) | Q(announced_on__lte=on))
        .values_list("predecessor_id", "pk")
    )


class _Catalogue:
    """Which series some definitions and entities have, and how one leads to another.

    Two queries, four where a definition is computed from others, however many there are.
    """

    def __init__(self, wanted: Sequence[Wanted], on: date) -> None:
        versions = {version.pk: version for version, _ in wanted}
        self.flows = {
            version.indicator_id: (version.indicator.additions_id, version.indicator.removals_id)
            for version in versions.values()
        }
        self.derived = derivations.load(versions.values(), on)
        indicators = self._named(set(self.flows)) | self.derived.indicators
        self.rows: dict[int, list[SeriesRow]] = defaultdict(list)  # by entity
        for row in series_rows(indicators, {entity for _, entity in wanted}):
            self.rows[row.entity].append(row)
        self.successors = _successors(versions, on)

    def _named(self, indicators: set[int]) -> set[int]:
        """Some indicators, and the flows that they name."""
        return indicators | {pk for one in indicators for pk in self.flows[one] if pk}

    def of(self, wanted: Sequence[Wanted]) -> list[SeriesRow]:
        """The series that some of the definitions and entities need."""
        versions = {version.pk: version for version, _ in wanted}
        indicators = self._named({version.indicator_id for version in versions.values()})
        if any(version.formula for version in versions.values()):
            indicators |= self.derived.indicators
        return [
            row
            for entity in {entity: None for _, entity in wanted}
            for row in self.rows.get(entity, ())
            if row.indicator in indicators
        ]

    def evidence(
        self, wanted: Sequence[Wanted], rows: Sequence[SeriesRow], loaded: Mapping[int, Series]
    ) -> dict[tuple[int, int], Evidence]:
        """Of each definition and entity what was loaded for it."""
        cells: dict[tuple[int, int, Basis], list[tuple[int, Series]]] = defaultdict(list)
        for row in rows:
            cells[row.indicator, row.entity, row.key.basis].append((row.version, loaded[row.pk]))
        # Most indicators are published on one basis alone.
        published = {row.key.basis for row in rows}
        own = [(name, basis) for name, basis in _OWN if basis in published]
        return {
            (version.pk, entity): self._evidence(version, entity, cells, own)
            for version, entity in wanted
        }

    def _evidence(
        self,
        version: IndicatorVersion,
        entity: int,
        cells: Cells,
        own: Sequence[tuple[str, Basis]],
    ) -> Evidence:
        main, pk = version.indicator_id, version.pk
        parts = {name: _of(cells, main, entity, basis, pk) for name, basis in own}
        additions, removals = self.flows[main]
        if additions is not None:
            parts["additions"] = _of(cells, additions, entity, Basis.LEVEL)
            parts["additions_ytd"] = _of(cells, additions, entity, Basis.YTD)
        if removals is not None:
            parts["removals"] = _of(cells, removals, entity, Basis.LEVEL)
        if pk in self.successors:
            parts["successors"] = tuple(
                series
                for basis in (Basis.LEVEL, Basis.YTD, Basis.GROWTH)
                for series in _of(cells, main, entity, basis, self.successors[pk])
            )
        derivation = self.derived.of(version, _finder(cells, entity)) if version.formula else None
        return Evidence(**parts, derivation=derivation)


def _of(
    cells: Cells, indicator: int, entity: int, basis: Basis, version: int | None = None
) -> tuple[Series, ...]:
    """Series of an indicator on a basis, in one definition or in any, the best-ranked first."""
    found = cells.get((indicator, entity, basis), ())
    return tuple([one for pk, one in found if version is None or pk == version])


def _finder(cells: Cells, entity: int) -> derivations.Find:
    return lambda indicator, basis, version: _of(cells, indicator, entity, basis, version)


def _in_parts(
    parts: Sequence[Sequence[Wanted]], *, on: date, rev: int | None
) -> Iterator[dict[tuple[int, int], Evidence]]:
    """The evidence of each part in turn."""
    catalogue = _Catalogue([one for part in parts for one in part], on)
    rows = [catalogue.of(part) for part in parts]
    keys = [{row.pk: row.key for row in some} for some in rows]
    for part, some, loaded in zip(
        parts, rows, vintages.load_in_parts(keys, on=on, rev=rev), strict=True
    ):
        yield catalogue.evidence(part, some, loaded)


def evidence_of(
    wanted: Sequence[Wanted], *, on: date, rev: int | None = None
) -> dict[tuple[int, int], Evidence]:
    """The evidence of definitions (``indicator`` and ``unit`` loaded) and entities, as ids.

    Four queries in all, six where a definition is computed from others, however many there are.
    """
    return next(_in_parts([wanted], on=on, rev=rev))


Known = dict[int, tuple[TargetSpec, Evidence]]


def gather_in_parts(
    targets: Sequence[Target], *, on: date, rev: int | None = None
) -> Iterator[Known]:
    """Specification and evidence of each target, as known on ``on``, of ``PART`` targets in turn.

    While the caller works on one part the database packs the next. Two queries, and two a part.
    """
    parts = [targets[start : start + PART] for start in range(0, len(targets), PART)]
    wanted = [
        [
            (version, target.entity_id)
            for target in part
            if (version := target.indicator_version) is not None
        ]
        for part in parts
    ]
    for part, known in zip(parts, _in_parts(wanted, on=on, rev=rev), strict=True):
        yield {
            target.pk: (
                specs.spec_of(target, on),
                Evidence() if version is None else known[version, target.entity_id],
            )
            for target in part
            for version in (target.indicator_version_id,)
        }


def gather(targets: Sequence[Target], *, on: date, rev: int | None = None) -> Known:
    """The same of all targets at once, by target id."""
    found: Known = {}
    for part in gather_in_parts(targets, on=on, rev=rev):
        found |= part
    return found

"""Which indicators a derived one is computed from, through any number of formulas: set-based."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import Q

from indicators.domain import dimensions, formulas
from indicators.domain.codelists import Basis, IndicatorKind
from indicators.domain.errors import DomainError
from indicators.domain.formulas import Formula
from indicators.domain.results import Derivation, Evidence, Operand
from indicators.domain.series import Series
from indicators.domain.units import Unit as DomainUnit
from indicators.models import IndicatorVersion, Unit

# Series of an indicator on a basis in one definition, of the entity in question.
Find = Callable[[int, Basis, int], tuple[Series, ...]]


def unit_of(row: Unit) -> DomainUnit:
    """The domain's unit of a row; its base and aliases do not matter for a formula."""
    factor = Fraction(int(row.numerator), int(row.denominator))
    return DomainUnit(row.code, row.quantity, factor, base="")


def parsed(text: str) -> Formula | None:
    """The formula of a text; ``None`` where there is none, or none that can be read."""
    if not text:
        return None
    try:
        return formulas.parse(text)
    except DomainError:
        return None  # past the checks of form and catalogue; without it nothing is computed


def _references() -> list[tuple[int, str, tuple[str, ...]]]:
    """Every definition with a formula: indicator, its code, the codes it refers to: one query."""
    rows = IndicatorVersion.objects.exclude(formula="").values_list(
        "indicator_id", "indicator__code", "formula"
    )
    return [
        (indicator, code, formula.references)
        for indicator, code, text in rows
        if (formula := parsed(text)) is not None
    ]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Of every indicator the unit of its newest definition, and what its formula refers to."""

    units: Mapping[str, DomainUnit]
    references: Mapping[str, tuple[str, ...]]


def definitions() -> Definitions:
    """What a new formula is checked against: one query."""
    rows = IndicatorVersion.objects.select_related("indicator", "unit").order_by("number")
    newest = {row.indicator.code: row for row in rows}
    return Definitions(
        {code: unit_of(row.unit) for code, row in newest.items()},
        {
            code: formula.references
            for code, row in newest.items()
            if (formula := parsed(row.formula)) is not None
        },
    )


def _closure(start: Iterable[str], links: Mapping[str, Iterable[str]]) -> set[str]:
    """The codes that can be reached, without the start unless a link leads back to it."""
    found: set[str] = set()
    open_codes = list(start)
    while open_codes:
        new = set(links.get(open_codes.pop(), ())) - found
        found |= new
        open_codes += new
    return found


def dependents(indicators: Mapping[int, str]) -> dict[int, set[int]]:
    """The indicators that are computed from each of ``indicators``, directly or through others.

    ``indicators`` gives codes by id. One query.
    """
    links: dict[str, set[str]] = defaultdict(set)
    ids: dict[str, int] = {}
    for indicator, code, references in _references():
        ids[code] = indicator
        for reference in references:
            links[reference].add(code)
    return {pk: {ids[one] for one in _closure([code], links)} for pk, code in indicators.items()}


@dataclass(frozen=True, slots=True)
class Derivations:
    """Everything that the formulas of some definitions lead to, loaded at once.

    Of each operand the newest definition that had been announced on the day counts.
    """

    versions: Mapping[str, IndicatorVersion] = field(default_factory=dict)

    @property
    def indicators(self) -> set[int]:
        """The ids of all operands."""
        return {version.indicator_id for version in self.versions.values()}

    def of(self, version: IndicatorVersion, find: Find, depth: int = 0) -> Derivation | None:
        """How a definition is computed; ``None`` where it is not, or where its units do not fit."""
        formula = parsed(version.formula)
        if formula is None or depth >= formulas.MAX_LEVELS:
            return None
        found = {code: self.versions.get(code) for code in formula.references}
        rows = {code: row for code, row in found.items() if row is not None}
        if len(rows) < len(found):
            return None
        units = {code: unit_of(row.unit) for code, row in rows.items()}
        own = unit_of(version.unit)
        try:
            dimensions.check_fits(formula, units, own)
        except DomainError:
            return None
        operands = tuple(
            Operand(
                code=code,
                kind=IndicatorKind(row.indicator.kind),
                factor=dimensions.factor(units[code]),
                evidence=Evidence(
                    level=find(row.indicator_id, Basis.LEVEL, row.pk),
                    ytd=find(row.indicator_id, Basis.YTD, row.pk),
                    derivation=self.of(row, find, depth + 1),
                ),
            )
            for code, row in rows.items()
        )
        return Derivation(formula, operands, dimensions.factor(own))

    def covered(self, version: IndicatorVersion, having: Collection[int], depth: int = 0) -> bool:
        """Whether series of the indicators ``having`` are enough to compute a definition."""
        formula = parsed(version.formula)
        if formula is None or depth >= formulas.MAX_LEVELS:
            return False
        return all(
            (row := self.versions.get(code)) is not None
            and (row.indicator_id in having or self.covered(row, having, depth + 1))
            for code in formula.references
        )


def load(versions: Iterable[IndicatorVersion], on: date) -> Derivations:
    """What the formulas of ``versions`` lead to: two queries, or none where there is no formula."""
    start = {
        code
        for version in versions
        if (formula := parsed(version.formula)) is not None
        for code in formula.references
    }
    if not start:
        return Derivations()
    links: dict[str, set[str]] = defaultdict(set)
    for _, code, references in _references():
        links[code] |= set(references)
    rows = (
        IndicatorVersion.objects.filter(indicator__code__in=start | _closure(start, links))
        .filter(Q(announced_on__isnull=True) | Q(announced_on__lte=on))
        .select_related("indicator", "unit")
        .order_by("number")
    )
    return Derivations({row.indicator.code: row for row in rows})

"""What a formula must satisfy among other definitions: known references, no circle, its unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from indicators.domain import dimensions
from indicators.domain.errors import FormulaError
from indicators.domain.formulas import MAX_LEVELS, Formula
from indicators.domain.units import Unit


def check(
    code: str,
    formula: Formula,
    own: Unit,
    *,
    units: Mapping[str, Unit],
    references: Mapping[str, Collection[str]],
) -> None:
    """Refuse a formula for the indicator ``code`` that could not be computed.

    ``units`` are those of all known indicators, ``references`` what their own formulas refer to.
    Raises FormulaError for an unknown reference, a circle, too many formulas behind one another,
    and a result that is not what ``own`` measures; UnitError for an unreadable quantity.
    """
    for reference in formula.references:
        if reference not in units:
            raise FormulaError(
                "The formula refers to “{reference}”, which is no indicator; write the code as it "
                "stands in the list of indicators.",
                reference=reference,
            )
    way = _longest(code, {**references, code: formula.references}, (code,))
    if len(set(way)) < len(way):
        raise FormulaError(
            "The formula leads back to where it starts: {way}; an indicator cannot be computed "
            "from itself.",
            way=" → ".join(way),
        )
    if len(way) > MAX_LEVELS + 1:
        raise FormulaError(
            "The formula stands on {count} others behind one another: {way}; at most {most} are "
            "followed.",
            count=len(way) - 2,
            way=" → ".join(way),
            most=MAX_LEVELS - 1,
        )
    dimensions.check_fits(formula, units, own)


def _longest(
    code: str, references: Mapping[str, Collection[str]], way: tuple[str, ...]
) -> tuple[str, ...]:
    """The first way that leads in a circle, else the longest one, as the codes along it."""
    longest = way
    for reference in references.get(code, ()):
        further = (*way, reference)
        if reference in way or len(further) > MAX_LEVELS + 1:
            return further
        found = _longest(reference, references, further)
        if len(set(found)) < len(found):
            return found
        longest = max(longest, found, key=len)
    return longest

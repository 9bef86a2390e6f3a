"""The closed list of quality checks, and the rules that a source and an indicator declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indicators.domain.quality import (
    changes,
    columns,
    magnitude,
    rebasing,
    releases,
    revisions,
    totals,
    values,
)
from indicators.domain.quality.base import Hit, QualityCheck
from indicators.domain.quality.cases import Case
from indicators.domain.quality.releases import ReleaseFacts
from indicators.domain.quality.settings import Declared, Rule, Rules, merged, read

# Checks of one figure with a value, in the order in which they are asked.
ON_FIGURES: tuple[tuple[QualityCheck, Callable[[Case, Rule], Hit | None]], ...] = (
    (magnitude.POWER_OF_TEN, magnitude.power_of_ten),
    (changes.PLAUSIBLE_RANGE, changes.plausible_range),
    (changes.GROWTH_JUMP, changes.growth_jump),
    (values.SHARE_OUT_OF_BOUNDS, values.share_out_of_bounds),
    (values.NEGATIVE_COUNT, values.negative_count),
    (values.FALLING_STOCK, values.falling_stock),
    (values.FUTURE_PERIOD, values.future_period),
    (revisions.ROUNDING_ONLY, revisions.rounding_only),
    (revisions.LARGE_REVISION, revisions.large_revision),
)
# Checks of a release that need only its facts.
ON_RELEASES: tuple[tuple[QualityCheck, Callable[[ReleaseFacts, Rule], Hit | None]], ...] = (
    (releases.SHRINKING_HISTORY, releases.shrinking_history),
    (releases.UNKNOWN_CODES, releases.unknown_codes),
    (releases.REJECTED_ROWS, releases.rejected_rows),
    (columns.COLUMNS_CHANGED, columns.columns_changed),
    (releases.EMPTY_RELEASE, releases.empty_release),
    (releases.ALL_UNCHANGED, releases.all_unchanged),
)
CHECKS: Mapping[str, QualityCheck] = {
    check.code: check
    for check in (
        *(check for check, _ in ON_FIGURES),
        values.STATUS_REGRESS,
        totals.SUM_OF_PARTS,
        *(check for check, _ in ON_RELEASES),
        rebasing.TOO_MANY_REVISIONS,
    )
}


def declared(settings: object, place: str) -> Declared:
    """Validate what an indicator or a source declares; ``place`` names it in errors.

    Raises QualitySettingError.
    """
    return read(CHECKS, settings, place)


def rules(*layers: Declared) -> Rules:
    """The defaults, over them the source's settings, over these the indicator's.

    Pass them in this order; each is what ``declared`` returned.
    """
    return merged(CHECKS.values(), layers)


DEFAULTS = rules()

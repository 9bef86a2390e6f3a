"""A target looked at from every side: what the page of one target says beyond its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from indicators.domain.assessments import assess
from indicators.domain.codelists import DECIDED, NoOutlookReason, Outlook, Verdict
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figures
from indicators.domain.history import History, status_history
from indicators.domain.outlooks import registry, yearly
from indicators.domain.outlooks.base import years_between
from indicators.domain.results import Assessment, Evidence, Note, Pace, TargetSpec


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one method says of a pending target: its category and symbol, or why it says nothing.

    ``progress`` is the method's own measure: a ratio, or with ``is_growth`` the compound growth a
    year in percent, where no level is to be reached. ``projected`` is the figure at the
    horizon as it sees it.
    """

    method: str
    version: int
    default: bool
    outlook: Outlook
    caution: bool
    symbol: str
    none_because: NoOutlookReason | None
    progress: Decimal | None = None
    projected: Decimal | None = None
    percent: bool = False
    is_growth: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    """The answer; what other methods and definitions say; how the answer came to be.

    ``definitions`` are the answers by other versions of the indicator's definition.
    """

    assessment: Assessment
    opinions: tuple[Opinion, ...]
    warnings: tuple[Note, ...]
    history: History
    definitions: tuple[tuple[int, Assessment], ...] = ()

    @property
    def first_published(self) -> Assessment | None:
        """The first answer that was a fact, as it stood on its day; ``None`` while undecided."""
        return self.history.first_decided if self.assessment.verdict in DECIDED else None


_ON_LEVELS = ("level", "trend", "compound")


def examine(
    target: TargetSpec,
    evidence: Evidence,
    *,
    on: date,
    rev: int | None = None,
    method: str | None = None,
    other_definitions: Mapping[int, tuple[TargetSpec, Evidence]] | None = None,
) -> Examination:
    """Everything that can be said about a target as known on ``on``. Pure, as ``assess`` is."""
    answer = assess(target, evidence, on=on, rev=rev, method=method)
    figures = Figures(evidence, on=on, rev=rev)
    found = opinions(target, figures) if _is_open(answer) else ()
    others = {
        number: assess(spec, known, on=on, rev=rev, method=method)
        for number, (spec, known) in sorted((other_definitions or {}).items())
    }
    warnings = [
        *_disagreement(found),
        *_unprecedented(target, figures, answer),
        *_by_definition(answer, others),
    ]
    return Examination(
        assessment=answer,
        opinions=found,
        warnings=tuple(warnings),
        history=status_history(target, evidence, until=on, rev=rev),
        definitions=tuple(others.items()),
    )


def _is_open(answer: Assessment) -> bool:
    return answer.exists and answer.verdict is Verdict.PENDING


def opinions(target: TargetSpec, figures: Figures) -> tuple[Opinion, ...]:
    """What every method says, the default of the statement first."""
    if target.statement is None or target.unit_mismatch:
        return ()
    default = registry.default_for(target.statement)
    found = []
    for method in sorted(registry.METHODS.values(), key=lambda one: one.name != default.name):
        estimate = method.estimate(target, figures)
        pace = estimate.pace
        found.append(
            Opinion(
                method=method.name,
                version=method.version,
                default=method.name == default.name,
                outlook=estimate.outlook,
                caution=estimate.caution,
                symbol=estimate.symbol,
                none_because=estimate.none_because,
                progress=_progress(pace),
                projected=pace.projected if pace else None,
                percent=pace.percent if pace else False,
                is_growth=pace is not None and pace.ratio is None and pace.growth_rate is not None,
            )
        )
    return tuple(found)


def _progress(pace: Pace | None) -> Decimal | None:
    if pace is None:
        return None
    return pace.ratio if pace.ratio is not None else pace.growth_rate


def _disagreement(found: tuple[Opinion, ...]) -> list[Note]:
    said = {one.outlook for one in found if one.outlook is not Outlook.NONE}
    return [Note("methods_disagree")] if len(said) > 1 else []


def _unprecedented(target: TargetSpec, figures: Figures, answer: Assessment) -> list[Note]:
    """Whether the change needed a year from now on exceeds that of every known year."""
    pace, statement = answer.pace, target.statement
    if not _is_open(answer) or pace is None or statement is None or pace.percent:
        return []
    if pace.basis not in _ON_LEVELS:
        return []  # what a running year or a window still needs is an amount, not a change
    needed = pace.required_from_now
    best = fastest_change(yearly.pairs(yearly.levels(target, statement, figures)), needed)
    if needed is None or best is None or abs(Fraction(needed)) <= abs(best):
        return []
    return [Note("unprecedented", {"fastest": format(exact_decimal(best), "f")})]


def fastest_change(points: list[tuple[date, Decimal]], needed: Decimal | None) -> Fraction | None:
    """The largest change a year between neighbouring years, in the direction that is needed.

    ``None`` when nothing is needed or there are no two years.
    """
    if not needed or len(points) < 2:
        return None
    toward = 1 if needed > 0 else -1
    changes = [
        (Fraction(after) - Fraction(before)) / years_between(before_on, after_on)
        for (before_on, before), (after_on, after) in pairwise(points)
    ]
    best = max(changes, key=lambda change: change * toward)
    return best if best * toward > 0 else Fraction(0)


def _by_definition(answer: Assessment, others: Mapping[int, Assessment]) -> list[Note]:
    """Other definitions that give another verdict."""
    return [
        Note("other_definition", {"version": str(number)})
        for number, other in others.items()
        if answer.verdict in DECIDED
        and other.verdict in DECIDED
        and other.verdict != answer.verdict
    ]

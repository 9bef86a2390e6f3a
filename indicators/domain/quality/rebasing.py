"""The check for many revisions at once, and the factor that they share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from indicators.domain.quality.base import (
    Hit,
    Kind,
    Param,
    Parameter,
    QualityCheck,
    Scope,
    Severity,
)
from indicators.domain.quality.cases import Change, Revision, half_unit
from indicators.domain.quality.settings import Rule
from indicators.domain.quality.statistics import HUNDRED, WIDE, quotient, rounded


class Interval(NamedTuple):
    """The factors that lead from an old figure to the new one, both rounded as stated."""

    low: Decimal
    high: Decimal


def factors(change: Change) -> Interval | None:
    """Which factors fit a revision; ``None`` where the figures are not both above zero."""
    old, new = change.before, change.value
    if old is None or new is None or old <= 0 or new <= 0:
        return None
    was, now = half_unit(old, change.precision_before), half_unit(new, change.precision)
    least = WIDE.subtract(old, was)
    if least <= 0:
        return None
    return Interval(
        quotient(WIDE.subtract(new, now), WIDE.add(old, was)), quotient(WIDE.add(new, now), least)
    )


class RevisionTally:
    """How many figures were revised or taken back, and a sample of the factors between them.

    The sample is every n-th revision, n doubled whenever it is full, so that its size is bounded
    and it is spread over the whole file.
    """

    SIZE = 2_000

    def __init__(self) -> None:
        self.revised = 0
        self.taken_back = 0
        self._stride = 1
        self._sample: list[Interval | None] = []

    def add(self, change: Change, kind: Revision | None) -> None:
        """Count a change if it revises or takes back; ``kind`` is what ``classify`` says of it."""
        if kind is Revision.TAKEN_BACK:
            self.taken_back += 1
        elif kind is Revision.REVISED:
            self.revised += 1
            if self.revised % self._stride == 0:
                self._sample.append(factors(change))
                if len(self._sample) > self.SIZE:
                    self._sample = self._sample[1::2]
                    self._stride *= 2

    def common_factor(self, share: Decimal = Decimal(90)) -> tuple[Decimal, Decimal] | None:
        """The factor that at least ``share`` percent of the revisions have in common, and how many.

        It is the roundest one that fits: a power of ten if there is one, else of few digits.
        ``None`` of fewer than two revisions.
        """
        if len(self._sample) < 2:
            return None
        common = _stab([one for one in self._sample if one is not None])
        if common is None:
            return None
        found, interval = common
        fits = quotient(HUNDRED * found, Decimal(len(self._sample)))
        return (roundest(interval), fits) if fits >= share else None


def _stab(intervals: Sequence[Interval]) -> tuple[int, Interval] | None:
    """The part that most intervals have in common, and how many of them do."""
    ends = [(one.low, 0) for one in intervals] + [(one.high, 1) for one in intervals]
    ends.sort()
    best, depth, found = 0, 0, None
    for index, (place, closing) in enumerate(ends):
        if closing:
            depth -= 1
            continue
        depth += 1
        if depth > best:
            best, found = depth, Interval(place, ends[index + 1][0])
    return (best, found) if found is not None else None


def roundest(interval: Interval) -> Decimal:
    """The number of the interval with the fewest digits, of several the one nearest its middle."""
    low, high = max(interval.low, Decimal(0)), interval.high
    middle = quotient(WIDE.add(low, high), Decimal(2))
    if middle <= 0:
        return middle
    top = high.adjusted()
    for power in (Decimal(1).scaleb(top, context=WIDE), Decimal(1)):
        if low <= power <= high:
            return power
    for digits in range(40):
        shorter = middle.quantize(Decimal(1).scaleb(top - digits, context=WIDE), context=WIDE)
        if low <= shorter <= high:
            return shorter
    return middle


TOO_MANY_REVISIONS = QualityCheck(
    code="too_many_revisions",
    scope=Scope.RELEASE,
    severity=Severity.HOLD,
    title=("Too many revisions at once", "一次修订过多"),
    about=(
        "More than `limit` percent of the figures known of the source are revised or taken back at "
        "once, at least `least` of them: a rebasing, or another unit. If nine of ten revisions "
        "share one factor, it is named.",
        "一次修订或撤回的数据超过该来源已知数据的 `limit`%，且不少于 `least` 个："
        "可能是基期调整或单位变更。若九成以上修订的倍数相同，"
        "则指出该倍数。",
    ),
    sentences={
        "factor": (
            "{count} of {known} known figures are revised at once ({share}), {fits} of them by "
            "the same factor, {factor}: a rebasing, or another unit.",
            "{known}个已知数据中有{count}个被同时修订（{share}），"
            "其中{fits}的修订倍数同为{factor}：可能是基期调整或单位变更。",
        ),
        "many": (
            "{count} of {known} known figures are revised or taken back at once ({share}).",
            "{known}个已知数据中有{count}个被同时修订或撤回（{share}）。",
        ),
    },
    parameters=(
        Parameter(
            "limit",
            Kind.NUMBER,
            Decimal(20),
            ("share of the known figures in percent", "占已知数据的比例（%）"),
            least=Decimal(0),
            most=HUNDRED,
        ),
        Parameter(
            "least",
            Kind.WHOLE,
            10,
            ("number of revisions that is never too many below", "不足此数不视为过多"),
            least=Decimal(1),
        ),
    ),
)


def too_many_revisions(tally: RevisionTally, known: int, rule: Rule) -> Hit | None:
    """More than a share of the known figures changed."""
    count = tally.revised + tally.taken_back
    if count < rule.whole("least") or known <= 0:
        return None
    if HUNDRED * count <= WIDE.multiply(rule.number("limit"), Decimal(known)):
        return None
    said: dict[str, Param] = {
        "count": count,
        "known": known,
        "share": rounded(quotient(HUNDRED * count, Decimal(known))),
    }
    common = tally.common_factor()
    if common is None:
        return Hit("many", said)
    factor, fits = common
    return Hit("factor", {**said, "factor": format(factor, "f"), "fits": rounded(fits)})

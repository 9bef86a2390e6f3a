"""The check of parts against their total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.parts import Amount, Part, balance
from indicators.domain.periods import Period
from indicators.domain.quality.base import (
    Hit,
    Kind,
    Param,
    Parameter,
    QualityCheck,
    Scope,
    SeriesId,
    Severity,
)
from indicators.domain.quality.settings import Rule
from indicators.domain.quality.statistics import HUNDRED, WIDE, quotient, size


@dataclass(frozen=True, slots=True)
class Total:
    """A figure that others add up to, in one period and unit. A part not known is ``None``."""

    series: SeriesId
    period: Period
    total: Amount
    parts: Sequence[Part]
    group: int | None = None


SUM_OF_PARTS = QualityCheck(
    code="sum_of_parts",
    scope=Scope.RELEASE,
    severity=Severity.HOLD,
    title=("Parts against their total", "分项与合计"),
    about=(
        "The known parts are more than their total by more than `tolerance` percent of it and what "
        "was rounded. Declared `complete` (the parts are all there is), less is found too, once "
        "every part is known.",
        "已知分项之和超出合计，且超出 `tolerance`% 及舍入误差。若声明 `complete`（分项构成全部）"
        "，则在全部分项已知时，"
        "分项之和不足合计也会指出。",
    ),
    sentences={
        "exceeds": (
            "{period}: the parts add up to {sum}, more than their total of {total} (residual "
            "{residual}).",
            "{period}：分项之和为{sum}，大于合计{total}（差额{residual}）。",
        ),
        "lacks": (
            "{period}: the parts add up to {sum}, less than their total of {total} (residual "
            "{residual}).",
            "{period}：分项之和为{sum}，小于合计{total}（差额{residual}）。",
        ),
    },
    parameters=(
        Parameter(
            "tolerance",
            Kind.NUMBER,
            Decimal("0.5"),
            ("difference in percent of the total that is let pass", "允许的差额（占合计的%）"),
            least=Decimal(0),
            most=HUNDRED,
        ),
        Parameter("complete", Kind.FLAG, False, ("the parts are all there is", "分项构成全部合计")),
    ),
    reference="ESSnet ValiDat Foundation, Methodology for data validation (2016): balance edits",
)


def sum_of_parts(one: Total, rule: Rule) -> Hit | None:
    """Parts that do not add up to their total."""
    held = balance(one.total, one.parts)
    if held.residual is None or held.sum is None or one.total.higher or held.sum.lower:
        return None
    tolerated = quotient(WIDE.multiply(rule.number("tolerance"), size(one.total.value)), HUNDRED)
    slack = WIDE.add(WIDE.add(one.total.precision, held.sum.precision), tolerated)
    if size(held.residual) <= slack:
        return None
    said: dict[str, Param] = {
        "sum": str(held.sum.value),
        "total": str(one.total.value),
        "residual": str(held.residual),
    }
    if held.residual < 0:
        return Hit("exceeds", said)
    # Less than the total may only mean that a part is not known, or may be higher.
    whole = rule.flag("complete") and not held.missing
    open_ended = held.sum.higher or one.total.lower
    return Hit("lacks", said) if whole and not open_ended else None

"""Checks of figures that replace others: more precise prints, large revisions, and many at once."""

from __future__ import annotations

from decimal import Decimal

from indicators.domain.quality.base import (
    Hit,
    Kind,
    Param,
    Parameter,
    QualityCheck,
    Scope,
    Severity,
)
from indicators.domain.quality.cases import Case, Revision
from indicators.domain.quality.settings import Rule
from indicators.domain.quality.statistics import HUNDRED, WIDE, percent_change, rounded, size

ROUNDING_ONLY = QualityCheck(
    code="rounding_only",
    scope=Scope.FIGURE,
    severity=Severity.NOTE,
    title=("Only rounded differently", "仅舍入不同"),
    about=(
        "The new figure and the old one are the same number at the precision of the coarser one: "
        "a more precise print, or a rounder one, and not a revision.",
        "新旧数值在较粗的精度下相同：只是更精确（或更粗略）的公布，不是修订。",
    ),
    sentences={
        "finer": (
            "{period}: {new} is {old} with more digits, not a revision.",
            "{period}：{new}是{old}的更精确值，不是修订。",
        ),
        "coarser": (
            "{period}: {new} is {old} with fewer digits, not a revision.",
            "{period}：{new}是{old}的较粗略值，不是修订。",
        ),
    },
)


def rounding_only(case: Case, rule: Rule) -> Hit | None:
    """The same number with more or fewer digits."""
    found = case.revision
    return Hit(found.value) if found in (Revision.FINER, Revision.COARSER) else None


LARGE_REVISION = QualityCheck(
    code="large_revision",
    scope=Scope.FIGURE,
    severity=Severity.HOLD,
    title=("Large revision", "大幅修订"),
    about=(
        "A revision of more than `percent` of the old figure (of series in percent: `points`), or "
        "of more than `k` times the typical revision of the series, the median of those so far, "
        "and more than `floor_percent` or `floor_points`. Rounding is no revision.",
        "修订幅度超过旧值的 `percent`（百分数序列为 `points` 个百分点）；"
        "或超过该序列典型修订幅度（历次修订的中位数）的 `k` 倍，"
        "且超过 `floor_percent` 或 `floor_points`。舍入差异不算修订。",
    ),
    sentences={
        "declared": (
            "{period}: revised from {old} to {new} ({change}), by more than {limit}.",
            "{period}：由{old}修订为{new}（{change}），幅度超过{limit}。",
        ),
        "typical": (
            "{period}: revised from {old} to {new} ({change}); half of the revisions so far are "
            "at most {limit}.",
            "{period}：由{old}修订为{new}（{change}）；以往半数修订不超过{limit}。",
        ),
        "from_zero": (
            "{period}: revised from {old} to {new}; there was nothing before.",
            "{period}：由{old}修订为{new}；此前为零。",
        ),
    },
    parameters=(
        Parameter(
            "percent",
            Kind.NUMBER,
            Decimal(20),
            ("largest revision in percent", "最大修订幅度（%）"),
            least=Decimal(0),
            optional=True,
        ),
        Parameter(
            "points",
            Kind.NUMBER,
            Decimal(5),
            ("largest revision in points, of series in percent", "最大修订幅度（百分点）"),
            least=Decimal(0),
            optional=True,
        ),
        Parameter(
            "k",
            Kind.NUMBER,
            Decimal(10),
            ("times the typical revision", "典型修订幅度的倍数"),
            least=Decimal(1),
        ),
        Parameter(
            "revisions",
            Kind.WHOLE,
            8,
            ("revisions that must be known before", "至少需要的历史修订次数"),
            least=Decimal(3),
        ),
        Parameter(
            "floor_percent",
            Kind.NUMBER,
            Decimal(3),
            ("revision in percent that is never unusual", "不视为异常的修订幅度（%）"),
            least=Decimal(0),
        ),
        Parameter(
            "floor_points",
            Kind.NUMBER,
            Decimal(1),
            ("the same in points, of series in percent", "不视为异常的修订幅度（百分点）"),
            least=Decimal(0),
        ),
    ),
    reference="Mean and typical absolute revision: OECD and Eurostat guidelines on revisions",
)


def large_revision(case: Case, rule: Rule) -> Hit | None:
    """A revision above the declared size, or far above what is typical."""
    old = case.change.before
    if old is None or case.revision is not Revision.REVISED:
        return None
    percent = case.facts.percent
    moved = WIDE.subtract(case.value, old)
    limit = rule.optional("points" if percent else "percent")
    if old == 0 and not percent:
        return Hit("from_zero") if limit is not None else None
    # In hundredths of the old figure, so that no quotient is rounded.
    moved_by = size(moved) if percent else WIDE.multiply(HUNDRED, size(moved))
    unit = Decimal(1) if percent else size(old)
    if limit is not None and moved_by > WIDE.multiply(limit, unit):
        return Hit("declared", _revised(case, old, limit))
    typical = case.known.revisions
    if typical is None or typical.number < rule.whole("revisions"):
        return None
    floor = rule.number("floor_points" if percent else "floor_percent")
    most = max(WIDE.multiply(rule.number("k"), typical.median), floor)
    if moved_by <= WIDE.multiply(most, unit):
        return None
    return Hit("typical", _revised(case, old, typical.median))


def _revised(case: Case, old: Decimal, limit: Decimal) -> dict[str, Param]:
    if case.facts.percent:
        change, measure = WIDE.subtract(case.value, old), "points"
    else:
        change, measure = percent_change(case.value, old), "percent"
    return {"change": rounded(change), "measure": measure, "limit": rounded(limit)}

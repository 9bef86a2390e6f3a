"""Checks of a release as a whole: what the file has lost, what it holds that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.domain.periods import Period
from indicators.domain.quality.base import (
    Hit,
    Kind,
    Parameter,
    QualityCheck,
    Scope,
    SeriesId,
    Severity,
)
from indicators.domain.quality.settings import MILD, Rule
from indicators.domain.quality.statistics import HUNDRED, WIDE, quotient

EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Missing:
    """Figures that are known of the source and no longer stand in its file."""

    count: int = 0
    by_year: Mapping[int, int] = field(default_factory=dict)
    examples: Sequence[tuple[SeriesId, Period]] = ()

    @classmethod
    def of(cls, cells: Iterable[tuple[SeriesId, Period]]) -> Missing:
        """From the cells one by one; only the first examples are kept."""
        count, by_year, examples = 0, dict[int, int](), list[tuple[SeriesId, Period]]()
        for series, period in cells:
            count += 1
            by_year[period.year] = by_year.get(period.year, 0) + 1
            if len(examples) < EXAMPLES:
                examples.append((series, period))
        return cls(count, by_year, examples)


@dataclass(frozen=True, slots=True)
class Rejections:
    """Rows that were not taken in: how many by code of the reason, and values as examples."""

    by_code: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Rejections:
        """From the code and value of each row; of each code the first different values are kept."""
        by_code: dict[str, int] = {}
        examples: dict[str, list[str]] = {}
        for code, value in rows:
            by_code[code] = by_code.get(code, 0) + 1
            kept = examples.setdefault(code, [])
            if len(kept) < EXAMPLES and value and value not in kept:
                kept.append(value)
        return cls(by_code, examples)

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(self.by_code.values())


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What a file was, beside what was known of its source before it.

    ``rows`` are all rows read, left-out ones apart; ``figures`` those taken in, ``changed`` those
    of them that are new or revised. ``known`` is the number of current figures of the source.
    ``partial``: the file holds only what changed, so that nothing is missing. Columns are the
    headings as they stand in the file, ``None`` where a file has none or the last is not known.
    """

    rows: int
    figures: int
    changed: int
    known: int = 0
    partial: bool = False
    missing: Missing = field(default_factory=Missing)
    rejected: Rejections = field(default_factory=Rejections)
    columns: Sequence[str] | None = None
    columns_before: Sequence[str] | None = None


def _percent(count: int, of: int) -> str:
    share = quotient(HUNDRED * count, Decimal(of)) if of > 0 else HUNDRED
    # One row of a million is not nothing: as many digits as it takes to see it.
    places = Decimal("0.1") if share >= 1 or not share else Decimal(1).scaleb(share.adjusted())
    return format(share.quantize(places, context=WIDE), "f")


def _above(count: int, of: int, limit: Decimal) -> bool:
    return HUNDRED * count > WIDE.multiply(limit, Decimal(of))


SHRINKING_HISTORY = QualityCheck(
    code="shrinking_history",
    scope=Scope.RELEASE,
    severity=Severity.HOLD,
    title=("History shrinks", "历史数据减少"),
    about=(
        "Figures that were known of the source no longer stand in its file: more than `limit` "
        "percent of them; milder where fewer. Not for files that hold only what changed. What "
        "vanished is not taken back.",
        "该来源的已知数据不再出现在其文件中：超过 `limit`%；较少时为较轻级别。"
        "不适用于只含变动数据的文件。消失的数据不会被撤回。",
    ),
    sentences={
        "shrinks": (
            "{count} of {known} known figures ({share}) are no longer in the file{years}{cells}.",
            "{known}个已知数据中有{count}个（{share}）不再出现在文件中{years}{cells}。",
        ),
    },
    parameters=(
        Parameter(
            "limit",
            Kind.NUMBER,
            Decimal(5),
            ("share of the known figures in percent", "占已知数据的比例（%）"),
            least=Decimal(0),
            most=HUNDRED,
        ),
        Parameter(
            MILD,
            Kind.SEVERITY,
            Severity.WARN.value,
            ("severity up to the limit", "未超过限值时的级别"),
        ),
    ),
)


def shrinking_history(facts: ReleaseFacts, rule: Rule) -> Hit | None:
    """Figures that vanished from a full file."""
    lost = facts.missing
    if facts.partial or not lost.count:
        return None
    known = max(facts.known, lost.count)
    return Hit(
        "shrinks",
        {
            "count": lost.count,
            "known": known,
            "share": _percent(lost.count, known),
            "years": [str(year) for year in sorted(lost.by_year)],
            "cells": [f"{series} {period}" for series, period in lost.examples[:EXAMPLES]],
        },
        mild=not _above(lost.count, known, rule.number("limit")),
    )


_UNKNOWN = ("unknown_indicator", "unknown_version", "unknown_entity", "unknown_document",
            "unknown_passage", "invalid_unit")  # fmt: skip
LEAST = Parameter(
    "least",
    Kind.WHOLE,
    10,
    ("number of rows that is never too many below", "不足此行数不视为过多"),
    least=Decimal(1),
)


UNKNOWN_CODES = QualityCheck(
    code="unknown_codes",
    scope=Scope.RELEASE,
    severity=Severity.HOLD,
    title=("Unknown codes", "未知代码"),
    about=(
        "Rows were rejected because they name an indicator, entity, unit or document that is not "
        "known: `least` of them and more than `limit` percent of all rows; milder where fewer.",
        "因指标、主体、单位或文件代码未知而被拒绝的行：不少于 `least` 行且超过全部行的 `limit`%；"
        "较少时为较轻级别。",
    ),
    sentences={
        "unknown": (
            "{count} of {rows} rows ({share}) name something that is not known: {examples}.",
            "{rows}行中有{count}行（{share}）含未知代码：{examples}。",
        ),
    },
    parameters=(
        Parameter(
            "limit",
            Kind.NUMBER,
            Decimal(5),
            ("share of the rows in percent", "占全部行的比例（%）"),
            least=Decimal(0),
            most=HUNDRED,
        ),
        LEAST,
        Parameter(
            "codes",
            Kind.TEXTS,
            _UNKNOWN,
            ("reasons of rejection that count", "计入的拒绝原因"),
        ),
        Parameter(
            MILD,
            Kind.SEVERITY,
            Severity.WARN.value,
            ("severity up to the limit", "未超过限值时的级别"),
        ),
    ),
)


def unknown_codes(facts: ReleaseFacts, rule: Rule) -> Hit | None:
    """Rows that name what is not known."""
    codes = [code for code in rule.texts("codes") if facts.rejected.by_code.get(code)]
    count = sum(facts.rejected.by_code[code] for code in codes)
    if not count:
        return None
    rows = max(facts.rows, count)
    named = [text for code in codes for text in facts.rejected.examples.get(code, ())]
    return Hit(
        "unknown",
        {
            "count": count,
            "rows": rows,
            "share": _percent(count, rows),
            "examples": [text[:80] for text in named[:EXAMPLES]] or codes,
        },
        mild=count < rule.whole("least") or not _above(count, rows, rule.number("limit")),
    )


REJECTED_ROWS = QualityCheck(
    code="rejected_rows",
    scope=Scope.RELEASE,
    severity=Severity.HOLD,
    title=("Many rejected rows", "被拒绝的行过多"),
    about=(
        "At least `least` rows and more than `limit` percent of all were rejected, for whatever "
        "reason.",
        "被拒绝的行（不论原因）不少于 `least` 行，且超过全部行的 `limit`%。",
    ),
    sentences={
        "rejected": (
            "{count} of {rows} rows ({share}) were rejected: {examples}.",
            "{rows}行中有{count}行（{share}）被拒绝：{examples}。",
        ),
    },
    parameters=(
        Parameter(
            "limit",
            Kind.NUMBER,
            Decimal(20),
            ("share of the rows in percent", "占全部行的比例（%）"),
            least=Decimal(0),
            most=HUNDRED,
        ),
        LEAST,
    ),
)


def rejected_rows(facts: ReleaseFacts, rule: Rule) -> Hit | None:
    """More than a share of the rows was rejected."""
    count = facts.rejected.count
    rows = max(facts.rows, count)
    if count < rule.whole("least") or not _above(count, rows, rule.number("limit")):
        return None
    common = sorted(facts.rejected.by_code.items(), key=lambda item: (-item[1], item[0]))
    reasons = [f"{code} × {number}" for code, number in common[:EXAMPLES]]
    return Hit(
        "rejected",
        {"count": count, "rows": rows, "share": _percent(count, rows), "examples": reasons},
    )


EMPTY_RELEASE = QualityCheck(
    code="empty_release",
    scope=Scope.RELEASE,
    severity=Severity.NOTE,
    title=("Nothing in it", "内容为空"),
    about=("No figure of the file was taken in.", "文件中没有任何数据被接收。"),
    sentences={
        "empty": (
            "No figure was taken in, of {rows} rows.",
            "共{rows}行，没有任何数据被接收。",
        ),
    },
)


def empty_release(facts: ReleaseFacts, rule: Rule) -> Hit | None:
    """No figures."""
    return None if facts.figures else Hit("empty", {"rows": facts.rows})


ALL_UNCHANGED = QualityCheck(
    code="all_unchanged_but_new_bytes",
    scope=Scope.RELEASE,
    severity=Severity.NOTE,
    title=("Other bytes, same figures", "文件不同而数据未变"),
    about=(
        "The file is not the last one, but every figure in it is known already.",
        "文件与上次不同，但其中的数据均为已知。",
    ),
    sentences={
        "unchanged": (
            "The file is another one, but none of its {figures} figures is new or revised.",
            "文件与上次不同，但其中{figures}个数据均无新增或修订。",
        ),
    },
)


def all_unchanged(facts: ReleaseFacts, rule: Rule) -> Hit | None:
    """Figures, but none of them news."""
    if not facts.figures or facts.changed:
        return None
    return Hit("unchanged", {"figures": facts.figures})

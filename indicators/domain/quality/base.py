"""What every quality check is, what it finds, and how findings are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from indicators.domain.periods import Period, parse_period
from indicators.domain.words import Pair

SeriesId = int | str
# What a setting may be. Numbers are exact decimals, whole numbers are ``int``.
Value = Decimal | int | bool | str | tuple[str, ...] | None
# What a sentence is filled with: numbers and periods as text, so that JSON keeps them exactly.
Param = str | int | list[str]


class Severity(StrEnum):
    """What follows from a finding. Only ``hold`` keeps a release from being published."""

    OFF = "off"
    NOTE = "note"
    WARN = "warn"
    HOLD = "hold"

    @property
    def rank(self) -> int:
        """0 for off up to 3 for hold."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
SEVERITIES: dict[Severity, Pair] = {
    Severity.OFF: ("Off", "关闭"),
    Severity.NOTE: ("Note", "说明"),
    Severity.WARN: ("Warning", "警告"),
    Severity.HOLD: ("Held for review", "暂缓发布，待审核"),
}


class Scope(StrEnum):
    """What a check looks at: one figure with its history, or the release as a whole."""

    FIGURE = "figure"
    RELEASE = "release"


class Kind(StrEnum):
    """What the value of a parameter is."""

    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    SEVERITY = "severity"
    CHOICE = "choice"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a check. ``optional`` ones may be null: that part of the check is off."""

    name: str
    kind: Kind
    default: Value
    label: Pair
    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """One entry of the closed list: what it is called, does, says, and can be told.

    ``sentences`` are by reason; both languages have the same places. ``reference`` is where the
    method is described, empty for plain rules.
    """

    code: str
    scope: Scope
    severity: Severity
    title: Pair
    about: Pair
    sentences: Mapping[str, Pair]
    parameters: tuple[Parameter, ...] = ()
    reference: str = ""

    def parameter(self, name: str) -> Parameter | None:
        """The declared parameter of this name."""
        return next((one for one in self.parameters if one.name == name), None)


class Hit(NamedTuple):
    """That a check applies to a case: the sentence and what fills it.

    ``mild``: the milder of the two severities of the check is meant.
    """

    reason: str
    params: Mapping[str, Param] = {}
    mild: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. Plain data: ``to_dict`` is JSON, ``sentences.tell`` makes words of it.

    ``group`` and ``line`` are those of the change, so that the caller finds release and row.
    """

    check: str
    severity: Severity
    reason: str
    series: SeriesId | None = None
    period: Period | None = None
    old: Decimal | None = None
    new: Decimal | None = None
    params: Mapping[str, Param] = field(default_factory=dict)
    group: int | None = None
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON: numbers and the period are texts; what is not there is left out."""
        said: dict[str, Any] = {
            "check": self.check,
            "severity": self.severity.value,
            "reason": self.reason,
            "series": self.series,
            "period": None if self.period is None else str(self.period),
            "old": None if self.old is None else str(self.old),
            "new": None if self.new is None else str(self.new),
            "params": dict(self.params) or None,
            "group": self.group,
            "line": self.line,
        }
        return {name: value for name, value in said.items() if value is not None}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Finding:
        """The finding of ``to_dict``."""
        old, new, period = (said.get(name) for name in ("old", "new", "period"))
        return cls(
            check=said["check"],
            severity=Severity(said["severity"]),
            reason=said["reason"],
            series=said.get("series"),
            period=None if period is None else parse_period(period),
            old=None if old is None else Decimal(old),
            new=None if new is None else Decimal(new),
            params=said.get("params", {}),
            group=said.get("group"),
            line=said.get("line"),
        )


class Findings:
    """Findings as they come in: all are counted, the first ``keep`` a check and severity are kept.

    So a file with a million wrong figures gives a count and a few examples, not a million rows.
    """

    def __init__(self, keep: int = 50) -> None:
        self.keep = keep
        self.found: list[Finding] = []
        self.counts: dict[tuple[str, Severity], int] = {}
        self._of_group: dict[int | None, Severity] = {}

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it if it is among the first of its check and severity."""
        key = (finding.check, finding.severity)
        self.counts[key] = self.counts.get(key, 0) + 1
        worst = self._of_group.get(finding.group, Severity.OFF)
        if finding.severity.rank > worst.rank:
            self._of_group[finding.group] = finding.severity
        if self.counts[key] <= self.keep:
            self.found.append(finding)

    def extend(self, others: Iterable[Finding]) -> None:
        """Add several."""
        for finding in others:
            self.add(finding)

    def severity(self, group: int | None = None) -> Severity:
        """The worst of the findings; with ``group`` of those that concern this release.

        A finding without a group concerns every release of the file.
        """
        of_group = self._of_group
        wanted = of_group.values() if group is None else map(of_group.get, (group, None))
        return max(filter(None, wanted), key=lambda one: one.rank, default=Severity.OFF)

    def held(self, group: int | None = None) -> bool:
        """Whether the file, or one release of it, waits for a human."""
        return self.severity(group) is Severity.HOLD

    def to_dict(self) -> dict[str, Any]:
        """As JSON: worst severity, counts of all, and the findings that were kept."""
        return {
            "severity": self.severity().value,
            "counts": [
                {"check": check, "severity": severity.value, "count": count}
                for (check, severity), count in sorted(
                    self.counts.items(), key=lambda item: (-item[0][1].rank, item[0][0])
                )
            ],
            "findings": [finding.to_dict() for finding in self.found],
        }

"""Running the checks: over the changes of a file in one pass, and over the file as a whole."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import groupby

from indicators.domain.periods import Period
from indicators.domain.quality import rebasing, revisions, values
from indicators.domain.quality import totals as sums
from indicators.domain.quality.base import (
    Finding,
    Findings,
    Hit,
    QualityCheck,
    SeriesId,
    Severity,
)
from indicators.domain.quality.cases import Bands, Case, Change, Revision, SeriesFacts, classify
from indicators.domain.quality.rebasing import RevisionTally
from indicators.domain.quality.registry import DEFAULTS, ON_FIGURES, ON_RELEASES
from indicators.domain.quality.releases import ReleaseFacts
from indicators.domain.quality.settings import Rule, Rules
from indicators.domain.quality.statistics import NOTHING_KNOWN, Known, Point, year_before
from indicators.domain.quality.totals import Total

# A slip of the unit explains these; they would only say it again.
_EXPLAINED = {
    revisions.ROUNDING_ONLY.code,
    revisions.LARGE_REVISION.code,
    "plausible_range",
    "growth_jump",
    "falling_stock",
}
_EXPLAINS = "power_of_ten"
_DECLARED = ("declared_high", "declared_low", "limit")


class FigureReport:
    """What ``check_figures`` gives: findings, and the tally of revisions for ``check_release``."""

    def __init__(self, keep: int) -> None:
        self.findings = Findings(keep)
        self.revisions = RevisionTally()
        self.checked = 0


def check_figures(
    changes: Iterable[Change],
    facts: Mapping[SeriesId, SeriesFacts],
    known: Mapping[SeriesId, Known],
    *,
    keep: int = 50,
) -> FigureReport:
    """Check every new or revised figure of a file, in one pass.

    The changes of a series must follow one another, in any order; they are held one series at a
    time. ``known`` may be a lazy mapping: it is asked once for each series. A series that it does
    not have has no history. ``keep`` is how many findings of each check and severity are kept.

    Where a file tells of more periods than were known, its own figures are the history: so a slip
    in the first file of a source is found too. A figure that looks like a slip of the unit is no
    yardstick for the ones after it.

    Raises KeyError for a series without facts, ValueError when the changes of a series come apart.
    """
    report = FigureReport(keep)
    seen: set[SeriesId] = set()
    for series, group in groupby(changes, key=lambda change: change.series):
        if series in seen:
            raise ValueError(f"the changes of series {series} do not follow one another")
        seen.add(series)
        mine = sorted(group, key=lambda change: (change.known_on, change.period))
        story = _Story(facts[series], known.get(series, NOTHING_KNOWN), mine)
        for change in mine:
            report.checked += 1
            kind = classify(change)
            report.revisions.add(change, kind)
            story.check(change, kind, report.findings)
    return report


def check_release(
    facts: ReleaseFacts,
    rules: Rules = DEFAULTS,
    *,
    revised: RevisionTally | None = None,
    totals: Iterable[Total] = (),
    rules_of: Callable[[SeriesId], Rules] | None = None,
    findings: Findings | None = None,
) -> Findings:
    """Check a file as a whole; ``rules`` are the source's.

    ``revised`` is the tally of ``check_figures``, ``totals`` are figures with their parts, judged
    by ``rules_of`` their series. The findings are added to ``findings`` if given.
    """
    found = Findings() if findings is None else findings
    for check, ask in ON_RELEASES:
        rule = rules[check.code]
        _add(found, check, rule, ask(facts, rule))
    if revised is not None:
        check = rebasing.TOO_MANY_REVISIONS
        rule = rules[check.code]
        _add(found, check, rule, rebasing.too_many_revisions(revised, facts.known, rule))
    for one in totals:
        check = sums.SUM_OF_PARTS
        rule = (rules_of(one.series) if rules_of is not None else rules)[check.code]
        _add(found, check, rule, sums.sum_of_parts(one, rule), one)
    return found


def _add(
    found: Findings, check: QualityCheck, rule: Rule, hit: Hit | None, of: Total | None = None
) -> None:
    severity = Severity.OFF if hit is None else rule.of(hit)
    if hit is None or severity is Severity.OFF:
        return
    if of is None:
        found.add(Finding(check.code, severity, hit.reason, params=hit.params))
        return
    found.add(
        Finding(
            check.code,
            severity,
            hit.reason,
            series=of.series,
            period=of.period,
            new=of.total.value,
            params=hit.params,
            group=of.group,
        )
    )


class _Story:
    """A series while its changes are gone through: what is known grows with each of them."""

    def __init__(self, facts: SeriesFacts, known: Known, changes: list[Change]) -> None:
        self.facts = facts
        self.values: dict[Period, Decimal] = {one.period: one.value for one in known.points}
        self.order = sorted(self.values)
        self.bands: Bands = {}
        self.known = _history(facts, known, changes)
        self.asked = [
            (check.code, ask, rule)
            for check, ask in ON_FIGURES
            if (rule := facts.rules[check.code]).severity is not Severity.OFF
        ]
        self.regress = facts.rules[values.STATUS_REGRESS.code]

    def check(self, change: Change, kind: Revision | None, findings: Findings) -> None:
        """Ask every check about one change, then let it stand."""
        if self.regress.severity is not Severity.OFF and change.status_before is not None:
            hit = values.status_regress(change)
            if hit is not None:
                findings.add(_finding(change, values.STATUS_REGRESS.code, self.regress, hit))
        if change.value is None:
            self._forget(change.period)
            return
        case = self._case(change, change.value, kind)
        hits = [
            (code, rule, hit)
            for code, ask, rule in self.asked
            if (hit := ask(case, rule)) is not None
        ]
        slip = next((rule for code, rule, _ in hits if code == _EXPLAINS), None)
        for code, rule, hit in hits:
            severity = rule.of(hit)
            if severity is Severity.OFF or _said_already(slip, code, hit, severity):
                continue
            findings.add(_finding(change, code, rule, hit))
        if slip is None:
            self._learn(change.period, change.value)

    def _case(self, change: Change, value: Decimal, kind: Revision | None) -> Case:
        period = change.period
        at = bisect_left(self.order, period)
        # Its own old figure is not a neighbour.
        after = at + 1 if at < len(self.order) and self.order[at] == period else at
        before = year_before(period)
        return Case(
            change,
            value,
            self.facts,
            self.known,
            kind,
            self._point(at - 1) if at else None,
            self._point(after) if after < len(self.order) else None,
            self.values.get(before) if before is not None else None,
            self.bands,
        )

    def _point(self, index: int) -> Point:
        period = self.order[index]
        return Point(period, self.values[period])

    def _learn(self, period: Period, value: Decimal) -> None:
        if period not in self.values:
            self.order.insert(bisect_left(self.order, period), period)
        self.values[period] = value

    def _forget(self, period: Period) -> None:
        if self.values.pop(period, None) is not None:
            del self.order[bisect_left(self.order, period)]


def _history(facts: SeriesFacts, known: Known, changes: list[Change]) -> Known:
    """What is usual: of what was known, or of the file where that tells of more periods."""
    told = {change.period: change.value for change in changes}
    counted = known.levels.number if known.levels is not None else len(known.points)
    if len(told) <= counted:
        return known
    figures = {one.period: one.value for one in known.points}
    figures.update({period: value for period, value in told.items() if value is not None})
    return Known.of(
        (Point(period, value) for period, value in figures.items()),
        percent=facts.percent,
        to_date=facts.to_date,
        revisions=known.revisions,
    )


def _said_already(slip: Rule | None, code: str, hit: Hit, severity: Severity) -> bool:
    """Whether a finding of a slip says it, and is at least as severe."""
    if slip is None or code not in _EXPLAINED or hit.reason in _DECLARED:
        return False
    return severity.rank <= slip.severity.rank


def _finding(change: Change, code: str, rule: Rule, hit: Hit) -> Finding:
    return Finding(
        check=code,
        severity=rule.of(hit),
        reason=hit.reason,
        series=change.series,
        period=change.period,
        old=change.before,
        new=change.value,
        params=hit.params,
        group=change.group,
        line=change.line,
    )

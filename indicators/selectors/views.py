"""What readers get: frozen shapes in both languages, never ORM objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from indicators.domain.assessments import Assessment
from indicators.domain.codelists import Freshness, NotAssessableReason
from indicators.domain.explain import TargetWords
from indicators.domain.periods import Period
from indicators.domain.quality import sentences
from indicators.domain.quality.base import Finding
from indicators.domain.statements import Statement


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and Simplified Chinese."""

    en: str
    zh: str = ""

    def words(self, language: str) -> str:
        """The words in a language; English where Chinese is missing."""
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)

    def language(self, language: str) -> str:
        """In which language ``words`` really are, for the ``lang`` attribute."""
        if language.startswith("zh"):
            return "zh-Hans" if self.zh else "en"
        return "en" if self.en else "zh-Hans"


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its name."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class LateView:
    """By which source a figure is late, and when that published last."""

    freshness: str
    source: Named
    newest_published_on: date | None


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as figures are printed with."""

    code: str
    name: Text
    symbol: Text
    quantity: str


def words_in(unit: UnitView | None, decimals: int | None = None) -> TargetWords:
    """How figures in a unit are printed; without ``decimals`` as many as they have."""
    return TargetWords(
        unit_en=unit.symbol.en if unit else "",
        unit_zh=(unit.symbol.zh or unit.symbol.en) if unit else "",
        decimals=decimals,
    )


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Where something was said."""

    code: str
    kind: str
    title: Text
    original_title: str
    language: str
    publisher: str
    author: str
    published_on: date | None
    published_on_basis: str
    url: str
    confidence: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """A quoted fragment."""

    fragment: str
    language: str
    place: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator with the definition in question."""

    code: str
    name: Text
    topic: Named
    kind: str
    direction: str
    aggregation: str
    decimals: int
    version: int
    unit: UnitView
    definition: Text
    coverage: Text
    price_basis: str
    announced_on: date | None
    break_note: Text
    formula: str = ""


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series with its dimensions."""

    id: int
    code: str
    indicator: Named
    version: int
    entity: Named
    basis: str
    frequency: str
    source: Named
    source_rank: int
    unit: UnitView


@dataclass(frozen=True, slots=True)
class ObservationView:
    """A figure with everything that leads to its source.

    ``value`` is in ``unit``, a code: that of its series. ``stated_unit`` is the unit in which the
    row gave the number, before conversion.
    """

    id: str
    series: str
    period: Period
    value: Decimal | None
    unit: str
    status: str
    bound: str
    known_on: date
    known_on_basis: str
    release: int
    superseded_on: date | None
    stated: str
    stated_unit: str
    note: str
    source: Named
    document: DocumentView | None
    passage: PassageView | None
    snapshot: str
    run: int | None

    @property
    def wording(self) -> str:
        """The number as its source words it; a bare number with the unit that it was given in."""
        bare = re.fullmatch(r"[\d.,\s+−-]+", self.stated)
        return f"{self.stated} {self.stated_unit}".strip() if bare else self.stated


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What is known about a milestone."""

    known_on: date
    known_on_basis: str
    state: str
    text: Text
    document: DocumentView
    passage: PassageView | None


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target, what it says, and how it stands."""

    id: int
    code: str
    name: Text
    summary: Text
    entity: Named
    topic: Named
    plan: Named | None
    family: Named | None
    indicator: IndicatorView | None
    unit: UnitView | None
    document: DocumentView
    passage: PassageView | None
    bindingness: str
    announced_on: date
    announced_on_basis: str
    superseded_by: Named | None
    superseded_on: date | None
    withdrawn_on: date | None
    statement: Statement | None
    stated: str
    interpretation: Text
    milestone: Text | None
    due: Period | None
    evidence: tuple[EvidenceView, ...]
    assessment: Assessment
    version_token: int = 0
    # The source of its figures is late; ``None`` where it is not, or nothing is expected.
    late: LateView | None = None

    @property
    def freshness(self) -> str:
        """Whether the source of its figures delivers when it should."""
        return self.late.freshness if self.late else Freshness.ON_TIME.value

    @property
    def words(self) -> TargetWords:
        """How its figures are printed: in the unit of their series."""
        if self.indicator is None:
            return words_in(self.unit)
        return words_in(self.indicator.unit, self.indicator.decimals)

    @property
    def words_of_bound(self) -> TargetWords:
        """How its bound is printed: like the figures, unless it measures something else."""
        if self.assessment.reason is NotAssessableReason.UNIT_MISMATCH:
            return words_in(self.unit, self.indicator.decimals if self.indicator else None)
        return self.words


@dataclass(frozen=True, slots=True)
class StatusEventView:
    """A change of status."""

    target: Named
    on: date
    recorded_at: datetime
    from_status: str
    to_status: str
    cause: str
    release: int | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source and how it delivers."""

    code: str
    name: Text
    publisher: Text
    url: str
    licence: str
    rank: int
    connector: str
    schedule: str
    time_zone: str
    paused: bool
    note: Text
    next_due_at: datetime | None
    last_success_at: datetime | None
    newest_published_on: date | None
    freshness: str
    series: int
    figures: int
    # The last day on which the next publication is on time, where one is expected.
    expected_by: date | None = None
    last_try_at: datetime | None = None
    last_try_state: str = ""
    last_try: int | None = None


@dataclass(frozen=True, slots=True)
class RejectedRowView:
    """A row that was not taken in."""

    line: int
    column: str
    value: str
    code: str
    message: str
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """The untouched file that a run read."""

    sha256: str
    name: str
    size: int
    public: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """What a quality check found, with the code of the series that it is about, if it is one."""

    finding: Finding
    series: str
    unit: str

    @property
    def title(self) -> Text:
        """The name of the check."""
        return Text(sentences.title(self.finding, "en"), sentences.title(self.finding, "zh"))

    @property
    def sentence(self) -> Text:
        """What it found, in words."""
        return Text(sentences.tell(self.finding, "en"), sentences.tell(self.finding, "zh"))


@dataclass(frozen=True, slots=True)
class ChecksView:
    """What the checks of a run found: examples, counts of all, how many figures were looked at."""

    findings: tuple[FindingView, ...] = ()
    counts: tuple[tuple[str, Text, int], ...] = ()
    checked: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class RunView:
    """One ingestion run.

    ``guarded``: figures of it wait for a person, or were rejected by one, and what would show
    their values is left out. ``refused``: it ended because a person rejected all it brought.
    """

    id: int
    source: Named
    trigger: str
    state: str
    stage: str
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempts: int
    rows_read: int
    rows_new: int
    rows_revised: int
    rows_unchanged: int
    rows_rejected: int
    message: str
    snapshot: str
    releases: tuple[int, ...] = ()
    rejected: tuple[RejectedRowView, ...] = ()
    file: SnapshotView | None = None
    rows_left_out: int = 0
    replay_of: int | None = None
    source_updated_on: date | None = None
    checks: ChecksView = ChecksView()
    guarded: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One published release."""

    number: int
    source: Named
    published_on: date
    published_on_basis: str
    document: DocumentView | None
    figures: int
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportedFigureView:
    """A figure that a document claims, and what the series says now."""

    code: str
    text: Text
    period: Period
    value: Decimal
    unit: UnitView
    indicator: Named
    passage: PassageView | None
    target: str | None
    observation: ObservationView | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures of an indicator in rows: one period, one column a series."""

    series: tuple[SeriesView, ...]
    observations: Mapping[str, tuple[ObservationView, ...]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

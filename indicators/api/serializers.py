"""Output shapes of catalogue, figures and sources, built from the views of the selectors."""

from __future__ import annotations

from indicators.api.fields import (
    Code,
    Count,
    Counts,
    Day,
    Flag,
    Listed,
    Moment,
    Number,
    PeriodText,
    Shape,
)
from indicators.domain.codelists import (
    Basis,
    Bound,
    DateBasis,
    Direction,
    Frequency,
    Freshness,
    IndicatorKind,
    ObsStatus,
    RunState,
    RunTrigger,
)
from indicators.domain.quality.base import Severity


class Words(Shape):
    """The same words in English and Simplified Chinese; `zh` is empty where it is missing."""

    en = Code()
    zh = Code()


class Named(Shape):
    """A code with its name."""

    code = Code()
    name = Words()


class UnitShape(Shape):
    """A unit of measurement."""

    code = Code()
    name = Words()
    symbol = Words()
    quantity = Code(help_text="What is measured; units of one quantity can be converted.")


class PassageShape(Shape):
    """A quoted fragment of a document."""

    fragment = Code()
    language = Code()
    place = Code()


class DocumentShape(Shape):
    """Where something was said."""

    code = Code()
    kind = Code()
    title = Words()
    original_title = Code()
    language = Code()
    publisher = Code()
    author = Code()
    published_on = Day(allow_null=True)
    published_on_basis = Listed(DateBasis, help_text="How the day is known.")
    url = Code()
    confidence = Code()


class DocumentReference(Shape):
    """A document in short; the rest stands at its own address."""

    code = Code()
    title = Words()
    publisher = Code()
    published_on = Day(allow_null=True)
    url = Code()


class DocumentRowShape(DocumentShape):
    """A document with how many promises and claims it holds."""

    targets = Count()
    reported = Count()


class TopicShape(Named):
    """A topic."""


class EntityShape(Shape):
    """Whom figures and targets are about."""

    code = Code()
    name = Words()
    kind = Code()
    alpha3 = Code(help_text="ISO 3166 alpha-3, or empty.")
    alpha2 = Code(help_text="ISO 3166 alpha-2, or empty.")
    parent = Code(help_text="Code of the entity that it belongs to, or empty.")


class IndicatorShape(Shape):
    """What is measured, in its newest definition."""

    code = Code()
    name = Words()
    topic = Named()
    kind = Listed(IndicatorKind)
    direction = Listed(Direction, help_text="Which way is better: declared, never guessed.")
    aggregation = Code()
    decimals = Count(help_text="With how many decimals it is usually printed.")
    version = Count(help_text="Number of the definition.")
    unit = UnitShape()
    definition = Words()
    coverage = Words()
    price_basis = Code()
    announced_on = Day(allow_null=True, help_text="Day on which the definition was announced.")
    break_note = Words(help_text="What changed against the definition before.")
    formula = Code(
        help_text="How it is computed from other indicators, by their codes in braces, where"
        " nothing is published; or empty."
    )


class IndicatorDetail(IndicatorShape):
    """An indicator with all its definitions, oldest first."""

    definitions = IndicatorShape(many=True)


class SeriesShape(Shape):
    """A definition of an indicator, of an entity, on a basis, at a frequency, by a source."""

    code = Code()
    indicator = Named()
    version = Count()
    entity = Named()
    basis = Listed(Basis)
    frequency = Listed(Frequency)
    source = Named()
    source_rank = Count(help_text="Among sources of the same figure the lowest decides.")
    unit = UnitShape()


class ObservationShape(Shape):
    """A figure of a release: public id `series/period/known_on/release`."""

    id = Code()
    series = Code()
    period = PeriodText()
    period_start = Day(source="period.start")
    period_end = Day(source="period.last_day", help_text="The last day of the period.")
    value = Number(
        allow_null=True,
        help_text="In `unit`. Exact: read it as a decimal. Null takes an earlier figure back.",
    )
    unit = Code(help_text="Code of the unit of the series, in which `value` is.")
    status = Listed(ObsStatus, help_text="SDMX OBS_STATUS.")
    bound = Listed(Bound, help_text="Whether the source stated a number or a bound.")
    known_on = Day(help_text="From this day the figure is known.")
    known_on_basis = Listed(DateBasis)
    release = Count(help_text="Number of the release: the data revision.")
    superseded_on = Day(allow_null=True, help_text="From this day a later figure is known.")
    stated = Code(help_text="The wording of the source, with whatever unit it names; or empty.")
    stated_unit = Code(
        help_text="The unit in which the row gave the number, before conversion; or empty."
    )
    note = Code()
    source = Code(source="source.code")
    document = DocumentReference(allow_null=True)
    passage = PassageShape(allow_null=True)
    snapshot = Code(help_text="SHA-256 of the raw file that it was read from, or empty.")
    run = Count(allow_null=True, help_text="Number of the ingestion run.")


class SeriesDetail(SeriesShape):
    """A series with all its figures: never paged."""

    observations = ObservationShape(many=True)


class ReportedShape(Shape):
    """A figure that a document claims, beside what the series says."""

    code = Code()
    text = Words()
    period = PeriodText()
    value = Number()
    unit = UnitShape()
    indicator = Named()
    passage = PassageShape(allow_null=True)
    target = Code(allow_null=True)
    observation = ObservationShape(allow_null=True)
    agrees = Flag(allow_null=True, help_text="Null while there is nothing to compare with.")


class SourceShape(Shape):
    """A publisher or feed, and how it delivers."""

    code = Code()
    name = Words()
    publisher = Words()
    url = Code()
    licence = Code()
    rank = Count()
    connector = Code()
    schedule = Code(help_text="Cron expression; empty: only by hand.")
    time_zone = Code()
    paused = Flag()
    note = Words()
    next_due_at = Moment(allow_null=True)
    last_success_at = Moment(allow_null=True)
    newest_published_on = Day(allow_null=True)
    freshness = Listed(Freshness)
    series = Count(help_text="How many series it has.")
    figures = Count(help_text="How many figures it has published, revisions included.")


class RejectedRow(Shape):
    """A row that was not taken in, and why."""

    line = Count()
    column = Code()
    value = Code()
    code = Code()
    message = Code()


class RunShape(Shape):
    """One attempt to take in what a source says."""

    id = Count()
    source = Named()
    trigger = Listed(RunTrigger)
    state = Listed(RunState)
    stage = Code()
    requested_at = Moment()
    started_at = Moment(allow_null=True)
    ended_at = Moment(allow_null=True)
    attempts = Count()
    rows_read = Count()
    rows_new = Count()
    rows_revised = Count()
    rows_unchanged = Count()
    rows_rejected = Count()
    message = Code()
    snapshot = Code(help_text="SHA-256 of the raw file, or empty.")
    releases = Counts(help_text="Numbers of the releases that it made.")


class FindingShape(Shape):
    """What a quality check found."""

    check = Code(source="finding.check")
    severity = Listed(Severity, source="finding.severity")
    sentence = Words()
    series = Code(help_text="Code of the series, or empty where the file as a whole is meant.")


class RunDetail(RunShape):
    """A run with what its checks found and its first thousand rejected rows."""

    rows_left_out = Count(help_text="Rows that the source's settings say not to read.")
    replay_of = Count(allow_null=True, help_text="The run whose file was read again.")
    source_updated_on = Day(allow_null=True, help_text="As the source says.")
    findings = FindingShape(many=True, source="checks.findings")
    rejected = RejectedRow(many=True)

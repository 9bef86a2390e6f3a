"""Output shapes of targets and of how they stand."""

from __future__ import annotations

from indicators.api.fields import (
    Code,
    Codes,
    Count,
    Day,
    Flag,
    Listed,
    Moment,
    Number,
    PeriodText,
    Shape,
)
from indicators.api.serializers import (
    DocumentReference,
    DocumentShape,
    Named,
    PassageShape,
    ReportedShape,
    UnitShape,
    Words,
)
from indicators.domain.codelists import (
    Bindingness,
    Certainty,
    Comparator,
    DateBasis,
    Freshness,
    HorizonKind,
    MilestoneState,
    NoOutlookReason,
    NotAssessableReason,
    Outlook,
    Pacing,
    Quantity,
    ReferenceKind,
    Status,
    StatusCause,
    Verdict,
)


class InterimShape(Shape):
    """A point on the way that the text itself states."""

    period = PeriodText()
    value = Number()


class StatementShape(Shape):
    """A promise with a number: `quantity comparator bound, at horizon`.

    Numbers are in the unit of the indicator (percent for growth).
    """

    quantity = Listed(Quantity)
    comparator = Listed(Comparator, allow_null=True)
    low = Number(allow_null=True)
    high = Number(allow_null=True)
    tolerance = Number(allow_null=True)
    horizon = Listed(HorizonKind, source="horizon.kind")
    horizon_period = PeriodText(source="horizon.period")
    reference = Listed(ReferenceKind, source="reference.kind")
    reference_period = PeriodText(source="reference.period", allow_null=True)
    reference_value = Number(source="reference.value", allow_null=True)
    pacing = Listed(Pacing)
    once = Flag(help_text="Whether reaching it once is enough.")
    interim = InterimShape(many=True)


class EvidenceShape(Shape):
    """What is known about a promise without a number."""

    known_on = Day()
    known_on_basis = Listed(DateBasis)
    state = Listed(MilestoneState)
    text = Words()
    document = DocumentReference()
    passage = PassageShape(allow_null=True)


class StandingShape(Shape):
    """How a target stands, in short."""

    status = Listed(Status, help_text="The verdict, or while it is pending the outlook.")
    verdict = Listed(Verdict)
    certainty = Listed(Certainty, allow_null=True)
    outlook = Listed(Outlook)
    caution = Flag()
    reason = Listed(NotAssessableReason, allow_null=True)
    no_outlook = Listed(NoOutlookReason, allow_null=True)


class TargetReference(Shape):
    """Another target, and how it stands."""

    code = Code()
    name = Words()
    status = Listed(Status, source="assessment.status")


class TargetShape(Shape):
    """A target: what was promised, by whom, and how it stands."""

    code = Code()
    name = Words()
    summary = Words()
    status = Listed(Status, source="assessment.status")
    assessment = StandingShape()
    entity = Named()
    topic = Named()
    plan = Named(allow_null=True)
    family = Named(allow_null=True)
    indicator = Named(allow_null=True)
    unit = UnitShape(allow_null=True, help_text="The unit of the wording.")
    statement = StatementShape(allow_null=True, help_text="Null for a promise without a number.")
    stated = Code(help_text="The number as the text words it.")
    interpretation = Words(help_text="How a wording that leaves a choice was read.")
    milestone = Words(allow_null=True)
    due = PeriodText(allow_null=True)
    evidence = EvidenceShape(many=True)
    document = DocumentReference()
    passage = PassageShape(allow_null=True)
    bindingness = Listed(Bindingness)
    freshness = Listed(
        Freshness,
        help_text="Whether the source of its figures delivers when it should: a flag, no verdict.",
    )
    announced_on = Day()
    announced_on_basis = Listed(DateBasis)
    superseded_by = Named(allow_null=True)
    superseded_on = Day(allow_null=True)
    withdrawn_on = Day(allow_null=True)


class StatusEventShape(Shape):
    """A change of status, and its cause."""

    on = Day()
    recorded_at = Moment()
    from_status = Listed(Status, allow_null=True, help_text="Null for the first one.")
    to_status = Listed(Status)
    cause = Listed(StatusCause)
    release = Count(allow_null=True)


class TargetDetailShape(TargetShape):
    """A target with its relations, the series it is judged by, and the history of its status."""

    series = Codes(help_text="Codes of the series; their figures stand at series/{code}/.")
    family_members = TargetReference(many=True, help_text="Restatements of the same promise.")
    parent = TargetReference(allow_null=True)
    children = TargetReference(many=True)
    events = StatusEventShape(many=True)


class DocumentDetail(DocumentShape):
    """A document, what it promised, and what it claims."""

    targets = TargetShape(many=True)
    reported = ReportedShape(many=True)

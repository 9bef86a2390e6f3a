"""Output shapes of assessments: the answer, the arithmetic, and every figure that was used."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field

from indicators.api.fields import (
    Code,
    Codes,
    Count,
    Day,
    Flag,
    Listed,
    Number,
    Out,
    PeriodText,
    Shape,
)
from indicators.api.target_shapes import StandingShape
from indicators.domain.codelists import (
    Bound,
    NoOutlookReason,
    Outlook,
    Status,
    StatusCause,
    Verdict,
)


class InputShape(Shape):
    """A figure that the answer used, and as what."""

    role = Code()
    observation = Code(help_text="Public id: `series/period/known_on/release`.")
    series = Code()
    period = PeriodText()
    known_on = Day()
    release = Count()
    value = Number()


class JudgedShape(Shape):
    """The quantity that was compared with the bound."""

    value = Number()
    period = PeriodText()
    how = Code(help_text="What the quantity is: level, difference, computed_growth and so on.")
    percent = Flag(help_text="Whether the value is in percent rather than in the indicator's unit.")
    margin = Number(help_text="Distance from the bound; negative on the wrong side of it.")
    ratio = Number(allow_null=True, help_text="100 × value / bound.")


class PeriodVerdictShape(Shape):
    """The verdict of one period, for a promise about each of several."""

    period = PeriodText()
    verdict = Listed(Verdict)
    value = Number(allow_null=True)
    percent = Flag()


class CheckShape(Shape):
    """A second look at the same quantity by another way."""

    code = Code()
    value = Number()
    percent = Flag()
    agrees = Flag(allow_null=True, help_text="Null where nothing is to agree.")
    residual = Number(allow_null=True, help_text="Null where the value is only a bound.")
    source = Code()
    bound = Listed(Bound, help_text="Whether the value is exact, or more than, nearly or about.")


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Params(Out):
    """Names with texts."""


class NoteShape(Shape):
    """A remark: a code and what belongs into its sentence."""

    code = Code()
    params = Params()


class PathPointShape(Shape):
    """Where the required path runs on a day."""

    on = Day()
    value = Number()


class PaceShape(Shape):
    """The arithmetic of the outlook. Rates are per year."""

    ratio = Number(allow_null=True, help_text="Achieved over required progress; above 1 is good.")
    latest = Number()
    latest_period = PeriodText()
    baseline = Number(allow_null=True)
    baseline_on = Day(allow_null=True)
    bound = Number()
    horizon_on = Day()
    path_value = Number(allow_null=True, help_text="Where the path runs for the latest figure.")
    gap = Number(allow_null=True, help_text="The latest figure minus the path.")
    required_rate = Number(allow_null=True, help_text="From the baseline to the bound.")
    required_from_now = Number(allow_null=True, help_text="From the latest figure to the bound.")
    recent_rate = Number(allow_null=True)
    projected = Number(allow_null=True, help_text="At the horizon, at the pace so far.")
    percent = Flag()
    basis = Code()


class AssessmentRowShape(StandingShape):
    """How a target stands, with what was compared with its bound."""

    target = Code()
    judged = JudgedShape(allow_null=True)
    latest = InputShape(allow_null=True, help_text="The latest figure.")
    first_satisfied = PeriodText(allow_null=True, help_text="First period that satisfies it.")
    decided_on = Day(allow_null=True, help_text="Day from which the deciding figure is known.")
    method = Code(help_text="The method of the outlook.")
    method_version = Count()


class OpinionShape(Shape):
    """What one outlook method says of a pending target, whether it decides the status or not."""

    method = Code()
    version = Count()
    default = Flag(help_text="Whether this is the method that decides the status.")
    outlook = Listed(Outlook)
    caution = Flag()
    symbol = Code(help_text="The method's own word, such as `sun_cloud`.")
    none_because = Listed(NoOutlookReason, allow_null=True)
    progress = Number(allow_null=True, help_text="A ratio, or yearly growth with `is_growth`.")
    is_growth = Flag()
    projected = Number(allow_null=True, help_text="The figure that it sees at the horizon.")
    percent = Flag()


class RevisedShape(Shape):
    """A figure, and the one that replaced it (null where it was taken back)."""

    old = InputShape()
    new = InputShape(allow_null=True)


class ChangeShape(Shape):
    """A change of status as it would have been seen on its day, with the figures behind it."""

    on = Day()
    status = Listed(Status)
    verdict = Listed(Verdict)
    cause = Listed(StatusCause)
    new = InputShape(many=True, source="why.new")
    revised = RevisedShape(many=True, source="why.revised")


class FirstAnswerShape(Shape):
    """The first answer that was a fact, as it stood on its day."""

    on = Day()
    verdict = Listed(Verdict)
    judged = JudgedShape(allow_null=True)


class DefinitionShape(Shape):
    """The answer by another definition of the indicator."""

    version = Count()
    status = Listed(Status)
    verdict = Listed(Verdict)
    judged = JudgedShape(allow_null=True)


class ExplanationShape(Shape):
    """The answer in sentences, made from the same object."""

    en = Codes()
    zh_hans = Codes()


class AssessmentShape(AssessmentRowShape):
    """How a target stands, with the arithmetic and every figure that was used."""

    periods = PeriodVerdictShape(many=True)
    pace = PaceShape(allow_null=True)
    checks = CheckShape(many=True)
    notes = NoteShape(many=True)
    path = PathPointShape(many=True)
    inputs = InputShape(many=True)


class ExaminedShape(AssessmentShape):
    """The answer from every side: in words, by other methods, and how it came to be."""

    symbol = Code(help_text="The method's own word for its outlook.")
    explanation = ExplanationShape()
    opinions = OpinionShape(many=True, help_text="What each method says, while it is pending.")
    warnings = NoteShape(many=True)
    first_published = FirstAnswerShape(allow_null=True)
    changes = ChangeShape(many=True, help_text="Every change of status, oldest first.")
    definitions = DefinitionShape(many=True)
    permanent = Code(help_text="The address that gives this answer for ever.")

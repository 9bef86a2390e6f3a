"""An answer in two or three sentences, from the answer itself, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.domain import words
from indicators.domain.codelists import (
    Certainty,
    Comparator,
    HorizonKind,
    Outlook,
    Quantity,
    ReferenceKind,
    Verdict,
)
from indicators.domain.formats import (
    ONE,
    Scale,
    format_day,
    format_number,
    format_percent,
    format_period,
    pick_scale,
    short,
)
from indicators.domain.periods import parse_period
from indicators.domain.results import Assessment, Note
from indicators.domain.statements import PERCENT_QUANTITIES, Statement

label = words.label


@dataclass(frozen=True, slots=True)
class TargetWords:
    """How the figures of a target are printed: the unit's symbol and its decimals."""

    unit_en: str = ""
    unit_zh: str = ""
    decimals: int | None = None

    def value(
        self, value: Decimal, lang: str, *, percent: bool = False, scale: Scale | None = None
    ) -> str:
        """A value with its unit."""
        if percent:
            return format_percent(value, lang, max(1, min(2, _places(value))))
        chosen = scale if scale is not None else pick_scale([value], lang)
        number = format_number(value, lang, self._decimals(value, chosen), chosen)
        unit = self.unit_zh if short(lang) == "zh" else self.unit_en
        if not unit:
            return number
        return f"{number}{unit}" if short(lang) == "zh" else f"{number} {unit}"

    def bare(self, value: Decimal, lang: str, scale: Scale, *, percent: bool = False) -> str:
        """A value without its unit, as it stands before one that has it: 25.0 of 25.0–28.0 %."""
        if percent:
            return format_number(value, lang, max(1, min(2, _places(value))))
        return format_number(value, lang, self._decimals(value, scale), Scale(scale.factor, ""))

    def difference(self, value: Decimal, lang: str, *, percent: bool = False) -> str:
        """A difference of two values: of percentages in points, not in percent."""
        if not percent and self.unit_en not in ("%", "percent"):
            return self.value(value, lang)
        number = format_number(value, lang, max(1, min(2, _places(value))))
        return f"{number}个百分点" if short(lang) == "zh" else f"{number} points"

    def _decimals(self, value: Decimal, scale: Scale) -> int | None:
        places = None if scale != ONE else self.decimals
        return None if places is None else max(places, min(_places(value), 2))


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


WITHIN_A_YEAR = frozenset({"year_to_date", "ytd_growth", "sum"})

# “Below last year” is said with words: “less than 0 Mt” is not how anybody reads it.
_AGAINST_LAST_YEAR: dict[Comparator, words.Pair] = {
    Comparator.LESS_THAN: ("below the year before", "低于上年"),
    Comparator.AT_MOST: ("not above the year before", "不高于上年"),
    Comparator.MORE_THAN: ("above the year before", "高于上年"),
    Comparator.AT_LEAST: ("not below the year before", "不低于上年"),
}


def _compared(statement: Statement, target: TargetWords, lang: str) -> str:
    """Quantity, reference, comparator and bound of a statement."""
    zh = short(lang) == "zh"
    reference, comparator = statement.reference, statement.comparator
    last_year = reference.kind is ReferenceKind.PREVIOUS_YEAR
    if last_year and statement.bound == 0 and comparator in _AGAINST_LAST_YEAR:
        return words.pick(_AGAINST_LAST_YEAR[comparator], lang)
    quantity = words.label(statement.quantity, lang)
    parts = [quantity if zh else quantity.lower()]
    if last_year:
        parts.append("（较上年）" if zh else "on the previous year")
    elif reference.period is not None and statement.quantity is not Quantity.LEVEL:
        when = format_period(reference.period, lang)
        parts.append(f"（较{when}）" if zh else f"on {when}")
    if comparator is not None:
        if comparator is not Comparator.BETWEEN:  # 10–20 says it
            parts.append(words.label(comparator, lang))
        percent = statement.quantity in PERCENT_QUANTITIES
        parts.append(bound_words(statement, target, lang, percent=percent))
    return ("" if zh else " ").join(parts)


def describe_statement(statement: Statement, target: TargetWords, lang: str) -> str:
    """The statement in words: ``change on 2020 more than 600,000 stations in 2021``."""
    said = _compared(statement, target, lang)
    period = format_period(statement.horizon.period, lang)
    if short(lang) == "zh":
        kinds = {
            HorizonKind.IN: f"，{period}内",
            HorizonKind.BY: f"，截至{period}末",
            HorizonKind.EACH: f"，{period}期间每年",
            HorizonKind.OVER: f"，{period}期间",
        }
        return said + kinds[statement.horizon.kind] + _since(statement, lang)
    kinds = {
        HorizonKind.IN: f"in {period}",
        HorizonKind.BY: f"by the end of {period}",
        HorizonKind.EACH: f"in each year of {period}",
        HorizonKind.OVER: f"over {period}",
    }
    return f"{said} {kinds[statement.horizon.kind]}{_since(statement, lang)}"


def _since(statement: Statement, lang: str) -> str:
    """The stated baseline of a level: it does not change what is compared, only the path."""
    period = statement.reference.period
    if statement.quantity is not Quantity.LEVEL or period is None:
        return ""
    when = format_period(period, lang)
    return f"（基期{when}）" if short(lang) == "zh" else f" (baseline {when})"


def bound_words(
    statement: Statement, target: TargetWords, lang: str, *, percent: bool | None = None
) -> str:
    """The bound with its unit; both bounds of a range; the tolerance of an “about”."""
    if percent is None:
        percent = statement.quantity in PERCENT_QUANTITIES
    if statement.bound is None:
        return "–"
    if statement.comparator is Comparator.BETWEEN and statement.high is not None:
        scale = pick_scale([statement.high], lang)
        high = target.value(statement.high, lang, percent=percent, scale=scale)
        return f"{target.bare(statement.bound, lang, scale, percent=percent)}–{high}"
    text = target.value(statement.bound, lang, percent=percent)
    if statement.comparator is Comparator.ABOUT and statement.tolerance:
        return f"{text} ± {format_number(statement.tolerance, lang, scale=_own(statement, lang))}"
    return text


def _own(statement: Statement, lang: str) -> Scale:
    """The scale of a tolerance: its own, so that 50,000 beside 0.6 million stays readable."""
    return pick_scale([statement.tolerance or Decimal(0)], lang)


def note(item: Note, lang: str, target: TargetWords | None = None) -> str:
    """A note in words; periods, days, percentages and values in it are printed for readers."""
    params = {
        name: (target or TargetWords()).value(Decimal(value), lang)
        if name == "fastest"
        else _param(name, value, lang)
        for name, value in item.params.items()
    }
    template = words.phrase(words.NOTES, item.code, lang)
    return template.format_map(params)


def _param(name: str, value: str, lang: str) -> str:
    if name == "period" and value:
        return format_period(parse_period(value), lang)
    if name == "on":
        return format_day(date.fromisoformat(value), lang)
    if name == "change":
        return format_percent(Decimal(value), lang, signed=True)
    return value


def explain(assessment: Assessment, target: TargetWords, lang: str) -> list[str]:
    """What the answer is, what it rests on, and how it came to be known."""
    if not assessment.exists or assessment.verdict is None:
        day = format_day(assessment.on, lang)
        return [
            f"{day}时该目标尚未宣布。"
            if short(lang) == "zh"
            else f"On {day} it had not been announced."
        ]
    sentences = [_first(assessment, target, lang)]
    sentences += _checks(assessment, target, lang)
    if assessment.pace is not None and assessment.verdict is Verdict.PENDING:
        sentences.append(_pace(assessment, target, lang))
    sentences += [note(item, lang) for item in assessment.notes]
    return [sentence for sentence in sentences if sentence]


def _first(assessment: Assessment, target: TargetWords, lang: str) -> str:
    zh = short(lang) == "zh"
    verdict = assessment.verdict
    assert verdict is not None
    assert assessment.status is not None
    name = words.label(assessment.status, lang)
    if verdict is Verdict.NOT_ASSESSABLE:
        reason = words.label(assessment.reason, lang) if assessment.reason else ""
        return f"{name}：{reason}" if zh else f"{name}: {reason}"
    if verdict is Verdict.OVERDUE:
        return (
            f"{name}：期限已过，但决定结论的数据尚未公布。"
            if zh
            else f"{name}: the deadline has passed and the figure that would decide is not known."
        )
    if verdict is Verdict.PENDING:
        return _pending(assessment, lang, name)
    judged = assessment.judged
    if judged is None:
        day = format_day(assessment.decided_on, lang)
        return f"{name}，{day}获知。" if zh else f"{name}, as known since {day}."
    value = target.value(judged.value, lang, percent=judged.percent)
    how = words.phrase(words.HOW, judged.how, lang)
    period, day = format_period(judged.period, lang), format_day(assessment.decided_on, lang)
    ratio = ""
    if judged.ratio is not None and judged.ratio > 0 and not judged.percent:
        share = format_percent(judged.ratio, lang, 0)
        ratio = f"，为目标的{share}" if zh else f", {share} of the bound"
    if verdict is Verdict.MET_LATE and assessment.first_satisfied is not None:
        late = format_period(assessment.first_satisfied, lang)
        return (
            f"{name}：{period}为{value}（{how}），未达标；{late}首次达标，{day}获知。"
            if zh
            else f"{name}: {value} in {period} ({how}) missed it; first satisfied in {late}, "
            f"as known since {day}."
        )
    if zh:
        return f"{name}：{period}为{value}（{how}）{ratio}，{day}获知。"
    return f"{name}: {value} in {period} ({how}){ratio}, as known since {day}."


def _pending(assessment: Assessment, lang: str, name: str) -> str:
    if assessment.outlook is Outlook.NONE:
        reason = words.label(assessment.no_outlook, lang) if assessment.no_outlook else ""
        return f"{name}。{reason}" if short(lang) == "zh" else f"{name}. {reason}"
    if short(lang) == "zh":
        return f"待定，展望：{name}。"
    return f"Pending; outlook: {name.lower()}."


def _checks(assessment: Assessment, target: TargetWords, lang: str) -> list[str]:
    zh = short(lang) == "zh"
    found = {check.code: check for check in assessment.checks}
    sentences = []
    if (check := found.get("stock_difference")) is not None:
        value = target.value(check.value, lang)
        if check.residual == 0:
            sentences.append(
                f"存量之差为{value}，与之一致。" if zh
                else f"The difference of the stocks, {value}, agrees with it."
            )  # fmt: skip
        elif check.residual is not None:
            residual = target.value(check.residual, lang)
            sentences.append(
                f"存量之差为{value}，相差{residual}。" if zh
                else f"The difference of the stocks is {value}; {residual} remain unexplained."
            )  # fmt: skip
    if (check := found.get("computed_growth")) is not None:
        day = format_day(assessment.on, lang)
        value = format_percent(check.value, lang, signed=True)
        sentences.append(
            f"按{day}已知的绝对值计算为{value}。" if zh
            else f"Computed from the levels known on {day} it is {value}."
        )  # fmt: skip
    if (check := found.get("first_print")) is not None:
        value = format_percent(check.value, lang, signed=True)
        base = found.get("base_revision")
        moved = format_percent(base.value, lang, signed=True) if base else ""
        sentences.append(
            f"与基期初次公布值相比为{value}，基期此后修订了{moved}。" if zh
            else f"Against the first print of the base it would be {value}; "
            f"the base has since been revised by {moved}."
        )  # fmt: skip
    if assessment.certainty not in (None, Certainty.CLEAR):
        assert assessment.certainty is not None
        grade = words.label(assessment.certainty, lang)
        sentences.append(f"确定性：{grade}。" if zh else f"Certainty: {grade.lower()}.")
    return sentences


def _pace(assessment: Assessment, target: TargetWords, lang: str) -> str:
    pace = assessment.pace
    assert pace is not None
    zh = short(lang) == "zh"
    latest = target.value(pace.latest, lang, percent=pace.percent)
    period = format_period(pace.latest_period, lang)
    text = f"{period}为{latest}" if zh else f"{latest} as of {period}"
    if pace.path_value is not None:
        path = target.value(pace.path_value, lang, percent=pace.percent)
        text += f"，按所需路径此时应为{path}" if zh else f" against {path} on the required path"
    if pace.growth_rate is not None:
        rate = format_percent(pace.growth_rate, lang, 2, signed=True)
        text += f"，自基期以来年均{rate}" if zh else f", {rate} a year since the baseline"
    if pace.ratio is not None:
        ratio = format_number(pace.ratio, lang, 2)
        text += f"（比值{ratio}）" if zh else f" (ratio {ratio})"
    # Inside one year a rate per year says nothing; the figure beside the path does.
    inside_a_year = pace.basis in WITHIN_A_YEAR
    if pace.required_from_now is not None and not inside_a_year:
        needed = target.difference(pace.required_from_now, lang, percent=pace.percent)
        text += f"；此后每年需变化{needed}" if zh else f"; from now on {needed} a year are needed"
        if pace.recent_rate is not None:
            recent = target.difference(pace.recent_rate, lang, percent=pace.percent)
            text += f"，近期每年{recent}" if zh else f", recently it was {recent} a year"
    return text + ("。" if zh else ".")

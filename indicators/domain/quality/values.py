"""Checks of what one figure says by itself, or beside the figure before it."""

from __future__ import annotations

from decimal import Decimal

from indicators.domain.codelists import IndicatorKind, ObsStatus
from indicators.domain.quality.base import Hit, Kind, Parameter, QualityCheck, Scope, Severity
from indicators.domain.quality.cases import Case, Change, half_unit
from indicators.domain.quality.settings import Rule
from indicators.domain.quality.statistics import HUNDRED, WIDE, Point, quotient, size

_FORESEEN = (ObsStatus.FORECAST, ObsStatus.ESTIMATED)
_FINAL = (ObsStatus.NORMAL, ObsStatus.BREAK, ObsStatus.DEFINITION_DIFFERS)
_NOT_FINAL = (
    ObsStatus.PROVISIONAL,
    ObsStatus.ESTIMATED,
    ObsStatus.FORECAST,
    ObsStatus.LOW_RELIABILITY,
)

SHARE_OUT_OF_BOUNDS = QualityCheck(
    code="share_out_of_bounds",
    scope=Scope.FIGURE,
    severity=Severity.HOLD,
    title=("Share out of bounds", "占比越界"),
    about=(
        "A share in percent below 0 or above 100. For a share that may pass 100, as of "
        "subscriptions in the population, declare a higher `high`.",
        "占比（百分数）小于0或大于100。若该占比可以超过100（如用户数与人口之比），"
        "请声明更高的 `high`。",
    ),
    sentences={
        "above": (
            "{period}: a share of {new} is above {high}.",
            "{period}：占比{new}大于{high}。",
        ),
        "below": ("{period}: a share of {new} is below {low}.", "{period}：占比{new}小于{low}。"),
    },
    parameters=(
        Parameter("low", Kind.NUMBER, Decimal(0), ("lowest share", "最低占比")),
        Parameter("high", Kind.NUMBER, Decimal(100), ("highest share", "最高占比")),
    ),
    reference="ESSnet ValiDat Foundation, Methodology for data validation (2016): range checks",
)


def share_out_of_bounds(case: Case, rule: Rule) -> Hit | None:
    """A share below ``low`` or above ``high``."""
    facts = case.facts
    if facts.kind is not IndicatorKind.SHARE or facts.growth or not facts.percent:
        return None
    low, high = rule.number("low"), rule.number("high")
    if case.value > high:
        return Hit("above", {"high": str(high)})
    return Hit("below", {"low": str(low)}) if case.value < low else None


NEGATIVE_COUNT = QualityCheck(
    code="negative_count",
    scope=Scope.FIGURE,
    severity=Severity.HOLD,
    title=("Negative count", "数量为负"),
    about=(
        "A negative figure of a stock, or of a number of things. Other flows (money, tonnes) may "
        "be negative unless `always` is declared; growth and percentages may always be.",
        "存量或计数为负。其他流量（金额、吨）可以为负，除非声明 `always`；增速和百分数不受限制。",
    ),
    sentences={
        "negative": (
            "{period}: {new} is negative, which this cannot be; check the sign, and whether it "
            "is a change.",
            "{period}：{new}为负，而该指标不可能为负；请核对符号，并确认是否为变化量。",
        ),
    },
    parameters=(
        Parameter(
            "always",
            Kind.FLAG,
            False,
            ("also where neither kind nor unit rules it out", "即使指标类型和单位未排除负值也检查"),
        ),
    ),
)


def negative_count(case: Case, rule: Rule) -> Hit | None:
    """A figure below zero where there is none."""
    if case.value >= 0 or case.facts.percent:
        return None
    wanted = case.facts.never_negative or rule.flag("always")
    return Hit("negative") if wanted else None


FALLING_STOCK = QualityCheck(
    code="falling_stock",
    scope=Scope.FIGURE,
    severity=Severity.OFF,
    title=("Cumulative stock falls", "累计存量下降"),
    about=(
        "A stock that only ever grows (built in total, certified so far) falls by more than was "
        "rounded. Off until declared: population and capacity do fall.",
        "只增不减的累计存量（累计建成、累计认定）下降，且超出舍入误差。默认关闭，需声明后启用："
        "人口、产能等存量本来就会下降。",
    ),
    sentences={
        "falls": (
            "{period}: {new} is less than {other}, known for {other_period}, and a cumulative "
            "stock does not fall.",
            "{period}：{new}低于{other_period}的{other}，而累计存量不应下降。",
        ),
        "above_later": (
            "{period}: {new} is more than {other}, known for {other_period}, and a cumulative "
            "stock does not fall.",
            "{period}：{new}高于{other_period}的{other}，而累计存量不应下降。",
        ),
    },
    parameters=(
        Parameter(
            "tolerance",
            Kind.NUMBER,
            Decimal(0),
            ("fall in percent that is let pass", "允许的下降幅度（%）"),
            least=Decimal(0),
            most=HUNDRED,
        ),
    ),
)


def falling_stock(case: Case, rule: Rule) -> Hit | None:
    """Less than the nearest earlier figure, or more than the nearest later one."""
    if case.facts.kind is not IndicatorKind.STOCK or case.facts.growth:
        return None
    earlier, later = case.earlier, case.later
    # Most grow: that is seen without a sum.
    fallen = earlier is not None and case.value < earlier.value
    above = later is not None and later.value < case.value
    if not (fallen or above):
        return None
    tolerance = rule.number("tolerance")
    slack = half_unit(case.value, case.change.precision)
    if earlier is not None and fallen and _falls(earlier.value, case.value, slack, tolerance):
        return Hit("falls", _other(earlier))
    if later is not None and above and _falls(case.value, later.value, slack, tolerance):
        return Hit("above_later", _other(later))
    return None


def _falls(before: Decimal, after: Decimal, slack: Decimal, tolerance: Decimal) -> bool:
    least = WIDE.subtract(before, quotient(WIDE.multiply(size(before), tolerance), HUNDRED))
    return WIDE.add(after, slack) < least


def _other(point: Point) -> dict[str, str | int | list[str]]:
    return {"other": str(point.value), "other_period": str(point.period)}


FUTURE_PERIOD = QualityCheck(
    code="future_period",
    scope=Scope.FIGURE,
    severity=Severity.HOLD,
    title=("Unfinished period", "期间尚未结束"),
    about=(
        "The period ends after the day of publication, and the figure is marked neither as a "
        "forecast nor as an estimate. `days` lets a source publish so many days early.",
        "期间在发布日之后才结束，而数据未标注为预测值或估计值。`days` 为允许提前发布的天数。",
    ),
    sentences={
        "unfinished": (
            "{period} was not over on {on}, the day of publication; a figure for it is a forecast "
            "or an estimate (status F or E), or the period is another.",
            "{on}发布时{period}尚未结束；该数据应为预测值或估计值（状态F或E），或期间有误。",
        ),
    },
    parameters=(
        Parameter(
            "days",
            Kind.WHOLE,
            0,
            ("days before its end that are let pass", "允许提前的天数"),
            least=Decimal(0),
            most=Decimal(3660),
        ),
    ),
)


def future_period(case: Case, rule: Rule) -> Hit | None:
    """The period was not over on the day of publication."""
    change = case.change
    if change.period.end <= change.known_on or change.status in _FORESEEN:
        return None
    early = (change.period.end - change.known_on).days - 1
    if early <= rule.whole("days"):
        return None
    return Hit("unfinished", {"on": change.known_on.isoformat()})


STATUS_REGRESS = QualityCheck(
    code="status_regress",
    scope=Scope.FIGURE,
    severity=Severity.WARN,
    title=("Final figure no longer final", "最终数变为非最终数"),
    about=(
        "A figure that was final (A, B or D) is now provisional, estimated, a forecast or of low "
        "reliability (P, E, F or U).",
        "原为最终数（A、B或D）的数据变为初步数、估计值、预测值或可靠性低（P、E、F或U）。",
    ),
    sentences={
        "regress": (
            "{period}: the figure was final ({status_before}) and is now marked {status}.",
            "{period}：原为最终数（{status_before}），现标注为{status}。",
        ),
    },
    reference="SDMX code list CL_OBS_STATUS",
)


def status_regress(change: Change) -> Hit | None:
    """A final figure becomes one that is not."""
    if change.status_before not in _FINAL or change.status not in _NOT_FINAL:
        return None
    return Hit(
        "regress", {"status_before": change.status_before.value, "status": change.status.value}
    )

"""Checks of a figure against the levels and changes that its series has had so far."""

from __future__ import annotations

from decimal import Decimal

from indicators.domain.codelists import Basis
from indicators.domain.quality.base import (
    Hit,
    Kind,
    Param,
    Parameter,
    QualityCheck,
    Scope,
    Severity,
)
from indicators.domain.quality.cases import Case
from indicators.domain.quality.settings import MILD, Rule
from indicators.domain.quality.statistics import (
    HUNDRED,
    WIDE,
    Band,
    Spread,
    change,
    percent_change,
    rounded,
    size,
)

_K = ("multiples of the median absolute deviation", "绝对中位差的倍数")
_POINTS = ("changes that must be known before", "至少需要的历史变化个数")
_FLOOR = ("change in percent that is never unusual", "不视为异常的变化幅度（%）")
_FLOOR_POINTS = (
    "change in points that is never unusual, of series in percent",
    "不视为异常的变化幅度（百分点，用于百分数序列）",
)
_SMALL = (
    "numbers of things below this are not compared by ratios",
    "小于此数的计数不按比值比较",
)


def k_parameter(default: int) -> Parameter:
    """How many MAD are usual."""
    return Parameter("k", Kind.NUMBER, Decimal(default), _K, least=Decimal(1))


def points_parameter(default: int) -> Parameter:
    """How much history is needed."""
    return Parameter("points", Kind.WHOLE, default, _POINTS, least=Decimal(3))


def small_counts_parameter() -> Parameter:
    """Below which numbers of things ratios say nothing."""
    return Parameter("small_counts", Kind.WHOLE, 20, _SMALL, least=Decimal(0))


def floors(percent: int, points: int) -> tuple[Parameter, Parameter]:
    """Changes that are never unusual, however calm a series has been."""
    low = Decimal(0)
    return (
        Parameter("floor_percent", Kind.NUMBER, Decimal(percent), _FLOOR, least=low),
        Parameter("floor_points", Kind.NUMBER, Decimal(points), _FLOOR_POINTS, least=low),
    )


PLAUSIBLE_RANGE = QualityCheck(
    code="plausible_range",
    scope=Scope.FIGURE,
    severity=Severity.HOLD,
    title=("Outside the plausible range", "超出合理范围"),
    about=(
        "A level outside declared bounds (`low`, `high`; of the basis level); or one that is "
        "unusual in every way that can be told: its level, and its change on the year and on the "
        "period before, each lie outside the median ± `k` MAD of the series and outside its 10th "
        "to 90th percentile. A growing series is thus not unusual for being higher than ever.",
        "绝对值超出声明的上下限（`low`、`high`，仅用于绝对值序列）；或在所有可比方面都异常："
        "水平值、同比变化和环比变化均超出"
        "该序列历史的中位数 ± `k` 倍绝对中位差，且超出第10至第90百分位数的范围。"
        "因此持续增长的序列不会因创新高而被视为异常。",
    ),
    sentences={
        "declared_high": (
            "{period}: {new} is above {high}, the highest that was declared.",
            "{period}：{new}高于声明的上限{high}。",
        ),
        "declared_low": (
            "{period}: {new} is below {low}, the lowest that was declared.",
            "{period}：{new}低于声明的下限{low}。",
        ),
        "unusual": (
            "{period}: {new} is far from all that the series has been ({low} to {high} are usual "
            "by the median and its deviations), and so is its change.",
            "{period}：{new}远离该序列的历史水平（按中位数及其偏差，{low}至{high}为正常范围），"
            "其变化幅度同样异常。",
        ),
    },
    parameters=(
        Parameter("low", Kind.NUMBER, None, ("lowest level", "最低水平"), optional=True),
        Parameter("high", Kind.NUMBER, None, ("highest level", "最高水平"), optional=True),
        k_parameter(10),
        points_parameter(8),
        *floors(150, 10),
    ),
    reference=(
        "Median and MAD: Leys et al., Journal of Experimental Social Psychology 49 (2013) 764–766. "
        "Ratios that count falls like rises: Hidiroglou and Berthelot, Survey Methodology 12 "
        "(1986) 73–83"
    ),
)


def plausible_range(case: Case, rule: Rule) -> Hit | None:
    """Outside declared bounds, or unusual in level and in every change."""
    low, high = rule.optional("low"), rule.optional("high")
    if case.facts.basis is Basis.LEVEL:
        if high is not None and case.value > high:
            return Hit("declared_high", {"high": str(high)})
        if low is not None and case.value < low:
            return Hit("declared_low", {"low": str(low)})
    levels = _band(case, "levels", PLAUSIBLE_RANGE.code, rule)
    if levels is None or levels.holds(case.value):
        return None
    compared = 0
    for base, measure in ((case.last_year, "years"), (case.step_base, "steps")):
        usual = _band(case, measure, PLAUSIBLE_RANGE.code, rule)
        if base is None or usual is None:
            continue
        moved = change(case.value, base, case.facts.percent)
        if moved is not None and usual.holds(moved):
            return None
        compared += 1
    # Beside no neighbour a series that grows would be unusual for growing.
    if not compared:
        return None
    return Hit("unusual", {"low": _short(levels.low), "high": _short(levels.high)})


def _band(case: Case, measure: str, check: str, rule: Rule) -> Band | None:
    """What is usual: ``levels``, ``steps`` or ``years``; ``None`` while too little is known."""
    key = check, measure
    if key not in case.bands:
        case.bands[key] = _usual(getattr(case.known, measure), case.facts.percent, rule)
    return case.bands[key]


def _usual(spread: Spread | None, percent: bool, rule: Rule) -> Band | None:
    if spread is None or spread.number < rule.whole("points"):
        return None
    if percent:
        return spread.around(rule.number("k"), rule.number("floor_points"))
    return spread.about(rule.number("k"), rule.number("floor_percent"))


def usual_changes(case: Case, check: str, rule: Rule) -> Band | None:
    """Which changes the series has had: on the year before where these are known."""
    return _band(case, "steps" if case.known.years is None else "years", check, rule)


def _short(value: Decimal) -> str:
    """A computed bound to four digits: it is an order of magnitude, not a figure."""
    if not value.is_finite() or value == 0:
        return "0"
    short = value.quantize(Decimal(1).scaleb(value.adjusted() - 3, context=WIDE), context=WIDE)
    return format(short, "f") if abs(short.adjusted()) < 60 else str(short)


GROWTH_JUMP = QualityCheck(
    code="growth_jump",
    scope=Scope.FIGURE,
    severity=Severity.HOLD,
    title=("Jump", "跳变"),
    about=(
        "The change on the same period a year before (where that is not known: on the period "
        "before) is above a declared `limit`; or the figure is more than `factor` times, or less "
        "than one `factor`th of, all of its neighbours (of zero: where the series never was zero). "
        "Milder: the change lies outside the median ± `k` MAD of the changes of the series and "
        "outside their 10th to 90th percentile.",
        "同比变化（无上年同期数据时为环比变化）超过声明的 `limit`；"
        "或数值超过所有相邻数据的 `factor` 倍、不足其 `factor` "
        "分之一（数值为零时：该序列从未为零）。较轻的情形："
        "变化超出历史变化的中位数 ± `k` 倍绝对中位差，且超出其第10至第90百分位数的范围。",
    ),
    sentences={
        "limit": (
            "{period}: {new} is a change of {change} on {yardstick} ({other}); declared are at "
            "most {limit}.",
            "{period}：{new}较{yardstick}（{other}）变化{change}，超过声明的{limit}。",
        ),
        "factor": (
            "{period}: {new} is out of proportion to {yardstick} ({other}).",
            "{period}：{new}与{yardstick}（{other}）相差悬殊。",
        ),
        "history": (
            "{period}: {new} is a change of {change} on {yardstick} ({other}), unlike the changes "
            "so far.",
            "{period}：{new}较{yardstick}（{other}）变化{change}，与历史变化明显不同。",
        ),
    },
    parameters=(
        Parameter(
            "limit",
            Kind.NUMBER,
            None,
            (
                "largest change up or down, in percent; of series in percent, in points",
                "最大变化幅度（%；百分数序列为百分点）",
            ),
            least=Decimal(0),
            optional=True,
        ),
        Parameter(
            "against",
            Kind.CHOICE,
            "auto",
            (
                "compared with the year before, the period before, or the first that is known",
                "比较基准：上年同期、上期，或自动选择",
            ),
            choices=("auto", "last_year", "previous"),
        ),
        Parameter(
            "factor",
            Kind.NUMBER,
            Decimal(10),
            ("out of proportion from this ratio on", "视为悬殊的倍数"),
            least=Decimal(2),
            optional=True,
        ),
        k_parameter(8),
        points_parameter(8),
        *floors(30, 5),
        small_counts_parameter(),
        Parameter(
            MILD,
            Kind.SEVERITY,
            Severity.WARN.value,
            ("severity of a change unlike those so far", "与历史变化不同时的级别"),
        ),
    ),
    reference=PLAUSIBLE_RANGE.reference,
)


def growth_jump(case: Case, rule: Rule) -> Hit | None:
    """Above a declared change, out of proportion, or unlike all changes so far."""
    yardstick = _yardstick(case, rule.text("against"))
    limit = rule.optional("limit")
    if limit is not None and yardstick is not None and _passes(case, yardstick[1], limit):
        return Hit("limit", {**_moved(case, yardstick), "limit": str(limit)})
    apart = _out_of_proportion(case, rule)
    if apart is not None:
        return apart
    if yardstick is None:
        return None
    name, base = yardstick
    measure = "years" if name == "last_year" else "steps"
    usual = _band(case, measure, GROWTH_JUMP.code, rule)
    moved = change(case.value, base, case.facts.percent)
    if usual is None or moved is None or usual.holds(moved):
        return None
    if case.small_count(base, rule.whole("small_counts")):
        return None
    return Hit("history", _moved(case, yardstick), mild=True)


def _yardstick(case: Case, against: str) -> tuple[str, Decimal] | None:
    if case.last_year is not None and against != "previous":
        return "last_year", case.last_year
    base = case.step_base
    return ("previous", base) if base is not None and against != "last_year" else None


def _passes(case: Case, base: Decimal, limit: Decimal) -> bool:
    """Whether the change is above the limit, without a quotient, so exactly."""
    moved = size(WIDE.subtract(case.value, base))
    if case.facts.percent:
        return moved > limit
    return WIDE.multiply(HUNDRED, moved) > WIDE.multiply(limit, size(base))


def _moved(case: Case, yardstick: tuple[str, Decimal]) -> dict[str, Param]:
    name, base = yardstick
    said: dict[str, Param] = {"yardstick": name, "other": str(base)}
    if case.facts.percent:
        return {**said, "change": rounded(WIDE.subtract(case.value, base)), "measure": "points"}
    if base == 0:
        return {**said, "change": "", "measure": "none"}
    return {**said, "change": rounded(percent_change(case.value, base)), "measure": "percent"}


def _out_of_proportion(case: Case, rule: Rule) -> Hit | None:
    """More than ``factor`` times, or less than a ``factor``th of, every near neighbour."""
    factor = rule.optional("factor")
    if factor is None or case.facts.percent:
        return None
    found, levels = None, case.known.levels
    if case.value == 0 and levels is not None and levels.low <= 0 <= levels.high:
        return None
    sides = set()
    for name, base in case.yardsticks:
        side = _side(case.value, base, factor)
        if side == 0 or case.small_count(base, rule.whole("small_counts")):
            return None
        sides.add(side)
        found = found or (name, base)
    if found is None or len(sides) != 1:
        return None
    usual = usual_changes(case, GROWTH_JUMP.code, rule)
    ratio = change(case.value, found[1], percent=False)
    if usual is not None and ratio is not None and usual.holds(ratio):
        return None
    return Hit("factor", _moved(case, found))


def _side(value: Decimal, base: Decimal, factor: Decimal) -> int:
    """+1 where the value is out of proportion above the base, −1 below, 0 within; by size."""
    value, base = size(value), size(base)
    if base == 0:
        return 0
    if value > WIDE.multiply(base, factor):
        return 1
    return -1 if WIDE.multiply(value, factor) < base else 0

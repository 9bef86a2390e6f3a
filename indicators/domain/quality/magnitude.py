"""The check for a slip of the unit: a figure that is a power of ten off."""

from __future__ import annotations

from decimal import Decimal

from indicators.domain.quality.base import Hit, Kind, Parameter, QualityCheck, Scope, Severity
from indicators.domain.quality.cases import Case
from indicators.domain.quality.changes import (
    floors,
    k_parameter,
    points_parameter,
    small_counts_parameter,
    usual_changes,
)
from indicators.domain.quality.settings import Rule
from indicators.domain.quality.statistics import HUNDRED, ONE, WIDE, quotient, size
from indicators.domain.words import Pair

MOST = 9
THREE = Decimal(3)  # its square is less than ten
# What such a slip usually is, by the size of the power.
HINTS: dict[str, Pair] = {
    "1": ("A digit or the decimal point may have moved.", "可能多或少一位数字，或小数点错位。"),
    "2": ("A percentage may have been given as a fraction, or the reverse.",
          "可能把百分数写成了小数，或相反。"),
    "3": ("Thousands may have been taken for units, or millions for thousands.",
          "可能混淆了千与个，或百万与千。"),
    "4": ("万 (10,000) may have been left out, or taken for 亿 (100 million).",
          "可能遗漏或多乘了“万”，或混淆了“万”与“亿”。"),
    "6": ("Millions may have been taken for units, or billions for thousands.",
          "可能混淆了百万与个，或十亿与千。"),
    "8": ("亿 (100 million) may have been left out, or 万 taken for 万亿.",
          "可能遗漏或多乘了“亿”，或混淆了“万”与“万亿”。"),
    "9": ("Billions may have been taken for units.", "可能混淆了十亿与个。"),
    "other": ("The unit may be another.", "单位可能有误。"),
}  # fmt: skip

POWER_OF_TEN = QualityCheck(
    code="power_of_ten",
    scope=Scope.FIGURE,
    severity=Severity.HOLD,
    title=("Power of ten off", "数量级差错"),
    about=(
        "The figure is 10ⁿ times (n from −9 to 9) the one that it replaces, or that its neighbours "
        "(the same period a year before, and the period before) suggest, within `tolerance`; all "
        "neighbours must agree on n. Not where the series has had such changes. A factor of ten "
        "needs near neighbours and no series in percent. Of series in percent the figure must also "
        "be higher than ever, or have more decimals than ever.",
        "数值约为被替换数值、或相邻数据（上年同期及上期）所示水平的10ⁿ倍（n为−9至9），"
        "误差不超过 `tolerance`；"
        "各相邻数据须指向同一n。若该序列历史上有过此类变化则不报。十倍差错要求相邻数据足够近，"
        "且不用于百分数序列。"
        "百分数序列还须创历史新高，或小数位数多于以往。",
    ),
    sentences={
        "above": (
            "{period}: {new} is about {times} times {yardstick} ({other}). {hint}",
            "{period}：{new}约为{yardstick}（{other}）的{times}倍。{hint}",
        ),
        "below": (
            "{period}: {new} is about one {times}th of {yardstick} ({other}). {hint}",
            "{period}：{new}约为{yardstick}（{other}）的{times}分之一。{hint}",
        ),
    },
    parameters=(
        Parameter(
            "tolerance",
            Kind.NUMBER,
            Decimal(50),
            ("how far from the power of ten, in percent", "与10ⁿ倍的允许偏差（%）"),
            least=Decimal(0),
            most=Decimal(200),
        ),
        k_parameter(10),
        points_parameter(8),
        floors(50, 10)[0],
        small_counts_parameter(),
    ),
    reference=(
        "The “thousand error”: de Waal, Pannekoek and Scholtus, Handbook of Statistical Data "
        "Editing and Imputation (Wiley 2011), chapter 2"
    ),
)


def nearest_power(ratio: Decimal) -> int:
    """The n for which 10ⁿ is nearest to a ratio above zero, by ratio."""
    exponent = ratio.adjusted()
    leading = ratio.scaleb(-exponent, context=WIDE)
    return exponent if WIDE.multiply(leading, leading) < 10 else exponent + 1


def power_off(value: Decimal, other: Decimal, tolerance: Decimal) -> tuple[int, bool] | None:
    """By which power of ten a value is off another, and whether that is within the tolerance.

    ``None`` where the two have no ratio above zero, or the nearest power is none of ±1 to ±9.
    """
    if value == 0 or other == 0 or (value < 0) != (other < 0):
        return None
    # Most figures are near their neighbours: that is seen without a quotient.
    if size(value) < WIDE.multiply(THREE, size(other)) and size(other) < WIDE.multiply(
        THREE, size(value)
    ):
        return None
    ratio = quotient(value, other)
    if not ratio.is_finite() or ratio == 0:
        return None
    power = nearest_power(ratio)
    if not 1 <= abs(power) <= MOST:
        return None
    rest = ratio.scaleb(-power, context=WIDE)
    widest = WIDE.add(ONE, quotient(tolerance, HUNDRED))
    return power, rest <= widest and WIDE.multiply(rest, widest) >= ONE


def power_of_ten(case: Case, rule: Rule) -> Hit | None:
    """A power of ten off the figure before it, or off all of its neighbours."""
    tolerance = rule.number("tolerance")
    before = case.change.before
    if before is not None:
        off = power_off(case.value, before, tolerance)
        if off is not None and off[1] and _counts(case, off[0], before, rule):
            return _hit(off[0], "before", before)
    return _off_neighbours(case, rule, tolerance)


def _off_neighbours(case: Case, rule: Rule, tolerance: Decimal) -> Hit | None:
    powers, best = set(), None
    neighbours = case.yardsticks
    far = not neighbours
    if far and case.earlier is not None and not case.facts.to_date:
        neighbours = (("earlier", case.earlier.value),)
    for name, other in neighbours:
        off = power_off(case.value, other, tolerance)
        if off is None:
            return None
        powers.add(off[0])
        if best is None and off[1]:
            best = (off[0], name, other)
    if len(powers) != 1 or best is None:
        return None
    power, name, other = best
    if far and abs(power) == 1:
        return None
    if not _counts(case, power, other, rule) or _has_happened(case, rule, other):
        return None
    if case.facts.percent and not _unlike_any(case, power):
        return None
    return _hit(power, name, other)


def _counts(case: Case, power: int, other: Decimal, rule: Rule) -> bool:
    """Whether a factor of ten means anything: not in percent, nor of a handful of things."""
    if abs(power) > 1:
        return True
    return not case.facts.percent and not case.small_count(other, rule.whole("small_counts"))


def _has_happened(case: Case, rule: Rule, other: Decimal) -> bool:
    """Whether the changes of the series so far reach as far."""
    usual = None if case.facts.percent else usual_changes(case, POWER_OF_TEN.code, rule)
    return usual is not None and usual.holds(quotient(case.value, other))


def _unlike_any(case: Case, power: int) -> bool:
    """Whether a percentage is higher than ever, or written with more decimals than ever."""
    known = [point.value for point in case.known.points]
    if case.earlier is not None:
        known.append(case.earlier.value)
    if power > 0:
        levels = case.known.levels
        highest = max((size(one) for one in known), default=Decimal(0))
        return size(case.value) > highest and (levels is None or case.value > levels.high)
    return _decimals(case.value) > max((_decimals(one) for one in known), default=0)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _hit(power: int, yardstick: str, other: Decimal) -> Hit:
    return Hit(
        "above" if power > 0 else "below",
        {
            "power": power,
            "times": str(10 ** abs(power)),
            "yardstick": yardstick,
            "other": str(other),
            "hint": str(abs(power)) if str(abs(power)) in HINTS else "other",
        },
    )

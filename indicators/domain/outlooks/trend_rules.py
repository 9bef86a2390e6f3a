"""The three rules of the German Sustainable Development Strategy's indicator status.

Source: German Sustainable Development Strategy, indicator status (“weather symbols”), Federal
Statistical Office. Rule A: a value by a year. Rule B: a bound to be held every year. Rule C: a
direction only. Each is a pure function of a series of yearly values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from indicators.domain.codelists import Outlook
from indicators.domain.outlooks.base import years_between

# The last five yearly changes need six values; with fewer than four values there is no trend.
TREND_POINTS, MIN_POINTS = 6, 4
# How much of the gap may be missed at the deadline: less than 5 %, up to 20 %.
NEARLY, ROUGHLY = Fraction(5, 100), Fraction(20, 100)
_SLACK = Fraction(1, 10**9)


class Weather(StrEnum):
    """The symbols of the strategy, best first."""

    SUN = "sun"
    SUN_CLOUD = "sun_cloud"
    CLOUD = "cloud"
    THUNDERSTORM = "thunderstorm"


@dataclass(frozen=True, slots=True)
class Reading:
    """A symbol, and our category of it. ``still`` says that nothing moves."""

    weather: Weather
    outlook: Outlook
    caution: bool = False
    still: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """The mean of the last five yearly changes, the last change, and where the values stand."""

    mean: Fraction
    last: Fraction
    latest: Fraction
    latest_on: date


def trend(points: Sequence[tuple[date, Decimal]]) -> Trend | None:
    """The trend of yearly values by the day on which each year ends, oldest first.

    Years that are missing are spanned: the mean is the change over the time between the sixth
    last value and the last. ``None`` with fewer than four values.
    """
    if len(points) < MIN_POINTS:
        return None
    (first_on, first), (latest_on, latest) = points[-TREND_POINTS:][0], points[-1]
    return Trend(
        mean=(Fraction(latest) - Fraction(first)) / years_between(first_on, latest_on),
        last=Fraction(latest) - Fraction(points[-2][1]),
        latest=Fraction(latest),
        latest_on=latest_on,
    )


def projected(found: Trend, on: date) -> Fraction:
    """The value at ``on`` if the mean change goes on."""
    return found.latest + found.mean * years_between(found.latest_on, on)


def by_a_year(found: Trend, bound: Decimal, on: date, *, toward: int) -> Reading:
    """Rule A: the share of the gap that will be missed on ``on`` if the mean change goes on."""
    if found.mean * toward <= 0:
        return _storm(found.mean)
    gap = abs(Fraction(bound) - found.latest)
    missed = toward * (Fraction(bound) - projected(found, on))
    if missed < NEARLY * gap - _SLACK * gap:
        return Reading(Weather.SUN, Outlook.ON_TRACK)
    if missed <= ROUGHLY * gap + _SLACK * gap:
        return Reading(Weather.SUN_CLOUD, Outlook.BEHIND)
    return Reading(Weather.CLOUD, Outlook.FAR_BEHIND)


def every_year(found: Trend, *, satisfied: bool, better: int) -> Reading:
    """Rule B: a bound that is to be held; ``better`` is +1 where more is better, else −1."""
    if satisfied and found.mean * better >= 0:
        return Reading(Weather.SUN, Outlook.ON_TRACK)
    if satisfied:
        return Reading(Weather.SUN_CLOUD, Outlook.ON_TRACK, caution=True)
    if found.mean * better > 0:
        return Reading(Weather.CLOUD, Outlook.BEHIND)
    return _storm(found.mean)


def direction_only(found: Trend, *, toward: int) -> Reading:
    """Rule C: the mean change and the last one, each in the wanted direction or not."""
    mean, last = found.mean * toward > 0, found.last * toward > 0
    if mean and last:
        return Reading(Weather.SUN, Outlook.ON_TRACK)
    if mean:
        return Reading(Weather.SUN_CLOUD, Outlook.ON_TRACK, caution=True)
    if last:
        return Reading(Weather.CLOUD, Outlook.BEHIND)
    return _storm(found.mean)


def _storm(mean: Fraction) -> Reading:
    if mean == 0:
        return Reading(Weather.THUNDERSTORM, Outlook.FAR_BEHIND, still=True)
    return Reading(Weather.THUNDERSTORM, Outlook.WRONG_DIRECTION)

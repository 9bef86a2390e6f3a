"""Targets ranked by how far their figures are from their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.charts import compare_dots, compare_words
from indicators.charts.compare_dots import Dot
from indicators.domain.codelists import Comparator, IndicatorKind, Quantity, ReferenceKind, Status
from indicators.domain.exact import exact_decimal
from indicators.domain.formats import clauses, format_percent, listed
from indicators.domain.series import is_rate
from indicators.domain.statements import Statement
from indicators.domain.words import label
from indicators.selectors.lines import TargetLine
from indicators.web.comparing.shapes import Comparison

DRAWN = 40
_CAPS = (Comparator.AT_MOST, Comparator.LESS_THAN)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A target with its figure in percent of its bound.

    ``distance`` is below 0 where it falls short. A cap is kept as long as the figure is below it:
    then the distance is above 0.
    """

    line: TargetLine
    lang: str
    figure: Decimal
    bound: Decimal
    share: Decimal
    distance: Decimal

    @property
    def share_text(self) -> str:
        """The share in words."""
        return format_percent(self.share, self.lang, 1)

    @property
    def distance_text(self) -> str:
        """The distance in words, with its sign."""
        return format_percent(self.distance, self.lang, 1, signed=True)


def rank(views: Sequence[TargetLine], result: Comparison, lang: str) -> list[Ranked]:
    """The targets that have a figure and one bound other than zero, farthest from it first.

    Those that have not are named in the warnings of ``result``; the drawing and its words are put
    into it.
    """
    found, left = [], []
    for view in views:
        pair = _pair(view)
        if pair is None:
            left.append(view.name.words(lang))
            continue
        figure, bound = pair
        share = exact_decimal(100 * Fraction(figure) / Fraction(bound))
        cap = view.statement is not None and view.statement.comparator in _CAPS
        # A cut by 18 % is a change of at most −18 %: reached where the share is above 100.
        distance = 100 - share if cap and bound > 0 else share - 100
        found.append(Ranked(view, lang, figure, bound, share, distance))
    found.sort(key=lambda one: (one.distance, one.line.code))
    _words(found, left, result, lang)
    return found


def _pair(view: TargetLine) -> tuple[Decimal, Decimal] | None:
    """Figure and bound of the same quantity: what was judged, or of an open target the newest."""
    statement, assessment = view.statement, view.assessment
    if statement is None or statement.quantity is Quantity.PEAK:
        return None
    if assessment.judged is not None:
        if statement.low is not None and statement.high is not None:
            return None
        bound = statement.bound
        return (assessment.judged.value, bound) if bound else None
    pace = assessment.pace
    if pace is None:
        return _newest(view, statement)
    added = statement.quantity is Quantity.CHANGE
    if added and statement.reference.kind is ReferenceKind.PERIOD and pace.baseline is not None:
        figure, bound = pace.latest - pace.baseline, pace.bound - pace.baseline
    else:
        figure, bound = pace.latest, pace.bound
    return (figure, bound) if bound else None


def _newest(view: TargetLine, statement: Statement) -> tuple[Decimal, Decimal] | None:
    """Of an open level without a course its newest figure, if it measures what the bound does."""
    latest, bound = view.assessment.latest, statement.bound
    if latest is None or not bound or view.kind is None or view.assessment.reason is not None:
        return None
    if statement.quantity is not Quantity.LEVEL or is_rate(latest.series):
        return None
    if statement.low is not None and statement.high is not None:
        return None
    flow = view.kind == IndicatorKind.FLOW
    if flow and latest.period.months != statement.horizon.period.months:
        return None
    return latest.value, bound


def _words(found: Sequence[Ranked], left: Sequence[str], result: Comparison, lang: str) -> None:
    if left:
        result.warnings.append(
            ngettext(
                "%(count)s target has no figure or no single bound to compare: %(names)s.",
                "%(count)s targets have no figure or no single bound to compare: %(names)s.",
                len(left),
            )
            % {
                "count": len(left),
                "names": clauses([*left[:6], *(["…"] if len(left) > 6 else [])], lang),
            }
        )
    if not found:
        return
    units = {one.line.unit.code for one in found if one.line.unit is not None}
    if len(units) > 1:
        result.warnings.append(
            _("The targets are in different units; distances are in percent of each bound.")
        )
    quantities = {one.line.statement.quantity for one in found if one.line.statement is not None}
    if len(quantities) > 1:
        result.warnings.append(
            _("Levels, changes and rates of growth stand side by side: read the bound of each.")
        )
    deadlines = {one.line.due for one in found}
    if len(deadlines) > 1:
        result.warnings.append(
            _("The deadlines differ: a distance may be due in years, or have passed.")
        )
    reached = sum(one.distance >= 0 for one in found)
    first = found[0]
    result.headline = ngettext(
        "%(reached)s of %(count)s figure is on the right side of its bound",
        "%(reached)s of %(count)s figures are on the right side of their bound",
        len(found),
    ) % {"reached": reached, "count": len(found)}
    if first.distance < 0:
        result.headline = _("%(headline)s; farthest off: %(name)s (%(distance)s)") % {
            "headline": result.headline,
            "name": first.line.name.words(lang),
            "distance": first.distance_text,
        }
    result.subtitle = _("Figures in percent of the bound of each target, farthest off first")
    shown = found[:DRAWN]
    if len(found) > DRAWN:
        # In the line below the headline, which goes along with the picture.
        said = _("the first %(most)s of %(count)s are drawn")
        result.subtitle = listed(
            [result.subtitle, said % {"most": DRAWN, "count": len(found)}], lang
        )
    dots = [
        Dot(
            one.line.name.words(lang),
            one.share,
            one.share_text,
            one.line.assessment.shown,
        )
        for one in shown
    ]
    draw = partial(compare_dots.dots, dots, lang, bound=_("Bound"), unit=_("Percent of the bound"))
    result.drawing, result.narrow = draw(), draw(size=compare_dots.NARROW)
    used = {one.status for one in dots}
    result.marks = tuple(
        (f"status-{status.value}", label(status, lang)) for status in Status if status in used
    )
    result.description = compare_words.describe_dots(
        [(one.line.name.words(lang), one.share) for one in shown], lang
    )

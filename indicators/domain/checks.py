"""Second looks at a judged figure: other ways to have it, other sources, earlier prints."""

from __future__ import annotations

from decimal import Decimal

from indicators.domain import derived
from indicators.domain.codelists import Bound, IndicatorKind, Quantity, ReferenceKind
from indicators.domain.figures import Figure, Figures, minus, percent_change, relative, renamed
from indicators.domain.periods import Period
from indicators.domain.quantities import Measured
from indicators.domain.results import Check, Input, TargetSpec
from indicators.domain.statements import Statement

Found = tuple[list[Check], list[Input]]
# What a second figure is called as a check, by how it was had.
_CODES = {
    "difference": "stock_difference",
    "published_flow": "published_flow",
    "chained_growth": "chained_growth",
}


def of(
    spec: TargetSpec,
    statement: Statement,
    figures: Figures,
    measured: Measured,
    period: Period,
) -> Found:
    """Every check of a judged figure, with the figures that the checks use."""
    checks: list[Check] = []
    inputs: list[Input] = []
    for more, used in (
        _second(spec, statement, measured),
        _derived(spec, figures, measured, period),
        _other_sources(spec, statement, measured),
        _first_print(spec, statement, figures, period),
        stock_flow(spec.kind, figures, period),
    ):
        checks += more
        inputs += used
    return checks, inputs


def _second(spec: TargetSpec, statement: Statement, measured: Measured) -> Found:
    figure, second = measured.figure, measured.second
    if figure is None or second is None or derived.HOW in (figure.how, second.how):
        return [], []
    residual = minus(figure.value, second.value)
    code = _CODES.get(second.how, "computed_growth")
    if second.percent:
        agrees = _same_side(spec, statement, figure.value, second.value)
    else:
        agrees = _close(figure, second, residual)
    check = Check(code, second.value, second.percent, agrees, residual)
    return [check], second.inputs(f"{code}_")


def _derived(spec: TargetSpec, figures: Figures, measured: Measured, period: Period) -> Found:
    """The published level beside the one that the formula gives, whichever of them is judged."""
    published, computed = figures.published(period, spec.kind), figures.derived(period)
    if published is None or computed is None:
        return [], []
    residual = minus(published.value, computed.value)
    agrees = _close(published, computed, residual)
    inputs = renamed(computed, "derived").inputs()
    if measured.figure == computed:
        inputs = renamed(published, "published").inputs()
    return [Check("derived", computed.value, False, agrees, residual)], inputs


def _close(figure: Figure, second: Figure, residual: Decimal) -> bool:
    """Whether two figures of one thing agree within what was stated of them."""
    slack = figure.precision + second.precision
    if residual < 0 and (figure.at_least or second.at_most):
        return True
    if residual > 0 and (figure.at_most or second.at_least):
        return True
    return abs(residual) <= slack


def _same_side(spec: TargetSpec, statement: Statement, left: Decimal, right: Decimal) -> bool:
    return statement.satisfied_by(left, spec.direction) is statement.satisfied_by(
        right, spec.direction
    )


def _other_sources(spec: TargetSpec, statement: Statement, measured: Measured) -> Found:
    """What other sources say of a figure that was taken as it stands."""
    figure = measured.figure
    if figure is None or figure.cell is None:
        return [], []
    checks, inputs = [], []
    for other in figure.cell.alternatives:
        if other.value is None:
            continue
        # Of “more than 650,000” the figure 654,000 is no residual of 4,000 away.
        open_ended = other.bound in (Bound.AT_LEAST, Bound.AT_MOST)
        checks.append(
            Check(
                "other_source",
                other.value,
                figure.percent,
                _same_side(spec, statement, figure.value, other.value),
                None if open_ended else minus(figure.value, other.value),
                other.series,
                other.bound,
            )
        )
        inputs.append(Input.of("other_source", other))
    return checks, inputs


def _first_print(spec: TargetSpec, statement: Statement, figures: Figures, period: Period) -> Found:
    """Growth against what was first published for the base: a computation of its own."""
    previous_year = statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    if not previous_year and statement.quantity is not Quantity.GROWTH:
        return [], []
    before = period.previous_year()
    base = figures.level(before, spec.kind)
    if base is None:
        return [], []
    then = Figures(figures.evidence, on=figures.on, rev=figures.rev, first=True)
    base_then = then.level(before, spec.kind, "first_print")
    if base_then is None or base_then.value in (0, base.value):
        return [], []
    moved = percent_change(base.value, base_then.value)
    checks = [Check("base_revision", moved, percent=True)]
    inputs = base_then.inputs() + renamed(base, "previous_year").inputs()
    now = figures.level(period, spec.kind)
    against = relative(now, base_then, "first_print")
    if now is not None and against is not None:
        checks.insert(0, Check("first_print", against.value, percent=True))
        inputs += renamed(now, "first_print_figure").inputs()
    return checks, inputs


def stock_flow(kind: IndicatorKind | None, figures: Figures, period: Period) -> Found:
    """Stock at the start, plus additions, minus removals, beside the stock at the end.

    All as known on one day. Where no removals are published nothing need agree, and the
    residual shows them.
    """
    if kind is not IndicatorKind.STOCK or not figures.cells("additions"):
        return [], []
    end = figures.level(period, kind, "stock_flow_end")
    start = figures.level(period.previous(), kind, "stock_flow_start")
    added = figures.cell("additions", period, "stock_flow_added")
    removed = figures.cell("removals", period, "stock_flow_removed")
    if end is None or start is None or added is None:
        return [], []
    parts = [one for one in (end, start, added, removed) if one is not None]
    total = minus(start.value, -added.value)
    if removed is not None:
        total = minus(total, removed.value)
    residual = minus(end.value, total)
    agrees = None
    if removed is not None and all(part.exact for part in parts):
        agrees = abs(residual) <= sum((part.precision for part in parts), Decimal(0))
    inputs = [given for part in parts for given in part.inputs()]
    return [Check("stock_flow", total, False, agrees, residual)], inputs

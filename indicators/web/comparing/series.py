"""Comparing what was chosen: on one footing, with what differs, drawn in the way that was asked."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.charts import compare_data
from indicators.charts.compare_data import Candidate
from indicators.domain.codelists import Basis, IndicatorKind
from indicators.web.comparing.differences import differences, missing
from indicators.web.comparing.drawings import draw_index, draw_lines, draw_slopes
from indicators.web.comparing.shapes import LENGTH_NAMES, Comparison, Subject
from indicators.web.figures import domain_series
from indicators.web.query import State


def compare(subjects: Sequence[Subject], state: State, mode: str) -> Comparison:
    """Compare what was chosen. Reads ``basis``, ``per``, ``from``, ``to`` and ``base``."""
    candidates = [
        Candidate(
            one.key,
            IndicatorKind(one.indicator.kind),
            tuple(domain_series(one.found.series, one.found.observations)) if one.found else (),
        )
        for one in subjects
    ]
    result = Comparison(index=mode == "indicators", slope=mode == "slope")
    basis = state.choice("basis", [one.value for one in Basis])
    per = state.choice("per", list(LENGTH_NAMES.values()))
    aligned = compare_data.align(
        candidates,
        on=state.on,
        rev=state.rev,
        basis=Basis(basis) if basis else None,
        months=next((one for one, name in LENGTH_NAMES.items() if name == per), None),
    )
    result.per, result.basis = LENGTH_NAMES[aligned.months], basis
    result.lengths = [LENGTH_NAMES[one] for one in aligned.lengths]
    result.bases = list(aligned.bases)
    missing(result, subjects, aligned, state)
    if not aligned.drawn:
        return result
    result.years = sorted({period.start.year for period in aligned.periods})
    years = [str(year) for year in result.years]
    first, last = state.choice("from", years), state.choice("to", years)
    result.first, result.last = (int(one) if one else None for one in (first, last))
    if result.first is not None and result.last is not None and result.first > result.last:
        result.first, result.last = result.last, result.first
    differences(result, subjects, aligned, state.lang)
    if mode == "slope":
        draw_slopes(result, subjects, aligned, state)
    elif mode == "indicators":
        draw_index(result, subjects, aligned, state)
    else:
        draw_lines(result, subjects, aligned, state)
    return result

"""The outlook methods by name, and the one that a statement is judged by unless told otherwise."""

from __future__ import annotations

from indicators.domain.codelists import HorizonKind
from indicators.domain.errors import DomainError
from indicators.domain.outlooks.base import Method
from indicators.domain.outlooks.cagr_ratio import CagrRatio
from indicators.domain.outlooks.dns_trend import DnsTrend
from indicators.domain.outlooks.linear_pace import LinearPace
from indicators.domain.outlooks.unsd_extrapolation import UnsdExtrapolation
from indicators.domain.statements import Statement

LINEAR_PACE, DNS_TREND = LinearPace(), DnsTrend()
METHODS: dict[str, Method] = {
    method.name: method for method in (LINEAR_PACE, DNS_TREND, CagrRatio(), UnsdExtrapolation())
}


class UnknownMethod(DomainError):
    """There is no outlook method of that name."""

    code = "unknown_method"


def default_for(statement: Statement | None) -> Method:
    """``dns_trend`` for a bound on each of a row of years, else ``linear_pace``."""
    if statement is not None and statement.horizon.kind is HorizonKind.EACH:
        return DNS_TREND
    return LINEAR_PACE


def named(name: str) -> Method:
    """The method of a name. Raises UnknownMethod that lists the known ones."""
    if name not in METHODS:
        raise UnknownMethod(
            "“{method}” is not an outlook method; known are {known}.",
            method=name,
            known=", ".join(METHODS),
        )
    return METHODS[name]

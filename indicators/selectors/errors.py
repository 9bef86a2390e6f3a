"""Errors of reading."""

from indicators.domain.errors import DomainError


class NotFound(DomainError):
    """Nothing has the code that was asked for."""

    code = "not_found"

    def __init__(self, kind: str, code: object) -> None:
        super().__init__("There is no {kind} “{name}”.", kind=kind, name=code)

"""Errors that the domain raises. Each carries a stable code and the values for its sentence."""


class DomainError(Exception):
    """A rule of the domain was violated.

    ``template`` is an English sentence with ``{name}`` places; the faces translate the template
    and fill it, so that the same error reads well in every language. ``str(error)`` is the
    filled English sentence.
    """

    code = "domain_error"

    def __init__(self, template: str, /, *, code: str | None = None, **params: object) -> None:
        self.template = template
        self.params = params
        if code is not None:
            self.code = code
        super().__init__(template.format(**params))


class PeriodError(DomainError):
    """A text or a pair of dates is not a period."""

    code = "invalid_period"


class NumberError(DomainError):
    """A text is not a number in any accepted notation."""

    code = "invalid_number"


class UnitError(DomainError):
    """A unit is unknown, or does not measure the same quantity."""

    code = "invalid_unit"


class StatementError(DomainError):
    """The parts of a target statement contradict each other."""

    code = "invalid_statement"


class FrequencyError(DomainError):
    """A frequency code is unknown, or does not suit the period."""

    code = "invalid_frequency"


class FormulaError(DomainError):
    """A formula cannot be read, or does not fit its units."""

    code = "invalid_formula"

"""Series come into being when a figure or a claim first needs them."""

from indicators.domain.codelists import Basis, Frequency
from indicators.models import Entity, IndicatorVersion, Series, Source, Unit

GROWTH_UNIT = "percent"


def code_of(
    *, version: IndicatorVersion, entity: Entity, basis: str, frequency: str, source: Source
) -> str:
    """``indicator.version:entity:basis:frequency:source``, the name of a series."""
    indicator = version.indicator.code
    if version.number != 1:
        indicator = f"{indicator}.v{version.number}"
    return f"{indicator}:{entity.code}:{basis}:{frequency}:{source.code}"


def unit_of(version: IndicatorVersion, basis: str) -> Unit:
    """Growth is in percent, everything else in the unit of the definition."""
    if Basis(basis) in (Basis.GROWTH, Basis.YTD_GROWTH):
        return Unit.objects.get(code=GROWTH_UNIT)
    return version.unit


def new(
    *,
    version: IndicatorVersion,
    entity: Entity,
    basis: str,
    frequency: str,
    source: Source,
    pk: int | None = None,
) -> Series:
    """A series of these dimensions that is not written yet."""
    return Series(
        pk=pk,
        code=code_of(
            version=version, entity=entity, basis=basis, frequency=frequency, source=source
        ),
        indicator_version=version,
        entity=entity,
        basis=Basis(basis).value,
        frequency=Frequency(frequency).value,
        source=source,
        unit=unit_of(version, basis),
    )


def ensure(
    *, version: IndicatorVersion, entity: Entity, basis: str, frequency: str, source: Source
) -> Series:
    """The series of these dimensions, made if it does not exist yet."""
    series, _ = Series.objects.get_or_create(
        indicator_version=version,
        entity=entity,
        basis=Basis(basis).value,
        frequency=Frequency(frequency).value,
        source=source,
        defaults={
            "code": code_of(
                version=version, entity=entity, basis=basis, frequency=frequency, source=source
            ),
            "unit": unit_of(version, basis),
        },
    )
    return series

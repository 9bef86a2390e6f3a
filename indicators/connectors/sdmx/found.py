"""What every kind of SDMX message is read to, and what its ids mean to us."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.connectors.base import ConnectorError
from indicators.connectors.observations import Observation
from indicators.connectors.provider_codes import MISSING_CODES, status_of

MEASURE = "OBS_VALUE"
TIME_IDS = ("TIME_PERIOD", "TIME")
AREA_IDS = ("REF_AREA", "geo", "GEO", "COUNTRY", "LOCATION", "REFERENCE_AREA")
FREQUENCY_IDS = ("FREQ", "freq", "FREQUENCY")
UNIT_IDS = ("UNIT_MEASURE", "UNIT", "unit")
MULTIPLIER_IDS = ("UNIT_MULT", "POWERCODE")
STATUS_IDS = ("OBS_STATUS", "OBS_FLAG", "OBS_FLAGS")
# Structure-specific messages do not say which of their XML attributes are dimensions, and a table
# may have attributes before its periods. These are attributes wherever they stand; UNIT_MEASURE is
# not among them, because it often is a dimension.
ATTRIBUTE_IDS = frozenset({
    "AVAILABILITY", "BASE_PER", "BASE_PERIOD", "BREAKS", "COLL_METHOD", "COLL_PERIOD", "COLLECTION",
    "COMMENT", "COMMENT_DSET", "COMMENT_OBS", "COMMENT_TS", "COMPILATION", "COMPILING_ORG",
    "CONF_STATUS", "COVERAGE", "CURRENCY_P_H", "DATA_COMP", "DECIMALS", "DISS_ORG", "DOM_SER_IDS",
    "EMBARGO", "EMBARGO_DATE", "EMBARGO_TIME", "GAP_DEFINITION", "IDBANK", "LAST_UPDATE",
    "METHOD_REF", "NAT_TITLE", "PRE_BREAK_VALUE", "PUBL_ECB", "PUBL_MU", "PUBL_PUBLIC",
    "REPORTING_YEAR_START_DAY", "SOURCE_AGENCY", "SOURCE_PUB", "TIME_FORMAT",
    "TIME_PER_COLLECT", "TITLE", "TITLE_COMPL", "UNIT_INDEX_BASE", "UNIT_MULT", "POWERCODE",
    "VALID_FROM",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One observation of a message.

    ``dimensions`` in the order of the message, time included; ``others``: attributes and measures
    by id. ``action``: I, A, M, R, D or nothing.
    """

    line: int
    dimensions: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict)
    action: str = ""
    valid_from: str | None = None
    problem: str = ""
    raw: str = ""


def is_attribute(name: str) -> bool:
    """Whether an id that may be a dimension or an attribute surely is an attribute."""
    return name in ATTRIBUTE_IDS or name.startswith(("OBS_", "CONF_"))


def first_of(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    """The text of the first of these ids that is there."""
    return next((fields[name] for name in names if name in fields), None)


@dataclass(slots=True)
class Reading:
    """How the observations of one message become ours.

    ``dimensions``: ids of the key in order, if the source's settings name them. ``with_area``:
    each record has a field for the area, although the first may have none.
    """

    measure: str = MEASURE
    dimensions: Sequence[str] = ()
    with_area: bool = False

    def observations(self, found: Iterable[Found]) -> Iterator[Observation]:
        """The observations; ConnectorError at the end for an id that none of them had."""
        missing = set(self.dimensions)
        names: dict[str, None] = {}
        empty, first, measured = True, True, False
        for one in found:
            fields = {**one.dimensions, **one.others}
            if one.problem:
                empty, measured = False, True
                yield Observation(one.line, (), fields, None, problems=(one.problem,), raw=one.raw)
                continue
            if first and first_of(fields, AREA_IDS) is not None:
                self.with_area = True
            empty = first = False
            missing.difference_update(fields)
            names.update(dict.fromkeys(fields))
            # A message that takes figures back need not have any.
            measured = measured or self.measure in fields or one.action == "D" or _says_missing(one)
            yield self._observation(one, fields)
        if empty:
            raise ConnectorError(
                "The message has no observations. Check the key and the periods of the query.",
                code="no_observations",
            )
        if not measured:
            missing.add(self.measure)
        for name in sorted(missing):
            raise ConnectorError(
                "There is no field “{field}” in the message. It has {found}. Correct `dimensions` "
                "or `measure`.",
                code="missing_field",
                field=name,
                found=", ".join(list(names)[:40]) or "no fields",
            )

    def _observation(self, one: Found, fields: dict[str, str]) -> Observation:
        key = {name: code for name, code in one.dimensions.items() if name not in TIME_IDS}
        if self.dimensions:
            key = {name: fields.get(name, "") for name in self.dimensions}
        time = first_of(fields, TIME_IDS)
        value = fields.get(self.measure)
        problem = _problem(one, value)
        area = first_of(fields, AREA_IDS)
        return Observation(
            line=one.line,
            key=tuple(key.values()),
            fields=fields,
            value=value,
            period=time,
            status=first_of(fields, STATUS_IDS) or "",
            multiplier=first_of(fields, MULTIPLIER_IDS) or "",
            unit=first_of(fields, UNIT_IDS) or "",
            entity=(area or "") if self.with_area else None,
            frequency=first_of(fields, FREQUENCY_IDS) or "",
            year_start=fields.get("REPORTING_YEAR_START_DAY", ""),
            valid_from=one.valid_from,
            deleted=one.action == "D",
            problems=(problem,) if problem else (),
            raw=one.raw,
        )


def _problem(one: Found, value: str | None) -> str:
    """What an action says that cannot be done to a figure."""
    if one.action == "D" and not all(one.dimensions.values()):
        return (
            "It deletes without naming one figure: its key is not complete. Right is a row for "
            "each figure that is taken back."
        )
    if one.action == "M" and (value is None or not value.strip()):
        if not _says_missing(one):
            return (
                "It changes attributes of a figure, but not the figure; nothing was changed. "
                "Right is a row with the value, or with a status that says it is missing."
            )
    return ""


def _says_missing(one: Found) -> bool:
    return status_of(first_of(one.others, STATUS_IDS) or "") in MISSING_CODES

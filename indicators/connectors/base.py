"""What every connector is: bytes in, rows of text out. No database, no clock, no framework."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from indicators.domain.errors import DomainError


class ConnectorError(DomainError):
    """A source could not be fetched or read: names the value, the place, what would be right.

    ``permanent`` is False where trying again later may help; ``retry_after`` is the wait in
    seconds that the other side asked for, if it did. ``line`` and ``column`` say where in the
    file, when it is a place in a file.
    """

    code = "connector_error"

    def __init__(
        self,
        template: str,
        /,
        *,
        code: str | None = None,
        permanent: bool = True,
        retry_after: int | None = None,
        **params: object,
    ) -> None:
        super().__init__(template, code=code, **params)
        self.permanent = permanent
        self.retry_after = retry_after

    @property
    def line(self) -> int | None:
        """Physical line of the file that the error is about."""
        line = self.params.get("line")
        return line if isinstance(line, int) else None


class StatusError(ConnectorError):
    """An answer with another HTTP status than 200; ``body`` is its beginning, for its reason."""

    def __init__(self, template: str, /, *, status: int, body: bytes = b"", **params: Any) -> None:
        super().__init__(template, status=status, **params)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column of a file of figures."""

    name: str
    required: bool = False


# The columns of a file of figures, in the order in which our own exports write them. A required
# column may also come from a connector's `defaults`.
COLUMNS: tuple[Column, ...] = (
    Column("indicator", required=True),
    Column("version"),
    Column("entity", required=True),
    Column("basis"),
    Column("frequency"),
    Column("period", required=True),
    Column("value", required=True),
    Column("unit"),
    Column("published_on"),
    Column("published_on_basis"),
    Column("document"),
    Column("status"),
    Column("bound"),
    Column("value_as_stated"),
    Column("passage"),
    Column("note"),
)
COLUMN_NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
REQUIRED_COLUMNS: tuple[str, ...] = tuple(column.name for column in COLUMNS if column.required)
# How many characters of a row that cannot be read are shown in its ``raw``.
RAW_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row: canonical column -> text as in the file (defaults filled in).

    ``line`` is the physical line in the file on which the row begins. A row with a ``problem``
    (an English sentence) has the cells that could be told apart, and its whole text in ``raw``,
    so that nothing of the file is lost. A row that is ``left_out`` is one that the source's own
    settings say not to read; it is counted.
    """

    line: int
    cells: Mapping[str, str]
    problem: str | None = None
    raw: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched.

    ``not_modified``: the source said so, ``content`` is empty. ``partial``: only what changed
    since the last fetch, so that what is missing has not vanished. ``path``: where a large local
    file lies that was not read into memory; ``content`` is empty then.
    """

    content: bytes
    media_type: str
    url: str
    name: str
    last_modified: str | None = None
    etag: str | None = None
    not_modified: bool = False
    partial: bool = False
    path: Path | None = None


class Fetcher(Protocol):
    """How a connector reaches bytes; the service supplies it, with its limits and its roots."""

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
        accept: str | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Fetch a URL through the guarded client.

        ``secrets``: names of query parameters and of the secrets that are their values; neither
        shows in ``Fetched.url`` or in an error. Raises StatusError for a status other than 200.
        """

    def post(self, url: str, form: Mapping[str, str], *, max_bytes: int | None = None) -> Fetched:
        """Send a form, for services that answer queries only so."""

    def read_file(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        """Read ``root:path``, for example ``catalogue:figures/miit.csv``."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter of a connector. ``secret`` ones are never shown or logged.

    ``mapping``: it is names with something each. ``choices``: the closed list of its texts.
    """

    name: str
    label_en: str
    label_zh: str
    required: bool = False
    secret: bool = False
    help_en: str = ""
    help_zh: str = ""
    mapping: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Previous:
    """What the last successful fetch said of itself, for a conditional request."""

    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime | None = None


class Connector(ABC):
    """Reads one kind of source. Subclasses declare ``name`` and ``parameters``."""

    name: ClassVar[str]
    label_en: ClassVar[str]
    label_zh: ClassVar[str]
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    def __init__(self, parameters: Mapping[str, object]) -> None:
        """Check the parameters: an unknown or missing one is a ConnectorError that names it."""
        check_parameters(self.name, self.parameters, parameters)
        self.values: Mapping[str, object] = dict(parameters)

    @property
    @abstractmethod
    def can_fetch(self) -> bool:
        """Whether there is somewhere to fetch from; False: only uploads."""

    @abstractmethod
    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Get the bytes of the source; several answers are joined to one snapshot."""

    @abstractmethod
    def parse(self, content: bytes) -> Iterator[ParsedRow]:
        """Yield the rows in file order; ConnectorError when the file as a whole is unreadable.

        Errors of the file can surface at any row, so consume all rows before believing any.
        """

    def sample(self, content: bytes, rows: int) -> list[list[str]]:
        """The first rows in the source's own words, for whoever has to map them.

        Raises ConnectorError when not even that can be read.
        """
        return []

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings or fields that the last ``parse`` found, once it has given its rows."""
        return ()

    def updated_on(self, content: bytes) -> date | None:
        """The day on which the source says that it was last updated; ``None`` if it says none.

        Figures without a day of their own were published on it.
        """
        return None


def check_parameters(
    connector: str, declared: Iterable[Parameter], given: Mapping[str, object]
) -> None:
    """Refuse parameters that the connector does not declare, and missing required ones."""
    declared = tuple(declared)
    allowed = ", ".join(parameter.name for parameter in declared) or "none"
    names = {parameter.name for parameter in declared}
    for name in given:
        if name not in names:
            raise ConnectorError(
                "The connector “{connector}” has no parameter “{parameter}”. Allowed: {allowed}.",
                code="unknown_parameter",
                connector=connector,
                parameter=name,
                allowed=allowed,
            )
    for parameter in declared:
        if parameter.required and given.get(parameter.name) in (None, "", {}, []):
            raise ConnectorError(
                "The connector “{connector}” needs the parameter “{parameter}” ({label}). "
                "Allowed: {allowed}.",
                code="missing_parameter",
                connector=connector,
                parameter=parameter.name,
                label=parameter.label_en,
                allowed=allowed,
            )

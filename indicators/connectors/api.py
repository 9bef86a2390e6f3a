"""Connectors of services that answer queries with JSON: asking, paging, one snapshot of it all."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from indicators.connectors import answers
from indicators.connectors.base import (
    ConnectorError,
    Fetched,
    Fetcher,
    Parameter,
    ParsedRow,
    Previous,
    StatusError,
)
from indicators.connectors.json_text import read_json
from indicators.connectors.place import Place
from indicators.connectors.records import RecordConnector
from indicators.connectors.settings import Settings
from indicators.connectors.urls import parse_url
from indicators.domain.numbers import MISSING

SERVICE = Parameter(
    "service",
    "Address of the service",
    "服务地址",
    help_en="Only where it differs from the usual one, for a mirror or a proxy of your own.",
    help_zh="仅在与默认地址不同时填写，例如自建镜像或代理。",
)
MOST_REQUESTS = 1_000
_CELL = ("indicator", "version", "entity", "basis", "frequency", "period", "published_on")


@dataclass(slots=True)
class Asking:
    """The requests of one fetch and what they brought, within the limits of the source."""

    fetcher: Fetcher
    max_bytes: int
    hint: str = ""
    first: str = ""
    bodies: list[bytes] = field(default_factory=list)
    read: list[Any] = field(default_factory=list)
    size: int = 0

    def get(self, url: str, secrets: Mapping[str, str] | None = None) -> Any:
        """Ask for ``url``, keep the answer and return it as read."""
        self._another(url)
        return self._keep(
            self.fetcher.get(
                url, max_bytes=self.max_bytes, accept="application/json", secrets=secrets
            )
        )

    def post(self, url: str, form: Mapping[str, str]) -> Any:
        """Send a form, keep the answer and return it as read."""
        self._another(url)
        return self._keep(self.fetcher.post(url, form, max_bytes=self.max_bytes))

    def _another(self, url: str) -> None:
        self.first = self.first or url
        if len(self.bodies) >= MOST_REQUESTS:
            raise ConnectorError(
                "This source needs more than {most:,} requests for one run. Ask for less: fewer "
                "series, fewer years, or larger pages.",
                code="too_many_requests",
                most=MOST_REQUESTS,
            )

    def _keep(self, fetched: Fetched) -> Any:
        self.size += len(fetched.content)
        if self.size > self.max_bytes:
            raise ConnectorError(
                "The answers have {size:,} bytes together; the most that is taken is {cap:,}. Ask "
                "for less, or raise `max_bytes`.",
                code="too_large",
                size=self.size,
                cap=self.max_bytes,
            )
        answer = read_json(fetched.content, self.hint)
        self.bodies.append(fetched.content)
        self.read.append(answer)
        return answer


class ApiConnector(RecordConnector):
    """Subclasses give ``asks``, ``ask``, ``check`` and ``records``.

    The snapshot is a JSON array of the answers as they were sent; a file with one answer alone
    is read as well. Reading a snapshot makes the same checks as fetching it.
    """

    usual_service: ClassVar[str]
    hint: ClassVar[str] = ""

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._place = Place(given)
        self._service = (given.text("service") or self.usual_service).rstrip("/")
        parse_url(self._service)

    def refuse_two_places(self, parameter: str) -> None:
        """Raise ConnectorError when the source has a ``path``, or ``url``, beside what it asks."""
        if self._place:
            raise ConnectorError(
                "The connector “{connector}” has both `{parameter}` and `{place}`. Right is one of "
                "them.",
                code="two_places",
                connector=self.name,
                parameter=parameter,
                place="path" if self._place.path else "url",
            )

    @property
    @abstractmethod
    def asks(self) -> bool:
        """Whether the parameters say what to ask the service for."""

    @abstractmethod
    def ask(self, asking: Asking) -> None:
        """Make the requests, page after page."""

    @abstractmethod
    def check(self, found: list[Any]) -> None:
        """Refuse answers that are errors, of another form, or not complete."""

    def days(self, found: list[Any]) -> Iterable[object]:
        """The texts in which the answers say when they were updated."""
        return ()

    @property
    def can_fetch(self) -> bool:
        """Whether there is something to ask for, or a file to read."""
        return self.asks or bool(self._place)

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Ask for everything; ConnectorError when an answer is an error or incomplete."""
        if self._place.path or not self.asks:
            return self._place.fetch(fetcher, previous)
        asking = Asking(fetcher, self._place.max_bytes, self.hint)
        try:
            self.ask(asking)
            self.check(asking.read)
        except StatusError as error:
            raise self.refused(error) from error
        except ConnectorError as error:
            if error.code in answers.MAY_PASS:
                error.permanent = False
            raise
        return Fetched(
            content=answers.join(asking.bodies),
            media_type="application/json",
            url=asking.first,
            name=f"{self.name}.json",
        )

    def refused(self, error: StatusError) -> ConnectorError:
        """A refusal with the words of the service, where it has some."""
        words = answers.reason(error.body)
        if not words:
            return error
        return ConnectorError(
            "{url} answered with status {status}: “{words}”",
            code="provider_error",
            permanent=error.permanent,
            retry_after=error.retry_after,
            url=error.params.get("url", self._service),
            status=error.status,
            words=words,
        )

    def parse(self, content: bytes) -> Iterator[ParsedRow]:
        """The records in our columns; see Connector.parse."""
        self._place.check_size(content)
        return without_empty_twins(super().parse(content))

    def answers(self, content: bytes) -> list[Any]:
        """The answers of a snapshot or of a file with one answer, checked."""
        document: Any = read_json(content, self.hint)
        found: list[Any] = document if self.bundled(document) else [document]
        self.check(found)
        return found

    def bundled(self, document: object) -> bool:
        """Whether a document is a list of answers."""
        return isinstance(document, list)

    def updated_on(self, content: bytes) -> date | None:
        """The last day on which one of the answers says that it was updated."""
        return answers.latest(self.days(self.answers(content)))


def without_empty_twins(rows: Iterable[ParsedRow]) -> Iterator[ParsedRow]:
    """Leave out an empty value where the same file has a figure for the same cell.

    Several series of a provider may be one of ours, one after the other (before and after a
    rebasing); each is empty where the other has its figures, and that contradicts nothing.
    """
    known = list(rows)
    filled = {_cell(row) for row in known if _counts(row) and not _empty(row)}
    for row in known:
        if _counts(row) and _empty(row):
            if _cell(row) in filled:
                yield replace(row, left_out=True)
                continue
            filled.add(_cell(row))
        yield row


def _counts(row: ParsedRow) -> bool:
    return not row.left_out and row.problem is None


def _empty(row: ParsedRow) -> bool:
    return row.cells.get("value", "") in MISSING


def _cell(row: ParsedRow) -> tuple[str, ...]:
    return tuple(row.cells.get(name, "") for name in _CELL)


def words(given: Settings, name: str) -> tuple[str, ...]:
    """A list of texts; whole numbers are taken as text, one alone as a list of one."""
    value = given.values.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = [value]
    if isinstance(value, list | tuple):
        value = [
            str(item) if isinstance(item, int) and not isinstance(item, bool) else item
            for item in value
        ]
    return tuple(
        plain
        for item in Settings(given.connector, {name: value}).list(name)
        if (plain := item.strip())
    )


def word(given: Settings, name: str) -> str:
    """A text, a whole number or a day (as YAML reads them), as text; empty if left out."""
    value = given.values.get(name)
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (given.text(name) or "").strip()


def portions(
    found: Iterable[str], *, length: int, separator: str, most: int = 1_000_000
) -> Iterator[tuple[str, ...]]:
    """Cut a list so that each portion has at most ``most`` parts and ``length`` characters."""
    portion: list[str] = []
    for one in found:
        joined = len(separator.join((*portion, one)))
        if portion and (len(portion) >= most or joined > length):
            yield tuple(portion)
            portion = []
        portion.append(one)
    if portion:
        yield tuple(portion)

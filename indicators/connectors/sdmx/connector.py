"""The connector for SDMX: one data query of a provider, or its answer as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from indicators.connectors.base import (
    ConnectorError,
    Fetched,
    Fetcher,
    Parameter,
    Previous,
    StatusError,
)
from indicators.connectors.codes import MAPPING
from indicators.connectors.json_text import read_json
from indicators.connectors.observations import SUGGESTED, record, with_fields
from indicators.connectors.place import MAX_BYTES, PATH, URL, Place
from indicators.connectors.provider_codes import SUGGESTED_CODES
from indicators.connectors.records import Record, RecordConnector
from indicators.connectors.sdmx import messages_csv, messages_json, messages_ml
from indicators.connectors.sdmx.answers import explained
from indicators.connectors.sdmx.found import MEASURE, Found, Reading
from indicators.connectors.settings import Settings

_CSV = (
    "application/vnd.sdmx.data+csv;version=1.0.0",
    "application/vnd.sdmx.data+csv;version=2.0.0",
    "text/csv",
)
_XML = (
    "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
    "application/vnd.sdmx.genericdata+xml;version=2.1",
)
_JSON = (
    "application/vnd.sdmx.data+json;version=1.0.0",
    "application/vnd.sdmx.data+json;version=2.0.0",
    "application/json",
)
_FORMATS = {"csv": _CSV, "xml": (*_XML, "application/xml"), "json": _JSON}
# What changed while the last answer was being sent, or by a clock that runs differently.
_OVERLAP = timedelta(hours=1)


class SdmxConnector(RecordConnector):
    """Reads SDMX data messages; which kind is found from the content."""

    name: ClassVar[str] = "sdmx"
    label_en: ClassVar[str] = "SDMX data query"
    label_zh: ClassVar[str] = "SDMX 数据查询"
    suggested: ClassVar[Mapping[str, str]] = SUGGESTED
    suggested_codes: ClassVar[Mapping[str, Mapping[str, str]]] = SUGGESTED_CODES
    parameters: ClassVar[tuple[Parameter, ...]] = (
        URL,
        PATH,
        Parameter(
            "format",
            "Format",
            "格式",
            choices=("csv", "xml", "json"),
            help_en="csv, xml or json: what the provider is asked for. Any of them if left out.",
            help_zh="csv、xml 或 json：向提供方请求的格式。留空则均可。",
        ),
        Parameter(
            "updated_after",
            "Only changes",
            "仅取更新",
            choices=("yes", "no"),
            help_en=(
                "yes: after the first time, only what changed since the last fetch is asked for "
                "(updatedAfter). Not every provider can."
            ),
            help_zh="yes：首次之后只请求上次获取以来的更新（updatedAfter）。并非所有提供方都支持。",
        ),
        Parameter(
            "dimensions",
            "Dimensions of the key",
            "序列键的维度",
            help_en=(
                "List of the ids that make the key of a series, in order. Needed for "
                "structure-specific XML where the key comes out wrong."
            ),
            help_zh="构成序列键的维度代码列表（按顺序）。用于无法区分维度与属性的结构专用 XML。",
        ),
        Parameter(
            "measure",
            "Measure",
            "数值字段",
            help_en="Id of the field with the figures; OBS_VALUE if left out.",
            help_zh="数值所在字段的代码；默认 OBS_VALUE。",
        ),
        *MAPPING,
        MAX_BYTES,
    )

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._accept = _accept(given)
        self._place = Place(given, accept=self._accept)
        self._updated_after = given.flag("updated_after")
        self._dimensions = given.list("dimensions")
        self._measure = given.text("measure") or MEASURE
        if self._updated_after and "updatedafter=" in (self._place.url or "").lower():
            raise ConnectorError(
                "The address already says updatedAfter, and so does the parameter "
                "`updated_after`. Right is one of them.",
                code="two_moments",
            )

    @property
    def can_fetch(self) -> bool:
        """Whether a URL or a path is given."""
        return bool(self._place)

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Get the answer to the query; with `updated_after`, what changed since ``previous``."""
        since = previous.fetched_at if previous and self._updated_after else None
        try:
            if since is None or not self._place.url:
                return self._place.fetch(fetcher, previous)
            return self._changes(fetcher, self._place.url, since)
        except StatusError as error:
            raise explained(error) from error

    def _changes(self, fetcher: Fetcher, url: str, since: datetime) -> Fetched:
        moment = (since.astimezone(UTC) - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = f"{url}{'&' if '?' in url else '?'}updatedAfter={moment}"
        place = Place(Settings(self.name, {**self.values, "url": asked}), accept=self._accept)
        nothing = Fetched(b"", "", asked, "", not_modified=True, partial=True)
        try:
            # Not conditional: a mark of the whole answer says nothing of its changes.
            found = replace(place.fetch(fetcher), partial=True)
        except StatusError as error:
            if error.status == 204 or explained(error).code == "no_results":
                return nothing
            raise
        return nothing if self._is_empty(found.content) else found

    def _is_empty(self, content: bytes) -> bool:
        try:
            return next(self._found(content), None) is None
        except ConnectorError as error:
            # Anything else is said when the rows are read.
            return error.code == "no_results"

    def records(self, content: bytes) -> Iterator[Record]:
        """The observations of any kind of message; see Connector.parse for errors."""
        self._place.check_size(content)
        given = "entity" in self._defaults or "entity" in self._codes.given
        reading = Reading(self._measure, self._dimensions, with_area=given)
        found = reading.observations(self._found(content))
        return with_fields(map(record, found), self._declared.values())

    def updated_on(self, content: bytes) -> date | None:
        """The day in the column LAST UPDATE of Eurostat's CSV; no other message says one."""
        if content.lstrip(_BEFORE)[:1] in (b"<", b"{", b"["):
            return None
        return messages_csv.updated_on(content)

    def _found(self, content: bytes) -> Iterator[Found]:
        # UTF-16 and UTF-32 have NULs beside the first letter.
        start = content[:64].replace(b"\0", b"").lstrip(_BEFORE)[:1]
        if start == b"<":
            return messages_ml.read(content, self._measure)
        if start in (b"{", b"["):
            return messages_json.read(read_json(content), self._measure)
        return messages_csv.read(content, self._measure)


_BEFORE = b"\xef\xbb\xbf\xff\xfe \t\r\n"


def _accept(given: Settings) -> str:
    wanted = given.text("format")
    if wanted is not None and wanted not in _FORMATS:
        given.refuse("format", wanted, f"one of {', '.join(_FORMATS)}, or none")
    kinds = _FORMATS[wanted] if wanted else (*_CSV, *_XML, *_JSON, "*/*")
    return ", ".join(
        kind if index == 0 else f"{kind};q={1 - index / 10:.1f}" for index, kind in enumerate(kinds)
    )

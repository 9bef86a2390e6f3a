"""FRED and ALFRED of the Federal Reserve Bank of St. Louis: series with their real vintages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from indicators.connectors import answers
from indicators.connectors.api import SERVICE, ApiConnector, Asking, word, words
from indicators.connectors.base import ConnectorError, Parameter, StatusError
from indicators.connectors.codes import MAPPING
from indicators.connectors.fred_series import records_of, refuse_error, series_of
from indicators.connectors.place import MAX_BYTES, PATH
from indicators.connectors.records import Record
from indicators.connectors.settings import Settings

_BEGINNING, _OPEN_END = "1776-07-04", "9999-12-31"
_MOST_ROWS = 100_000
_SERIES_ID = re.compile(r"[A-Za-z0-9_.\-]{1,100}", re.ASCII)
_SECRET_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,60}", re.ASCII)


class FredConnector(ApiConnector):
    """Reads series, each figure with the day from which it stood there."""

    name: ClassVar[str] = "fred"
    label_en: ClassVar[str] = "FRED and ALFRED"
    label_zh: ClassVar[str] = "FRED 与 ALFRED"
    usual_service: ClassVar[str] = "https://api.stlouisfed.org/fred"
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("series_id", "Series", "序列", help_en="List of ids such as GDPC1.",
                  help_zh="序列编号列表，例如 GDPC1。"),
        Parameter("api_key", "Secret with the key", "密钥名称", secret=True,
                  help_en="Name of the secret, for example FRED; the key itself is the "
                  "environment variable INGEST_SECRET_FRED.",
                  help_zh="密钥的名称，例如 FRED；密钥本身写在环境变量 INGEST_SECRET_FRED 中。"),
        Parameter("vintages", "All vintages", "全部历史版本",
                  choices=("yes", "no"),
                  help_en="yes if left out; no: only the latest figures.",
                  help_zh="默认 yes；no 表示只取最新数据。"),
        Parameter("realtime_start", "Vintages from", "历史版本起始日",
                  help_en="A day such as 2015-01-01; needed where a series has more than 2,000 "
                  "vintages. All if left out.",
                  help_zh="日期，例如 2015-01-01；版本超过 2000 个的序列须填写。默认全部。"),
        Parameter("observation_start", "Periods from", "数据起始日",
                  help_en="A day such as 2000-01-01. All if left out.",
                  help_zh="日期，例如 2000-01-01。默认全部。"),
        SERVICE,
        PATH,
        *MAPPING,
        MAX_BYTES,
    )  # fmt: skip
    suggested: ClassVar[Mapping[str, str]] = {
        "series": "series", "indicator": "series", "frequency": "frequency", "period": "period",
        "value": "value", "unit": "units", "published_on": "published_on",
        "published_on_basis": "published_on_basis",
    }  # fmt: skip

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._ids = words(given, "series_id")
        self._secret = _secret(given)
        self._vintages = given.flag("vintages", default=True)
        self._window = {name: _day(given, name) for name in ("realtime_start", "observation_start")}
        for one in self._ids:
            if not _SERIES_ID.fullmatch(one):
                given.refuse("series_id", one, "a list of ids such as GDPC1")
        if self._ids and not self._secret:
            raise ConnectorError(
                "The connector “fred” needs `api_key`, the name of a secret, for example FRED.",
                code="missing_parameter",
            )
        if self._ids:
            self.refuse_two_places("series_id")
        if self._window["realtime_start"] and not self._vintages:
            given.refuse("realtime_start", self._window["realtime_start"],
                        "nothing where `vintages` is no")  # fmt: skip

    @property
    def asks(self) -> bool:
        """Whether there are series."""
        return bool(self._ids)

    def ask(self, asking: Asking) -> None:
        """Of every series what it is, then its figures, page after page."""
        since = self._window["realtime_start"] or _BEGINNING
        realtime = {"realtime_start": since, "realtime_end": _OPEN_END} if self._vintages else {}
        start = self._window["observation_start"]
        limit = {"output_type": "1", "sort_order": "asc", "limit": str(_MOST_ROWS)}
        if start:
            limit["observation_start"] = start
        for one in self._ids:
            common = {"series_id": one, "file_type": "json", **realtime}
            self._get(asking, "series", common)
            offset, count = 0, 1
            while offset < count:
                page = self._get(asking, "series/observations",
                                 {**common, **limit, "offset": str(offset)})  # fmt: skip
                count = answers.whole(answers.at(page, "count"), "count")
                sent = len(answers.items(answers.at(page, "observations")))
                if not sent:
                    break
                offset += sent

    def _get(self, asking: Asking, what: str, query: Mapping[str, str]) -> Any:
        url = f"{self._service}/{what}?{urlencode(query)}"
        answer = asking.get(url, secrets={"api_key": self._secret})
        refuse_error(answer)
        return answer

    def refused(self, error: StatusError) -> ConnectorError:
        """With the words of the service; too many vintages say what to do."""
        refusal = super().refused(error)
        if "vintage dates" not in str(refusal):
            return refusal
        return ConnectorError(
            "{said} Give `realtime_start`, a later day.", code="too_many_vintages", said=refusal
        )

    def check(self, found: list[Any]) -> None:
        """Refuse errors, figures without the description of their series, and missing pages."""
        series_of(found)

    def records(self, content: bytes) -> Iterator[Record]:
        """The figures with their vintages; “.” is a figure that is missing."""
        line = 0
        for series in series_of(self.answers(content)):
            if not series.rows:
                line += 1
                yield Record(line, {}, f"FRED has no figures of the series “{series.id}”.",
                             answers.shown(series.states))  # fmt: skip
            for record in records_of(line, series):
                line = record.line
                yield record

    def days(self, found: list[Any]) -> Iterable[object]:
        """`last_updated` of every series."""
        return [series.states[-1].get("last_updated") for series in series_of(found)]


def _secret(given: Settings) -> str:
    """The name of the secret. Its value, or whatever was put there, is never repeated."""
    value = given.values.get("api_key")
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not _SECRET_NAME.fullmatch(value):
        raise ConnectorError(
            "The parameter “api_key” of the connector “fred” is not the name of a secret. Right is "
            "a name in capital letters such as FRED; the key itself belongs into the environment "
            "variable INGEST_SECRET_FRED.",
            code="invalid_secret_name",
        )
    return value


def _day(given: Settings, name: str) -> str:
    text = word(given, name)
    if text and (answers.day(text) is None or len(text) != 10):
        given.refuse(name, text, "a day such as 2015-01-01")
    return text

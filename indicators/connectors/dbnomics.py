"""DBnomics, version 22 of its API: series of many providers, all in one form."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from indicators.connectors import answers
from indicators.connectors.api import SERVICE, ApiConnector, Asking, portions, word, words
from indicators.connectors.base import ConnectorError, Parameter
from indicators.connectors.codes import MAPPING
from indicators.connectors.place import MAX_BYTES, PATH
from indicators.connectors.records import Record
from indicators.connectors.settings import Settings
from indicators.domain.errors import DomainError
from indicators.domain.periods import Period

_MOST_SERIES = 1_000
_ADDRESS = 3_000
_ID = re.compile(r"[^/\s]+/[^/\s]+/[^\s,]+")
# Weekly and two-monthly series have no frequency here; the service refuses them with reason.
_FREQUENCIES = {
    "annual": "A", "bi-annual": "S", "semi-annual": "S", "quarterly": "Q", "monthly": "M",
    "daily": "D",
}  # fmt: skip
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_TWO_MONTHS = re.compile(r"(\d{4})-B([1-6])", re.ASCII)


class DbnomicsConnector(ApiConnector):
    """Reads series by their ids, or those of a dataset that a mask or dimensions select."""

    name: ClassVar[str] = "dbnomics"
    label_en: ClassVar[str] = "DBnomics"
    label_zh: ClassVar[str] = "DBnomics"
    usual_service: ClassVar[str] = "https://api.db.nomics.world/v22"
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("series_ids", "Series", "序列",
                  help_en="List of ids in the form provider/dataset/series.",
                  help_zh="序列编号列表，格式为 机构/数据集/序列。"),
        Parameter("provider", "Provider", "数据机构", help_en="Its code, with dataset.",
                  help_zh="机构代码，与数据集合用。"),
        Parameter("dataset", "Dataset", "数据集", help_en="Its code.", help_zh="数据集代码。"),
        Parameter("mask", "Mask", "掩码",
                  help_en="Codes of the dimensions with dots, for example M.CN.PCPI_IX; empty "
                  "ones mean all, + several.",
                  help_zh="以点分隔的维度代码，例如 M.CN.PCPI_IX；留空表示全部，+ 表示多个。"),
        Parameter("dimensions", "Dimensions", "维度", mapping=True,
                  help_en="Code of a dimension -> list of its codes, instead of a mask.",
                  help_zh="维度代码 -> 取值列表，代替掩码。"),
        Parameter("limit", "Series per page", "每页序列数", help_en="1000 at most.",
                  help_zh="最多 1000。"),
        SERVICE,
        PATH,
        *MAPPING,
        MAX_BYTES,
    )  # fmt: skip
    suggested: ClassVar[Mapping[str, str]] = {
        "series": "series", "indicator": "series", "frequency": "frequency", "period": "period",
        "value": "value",
    }  # fmt: skip

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._ids = words(given, "series_ids")
        self._provider, self._dataset = word(given, "provider"), word(given, "dataset")
        self._mask = word(given, "mask")
        self._dimensions = _dimensions(given)
        self._limit = given.positive("limit", _MOST_SERIES)
        for one in self._ids:
            if not _ID.fullmatch(one):
                given.refuse("series_ids", one, "a list such as IMF/CPI/M.CN.PCPI_IX")
        if self._limit > _MOST_SERIES:
            given.refuse("limit", str(self._limit), "a number from 1 to 1000")
        for name, value in (("provider", self._provider), ("dataset", self._dataset)):
            if "/" in value:
                given.refuse(name, value, "a code without a slash")
        selecting = [self._mask, self._dimensions]
        wants = [bool(self._ids), bool(self._provider or self._dataset), bool(self._place)]
        if (
            sum(wants) > 1
            or all(selecting)
            or bool(self._provider) != bool(self._dataset)
            or (any(selecting) and not self._dataset)
        ):
            raise ConnectorError(
                "The connector “dbnomics” cannot tell what is asked for. Right is `series_ids`; or "
                "`provider` and `dataset`, with a `mask` or with `dimensions`; or a `path`; or "
                "none for uploads.",
                code="unclear_query",
            )

    @property
    def asks(self) -> bool:
        """Whether there are ids, or a dataset."""
        return bool(self._ids or self._dataset)

    def queries(self) -> Iterator[str]:
        """The addresses to ask, without the offset."""
        options = {"observations": "1", "metadata": "0", "limit": str(self._limit)}
        for ids in portions(self._ids, length=_ADDRESS, most=self._limit, separator=","):
            yield f"{self._service}/series?" + urlencode(
                {"series_ids": ",".join(ids)} | options, safe="/,:"
            )
        if self._dataset:
            parts = [self._provider, self._dataset, *([self._mask] if self._mask else [])]
            path = "/".join(quote(part, safe="+.:~-_!*'(),;=@") for part in parts)
            if self._dimensions:
                options["dimensions"] = json.dumps(self._dimensions, ensure_ascii=False)
            yield f"{self._service}/series/{path}?{urlencode(options)}"

    def ask(self, asking: Asking) -> None:
        """Every query, page after page."""
        for query in self.queries():
            offset, total = 0, 1
            while offset < total:
                page = _page(asking.get(f"{query}&offset={offset}"))
                total = answers.whole(page.get("num_found"), "num_found")
                sent = len(answers.items(page.get("docs")))
                if not sent:
                    break
                offset += sent

    def check(self, found: list[Any]) -> None:
        """Refuse errors, queries without series, ids that did not come, and missing pages."""
        received = total = 0
        ids: set[str] = set()
        for answer in found:
            page = _page(answer)
            docs = answers.items(page.get("docs"))
            offset = answers.whole(page.get("offset"), "offset")
            announced = answers.whole(page.get("num_found"), "num_found")
            if offset == 0:
                _check_whole(received, total)
                received, total = 0, announced
            if announced != total:
                raise answers.incomplete(f"first {total} series were found, then {announced}")
            if offset != received:
                raise answers.incomplete(f"a page begins at {offset} where {received} belongs")
            received += len(docs)
            ids.update(_id(doc) for doc in docs)
        _check_whole(received, total)
        missing = [one for one in self._ids if one not in ids]
        if missing:
            raise ConnectorError(
                "DBnomics did not send the series {series}. Correct `series_ids`.",
                code="unknown_series",
                series=", ".join(f"“{one}”" for one in missing[:20]),
            )
        if not ids:
            raise ConnectorError(
                "DBnomics found no series for {query}. It says nothing about dimensions or codes "
                "that it does not know; check their spelling.",
                code="no_series",
                query=self._asked(),
            )

    def _asked(self) -> str:
        what = f"{self._provider}/{self._dataset}" if self._dataset else "this query"
        if self._mask:
            return f"{what} with the mask “{self._mask}”"[:500]
        if self._dimensions:
            return f"{what} with the dimensions {answers.shown(self._dimensions)}"[:500]
        return what

    def records(self, content: bytes) -> Iterator[Record]:
        """The figures, series by series; “NA” is a figure that is missing."""
        line = 0
        for answer in self.answers(content):
            for doc in answers.items(_page(answer).get("docs")):
                for record in _records(line, doc):
                    line = record.line
                    yield record

    def days(self, found: list[Any]) -> Iterable[object]:
        """`indexed_at` of every series: when DBnomics fetched it, not when it was published."""
        for answer in found:
            for doc in answers.items(_page(answer).get("docs")):
                yield answers.at(doc, "indexed_at")


def _dimensions(given: Settings) -> dict[str, list[str]]:
    value = given.values.get("dimensions")
    if value is None or value == "":
        return {}
    right = "a mapping of dimensions to lists of codes, as in {geo: [CN], freq: [A]}"
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        given.refuse("dimensions", value, right)
    found = {name: list(words(Settings(given.connector, value), name)) for name in value}
    if not all(found.values()):
        given.refuse("dimensions", value, right)
    return found


def _page(answer: Any) -> dict[str, Any]:
    """The part with the series; ConnectorError when the answer is an error."""
    errors = answers.items(answers.at(answer, "errors"))
    if errors:
        raise ConnectorError(
            "DBnomics answers with an error for {series}: “{words}”. Correct `series_ids`.",
            code="unknown_series",
            series=", ".join(f"“{_named(one)}”" for one in errors[:20]),
            words=answers.said(answers.at(errors[0], "message")) or "no reason given",
        )
    page = answers.at(answer, "series")
    if isinstance(page, dict) and isinstance(page.get("docs"), list):
        return page
    words_ = answers.said(answers.at(answer, "message"))
    if words_:
        raise ConnectorError(
            "DBnomics answers with an error: “{words}”.", code="provider_error", words=words_
        )
    raise answers.unexpected(f"there is no `series` with `docs` in {answers.shown(answer)[:100]}")


def _named(error: Any) -> str:
    parts = [
        answers.text(answers.at(error, f"{n}_code")) for n in ("provider", "dataset", "series")
    ]
    if all(parts):
        return "/".join(parts)
    return answers.text(answers.at(error, "series_id")) or answers.shown(error)[:200]


def _check_whole(received: int, total: int) -> None:
    if received != total:
        raise answers.incomplete(f"{received} of {total} series were sent")


def _id(doc: Any) -> str:
    return "/".join(
        answers.text(answers.at(doc, f"{name}_code")) for name in ("provider", "dataset", "series")
    )


def _records(line: int, doc: Any) -> Iterator[Record]:
    series = _id(doc)
    periods, values = answers.at(doc, "period"), answers.at(doc, "value")
    starts = answers.items(answers.at(doc, "period_start_day"))
    if not isinstance(periods, list) or not isinstance(values, list) or len(periods) != len(values):
        problem = (
            f"The series “{series}” has no figures, or not one value for each period. Right are "
            "two lists of the same length, `period` and `value`."
        )
        yield Record(line + 1, {}, problem, answers.shown(doc))
        return
    frequency = answers.text(answers.at(doc, "@frequency"))
    common = {
        "series": series,
        "provider": answers.text(answers.at(doc, "provider_code")),
        "dataset": answers.text(answers.at(doc, "dataset_code")),
        "series_code": answers.text(answers.at(doc, "series_code")),
        "series_name": answers.text(answers.at(doc, "series_name")),
        "frequency": _FREQUENCIES.get(frequency, ""),
        "@frequency": frequency,
        "indexed_on": answers.text(answers.at(doc, "indexed_at"))[:10],
    }
    dimensions = answers.at(doc, "dimensions")
    if isinstance(dimensions, dict):
        common |= {f"dimensions.{k}": answers.text(v) for k, v in dimensions.items()}
    for index, (period, value) in enumerate(zip(periods, values, strict=True)):
        if value is not None and not isinstance(value, str):
            raw = answers.shown({"series": series, "period": period, "value": value})
            yield Record(line + 1 + index, {}, "The value is neither a number nor “NA”.", raw)
            continue
        start = starts[index] if index < len(starts) else ""
        yield Record(
            line + 1 + index,
            common
            | {
                "period": _period(answers.text(period)),
                "period_start_day": answers.text(start),
                "value": answers.text(value),
            },
        )


def _period(text: str) -> str:
    """The period in a form that is read: weeks and pairs of months as ranges of days."""
    try:
        if found := _WEEK.fullmatch(text):
            return f"{date.fromisocalendar(int(found[1]), int(found[2]), 1).isoformat()}/P7D"
        if found := _TWO_MONTHS.fullmatch(text):
            return str(Period.of(date(int(found[1]), 2 * int(found[2]) - 1, 1), months=2))
    except (ValueError, OverflowError, DomainError):
        pass  # as it is: the row is refused with this text
    return text

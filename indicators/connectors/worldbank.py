"""The World Bank’s Indicators API, version 2."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from indicators.connectors import answers
from indicators.connectors.api import SERVICE, ApiConnector, Asking, portions, word, words
from indicators.connectors.base import ConnectorError, Parameter
from indicators.connectors.codes import MAPPING
from indicators.connectors.place import MAX_BYTES, PATH, URL
from indicators.connectors.records import Record
from indicators.connectors.settings import Settings

# What the service documents: 60 indicators, 1,500 characters between slashes, 4,000 per address.
_MOST_INDICATORS = 60
_BETWEEN_SLASHES = 1_500
_ADDRESS = 4_000
_CODE = re.compile(r"[A-Za-z0-9_.\-]{1,100}", re.ASCII)
_PER_PAGE = 20_000
# “Service currently unavailable” and “an unexpected error”: the others do not pass by waiting.
_PASSING = frozenset({"105", "199"})
_OPTIONS = ("date", "source", "mrv", "mrnev", "gapfill", "frequency")


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    pages: int
    per_page: int
    total: int
    updated: str
    rows: list[Any]

    @property
    def query(self) -> tuple[int, int, int, str]:
        """What all pages of one query have in common."""
        return self.pages, self.per_page, self.total, self.updated


class WorldBankConnector(ApiConnector):
    """Reads indicators by country; one request per page, joined to one snapshot."""

    name: ClassVar[str] = "worldbank"
    label_en: ClassVar[str] = "World Bank"
    label_zh: ClassVar[str] = "世界银行"
    usual_service: ClassVar[str] = "https://api.worldbank.org/v2"
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter(
            "indicators",
            "Indicators",
            "指标",
            help_en="List of codes such as NY.GDP.MKTP.CD.",
            help_zh="指标代码列表，例如 NY.GDP.MKTP.CD。",
        ),
        Parameter(
            "countries",
            "Countries",
            "国家",
            help_en="List of codes such as CN or CHN; all for every one. Quote NO.",
            help_zh="国家代码列表，例如 CN 或 CHN；all 表示全部。NO 须加引号。",
        ),
        Parameter(
            "date",
            "Years, quarters or months",
            "时间范围",
            help_en="For example 2015:2025, 2020Q1:2024Q4 or 2020M01:2024M12.",
            help_zh="例如 2015:2025、2020Q1:2024Q4 或 2020M01:2024M12。",
        ),
        Parameter(
            "source",
            "Number of the database",
            "数据库编号",
            help_en="For example 2 for World Development Indicators; several indicators are then "
            "asked for together.",
            help_zh="例如 2 为世界发展指标；填写后多个指标合并查询。",
        ),
        Parameter("mrv", "Most recent values", "最近期数", help_en="How many; also empty ones.",
                  help_zh="期数，含空值。"),
        Parameter("mrnev", "Most recent values that are not empty", "最近非空期数",
                  help_en="How many.", help_zh="期数。"),
        Parameter("gapfill", "Fill gaps", "填补空缺", choices=("Y",),
                  help_en="Y: with mrv, repeat the last value. Better left out: a repeated value "
                  "is not a figure of that period.",
                  help_zh="Y：与 mrv 合用，以上期数值填补。建议留空：填补的数值并非该期数据。"),
        Parameter("frequency", "Frequency", "频率", choices=("Y", "Q", "M"),
                  help_en="Y, Q or M, with mrv.",
                  help_zh="与 mrv 合用：Y、Q 或 M。"),
        Parameter("per_page", "Rows per page", "每页行数", help_en="20000 if left out.",
                  help_zh="默认 20000。"),
        URL,
        SERVICE,
        PATH,
        *MAPPING,
        MAX_BYTES,
    )  # fmt: skip
    suggested: ClassVar[Mapping[str, str]] = {
        "series": "series", "indicator": "indicator", "entity": "iso3", "period": "date",
        "value": "value", "unit": "unit", "status": "obs_status",
    }  # fmt: skip

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._indicators, self._countries = words(given, "indicators"), words(given, "countries")
        self._per_page = given.positive("per_page", _PER_PAGE)
        self._options = {name: word(given, name) for name in _OPTIONS}
        for name, codes in (("indicators", self._indicators), ("countries", self._countries)):
            for code in codes:
                if not _CODE.fullmatch(code):
                    given.refuse(name, code, "a list of codes of the World Bank")
        for name, value in self._options.items():
            if value and not re.fullmatch(r"[A-Za-z0-9:]{1,40}", value, re.ASCII):
                given.refuse(name, value, "letters, digits and a colon, as in 2015:2025")
        if bool(self._indicators) != bool(self._countries):
            raise ConnectorError(
                "The connector “worldbank” has `{has}`, but no `{lacks}`. Right is both, a whole "
                "`url`, or neither for uploads.",
                code="missing_parameter",
                has="indicators" if self._indicators else "countries",
                lacks="countries" if self._indicators else "indicators",
            )
        if self._indicators:
            self.refuse_two_places("indicators")

    @property
    def asks(self) -> bool:
        """Whether there are indicators and countries, or a whole address."""
        return bool(self._indicators or self._place.url)

    def queries(self) -> Iterator[str]:
        """The addresses to ask, without the number of the page."""
        if self._place.url:
            yield _as_json(self._place.url, self._per_page)
            return
        options = {"format": "json", "per_page": str(self._per_page)}
        query = urlencode(options | {k: v for k, v in self._options.items() if v}, safe=":")
        # Several indicators in one request need the number of their database.
        most = _MOST_INDICATORS if self._options["source"] else 1
        for codes in portions(self._indicators, length=_BETWEEN_SLASHES, most=most, separator=";"):
            for countries in portions(self._countries, length=_BETWEEN_SLASHES, separator=";"):
                yield (
                    f"{self._service}/country/{';'.join(countries)}"
                    f"/indicator/{';'.join(codes)}?{query}"
                )

    def ask(self, asking: Asking) -> None:
        """Every query, page after page."""
        for query in self.queries():
            number, pages = 1, 1
            while number <= pages:
                url = f"{query}&page={number}"
                if len(url) > _ADDRESS:
                    raise ConnectorError(
                        "The address has {length:,} characters; the World Bank takes {most:,}. "
                        "Ask for fewer countries or indicators.",
                        code="url_too_long",
                        length=len(url),
                        most=_ADDRESS,
                    )
                pages = _page(asking.get(url)).pages
                number += 1

    def bundled(self, document: object) -> bool:
        """A single answer is itself a list, which begins with an object."""
        return isinstance(document, list) and all(isinstance(one, list) for one in document)

    def check(self, found: list[Any]) -> None:
        """Refuse errors (they come with status 200), and pages that do not make a whole."""
        pages = [_page(answer) for answer in found]
        if not any(page.total for page in pages):
            raise ConnectorError(
                "The World Bank has no figures for this query. Check the codes, the range of "
                "dates and the number of the database.",
                code="no_figures",
            )
        first: _Page | None = None
        number = received = 0
        for page in pages:
            if first is None:
                first, number, received = page, 0, 0
            number += 1
            received += len(page.rows)
            _check_page(page, first, number, received)
            if number >= page.pages:
                first = None
        if first is not None:
            raise answers.incomplete(f"page {number} of {first.pages} is the last one there")

    def records(self, content: bytes) -> Iterator[Record]:
        """The figures; one that is not published (null) has an empty value."""
        line = 0
        for number, answer in enumerate(self.answers(content), start=1):
            page = _page(answer)
            if not page.rows:
                line += 1
                problem = f"Query {number} of this run brought no rows. Check its codes and dates."
                yield Record(line, {}, problem, answers.shown(answer))
            for row in page.rows:
                line += 1
                yield _record(line, row, page.updated)

    def days(self, found: list[Any]) -> Iterable[object]:
        """`lastupdated` of every page."""
        return [_page(answer).updated for answer in found]


def _as_json(url: str, per_page: int) -> str:
    parts = urlsplit(url)
    query = {name.lower(): value for name, value in parse_qsl(parts.query)}
    query.pop("page", None)
    query = {"per_page": str(per_page)} | query | {"format": "json"}
    return urlunsplit(parts._replace(query=urlencode(query, safe=":;"), fragment=""))


def _page(answer: Any) -> _Page:
    header = answer[0] if isinstance(answer, list) and answer else None
    if not isinstance(header, dict):
        raise answers.unexpected(
            "a list of a header and rows was expected, as in [{\"page\": 1, …}, [ … ]], not "
            + answers.shown(answer)[:100]
        )  # fmt: skip
    if "message" in header:
        _refuse(header["message"])
    body = answer[1] if len(answer) > 1 else None
    if body is not None and not isinstance(body, list):
        raise answers.unexpected(f"the rows are {answers.shown(body)[:100]} instead of a list")
    return _Page(
        answers.whole(header.get("page"), "page"),
        answers.whole(header.get("pages"), "pages"),
        answers.whole(header.get("per_page"), "per_page"),
        answers.whole(header.get("total"), "total"),
        answers.text(header.get("lastupdated")),
        body or [],
    )


def _refuse(messages: object) -> None:
    found = answers.items(messages)
    said = "; ".join(
        " ".join(part for name in ("id", "key", "value") if (part := answers.said(one.get(name))))
        for one in found
        if isinstance(one, dict)
    )
    numbers = {answers.text(answers.at(one, "id")) for one in found}
    raise ConnectorError(
        "The World Bank answers with an error: “{words}”. One code that it does not know spoils a "
        "whole query; check the indicators and countries.",
        code="provider_error",
        permanent=not (numbers & _PASSING),
        words=said[:500] or answers.shown(messages)[:300],
    )


def _check_page(page: _Page, first: _Page, number: int, received: int) -> None:
    if page.total == 0 and number == 1 and not page.rows:
        return
    if page.query != first.query:
        raise answers.incomplete(
            f"page {number} belongs to another state of the data ({page.pages} pages, {page.total} "
            f"rows, updated {page.updated or 'never'}) than the first one ({first.pages} pages, "
            f"{first.total} rows, updated {first.updated or 'never'})"
        )
    if page.number != number:
        raise answers.incomplete(
            f"page {page.number} stands where page {number} of {page.pages} belongs"
        )
    if number < page.pages and len(page.rows) != page.per_page:
        raise answers.incomplete(
            f"page {number} of {page.pages} has {len(page.rows)} rows instead of {page.per_page}"
        )
    if number >= page.pages and received != page.total:
        raise answers.incomplete(f"{received} rows were sent, but {page.total} announced")


def _record(line: int, row: Any, updated: str) -> Record:
    if not isinstance(row, dict):
        return Record(line, {}, "The row is not an object.", answers.shown(row))
    value = row.get("value")
    if value is not None and not isinstance(value, str):
        return Record(line, {}, "The value is neither a number nor null.", answers.shown(row))
    country, indicator = answers.at(row, "country", "id"), answers.at(row, "indicator", "id")
    iso3 = answers.text(row.get("countryiso3code")) or answers.text(country)
    code = answers.text(indicator)
    return Record(
        line,
        {
            "series": f"{iso3}.{code}",
            "indicator": code,
            "indicator_name": answers.text(answers.at(row, "indicator", "value")),
            "country": answers.text(country),
            "country_name": answers.text(answers.at(row, "country", "value")),
            "iso3": iso3,
            "date": answers.text(row.get("date")),
            "value": answers.text(value),
            "unit": answers.text(row.get("unit")),
            "obs_status": answers.text(row.get("obs_status")),
            "decimal": answers.text(row.get("decimal")),
            "lastupdated": updated,
        },
    )

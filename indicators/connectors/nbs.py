"""The data service of the National Bureau of Statistics of China (data.stats.gov.cn)."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from indicators.connectors import answers
from indicators.connectors.api import SERVICE, ApiConnector, Asking, word, words
from indicators.connectors.base import ConnectorError, Parameter, StatusError
from indicators.connectors.codes import MAPPING
from indicators.connectors.place import MAX_BYTES, PATH
from indicators.connectors.records import Record
from indicators.connectors.settings import Settings
from indicators.domain.periods import Period, ytd_period

_CODE = re.compile(r"[A-Za-z0-9_\-]{1,40}", re.ASCII)
_YEAR = re.compile(r"([12]\d{3})", re.ASCII)
_QUARTER = re.compile(r"([12]\d{3})([A-D])", re.ASCII)
_MONTH = re.compile(r"([12]\d{3})(0[1-9]|1[0-2])", re.ASCII)
# “2021年1-2月”: a period that the code, which is that of its last month, does not tell.
_SPAN = re.compile(r"\d{4}年1[-~至—–]\d{1,2}月份?", re.ASCII)
_OF_ITS_PERIOD = ("当期值", "当月值", "当季值", "期末值")


class NbsConnector(ApiConnector):
    """Reads answers of its query service, asked for by form or uploaded."""

    name: ClassVar[str] = "nbs"
    label_en: ClassVar[str] = "National Bureau of Statistics of China"
    label_zh: ClassVar[str] = "国家统计局"
    usual_service: ClassVar[str] = "https://data.stats.gov.cn/easyquery.htm"
    hint: ClassVar[str] = (
        "A table exported from the site is read with the connector `csv` (encoding gb18030) or "
        "`excel`."
    )
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("dbcode", "Database", "数据库",
                  help_en="hgyd, hgjd, hgnd (nation: months, quarters, years), fsyd, fsjd, fsnd "
                  "(provinces), csyd, csnd (cities).",
                  help_zh="hgyd、hgjd、hgnd（全国月度、季度、年度），fsyd、fsjd、fsnd（分省），"
                  "csyd、csnd（城市）。"),
        Parameter("zb", "Indicators", "指标", help_en="List of codes such as A0D0101; each is a "
                  "query of its own.", help_zh="指标代码列表，例如 A0D0101；逐个查询。"),
        Parameter("sj", "Periods", "时间",
                  help_en="For example LAST13, 2021, 2021A or 202101-202412; the latest ones if "
                  "left out.",
                  help_zh="例如 LAST13、2021、2021A 或 202101-202412；默认最近各期。"),
        Parameter("reg", "Regions", "地区",
                  help_en="List of codes such as 110000, for databases of provinces and cities.",
                  help_zh="地区代码列表，例如 110000；用于分省和城市数据库。"),
        Parameter("rowcode", "Rows", "行", choices=("zb", "sj", "reg"),
                  help_en="zb if left out; reg: all regions at once.",
                  help_zh="默认 zb；reg 表示一次取全部地区。"),
        Parameter("colcode", "Columns", "列", choices=("zb", "sj", "reg"),
                  help_en="sj if left out.", help_zh="默认 sj。"),
        SERVICE,
        PATH,
        *MAPPING,
        MAX_BYTES,
    )  # fmt: skip
    suggested: ClassVar[Mapping[str, str]] = {
        "series": "series", "indicator": "zb", "entity": "reg", "basis": "basis",
        "frequency": "frequency", "period": "period", "value": "value", "unit": "unit",
    }  # fmt: skip

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._database, self._sj = word(given, "dbcode"), word(given, "sj")
        self._zb, self._reg = words(given, "zb"), words(given, "reg")
        self._row, self._column = word(given, "rowcode") or "zb", word(given, "colcode") or "sj"
        for name, codes in (
            ("dbcode", [self._database] if self._database else []),
            ("zb", self._zb),
            ("reg", self._reg),
        ):
            for code in codes:
                if not _CODE.fullmatch(code):
                    given.refuse(name, code, "a code of letters and digits such as A0D0101")
        for name, value in (("rowcode", self._row), ("colcode", self._column)):
            if value not in ("zb", "sj", "reg"):
                given.refuse(name, value, "zb, sj or reg")
        if bool(self._database) != bool(self._zb):
            raise ConnectorError(
                "The connector “nbs” needs both `dbcode` and `zb` to ask for figures. For uploads "
                "leave out both.",
                code="missing_parameter",
            )
        if self._zb:
            self.refuse_two_places("zb")

    @property
    def asks(self) -> bool:
        """Whether there are indicators of a database."""
        return bool(self._zb)

    def forms(self) -> Iterator[dict[str, str]]:
        """The forms to send: one for each indicator, and region where they are not the rows."""
        in_table = {self._row, self._column}
        regions = [None] if "reg" in in_table or not self._reg else self._reg
        for zb in self._zb:
            for region in regions:
                asked = {"zb": zb, "reg": region or ",".join(self._reg), "sj": self._sj}
                fixed = [_choice(k, v) for k, v in asked.items() if v and k not in in_table]
                shown = [_choice(k, v) for k, v in asked.items() if v and k in in_table]
                yield {
                    "m": "QueryData",
                    "dbcode": self._database,
                    "rowcode": self._row,
                    "colcode": self._column,
                    "wds": json.dumps(fixed),
                    "dfwds": json.dumps(shown),
                    # Only there to get past caches of browsers, which there are none of here.
                    "k1": "0",
                }

    def ask(self, asking: Asking) -> None:
        """Send every form."""
        for form in self.forms():
            _nodes(asking.post(self._service, form))

    def refused(self, error: StatusError) -> ConnectorError:
        """A 403 is not about this source, but about where the request comes from."""
        if error.status != 403:
            return super().refused(error)
        words_ = answers.reason(error.body)
        return ConnectorError(
            "{url} refused the request (403{words}). The service refuses addresses outside "
            "mainland China; its answers can be saved there and uploaded here.",
            code="refused_abroad",
            url=error.params.get("url", self._service),
            words=f", “{words_}”" if words_ else "",
        )

    def check(self, found: list[Any]) -> None:
        """Refuse errors (they come with status 200), and figures of other regions than asked."""
        nodes = [node for answer in found for node in _nodes(answer)["datanodes"]]
        if not nodes:
            raise ConnectorError(
                "The service sent no figures. Check `dbcode`, `zb`, `reg` and `sj`.",
                code="no_figures",
            )
        regions = {_dimensions(node).get("reg", "") for node in nodes}
        if self._reg and not regions <= set(self._reg):
            other = ", ".join(f"“{one}”" for one in sorted(regions - set(self._reg)) if one)
            raise ConnectorError(
                "Regions {asked} were asked for, but the answer has {got}. A national database "
                "passes over `reg`; right are the databases fsyd, fsjd, fsnd and csyd.",
                code="region_ignored",
                asked=", ".join(self._reg)[:200],
                got=other[:200] or "figures without a region",
            )

    def records(self, content: bytes) -> Iterator[Record]:
        """The figures; one that the service does not have (hasdata: false) has an empty value."""
        line = 0
        for answer in self.answers(content):
            data = _nodes(answer)
            described = _descriptions(data)
            for node in data["datanodes"]:
                line += 1
                yield self._record(line, node, described)

    def _record(
        self, line: int, node: Any, described: Mapping[tuple[str, str], Mapping[str, Any]]
    ) -> Record:
        where = _dimensions(node)
        value = _value(answers.at(node, "data"))
        if not where.get("zb") or not where.get("sj") or value is None:
            problem = (
                "The figure has no indicator (zb) or period (sj), or no text of its number "
                "(strdata) although hasdata says that there is one."
            )
            return Record(line, {}, problem, answers.shown(node))
        zb = described.get(("zb", where["zb"]), {})
        name = answers.text(zb.get("cname")) or answers.text(zb.get("name"))
        region = where.get("reg", "")
        series = f"{where['zb']}.{region}" if region else where["zb"]
        suggested = basis_of(name, monthly=bool(_MONTH.fullmatch(where["sj"])))
        # What the settings say of the series also says how its periods are to be read.
        basis = self._codes.series.get(series, {}).get("basis") or suggested
        basis = basis or self._defaults.get("basis", "")
        said = answers.text(described.get(("sj", where["sj"]), {}).get("cname"))
        period, frequency = _period(where["sj"], said, year_to_date=basis.startswith("ytd"))
        fields = {
            "series": series,
            "zb": where["zb"],
            "zb_name": name,
            "sj": where["sj"],
            "sj_name": said,
            "period": period,
            "frequency": frequency,
            "basis": basis,
            "value": value,
            "unit": answers.text(zb.get("unit")),
        }
        if region:
            fields["reg"] = region
            fields["reg_name"] = answers.text(described.get(("reg", region), {}).get("cname"))
        return Record(line, fields)


def basis_of(name: str, *, monthly: bool = False) -> str:
    """What the name of an indicator says of its figures: a basis, or nothing.

    ``规上工业增加值_累计增长`` is ``ytd_growth``, ``…_累计值`` is ``ytd``, ``…_同比增长`` is
    ``growth``; values of the period (当期值) and of its end (期末值) are ``level``.
    """
    plain = unicodedata.normalize("NFKC", name)
    if plain.rpartition("_")[2].partition("(")[0] in _OF_ITS_PERIOD:
        return "level"
    if "累计" in plain:
        grows = any(word_ in plain for word_ in ("增长", "增速", "同比"))
        return "ytd_growth" if grows else "ytd"
    if "同比增" in plain:
        return "growth"
    # An index of January to this month against the same months of the year before.
    if "上年同期=100" in plain and monthly:
        return "ytd"
    return ""


def _choice(dimension: str, code: str) -> dict[str, str]:
    return {"wdcode": dimension, "valuecode": code}


def _nodes(answer: Any) -> dict[str, Any]:
    """The data of an answer; ConnectorError with the words of the service when it is an error."""
    code, data = answers.text(answers.at(answer, "returncode")), answers.at(answer, "returndata")
    if code and code != "200":
        raise ConnectorError(
            "The service answers with an error ({returncode}): “{words}”. Check `dbcode`, `zb`, "
            "`reg` and `sj`.",
            code="provider_error",
            returncode=code[:20],
            words=answers.said(data) or answers.shown(data)[:200],
        )
    if isinstance(data, dict) and isinstance(data.get("datanodes"), list):
        return data
    if answers.at(answer, "isParent") is not None:
        raise answers.unexpected(
            "it is the list of indicators (m=getTree), which has no figures; right is an answer "
            "to m=QueryData"
        )
    raise answers.unexpected(f"there are no `datanodes` in {answers.shown(answer)[:100]}")


def _dimensions(node: Any) -> dict[str, str]:
    """Dimension -> code of a figure; their order differs from answer to answer."""
    return {
        answers.text(answers.at(one, "wdcode")): answers.text(answers.at(one, "valuecode"))
        for one in answers.items(answers.at(node, "wds"))
    }


def _descriptions(data: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {
        (answers.text(answers.at(group, "wdcode")), answers.text(answers.at(one, "code"))): one
        for group in answers.items(data.get("wdnodes"))
        for one in answers.items(answers.at(group, "nodes"))
        if isinstance(one, dict)
    }


def _value(data: Any) -> str | None:
    """The number as it is published (the float beside it has more digits); ``None`` if unclear."""
    has = answers.at(data, "hasdata")
    if has is False:
        return ""  # `data` is 0 then, which no one has published
    return (answers.text(answers.at(data, "strdata")) or None) if has is True else None


def _period(code: str, name: str, *, year_to_date: bool) -> tuple[str, str]:
    """The period of a code, and its frequency where the code tells it."""
    quarter, month = _QUARTER.fullmatch(code), _MONTH.fullmatch(code)
    frequency = "A" if _YEAR.fullmatch(code) else "Q" if quarter else "M" if month else ""
    if _SPAN.fullmatch(unicodedata.normalize("NFKC", name)):
        return name, frequency
    if quarter:
        year, number = int(quarter[1]), "ABCD".index(quarter[2]) + 1
        last = 3 * number
        period = ytd_period(year, last) if year_to_date else Period.quarter_of(year, number)
    elif month:
        year, last = int(month[1]), int(month[2])
        period = ytd_period(year, last) if year_to_date else Period.month_of(year, last)
    else:
        return (code if frequency else name or code), frequency
    return str(period), frequency

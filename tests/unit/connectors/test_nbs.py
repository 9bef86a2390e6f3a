"""The statistics bureau of China: errors within status 200, rounded texts, and spans of months."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from indicators.connectors.base import ConnectorError, Fetched, ParsedRow
from indicators.connectors.nbs import NbsConnector, basis_of
from indicators.domain.periods import parse_period
from tests.unit.connectors.server import (
    Server,
    answering,
    as_json,
    reply,
    running,
    source_fetcher,
)  # fmt: skip

M2 = "货币和准货币(M2)供应量_期末值"
NOT_FOUND = {"returncode": 501, "returndata": "对不起，未能找到符合查询条件的信息。"}


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def node(zb: str, sj: str, text: str | None = "1.0", *, reg: str = "", **data: Any) -> Any:
    wds = [{"valuecode": zb, "wdcode": "zb"}, {"valuecode": sj, "wdcode": "sj"}]
    if reg:
        wds.insert(1, {"valuecode": reg, "wdcode": "reg"})
    return {
        "code": f"zb.{zb}_sj.{sj}",
        "data": {
            "data": 0 if text is None else 1.00049, "dotcount": 1, "hasdata": text is not None,
            "strdata": text or "",
        } | data,
        "wds": wds,
    }  # fmt: skip


def answer(
    nodes: Sequence[Any],
    *,
    name: str = M2,
    unit: str = "亿元",
    zb: str = "A0D0101",
    periods: dict[str, str] | None = None,
) -> Any:
    described = [
        {"wdcode": "zb", "nodes": [{"cname": name, "code": zb, "unit": unit, "dotcount": 1}]},
        {"wdcode": "reg", "nodes": [{"cname": "北京市", "code": "110000"}]},
        {"wdcode": "sj",
         "nodes": [{"cname": c, "code": k, "unit": ""} for k, c in (periods or {}).items()]},
    ]  # fmt: skip
    return {
        "returncode": 200,
        "returndata": {"datanodes": list(nodes), "freshsort": 0, "wdnodes": described},
    }


def connector(server: Server, **more: Any) -> NbsConnector:
    return NbsConnector(
        {"service": f"{server.address}/easyquery.htm", "dbcode": "hgyd", "zb": "A0D0101", **more}
    )


def fetch(server: Server, **more: Any) -> Fetched:
    return connector(server, **more).fetch(source_fetcher(server))


def fetch_failure(server: Server, **more: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        fetch(server, **more)
    return caught.value


def parse(document: object, **more: Any) -> list[ParsedRow]:
    more = {"defaults": {"entity": "CHN"}} | more
    return list(NbsConnector(more).parse(json.dumps(document).encode()))


def cells(document: object, **more: Any) -> dict[str, str]:
    (row,) = parse(document, **more)
    assert row.problem is None
    return dict(row.cells)


class TestFetching:
    def test_sends_the_form_of_the_site(self, server: Server) -> None:
        server.scripts["/easyquery.htm"] = as_json(answer([node("A0D0101", "202112")]))
        found = fetch(server, sj="202101-202112")
        assert server.requests[0].startswith("POST ")
        (form,) = server.asked()
        assert form | {"k1": ""} == {
            "m": "QueryData", "dbcode": "hgyd", "rowcode": "zb", "colcode": "sj", "wds": "[]",
            "dfwds": json.dumps([{"wdcode": "zb", "valuecode": "A0D0101"},
                                 {"wdcode": "sj", "valuecode": "202101-202112"}]),
            "k1": "",
        }  # fmt: skip
        rows = list(connector(server, defaults={"entity": "CHN"}).parse(found.content))
        assert rows[0].cells["value"] == "1.0"

    def test_each_indicator_is_a_query_in_one_snapshot(self, server: Server) -> None:
        def pick(asked: dict[str, str]) -> Any:
            zb = json.loads(asked["dfwds"])[0]["valuecode"]
            return as_json(answer([node(zb, "202112")], zb=zb))

        server.scripts["/easyquery.htm"] = answering(pick)
        found = fetch(server, zb=["A0D0101", "A0D0102"])
        rows = list(connector(server, defaults={"entity": "CHN"}).parse(found.content))
        assert [row.cells["series"] for row in rows] == ["A0D0101", "A0D0102"]

    def test_regions_are_asked_for_one_by_one_beside_the_table(self) -> None:
        forms = NbsConnector({"dbcode": "fsyd", "zb": "A01", "reg": [110000, "120000"]}).forms()
        assert [json.loads(form["wds"]) for form in forms] == [
            [{"wdcode": "reg", "valuecode": "110000"}], [{"wdcode": "reg", "valuecode": "120000"}],
        ]  # fmt: skip

    def test_or_are_the_rows_of_the_table(self) -> None:
        (form,) = NbsConnector(
            {"dbcode": "fsnd", "zb": "A01", "rowcode": "reg", "sj": "LAST5"}
        ).forms()
        assert (form["rowcode"], form["colcode"]) == ("reg", "sj")
        assert json.loads(form["wds"]) == [{"wdcode": "zb", "valuecode": "A01"}]
        assert json.loads(form["dfwds"]) == [{"wdcode": "sj", "valuecode": "LAST5"}]


class TestWhatGoesWrong:
    def test_an_error_within_status_200_is_quoted(self, server: Server) -> None:
        server.scripts["/easyquery.htm"] = as_json(NOT_FOUND)
        error = fetch_failure(server)
        assert (error.code, error.permanent) == ("provider_error", True)
        assert "(501): “对不起，未能找到符合查询条件的信息。”" in str(error)

    def test_a_refusal_of_addresses_abroad_says_that_uploads_work(self, server: Server) -> None:
        server.scripts["/easyquery.htm"] = reply(
            b"<html><head><title>UrlACL</title></head></html>", status="403 Forbidden"
        )
        error = fetch_failure(server)
        assert (error.code, error.permanent) == ("refused_abroad", True)
        for words in ("mainland China", "uploaded", "UrlACL"):
            assert words in str(error)

    def test_a_region_that_the_service_passed_over_is_refused(self, server: Server) -> None:
        server.scripts["/easyquery.htm"] = as_json(answer([node("A0D0101", "202112")]))
        error = fetch_failure(server, reg="110000")
        assert error.code == "region_ignored"
        assert "110000" in str(error)

    def test_an_outage_may_pass(self, server: Server) -> None:
        for script in (
            reply(b"", status="502 Bad Gateway"),
            reply(b"<script>location='/waf'</script>"),
            reply(b'{"returncode":200,'),
        ):
            server.scripts["/easyquery.htm"] = script
            assert not fetch_failure(server).permanent

    def test_an_exported_table_is_referred_to_the_right_connector(self) -> None:
        table = "数据库：月度数据\n指标,2021年12月\n".encode("gb18030")
        with pytest.raises(ConnectorError, match=r"`csv`.*`excel`") as caught:
            list(NbsConnector({}).parse(table))
        assert (caught.value.code, caught.value.permanent) == ("not_json", True)

    @pytest.mark.parametrize(
        ("document", "code", "says"),
        [
            ([{"dbcode": "hgyd", "id": "A01", "isParent": False, "pid": "A"}], "unexpected_answer",
             "m=getTree"),
            ({}, "unexpected_answer", "datanodes"),
            ({"returncode": 200, "returndata": []}, "unexpected_answer", "datanodes"),
            (NOT_FOUND, "provider_error", "对不起"),
            (answer([]), "no_figures", "`dbcode`"),
            ([], "no_figures", "`dbcode`"),
        ],
    )  # fmt: skip
    def test_a_document_without_figures_is_refused(
        self, document: object, code: str, says: str
    ) -> None:
        with pytest.raises(ConnectorError) as caught:
            parse(document)
        assert caught.value.code == code
        assert says in str(caught.value)


class TestReading:
    def test_a_single_answer_is_read(self) -> None:
        found = cells(answer([node("A0D0101", "202112", "2382899.56")]))
        assert found == {
            "series": "A0D0101", "indicator": "A0D0101", "entity": "CHN", "basis": "level",
            "frequency": "M", "period": "2021-12", "value": "2382899.56", "unit": "亿元",
        }  # fmt: skip

    def test_the_text_counts_and_not_the_float_beside_it(self) -> None:
        found = cells(answer([node("A0D0101", "201908", "100.7", data=100.71505336)]))
        assert found["value"] == "100.7"

    def test_what_is_not_there_is_missing_and_never_zero(self) -> None:
        assert cells(answer([node("A0D0101", "202112", None)]))["value"] == ""

    @pytest.mark.parametrize("data", [{"strdata": ""}, {"strdata": None}, {"hasdata": "true"}])
    def test_a_figure_without_its_text_is_a_problem_of_its_row(self, data: Any) -> None:
        found = parse(answer([node("A0D0101", "202112", "1.0", **data), node("A0D0101", "202111")]))
        assert [bool(row.problem) for row in found] == [True, False]
        assert "strdata" in (found[0].problem or "")
        assert "202112" in found[0].raw

    def test_a_figure_of_no_period_is_a_problem_of_its_row(self) -> None:
        (found,) = parse(answer([node("A0D0101", "")]))
        assert found.problem

    def test_regions_are_entities_and_part_of_the_key(self) -> None:
        found = cells(answer([node("A0D0101", "2021", reg="110000")]),
                      codes={"entity": {"110000": "CN-BJ"}}, defaults={})  # fmt: skip
        assert (found["series"], found["entity"]) == ("A0D0101.110000", "CN-BJ")

    def test_without_regions_an_entity_has_to_be_given(self) -> None:
        with pytest.raises(ConnectorError, match="“entity”"):
            parse(answer([node("A0D0101", "2021")]), defaults={})

    @pytest.mark.parametrize(
        ("code", "name", "frequency", "period"),
        [
            ("2021", "2021年", "A", "2021"),
            ("2021A", "2021年第一季度", "Q", "2021-Q1"),
            ("2021D", "2021年第四季度", "Q", "2021-Q4"),
            ("202101", "2021年1月", "M", "2021-01"),
            ("202112", "", "M", "2021-12"),
            ("202102", "2021年1-2月", "M", "2021年1-2月"),
            ("x", "2021年3月", "", "2021年3月"),
        ],
    )
    def test_codes_of_periods(self, code: str, name: str, frequency: str, period: str) -> None:
        found = cells(answer([node("A0D0101", code)], periods={code: name}))
        assert (found["frequency"], found["period"]) == (frequency, period)
        assert parse_period(period)

    @pytest.mark.parametrize("code", ["202113", "2021E", "0000", "202100", "9"])
    def test_other_codes_stay_as_they_are(self, code: str) -> None:
        assert cells(answer([node("A0D0101", code)]))["period"] == code

    @pytest.mark.parametrize(
        ("code", "period"),
        [
            ("202102", "2021-01-01/P2M"), ("202101", "2021-01"), ("202112", "2021"),
            ("2021B", "2021-S1"), ("2021C", "2021-01-01/P9M"), ("2021", "2021"),
        ],
    )  # fmt: skip
    def test_year_to_date_begins_in_january(self, code: str, period: str) -> None:
        found = cells(answer([node("A0D0101", code)], name="固定资产投资额_累计值"))
        assert (found["basis"], found["period"]) == ("ytd", period)

    def test_the_settings_decide_on_the_basis_and_so_on_the_period(self) -> None:
        document = answer([node("A0D0101", "202102")], name="社会消费品零售总额")
        ours = {"indicator": "cn.retail", "entity": "CHN", "basis": "ytd"}
        assert cells(document)["period"] == "2021-02"
        assert cells(document, series={"A0D0101": ours})["period"] == "2021-01-01/P2M"
        found = cells(document, defaults={"entity": "CHN", "basis": "ytd"})
        assert (found["basis"], found["period"]) == ("ytd", "2021-01-01/P2M")

    def test_one_indicator_before_and_after_a_rebasing(self) -> None:
        def part(zb: str, early: str | None, late: str | None) -> Any:
            nodes = [node(zb, "202512", early), node(zb, "202601", late)]
            return answer(nodes, zb=zb, name="居民消费价格指数(上年同月=100)", unit="")

        series = {
            zb: {"indicator": "cn.cpi", "entity": "CHN", "unit": "index"}
            for zb in ("A01010G01", "A01010J01")
        }
        document = [part("A01010G01", "100.8", None), part("A01010J01", None, "100.2")]
        found = [row for row in parse(document, series=series) if not row.left_out]
        assert [(row.cells["period"], row.cells["value"]) for row in found] == [
            ("2025-12", "100.8"), ("2026-01", "100.2"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        (M2, "level"),
        ("货币和准货币(M2)供应量_同比增长", "growth"),
        ("货币和准货币(M2)供应量同比增长率(%)", "growth"),
        ("规上工业增加值_同比增长", "growth"),
        ("规上工业增加值_累计增长", "ytd_growth"),
        ("固定资产投资额（不含农户）_累计增长(%)", "ytd_growth"),
        ("房地产投资_累计值", "ytd"),
        ("原煤产量_当期值", "level"),
        ("原煤产量_当期值(万吨)", "level"),
        ("国内生产总值_当季值(亿元)", "level"),
        ("国内生产总值指数(上年同期=100)_当季值", "level"),
        ("国内生产总值指数(上年同期=100)_累计值", "ytd"),
        ("居民消费价格指数(上年同期=100)", "ytd"),
        ("居民消费价格指数（上年同期＝100）", "ytd"),
        ("居民消费价格指数(上年同月=100)", ""),
        ("居民消费价格指数(上月=100)", ""),
        ("制造业采购经理指数(%)", ""),
        ("规上工业增加值_环比增长", ""),
        ("", ""),
    ],
)
def test_the_name_of_an_indicator_suggests_a_basis(name: str, basis: str) -> None:
    assert basis_of(name, monthly=True) == basis


def test_an_annual_index_of_the_year_before_is_a_level() -> None:
    assert basis_of("居民消费价格指数(上年同期=100)", monthly=False) == ""


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"zb": "A01"}, "missing_parameter"),
        ({"dbcode": "hgyd"}, "missing_parameter"),
        ({"dbcode": "hgyd", "zb": "A01&x"}, "invalid_parameter"),
        ({"dbcode": "hgyd", "zb": "A01", "rowcode": "year"}, "invalid_parameter"),
        ({"dbcode": "hgyd", "zb": "A01", "path": "inbox:a.json"}, "two_places"),
    ],
)
def test_wrong_settings_are_named(parameters: dict[str, Any], code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        NbsConnector(parameters)
    assert caught.value.code == code

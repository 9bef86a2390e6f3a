"""Every kind of SDMX message gives the same figures; what is none is refused with its reason."""

import json
from typing import Any

import pytest

from indicators.connectors.base import ConnectorError, ParsedRow
from indicators.connectors.records import Record
from indicators.connectors.sdmx.connector import SdmxConnector
from indicators.domain.numbers import parse_number
from tests.unit.connectors import sdmx_messages as made
from tests.unit.connectors.sdmx_messages import (
    ALL,
    CSV1,
    KEY,
    V21,
    dataset,
    generic_obs,
    generic_series,
    message,
    specific,
    value,
)

DEFAULTS = {"indicator": "cn.steel"}


def rows(content: bytes, **parameters: Any) -> list[ParsedRow]:
    return list(SdmxConnector({"defaults": DEFAULTS, **parameters}).parse(content))


def records(content: bytes, **parameters: Any) -> list[Record]:
    return list(SdmxConnector(parameters).records(content))


def failure(content: bytes, **parameters: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        rows(content, **parameters)
    return caught.value


def only(content: bytes, **parameters: Any) -> dict[str, str]:
    (row,) = rows(content, **parameters)
    assert row.problem is None, row.problem
    return dict(row.cells)


def problem(content: bytes, **parameters: Any) -> str:
    (found,) = [row for row in rows(content, **parameters) if row.problem]
    assert found.raw
    return str(found.problem)


def generic(*observations: str, key: dict[str, str] = KEY, **attributes: str) -> bytes:
    return message("GenericData", dataset(generic_series(key, *observations, **attributes)))


def table(header: str, *lines: str) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


# --- All kinds ----------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ALL)
def test_every_kind_of_message_says_the_same(kind: str) -> None:
    found = rows(ALL[kind], dimensions=["FREQ", "REF_AREA", "PRODUCT"])
    assert [row.problem for row in found] == [None] * 3
    picked = ("series", "entity", "frequency", "period", "value", "unit", "status")
    assert [tuple(row.cells[name] for name in picked) for row in found] == [
        ("A.CN.STEEL", "CN", "A", "2021", "1032.8 million", "T", "A"),
        ("A.CN.STEEL", "CN", "A", "2022", "1018.0 million", "T", "P"),
        ("A.CN.COAL", "CN", "A", "2021", "41.3 亿", "T", ""),
    ]


@pytest.mark.parametrize("kind", ALL)
def test_lines_rise(kind: str) -> None:
    lines = [row.line for row in rows(ALL[kind])]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind[:3] not in ("fla", "str")])
def test_the_key_is_in_the_order_of_the_message(kind: str) -> None:
    assert [one.fields["series"] for one in records(ALL[kind])][::2] == ["A.CN.STEEL", "A.CN.COAL"]


@pytest.mark.parametrize("kind", ALL)
def test_every_dimension_and_attribute_is_a_field(kind: str) -> None:
    fields = records(ALL[kind])[1].fields
    expected = {
        **KEY, "TIME_PERIOD": "2022", "OBS_VALUE": "1018.0", "OBS_STATUS": "P",
        "UNIT_MEASURE": "T", "UNIT_MULT": "6",
    }  # fmt: skip
    assert {name: fields[name] for name in expected} == expected


@pytest.mark.parametrize("kind", ALL)
def test_fields_may_be_columns(kind: str) -> None:
    found = rows(ALL[kind], columns={"note": "PRODUCT"})
    assert found[0].cells["note"] == "STEEL"


@pytest.mark.parametrize("kind", ["csv 1.0", "generic", "json 2.0"])
def test_a_field_that_is_nowhere_is_named(kind: str) -> None:
    error = failure(ALL[kind], columns={"note": "REMARK"})
    assert error.code == "missing_column"
    assert "“REMARK”" in str(error) and "PRODUCT" in str(error)


def test_a_field_may_be_missing_from_the_first_record() -> None:
    content = generic(generic_obs("2021", "1"), generic_obs("2022", "2", COMMENT_OBS="late"))
    found = rows(content, columns={"note": "COMMENT_OBS"})
    assert [row.cells["note"] for row in found] == ["", "late"]


def test_a_unit_may_be_missing_from_the_first_series() -> None:
    second = generic_series({**KEY, "PRODUCT": "X"}, generic_obs("2021", "2"), UNIT_MEASURE="EUR")
    first = generic_series(KEY, generic_obs("2021", "1"))
    found = rows(message("GenericData", dataset(first, second)))
    assert [row.cells["unit"] for row in found] == ["", "EUR"]


def test_without_an_area_a_constant_is_asked_for() -> None:
    content = generic(generic_obs("2021", "1"), key={"FREQ": "A"})
    assert "“entity”" in str(failure(content))
    assert only(content, defaults={**DEFAULTS, "entity": "CHN"})["entity"] == "CHN"


def test_dimensions_of_the_settings_make_the_key() -> None:
    assert only(generic(generic_obs("2021", "1")), dimensions=["PRODUCT", "FREQ"])["series"] == (
        "STEEL.A"
    )
    error = failure(generic(generic_obs("2021", "1")), dimensions=["PRODUKT"])
    assert error.code == "missing_field" and "“PRODUKT”" in str(error)


# --- Values, units, status ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("figure", "power", "value", "number"),
    [
        ("5.10", "", "5.10", "5.10"),
        ("5.10", "0", "5.10", "5.10"),
        ("5.1", "3", "5.1 thousand", "5100"),
        ("-5.1", "6", "-5.1 million", "-5100000"),
        ("5.1", "9", "5.1 billion", "5100000000"),
        ("5.1", "4", "5.1 万", "51000"),
        ("5.1", "8", "5.1 亿", "510000000"),
        ("5.1", "2", "510", "510"),
        ("5.1", "-2", "0.051", "0.051"),
        ("12345678901234567890123456789.1", "1", "123456789012345678901234567891",
         "123456789012345678901234567891"),
        ("1.5E3", "6", "1500000000", "1500000000"),
        ("5.1", "Millions", "5.1 million", "5100000"),
        ("5.1", "+1", "51", "51"),
    ],
)  # fmt: skip
def test_the_multiplier_is_in_the_value(figure: str, power: str, value: str, number: str) -> None:
    found = only(generic(generic_obs("2021", figure), UNIT_MULT=power))
    assert found["value"] == value
    assert str(parse_number(value).value) == number


def test_a_power_without_a_word_is_noted() -> None:
    note = only(generic(generic_obs("2021", "5.1"), UNIT_MULT="2"))["note"]
    assert note == "5.1 × 10^2 in the source."


@pytest.mark.parametrize("power", ["x", "6.5", "99", "thousandths"])
def test_a_multiplier_that_is_none_is_a_problem_of_the_row(power: str) -> None:
    assert "power of ten" in problem(generic(generic_obs("2021", "5.1"), UNIT_MULT=power))


@pytest.mark.parametrize("figure", ["1,234", "12 %", "abc", "INF", "1.2.3", "１２"])
def test_a_value_that_is_no_number_is_a_problem_of_the_row(figure: str) -> None:
    assert f"“{figure}” is not a number" in problem(generic(generic_obs("2021", figure)))


@pytest.mark.parametrize("figure", [None, "", "NaN", ":", "-", ".."])
@pytest.mark.parametrize(
    ("status", "ours"), [("", "O"), ("A", "O"), ("M", "O"), ("L", "L"), ("H", "O"), ("p", "O")]
)
def test_a_missing_value_has_a_status_that_says_so(
    figure: str | None, status: str, ours: str
) -> None:
    found = only(generic(generic_obs("2021", figure, OBS_STATUS=status)))
    assert (found["value"], found["status"]) == ("", ours)


def test_a_value_that_is_there_is_not_missing_whatever_its_status() -> None:
    found = only(generic(generic_obs("2021", "5", OBS_STATUS="M")))
    assert (found["value"], found["status"]) == ("5", "A")
    assert "M" in found["note"]


def test_an_unknown_status_is_normal_and_noted() -> None:
    found = only(generic(generic_obs("2021", "5", OBS_STATUS="WOW")))
    assert (found["status"], found["note"]) == ("A", "Status in the source: WOW.")


def test_codes_of_the_settings_win_over_the_rule() -> None:
    content = generic(generic_obs("2021", "5", OBS_STATUS="G"))
    assert only(content)["status"] == "U"
    assert only(content, codes={"status": {"G": "E"}})["status"] == "E"
    # For the flags that they name; all of them when they say what the others are.
    assert only(content, codes={"status": {"F": ""}})["status"] == "U"
    assert only(content, codes={"status": {"F": "", "*": "A"}})["status"] == "A"


@pytest.mark.parametrize(("theirs", "ours"), [("H", "S"), ("S", "S"), ("M", "M"), ("B", "D")])
def test_frequencies_are_ours(theirs: str, ours: str) -> None:
    content = generic(generic_obs("2021", "5"), key={**KEY, "FREQ": theirs})
    assert only(content)["frequency"] == ours


def test_a_week_is_a_problem_of_its_row_only() -> None:
    content = generic(generic_obs("2021-W05", "5"), generic_obs("2021", "6"))
    assert "“2021-W05” is a week" in problem(content)
    assert rows(content)[1].cells["value"] == "6"


def test_reporting_years_are_counted_from_their_start() -> None:
    content = generic(generic_obs("2021-Q1", "5"), REPORTING_YEAR_START_DAY="--07-01")
    assert only(content)["period"] == "2021-07-01/P3M"


# --- SDMX-CSV -----------------------------------------------------------------------------------
HEADER2 = "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,COMMENT"


def action(*cells: str) -> bytes:
    return table(HEADER2, ",".join(["dataflow", "X:D(1.0)", *cells]))


class TestCsv:
    @pytest.mark.parametrize("sign", ["I", "A", "M", "R", "", "Append"])
    def test_actions_give_figures(self, sign: str) -> None:
        assert only(action(sign, "A", "CN", "2021", "5", "", ""))["value"] == "5"

    @pytest.mark.parametrize("figure", ["", "5"])
    def test_deleting_takes_the_figure_back(self, figure: str) -> None:
        found = only(action("D", "A", "CN", "2021", figure, "", ""))
        assert (found["value"], found["status"], found["note"]) == (
            "",
            "O",
            "Deleted by the source.",
        )

    @pytest.mark.parametrize("cells", [("", "", ""), ("A", "", "2021"), ("A", "CN", "")])
    def test_deleting_more_than_one_figure_is_a_problem(self, cells: tuple[str, ...]) -> None:
        assert "key is not complete" in problem(action("D", *cells, "", "", ""))

    def test_deleting_an_attribute_is_a_problem(self) -> None:
        assert "deletes attributes" in problem(action("D", "A", "CN", "2021", "", "", "x"))

    def test_merging_an_attribute_is_a_problem(self) -> None:
        assert "changes attributes" in problem(action("M", "A", "CN", "2021", "", "", "x"))

    def test_merging_a_missing_value_is_none(self) -> None:
        assert only(action("M", "A", "CN", "2021", "", "M", ""))["status"] == "O"

    def test_an_unknown_action_is_a_problem(self) -> None:
        assert "“Z” is not known" in problem(action("Z", "A", "CN", "2021", "5", "", ""))

    @pytest.mark.parametrize(
        "cells", [("A", "CN", "2021"), ("A", "CN", "2021", "5", "", "", "", "7")]
    )
    def test_a_row_of_another_width_is_a_problem(self, cells: tuple[str, ...]) -> None:
        assert "the header 9" in problem(action("I", *cells))

    def test_codes_with_labels(self) -> None:
        content = table(
            "DATAFLOW,FREQ: Frequency,REF_AREA: Area,TIME_PERIOD: Time,OBS_VALUE,"
            "OBS_STATUS: Status",
            "X:D(1.0): Steel,A: Annual,CN: China: mainland,2021,5,P: Provisional value",
        )
        found = records(content)[0].fields
        assert (found["series"], found["status"], found["period"]) == ("A.CN", "P", "2021")
        assert found["REF_AREA_label"] == "China: mainland"

    def test_labels_in_columns_of_their_own(self) -> None:
        content = table(
            "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,MEASURE,Measure,"
            "TIME_PERIOD,Time period,OBS_VALUE,Observation value,UNIT_MULT,Unit multiplier",
            "dataflow,X:D(1.0),Steel,I,CN,China,Q,Quantity,2021,,5,,6,Millions",
        )
        found = records(content)[0].fields
        assert (found["series"], found["value"]) == ("CN.Q", "5 million")
        assert (found["MEASURE_label"], found["UNIT_MULT_label"]) == ("Quantity", "Millions")

    def test_eurostat_with_its_day(self) -> None:
        content = table(
            "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG",
            "ESTAT:X(1.0),30/10/25 23:00:00,H,T,CN,2021-S1,5,bp",
        )
        found = only(content)
        assert found["series"] == "H.T.CN"
        assert (found["frequency"], found["unit"], found["entity"]) == ("S", "T", "CN")
        assert (found["status"], found["note"]) == ("B", "Status in the source: bp.")
        assert str(SdmxConnector({}).updated_on(content)) == "2025-10-30"

    @pytest.mark.parametrize("day", ["", "31/31/25", "soon"])
    def test_a_day_that_is_none_is_none(self, day: str) -> None:
        content = table("DATAFLOW,LAST UPDATE,FREQ,TIME_PERIOD,OBS_VALUE", f"X,{day},A,2021,5")
        assert SdmxConnector({}).updated_on(content) is None

    def test_the_ecb_has_a_key_of_its_own(self) -> None:
        content = table(
            "KEY,FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE,REF_AREA", "EXR.M.USD,M,USD,2021-03,5,CN"
        )
        assert only(content)["series"] == "M.USD"

    def test_other_delimiters(self) -> None:
        assert [row.cells for row in rows(CSV1.replace(b",", b";"))] == [
            row.cells for row in rows(CSV1)
        ]

    def test_usual_attributes_are_no_part_of_the_key(self) -> None:
        content = table("DATAFLOW,REF_AREA,TITLE,TIME_PERIOD,OBS_VALUE", "X,CN,Steel,2021,5")
        assert only(content)["series"] == "CN"

    def test_another_measure(self) -> None:
        content = table("STRUCTURE,STRUCTURE_ID,REF_AREA,TIME_PERIOD,TONS", "dataflow,X,CN,2021,5")
        assert only(content, measure="TONS")["value"] == "5"
        error = failure(content)
        assert error.code == "unknown_measure" and "TONS" in str(error)

    @pytest.mark.parametrize(
        ("content", "code", "says"),
        [
            (b"", "empty_file", "0 bytes"),
            (b"indicator,entity,period,value\na,b,2021,1\n", "not_sdmx", "connector csv"),
            (CSV1.splitlines()[0] + b"\n", "no_observations", "no observations"),
            (CSV1.replace(b"PRODUCT", b"FREQ"), "duplicate_column", "“FREQ” stands 2 times"),
            (CSV1 + b'X:D(1.0),"A,CN\n', "broken_table", "line 5"),
            (b"PK\x03\x04", "not_csv", "zip"),
            (CSV1 + b"\0", "nul_bytes", "NUL"),
        ],
    )  # fmt: skip
    def test_what_is_none_is_refused(self, content: bytes, code: str, says: str) -> None:
        error = failure(content)
        assert error.code == code
        assert says in str(error)


# --- SDMX-ML ------------------------------------------------------------------------------------
GROUP = (
    f"<gen:Group><gen:GroupKey>{value('PRODUCT', 'STEEL')}</gen:GroupKey><gen:Attributes>"
    f"{value('UNIT_MULT', '6')}</gen:Attributes></gen:Group>"
)
PLAIN = generic_series(KEY, generic_obs("2021", "5"))
OTHER = generic_series({**KEY, "PRODUCT": "COAL"}, generic_obs("2021", "7"))


class TestMl:
    def test_attributes_of_groups_reach_their_series(self) -> None:
        found = rows(message("GenericData", dataset(GROUP, PLAIN, OTHER)))
        assert [row.cells["value"] for row in found] == ["5 million", "7"]

    @pytest.mark.parametrize("flat", [False, True])
    def test_attributes_of_groups_reach_structure_specific_series(self, flat: bool) -> None:
        obs = 'TIME_PERIOD="2021" OBS_VALUE="5"'
        key = 'FREQ="A" REF_AREA="CN" PRODUCT='
        body = "".join(
            f'<Obs {key}"{one}" {obs}/>' if flat else f'<Series {key}"{one}"><Obs {obs}/></Series>'
            for one in ("STEEL", "COAL")
        )
        group = '<Group xsi:type="ns:Sibling" PRODUCT="STEEL" UNIT_MULT="6"/>'
        found = rows(message("StructureSpecificData", specific(group, body)))
        assert [row.cells["value"] for row in found] == ["5 million", "5"]

    def test_attributes_of_the_data_set_reach_all(self) -> None:
        shared = f"<gen:Attributes>{value('UNIT_MULT', '6')}</gen:Attributes>"
        assert only(message("GenericData", dataset(shared, PLAIN)))["value"] == "5 million"
        body = specific(
            '<Series FREQ="A" REF_AREA="CN"><Obs TIME_PERIOD="2021" OBS_VALUE="5"/></Series>',
            UNIT_MULT="6",
        )
        assert only(message("StructureSpecificData", body))["value"] == "5 million"

    @pytest.mark.parametrize("late", [GROUP, f"<gen:Attributes>{value('UNIT_MULT', '6')}"
                                             "</gen:Attributes>"])  # fmt: skip
    def test_attributes_that_come_too_late_are_refused(self, late: str) -> None:
        error = failure(message("GenericData", dataset(PLAIN, late)))
        assert error.code == "invalid_message"

    def test_a_group_without_a_key_is_refused(self) -> None:
        group = GROUP.replace(value("PRODUCT", "STEEL"), "")
        assert failure(message("GenericData", dataset(group, PLAIN))).code == "invalid_message"

    def test_flat_generic_data(self) -> None:
        key = "".join(value(*pair) for pair in {**KEY, "TIME_PERIOD": "2021"}.items())
        body = f'<gen:Obs><gen:ObsKey>{key}</gen:ObsKey><gen:ObsValue value="5"/></gen:Obs>'
        found = only(message("GenericData", dataset(body), at="AllDimensions"))
        assert (found["series"], found["period"], found["value"]) == ("A.CN.STEEL", "2021", "5")

    def test_series_across_another_dimension(self) -> None:
        key = {"FREQ": "A", "REF_AREA": "CN", "TIME_PERIOD": "2021"}
        body = dataset(generic_series(key, generic_obs("STEEL", "5")))
        found = only(message("GenericData", body, at="PRODUCT"))
        assert (found["series"], found["period"]) == ("A.CN.STEEL", "2021")

    def test_usual_attributes_are_no_part_of_a_structure_specific_key(self) -> None:
        assert rows(made.SERIES)[0].cells["series"] == "A.CN.STEEL.T"

    def test_deleted_observations_are_taken_back(self) -> None:
        found = only(message("GenericData", dataset(PLAIN, action="Delete")))
        assert (found["value"], found["status"]) == ("", "O")

    def test_a_deleted_series_is_a_problem(self) -> None:
        content = message("GenericData", dataset(generic_series(KEY), action="Delete"))
        assert "deletes a whole series" in problem(content)

    def test_vintages_have_their_day(self) -> None:
        body = [
            dataset(PLAIN, action="Replace", validFromDate=f"2021-0{month}-10T08:00:00")
            for month in (3, 4)
        ]
        content = message("GenericData", "".join(body))
        found = rows(content, columns={"published_on": "valid_from"})
        assert [row.cells["published_on"] for row in found] == ["2021-03-10", "2021-04-10"]

    def test_text_attributes_of_version_3(self) -> None:
        body = specific(
            '<Series FREQ="A" REF_AREA="CN"><Comp id="COMMENT_TS"><Value>steel &amp; iron</Value>'
            '</Comp><Obs TIME_PERIOD="2021" OBS_VALUE="5"/></Series>'
        )
        content = message("StructureSpecificData", body, version="v3_0")
        assert only(content, columns={"note": "COMMENT_TS"})["note"] == "steel & iron"

    def test_a_measure_of_another_name(self) -> None:
        body = specific(
            '<Series FREQ="A" REF_AREA="CN"><Obs TIME_PERIOD="2021" TONS="5"/></Series>'
        )
        content = message("StructureSpecificData", body)
        assert only(content, measure="TONS")["value"] == "5"
        error = failure(content)
        assert error.code == "missing_field" and "TONS" in str(error)

    def test_signs_that_xml_escapes(self) -> None:
        content = generic(
            generic_obs("2021", "5"), TITLE="A&amp;B &lt;C&gt; &quot;D&#39; &#233; &amp;amp; &#38;"
        )
        found = only(content, columns={"note": "TITLE"})
        assert found["note"] == "A&B <C> \"D' é &amp; &"

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
    def test_encodings(self, encoding: str) -> None:
        text = generic(generic_obs("2021", "5"), TITLE="Größe").decode()
        name = encoding.removesuffix("-sig")
        content = text.replace('encoding="UTF-8"', f'encoding="{name}"').encode(encoding)
        assert only(content, columns={"note": "TITLE"})["note"] == "Größe"

    @pytest.mark.parametrize(
        ("content", "code", "says"),
        [
            (message("Structure", ""), "not_sdmx", "structure message"),
            (message("GenericMetadata", ""), "not_sdmx", "not of data (GenericMetadata)"),
            (message("GenericData", ""), "no_observations", "no observations"),
            (message("GenericData", dataset()), "no_observations", "no observations"),
            (made.GENERIC.replace(b"v2_1", b"v2_0"), "not_sdmx", "SDMX-ML 2.0"),
            (b"<a/>", "not_sdmx", "first element is a"),
            (b"<html><title>502 Bad Gateway</title>", "not_sdmx", "titled “502 Bad Gateway”"),
            (made.GENERIC[:-40], "broken_xml", "cannot be read"),
            (b"<", "broken_xml", "cannot be read"),
            (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "unknown_encoding", "utf-7"),
        ],
    )  # fmt: skip
    def test_what_is_none_is_refused(self, content: bytes, code: str, says: str) -> None:
        error = failure(content)
        assert error.code == code
        assert says in str(error)

    def test_an_error_says_what_the_provider_says(self) -> None:
        body = '<mes:ErrorMessage code="{}"><com:Text>{}</com:Text></mes:ErrorMessage>'
        error = failure(message("Error", body.format("140", "Syntax error in key")))
        assert error.code == "provider_error"
        assert "“Syntax error in key” (140)" in str(error)
        error = failure(message("Error", body.format("100", "No results")))
        assert error.code == "no_results"

    def test_a_fault_of_soap_is_one_too(self) -> None:
        content = (
            b'<S:Envelope xmlns:S="x"><S:Body><S:Fault><faultcode>100</faultcode>'
            b"<faultstring>No results found</faultstring></S:Fault></S:Body></S:Envelope>"
        )
        error = failure(content)
        assert (error.code, "“No results found” (100)" in str(error)) == ("no_results", True)

    def footer(self, code: str) -> str:
        return (
            f'<footer:Footer><footer:Message code="{code}" severity="Warning"><com:Text>Due to the '
            "large query the answer is written to a file</com:Text><com:Text>Come back</com:Text>"
            "</footer:Message></footer:Footer>"
        )

    def test_a_footer_alone_says_why_there_are_no_data(self) -> None:
        error = failure(message("GenericData", self.footer("413")))
        assert error.code == "query_too_large"
        for words in ("written to a file Come back", "413", "fetched later", "smaller query"):
            assert words in str(error)

    def test_a_footer_that_says_that_data_are_missing_is_an_error(self) -> None:
        error = failure(message("GenericData", dataset(PLAIN) + self.footer("510")))
        assert error.code == "query_too_large" and "not complete" in str(error)
        assert only(message("GenericData", dataset(PLAIN) + self.footer("200")))["value"] == "5"


# --- SDMX-JSON ----------------------------------------------------------------------------------
def changed(**changes: Any) -> bytes:
    structure, data = made.json_parts()
    return json.dumps({"structure": structure, "dataSets": [{**data, **changes}]}).encode()


class TestJson:
    def test_numbers_stay_as_they_are_written(self) -> None:
        content = made.json_1().replace(b"1032.8", b"1032.8000000000000001")
        assert records(content)[0].fields["OBS_VALUE"] == "1032.8000000000000001"

    def test_flat_data(self) -> None:
        structure, _ = made.json_parts()
        every = structure["dimensions"]
        flat = {
            "dimensions": {"observation": [*every["dataSet"], *every["series"],
                                           *every["observation"]]},
            "attributes": {"observation": structure["attributes"]["observation"]},
        }  # fmt: skip
        document = {"structure": flat, "dataSets": [{"observations": {"0:1:0:1": [5, 1]}}]}
        found = only(json.dumps(document).encode())
        assert (found["series"], found["period"], found["value"], found["status"]) == (
            "A.CN.STEEL", "2022", "5", "P",
        )  # fmt: skip

    def test_attributes_without_a_list_of_values_say_them(self) -> None:
        structure, data = made.json_parts()
        structure["attributes"]["observation"].append({"id": "COMMENT_OBS"})
        data["series"] = {"1:0": {"attributes": [0], "observations": {"0": ["5", 0, "late"]}}}
        document = {"data": {"structures": [structure], "dataSets": [data]}}
        found = only(json.dumps(document).encode(), columns={"note": "COMMENT_OBS"})
        assert found["note"] == "late"

    def test_another_measure(self) -> None:
        structure, data = made.json_parts()
        structure["measures"] = {"observation": [{"id": "KG"}, {"id": "TONS"}]}
        data["series"] = {"1:0": {"attributes": [None], "observations": {"0": [5000, 5, 0]}}}
        content = json.dumps({"data": {"structures": [structure], "dataSets": [data]}}).encode()
        assert only(content, measure="TONS")["value"] == "5"
        assert failure(content).code == "unknown_measure"

    def test_deleted_observations_are_taken_back(self) -> None:
        assert {row.cells["value"] for row in rows(changed(action="Delete"))} == {""}

    @pytest.mark.parametrize(
        "series",
        [
            {"9:0": {"observations": {"0": [5]}}},
            {"1": {"observations": {"0": [5]}}},
            {"x:0": {"observations": {"0": [5]}}},
            {"1:0": {"observations": {"7": [5]}}},
            {"1:0": {"observations": {"0": [5, 9]}}},
            {"1:0": {"attributes": [9], "observations": {"0": [5]}}},
            {"1:0": {"attributes": [0, 0], "observations": {"0": [5]}}},
            {"1:0": {"observations": [5]}},
        ],
    )
    def test_a_key_that_leads_nowhere_is_a_problem(self, series: object) -> None:
        assert problem(changed(series=series))

    def test_attributes_of_groups_are_refused(self) -> None:
        error = failure(changed(dimensionGroupAttributes={"0::": [0]}))
        assert "`format` csv" in str(error)

    @pytest.mark.parametrize(
        ("content", "code", "says"),
        [
            (b"{", "broken_json", "line 1, column 2"),
            (b"[1]", "not_sdmx", "JSON list"),
            (b"{}", "not_sdmx", "no SDMX data message"),
            (b'{"data": {"codelists": []}}', "not_sdmx", "structure message"),
            (b'{"a": 1, "a": 2}', "name_twice", "“a” stands twice"),
            (b'{"a": "\\u0000"}', "nul_bytes", "NUL"),
            (b'{"a": "\\ud800"}', "nul_bytes", "half of a character"),
            (b"[" * 100_000, "too_deep", "nests"),
            (b'{"\xff', "wrong_encoding", "byte 2"),
            (changed(series={}), "no_observations", "no observations"),
            (changed(structure=3), "not_sdmx", "not there"),
            (b'{"errors": [{"code": 140, "title": "Bad key"}]}', "provider_error",
             "“Bad key” (140)"),
            (b'{"error": [{"status": 404, "id": 100, "label": "No results"}]}', "no_results",
             "“No results” (100)"),
        ],
    )  # fmt: skip
    def test_what_is_none_is_refused(self, content: bytes, code: str, says: str) -> None:
        error = failure(content)
        assert error.code == code
        assert says in str(error)


def test_fields_of_our_names_step_aside() -> None:
    content = table("DATAFLOW,status,series,REF_AREA,TIME_PERIOD,OBS_VALUE", "X,new,7,CN,2021,5")
    fields = records(content)[0].fields
    assert (fields["status_"], fields["series_"]) == ("new", "7")
    assert (fields["status"], fields["series"]) == ("", "new.7.CN")


def test_version_1_of_this_namespace_is_not_read() -> None:
    assert V21 in made.GENERIC.decode()
    assert "SDMX-ML 1.0" in str(failure(made.GENERIC.replace(b"v2_1", b"v1_0")))

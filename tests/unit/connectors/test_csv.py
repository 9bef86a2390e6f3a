import io
import itertools
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from indicators.connectors.base import RAW_KEPT, ConnectorError, Fetched, ParsedRow, Previous
from indicators.connectors.csv import CsvConnector

HEADER = b"indicator,entity,period,value\n"
ROW = b"cn.5g,CHN,2021,654000\n"
CELLS = {"indicator": "cn.5g", "entity": "CHN", "period": "2021", "value": "654000"}


def rows(content: bytes, **parameters: object) -> list[ParsedRow]:
    return list(CsvConnector(parameters).parse(content))


def failure(content: bytes, **parameters: object) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        rows(content, **parameters)
    assert caught.value.permanent
    return caught.value


def lines(parsed: Sequence[ParsedRow]) -> list[int]:
    return [row.line for row in parsed]


class TestReading:
    def test_gives_cells_by_column_and_the_line_in_the_file(self) -> None:
        assert rows(HEADER + ROW) == [ParsedRow(2, CELLS)]

    @pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_finds_the_delimiter_and_any_line_end(self, sign: str, end: bytes) -> None:
        content = (HEADER + ROW).replace(b",", sign.encode()).replace(b"\n", end)
        assert rows(content) == [ParsedRow(2, CELLS)]

    def test_finds_the_delimiter_although_another_is_more_frequent(self) -> None:
        content = 'indicator;entity;period;value;"note, with, many, commas, in, it"\na;b;1;2;3'
        assert rows(content.encode(), ignore_columns="*")[0].cells["value"] == "2"

    def test_takes_the_delimiter_that_excel_names(self) -> None:
        assert rows(b"sep=;\r\n" + (HEADER + ROW).replace(b",", b";")) == [ParsedRow(3, CELLS)]

    @pytest.mark.parametrize("name", ["semicolon", ";", "Semicolon"])
    def test_takes_the_declared_delimiter(self, name: str) -> None:
        content = (HEADER + ROW).replace(b",", b";")
        assert rows(content, delimiter=name) == [ParsedRow(2, CELLS)]

    def test_matches_headings_by_name_in_any_order_width_and_case(self) -> None:
        content = "Ｖalue, Period ,ENTITY,indicator\n654000,2021,CHN,cn.5g\n"
        assert rows(content.encode())[0].cells == CELLS

    def test_keeps_physical_lines_through_blank_lines_and_cells_of_several_lines(self) -> None:
        content = b"\n" + HEADER + b'a,b,"1\n2",3\n\n,,,\n  \n' + ROW
        assert lines(rows(content)) == [3, 8]

    def test_trims_spaces_around_cells_and_leaves_the_text_as_it_is(self) -> None:
        content = (
            HEADER.strip() + ",note\n\u3000a\u00a0, CHN\t,２０２１年, 1,  “钢  铁” \n".encode()
        )
        assert rows(content)[0].cells == {
            "indicator": "a", "entity": "CHN", "period": "２０２１年", "value": "1",
            "note": "“钢  铁”",
        }  # fmt: skip

    def test_takes_away_the_apostrophe_that_protects_a_spreadsheet(self) -> None:
        content = HEADER.strip() + b",note\na,b,1,-2,'=SUM(A1)\na,b,1,'-2,'tis\n"
        assert [(row.cells["value"], row.cells["note"]) for row in rows(content)] == [
            ("-2", "=SUM(A1)"), ("-2", "'tis"),
        ]  # fmt: skip

    def test_allows_empty_cells_and_headings_at_the_end(self) -> None:
        content = HEADER.strip() + b",,\na,b,1,2,,\na,b,1,2,,,,\n"
        assert [row.problem for row in rows(content)] == [None, None]

    def test_streams(self) -> None:
        """A row is there before the ones behind it have been looked at."""
        parsed = CsvConnector({}).parse(HEADER + ROW * 1000 + b'a,"b')
        assert len(list(itertools.islice(parsed, 1000))) == 1000
        with pytest.raises(ConnectorError):
            next(parsed)


class TestColumns:
    def test_are_mapped_filled_and_ignored_as_declared(self) -> None:
        content = "年份,产量,来源\n2021,10.3,甲\n".encode()
        parsed = rows(
            content,
            columns={"period": "年份", "value": "产量"},
            defaults={"indicator": "cn.steel", "entity": "CHN", "version": 2},
            ignore_columns=["来源"],
        )
        assert parsed[0].cells == {
            "indicator": "cn.steel", "entity": "CHN", "version": "2", "period": "2021",
            "value": "10.3",
        }  # fmt: skip

    def test_of_the_file_win_over_defaults(self) -> None:
        assert rows(HEADER + ROW, defaults={"entity": "IND"})[0].cells == CELLS

    def test_may_share_a_heading(self) -> None:
        parsed = rows(HEADER + ROW, columns={"value": "value", "value_as_stated": "value"})
        assert parsed[0].cells["value_as_stated"] == "654000"

    def test_named_by_a_mapping_are_no_other_column(self) -> None:
        """The file's “value” is a note here, so the figure must come from elsewhere."""
        content = b"indicator,entity,period,value,figure\na,b,1,text,2\n"
        parsed = rows(content, columns={"value": "figure", "note": "value"})
        assert (parsed[0].cells["value"], parsed[0].cells["note"]) == ("2", "text")

    def test_below_a_preamble(self) -> None:
        content = b'A title with a " in it\n(unit: 10,000)\n\n' + HEADER + ROW
        assert rows(content, header_row=4) == [ParsedRow(5, CELLS)]

    @pytest.mark.parametrize(
        ("header", "parameters", "code", "says"),
        [
            ("indicator,entity,period", {}, "missing_column",
             ["“value”", "Found: “indicator”, “entity”, “period”"]),
            ("指标,地区", {}, "missing_column", ["“indicator”", "“指标”"]),
            ("indicator,entity,period,value", {"columns": {"unit": "单位"}}, "missing_column",
             ["“单位”", "for unit"]),
            ("indicator,entity,period,value,Value", {}, "duplicate_column", ["“value”", "2 times"]),
            ("indicator,entity,period,value,foo", {}, "unknown_column",
             ["“foo”", "Known are basis", "ignore_columns"]),
            ("indicator,entity,period,value,foo,bar", {"ignore_columns": ["foo"]},
             "unknown_column", ["“bar”"]),
            ("indicator,entity,period,value,v", {"columns": {"value": "v"}}, "unknown_column",
             ["“value”"]),
            ('indicator,"entity', {}, "unclosed_quote", ["line 1"]),
        ],
    )  # fmt: skip
    def test_that_are_not_clear_stop_the_file(
        self, header: str, parameters: dict[str, Any], code: str, says: list[str]
    ) -> None:
        error = failure(f"{header}\n1,2,3,4,5,6\n".encode(), **parameters)
        assert error.code == code
        assert error.line == 1 or code == "unclosed_quote"
        for words in says:
            assert words in str(error)


class TestBrokenRows:
    @pytest.mark.parametrize(
        ("row", "says"),
        [
            ("a,b,1", "3 cells, the header 4"),
            ("a,b,1,2,3", "5 cells, the header 4"),
            ('a,"b"x,1,2', "after a closing quotation mark"),
        ],
    )
    def test_are_kept_with_their_line_and_text_and_spoil_no_other(
        self, row: str, says: str
    ) -> None:
        parsed = rows(HEADER + ROW + row.encode() + b"\r\n" + ROW)
        assert lines(parsed) == [2, 3, 4]
        assert [bool(each.problem) for each in parsed] == [False, True, False]
        assert says in (parsed[1].problem or "")
        assert parsed[1].raw == row
        assert parsed[2].cells == CELLS

    def test_include_text_below_no_heading(self) -> None:
        parsed = rows(HEADER.strip() + b",\na,b,1,2,lost\n")
        assert "without a heading" in (parsed[0].problem or "")

    def test_are_cut_when_they_are_very_long(self) -> None:
        parsed = rows(HEADER + b"x" * 100_000 + b"\n" + ROW)
        assert len(parsed[0].raw) == RAW_KEPT

    @pytest.mark.parametrize(
        "rest",
        [b"", ROW, b'a,b,"2021",1\n' + ROW, ROW * 20_000],
        ids=["last row", "another row", "a quote further down", "a long file"],
    )
    def test_stop_the_file_when_a_quote_never_closes(self, rest: bytes) -> None:
        """Rows have run together, so none behind it can be told apart."""
        error = failure(HEADER + ROW + b'cn.5g,"CHN,2021,1\n' + rest)
        assert error.code in ("unclosed_quote", "cell_too_long")
        assert error.line == 3
        assert "line 3" in str(error)
        assert 'cn.5g,"CHN,2021,1' in str(error)


def workbook() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


PAGE = b"<!DOCTYPE html>\n<html><head><title>502 Bad\nGateway</title></head><body>,</body></html>"


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("content", "code", "says"),
        [
            (b"", "empty_file", "0 bytes"),
            (b"\xef\xbb\xbf", "empty_file", "no header"),
            (b" \r\n\t\r\n", "empty_file", "line 2"),
            (HEADER, "only_header", "no rows"),
            (HEADER + b"\n,,,\n \n", "only_header", "no rows"),
            (PAGE, "not_csv", "a web page titled “502 Bad Gateway”"),
            (b"\xef\xbb\xbf \r\n\t" + PAGE, "not_csv", "web page"),
            (b"<!-- saved --><HTML>", "not_csv", "web page"),
            (b"<script>location='/captcha'</script>", "not_csv", "web page"),
            (b'<?xml version="1.0"?><html xmlns="x">', "not_csv", "web page"),
            (PAGE.decode().encode("utf-16"), "not_csv", "web page"),
            (b'<?xml version="1.0"?><feed><title>x</title></feed>', "not_csv", "XML"),
            (b'{"error": "no such dataset"}', "not_csv", "JSON"),
            (b'[{"a": 1}]', "not_csv", "JSON"),
            (workbook(), "not_csv", "Excel workbook (.xlsx)"),
            (b"PK\x03\x04rest", "not_csv", "zip archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "not_csv", "Excel workbook (.xls)"),
            (b"\x1f\x8b\x08", "not_csv", "gzip"),
            (b"%PDF-1.7", "not_csv", "PDF"),
            (b"\x89PNG\r\n", "not_csv", "picture"),
            (HEADER + b"a,b,1,\x002\n", "nul_bytes", "byte 36"),
            (HEADER.decode().encode("utf-16-le"), "nul_bytes", "utf-16-le"),
        ],
    )  # fmt: skip
    def test_are_named_for_what_they_are(self, content: bytes, code: str, says: str) -> None:
        error = failure(content)
        assert error.code == code
        assert says in str(error)

    def test_larger_than_the_limit_are_refused(self) -> None:
        assert failure(HEADER + ROW, max_bytes=10).code == "too_large"

    def test_shorter_than_the_declared_header_are_refused(self) -> None:
        assert failure(HEADER + ROW, header_row=9).code == "no_header"


CHINESE = "indicator,entity,period,value,note\na,CHN,2021年,1,粗钢产量低于上年：镕㐀\n"


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"]
    )  # fmt: skip
    def test_are_found(self, encoding: str) -> None:
        assert rows(CHINESE.encode(encoding))[0].cells["note"] == "粗钢产量低于上年：镕㐀"

    def test_big_endian_marks_are_found(self) -> None:
        assert rows(b"\xfe\xff" + CHINESE.encode("utf-16-be"))[0].cells["period"] == "2021年"

    @pytest.mark.parametrize("encoding", ["big5", "cp1252", "utf-16-be", "GB18030", "UTF8"])
    def test_are_taken_as_declared(self, encoding: str) -> None:
        text = HEADER.decode().strip() + ",note\na,CHN,2021,1,"
        word = "é" if encoding == "cp1252" else "萬"
        assert rows((text + word).encode(encoding), encoding=encoding)[0].cells["note"] == word

    def test_declared_win_over_what_would_be_found(self) -> None:
        """These two bytes are also valid UTF-8."""
        content = HEADER + b"a,\xc3\xa9,1,2\n"
        assert rows(content)[0].cells["entity"] == "é"
        assert rows(content, encoding="gbk")[0].cells["entity"] == "茅"

    def test_a_mark_at_the_start_is_no_part_of_the_heading(self) -> None:
        content = b"\xef\xbb\xbf" + HEADER + ROW
        assert rows(content, encoding="utf-8") == [ParsedRow(2, CELLS)]

    @pytest.mark.parametrize("filler", [0, 1 << 20, (1 << 20) - 1, (1 << 20) - 2, 3_000_000])
    def test_that_do_not_fit_name_the_byte(self, filler: int) -> None:
        """The pieces in which a file is checked do not show; some cut a letter in two."""
        start = HEADER + b"x" * filler + "钢".encode()
        error = failure(start + b"\xff\xff,", encoding="utf-8")
        assert error.code == "wrong_encoding"
        assert error.params["offset"] == len(start)
        assert f"byte {len(start):,}" in str(error)
        error = failure(start + b"\xff\xff,")
        assert error.code == "unknown_encoding"
        assert error.params["utf8"] == len(start)

    def test_cut_off_in_the_middle_of_a_letter_name_the_byte(self) -> None:
        content = HEADER + "钢".encode()[:2]
        assert failure(content, encoding="utf-8").params["offset"] == len(HEADER)

    def test_gb18030_that_does_not_fit_names_the_byte(self) -> None:
        start = HEADER + "钢铁".encode("gb18030") + b"x" * ((1 << 20) - len(HEADER) - 5)
        error = failure(start + "钢".encode("gb18030") + b"\xff", encoding="gb18030")
        assert error.params["offset"] == len(start) + 2


class TestParameters:
    @pytest.mark.parametrize(
        ("parameters", "code", "says"),
        [
            ({"uri": "x"}, "unknown_parameter", ["“uri”", "Allowed: url, path"]),
            ({"url": "https://a.example/x", "path": "inbox:x.csv"}, "two_places", ["one of them"]),
            ({"url": "ftp://a.example/x"}, "invalid_url", ["ftp"]),
            ({"path": "/etc/passwd"}, "invalid_path", ["/etc/passwd", "inbox:figures.csv"]),
            ({"path": "inbox:../x"}, "invalid_path", ["root:folder"]),
            ({"url": 5}, "invalid_parameter", ["url", "5", "a text"]),
            ({"delimiter": "x"}, "unknown_delimiter", ["“x”", "semicolon"]),
            ({"encoding": "utf-9"}, "unknown_encoding", ["“utf-9”", "gb18030"]),
            ({"encoding": "idna"}, "unknown_encoding", ["“idna”"]),
            ({"encoding": "rot13"}, "unknown_encoding", ["“rot13”"]),
            ({"encoding": "a\0b"}, "unknown_encoding", ["gb18030"]),
            ({"columns": {"year": "Year"}}, "unknown_canonical_column", ["“year”", "period"]),
            ({"columns": {"period": " "}}, "empty_heading", ["period"]),
            ({"columns": ["period"]}, "invalid_parameter", ["columns", "mapping"]),
            ({"defaults": {"entitty": "CHN"}}, "unknown_canonical_column", ["“entitty”"]),
            ({"defaults": {"value": 0.1}}, "invalid_parameter", ["0.1", "quote"]),
            ({"defaults": {"value": True}}, "invalid_parameter", ["is {value: true}"]),
            ({"defaults": {"entity": "CHN"}, "columns": {"entity": "x"}}, "column_twice_declared",
             ["entity"]),
            ({"header_row": 0}, "invalid_parameter", ["header_row", "from 1"]),
            ({"header_row": "two"}, "invalid_parameter", ["two"]),
            ({"max_bytes": True}, "invalid_parameter", ["max_bytes"]),
            ({"ignore_columns": [1]}, "invalid_parameter", ["ignore_columns"]),
        ],
    )  # fmt: skip
    def test_that_are_wrong_are_named(
        self, parameters: dict[str, object], code: str, says: list[str]
    ) -> None:
        with pytest.raises(ConnectorError) as caught:
            CsvConnector(parameters)
        assert caught.value.code == code
        for words in says:
            assert words in str(caught.value)

    def test_that_are_empty_are_left_out(self) -> None:
        empty = {"url": "", "path": None, "columns": None, "header_row": "", "ignore_columns": ""}
        assert rows(HEADER + ROW, **empty) == [ParsedRow(2, CELLS)]


class RecordingFetcher:
    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None,
        max_bytes: int | None = None, accept: str | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> Fetched:  # fmt: skip
        self.asked.append((url, etag, last_modified, max_bytes))
        return Fetched(HEADER, "text/csv", url, "a.csv")

    def post(self, url: str, form: Mapping[str, str], *, max_bytes: int | None = None) -> Fetched:
        raise AssertionError("a table is not asked for by a form")

    def read_file(self, location: str, *, max_bytes: int | None = None) -> Fetched:
        self.asked.append((location, max_bytes))
        return Fetched(HEADER, "text/csv", location, "a.csv")


class TestFetching:
    def test_from_a_url_is_conditional(self) -> None:
        fetcher = RecordingFetcher()
        connector = CsvConnector({"url": "https://a.example/x.csv", "max_bytes": "99"})
        assert connector.can_fetch
        assert connector.fetch(fetcher, Previous('"v1"', "yesterday")).content == HEADER
        assert fetcher.asked == [("https://a.example/x.csv", '"v1"', "yesterday", 99)]

    def test_from_a_file(self) -> None:
        fetcher = RecordingFetcher()
        CsvConnector({"path": "inbox:x.csv", "max_bytes": 99}).fetch(fetcher)
        assert fetcher.asked == [("inbox:x.csv", 99)]

    def test_from_nowhere_is_an_error_that_says_so(self) -> None:
        connector = CsvConnector({})
        assert not connector.can_fetch
        with pytest.raises(ConnectorError, match="Upload a file"):
            connector.fetch(RecordingFetcher())

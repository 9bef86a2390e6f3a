"""Files beside the pages: the same numbers with every digit, safe in any spreadsheet program."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from indicators.domain.periods import parse_period
from indicators.models import Target
from indicators.web.take import writers
from indicators.web.take.table import Table, columns, file_name
from indicators.web.views import downloads
from tests import factories
from tests.integration.web.conftest import Site, make_target

INDICATOR = "cn.5g.base_stations"


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # Excel takes it for UTF-8 only so
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def exact(content: bytes) -> Any:
    return json.loads(content, parse_float=Decimal)


@pytest.mark.usefixtures("world")
class TestOneNumberEverywhere:
    def test_page_csv_xlsx_json_and_api_agree(self, site: Site) -> None:
        factories.revisions({"2022-06": [("2022-07-20", "1853500.50")]})
        day = "as_of=2022-08-01"
        assert "1,853,500.5" in site.get(f"/indicators/{INDICATOR}/?{day}").text
        found = rows_of(site.file(f"/indicators/{INDICATOR}.csv?{day}").content)
        assert [one["value"] for one in found if one["period"] == "2022-06"] == ["1853500.50"]
        of_target = rows_of(site.file(f"/targets/cn-5g-2030.csv?{day}").content)
        row = next(one for one in of_target if one["period"] == "2022-06")
        assert row["value"] == "1853500.50"
        data = exact(site.file(f"/targets/cn-5g-2030.json?{day}").content)
        own = next(one for one in data["rows"] if one["period"] == "2022-06")
        assert str(own["value"]) == "1853500.50"
        sheet = sheets_of(site.file(f"/targets/cn-5g-2030.xlsx?{day}").content)["Data"]
        head = sheet[0]
        line = next(one for one in sheet if one[head.index("period")] == "2022-06")
        assert line[head.index("value")] == 1853500.5
        assert isinstance(line[head.index("value")], float)
        answer = site.client.get(f"/indicators/{INDICATOR}.json?{day}", follow=True)
        figures = exact(answer.content)["results"]
        api = next(one for one in figures if one["period"] == "2022-06")
        assert str(api["value"]) == "1853500.50"
        assert api["id"] == row["id"] == own["id"] == line[head.index("id")]
        compared = rows_of(site.file(f"/compare.csv?indicator={INDICATOR}&per=M&{day}").content)
        assert [one["value"] for one in compared if one["period"] == "2022-06"] == ["1853500.50"]


@pytest.mark.usefixtures("world")
class TestTheIndicator:
    def test_has_every_vintage_with_its_source(self, site: Site) -> None:
        found = rows_of(site.file(f"/indicators/{INDICATOR}.csv").content)
        old, new = [one for one in found if one["period"] == "2020-12"]
        assert (old["value"], old["published"], old["superseded"]) == (
            "718000", "2021-01-26", "2021-05-19",
        )  # fmt: skip
        assert (new["value"], new["superseded"]) == ("771000", "")
        assert new["entity_code"] == "CHN"
        assert new["unit"] == "stations"
        assert new["source"] == "miit"
        assert new["retrieved"] == "2026-11-23"
        assert new["id"] == f"{INDICATOR}:CHN:level:M:miit/2020-12/2021-05-19/{new['revision']}"

    def test_follows_the_day_and_the_revision(self, site: Site) -> None:
        found = rows_of(site.file(f"/indicators/{INDICATOR}.csv?as_of=2021-05-18").content)
        assert [one["value"] for one in found] == ["718000"]
        found = rows_of(site.file(f"/indicators/{INDICATOR}.csv?rev=1").content)
        assert [one["value"] for one in found] == ["718000"]

    def test_json_is_that_of_the_api(self, site: Site) -> None:
        answer = site.file(f"/indicators/{INDICATOR}.json?as_of=2022-06-01&rev=3", 302)
        assert answer["Location"] == (
            f"/api/v1/observations/?indicator={INDICATOR}&entity=CHN&vintages=true&limit=10000"
            "&as_of=2022-06-01&rev=3"
        )
        assert len(exact(site.client.get(answer["Location"]).content)["results"]) == 3


@pytest.mark.usefixtures("world")
class TestTheTarget:
    def test_has_path_gap_and_bound(self, site: Site) -> None:
        found = rows_of(site.file("/targets/cn-5g-2021.csv").content)
        june = next(one for one in found if one["period"] == "2021-06")
        assert june["value"] == "961000"
        assert june["path"] == "1071000"
        assert june["gap"] == "-110000"
        assert june["bound_low"] == "1371000"
        assert june["bound_high"] == ""

    def test_notes_say_what_it_is_and_how_to_cite_it(self, site: Site) -> None:
        found = dict(sheets_of(site.file("/targets/cn-5g-2021.xlsx").content)["Notes"])
        assert found["Title"] == "cn-5g-2021 (China)"
        assert found["Quoted"] == "more than 600,000 base stations"
        assert found["Status"] == "Met"
        assert found["Data revision"] == "4"
        assert found["As known on"] == "2026-11-23 (23 November 2026)"
        assert found["Permanent address"].endswith("/targets/cn-5g-2021/?as_of=2026-11-23&rev=4")
        assert "“cn-5g-2021 (China)”" in found["Cite as"]

    def test_a_promise_without_a_number_has_notes_only(self, site: Site) -> None:
        assert rows_of(site.file("/targets/control.csv").content) == []
        assert exact(site.file("/targets/control.json").content)["notes"]["Status"]

    def test_unknown_ones_are_not_found(self, site: Site) -> None:
        assert "There is no target “nope”" in site.file("/targets/nope.csv", 404).content.decode()
        assert "had not been announced" in site.file(
            "/targets/cn-5g-2030.csv?as_of=2021-02-01", 404
        ).content.decode()  # fmt: skip


@pytest.mark.usefixtures("world")
class TestTheList:
    def test_is_what_is_filtered_in_its_order(self, site: Site) -> None:
        found = rows_of(site.file("/targets.csv").content)
        assert {one["target"] for one in found} == {"cn-5g-2021", "cn-5g-2030", "control"}
        met = rows_of(site.file("/targets.csv?status=met").content)
        assert [(one["target"], one["figure"], one["bound_low"]) for one in met] == [
            ("cn-5g-2021", "654000", "600000")
        ]
        assert [one["target"] for one in rows_of(site.file("/targets.csv?q=2030").content)] == [
            "cn-5g-2030"
        ]
        ordered = rows_of(site.file("/targets.csv?sort=name").content)
        assert [one["target"] for one in ordered] == ["cn-5g-2021", "cn-5g-2030", "control"]

    def test_has_all_pages_not_the_one_that_is_shown(self, site: Site) -> None:
        for number in range(60):
            make_target(f"t-{number}")
        assert len(rows_of(site.file("/targets.csv?page=2").content)) == 63

    def test_is_linked_with_the_filters_also_by_htmx(self, site: Site) -> None:
        page = site.get("/?status=met&as_of=2022-06-01", headers={"HX-Request": "true"})
        assert "/targets.csv?status=met&as_of=2022-06-01" in page.links
        assert "/targets.xlsx?status=met&as_of=2022-06-01" in page.links


@pytest.mark.usefixtures("world")
class TestFiles:
    @pytest.mark.parametrize(
        ("address", "name"),
        [
            ("/targets.csv?as_of=2021-07-01", "targets_rev2_2021-07-01.csv"),
            ("/targets/cn-5g-2021.xlsx", "cn-5g-2021_rev4_2026-11-23.xlsx"),
            (f"/indicators/{INDICATOR}.csv?rev=2", f"{INDICATOR}_CHN_rev2_2026-11-23.csv"),
            ("/compare.json", "compare-entities-cn.5g.base_stations_rev4_2026-11-23.json"),
            ("/targets/cn-5g-2021.bib?rev=99", "cn-5g-2021_rev4_2026-11-23.bib"),
        ],
    )
    def test_have_a_name_that_says_what_they_are(self, site: Site, address: str, name: str) -> None:
        answer = site.file(address)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_value_that_cannot_be_used_is_an_error_not_another_file(self, site: Site) -> None:
        for query in ("as_of=banana", "status=nope", "rev=x"):
            answer = site.file(f"/targets.csv?{query}", 400)
            assert answer["Content-Type"].startswith("text/plain")
            assert "No file was made" in answer.content.decode()
        assert site.file(f"/indicators/{INDICATOR}.json?entity=XX", 400)

    def test_what_is_too_long_is_refused_with_a_way_out(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(downloads, "MOST_ROWS", 2)
        answer = site.file("/targets.csv", 413)
        assert "3 rows are more than a file takes (2)" in answer.content.decode()
        assert site.file("/targets.csv?status=met")

    def test_unchanged_ones_are_not_sent_again(self, site: Site) -> None:
        tag = site.file("/targets.xlsx")["ETag"]
        answer = site.client.get("/targets.xlsx", headers={"If-None-Match": tag})
        assert answer.status_code == 304
        assert answer.content == b""

    def test_speak_the_language_of_the_page(self, site: Site) -> None:
        found = rows_of(site.file("/targets.csv?lang=zh-hans&q=cn-5g-2021").content)
        assert found[0]["name"] == "2021年新建5G基站"

    def test_a_document_has_a_citation_only(self, site: Site) -> None:
        assert site.file("/documents/article.bib")
        assert site.file("/documents/article.csv", 404)


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")']


def table(*rows: tuple[Any, ...]) -> Table:
    return Table("t", "T", columns("code", "name*", "value"), rows, [("Title", "=1+1")])


class TestWriters:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_texts_of_people_are_no_formulas_in_csv(self, text: str) -> None:
        content = writers.to_csv(table(("-a", text, Decimal("-1.50")))).decode("utf-8-sig")
        row = list(csv.reader(io.StringIO(content, newline="")))[1]
        # Codes and numbers stay as they are: they would not be the same number otherwise.
        assert row == ["-a", f"'{text}", "-1.50"]

    @pytest.mark.parametrize("text", HOSTILE)
    def test_texts_are_texts_in_xlsx(self, text: str) -> None:
        content = writers.to_xlsx(table((text, text, Decimal(1))), on=date(2026, 1, 1))
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                if "worksheets/sheet" in name:
                    assert b"<f>" not in book.read(name)
                    assert b"<hyperlink" not in book.read(name)
        row = sheets_of(content)["Data"][1]
        assert row[0].strip() == text.strip()

    def test_numbers_days_and_texts_keep_their_kind_in_xlsx(self) -> None:
        names = columns("a", "b", "c", "d", "e")
        rows = [(Decimal("1053.10"), 7, date(2021, 7, 1), parse_period("2021-Q1"), "007")]
        found = sheets_of(
            writers.to_xlsx(Table("t", "T", names, rows, []), on=date(2026, 1, 1))
        )["Data"][1]  # fmt: skip
        assert found == [1053.1, 7.0, date(2021, 7, 1), "2021-Q1", "007"]

    def test_more_digits_than_a_cell_holds_are_told(self) -> None:
        long = Decimal("1234567890.12345678")
        content = writers.to_xlsx(table(("a", "b", long)), on=date(2026, 1, 1))
        assert "15 digits" in dict(sheets_of(content)["Notes"])["Digits"]
        assert "Digits" not in dict(
            sheets_of(writers.to_xlsx(table(("a", "b", Decimal("1.5"))), on=date(2026, 1, 1)))[
                "Notes"
            ]
        )
        assert "1234567890.12345678" in writers.to_csv(table(("a", "b", long))).decode()
        assert b"1234567890.12345678" in writers.to_json(table(("a", "b", long)))

    def test_the_same_table_gives_the_same_bytes(self) -> None:
        one, two = (writers.to_xlsx(table(("a", "b", 1)), on=date(2026, 1, 1)) for _ in range(2))
        assert one == two

    def test_a_row_of_another_width_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2 values for 3 columns"):
            table(("a", "b"))

    @pytest.mark.parametrize(
        ("slug", "name"),
        [
            ("../x y", "x-y_rev1_2021-07-01.csv"),
            ("中", "table_rev1_2021-07-01.csv"),
            ("a.b_c-d", "a.b_c-d_rev1_2021-07-01.csv"),
        ],
    )
    def test_names_of_files_are_safe(self, slug: str, name: str) -> None:
        assert file_name(slug, 1, date(2021, 7, 1), "csv") == name


def test_the_comparison_takes_every_series_and_its_index(site: Site, world: Target) -> None:
    found = rows_of(
        site.file(f"/compare.csv?mode=indicators&entity=CHN&indicator={INDICATOR}").content
    )
    assert [(one["period"], one["value"], one["index"]) for one in found] == [
        ("2020", "771000", "100"),
        ("2021", "1425000", "184.824902723735408560311284047"),
    ]
    ranked = rows_of(site.file("/compare.csv?mode=targets&status=met").content)
    assert [(one["target"], one["percent_of_bound"], one["distance"]) for one in ranked] == [
        ("cn-5g-2021", "109", "9")
    ]
    same = rows_of(
        site.file(f"/compare.csv?mode=slope&indicator={INDICATOR}&from=2021&to=2021").content
    )
    assert len(same) == 1

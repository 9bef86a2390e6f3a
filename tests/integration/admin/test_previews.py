"""Adding a source as its operator does: look, map, look again, run, see the diff, publish."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators.admin.connector_form import ParametersForm, written
from indicators.connectors.base import Parameter
from indicators.connectors.registry import CONNECTORS
from indicators.models import IngestionRun, Observation, Release, Source
from indicators.services.ingestion import run
from tests import factories

FOREIGN = b"Land;Jahr;Wert;Art\nChina;2021;1425000;neu\nMars;2021;7;neu\n"
MAPPING = {
    "p-columns": "entity: Land\nperiod: Jahr\nvalue: Wert",
    "p-defaults": "indicator: cn.5g.base_stations",
    "p-codes": 'entity: {China: CHN, "*": ""}',
    "p-ignore_columns": "*",
}


@pytest.fixture
def source(db: None) -> Source:
    factories.indicator()
    factories.entity()
    return factories.source()


def look(client: Any, source: Source, content: bytes | None = FOREIGN, **values: str) -> Any:
    file = {"file": SimpleUploadedFile("figures.csv", content)} if content is not None else {}
    data = {"action": "look", "published_on": "2022-01-20", **values, **file}
    return client.post(f"/admin/indicators/source/{source.pk}/preview/", data)


class TestLooking:
    def test_shows_how_the_file_comes_and_what_is_missing(
        self, as_user: Any, source: Source
    ) -> None:
        response = look(as_user("admin"), source)
        assert response.context["found"].sample[1:3] == [
            ["1", "Land", "Jahr", "Wert", "Art"], ["2", "China", "2021", "1425000", "neu"],
        ]  # fmt: skip
        assert "there is no column “indicator”" in response.context["problem"]
        assert "“Land”" in response.content.decode()
        assert not IngestionRun.objects.exists()

    def test_again_with_a_mapping_shows_the_figures(self, as_user: Any, source: Source) -> None:
        client = as_user("admin")
        first = look(client, source)
        kept = first.context["stored"].sha256
        response = look(client, source, None, kept=kept, **MAPPING)
        found = response.context["found"]
        assert (found.read, found.accepted, found.left_out) == (2, 1, 1)
        assert (
            "2021 = <strong>1,425,000 stations</strong>, known on 2022-01-20"
            in response.content.decode()
        )
        source.refresh_from_db()
        assert source.parameters == {}

    def test_shows_why_a_row_cannot_be_taken(self, as_user: Any, source: Source) -> None:
        response = look(as_user("admin"), source, **(MAPPING | {"p-codes": "entity: {China: CHN}"}))
        assert (response.context["found"].accepted, response.context["found"].rejected) == (1, 1)
        assert "entity “Mars” is not known" in response.content.decode()

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"p-columns": "entity: [Land"}, "Line 1 cannot be read"),
            ({"p-columns": "Land"}, "is not a list of names and texts"),
            ({"p-columns": "planet: Land"}, "“planet” is not a column"),
            ({"p-delimiter": "x"}, "“x” is not a delimiter"),
            ({"p-url": "ftp://a.example/x"}, "only http and https"),
            ({"published_on": "soon"}, "is not a day"),
        ],
    )
    def test_says_what_is_wrong_with_a_setting(
        self, as_user: Any, source: Source, values: dict[str, str], words: str
    ) -> None:
        response = look(as_user("admin"), source, **values)
        assert response.status_code == 200
        assert words in response.content.decode()

    def test_without_anything_to_look_at_says_so(self, as_user: Any, source: Source) -> None:
        response = look(as_user("admin"), source, None)
        assert "Nothing to look at" in response.content.decode()

    def test_of_a_host_that_is_not_allowed_says_so(self, as_user: Any, source: Source) -> None:
        response = look(as_user("admin"), source, None, **{"p-url": "https://a.example/x.csv"})
        assert "not among the allowed hosts" in response.content.decode()

    @pytest.mark.parametrize("name", ["reader", "editor", "reviewer"])
    def test_is_the_administrators(self, as_user: Any, source: Source, name: str) -> None:
        assert look(as_user(name), source).status_code in (302, 403)


def test_from_the_first_look_to_the_published_figure(as_user: Any, source: Source) -> None:
    source.hold = True
    source.save()
    client = as_user("admin")
    response = look(client, source, **MAPPING, action="run")
    asked = IngestionRun.objects.get()
    assert response["Location"] == f"/runs/{asked.pk}/"
    source.refresh_from_db()
    assert source.parameters["codes"] == {"entity": {"China": "CHN", "*": ""}}
    run.execute(asked.pk, fetcher=factories.NoFetcher(), clock=factories.clock)
    release = Release.objects.get()
    assert release.state == "held"
    page = client.get(f"/admin/indicators/ingestionrun/{asked.pk}/change/")
    assert [one.staged_figures for one in page.context["waiting"]] == [1]
    diff = client.get(f"/admin/indicators/release/{release.pk}/change/")
    assert [row.value for row in diff.context["compared"]] == ["1,425,000"]
    client.post(f"/admin/indicators/ingestionrun/{asked.pk}/publish/")
    assert Observation.objects.get().value == 1425000
    asked.refresh_from_db()
    assert asked.state == "done"


class TestARun:
    def test_can_be_read_again(self, as_user: Any, source: Source) -> None:
        first = factories.ingest(factories.csv("cn.5g.base_stations,CHN,level,A,2021,1425000"))
        response = as_user("admin").post(f"/admin/indicators/ingestionrun/{first.pk}/replay/")
        again = IngestionRun.objects.get(replay_of=first)
        assert response["Location"] == f"/runs/{again.pk}/"

    def test_is_not_read_again_by_readers(self, as_user: Any, source: Source) -> None:
        first = factories.ingest(factories.csv("cn.5g.base_stations,CHN,level,A,2021,1425000"))
        as_user("editor").post(f"/admin/indicators/ingestionrun/{first.pk}/replay/")
        assert not IngestionRun.objects.filter(replay_of=first).exists()

    def test_says_that_nothing_is_held(self, as_user: Any, source: Source) -> None:
        first = factories.ingest(factories.csv("cn.5g.base_stations,CHN,level,A,2021,1425000"))
        response = as_user("admin").post(
            f"/admin/indicators/ingestionrun/{first.pk}/publish/", follow=True
        )
        assert f"Nothing of run {first.pk} is held" in response.content.decode()


class TestTakingBack:
    def test_is_a_new_release_with_a_reason(self, as_user: Any, source: Source) -> None:
        factories.ingest(factories.csv("cn.5g.base_stations,CHN,level,A,2021,1425000"))
        release = Release.objects.get()
        address = f"/admin/indicators/release/{release.pk}"
        client = as_user("reviewer")
        page = client.get(f"{address}/change/")
        assert page.context["may_roll_back"]
        response = client.post(f"{address}/roll-back/", follow=True)
        assert "Say in the reason" in response.content.decode()
        answer = client.post(
            f"{address}/roll-back/", {"reason": "a typing error"}, follow=True
        ).content.decode()
        assert "Release r1 is taken back by r2: 1 figure is again what was known before" in answer
        back = Release.objects.get(rolls_back=release)
        assert back.reason == "Taken back: a typing error"
        page = client.get(f"{address}/change/")
        assert not page.context["may_roll_back"]
        assert "Taken back by" in page.content.decode()
        assert f'<a href="/admin/indicators/release/{back.pk}/change/">r2</a> ·' in (
            page.content.decode()
        )
        there = client.get(f"/admin/indicators/release/{back.pk}/change/").content.decode()
        assert f'<a href="/admin/indicators/release/{release.pk}/change/">r1</a>' in there

    def test_is_of_what_the_source_withdrew_unless_it_was_a_mistake(
        self, as_user: Any, source: Source
    ) -> None:
        factories.ingest(
            factories.csv("cn.5g.base_stations,CHN,level,A,2021,1425000,,2022-01-20,stated")
        )
        release = Release.objects.get()
        address = f"/admin/indicators/release/{release.pk}"
        client = as_user("reviewer")
        page = client.get(f"{address}/change/").content.decode()
        assert 'value="withdrawn" id="pt-withdrawn" checked' in page
        assert 'value="mistaken" id="pt-mistaken" aria' in page
        assert "From 2022-01-20 on, the day of this release" in page
        client.post(f"{address}/roll-back/", {"reason": "withdrawn", "because": "withdrawn"})
        back = Release.objects.get(rolls_back=release)
        assert back.published_on > release.published_on
        # It proves to have been our mistake: that, and only that, can still be said.
        page = client.get(f"{address}/change/").content.decode()
        assert "pt-withdrawn" not in page
        assert 'value="mistaken" id="pt-mistaken" checked' in page
        answer = client.post(
            f"{address}/roll-back/", {"reason": "a typing error", "because": "mistaken"},
            follow=True,
        ).content.decode()  # fmt: skip
        assert (
            "Release r1 is taken back by r3: from 2022-01-20 on, its own day, 1 figure is what was "
            "known without it"
        ) in answer
        assert Observation.objects.get(release=3).known_on == release.published_on
        assert "Taken back: withdrawn; " in answer
        assert "Taken back: a typing error" in answer
        assert "pt-mistaken" not in answer


@pytest.mark.parametrize(
    "value",
    [
        "a text",
        {"entity": "CHN", "period": "年份"},
        ["a", "b: c"],
        {"A1": {"indicator": "x"}},
        "1.10",
    ],
)  # fmt: skip
def test_a_parameter_survives_the_form(value: Any) -> None:
    name = "columns" if isinstance(value, dict) else "ignore_columns"
    if isinstance(value, dict) and any(isinstance(item, dict) for item in value.values()):
        name = "series"
    form = ParametersForm("csv", {}, {f"p-{name}": written(value)})
    form.is_valid()
    assert form.fields[name].clean(written(value)) == value


# What a file or the catalogue may have stored, by the kind of parameter.
MAPPINGS: list[Any] = [
    {"period": [2, 3]}, {"series": 10}, {"period": 2}, {"indicator": "A", "unit": "B"},
    {"entity": {"China": "CHN", "*": ""}}, {"geo": ["CN"], "freq": ["A", "no"]},
    {"a: b": "1.10", "c": "# d", "年份\n（年）": "x" * 200},
]  # fmt: skip
OTHERS: list[Any] = [
    "a text", "*", "2021", 3, True, False, ["Source:", "注："], ["a, b", "x" * 120], "{layout",
    "\t", "two\nlines", "- a",
]  # fmt: skip


@pytest.mark.parametrize(
    ("connector", "parameter"),
    [
        pytest.param(name, one, id=f"{name}-{one.name}")
        for name, kind in CONNECTORS.items()
        for one in kind.parameters
    ],
)
def test_what_is_stored_is_shown_and_reads_back(connector: str, parameter: Parameter) -> None:
    """As a browser does it: a one-line input loses line breaks, all else stays."""
    name = parameter.name
    for value in MAPPINGS if parameter.mapping else [*OTHERS, *parameter.choices]:
        field = ParametersForm(connector, {name: value})[name]
        posted = field.value()
        if isinstance(field.field.widget, forms.Textarea):
            posted = posted.replace("\n", "\r\n")
        elif isinstance(field.field.widget, forms.Select):
            assert posted in dict(field.field.widget.choices)
        else:
            assert "\n" not in posted
        again = ParametersForm(connector, {name: value}, {f"p-{name}": posted})
        again.is_valid()
        assert again[name].field.clean(posted) == value
        if parameter.mapping or isinstance(value, list):
            # Typed anew it says the same; only numbers are texts then.
            typed = ParametersForm(connector, {}, {f"p-{name}": posted})[name].field.clean(posted)
            assert typed == as_texts(value)


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_texts(item) for key, item in value.items()}
    return [as_texts(item) for item in value] if isinstance(value, list) else str(value)


class TestRowsOfTheHeader:
    TABLE = b"Reg,2020,2020,2021\n,Q1,Q2,Q1\nChina,1,2,3\n"
    WIDE = {
        "p-layout": "periods_across",
        "p-row_fields": "{entity: A}",
        "p-defaults": "indicator: cn.5g.base_stations",
    }

    @pytest.mark.parametrize(
        "rows", ["{period: [1, 2]}", "period: [1, 2]", "period:\r\n- 1\r\n- 2"]
    )
    def test_are_taken_as_they_are_typed(self, as_user: Any, source: Source, rows: str) -> None:
        response = look(
            as_user("admin"), source, self.TABLE, **self.WIDE, **{"p-header_rows": rows}
        )
        assert response.context["problem"] == ""
        assert response.context["found"].accepted == 3

    def test_that_are_wrong_are_shown_as_they_are_typed(self, as_user: Any, source: Source) -> None:
        response = look(
            as_user("admin"), source, self.TABLE, **self.WIDE, **{"p-header_rows": "period: [0, x]"}
        )
        assert "is {period: [0, x]}" in html.unescape(response.content.decode())

    def test_a_closed_list_is_chosen_from(self, as_user: Any, source: Source) -> None:
        response = look(as_user("admin"), source, self.TABLE, **self.WIDE)
        layout = response.context["parameters"]["layout"]
        assert '<option value="periods_across" selected>' in str(layout)


class TestTheFile:
    def test_is_kept_after_a_mistake_in_a_setting(self, as_user: Any, source: Source) -> None:
        client = as_user("admin")
        first = look(client, source, **(MAPPING | {"p-delimiter": "x"}))
        page = first.content.decode()
        assert "Looking at figures.csv" in page
        kept = {"kept": first.context["stored"].sha256, "kept_name": first.context["stored_name"]}
        assert f'name="kept" value="{kept["kept"]}"' in page
        again = look(client, source, None, **MAPPING, **kept)
        assert again.context["found"].accepted == 1
        assert "Looking at figures.csv" in again.content.decode()
        with translation.override("zh-hans"):
            chinese = client.post(
                f"/admin/indicators/source/{source.pk}/preview/",
                {"action": "look", "published_on": "soon", **kept},
                headers={"Accept-Language": "zh-Hans"},
            )
        assert chinese.context["stored_name"] == "figures.csv"
        assert "figures.csv" in chinese.content.decode()

    def test_is_asked_for_again_only_where_there_is_a_place(
        self, as_user: Any, source: Source
    ) -> None:
        client = as_user("admin")
        assert "Ask the source again" not in look(client, source).content.decode()
        page = look(client, source, **{"p-path": "inbox:figures.csv"}).content.decode()
        assert "Ask the source again" in page

    def test_is_not_needed_to_save(self, as_user: Any, source: Source) -> None:
        values = {"p-url": "https://a.example/x.csv", "action": "save"}
        assert look(as_user("admin"), source, None, **values).status_code == 302
        source.refresh_from_db()
        assert source.parameters == {"url": "https://a.example/x.csv"}

    def test_is_needed_to_run_a_source_without_a_place(self, as_user: Any, source: Source) -> None:
        response = look(as_user("admin"), source, None, **MAPPING, action="run")
        assert "Nothing to look at" in response.content.decode()
        assert not IngestionRun.objects.exists()


class TestTheUnit:
    def test_that_is_not_given_is_said_to_be_assumed(self, as_user: Any, source: Source) -> None:
        page = look(as_user("admin"), source, **MAPPING).content.decode()
        assert "No unit is given: the indicator’s own unit, stations, is assumed" in page

    def test_that_differs_is_shown_beside_the_own(self, as_user: Any, source: Source) -> None:
        factories.unit("wan", quantity="count:stations", base=factories.unit(), numerator=10000)
        defaults = {"p-defaults": "indicator: cn.5g.base_stations\nunit: wan"}
        page = look(
            as_user("admin"), source, b"Land;Jahr;Wert\nChina;2021;142.5\n", **MAPPING | defaults
        ).content.decode()
        assert "<strong>1,425,000 stations</strong> (stated as 142.5 wan)" in page
        assert "No unit is given" not in page

    def test_slip_is_seen_beside_what_another_source_has_said(
        self, as_user: Any, source: Source
    ) -> None:
        other = factories.source("other", rank=9)
        factories.ingest(
            factories.csv("cn.5g.base_stations,CHN,level,A,2021,142.5,,2022-01-19"), to=other
        )
        page = look(as_user("admin"), source, **MAPPING).content.decode()
        assert "Known now: 142.5 stations (other)" in page
        assert "Five times more or less than the figure that is known" in page

    def test_near_what_is_known_is_no_slip(self, as_user: Any, source: Source) -> None:
        factories.ingest(
            factories.csv("cn.5g.base_stations,CHN,level,A,2021,1400000,,2022-01-19"), to=source
        )
        page = look(as_user("admin"), source, **MAPPING).content.decode()
        assert "Known now: 1,400,000 stations" in page
        assert "Five times more or less" not in page


def test_a_preview_asks_as_often_for_many_rows(as_user: Any, source: Source) -> None:
    client = as_user("admin")
    counts = []
    for years in (3, 25):
        rows = [f"China;{year};1;neu" for year in range(2020 - years, 2020)]
        content = "\n".join(["Land;Jahr;Wert;Art", *rows]).encode()
        look(client, source, content, **MAPPING)  # kept once
        with CaptureQueriesContext(connection) as asked:
            assert look(client, source, content, **MAPPING).context["found"].accepted == years
        counts.append(len(asked))
    assert counts[0] == counts[1]


class TestWords:
    def test_save_says_that_it_has_saved(self, as_user: Any, source: Source) -> None:
        data = {"action": "save", **MAPPING}
        page = as_user("admin").post(
            f"/admin/indicators/source/{source.pk}/preview/", data, follow=True
        )
        assert "The settings of MIIT are saved" in page.content.decode()

    @pytest.mark.parametrize(
        ("hold", "label"),
        [
            (False, "Save, run and publish what passes the checks"),
            (True, "Save and run; what it brings waits for a person"),
        ],
    )
    def test_run_says_what_becomes_of_the_figures(
        self, as_user: Any, source: Source, hold: bool, label: str
    ) -> None:
        Source.objects.update(hold=hold)
        page = as_user("admin").get(f"/admin/indicators/source/{source.pk}/preview/")
        assert label in page.content.decode()

    def test_an_error_names_the_fields_of_the_form(self, as_user: Any, source: Source) -> None:
        page = look(as_user("admin"), source).content.decode()
        assert "“Headings” (columns)" in page
        assert (
            "`" not in page[page.index("errornote") : page.index("</p>", page.index("errornote"))]
        )
        assert '<code class="pt-parameter">columns</code>' in page

    def test_an_unknown_code_is_named_once_with_the_way_to_map_it(
        self, as_user: Any, source: Source
    ) -> None:
        defaults = {"p-defaults": "indicator: steel"}
        page = look(as_user("admin"), source, **MAPPING | defaults).content.decode()
        assert "indicator “steel” is not known" in page
        assert "indicator</strong> indicator" not in page
        assert "<code>indicator</code> indicator" not in page
        assert "Give its code of ours under Codes: indicator: steel: …" in page

    def test_a_run_that_a_person_rejected_did_not_fail(self, as_user: Any, source: Source) -> None:
        Source.objects.update(hold=True)
        found = factories.ingest(factories.csv("cn.5g.base_stations,CHN,level,A,2021,1425000"))
        client, release = as_user("reviewer"), Release.objects.get()
        address = f"/admin/indicators/release/{release.pk}"
        assert f"Held release no. {release.pk}" in client.get(f"{address}/change/").content.decode()
        client.post(f"{address}/reject/", {"reason": "wrong"})
        for place in ("", f"{found.pk}/change/"):
            page = client.get(f"/admin/indicators/ingestionrun/{place}").content.decode()
            assert "Rejected after review" in page
            assert not re.search(r"field-outcome.{0,80}Failed", page, re.DOTALL)

    def test_a_review_is_sorted_by_series_and_period(self, as_user: Any, source: Source) -> None:
        Source.objects.update(hold=True)
        row = "cn.5g.base_stations,CHN,{},A,{},1425000"
        rows = [
            row.format("ytd", 2020),
            *(row.format("level", year) for year in (2021, 2019, 2020)),
        ]
        factories.ingest(factories.csv(*rows))
        address = f"/admin/indicators/release/{Release.objects.get().pk}/change/"
        shown = as_user("reviewer").get(address).context["compared"]
        assert [(one.series.split(":")[2], one.period) for one in shown] == [
            ("level", "2019"), ("level", "2020"), ("level", "2021"), ("ytd", "2020"),
        ]  # fmt: skip


def test_the_worked_example_of_the_documentation(as_user: Any, source: Source) -> None:
    text = Path("docs/how-to/add-a-source.md").read_text("utf-8")
    table = text.partition("```text\n")[2].partition("```")[0]
    mt = factories.unit("Mt", quantity="mass")
    factories.unit("kt", quantity="mass", base=mt, denominator=1000)
    factories.indicator("steel.crude_output", unit=mt)
    factories.entity("IND", name_en="India", name_zh="印度")
    settings = {
        f"p-{name}": value.replace("<br>", "\n").replace("`", "")
        for name, value in re.findall(r"^\| [^|]*\(`(\w+)`\) \| (.*?) \|", text, re.MULTILINE)
    }
    assert settings.keys() >= {"p-layout", "p-header_row", "p-codes", "p-defaults", "p-end_at"}
    page = look(as_user("admin"), source, table.encode(), **settings)
    assert (page.context["problem"], page.context["found"].rejected) == ("", 0)
    assert (page.context["found"].accepted, page.context["found"].left_out) == (4, 2)
    shown = page.content.decode()
    assert "2020 = <strong>1,064.77 Mt</strong> (stated as 1064770 kt)" in shown

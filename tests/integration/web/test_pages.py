"""Every page: it answers, is well formed, says the right thing, in both languages, on any day."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.template import loader
from django.utils import timezone, translation

from indicators.domain.codelists import RunTrigger
from indicators.models import (
    Assessment,
    IngestionRun,
    Release,
    StatusEvent,
    Target,
    TargetFamily,
)
from indicators.selectors import targets
from indicators.services.ingestion import runs
from tests import factories
from tests.integration.web.conftest import Site, make_target

FILE = re.compile(r"\.(csv|xlsx|json|bib|ics|svg|png)(\?|$)")
INDICATOR = "cn.5g.base_stations"
PAGES = [
    "/",
    "/targets/cn-5g-2021/",
    "/targets/cn-5g-2030/",
    "/targets/control/",
    "/indicators/",
    f"/indicators/{INDICATOR}/",
    "/compare/",
    "/documents/",
    "/documents/article/",
    "/runs/",
    "/sources/",
    "/sources/miit/",
    "/methodology/",
    "/entities/",
    "/entities/CHN/",
    "/topics/",
    "/topics/digital/",
    "/plans/",
    "/plans/plan/",
    "/changes/",
    "/changes/?since=2021-01-01",
    "/calendar/",
    "/calendar/?year=2021",
    "/search/",
    "/search/?q=5g",
]


def also(address: str, query: str) -> str:
    """An address with something more in its query."""
    return f"{address}{'&' if '?' in address else '?'}{query}"


@pytest.mark.usefixtures("world")
class TestEveryPage:
    @pytest.mark.parametrize("address", PAGES)
    @pytest.mark.parametrize("lang", ["en", "zh-hans"])
    def test_is_well_formed_and_small(self, site: Site, address: str, lang: str) -> None:
        page = site.get(also(address, f"lang={lang}"))
        assert f'<html lang="{"zh-Hans" if lang != "en" else "en"}">' in page.html
        assert len(gzip.compress(page.html.encode())) < 60_000
        assert page.html.count("<h1") == 1
        assert "<title>" in page.html

    @pytest.mark.parametrize("address", PAGES)
    def test_takes_nonsense_with_a_notice(self, site: Site, address: str) -> None:
        page = site.get(also(address, "as_of=banana&rev=-1&lang=tlh"))
        assert "“banana” is not a day. Write year, month and day, such as 2021-07-01" in page.text
        assert "“-1” is not a data revision" in page.text
        assert "“tlh” is no language of this site; known are: en, zh-hans" in page.text

    @pytest.mark.parametrize("address", PAGES)
    def test_ignores_what_it_does_not_know(self, site: Site, address: str) -> None:
        assert 'role="alert"' not in site.get(also(address, "utm_source=x")).html

    @pytest.mark.parametrize("address", PAGES)
    def test_keeps_the_day_in_its_links(self, site: Site, address: str) -> None:
        page = site.get(also(address, "as_of=2022-06-01&lang=zh-hans"))
        # Not in “show today”, which leaves the day, nor in links to the API and to editing.
        inner = [
            link
            for link in page.links
            if link.startswith("/") and not link.startswith(("/api/", "/admin/"))
        ]
        assert inner
        for link in inner:
            assert "lang=" in link, link
            path = link.split("?")[0]
            # The page of what changed also leads to the day on which a status changed.
            dated = address.startswith("/changes/") and path.startswith("/targets/")
            assert (
                "as_of=2022-06-01" in link
                or path == address.split("?")[0]
                or (dated and "as_of=" in link)
            ), link

    def test_every_link_into_the_site_leads_somewhere(self, site: Site) -> None:
        inner: dict[str, str] = {}  # each once, with a page that it is on
        for address in PAGES:
            for link in site.get(address).links:
                if link.startswith("/"):
                    inner.setdefault(link.split("#")[0], address)
        assert len(inner) > 150
        for link in inner.keys() - {"/api/v1/docs/", "/admin/"}:
            answer = site.client.get(link)
            allowed = (200, 302) if FILE.search(link) else (200,)
            assert answer.status_code in allowed, (link, inner[link])

    @pytest.mark.parametrize("address", PAGES)
    def test_only_names_this_host(self, site: Site, address: str) -> None:
        page = site.get(address)
        for part in ('src="http', 'src="//', 'href="//', "@import"):
            assert part not in page.html


@pytest.mark.usefixtures("world")
class TestTheOverview:
    def test_counts_in_one_sentence_with_links_to_lists(self, site: Site) -> None:
        page = site.get("/")
        assert "Of 3 targets: 1 met , 1 " in page.text.replace("\xa0", " ")
        assert "/?status=met#list" in page.links

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("status=met", {"cn-5g-2021"}),
            ("q=2030", {"cn-5g-2030"}),
            ("q=新建5G", {"cn-5g-2021", "cn-5g-2030"}),
            ("q=base_stations", {"cn-5g-2021", "cn-5g-2030"}),
            ("q=CONTROL", {"control"}),
            ("topic=digital&entity=CHN", {"cn-5g-2021", "cn-5g-2030", "control"}),
            ("q=nothing-like-it", set()),
        ],
    )
    def test_filters(self, site: Site, query: str, names: set[str]) -> None:
        page = site.get(f"/?{query}", headers={"HX-Request": "true"})
        found = {link.split("/")[2] for link in page.links if link.startswith("/targets/")}
        assert found == names

    def test_answers_htmx_with_the_list_alone(self, site: Site) -> None:
        page = site.get("/", headers={"HX-Request": "true"})
        assert page.html.startswith('<div id="list">')
        whole = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
        assert "<html" in site.get("/", headers=whole).html

    def test_leaves_out_a_target_that_an_editor_takes_away_meanwhile(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = targets.rows
        monkeypatch.setattr(targets, "rows", lambda on: rows(on).exclude(code="control"))
        page = site.get("/")
        assert "/targets/cn-5g-2021/" in page.links
        assert "/targets/control/" not in page.links

    def test_shows_changes_of_status_however_many_targets_came_after(self, site: Site) -> None:
        answer = Assessment.objects.filter(target__code="cn-5g-2021").first()
        assert answer is not None
        for cause in ["new_data", *["first"] * 50]:
            StatusEvent.objects.create(
                target=answer.target, on=date(2022, 1, 21), cause=cause, assessment=answer,
                from_status="" if cause == "first" else "overdue", to_status="met",
                recorded_at=factories.NOW,
            )  # fmt: skip
        assert "Figure awaited → Met · New data, 2022-01-21" in site.get("/").text

    def test_loading_old_figures_is_no_news(self, site: Site) -> None:
        answer = Assessment.objects.filter(target__code="cn-5g-2021").first()
        newest = Release.objects.order_by("number").last()
        assert answer is not None and newest is not None
        assert newest.published_on == date(2022, 1, 26)
        for on in (date(2022, 2, 26), date(2022, 2, 27)):
            StatusEvent.objects.create(
                target=answer.target, on=on, cause="new_data", assessment=answer, release=newest,
                from_status="overdue", to_status="met", recorded_at=factories.NOW,
            )  # fmt: skip
        text = site.get("/").text
        assert "New data, 2022-02-26" in text
        assert "New data, 2022-02-27" not in text

    def test_where_no_status_changed_shows_the_newest_figures(self, site: Site) -> None:
        other = factories.source("nbs")
        factories.revisions(
            {"2021": [("2022-02-20", "5")], "2020": [("2022-02-10", "4")]}, to=other
        )

        def changed(query: str = "") -> str:
            html = site.get(f"/{query}").html.split('id="changed"')[1].split("</section>")[0]
            return " ".join(re.sub(r"<[^>]+>", " ", html).split())

        # One line for each source, the newest first.
        assert "NBS New figures · 2022-02-20 MIIT New figures · 2022-01-26" in changed()
        assert changed().count("New figures") == 2
        assert "No change of status" not in changed()
        assert "/sources/nbs/" in site.get("/").links
        early = changed("?as_of=2021-06-01")
        assert "MIIT New figures · 2021-05-19" in early
        assert "NBS" not in early
        assert "MIIT New figures · 2021-01-26" in changed("?rev=1")

    def test_new_figures_fill_what_changes_of_status_leave(self, site: Site) -> None:
        for number in range(4):
            source = factories.source(f"s{number}")
            factories.revisions({"2024": [(f"2025-02-0{number + 1}", "5")]}, to=source)
        answer = Assessment.objects.filter(target__code="cn-5g-2021").first()
        assert answer is not None
        for number in range(3):
            StatusEvent.objects.create(
                target=answer.target, on=date(2022, 1, 21 + number), cause="new_data",
                assessment=answer, from_status="overdue", to_status="met",
                recorded_at=factories.NOW,
            )  # fmt: skip
        html = site.get("/").html.split('id="changed"')[1].split("</section>")[0]
        assert html.count("<li>") == 5
        assert re.findall(r'href="/sources/(\w+)/"', html) == ["s3", "s2"]

    def test_names_the_latest_sources_first_and_how_many_more(self, site: Site) -> None:
        for number in range(7):
            # The best ranks are only late; those of rank 9 are very late.
            day = "2026-10-01" if number < 5 else "2025-01-01"
            source = factories.source(
                f"s{number}", rank=9 if number >= 5 else 2, expected_frequency="M",
                expected_lag_days=1,
            )  # fmt: skip
            factories.revisions({"2024": [(day, "5")]}, to=source)
            if number == 3:  # with two series it matters more than its neighbours
                factories.revisions({"2024-01": [(day, "5")]}, to=source)
        page = site.get("/")
        late = page.html.split('id="late"')[1]
        assert re.findall(r'href="/sources/(s\d)/"', late) == ["s5", "s6", "s3", "s0", "s1"]
        assert "and 2 more" in page.text
        assert page.links.count("/sources/") >= 2

    @pytest.mark.parametrize("name", ["status", "topic", "entity", "plan", "sort"])
    def test_an_unknown_filter_is_named_and_ignored(self, site: Site, name: str) -> None:
        page = site.get(f"/?{name}=<b>")
        assert f"“<b>” is no {name}; it is ignored" in page.text
        assert "3 targets shown" in page.text

    def test_a_long_list_comes_in_pages_and_counts_all(self, site: Site) -> None:
        for number in range(57):
            make_target(f"more-{number:02}")

        def shown(address: str) -> list[str]:
            page = site.get(address, headers={"HX-Request": "true"})
            return [link for link in page.links if link.startswith("/targets/")]

        assert "Of 60 targets" in site.get("/?page=2").text
        assert "60 targets, 51–60 shown" in site.get("/?page=2").text
        whole = [*shown("/?sort=name"), *shown("/?sort=name&page=2")]
        assert (len(shown("/")), len(whole), len({*whole})) == (50, 60, 60)
        page = site.get("/?page=2&topic=digital")
        assert "/?topic=digital#list" in page.links  # back
        assert "/?sort=name&topic=digital#list" in page.links  # another order begins anew
        assert "/?status=met#list" in page.links
        assert 'name="page"' not in page.html  # another day or filter too
        assert "is no page from 1 to 2" in site.get("/?page=3").text

    def test_before_the_first_announcement_there_is_nothing(self, site: Site) -> None:
        assert (
            "No target had been announced on 1 January 2020" in site.get("/?as_of=2020-01-01").text
        )


def test_an_empty_tracker_says_how_to_fill_it(site: Site) -> None:
    assert "There are no targets yet." in site.get("/").text
    for address in ("/indicators/", "/documents/", "/runs/", "/sources/", "/methodology/"):
        site.get(address)


@pytest.mark.usefixtures("world")
class TestATarget:
    def test_says_what_decided(self, site: Site) -> None:
        page = site.get("/targets/cn-5g-2021/")
        assert "Met: 654,000 stations in 2021" in page.text
        assert "more than 600,000 base stations" in page.text
        assert f"{INDICATOR}:CHN:level:M:miit/2021-12/2022-01-26/" in page.text

    def test_the_same_numbers_stand_in_chart_and_table(self, site: Site) -> None:
        page = site.get("/targets/cn-5g-2021/")
        assert '<svg class="chart wide"' in page.html
        for number in ("0.771", "0.961", "1.425"):
            assert number in page.text

    def test_on_an_earlier_day_it_shows_what_was_known(self, site: Site) -> None:
        page = site.get("/targets/cn-5g-2021/?as_of=2021-07-20")
        assert "outlook: behind" in page.text
        assert "1.425" not in page.html
        before = site.get("/targets/cn-5g-2021/?as_of=2021-05-01")
        assert "718,000" in before.text
        assert "771,000" not in before.text

    def test_an_old_revision_is_shown_again(self, site: Site) -> None:
        page = site.get("/targets/cn-5g-2021/?rev=1")
        assert "718,000" in page.text
        assert "771,000" not in page.text

    def test_all_vintages_are_listed_with_what_replaced_them(self, site: Site) -> None:
        page = site.get("/targets/cn-5g-2021/")
        assert "718,000" in page.text
        assert "replaced 2021-05-19" in page.text

    def test_a_promise_without_a_number_shows_its_evidence(self, site: Site) -> None:
        page = site.get("/targets/control/")
        assert "New capacity under control" in page.text
        assert "Swap rules published" in page.text
        assert "Swap rules published" not in site.get("/targets/control/?as_of=2021-05-01").text
        assert 'data-chart="' not in page.html

    def test_in_chinese_every_word_of_the_frame_is_chinese(self, site: Site) -> None:
        page = site.get("/targets/cn-5g-2021/?lang=zh-hans")
        for word in (
            "数据、路径与目标界限",
            "计算过程",
            "65.4万",
            "判定数据",
            "图中数据（万stations）",
        ):
            assert word in page.text
        assert "The calculation" not in page.text

    def test_restatements_that_differ_are_told_in_sentences(self, site: Site) -> None:
        family = TargetFamily.objects.create(code="5g", name_en="5G", name_zh="5G")
        Target.objects.filter(code="cn-5g-2021").update(family=family)
        for code, comparator in (("conference", "more_than"), ("again", "at_least")):
            make_target(code, comparator=comparator, family=family, name_en=f"The {code}",
                        name_zh=f"目标{code}", announced_on=date(2021, 2, 1))  # fmt: skip
        english = site.get("/targets/cn-5g-2021/").text
        name = Target.objects.get(code="cn-5g-2021").name_en
        assert (
            f"The restatements compare differently. More than: “{name}”, “The conference”. "
            "At least: “The again”." in english
        )
        chinese = site.get("/targets/cn-5g-2021/?lang=zh-hans").text
        assert (
            "各次表述的比较方式不同。超过：“2021年新建5G基站”、“目标conference”。"
            "不低于：“目标again”。" in chinese
        )

    def test_unknown_and_not_yet_announced_are_told_apart(self, site: Site) -> None:
        assert "There is no target “nope”." in site.get("/targets/nope/", 404).text
        page = site.get("/targets/cn-5g-2030/?as_of=2021-07-01", 404)
        assert "The target “cn-5g-2030” had not been announced on 1 July 2021." in page.text
        assert "/targets/cn-5g-2030/" in page.links


@pytest.mark.usefixtures("world")
class TestAnIndicator:
    def test_lists_its_revisions_old_and_new(self, site: Site) -> None:
        page = site.get(f"/indicators/{INDICATOR}/")
        assert "718,000 771,000 +7.38 % 2021-05-19" in page.text

    def test_links_the_targets_that_it_judges(self, site: Site) -> None:
        assert "/targets/cn-5g-2021/" in site.get(f"/indicators/{INDICATOR}/").links

    def test_before_the_first_figure_it_says_so(self, site: Site) -> None:
        page = site.get(f"/indicators/{INDICATOR}/?as_of=2020-01-01")
        assert "No figure was known on 1 January 2020." in page.text


@pytest.mark.usefixtures("world")
class TestSources:
    def test_the_list_leaves_licences_to_the_pages_of_sources(self, site: Site) -> None:
        factories.source("s", licence="Facts; cite the publisher.", publisher_en="A ministry")
        assert "A ministry" in site.get("/sources/").text
        assert "cite the publisher" not in site.get("/sources/").text
        assert "cite the publisher" in site.get("/sources/s/").text

    def test_only_after_a_run_that_was_not_good_the_last_good_one_is_told(self, site: Site) -> None:
        content = factories.csv(f"{INDICATOR},CHN,level,,2023,5,,2024-01-01,stated")
        run = factories.ingest(content)
        assert "last good run" not in site.get("/sources/").text
        good = run.ended_at
        assert good is not None
        bad = factories.ingest(content)
        bad.state = "failed"
        bad.save()
        text = site.get("/sources/").text
        assert f"Failed · last good run {good:%Y-%m-%d}" in text


@pytest.mark.usefixtures("world")
class TestRuns:
    def test_a_run_shows_its_rejected_rows(self, site: Site) -> None:
        made = factories.ingest(
            factories.csv(f"{INDICATOR},CHN,level,,2021-13,5,,2022-01-01,stated")
        )
        page = site.get(f"/runs/{made.pk}/")
        assert "2021-13" in page.text
        assert "Rejected rows" in page.text

    def test_are_filtered_and_paged(self, site: Site) -> None:
        page = site.get("/runs/?source=nobody&state=burning&page=99")
        assert "“nobody” is no source" in page.text
        assert "“burning” is no state" in page.text
        assert "“99” is no page from 1 to 1" in page.text

    def test_that_changed_nothing_are_folded_and_counted(self, site: Site) -> None:
        content = factories.csv(f"{INDICATOR},CHN,level,,2023,5,,2024-01-01,stated")
        done, *unchanged = (factories.ingest(content) for _ in range(3))
        page = site.get("/runs/")
        assert f"/runs/{done.pk}/" in page.links
        assert not {f"/runs/{run.pk}/" for run in unchanged} & set(page.links)
        assert "2 runs · 2 that changed nothing are folded" in page.text
        assert {"/runs/?state=unchanged", "/runs/?state=done", "/runs/?state=all"} <= set(
            page.links
        )
        assert f"/runs/{unchanged[0].pk}/" in site.get("/runs/?state=unchanged").links
        assert "4 runs" in site.get("/runs/?state=all").text

    @pytest.mark.parametrize(("minutes", "seconds"), [(0, 2), (10, 20)])
    def test_that_have_not_ended_look_again_by_themselves(
        self, site: Site, minutes: int, seconds: int
    ) -> None:
        run = runs.request(
            source=factories.source(),
            trigger=RunTrigger.ADMIN,
            now=timezone.now() - timedelta(minutes=minutes),
        )
        page = site.get(f"/runs/{run.pk}/")
        assert f'<meta http-equiv="refresh" content="{seconds}">' in page.html
        assert "<noscript" not in page.html
        ended = IngestionRun.objects.filter(state="done").first()
        assert ended is not None
        assert 'http-equiv="refresh"' not in site.get(f"/runs/{ended.pk}/").html

    def test_an_unknown_run_is_not_found(self, site: Site) -> None:
        assert "There is no run “999999”." in site.get("/runs/999999/", 404).text

    def test_are_never_answered_from_a_cache(self, site: Site) -> None:
        assert "ETag" not in site.get("/runs/").response.headers
        assert IngestionRun.objects.exists()


@pytest.mark.usefixtures("world")
class TestAnsweringAgain:
    def test_nothing_changed_is_304(self, site: Site) -> None:
        first = site.client.get("/")
        again = site.client.get("/", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.content == b""
        assert "Cookie" in first.headers["Vary"]
        assert first.headers["Cache-Control"] == "private, no-cache"

    def test_new_figures_language_and_day_make_a_new_page(self, site: Site) -> None:
        tag = site.client.get("/").headers["ETag"]
        asked = {"If-None-Match": tag}
        assert site.client.get("/?lang=zh-hans", headers=asked).status_code == 200
        assert site.client.get("/?as_of=2021-07-01", headers=asked).status_code == 200
        asked_chinese = asked | {"Accept-Language": "zh-Hans"}
        assert site.client.get("/", headers=asked_chinese).status_code == 200
        factories.revisions({"2022-12": [("2023-01-26", "2312000")]})
        assert site.client.get("/", headers=asked).status_code == 200

    def test_a_page_with_a_policy_without_nonce_may_be_kept(self, site: Site) -> None:
        policy = site.client.get("/").headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "nonce-" not in policy


def test_the_language_of_the_browser_is_used(site: Site, world: Target) -> None:
    page = site.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert '<html lang="zh-Hans">' in page.html
    assert "全部目标" in page.text


def test_errors_look_like_the_site(site: Site) -> None:
    page = site.get("/no/such/page/", 404)
    assert "There is no page at /no/such/page/." in page.text
    assert "Policy Tracker" in page.text


@pytest.mark.parametrize(
    ("address", "code"), [("/no/such/page/", 404), ("/targets/nope/", 404), ("/admin/x/y/", 404)]
)
def test_an_error_is_read_in_either_language(site: Site, address: str, code: int) -> None:
    site.client.force_login(User.objects.create_superuser("root"))
    english = site.get(address, code)
    assert f"{address}?lang=zh-hans" in english.links
    chinese = site.get(f"{address}?lang=zh-hans", code)
    assert '<html lang="zh-Hans">' in chinese.html
    assert f"{address}?lang=en" in chinese.links


def test_a_document_without_a_day_says_so(site: Site, world: Target) -> None:
    code = factories.document("undated", published_on=None, published_on_basis="unknown").code
    assert "A newspaper · no date" in site.get(f"/documents/{code}/").text
    assert "A newspaper, no date" in site.get("/documents/").text


def test_a_failure_is_a_page_without_secrets(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("indicators.selectors.briefs._briefs", broken)
    site.client.raise_request_exception = False
    page = site.get("/", 500)
    assert "Something went wrong" in page.text
    assert "hunter2" not in page.html


@pytest.mark.parametrize("kind", ["targets", "indicators", "documents"])
@pytest.mark.parametrize("code", ["%00", "a%00b", "%ff", "%27%3B--", "..", "x" * 3000])
def test_strange_codes_are_not_found(site: Site, kind: str, code: str) -> None:
    site.get(f"/{kind}/{code}/", 404)


def test_pages_are_read_only(site: Site) -> None:
    assert site.client.post("/").status_code == 405


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "500.html", "503.html"])
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_error_pages_need_neither_request_nor_database(name: str, lang: str) -> None:
    with translation.override(lang):
        text = loader.render_to_string(name)
    assert "Policy Tracker" in text
    assert text.count("<h1>") == 1


def test_a_strange_host_is_refused_with_a_page(site: Site) -> None:
    page = site.get("/", 400, headers={"Host": "evil.example"})
    assert "This request could not be read" in page.text

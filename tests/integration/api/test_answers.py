"""Every address answers with what the selectors know, as the description says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.models import Target
from tests import factories
from tests.integration.api.conftest import SERIES, TARGET, Api

pytestmark = pytest.mark.usefixtures("world")


@pytest.mark.parametrize(
    "address",
    [
        "", "indicators/", "indicators/cn.5g.base_stations/", "entities/", "entities/CHN/",
        "topics/", "documents/", "documents/article/", "series/", f"series/{SERIES}/",
        f"observations/?series={SERIES}&vintages=true", "targets/", f"targets/{TARGET}/",
        f"targets/{TARGET}/assessment/", "assessments/", "sources/", "sources/miit/", "runs/",
    ],
)  # fmt: skip
def test_answers_as_described(api: Api, address: str) -> None:
    found = api.get(address)
    if "results" in found:
        assert found["count"] == len(found["results"]) > 0


class TestTheEntrance:
    def test_leads_to_addresses_that_answer(self, api: Api) -> None:
        found = api.get("")
        for name, address in found["resources"].items():
            status = 400 if name == "observations" else 200  # it needs an indicator
            assert api.client.get(address).status_code == status
        assert api.client.get(found["description"]).status_code == 200
        assert api.client.get(found["documentation"]).status_code == 200

    def test_is_in_the_description_with_every_other_address(self, api: Api) -> None:
        paths = {path.removeprefix("/api/v1/").split("/")[0] for path in api.document["paths"]}
        assert paths - {""} == set(api.get("")["resources"])


class TestFigures:
    def test_are_those_known_on_the_day(self, api: Api) -> None:
        def known(day: str) -> dict[str, Decimal]:
            found = api.get(f"series/{SERIES}/", as_of=day)
            assert found["as_of"] == day
            return {item["period"]: item["value"] for item in found["observations"]}

        assert known("2021-02-28") == {}
        assert known("2021-03-01") == {"2020-12": 718000}
        assert known("2021-05-19") == {"2020-12": 771000}
        assert known("2022-01-26") == {"2020-12": 771000, "2021-12": 1425000}

    def test_have_a_public_id_made_of_what_they_are(self, api: Api) -> None:
        found = api.get(f"series/{SERIES}/", as_of="2021-05-19")["observations"]
        assert [item["id"] for item in found] == [f"{SERIES}/2020-12/2021-05-19/2"]
        assert (found[0]["period_start"], found[0]["period_end"]) == ("2020-12-01", "2020-12-31")

    def test_come_with_all_vintages_when_asked(self, api: Api) -> None:
        found = api.get("observations/", series=SERIES, vintages="true")["results"]
        assert [(item["known_on"], item["value"]) for item in found] == [
            ("2021-03-01", 718000),
            ("2021-05-19", 771000),
            ("2022-01-26", 1425000),
        ]

    def test_can_be_those_that_became_known_after_a_day(self, api: Api) -> None:
        found = api.get("observations/", series=SERIES, updated_after="2021-05-19")["results"]
        assert [item["period"] for item in found] == ["2021-12"]

    @pytest.mark.parametrize(
        ("window", "periods"),
        [
            ({"start": "2021"}, ["2021-12"]),
            ({"end": "2020"}, ["2020-12"]),
            ({"start": "2020-Q4", "end": "2021-12"}, ["2020-12", "2021-12"]),
            ({"start": "2021-01", "end": "2021-11"}, []),
        ],
    )
    def test_can_be_those_of_a_window(
        self, api: Api, window: dict[str, str], periods: list[str]
    ) -> None:
        found = api.get("observations/", series=SERIES, **window)["results"]
        assert [item["period"] for item in found] == periods

    @pytest.mark.parametrize(
        "number", ["1053.00", "0.1234567890123456789", "106476700000000000001"]
    )
    def test_keep_every_digit(self, api: Api, number: str) -> None:
        factories.revisions({"2019-12": [("2020-02-01", number)]})
        content = api.ask(f"series/{SERIES}/?end=2019").content.decode()
        assert f'"value":{number},' in content

    def test_name_the_unit_of_their_value_beside_that_of_the_source(self, api: Api) -> None:
        factories.unit(
            "thousand_stations", base=factories.unit(), numerator=1000, quantity="count:stations"
        )
        factories.ingest(
            factories.csv(
                "cn.5g.base_stations,CHN,level,M,2022-12,231.2万,stations,2023-01-19,stated",
                "cn.5g.base_stations,CHN,growth,M,2022-12,62.2,percent,2023-01-19,stated",
                "cn.5g.base_stations,CHN,level,M,2023-12,3377,thousand_stations,2024-01-19,stated",
            )
        )
        found = api.get("observations/", indicator="cn.5g.base_stations", start="2022")["results"]
        told = {
            (item["series"].split(":")[2], item["period"]): (
                item["value"], item["unit"], item["stated"], item["stated_unit"],
            )
            for item in found
        }  # fmt: skip
        assert told == {
            ("level", "2022-12"): (2312000, "stations", "231.2万", "stations"),
            ("growth", "2022-12"): (Decimal("62.2"), "percent", "62.2", "percent"),
            ("level", "2023-12"): (3377000, "stations", "3377", "thousand_stations"),
        }

    def test_have_the_unit_of_their_series_wherever_they_are_given(self, api: Api) -> None:
        series = api.get(f"series/{SERIES}/", vintages="true")
        assert {item["unit"] for item in series["observations"]} == {series["unit"]["code"]}
        claim = api.get("documents/article/")["reported"][0]
        assert claim["observation"]["unit"] == claim["unit"]["code"] == "stations"

    def test_are_of_one_basis_only_when_that_is_asked(self, api: Api) -> None:
        factories.ingest(
            factories.csv("cn.5g.base_stations,CHN,growth,M,2022-12,62.2,percent,2023-01-19,stated")
        )
        units = [
            {item["unit"] for item in api.get("observations/", **asked)["results"]}
            for asked in (
                {"indicator": "cn.5g.base_stations"},
                {"indicator": "cn.5g.base_stations", "basis": "level"},
            )
        ]
        assert units == [{"stations", "percent"}, {"stations"}]

    def test_of_an_old_revision_leave_out_what_was_loaded_later(self, api: Api) -> None:
        before = api.get(f"series/{SERIES}/", as_of="2021-05-19")
        factories.revisions({"2020-11": [("2021-01-20", "700000")]})
        assert len(api.get(f"series/{SERIES}/", as_of="2021-05-19")["observations"]) == 2
        again = api.get(f"series/{SERIES}/", as_of="2021-05-19", rev=str(before["rev"]))
        assert again == before


class TestTargets:
    def test_are_judged(self, api: Api) -> None:
        found = api.get(f"targets/{TARGET}/")
        assert (found["status"], found["statement"]["low"]) == ("met", 600000)
        assert found["series"] == [SERIES]
        assert found["passage"]["fragment"] == "more than 600,000 5G base stations"

    def test_are_judged_as_of_a_day(self, api: Api) -> None:
        found = api.get(f"targets/{TARGET}/assessment/", as_of="2021-07-01")
        assert (found["as_of"], found["verdict"]) == ("2021-07-01", "pending")

    def test_are_judged_by_the_method_that_is_asked(self, api: Api) -> None:
        asked = {"as_of": "2021-07-01", "method": "dns_trend"}
        found = api.get(f"targets/{TARGET}/assessment/", **asked)
        assert (found["method"], found["outlook"]) == ("dns_trend", "none")
        assert found["no_outlook"] == "too_few_points"
        by_default = api.get(f"targets/{TARGET}/assessment/", as_of="2021-07-01")
        assert by_default["method"] == "linear_pace"
        assert by_default["opinions"] == found["opinions"]
        assert [one["default"] for one in found["opinions"]] == [True, False, False, False]

    def test_explain_themselves_in_two_languages(self, api: Api) -> None:
        told = api.get(f"targets/{TARGET}/assessment/")["explanation"]
        assert told["en"][0].startswith("Met: 654,000")
        assert told["zh_hans"][0].startswith("已实现：")

    def test_tell_how_they_came_to_be_and_name_the_figures(self, api: Api) -> None:
        changes = api.get(f"targets/{TARGET}/assessment/")["changes"]
        assert changes[-1]["cause"] == "new_data"
        assert changes[-1]["new"][0]["observation"].startswith(f"{SERIES}/2021-12/")

    def test_have_an_address_that_gives_the_same_for_ever(self, api: Api) -> None:
        found = api.get(f"targets/{TARGET}/assessment/", as_of="2021-07-01")
        factories.revisions({"2021-03": [("2021-04-20", "1")]})
        path = found["permanent"].removeprefix("/api/v1/").partition("?")
        again = api.get(path[0], **dict(part.split("=") for part in path[2].split("&")))
        assert again == found

    def test_say_which_figures_decided(self, api: Api) -> None:
        found = api.get(f"targets/{TARGET}/assessment/")
        assert found["judged"]["value"] == 1425000 - 771000
        for item in found["inputs"]:
            series = api.get(f"series/{item['series']}/")["observations"]
            assert item["observation"] in {figure["id"] for figure in series}

    def test_do_not_exist_before_they_were_announced(self, api: Api) -> None:
        assert api.get("targets/", as_of="2021-01-05")["results"] == []
        assert "not been announced on 2021-01-05" in api.problem(
            f"targets/{TARGET}/?as_of=2021-01-05", 404
        )["detail"]  # fmt: skip

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("status=met", 1), ("status=missed,met", 1), ("status=missed&status=kept", 0),
            ("topic=digital", 1), ("entity=CHN", 1), ("indicator=cn.5g.base_stations", 1),
            ("document=article", 1), ("document=article&status=missed", 0),
        ],
    )  # fmt: skip
    def test_can_be_filtered(self, api: Api, query: str, count: int) -> None:
        for address in ("targets", "assessments"):
            response = api.ask(f"{address}/?{query}")
            assert response.status_code == 200, response.content
            assert response.json()["count"] == count

    def test_stand_the_same_in_every_list(self, api: Api) -> None:
        listed = api.get("targets/")["results"][0]
        assert listed["assessment"]["status"] == listed["status"]
        assert api.get("assessments/")["results"][0]["status"] == listed["status"]
        assert api.get("documents/article/")["targets"][0]["status"] == listed["status"]


class TestDocuments:
    def test_give_their_targets_and_claims(self, api: Api) -> None:
        found = api.get("documents/article/")
        assert [item["code"] for item in found["targets"]] == [TARGET]
        claim = found["reported"][0]
        # The claim was right when it was made; the figure was revised since.
        assert (claim["value"], claim["observation"]["value"], claim["agrees"]) == (
            718000, 771000, False,
        )  # fmt: skip

    def test_claims_are_compared_with_what_was_known(self, api: Api) -> None:
        found = api.get("documents/article/", as_of="2021-03-01")
        assert found["reported"][0]["agrees"] is True


class TestRuns:
    def test_show_the_rows_that_were_refused(self, api: Api) -> None:
        run = factories.ingest(
            factories.csv("cn.5g.base_stations,CHN,level,M,2022-01,many,stations,2022-03-01,stated")
        )
        found = api.get(f"runs/{run.pk}/")
        assert (found["state"], found["rows_rejected"]) == ("failed", 1)
        assert (found["rejected"][0]["line"], found["rejected"][0]["value"]) == (2, "many")

    def test_can_be_filtered(self, api: Api) -> None:
        assert api.get("runs/", source="miit", state="done")["count"] == 1
        assert api.get("runs/", source="miit", state="failed")["count"] == 0


class TestPages:
    def test_lead_from_the_first_to_the_last_and_back(self, api: Api) -> None:
        for number in range(5):
            factories.entity(f"E{number}")
        seen, address = [], "/api/v1/entities/?limit=2"
        while address:
            found = api.client.get(address).json()
            seen += [item["code"] for item in found["results"]]
            last, address = found, found["next"]
        assert seen == ["CHN", "E0", "E1", "E2", "E3", "E4"]
        assert last["count"] == 6
        first = api.client.get(api.client.get(last["previous"]).json()["previous"]).json()
        assert first["previous"] is None
        assert first["results"][0]["code"] == "CHN"

    def test_beyond_the_last_are_empty(self, api: Api) -> None:
        assert api.get("entities/", offset="100")["results"] == []


def test_target_without_a_number_has_no_statement(api: Api, world: Target) -> None:
    factories.target("centres", quantity="milestone", comparator="", horizon="2025")
    found = api.get("targets/centres/")
    assert (found["statement"], found["due"]) == (None, "2025")

"""What a row may write for an entity: its code, and what else is the name of it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.models import Entity, Series
from indicators.services.catalogue import validate
from indicators.services.ingestion import lookup
from tests import factories
from tests.factories import csv, ingest

ROW = "cn.5g.base_stations,{},level,M,2021-12,1425000,,2022-01-26,stated"
# Code, alpha-3, alpha-2, English and Chinese name. The groups are called as countries are.
ENTITIES = [
    ("CHN", "CHN", "CN", "China", "中国"),
    ("FRA", "FRA", "FR", "France", "法国"),
    ("FRX", "FRA", "FX", "France", "法国本土"),  # France without its overseas territories
    ("DE", "", "", "Delaware", "特拉华"),
    ("DEU", "DEU", "DE", "Germany", "德国"),
    ("China", "", "", "Chinas of the world", ""),
]
TEXTS = {
    "CHN": "CHN", "CN": "CHN", "中国": "CHN",
    "FR": "FRA", "FX": "FRX", "法国": "FRA", "法国本土": "FRX",
    # A code wins: DE is Delaware here, China something else.
    "FRA": "FRA", "DE": "DE", "China": "China", "Germany": "DEU", "Delaware": "DE",
}  # fmt: skip
# Shared by two, of none, or not written so.
NOT_TEXTS = ("France", "", "china", "Prussia")


@pytest.mark.django_db
class TestOfTheTables:
    @pytest.fixture(autouse=True)
    def _entities(self) -> None:
        factories.indicator()
        names = ("alpha3", "alpha2", "name_en", "name_zh")
        for code, *texts in ENTITIES:
            factories.entity(code, **dict(zip(names, texts, strict=True)))

    def test_every_text_that_is_of_one_alone_names_it(self) -> None:
        found = lookup.from_tables().entities
        codes = dict(Entity.objects.values_list("pk", "code"))
        assert {text: codes[int(found[text])] for text in TEXTS} == TEXTS
        assert [text for text in NOT_TEXTS if text in found] == []

    def test_only_the_codes_are_listed(self) -> None:
        found = lookup.from_tables().entities
        assert sorted(found) == sorted(code for code, *_ in ENTITIES)
        assert len(found) == len(ENTITIES)

    @pytest.mark.parametrize("text", ["CHN", "CN", "中国"])
    def test_figures_of_all_of_them_are_of_one_series(self, text: str) -> None:
        run = ingest(csv(ROW.format(text)))
        assert (run.state, run.rows_new) == ("done", 1)
        assert Series.objects.get().code == "cn.5g.base_stations:CHN:level:M:miit"

    def test_the_same_cell_under_two_names_is_there_twice(self) -> None:
        run = ingest(csv(ROW.format("CN"), ROW.format("中国").replace("1425000", "1425001")))
        assert {row.code for row in run.rejected.all()} == {"duplicate_row"}

    def test_an_unknown_one_is_refused_with_codes_that_are_near(self) -> None:
        run = ingest(csv(ROW.format("CHM"), ROW.format("France"), ROW.format("Germani")))
        assert [row.message for row in run.rejected.order_by("line")] == [
            "entity “CHM” is not known; did you mean CHN?",
            "entity “France” is not known",
            "entity “Germani” is not known",
        ]


def test_of_the_catalogue_too(tmp_path: Path) -> None:
    for name in validate.schema.SPECS:
        (tmp_path / name).write_text("")
    (tmp_path / "entities.yaml").write_text(
        "\n".join(
            f"- {{code: {code}, kind: country, alpha3: '{alpha3}', alpha2: '{alpha2}', "
            f"name_en: {english}, name_zh: {chinese or 'x'}}}"
            for code, alpha3, alpha2, english, chinese in ENTITIES
        ),
        encoding="utf-8",
    )
    checked = validate.check(tmp_path)
    assert checked.problems == []
    found = lookup.from_catalogue(checked.entries)
    assert {text: found.entities[text] for text in TEXTS} == TEXTS
    assert [text for text in NOT_TEXTS if text in found.entities] == []

"""``manage.py ingest``: what it prints, and that it starts no run without need."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.connectors.files import Roots
from indicators.models import IngestionRun, Source
from indicators.services.ingestion import fetching
from tests import factories
from tests.factories import csv

pytestmark = pytest.mark.django_db
ROW = "cn.5g.base_stations,CHN,level,M,2021-12,1425000,,2022-01-26,stated"


@pytest.fixture(autouse=True)
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one file, read by one source."""
    factories.indicator()
    factories.entity()
    factories.source("miit", parameters={"path": "catalogue:miit.csv"})
    monkeypatch.setattr(fetching, "DEFAULT_ROOT", tmp_path)
    file = tmp_path / "miit.csv"
    file.write_bytes(csv(ROW))
    return file


def ingest(*arguments: str) -> str:
    out = StringIO()
    call_command("ingest", *arguments, stdout=out)
    return out.getvalue()


def test_a_source_and_its_result_stand_on_one_line() -> None:
    said = ingest("--catalogue").splitlines()
    run = IngestionRun.objects.get()
    assert said == [f"miit, run {run.pk}: done. 1 new, 0 revised, 0 unchanged."]


def test_a_file_of_one_s_own_leads_to_the_page_of_its_run(tmp_path: Path) -> None:
    file = tmp_path / "my.csv"
    file.write_bytes(csv(ROW))
    said = ingest("miit", "--file", str(file))
    assert f"See /runs/{IngestionRun.objects.get().pk}/." in said


def test_faulty_rows_are_counted_and_the_others_are_published(tmp_path: Path) -> None:
    file = tmp_path / "my.csv"
    file.write_bytes(csv(ROW, ROW.replace("2021-12", "2021-13"), ROW.replace("1425000", "many")))
    said = ingest("miit", "--file", str(file)).splitlines()
    assert ": done. 1 new, 0 revised, 0 unchanged, 2 rejected." in said[0]
    assert [line.partition(":")[0] for line in said[1:]] == ["  line 3, period", "  line 4, value"]


def test_a_file_of_faulty_rows_alone_has_failed(tmp_path: Path) -> None:
    file = tmp_path / "my.csv"
    file.write_bytes(csv(ROW.replace("1425000", "many")))
    with pytest.raises(CommandError, match="run failed"):
        ingest("miit", "--file", str(file))


class TestTheCatalogueAgain:
    def test_starts_no_run_for_a_file_that_was_taken_in(self) -> None:
        ingest("--catalogue")
        said = ingest("--catalogue")
        assert IngestionRun.objects.count() == 1
        assert said == (
            "The file of 1 source is the same as when last taken in; no run is needed.\n"
        )

    def test_also_not_when_another_file_came_in_between(self) -> None:
        ingest("--catalogue")
        factories.ingest(csv(ROW.replace("2021-12", "2021-11")), to=Source.objects.get())
        ingest("--catalogue")
        assert IngestionRun.objects.count() == 2

    def test_reads_a_file_that_changed_and_one_that_changed_back(self, catalogue: Path) -> None:
        before = catalogue.read_bytes()
        for content in (before, csv(ROW, ROW.replace("2021-12", "2022-12")), before):
            catalogue.write_bytes(content)
            ingest("--catalogue")
        assert IngestionRun.objects.count() == 3

    def test_reads_a_file_again_that_left_rows_behind(self, catalogue: Path) -> None:
        catalogue.write_bytes(csv(ROW, ROW.replace("2021-12", "2021-13")))
        ingest("--catalogue")
        ingest("--catalogue")
        assert IngestionRun.objects.count() == 2

    def test_says_what_is_wrong_with_a_file_that_is_gone(self, catalogue: Path) -> None:
        ingest("--catalogue")
        catalogue.unlink()
        with pytest.raises(CommandError, match="Failed: miit"):
            ingest("--catalogue")


def test_the_folders_are_those_of_the_test(catalogue: Path) -> None:
    assert Roots({"catalogue": catalogue.parent}).read("catalogue:miit.csv").content == csv(ROW)


def test_a_run_is_read_again() -> None:
    first = factories.ingest(csv(ROW))
    said = ingest("--replay", str(first.pk))
    again = IngestionRun.objects.get(replay_of=first)
    assert f"run {again.pk}: done. 0 new, 0 revised, 1 unchanged." in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--replay", "99"), "no run 99"), (("miit", "--catalogue"), "Name one"), ((), "Name one")],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        ingest(*arguments)

"""Files as providers publish them, through the command into the database."""

from __future__ import annotations

import os
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.connectors.base import ConnectorError
from indicators.connectors.registry import connector_for
from indicators.domain.periods import Period
from indicators.models import IngestionRun, Observation, Release, Series
from tests import factories
from tests.integration.real_files import FILES, Refused, Taken
from tests.integration.real_readings import Cell, Figures, recorded

FOLDER = os.environ.get("REALDATA_DIR", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.realdata,
    pytest.mark.skipif(not FOLDER, reason="REALDATA_DIR is not set: no real files of providers"),
]
TAKEN = [one for one in FILES if isinstance(one, Taken)]
REFUSED = [one for one in FILES if isinstance(one, Refused)]


def names(entries: list[Taken] | list[Refused]) -> list[str]:
    return [f"{one.file} {one.label}".strip() for one in entries]


def ingest(entry: Taken | Refused, parameters: object, scratch: Path) -> tuple[IngestionRun, str]:
    """Run the command on the file, or on the answer that was recorded in it."""
    path = Path(FOLDER) / entry.file
    if path.suffix == ".yaml":
        path = scratch / "answer.json"
        path.write_bytes(recorded(Path(FOLDER) / entry.file))
    factories.source("provider", connector=entry.connector, parameters=parameters)
    out = StringIO()
    try:
        call_command("ingest", "provider", file=path, stdout=out)
    finally:
        run = IngestionRun.objects.get()
    return run, out.getvalue()


def make_reference(entry: Taken, figures: Figures) -> None:
    """The indicators, units and entities that the file needs."""
    one = factories.unit("one")
    factories.percent()
    units = {
        "one": one,
        "percent": factories.percent(),
        "CNY": factories.unit("CNY", symbol_zh="元"),
    }
    for code in dict.fromkeys(cell.indicator for cell in figures):
        unit = entry.unit(code)
        measured = units.setdefault(unit, factories.unit(unit))
        factories.indicator(code, unit=measured)
    known = entry.entities(Path(FOLDER) / entry.file)
    for code in dict.fromkeys([*(cell.entity for cell in figures), *known]):
        china = {"alpha2": "CN", "name_zh": "中国"} if code == "CHN" else {"name_zh": code}
        factories.entity(code, **{"name_en": code, **china, **known.get(code, {})})


def in_the_database() -> Figures:
    rows = Observation.objects.values_list(
        "series__indicator_version__indicator__code", "series__entity__code", "period_start",
        "period_end", "series__basis", "value",
    )  # fmt: skip
    return {
        Cell(indicator, entity, str(Period(start, end)), basis): value
        for indicator, entity, start, end, basis, value in rows
    }


def by_series(figures: Figures) -> Counter[tuple[str, str, str, int]]:
    """How many figures each series has. The length of a period tells its frequency."""
    return Counter((cell.indicator, cell.entity, cell.basis, len(cell.period)) for cell in figures)


@pytest.mark.parametrize("entry", TAKEN, ids=names(TAKEN))
def test_a_file_is_taken_in_as_it_is(entry: Taken, tmp_path: Path) -> None:
    path = Path(FOLDER) / entry.file
    read = entry.figures(path)
    expected = {cell: value for cell, value in read.items() if value is not None}
    # The other reading finds as many as were counted when the file was looked at.
    assert (len(expected), len(read) - len(expected)) == (entry.new, entry.empty)
    make_reference(entry, read)

    run, said = ingest(entry, entry.parameters(path), tmp_path)

    assert run.state == "done", said
    assert [row.message for row in run.rejected.all() if not _explained(row.message, entry)] == []
    counts = {
        "new": run.rows_new, "revised": run.rows_revised, "unchanged": run.rows_unchanged,
        "rejected": run.rows_rejected, "left out": run.rows_left_out,
    }  # fmt: skip
    assert counts == {
        "new": entry.new, "revised": 0, "unchanged": entry.empty, "rejected": entry.rejected,
        "left out": entry.left_out,
    }  # fmt: skip
    assert sum(counts.values()) == run.rows_read == entry.rows

    found = in_the_database()
    assert Observation.objects.count() == len(found) == entry.new
    assert Series.objects.count() == entry.series
    assert by_series(found) == by_series(expected)
    assert found == expected
    # As texts, so that the digits of the source are there, and no others.
    assert {cell: str(found[cell]) for cell in entry.samples} == entry.samples
    if entry.updated:
        assert {str(one.published_on) for one in Release.objects.all()} == entry.updated


def _explained(message: str, entry: Taken) -> bool:
    return bool(entry.why) and re.search(entry.why, message) is not None


@pytest.mark.parametrize("entry", REFUSED, ids=names(REFUSED))
def test_a_file_without_figures_is_refused(entry: Refused, tmp_path: Path) -> None:
    parameters = {"defaults": {"entity": "WLD", "indicator": "any"}, **entry.parameters}
    with pytest.raises(CommandError, match="The run failed"):
        ingest(entry, parameters, tmp_path)
    run = IngestionRun.objects.get()
    assert run.state == "failed"
    assert entry.says in run.message
    assert not Observation.objects.exists() and not Release.objects.exists()
    with pytest.raises(ConnectorError) as caught:
        list(connector_for(entry.connector, parameters).parse(recorded(Path(FOLDER) / entry.file)))
    assert caught.value.code == entry.code


def test_every_file_of_the_folder_is_in_the_table() -> None:
    root = Path(FOLDER)
    there = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert there - {"README.md"} == {entry.file for entry in FILES}

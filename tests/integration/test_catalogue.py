"""The catalogue is checked as a whole, loaded twice without effect, and keeps editors' changes."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from indicators.models import Indicator, Target, Topic
from indicators.services.catalogue import files, load, validate
from tests.factories import NOW

TOPICS = """
- code: digital
  name_en: Digital
  name_zh: 数字
"""


DOCS = Path(settings.BASE_DIR) / "docs" / "catalogue.md"


def test_the_documentation_counts_what_the_starter_catalogue_holds() -> None:
    told: dict[str, int] = {}
    for line in DOCS.read_text().splitlines():
        names = re.findall(r"`(\w+\.yaml)`", line)
        counts = line.rstrip(" |").rpartition("| ")[2]
        if line.startswith("| `") and names:
            told |= zip(names, map(int, counts.split(", ")), strict=True)
    folder = Path(settings.BASE_DIR) / "indicators" / "catalogue"
    held = {path.name: len(yaml.safe_load(path.read_text())) for path in folder.glob("*.yaml")}
    assert told == held


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue that a test may spoil."""
    for name in validate.schema.SPECS:
        (tmp_path / name).write_text("")
    (tmp_path / "topics.yaml").write_text(TOPICS)
    (tmp_path / "units.yaml").write_text(
        "- code: GW\n  name_en: gigawatt\n  name_zh: 吉瓦\n  quantity: power\n"
        "- code: MW\n  name_en: megawatt\n  name_zh: 兆瓦\n  quantity: power\n  base: GW\n"
        "  factor: 1/1000\n"
    )
    (tmp_path / "indicators.yaml").write_text(
        "- code: wind\n  name_en: Wind\n  name_zh: 风电\n  topic: digital\n  kind: stock\n"
        "  direction: higher\n  aggregation: last\n  decimals: 1\n  unit: GW\n"
        "  versions: [{version: 1, definition_en: Wind power, definition_zh: 风电装机}]\n"
    )
    return tmp_path


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in validate.check(folder).problems]


def test_the_starter_catalogue_is_in_order() -> None:
    out = StringIO()
    call_command("load_catalogue", "--check", stdout=out)
    assert "are in order" in out.getvalue()


def test_a_sound_catalogue_has_no_problems(folder: Path) -> None:
    assert problems(folder) == []


# fmt: off
GB = "- {code: GW, name_en: a, name_zh: b, quantity: p, factor: %s}"
SPOILED = [
    ("topics.yaml", "- code: digital\n  name_en: Digital\n", "digital.name_zh", "required"),
    ("topics.yaml", TOPICS + TOPICS, "topics.yaml:6: digital.code", "stands already"),
    ("topics.yaml", TOPICS + "  colour: red\n", "digital.colour", "unknown key"),
    ("topics.yaml", "code: [", "topics.yaml", "not valid YAML"),
    ("topics.yaml", "code: x", "topics.yaml", "must be a list"),
    ("units.yaml", GB % 0, "GW.factor", "above zero"),
    ("units.yaml", GB % "x", "GW.factor", "“x”"),
    ("entities.yaml", "- {code: A B, name_en: a, name_zh: b, kind: planet}", "A B.kind", "planet"),
    ("indicators.yaml", "- {code: i, name_en: a, name_zh: b, topic: nowhere, kind: stock,"
     " direction: up, aggregation: last, decimals: 1, unit: GW, versions: []}",
     "i.direction", "up"),
    ("targets.yaml", "- {code: t, title_en: a, title_zh: b}", "t.statement", "either"),
]
# fmt: on


@pytest.mark.parametrize(("name", "content", "place", "said"), SPOILED)
def test_each_error_is_printed_with_file_and_key(
    folder: Path, name: str, content: str, place: str, said: str
) -> None:
    (folder / name).write_text(content)
    found = problems(folder)
    assert any(place in line and said in line for line in found), found


def test_a_code_that_stands_nowhere_is_named(folder: Path) -> None:
    text = (folder / "indicators.yaml").read_text().replace("topic: digital", "topic: nowhere")
    (folder / "indicators.yaml").write_text(text)
    assert problems(folder) == [
        "indicators.yaml:4: wind.topic: “nowhere” does not stand in topics.yaml"
    ]


def test_all_errors_are_printed_at_once_and_nothing_is_loaded(folder: Path) -> None:
    (folder / "topics.yaml").write_text("- code: digital\n- code: steel\n")
    errors = StringIO()
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_catalogue", str(folder), stderr=errors)
    assert "digital.name_en" in errors.getvalue()
    assert "steel.name_zh" in errors.getvalue()


@pytest.mark.django_db
class TestLoading:
    def load(self, folder: Path, *, overwrite: bool = False) -> load.Report:
        return load.load(validate.check(folder), overwrite=overwrite, now=NOW)

    def test_twice_changes_nothing(self, folder: Path) -> None:
        first = self.load(folder)
        assert first.counts["topics.yaml"]["created"] == 1
        second = self.load(folder)
        assert all(set(counts) == {"unchanged"} for counts in second.counts.values())

    def test_takes_over_a_change_of_the_file(self, folder: Path) -> None:
        self.load(folder)
        (folder / "topics.yaml").write_text(TOPICS.replace("Digital", "Digital economy"))
        self.load(folder)
        assert Topic.objects.get().name_en == "Digital economy"

    def test_keeps_what_an_editor_changed_and_says_so(self, folder: Path) -> None:
        self.load(folder)
        Topic.objects.update(name_en="My words", edited_at=timezone.now())
        report = self.load(folder)
        assert Topic.objects.get().name_en == "My words"
        assert report.kept == ["topics.yaml: My words (name_en)"]

    def test_overwrites_an_editors_change_when_told_to(self, folder: Path) -> None:
        self.load(folder)
        Topic.objects.update(name_en="My words", edited_at=timezone.now())
        self.load(folder, overwrite=True)
        assert Topic.objects.get().name_en == "Digital"

    def test_keeps_factors_exact(self, folder: Path) -> None:
        self.load(folder)
        version = Indicator.objects.get().versions.get()
        assert (version.unit.code, version.unit.numerator, version.unit.denominator) == ("GW", 1, 1)

    def test_of_the_starter_catalogue_fills_every_table(self) -> None:
        self.load(files.DEFAULT_ROOT)
        assert Target.objects.filter(code="cn-5g-2021-new").exists()
        assert not Indicator.objects.filter(name_zh="").exists()

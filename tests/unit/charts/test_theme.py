"""The palette: contrast, differences that remain without hue, and the same colours in the CSS."""

from __future__ import annotations

import gzip
import re
from itertools import combinations

import pytest
from django.conf import settings

from indicators.charts import theme
from indicators.charts.style import RULES, embedded
from indicators.charts.theme import DARK, LIGHT, MARKS, contrast
from indicators.domain.codelists import Status

CSS = (settings.BASE_DIR / "static/css/site.css").read_text()


def test_every_status_has_a_mark() -> None:
    assert set(MARKS) == set(Status)


@pytest.mark.parametrize("status", Status)
def test_marks_stand_out_from_the_page(status: Status) -> None:
    assert contrast(MARKS[status].light, LIGHT.page) >= 3
    assert contrast(MARKS[status].dark, DARK.page) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_lines_of_charts_can_be_read(palette: theme.Palette) -> None:
    assert contrast(palette.text, palette.page) >= 7
    assert contrast(palette.muted, palette.page) >= 4.5
    for line in (palette.actual, palette.path, palette.bound, palette.projected):
        assert contrast(line, palette.page) >= 3


def test_no_two_statuses_look_the_same_without_colour() -> None:
    shapes = [mark.shape for mark in MARKS.values()]
    assert len(set(shapes)) == len(shapes)


def test_good_slow_and_failed_differ_in_lightness() -> None:
    groups = [Status.MET, Status.ON_TRACK, Status.BEHIND]
    for one, other in combinations(groups, 2):
        assert contrast(MARKS[one].light, MARKS[other].light) >= 1.1


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def _variables(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def test_the_style_sheet_has_the_same_colours() -> None:
    blocks = [_variables(block) for block in re.findall(r":root[^{]*\{([^}]*)\}", CSS)]
    light, system_dark, chosen_dark, printed = (one for one in blocks if "met" in one)
    assert system_dark == chosen_dark
    # Paper is white whatever the screen is: statuses and lines are those of light pages.
    for name in printed.keys() - {"text", "muted", "grid", "soft", "link", "warn"}:
        assert printed[name] == light[name], name
    assert {status.value.replace("_", "-") for status in MARKS} <= printed.keys()
    for found, colour, palette in ((light, "light", LIGHT), (chosen_dark, "dark", DARK)):
        for status, mark in MARKS.items():
            assert found[status.value.replace("_", "-")] == getattr(mark, colour), status
        for name in ("page", "text", "muted", "grid", "actual", "path", "bound"):
            assert found[name] == getattr(palette, name), name
        assert contrast(found["link"], found["page"]) >= 4.5
        assert contrast(found["link"], found["soft"]) >= 4.5
        assert contrast(found["muted"], found["soft"]) >= 4.5
        assert contrast(found["text"], found["warn"]) >= 7


def test_the_style_sheet_draws_as_the_files_do() -> None:
    lines = set(CSS.splitlines())
    for selector, rule in RULES:
        assert f"{selector} {{ {rule} }}" in lines, selector


def test_a_file_carries_its_colours_and_no_variable() -> None:
    for palette in (LIGHT, DARK):
        text = embedded(palette)
        assert "var(" not in text
        assert palette.actual in text
        assert palette.page in text


def test_the_interactive_bundle_stays_within_its_budget() -> None:
    (bundle,) = (settings.BASE_DIR / "static" / "vendor").glob("plotly-*.min.js")
    assert len(gzip.compress(bundle.read_bytes())) <= 500_000

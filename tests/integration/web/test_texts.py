"""Texts and files that must stay in step: translations, vendored files, methodology."""

from __future__ import annotations

import hashlib
import re
from gettext import GNUTranslations

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles import finders

from indicators.domain import cases
from indicators.domain.codelists import Certainty, Status
from indicators.domain.outlooks.registry import METHODS
from indicators.web.example_cases import CASES
from tests.integration.web.conftest import Site

PO = settings.BASE_DIR / "locale/zh_Hans/LC_MESSAGES/django.po"
# Those of the admin also use texts that Django translates itself.
TEMPLATES = sorted(
    path for path in (settings.BASE_DIR / "templates").rglob("*.html") if "admin" not in path.parts
)


def test_every_text_is_translated_and_none_is_a_guess() -> None:
    with PO.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert any(strings), message.id


def test_every_text_of_a_template_is_in_the_catalogue() -> None:
    with PO.open("rb") as file:
        catalogue = read_po(file)
    known = {one.id if isinstance(one.id, str) else one.id[0] for one in catalogue if one.id}
    for path in TEMPLATES:
        for quote, text in re.findall(
            r"""\{% (?:translate|trans) (['"])(.+?)\1""", path.read_text()
        ):
            assert text in known, f"{path.name}: {quote}{text}{quote}; run make messages"


def test_the_compiled_translations_are_those_of_the_source() -> None:
    with PO.open("rb") as file:
        catalogue = read_po(file)
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue:
        if message.id and isinstance(message.id, str) and not message.context:
            assert compiled.gettext(message.id) == message.string, "run make compile-messages"


def test_vendored_files_are_what_the_readme_says() -> None:
    folder = settings.BASE_DIR / "static/vendor"
    rows = re.findall(
        r"^\| ([\w.-]+) \|.*\| ([0-9a-f]{64}) \|$", (folder / "README.md").read_text(), re.M
    )
    assert len(rows) == 3
    for name, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    named = {name for name, _ in rows}
    assert {path.name for path in folder.glob("*.js")} <= named


def test_every_static_file_that_a_template_names_exists() -> None:
    for path in TEMPLATES:
        for name in re.findall(r"\{% static ['\"]([^'\"]+)['\"] %\}", path.read_text()):
            assert finders.find(name), f"{path.name}: {name}"


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_methodology_has_a_paragraph_for_every_status(site: Site, lang: str) -> None:
    page = site.get(f"/methodology/?lang={lang}")
    for status in Status:
        assert f"status-{status.value}" in page.ids
    assert len(Certainty) == 4  # a fifth would need its paragraph


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_methodology_has_a_paragraph_with_an_example_for_every_method(
    site: Site, lang: str
) -> None:
    page = site.get(f"/methodology/?lang={lang}")
    assert set(METHODS) <= set(page.ids)
    for section in ("statement", "certainty", "linear", "trend", "cagr", "unsd"):
        assert f"example-{section}-1" in page.ids


def test_the_worked_examples_are_the_engine_s(site: Site) -> None:
    text = site.get("/methodology/").text
    assert "Met: 654,000 stations in 2021" in text
    for ratio in ("0.32", "0.63", "0.90", "0.95"):
        assert f"(ratio {ratio})" in text
    assert "Disputed" in text


def test_every_example_can_be_run_again_as_a_case() -> None:
    for several in CASES.values():
        for one in several:
            assert cases.run(one["case"])["explanation"]["en"]

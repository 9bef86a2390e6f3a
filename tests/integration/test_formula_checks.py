"""A formula that cannot be computed is refused: in the catalogue with its place, in the admin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indicators.models import IndicatorVersion, Unit
from indicators.services.catalogue import load, validate
from tests import factories

UNITS = """
- {code: stations, name_en: a, name_zh: b, quantity: "count:stations"}
- {code: persons, name_en: a, name_zh: b, quantity: "count:persons"}
- {code: each, name_en: a, name_zh: b, quantity: "count:stations/count:persons"}
- code: per_10k
  name_en: a
  name_zh: b
  quantity: count:stations/count:persons
  base: each
  factor: 1/10000
"""
INDICATOR = """
- code: {code}
  name_en: a
  name_zh: b
  topic: digital
  kind: stock
  direction: higher
  aggregation: last
  decimals: 1
  unit: {unit}
  versions: [{{version: 1, definition_en: a, definition_zh: b, formula: "{formula}"}}]
"""


def indicators(*rows: tuple[str, str, str]) -> str:
    return "".join(
        INDICATOR.format(code=code, unit=unit, formula=formula) for code, unit, formula in rows
    )


OPERANDS = (("s", "stations", ""), ("p", "persons", ""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in validate.schema.SPECS:
        (tmp_path / name).write_text("")
    (tmp_path / "topics.yaml").write_text("- {code: digital, name_en: a, name_zh: b}")
    (tmp_path / "units.yaml").write_text(UNITS)
    return tmp_path


def problems(folder: Path, *rows: tuple[str, str, str]) -> list[str]:
    (folder / "indicators.yaml").write_text(indicators(*OPERANDS, *rows))
    return [str(problem) for problem in validate.check(folder).problems]


def test_a_sound_formula_is_accepted_and_stored(folder: Path, db: None) -> None:
    assert problems(folder, ("d", "per_10k", "{s} / {p}"), ("h", "per_10k", "{d} / 2")) == []
    load.load(validate.check(folder), overwrite=False, now=factories.NOW)
    found = IndicatorVersion.objects.get(indicator__code="d")
    assert found.formula == "{s} / {p}"
    assert (found.unit.numerator, found.unit.denominator) == (1, 10000)
    again = load.load(validate.check(folder), overwrite=False, now=factories.NOW)
    assert all(set(counts) == {"unchanged"} for counts in again.counts.values())


@pytest.mark.parametrize(
    ("rows", "place", "said"),
    [
        ([("d", "per_10k", "{s} /")], "d.versions[0].formula", "position 6"),
        ([("d", "per_10k", "{s} / {x}")], "d.versions[0].formula", "“x”, which is no indicator"),
        ([("d", "per_10k", "{d} / 2")], "d.versions[0].formula", "d → d"),
        (
            [("d", "per_10k", "{e} / 2"), ("e", "per_10k", "{d} / 2")],
            "e.versions[0].formula",
            "e → d → e",
        ),
        (
            [("d", "persons", "{s} / {p}")],
            "d.versions[0].formula",
            "gives count:stations/count:persons, but the unit persons measures count:persons",
        ),
        ([("d", "persons", "{s} + {p}")], "d.versions[0].formula", "only like can be added"),
    ],
)
def test_any_other_is_refused_with_file_and_key(
    folder: Path, rows: list[tuple[str, str, str]], place: str, said: str
) -> None:
    found = problems(folder, *rows)
    assert any(
        line.startswith("indicators.yaml:") and place in line and said in line for line in found
    ), found


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        (
            'quantity: "count:stations/count:persons"',
            'quantity: "count:stations/count:robots"',
            "each.quantity",
            "“count:robots” in the quantity",
        ),
        (
            'quantity: "count:stations/count:persons"',
            'quantity: "a/b/c"',
            "each.quantity",
            "more than one",
        ),
        ("base: each", "base: persons", "per_10k.base", "“persons” measures count:persons"),
        ("base: each", "base: per_10k", "per_10k.base", "has a base itself"),
    ],
)
def test_a_unit_that_a_formula_could_not_be_checked_by_is_refused(
    folder: Path, old: str, new: str, place: str, said: str
) -> None:
    assert old in UNITS
    (folder / "units.yaml").write_text(UNITS.replace(old, new, 1))
    found = problems(folder)
    assert any(place in line and said in line for line in found), found


@pytest.mark.django_db
class TestInTheAdministration:
    @pytest.fixture
    def density(self) -> IndicatorVersion:
        factories.indicator("s", unit=factories.unit("stations"))
        factories.indicator("p", unit=factories.unit("persons"))
        each = factories.unit("each", quantity="count:stations/count:persons")
        return factories.indicator("d", unit=each)

    def save(self, client: Any, version: IndicatorVersion, formula: str) -> Any:
        data = {
            "indicator": version.indicator_id,
            "number": 1,
            "unit": version.unit_id,
            "formula": formula,
        }
        return client.post(f"/admin/indicators/indicatorversion/{version.pk}/change/", data)

    def test_a_sound_formula_is_saved(self, admin_client: Any, density: IndicatorVersion) -> None:
        response = self.save(admin_client, density, "{s} / {p}")
        assert response.status_code == 302
        density.refresh_from_db()
        assert density.formula == "{s} / {p}"

    @pytest.mark.parametrize(
        ("formula", "said"),
        [
            ("{s} / ", "position 6"),
            ("{s} / {x}", "which is no indicator"),
            ("{s} / {d}", "d → d"),
            ("{p} / {s}", "gives count:persons/count:stations"),
        ],
    )
    def test_any_other_is_refused_next_to_the_field(
        self, admin_client: Any, density: IndicatorVersion, formula: str, said: str
    ) -> None:
        response = self.save(admin_client, density, formula)
        errors = response.context["adminform"].form.errors["formula"]
        assert said in str(errors)
        density.refresh_from_db()
        assert density.formula == ""

    def test_both_dimensions_are_named_below_the_indicator_too(
        self, admin_client: Any, density: IndicatorVersion
    ) -> None:
        row = density.indicator
        names = ("code", "name_en", "name_zh", "kind", "direction", "aggregation", "decimals")
        data = {name: getattr(row, name) for name in names} | {
            "topic": row.topic_id,
            "versions-TOTAL_FORMS": 1,
            "versions-INITIAL_FORMS": 1,
            "versions-0-id": density.pk,
            "versions-0-indicator": row.pk,
            "versions-0-number": 1,
            "versions-0-unit": density.unit_id,
            "versions-0-formula": "{p} / {s}",
        }
        url = f"/admin/indicators/indicator/{row.pk}/change/"
        page = admin_client.post(url, data).content.decode()
        assert "gives count:persons/count:stations" in page
        assert "measures count:stations/count:persons" in page
        assert admin_client.post(url, data | {"versions-0-formula": "{s}/{p}"}).status_code == 302

    @pytest.mark.parametrize(
        ("quantity", "accepted"),
        [("count:stations*count:persons", False), ("1/count:persons", True)],
    )
    def test_a_quantity_has_one_spelling(
        self, admin_client: Any, density: IndicatorVersion, quantity: str, accepted: bool
    ) -> None:
        data = {
            "code": "new", "name_en": "a", "name_zh": "b", "quantity": quantity,
            "numerator": "1", "denominator": "1", "aliases": "",
        }  # fmt: skip
        admin_client.post("/admin/indicators/unit/add/", data)
        assert Unit.objects.filter(code="new").exists() is accepted

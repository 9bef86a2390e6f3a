"""Provinces against their country: bounds and figures of one day, in a few queries, on a page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators.models import Entity, IndicatorVersion, Target
from indicators.selectors import targets
from indicators.selectors.parts import PartsView
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.NOW.date()


def province(code: str, name: str = "Hebei", name_zh: str = "河北省", **values: Any) -> Entity:
    defaults = {"name_en": name, "name_zh": name_zh, "kind": "province"}
    parent = factories.entity()
    return Entity.objects.create(code=code, parent=parent, **(defaults | values))


@pytest.fixture
def steel() -> IndicatorVersion:
    factories.entity()
    return factories.indicator(
        "steel", unit=factories.unit("Mt", quantity="mass"), kind="flow", direction="lower"
    )


def figures(*rows: str) -> None:
    factories.ingest(factories.csv(*rows), to=factories.source())


def cap(steel: IndicatorVersion, code: str, most: object, **values: Any) -> Target:
    defaults = {"comparator": "at_most", "high": most, "horizon": "2021"}
    return factories.target(code, version=steel, **(defaults | values))


def parts_of(code: str, *, on: date) -> PartsView | None:
    return targets.detail(code, on=on, today=TODAY, examined=True).balance


def test_bounds_and_figures_of_the_provinces_stand_against_those_of_the_country(
    steel: IndicatorVersion,
) -> None:
    hebei, jiangsu = province("CN-HE"), province("CN-JS", "Jiangsu", "江苏省")
    whole = cap(steel, "whole", 1000)
    cap(steel, "hebei", 230, entity=hebei, parent=whole)
    cap(steel, "jiangsu", 120, entity=jiangsu, parent=whole)
    figures(
        "steel,CHN,level,A,2021,1032.79,Mt,2022-01-17,stated",
        "steel,CN-HE,level,A,2021,224.96,Mt,2022-01-29,stated",
    )
    found = parts_of("whole", on=TODAY)
    assert found is not None
    assert str(found.period) == "2021"
    assert [one.entity.code for one in found.parts] == ["CN-HE", "CN-JS"]
    assert [one.bound for one in found.parts] == [230, 120]
    assert found.bounds is not None
    assert found.figures is not None
    assert (found.bounds.sum.value, found.bounds.residual) == (350, 650)  # type: ignore[union-attr]
    assert found.figures.residual == Decimal("807.83")
    assert [one.code for one in found.missing] == ["CN-JS"]
    assert found.parts[0].share is not None
    assert round(found.parts[0].share, 2) == Decimal("21.78")
    assert len(found.parts[0].observations) == 1


def test_everything_is_as_known_on_the_day(steel: IndicatorVersion) -> None:
    whole = cap(steel, "whole", 1000)
    cap(
        steel, "hebei", 230, entity=province("CN-HE"), parent=whole,
        announced_on=date(2021, 6, 1), withdrawn_on=date(2023, 1, 1),
    )  # fmt: skip
    figures(
        "steel,CHN,level,A,2021,1000,Mt,2022-01-17,stated",
        "steel,CN-HE,level,A,2021,200,Mt,2022-01-29,stated",
        "steel,CN-HE,level,A,2021,250,Mt,2022-09-01,stated",
    )
    assert parts_of("whole", on=date(2021, 5, 31)) is None
    early = parts_of("whole", on=date(2021, 6, 1))
    assert early is not None
    assert (early.period, early.figures, early.parts[0].bound) == (None, None, 230)
    shares = {
        on: parts_of("whole", on=on).parts[0].share  # type: ignore[union-attr]
        for on in (date(2022, 2, 1), date(2022, 9, 1))
    }
    assert list(shares.values()) == [20, 25]
    late = parts_of("whole", on=date(2023, 1, 1))
    assert late is not None
    assert (late.bounds, late.parts[0].target) == (None, None)


def test_a_province_with_figures_and_no_target_is_shown_too(steel: IndicatorVersion) -> None:
    province("CN-HE")
    cap(steel, "whole", 1000)
    figures(
        "steel,CHN,ytd,M,2021-01-01/P11M,946.36,Mt,2021-12-15,stated",
        "steel,CN-HE,ytd,M,2021-01-01/P11M,204.2981,Mt,2022-01-29,stated",
    )
    found = parts_of("whole", on=TODAY)
    assert found is not None
    assert str(found.period) == "2021-01-01/P11M"
    assert found.bounds is None
    assert found.figures is not None
    assert found.figures.share is not None
    assert round(found.figures.share, 2) == Decimal("21.59")


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"comparator": "at_least", "low": 5, "high": None}, id="another side"),
        pytest.param({"horizon": "2022"}, id="another year"),
        pytest.param({"quantity": "growth"}, id="another quantity"),
        pytest.param({"low": 1, "comparator": "between"}, id="a range"),
    ],
)
def test_a_bound_of_another_kind_is_not_added(
    steel: IndicatorVersion, values: dict[str, Any]
) -> None:
    whole = cap(steel, "whole", 1000)
    cap(steel, "hebei", 230, entity=province("CN-HE"), parent=whole, **values)
    assert parts_of("whole", on=TODAY) is None


def test_what_is_no_part_is_not_shown(steel: IndicatorVersion) -> None:
    whole = cap(steel, "whole", 1000)
    stranger = Entity.objects.create(code="JPN", name_en="Japan", name_zh="日本", kind="country")
    cap(steel, "stranger", 1, entity=stranger, parent=whole)
    cap(steel, "year", 1, parent=whole)
    cap(factories.indicator("other", kind="flow"), "other", 1, parent=whole)
    assert parts_of("whole", on=TODAY) is None


def test_shares_and_rates_are_not_added_up() -> None:
    factories.entity()
    share = factories.indicator("share", kind="share", unit=factories.percent())
    whole = factories.target("whole", version=share, low=5, horizon="2021")
    factories.target("hebei", version=share, low=5, horizon="2021", parent=whole,
                     entity=province("CN-HE"))  # fmt: skip
    assert parts_of("whole", on=TODAY) is None


def test_many_parts_take_as_many_queries_as_one(steel: IndicatorVersion) -> None:
    whole = cap(steel, "whole", 1000)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert parts_of("whole", on=TODAY) is not None
        return len(seen)

    def more(number: int) -> None:
        code = f"CN-{number}"
        cap(steel, code, 10, entity=province(code, code, code), parent=whole)
        figures(f"steel,{code},level,A,2021,10,Mt,2022-01-29,stated")

    figures("steel,CHN,level,A,2021,1000,Mt,2022-01-17,stated")
    more(0)
    one = queries()
    for number in range(1, 6):
        more(number)
    assert queries() == one


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Parts against the total", "Hebei", "Sum of the parts", "Residual", "20.0"]),
        ("zh-hans", ["各部分与总量", "河北省", "各部分合计", "残差"]),
    ],
)
def test_the_fragment_shows_them_in_both_languages(
    steel: IndicatorVersion, language: str, words: list[str]
) -> None:
    whole = cap(steel, "whole", 1000)
    cap(steel, "hebei", 230, entity=province("CN-HE"), parent=whole)
    province("CN-JS", "Jiangsu", "江苏省")
    figures(
        "steel,CHN,level,A,2021,1000,Mt,2022-01-17,stated",
        "steel,CN-HE,level,A,2021,200,Mt,2022-01-29,stated",
    )
    found = parts_of("whole", on=TODAY)
    state = SimpleNamespace(on=TODAY, carry=lambda address, **_: address)
    with translation.override(language):
        page = render_to_string("web/_parts.html", {"parts": found, "state": state})
        assert render_to_string("web/_parts.html", {"parts": None, "state": state}).strip() == ""
    for word in words:
        assert word in page
    if language != "en":
        assert "Residual" not in page

"""What was known on a day, from whom, and how figures were revised."""

from decimal import Decimal

import pytest

from indicators.domain import vintages
from indicators.domain.codelists import Bound, ObsStatus
from indicators.domain.results import Evidence
from tests.unit.domain.builders import day, judge, period, series, statement, target, used

REVISED = series(
    ("2020", 10, "2021-01-10"),
    ("2020", 11, "2021-03-10"),
    ("2021", 20, "2022-01-10"),
    ("2020", None, "2022-03-10"),
    ("2020", 12, "2022-06-10"),
).observations


@pytest.mark.parametrize(
    ("on", "rev", "expected"),
    [
        pytest.param("2021-01-09", None, {}, id="before the first release"),
        pytest.param("2021-01-10", None, {"2020": 10}, id="on its day"),
        pytest.param("2022-02-01", None, {"2020": 11, "2021": 20}, id="revised"),
        pytest.param("2022-04-01", None, {"2021": 20}, id="taken back"),
        pytest.param("2022-07-01", None, {"2020": 12, "2021": 20}, id="given again"),
        pytest.param("2022-07-01", 1, {"2020": 10}, id="only up to the first release"),
        pytest.param("2022-07-01", 4, {"2021": 20}, id="up to the one that took it back"),
    ],
)
def test_known(on: str, rev: int | None, expected: dict[str, int]) -> None:
    found = vintages.known(REVISED, on=day(on), rev=rev)
    assert {str(about): figure.value for about, figure in found.items()} == expected


def test_known_does_not_depend_on_the_order_of_the_rows() -> None:
    backwards = tuple(reversed(REVISED))
    on = day("2022-02-01")
    assert vintages.known(backwards, on=on) == vintages.known(REVISED, on=on)


def test_what_was_replaced_on_its_own_day_is_no_print() -> None:
    rows = series(
        ("2020", 1, "2021-01-10"),
        ("2020", 2, "2021-01-10"),
        ("2020", 3, "2021-01-11"),
        ("2021", 4, "2021-01-11"),
        ("2021", None, "2021-01-11"),
    ).observations
    found = vintages.last_of_each_day(rows)
    assert [(str(one.period), one.value) for one in found] == [
        ("2020", 2), ("2020", 3), ("2021", None),
    ]  # fmt: skip
    assert vintages.last_of_each_day(()) == ()


def test_of_two_releases_of_one_day_the_later_stands() -> None:
    pair = series(("2020", 1, "2021-01-10"), ("2020", 2, "2021-01-10")).observations
    for rows in (pair, pair[::-1]):
        assert vintages.known(rows, on=day("2021-01-10"))[period("2020")].value == 2
        assert vintages.first_published(rows, on=day("2021-01-10"))[period("2020")].value == 1


def test_first_published_is_the_first_print_known_by_then() -> None:
    first = vintages.first_published(REVISED, on=day("2022-07-01"))
    assert {str(about): figure.value for about, figure in first.items()} == {"2020": 10, "2021": 20}
    assert vintages.first_published(REVISED, on=day("2020-01-01")) == {}
    assert vintages.first_published(REVISED, on=day("2022-07-01"), rev=0) == {}


def test_revisions_are_replacements_of_one_value_by_another() -> None:
    found = vintages.revisions(REVISED, on=day("2022-07-01"))
    assert [(one.old.value, one.new.value) for one in found] == [(10, 11)]
    assert found[0].period == period("2020")
    assert vintages.revisions(REVISED, on=day("2021-02-01")) == []
    assert vintages.revisions(REVISED, on=day("2022-07-01"), rev=1) == []


def test_a_restated_value_is_no_revision() -> None:
    same = series(("2020", "1.0", "2021-01-10"), ("2020", "1.00", "2021-02-10")).observations
    assert vintages.revisions(same, on=day("2022-01-01")) == []


def test_the_best_ranked_source_decides_and_the_others_stay() -> None:
    best = series(("2020", 1, "2021-01-10"), code="a", source="a", rank=1)
    other = series(("2020", 2, "2021-06-10"), ("2021", 3), code="b", source="b", rank=2)
    cells = vintages.merge((other, best), on=day("2023-01-01"))
    assert [(str(about), cell.chosen.value, cell.source) for about, cell in cells.items()] == [
        ("2020", 1, "a"),
        ("2021", 3, "b"),
    ]
    assert [one.value for one in cells[period("2020")].alternatives] == [2]
    assert cells[period("2020")].equals == ()


def test_an_exact_figure_comes_before_a_better_ranked_bound() -> None:
    bulletin = series(("2020", 650, "2021-03-01", Bound.AT_LEAST), code="a", source="a", rank=1)
    exact = series(("2020", 654, "2021-01-21"), code="b", source="b", rank=2)
    cell = vintages.merge((bulletin, exact), on=day("2022-01-01"))[period("2020")]
    assert cell.chosen.value == 654


def test_sources_of_equal_rank_are_kept_apart_from_lesser_ones() -> None:
    def one(value: int, code: str, rank: int) -> object:
        return series(("2020", value), code=code, source=code, rank=rank)

    merged = vintages.merge(
        (one(1, "a", 1), one(2, "b", 1), one(3, "c", 2)),  # type: ignore[arg-type]
        on=day("2022-01-01"),
    )
    cell = merged[period("2020")]
    assert cell.chosen.value == 1
    assert [figure.value for figure in cell.alternatives] == [2, 3]
    assert [figure.value for figure in cell.equals] == [2]


def test_a_forecast_is_not_a_figure() -> None:
    forecast = series(("2030", "11.7", "2021-01-10", ObsStatus.FORECAST))
    assert vintages.merge((forecast,), on=day("2022-01-01")) == {}


def test_the_public_id_of_an_observation() -> None:
    assert REVISED[0].id == "s/2020/2021-01-10/1"
    assert REVISED[0].value == Decimal(10)


class TestAQuarterOfALesserSource:
    """A stock has the same end in December, the fourth quarter and the year."""

    MONTHS = series(
        ("2021-12", 1425, "2022-01-20"), ("2022-12", 2312, "2023-01-20"), code="m", source="best"
    )
    QUARTERS = series(
        ("2021-Q4", 1425, "2024-01-30"), ("2022-Q4", 2312, "2024-01-30"),
        code="q", source="lesser", rank=5,
    )  # fmt: skip
    FACTS = Evidence(level=(MONTHS, QUARTERS))

    @pytest.mark.parametrize("horizon", ["by 2022", "in 2022", "by 2025"])
    def test_does_not_take_the_place_of_the_best_source_s_month(self, horizon: str) -> None:
        spec = target(statement("level", "at_least", 2000, horizon))
        alone = judge(spec, Evidence(level=(self.MONTHS,)), "2024-06-01")
        both = judge(spec, self.FACTS, "2024-06-01")
        assert used(both) == used(alone)
        assert (both.decided_on, both.latest) == (alone.decided_on, alone.latest)

    def test_stands_where_the_best_source_has_nothing(self) -> None:
        spec = target(statement("level", "at_least", 2000, "in 2023"))
        more = series(("2023-Q4", 3377, "2024-01-30"), code="q", source="lesser", rank=5)
        answer = judge(spec, Evidence(level=(self.MONTHS, more)), "2024-06-01")
        assert answer.judged is not None
        assert answer.judged.value == 3377

    def test_of_one_source_the_longest_period_counts(self) -> None:
        cells = vintages.merge(
            [self.QUARTERS, series(("2022", 2312), rank=5)], on=day("2024-06-01")
        )
        assert [str(one) for one in vintages.one_an_end(cells)] == ["2021-Q4", "2022"]

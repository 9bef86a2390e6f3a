"""JSON-stat cubes of every age; what does not fit together is refused, never guessed."""

import json
from typing import Any

import pytest

from indicators.connectors.base import ConnectorError, ParsedRow
from indicators.connectors.jsonstat import JsonStatConnector
from indicators.connectors.records import Record


def cube(**changes: Any) -> dict[str, Any]:
    """Two areas by three years by one concept, with a value missing."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Steel",
        "updated": "2026-03-01T11:00:00+0100",
        "id": ["area", "time", "concept"],
        "size": [2, 3, 1],
        "role": {"time": ["time"], "geo": ["area"], "metric": ["concept"]},
        "dimension": {
            "area": {"category": {"index": ["CN", "IN"], "label": {"CN": "China", "IN": "India"}}},
            "time": {"category": {"index": {"2020": 0, "2022": 2, "2021": 1}}},
            "concept": {
                "category": {
                    "label": {"OUT": "Output"},
                    "unit": {"OUT": {"label": "million tonnes", "decimals": 1}},
                }
            },
        },
        "value": [1064.8, 1032.8, None, 100.3, 118.2, 125.4],
        "status": {"2": "c", "5": "p"},
        **changes,
    }


def sent(document: object) -> bytes:
    return json.dumps(document).encode()


def rows(document: object, **parameters: Any) -> list[ParsedRow]:
    given = {"defaults": {"indicator": "x", "entity": "CHN", "period": "2021"}, **parameters}
    return list(JsonStatConnector(given).parse(sent(document)))


def records(document: object, **parameters: Any) -> list[Record]:
    return list(JsonStatConnector(parameters).records(sent(document)))


def failure(document: object, **parameters: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        rows(document, **parameters)
    return caught.value


def older(document: dict[str, Any]) -> dict[str, Any]:
    """The same before version 2.0: ids, sizes and roles within the dimension."""
    moved = {name: document[name] for name in ("id", "size", "role")}
    left = {name: one for name, one in document.items() if name not in (*moved, "class", "version")}
    return {**left, "dimension": {**document["dimension"], **moved}}


EXPECTED = [
    ("CN", "2020", "1064.8", ""),
    ("CN", "2021", "1032.8", ""),
    ("CN", "2022", "", "O"),
    ("IN", "2020", "100.3", ""),
    ("IN", "2021", "118.2", ""),
    ("IN", "2022", "125.4", "P"),
]


@pytest.mark.parametrize(
    "document",
    [
        cube(),
        older(cube()),
        {"dataset": older(cube())},
        {"steel": older(cube())},
        {"class": "collection", "link": {"item": [cube()]}},
        cube(status=["", "", "c", "", "", "p"]),
        cube(value={"0": 1064.8, "1": 1032.8, "3": 100.3, "4": 118.2, "5": 125.4}),
    ],
    ids=["2.0", "1.x", "dataset", "bundle", "collection", "statuses", "sparse"],
)
def test_every_form_says_the_same(document: object) -> None:
    found = rows(document)
    assert [row.problem for row in found] == [None] * 6
    assert [
        (row.cells["entity"], row.cells["period"], row.cells["value"], row.cells["status"])
        for row in found
    ] == EXPECTED
    assert [row.line for row in found] == [1, 2, 3, 4, 5, 6]


def test_codes_and_labels_are_fields() -> None:
    fields = records(cube())[1].fields
    expected = {
        "area": "CN", "area_label": "China", "time": "2021", "time_label": "", "concept": "OUT",
        "concept_label": "Output", "series": "CN.OUT", "value": "1032.8", "unit": "million tonnes",
        "updated": "2026-03-01T11:00:00+0100", "status": "",
    }  # fmt: skip
    assert {name: fields[name] for name in expected} == expected


def test_of_a_sparse_cube_only_what_it_has_is_read() -> None:
    found = rows(cube(value={"5": 125.4}, status={}))
    assert [(row.line, row.cells["value"]) for row in found] == [(6, "125.4")]


def test_a_cube_larger_than_any_memory_may_be_sparse() -> None:
    codes = [str(number) for number in range(1000)]
    dimension = {"category": {"index": codes}}
    names = list("abcdefgh")
    document = {
        "id": names, "size": [1000] * 8, "dimension": dict.fromkeys(names, dimension),
        "value": {"0": 1, str(1000**4 + 7): 2},
    }  # fmt: skip
    assert [row.cells["series"] for row in rows(document)] == [
        "0.0.0.0.0.0.0.0", "0.0.0.1.0.0.0.7",
    ]  # fmt: skip


def test_numbers_stay_as_they_are_written() -> None:
    content = sent(cube()).replace(b"1064.8", b"1064.8000000000000001")
    (first, *_) = JsonStatConnector({}).records(content)
    assert first.fields["value"] == "1064.8000000000000001"


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ({"base": "people", "label": "thousands of persons", "multiplier": 3}, "5 thousand",
         "people"),
        ({"label": "thousands of persons", "multiplier": 3}, "5", "thousands of persons"),
        ({"multiplier": 6}, "5 million", ""),
        ({"label": "persons"}, "5", "persons"),
        ({"symbol": "%"}, "5", "%"),
        ({}, "5", ""),
        ("t", "5", "t"),
    ],
)  # fmt: skip
def test_units_of_categories(unit: object, value: str, text: str) -> None:
    document = cube(value=[5] * 6, status=None)
    document["dimension"]["concept"]["category"]["unit"] = {"OUT": unit}
    (first, *_) = rows(document)
    assert (first.cells["value"], first.cells["unit"]) == (value, text)


def test_eurostat_has_dimensions_of_unit_and_frequency() -> None:
    document = cube(id=["freq", "unit", "geo", "time"], size=[1, 1, 2, 3], role=None)
    old = document["dimension"]
    document["dimension"] = {
        "freq": {"category": {"index": {"H": 0}}},
        "unit": {"category": {"index": {"THS_T": 0}, "label": {"THS_T": "Thousand tonnes"}}},
        "geo": old["area"],
        "time": old["time"],
    }
    found = rows(document)[5].cells
    assert (found["frequency"], found["unit"], found["entity"]) == ("S", "THS_T", "IN")
    assert (found["series"], found["status"]) == ("H.THS_T.IN", "P")


@pytest.mark.parametrize("status", ["p", ["p"]])
def test_one_status_may_be_that_of_all(status: object) -> None:
    found = rows(cube(status=status))
    assert [row.cells["status"] for row in found] == ["P", "P", "O", "P", "P", "P"]


class TestTime:
    @pytest.mark.parametrize("name", ["Tid", "TIME_PERIOD", "year", "TLIST(A1)", "Jahr"])
    def test_is_found_by_name_where_no_role_says_it(self, name: str) -> None:
        document = cube(id=["area", name, "concept"], role={})
        document["dimension"][name] = document["dimension"]["time"]
        assert rows(document)[1].cells["period"] == "2021"

    def test_is_what_the_settings_say(self) -> None:
        document = cube(role={"time": ["area"]})
        assert rows(document, time_dimension="time")[1].cells["series"] == "CN.OUT"
        error = failure(document, time_dimension="when")
        assert error.code == "unknown_dimension" and "area, time, concept" in str(error)

    def test_may_be_a_constant(self) -> None:
        document = cube(id=["area", "x", "concept"], role={})
        document["dimension"]["x"] = document["dimension"]["time"]
        assert "“period”" in str(failure(document, defaults={"indicator": "x", "entity": "CHN"}))
        assert rows(document)[0].cells["period"] == "2021"

    def test_of_other_offices_is_read(self) -> None:
        document = cube()
        document["dimension"]["time"]["category"]["index"] = ["2021K1", "2021-W05", "2021M02"]
        found = rows(document)
        assert (found[0].cells["period"], found[2].cells["period"]) == ("2021-Q1", "2021M02")
        assert "is a week" in str(found[1].problem)


class TestSeveral:
    BUNDLE = {"steel": older(cube()), "coal": older(cube(value=[7] * 6))}

    def test_datasets_need_a_name(self) -> None:
        error = failure(self.BUNDLE)
        assert error.code == "several_datasets" and "steel, coal" in str(error)

    def test_one_is_read_by_its_name(self) -> None:
        assert rows(self.BUNDLE, dataset="coal")[0].cells["value"] == "7"

    def test_a_name_that_is_none_is_said(self) -> None:
        error = failure(self.BUNDLE, dataset="iron")
        assert error.code == "unknown_dataset" and "“iron”" in str(error)


def with_category(name: str, **category: Any) -> dict[str, Any]:
    document = cube()
    document["dimension"][name] = {"category": category}
    return document


@pytest.mark.parametrize(
    ("document", "code", "says"),
    [
        ([], "not_jsonstat", "an object"),
        ({}, "not_jsonstat", "no `dimension`"),
        ({"rows": []}, "not_jsonstat", "rows"),
        ({"class": "collection", "link": {"item": [{"href": "x"}]}}, "not_jsonstat", "collection"),
        ({"error": [{"status": 400, "id": 150, "label": "Dimension GE is unknown"}]},
         "provider_error", "“Dimension GE is unknown” (150)"),
        ({"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Try again later"}},
         "query_too_large", "Try again later"),
        (cube(value=[1, 2]), "invalid_cube", "2 values, but 6 places in the cube (2 × 3 × 1)"),
        (cube(value=7), "invalid_cube", "neither a list nor an object"),
        (cube(value={"6": 1}), "invalid_cube", "“6” is not a place"),
        (cube(value={"-1": 1}), "invalid_cube", "“-1” is not a place"),
        (cube(value={"x": 1}), "invalid_cube", "“x” is not a place"),
        (cube(value={}, status={}), "no_observations", "no values"),
        (cube(status={"6": "p"}), "invalid_cube", "“6” is not a place"),
        (cube(status=["p", "p"]), "invalid_cube", "2 statuses for 6 values"),
        (cube(status=7.5), None, ""),
        (cube(size=[2, 3]), "invalid_cube", "equal length"),
        (cube(id=["area", "area", "time"]), "invalid_cube", "without repeats"),
        (cube(id=None), "invalid_cube", "equal length"),
        (cube(size=[3, 3, 1]), "invalid_cube", "“area” should have 3 categories, but has 2"),
        (cube(id=["area", "time", "x"]), "invalid_cube", "“x” has no categories"),
        (with_category("area", index=["CN", "CN"]), "invalid_cube", "no clear order"),
        (with_category("area", index={"CN": 0, "IN": 2}), "invalid_cube", "no clear order"),
        (with_category("area", index={"CN": 1, "IN": 1}), "invalid_cube", "no clear order"),
        (with_category("area", index={"CN": "a", "IN": []}), "invalid_cube", "no clear order"),
        (with_category("area", label={"CN": "a", "IN": "b"}), "invalid_cube", "no clear order"),
        (with_category("area", index=[1, 2]), None, ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(document: object, code: str | None, says: str) -> None:
    if code is None:
        # Numbers are texts to us, so that these are codes and a status.
        assert len(rows(document)) == 6
        return
    error = failure(document)
    assert error.code == code
    assert says in str(error)


def test_only_a_later_answer_is_worth_another_try() -> None:
    assert not failure({"warning": {"status": 413, "label": "later"}}).permanent
    assert failure({"error": [{"status": 413, "label": "too large"}]}).permanent


@pytest.mark.parametrize("value", ["abc", True, [1], {}])
def test_a_value_that_is_no_number_is_a_problem_of_its_row(value: object) -> None:
    found = rows(cube(value=[value, 1, 2, 3, 4, 5]))
    assert "is not a number" in str(found[0].problem)
    assert [row.problem for row in found[1:]] == [None] * 5


@pytest.mark.parametrize(
    ("updated", "day"),
    [("2026-03-01T11:00:00+0100", "2026-03-01"), ("2026-03-01", "2026-03-01"), ("soon", None),
     (None, None)],
)  # fmt: skip
def test_the_day_of_the_update(updated: str | None, day: str | None) -> None:
    found = JsonStatConnector({}).updated_on(sent(cube(updated=updated)))
    assert (found and str(found)) == day


def test_listed_series_and_size() -> None:
    series = {"CN.OUT": {"indicator": "cn.steel", "entity": "CHN", "unit": "Mt"}}
    found = [row for row in rows(cube(), series=series) if not row.left_out]
    assert {row.cells["indicator"] for row in found} == {"cn.steel"}
    assert len(found) == 3
    assert failure(cube(), max_bytes=10).code == "too_large"

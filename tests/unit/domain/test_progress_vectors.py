"""Published verdicts of other trackers, from their own inputs: our methods must say the same.

``tests/data/progress_vectors.json`` gives for each vector where it comes from. The rules are
implemented as published, in ``domain/outlooks/``; nothing in there knows these vectors.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.domain import cases

FILE = Path(__file__).parents[2] / "data" / "progress_vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)[
    "vectors"
]
METHODS = {
    "open_sdg_cagr_ratio": "cagr_ratio",
    "open_sdg_cagr_notarget": "cagr_ratio",
    "dns_target_value": "dns_trend",
    "dns_every_year": "dns_trend",
    "dns_direction_only": "dns_trend",
    "sdsn_linear": "linear_pace",
    "unsd_extrapolation": "unsd_extrapolation",
}
TOO_FEW = ("too_few_points", "no_baseline", "nothing_known_yet")


def case_of(vector: dict[str, Any]) -> dict[str, Any]:
    """The vector in the form that ``manage.py judge`` takes."""
    given = vector["inputs"]
    up = given["direction"] == "increase"
    target: dict[str, Any] = {"direction": "higher" if up else "lower", "kind": "rate"}
    year = given.get("eval_year") or given["base_year"]
    ahead = given["target_year"] or year + 1
    window = f"{year + 1}-01-01/P{max(ahead - year, 1)}Y"
    if given["target"] is None:
        target |= {
            "quantity": "change", "comparator": "more_than" if up else "less_than",
            "low" if up else "high": 0, "reference": {"kind": "previous_year"},
            "horizon": {"kind": "each", "period": window},
        }  # fmt: skip
    else:
        every_year = given.get("kind") == "annual"
        target |= {
            "quantity": "level", "comparator": "at_least" if up else "at_most",
            "low" if up else "high": given["target"],
            "horizon": {"kind": "each", "period": window} if every_year
            else {"kind": "by", "period": str(given["target_year"])},
        }  # fmt: skip
    if given.get("base_year") and given["target"] is not None:
        target["reference"] = {"kind": "period", "period": str(given["base_year"])}
    if given.get("limit") is not None:
        target["limit"] = given["limit"]
    case: dict[str, Any] = {"target": target, "series": given["series"]}
    if "progress_thresholds" in given:
        case["thresholds"] = given["progress_thresholds"]
    return case


@pytest.mark.parametrize("vector", VECTORS, ids=[one["id"] for one in VECTORS])
def test_our_method_says_what_was_published(vector: dict[str, Any]) -> None:
    expected = vector["expected"]
    answer = cases.run(case_of(vector), method=METHODS[vector["method"]])["estimate"]
    if expected["status"] == "not_available":
        assert answer["outlook"] == "none"
        assert answer["none_because"] in TOO_FEW
        return
    assert answer["symbol"] == expected["status"]
    progress = expected.get("progress_value")
    # “inf” is a division by a required growth of zero, which we do not make.
    if progress is None or progress == "inf":
        return
    pace = answer["pace"]
    if pace["ratio"] is not None:
        found = Decimal(pace["ratio"])
    else:  # growth a year in percent, towards the better
        found = Decimal(pace["growth_rate"]) / 100
        if vector["inputs"]["direction"] == "decrease":
            found = -found
    assert abs(found - Decimal(progress)) < Decimal("1e-6")


def test_every_vector_is_there() -> None:
    assert len(VECTORS) == 319
    assert {one["method"] for one in VECTORS} == set(METHODS)

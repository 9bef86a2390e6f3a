"""The cases of the methodology page, by paragraph. Real figures where a source is named."""

from __future__ import annotations

from typing import Any

Case = dict[str, Any]


def _case(
    en: str, zh: str, unit: str, target: Case, figures: Case, as_of: str, **more: Any
) -> Case:
    return {
        "en": en,
        "zh": zh,
        "unit": unit,
        "case": {"target": target, "evidence": figures, "as_of": as_of, **more},
    }


def _series(*rows: tuple[str, str, str], **more: Any) -> list[Case]:
    """One series of ``(period, value, known on)``."""
    observations = [{"period": p, "value": v, "known_on": k} for p, v, k in rows]
    return [{"observations": observations, **more}]


def _years(first: int, *values: str) -> list[Case]:
    """One series of yearly values, each known on 1 March of the next year."""
    return _series(
        *((str(first + at), value, f"{first + at + 1}-03-01") for at, value in enumerate(values))
    )


# 5G base stations of China in 2021, Ministry of Industry and Information Technology.
STATIONS: Case = {
    "quantity": "change", "comparator": "more_than", "low": 600000, "kind": "stock",
    "reference": {"kind": "period", "period": "2020"}, "horizon": {"kind": "in", "period": "2021"},
    "direction": "higher", "announced_on": "2021-01-06",
}  # fmt: skip
STOCK = {
    "level": _series(
        ("2020", "771000", "2021-01-26"), ("2021-03", "819000", "2021-04-20"),
        ("2021-06", "961000", "2021-07-16"), ("2021", "1425000", "2022-01-21"),
    )
}  # fmt: skip
# Crude steel of China, National Bureau of Statistics.
LESS_STEEL: Case = {
    "quantity": "change", "comparator": "less_than", "high": 0, "kind": "flow",
    "reference": {"kind": "previous_year"}, "horizon": {"kind": "in", "period": "2021"},
    "direction": "lower", "announced_on": "2021-01-06",
}  # fmt: skip
STEEL_TO_DATE = {
    "ytd": _series(
        ("2020-01-01/P6M", "504.2", "2021-01-18"), ("2020", "1064.77", "2021-01-18"),
        ("2021-01-01/P6M", "563.3", "2021-07-15"),
    )
}  # fmt: skip
FORTY_BY_2025: Case = {
    "quantity": "level", "comparator": "at_least", "low": 40, "kind": "share",
    "reference": {"kind": "period", "period": "2020"}, "horizon": {"kind": "by", "period": "2025"},
    "direction": "higher", "announced_on": "2021-03-01",
}  # fmt: skip
SHARES = {"level": _years(2015, "20", "21", "23", "24", "26", "27", "29", "30")}


def _level(comparator: str, horizon: str, period: str, **bounds: Any) -> Case:
    return {
        "quantity": "level", "comparator": comparator, "kind": "share", "direction": "higher",
        "horizon": {"kind": horizon, "period": period}, "announced_on": "2020-06-01", **bounds,
    }  # fmt: skip


CASES: dict[str, list[Case]] = {
    "statement": [
        _case(
            "A change of a stock, decided", "存量的变化，已有结论", "stations",
            STATIONS, STOCK, "2022-02-01",
        ),
        _case(
            "By a year: reached early, but open until its deadline",
            "截至某年：提前达到，到期前仍待定",
            "percent", _level("at_least", "by", "2025", low=25), SHARES, "2022-06-01",
        ),
        _case(
            "By a year: met late", "截至某年：逾期实现", "percent",
            _level("at_least", "by", "2021", low=30), SHARES, "2023-06-01",
        ),
        _case(
            "Each year of a row: one breach breaches the whole", "逐年：一年未达标即为未能持续达标",
            "percent", _level("at_least", "each", "2020-01-01/P3Y", low=28), SHARES, "2023-06-01",
        ),
        _case(
            "Between two bounds", "介于两个界限之间", "percent",
            _level("between", "in", "2021", low=25, high=28, direction="none"), SHARES,
            "2022-06-01",
        ),
        _case(
            "About, one-sided where more is better", "“约”，在越高越好时为单侧", "percent",
            _level("about", "in", "2021", low=25, tolerance=1), SHARES, "2022-06-01",
        ),
        _case(
            "Over a window: average annual growth", "期间年均增速", "yuan",
            {
                "quantity": "average_growth", "comparator": "more_than", "low": 7, "kind": "flow",
                "horizon": {"kind": "over", "period": "2018-01-01/P3Y"},
                "announced_on": "2018-01-01",
            },
            {"level": _years(2017, "100", "108", "115", "124")}, "2021-06-01",
        ),
        _case(
            "Over a window: a sum", "期间累计", "tonnes",
            {
                "quantity": "cumulative", "comparator": "at_most", "high": 30, "kind": "flow",
                "horizon": {"kind": "over", "period": "2018-01-01/P3Y"},
                "announced_on": "2018-01-01",
            },
            {"level": _years(2018, "9", "10", "10.5")}, "2021-06-01",
        ),
        _case(
            "A peak before a year", "某年之前达峰", "tonnes",
            {
                "quantity": "peak", "kind": "flow", "direction": "lower",
                "horizon": {"kind": "by", "period": "2019"}, "announced_on": "2015-01-01",
            },
            {"level": _years(2016, "100", "104", "107", "105", "103", "101")}, "2022-06-01",
        ),
        _case(
            "A flow from two year-to-date figures of one day", "由同日已知的两个累计值得出的流量",
            "tonnes",
            {
                "quantity": "level", "comparator": "at_least", "low": 85, "kind": "flow",
                "horizon": {"kind": "in", "period": "2022-03"}, "announced_on": "2022-01-01",
            },
            {"ytd": _series(
                ("2022-01-01/P2M", "157.96", "2022-03-15"),
                ("2022-01-01/P3M", "243.38", "2022-04-18"),
            )},
            "2022-05-01",
        ),
    ],
    "certainty": [
        _case(
            "Within rounding", "在舍入误差之内", "percent",
            _level("at_least", "in", "2021", low=29), SHARES, "2022-06-01",
        ),
        _case(
            "Within the range of revisions: the first print said otherwise",
            "在修订幅度之内：初次公布值得出另一结论", "percent",
            _level("at_least", "in", "2021", low="29.5"),
            {"level": _series(("2021", "30.2", "2022-01-20"), ("2021", "29.1", "2022-05-01"))},
            "2022-06-01",
        ),
        _case(
            "Disputed: published and computed growth differ", "有争议：官方增速与计算增速不一致",
            "tonnes",
            {
                "quantity": "change", "comparator": "at_most", "high": 0, "kind": "flow",
                "reference": {"kind": "previous_year"}, "direction": "lower",
                "horizon": {"kind": "in", "period": "2023"}, "announced_on": "2023-01-01",
            },
            {
                "level": _series(
                    ("2022", "1013.00", "2023-01-17"), ("2023", "1019.08", "2024-01-17"),
                ),
                "growth": _series(("2023", "0.0", "2024-01-17")),
            },
            "2024-02-01",
        ),
    ],
    "linear_pace": [
        _case(
            "The change of a stock on 1 July 2021", "2021年7月1日时的存量变化", "stations",
            STATIONS, STOCK, "2021-07-01",
        ),
        _case(
            "The same once June was known", "同一目标，6月数据公布之后", "stations",
            STATIONS, STOCK, "2021-07-20",
        ),
        _case(
            "Below the year before, in a running year", "低于上年，年度尚未结束", "tonnes",
            LESS_STEEL, STEEL_TO_DATE, "2021-07-20",
        ),
        _case(
            "A baseline that satisfies the bound already", "基期已满足目标", "percent",
            FORTY_BY_2025 | {"low": 25}, SHARES, "2023-06-01",
        ),
        _case(
            "With points that the text states on the way", "按原文给出的阶段目标", "percent",
            FORTY_BY_2025 | {"pacing": "interim", "interim": [["2022", "29"]]}, SHARES,
            "2023-06-01",
        ),
    ],
    "dns_trend": [
        _case(
            "A: a value by a year", "规则A：到某年的数值", "percent",
            FORTY_BY_2025, SHARES, "2023-06-01", method="dns_trend",
        ),
        _case(
            "B: a bound to be held each year", "规则B：每年保持的界限", "percent",
            _level("at_least", "each", "2022-01-01/P4Y", low=28), SHARES, "2023-06-01",
        ),
        _case(
            "C: a direction only", "规则C：仅有方向", "percent",
            {
                "quantity": "change", "comparator": "more_than", "low": 0, "kind": "share",
                "reference": {"kind": "previous_year"}, "direction": "higher",
                "horizon": {"kind": "each", "period": "2023-01-01/P3Y"},
                "announced_on": "2020-06-01",
            },
            SHARES, "2023-06-01",
        ),
    ],
    "cagr_ratio": [
        # The example that Open SDG's documentation prints.
        _case(
            "Less is better, with a target", "越低越好，有目标值", "percent",
            {
                "quantity": "level", "comparator": "at_most", "high": "7.25", "kind": "rate",
                "reference": {"kind": "period", "period": "2015"}, "direction": "lower",
                "horizon": {"kind": "by", "period": "2030"}, "announced_on": "2015-09-25",
            },
            {"level": _series(("2015", "14.5", "2016-03-01"), ("2023", "10.2", "2024-03-01"))},
            "2024-06-01", method="cagr_ratio",
        ),
        _case(
            "A direction only, near a limit of 100 %", "仅有方向，接近100%的上限", "percent",
            {
                "quantity": "change", "comparator": "more_than", "low": 0, "kind": "share",
                "reference": {"kind": "previous_year"}, "direction": "higher", "limit": 100,
                "horizon": {"kind": "each", "period": "2017-01-01/P14Y"},
                "announced_on": "2016-01-01",
            },
            {"level": _series(("2016", "66.6", "2017-03-01"), ("2023", "71.4", "2024-03-01"))},
            "2024-06-01", method="cagr_ratio",
        ),
    ],
    "unsd_extrapolation": [
        _case(
            "Where compound growth leads", "按复合增速外推", "percent",
            {
                "quantity": "level", "comparator": "at_least", "low": 100, "kind": "rate",
                "reference": {"kind": "period", "period": "2015"}, "direction": "higher",
                "horizon": {"kind": "by", "period": "2030"}, "announced_on": "2015-09-25",
            },
            {"level": _series(("2015", "40", "2016-03-01"), ("2022", "50", "2023-03-01"))},
            "2024-06-01", method="unsd_extrapolation",
        ),
    ],
}  # fmt: skip

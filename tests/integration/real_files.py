"""Files of providers as they published them: with what parameters each is read, and how many
figures must come of it, or why it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integration.real_readings import (
    CITIES,
    HOURS,
    OECD,
    RATE,
    WORKBOOK,
    WORLD_BANK,
    Cell,
    Figures,
    bis,
    canada,
    china,
    consumer_prices,
    countries,
    cpi_series,
    ecb_json,
    eurostat,
    eurostat_parameters,
    exchange_rates,
    galicia,
    galicia_parameters,
    hours,
    insee,
    oecd,
    oecd_areas,
    structure_specific,
    sweden,
    two_actions,
    world_bank,
)


@dataclass(frozen=True)
class Taken:
    """A file that is taken in.

    ``figures`` reads it, ``parameters`` are those of the source, both given its path. ``new`` and
    ``series`` are how many there must be, counted once with other tools; ``empty`` rows say that
    nothing is known, ``left_out`` ones were declared, ``rejected`` ones are explained by ``why``.
    ``entities``: our code -> name or ISO code that the file has for it. ``unit`` of an indicator;
    ``updated``: days on which the file says it was published, by which the figures are known.
    """

    file: str
    connector: str
    figures: Callable[[Path], Figures]
    parameters: Callable[[Path], Mapping[str, Any]]
    new: int
    series: int
    samples: Mapping[Cell, str]
    empty: int = 0
    left_out: int = 0
    rejected: int = 0
    why: str = ""
    entities: Callable[[Path], Mapping[str, Mapping[str, str]]] = lambda path: {}
    unit: Callable[[str], str] = lambda indicator: "one"
    updated: frozenset[str] = frozenset()
    label: str = ""

    @property
    def rows(self) -> int:
        """All rows that there are."""
        return self.new + self.empty + self.left_out + self.rejected


@dataclass(frozen=True)
class Refused:
    """A file without figures: the code of the error, and a piece of its sentence."""

    file: str
    connector: str
    code: str
    says: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


def constant(**parameters: Any) -> Callable[[Path], Mapping[str, Any]]:
    """Parameters that do not depend on the file."""
    return lambda path: parameters


BY_KEY = {"columns": {"indicator": "series"}}
RATES = constant(**BY_KEY, defaults={"entity": "EMU"})
DIMENSIONED = constant(**BY_KEY, defaults={"entity": "EMU"}, dimensions=list(RATE))


def currency(indicator: str) -> str:
    """The unit of an exchange rate is the currency in its key."""
    return indicator.split(".")[1]


STRUCTURE_SPECIFIC = {
    "connector": "sdmx",
    "figures": structure_specific,
    "parameters": DIMENSIONED,
    "new": 12,
    "series": 4,
    "unit": currency,
    "samples": {
        Cell("M.CHF.EUR.SP00.E", "EMU", "2010-08"): "1.3413",
        Cell("M.GBP.EUR.SP00.E", "EMU", "2010-10"): "0.87637",
        Cell("M.JPY.EUR.SP00.E", "EMU", "2010-09"): "110.26",
    },
}

FILES: tuple[Taken | Refused, ...] = (
    Taken(
        "sdmx/ml21_generic_INSEE_IPI-2010-A21.xml", "sdmx", insee,
        constant(
            columns={"indicator": "series", "published_on": "LAST_UPDATE"},
            codes={"entity": {"FM": "FRM"}, "unit": {"SO": "index"}},
        ),
        new=3230, series=20,
        unit=lambda indicator: "EUR" if indicator.endswith("POND") else "index",
        updated=frozenset({"2013-03-11", "2014-03-10", "2015-11-10", "2015-12-10"}),
        samples={
            Cell("M.B.BRUT", "FRM", "2015-10"): "105.61",
            Cell("M.C.CVS-CJO", "FRM", "2015-09"): "100.89",
            Cell("A.F.POND", "FRM", "2010"): "106368000000",
        },
    ),
    Taken(
        "sdmx/ml21_generic_ECB_EXR_M.USD.EUR.xml", "sdmx", exchange_rates, RATES,
        new=252, series=1, unit=currency,
        samples={
            Cell("M.USD.EUR.SP00.A", "EMU", "1999-01"): "1.16078",
            Cell("M.USD.EUR.SP00.A", "EMU", "2019-12"): "1.111345",
        },
    ),
    Taken("sdmx/ml21_structspecific_ts_ECB_EXR.xml", **STRUCTURE_SPECIFIC),
    Taken("sdmx/ml21_structspecific_flat_ECB_EXR.xml", **STRUCTURE_SPECIFIC),
    Taken(
        "sdmx/json10_timeseries_ECB_EXR.json", "sdmx", ecb_json, RATES,
        new=4, series=2, unit=currency,
        samples={
            Cell("D.NZD.EUR.SP00.A", "EMU", "2013-01-18"): "1.5931",
            Cell("D.RUB.EUR.SP00.A", "EMU", "2013-01-21"): "40.3000",
        },
    ),
    Taken(
        "sdmx/csv10_BIS_DER.csv", "sdmx", bis,
        constant(
            columns={"indicator": "series", "entity": "DER_REP_CTY"},
            codes={"entity": {"5J": "WLD"}},
        ),
        new=360, empty=640, series=42,
        samples={Cell("A.U.A.B.5J.A.1E.A.HKD.TO1.A.A.3.C", "WLD", "2004"): "14206.490766"},
    ),
    Taken(
        "sdmx/csv20_two_actions.csv", "sdmx", two_actions,
        constant(**BY_KEY, measure="Me_1", defaults={"entity": "WLD", "period": "2020"}),
        new=2, rejected=1, series=2,
        why="It deletes without naming one figure: its key is not complete.",
        samples={Cell("A.A", "WLD", "2020"): "6", Cell("A.B", "WLD", "2020"): "1"},
    ),
    Taken(
        "sdmx/csv_ESTAT_labels_EI_BPM6CA_Q.csv", "sdmx", eurostat, eurostat_parameters,
        new=19, series=2, unit=lambda indicator: "EUR",
        entities=constant(EA20={"name_en": "Euro area – 20 countries (from 2023)"}),
        updated=frozenset({"2025-10-30"}),
        samples={
            Cell("current", "EA20", "2023-Q1"): "23962100000",
            Cell("lending", "EA20", "2025-Q1"): "63670100000",
        },
    ),
    Taken(
        "csv-long/worldbank_country_indicators_long.csv", "csv", world_bank,
        constant(
            columns={"entity": "Country Name", "indicator": "Indicator Name", "period": "Year",
                     "value": "Value"},
            codes={"indicator": WORLD_BANK},
        ),
        new=25_816, empty=11_144, series=3_314, entities=countries,
        samples={
            Cell("co2", "X000", "1962"): "0.760995978569",  # Arab World
            Cell("services", "X263", "2007"): "45.3271392323",  # Zimbabwe
        },
    ),
    Taken(
        "excel/ABS_6202021_quarterly_hours.xlsx", "excel", hours,
        constant(
            **WORKBOOK, defaults={"entity": "AUS"},
            codes={"unit": {"000 Hours": "thousand hours"}},
            series={key: {"indicator": code} for key, code in HOURS.items()},
        ),
        new=1_036, series=7, unit=lambda indicator: "hours",
        samples={
            Cell("all", "AUS", "1984-Q4"): "2923556481.7",
            Cell("other.rest", "AUS", "2021-Q3"): "1067782869",
        },
    ),
    Taken(
        "excel/ABS_640101_CPI.xls", "excel", consumer_prices,
        lambda path: {
            **WORKBOOK, "codes": {"unit": {"Index Numbers": "index"}}, "series": cpi_series(path),
        },
        new=7_239, series=27,
        unit=lambda indicator: "percent" if indicator == "cpi.change" else "index",
        entities=constant(**{city.upper(): {"name_en": city} for city in CITIES}),
        samples={
            Cell("cpi", "SYDNEY", "1948-Q3"): "3.7",
            Cell("cpi", "SYDNEY", "2019-Q2"): "115.9",
            Cell("cpi", "DARWIN", "1980-Q3"): "28.8",
            Cell("cpi.change", "AUSTRALIA", "2019-Q2"): "0.6",
        },
    ),
    Taken(
        "jsonstat/galicia-2.0.json", "jsonstat", galicia, galicia_parameters,
        new=3_956, empty=4, series=1_980, unit=lambda indicator: "person",
        updated=frozenset({"2012-12-27"}),
        samples={
            Cell("T.T.T", "ES-GA", "2001"): "2695880", Cell("F.100.F", "ES-PO", "2011"): "11",
        },
    ),
    Taken(
        "jsonstat/statswe.json", "jsonstat", sweden,
        constant(
            columns={"indicator": "series", "entity": "Region"},
            codes={"entity": {"25": "SE-BD"}, "unit": {"antal": "person"}},
        ),
        new=1_120, series=40, unit=lambda indicator: "person",
        updated=frozenset({"2015-11-25"}),
        samples={
            Cell("25.23-28.0.1.HS0301A1", "SE-BD", "1969"): "0",
            Cell("25.23-28.90+.2.HS0301A1", "SE-BD", "1996"): "137",
        },
    ),
    Taken(
        "jsonstat/oecd-canada.json", "jsonstat", canada,
        constant(
            dataset="canada", columns={"indicator": "series"},
            codes={"unit": {"people": "person", "per cent": "percent"}},
        ),
        new=120, series=120, label="canada",
        entities=constant(CAN={"alpha2": "CA"}),
        unit=lambda indicator: "person" if ".POP." in indicator else "percent",
        updated=frozenset({"2012-09-27"}),
        samples={
            Cell("CA.T.POP.T", "CAN", "2012"): "34880500",
            Cell("CA.older.PERCENT.F", "CAN", "2012"): "1.0",
        },
    ),
    Taken(
        "jsonstat/oecd-canada.json", "jsonstat", oecd, constant(**OECD),
        new=360, rejected=72, series=36, label="oecd", entities=oecd_areas,
        # Forecasts for 2013 and 2014, as of November 2012, are no actual figures.
        why="lies before the period 201[34] begins",
        unit=lambda indicator: "percent", updated=frozenset({"2012-11-27"}),
        samples={
            Cell("unemployment", "AU_", "2003"): "5.943826289",
        },
    ),
    Taken(
        "jsonstat/oecd-canada.json", "jsonstat", oecd,
        constant(**{**OECD, "codes": {**OECD["codes"], "status": {"e": ""}}}),
        new=360, left_out=72, series=36, label="oecd without estimates", entities=oecd_areas,
        unit=lambda indicator: "percent", updated=frozenset({"2012-11-27"}),
        samples={Cell("unemployment", "AU_", "2003"): "5.943826289"},
    ),
    Taken(
        "nbs/test_stats_multi_period.yaml", "nbs", china("m2", 10**8, "level"),
        constant(series={"A0D0101": {"indicator": "m2", "entity": "中国"}}),
        new=2, series=1, unit=lambda indicator: "CNY",
        samples={Cell("m2", "CHN", "2022-01"): "243102272000000"},
    ),
    Taken(
        "nbs/test_stats_with_reg.yaml", "nbs", china("industry", 1, "growth"),
        constant(series={"A020101": {"indicator": "industry", "entity": "CN"}}),
        new=1, series=1, samples={Cell("industry", "CHN", "2023-12", "growth"): "6.8"},
    ),
    Refused(
        "sdmx/ml21_structure_INSEE_IPI-2010-A21.xml", "sdmx", "not_sdmx", "structure message",
    ),
    Refused("sdmx/ml21_structure_ECB_EXR_ng.xml", "sdmx", "not_sdmx", "structure message"),
    Refused(
        "sdmx/ml21_footer_ESTAT.xml", "sdmx", "query_too_large", "Due to the large query",
    ),
    Refused(
        "jsonstat/oecd-canada.json", "jsonstat", "several_datasets", "oecd, canada", label="bundle",
    ),
    Refused(
        "nbs/test_invalid_query.yaml", "nbs", "provider_error",
        "对不起，未能找到符合查询条件的信息",
    ),
    Refused(
        "nbs/test_cli_tree_query.yaml", "nbs", "unexpected_answer", "the list of indicators",
    ),
)  # fmt: skip

"""Files of providers as they published them: what is in each, by a reading of its own.

Nothing here uses our connectors. Each reading tells the figures of a file in the codes that the
parameters beside it map to, so that what an ingestion leaves in the database can be compared with
it, figure by figure.
"""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import yaml
from python_calamine import CalamineWorkbook


class Cell(NamedTuple):
    """What a figure is about; ``entity`` is our code, ``period`` is in our notation."""

    indicator: str
    entity: str
    period: str
    basis: str = "level"


# ``None``: a figure that is not there, said by an empty cell.
Figures = dict[Cell, Decimal | None]


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


# --- SDMX-ML ---------------------------------------------------------------------------------
def local(element: ET.Element) -> str:
    """The name of an element, without its namespace."""
    return element.tag.rpartition("}")[2]


def values_of(parent: ET.Element, name: str) -> dict[str, str]:
    """Ids and values below the child ``name`` of a generic message."""
    return {
        value.attrib["id"]: value.attrib["value"]
        for child in parent
        if local(child) == name
        for value in child
    }


def generic(path: Path) -> Iterator[tuple[str, dict[str, str], str, str]]:
    """Key, attributes, period and value of each observation of a generic message."""
    for series in ET.parse(path).iter():
        if local(series) != "Series":
            continue
        key, said = values_of(series, "SeriesKey"), values_of(series, "Attributes")
        for observation in series:
            if local(observation) == "Obs":
                part = {local(child): child.attrib.get("value", "") for child in observation}
                yield ".".join(key.values()), said, part["ObsDimension"], part["ObsValue"]


def insee(path: Path) -> Figures:
    """French industrial production: values with their powers of ten."""
    return {
        Cell(key, "FRM", period): Decimal(value) * 10 ** int(said["UNIT_MULT"])
        for key, said, period, value in generic(path)
    }


def exchange_rates(path: Path) -> Figures:
    """A generic message of the ECB."""
    return {Cell(key, "EMU", period): Decimal(value) for key, _, period, value in generic(path)}


RATE = ("FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_VAR")


def structure_specific(path: Path) -> Figures:
    """A message in which observations, or the series around them, have attributes."""
    found: Figures = {}
    around: dict[str, str] = {}
    for element in ET.parse(path).iter():
        if local(element) == "Series":
            around = dict(element.attrib)
        if local(element) == "Obs":
            said = {**around, **element.attrib}
            key = ".".join(said[name] for name in RATE)
            found[Cell(key, "EMU", said["TIME_PERIOD"])] = Decimal(said["OBS_VALUE"])
    return found


# --- Text tables, JSON -----------------------------------------------------------------------
def lines(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def decimal(text: str) -> Decimal | None:
    """The number of a cell, ``None`` for an empty one."""
    return Decimal(text) if text else None


def bis(path: Path) -> Figures:
    """Derivatives; the key are the dimensions from FREQ to DER_BASIS."""
    names = [name for name in lines(path)[0] if name == "FREQ" or name.startswith("DER_")]
    return {
        Cell(".".join(row[name] for name in names), "WLD", row["TIME_PERIOD"]): decimal(
            row["OBS_VALUE"]
        )
        for row in lines(path)
    }


def two_actions(path: Path) -> Figures:
    """Rows with a complete key; the one to delete everything has none."""
    return {
        Cell(f"{row['Id_1']}.{row['Id_2']}", "WLD", "2020"): Decimal(row["Me_1"])
        for row in lines(path)
        if row["Id_1"]
    }


ESTAT_KEY = ("freq", "unit", "s_adj", "sector10", "sectpart", "partner", "stk_flow", "bop_item",
             "geo")  # fmt: skip
BALANCES = {"Current account": "current", "Current plus capital account": "lending"}


def balance_of(row: Mapping[str, str]) -> str:
    """Our indicator of a row of Eurostat's balance of payments."""
    return BALANCES[row["bop_item"].partition(" (")[0]]


def eurostat(path: Path) -> Figures:
    """A balance in million euro, with labels instead of codes."""
    return {
        Cell(balance_of(row), "EA20", row["TIME_PERIOD"]): Decimal(row["OBS_VALUE"]) * 10**6
        for row in lines(path)
    }


def eurostat_parameters(path: Path) -> Mapping[str, Any]:
    """Keys of labels, and the euro as the unit of millions."""
    series = {
        ".".join(row[name] for name in ESTAT_KEY): {"indicator": balance_of(row)}
        for row in lines(path)
    }
    return {"series": series, "codes": {"unit": {"Million euro": "million EUR"}}}


WORLD_BANK = {
    "Agriculture, value added (% of GDP)": "agriculture",
    "CO2 emissions (metric tons per capita)": "co2",
    "Domestic credit provided by financial sector (% of GDP)": "credit",
    "Electric power consumption (kWh per capita)": "electricity",
    "Energy use (kg of oil equivalent per capita)": "energy",
    "Exports of goods and services (% of GDP)": "exports",
    "Fertility rate, total (births per woman)": "fertility",
    "GDP growth (annual %)": "growth",
    "Imports of goods and services (% of GDP)": "imports",
    "Industry, value added (% of GDP)": "industry",
    "Inflation, GDP deflator (annual %)": "deflator",
    "Life expectancy at birth, total (years)": "life",
    "Population density (people per sq. km of land area)": "density",
    "Services, etc., value added (% of GDP)": "services",
}


def countries(path: Path) -> Mapping[str, Mapping[str, str]]:
    """A code of ours for each name of a country or group in the file."""
    names = dict.fromkeys(row["Country Name"] for row in lines(path))
    return {f"X{number:03}": {"name_en": name} for number, name in enumerate(names)}


def world_bank(path: Path) -> Figures:
    """14 indicators of 264 countries and groups, every fifth year."""
    codes = {names["name_en"]: code for code, names in countries(path).items()}
    return {
        Cell(WORLD_BANK[row["Indicator Name"]], codes[row["Country Name"]], row["Year"]): decimal(
            row["Value"]
        )
        for row in lines(path)
    }


def ecb_json(path: Path) -> Figures:
    """A message with one dimension for the series, and one for the observations."""
    document = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    dimensions = document["structure"]["dimensions"]
    fixed = {one["id"]: one["values"][0]["id"] for one in dimensions["dataSet"]}
    currencies, days = (
        [value["id"] for value in dimensions[level][0]["values"]]
        for level in ("series", "observation")
    )
    return {
        Cell(f"{fixed['FREQ']}.{currencies[int(number)]}.EUR.SP00.A", "EMU", days[int(day)]): one[0]
        for number, series in document["dataSets"][0]["series"].items()
        for day, one in series["observations"].items()
    }


def cube(path: Path, dataset: str = "") -> Iterator[tuple[dict[str, str], Decimal]]:
    """Codes of the dimensions, in order, and value of each cell of a JSON-stat dataset."""
    document = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    one = document[dataset] if dataset else document.get("dataset", document)
    ids = one.get("id") or one["dimension"]["id"]
    codes = []
    for name in ids:
        category = one["dimension"][name]["category"]
        # A list of codes, codes with their places, or only labels where there is one code.
        index = category.get("index", list(category.get("label", ())))
        codes.append(sorted(index, key=index.get) if isinstance(index, dict) else index)
    for place, value in zip(product(*codes), one["value"], strict=True):
        yield dict(zip(ids, place, strict=True)), value


PROVINCES = {"T": "ES-GA", "15": "ES-C", "27": "ES-LU", "32": "ES-OR", "36": "ES-PO"}


def galicia(path: Path) -> Figures:
    """People by place of birth, age and gender, of five provinces."""
    return {
        Cell(f"{at['birth']}.{at['age']}.{at['gender']}", PROVINCES[at["residence"]], at["time"]): (
            value
        )
        for at, value in cube(path)
    }


def galicia_parameters(path: Path) -> Mapping[str, Any]:
    """Each of its series by name, with its indicator."""
    series = {
        ".".join(code for name, code in at.items() if name != "time"): {
            "indicator": f"{at['birth']}.{at['age']}.{at['gender']}"
        }
        for at, _ in cube(path)
    }
    codes = {"entity": PROVINCES, "unit": {"persons": "person"}}
    return {"series": series, "columns": {"entity": "residence"}, "codes": codes}


def sweden(path: Path) -> Figures:
    """Deaths by age and sex in one county."""
    return {
        Cell(".".join(code for name, code in at.items() if name != "Tid"), "SE-BD", at["Tid"]): (
            value
        )
        for at, value in cube(path)
    }


def canada(path: Path) -> Figures:
    """People in thousands, and their shares in per cent."""
    return {
        Cell(".".join(code for name, code in at.items() if name != "year"), "CAN", at["year"]): (
            value * 1000 if at["concept"] == "POP" else value
        )
        for at, value in cube(path, "canada")
    }


# The file has ISO codes, but for these.
OECD_GROUPS = {"UK": "GBR", "EU15": "EU15", "OECD": "OECD"}


def oecd(path: Path) -> Figures:
    """Rates of unemployment, without those of years that had not begun when it was updated."""
    return {
        Cell("unemployment", OECD_GROUPS.get(at["area"], f"{at['area']}_"), at["year"]): value
        for at, value in cube(path, "oecd")
        if at["year"] <= "2012"
    }


def oecd_areas(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Codes of ours that are not those of the file; it is the alpha-2 code that is."""
    areas = dict.fromkeys(at["area"] for at, _ in cube(path, "oecd"))
    return {
        OECD_GROUPS.get(area, f"{area}_"): {} if area in OECD_GROUPS else {"alpha2": area}
        for area in areas
    }


OECD = {
    "dataset": "oecd",
    "defaults": {"indicator": "unemployment"},
    "codes": {"entity": OECD_GROUPS, "unit": {"per cent": "percent"}},
}


# --- Workbooks -------------------------------------------------------------------------------
HOURS = {
    "A84426298K": "all", "A84426294A": "market", "A84426292W": "market.farming",
    "A84426296F": "market.rest", "A84426297J": "other", "A84426293X": "other.education",
    "A84426295C": "other.rest",
}  # fmt: skip


def quarter(day: Any) -> str:
    """The quarter that ends with the month of a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def hours(path: Path) -> Figures:
    """Hours worked in Australia, in thousands; read by another library."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Data1"]
    keys = [cell.value for cell in sheet[10][1:]]
    return {
        Cell(HOURS[key], "AUS", quarter(day)): Decimal(repr(value)) * 1000
        for day, *row in sheet.iter_rows(min_row=11, values_only=True)
        for key, value in zip(keys, row, strict=True)
        if value is not None
    }


def cpi_series(path: Path) -> dict[str, Mapping[str, str]]:
    """Series ID -> indicator, entity and basis, from the title above it."""
    with CalamineWorkbook.from_path(path) as book:
        grid = book.get_sheet_by_name("Data1").to_python(skip_empty_area=False)
    found: dict[str, Mapping[str, str]] = {}
    for title, key in zip(grid[0][1:], grid[9][1:], strict=True):
        what, _, city = (part.strip() for part in str(title).rstrip(" ;").split(";"))
        annual, change = "Corresponding" in what, "Previous Period" in what
        found[str(key)] = {
            "indicator": "cpi.change" if change else "cpi",
            "entity": city,
            "basis": "growth" if annual else "level",
        }
    return found


CITIES = ("Sydney", "Melbourne", "Brisbane", "Adelaide", "Perth", "Hobart", "Darwin", "Canberra",
          "Australia")  # fmt: skip


def consumer_prices(path: Path) -> Figures:
    """Prices in nine places; some series begin late. Read without any of our settings."""
    series = list(cpi_series(path).values())
    with CalamineWorkbook.from_path(path) as book:
        grid = book.get_sheet_by_name("Data1").to_python(skip_empty_area=False)[10:]
    return {
        Cell(one["indicator"], one["entity"].upper(), quarter(day), one["basis"]): Decimal(
            repr(value)
        )
        for day, *row in grid
        for one, value in zip(series, row, strict=True)
        if value != ""
    }


# Both workbooks have the same form: rows of descriptions over each column.
WORKBOOK = {
    "sheet": "Data*",
    "layout": "series_across",
    "header_rows": {"series": 10, "unit": 2, "frequency": 5},
    "frequency": "frequency",
}


# --- The statistics bureau of China ----------------------------------------------------------
def recorded(path: Path) -> bytes:
    """The file to be ingested: itself, or the answer in a recording."""
    if path.suffix != ".yaml":
        return path.read_bytes()
    (one,) = yaml.safe_load(path.read_text("utf-8"))["interactions"]
    return str(one["response"]["body"]["string"]).encode()


def china(indicator: str, scale: int, basis: str) -> Callable[[Path], Figures]:
    """The figures of an answer, found by the text of each."""

    def read(path: Path) -> Figures:
        found = re.findall(
            r'_sj\.(\d{4})(\d\d)","data":\{[^}]*"strdata":"([\d.]+)"', recorded(path).decode()
        )
        return {
            Cell(indicator, "CHN", f"{year}-{month}", basis): Decimal(value) * scale
            for year, month, value in found
        }

    return read


# --- All of them -----------------------------------------------------------------------------
BY_KEY = {"columns": {"indicator": "series"}}
RATES = constant(**BY_KEY, defaults={"entity": "EMU"})
DIMENSIONED = constant(**BY_KEY, defaults={"entity": "EMU"}, dimensions=list(RATE))
CURRENCIES = "CHF", "GBP", "JPY", "USD"


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

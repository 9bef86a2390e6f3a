"""What is in files of providers, by readings of their own.

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

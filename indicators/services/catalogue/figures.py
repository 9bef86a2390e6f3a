"""Checking the catalogue's figures as an ingestion run would read them, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from indicators.connectors.base import ConnectorError
from indicators.connectors.fetcher import SourceFetcher
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient
from indicators.connectors.registry import connector_for
from indicators.services.catalogue.files import Problem
from indicators.services.catalogue.validate import Catalogue
from indicators.services.ingestion import lookup
from indicators.services.ingestion.interpret import Context, figures


def _fetcher(root: Path) -> SourceFetcher:
    """One that can read below the catalogue's folder and contacts nobody."""
    return SourceFetcher(HttpClient([]), Roots({"catalogue": root}))


def check(catalogue: Catalogue, *, today: date) -> tuple[list[Problem], int]:
    """Read the files of all sources of the catalogue; return what is wrong and how many rows."""
    problems: list[Problem] = []
    total = 0
    known = lookup.from_catalogue(catalogue.entries)
    context = Context(lookup=known, today=today)
    for code, source in catalogue.entries["sources.yaml"].items():
        parameters: Mapping[str, str] = source["parameters"] or {}
        location = str(parameters.get("path", ""))
        if not location.startswith("catalogue:"):
            continue
        name = location.partition(":")[2]
        try:
            connector = connector_for(source["connector"], parameters)
            content = connector.fetch(_fetcher(catalogue.root)).content
            found = figures(connector.parse(content), context)
        except ConnectorError as error:
            problems.append(Problem(name, error.line or 1, code, str(error)))
            continue
        total += found.rows
        problems += [
            Problem(name, rejection.line, rejection.column or "row", rejection.message)
            for rejection in found.rejections
        ]
        problems += [
            Problem(name, figure.line, "document", "a figure of the catalogue needs a document")
            for figure in found.figures
            if figure.document is None
        ]
    return sorted(problems), total

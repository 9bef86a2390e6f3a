"""Sources and their runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators.api import query
from indicators.api.base import ApiView, Asked, Part
from indicators.api.serializers import RunDetail, RunShape, SourceShape
from indicators.api.views.filters import explain_nothing
from indicators.selectors import sources


class Sources(ApiView):
    """Publishers and feeds, best rank first, and how they deliver."""

    operation, tag, shape, counted = "list_sources", "sources", SourceShape, False
    many = dated = True
    parameters = (query.AS_OF, *query.PAGE)

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """All of them."""
        return sources.sources(on=asked.on)


class Source(ApiView):
    """One source."""

    operation, tag, shape, counted = "get_source", "sources", SourceShape, False
    dated = True
    parameters = (query.AS_OF,)

    def find(self, asked: Asked, **place: Any) -> Any:
        """By its code."""
        return sources.source(place["code"], on=asked.on)


class Runs(ApiView):
    """Ingestion runs, newest first."""

    operation, tag, shape, counted = "list_runs", "sources", RunShape, False
    many = True
    parameters = (query.SOURCE, query.STATE, *query.PAGE)

    def find(self, asked: Asked, **place: Any) -> Part | Sequence[Any]:
        """One page, cut out by the database: runs add up."""
        wanted = {"source": asked["source"], "state": asked["state"]}
        count = sources.count_runs(**wanted)
        if not count:
            explain_nothing(asked)
            return []
        found = sources.runs(**wanted, limit=asked["limit"], offset=asked["offset"])
        return Part(found, count)


class Run(ApiView):
    """One run with the rows that it could not take in."""

    operation, tag, shape, counted = "get_run", "sources", RunDetail, False

    def find(self, asked: Asked, **place: Any) -> Any:
        """By its number."""
        return sources.run(place["number"])

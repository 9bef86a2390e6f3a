"""Where figures come from: publishers with their licences, and when a release was retrieved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce

from indicators.models import Release, Source
from indicators.selectors.views import Text


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as it is cited."""

    code: str
    name: Text
    publisher: Text
    url: str
    licence: str


def sources(codes: Collection[str]) -> list[Origin]:
    """The sources with these codes, by rank: one query."""
    return [
        Origin(
            row.code,
            Text(row.name_en, row.name_zh),
            Text(row.publisher_en, row.publisher_zh),
            row.url,
            row.licence,
        )
        for row in Source.objects.filter(code__in=codes).order_by("rank", "code")
    ]


def retrieved(releases: Collection[int]) -> dict[int, date]:
    """The day on which each release was read: of its raw file, else of its entry. One query."""
    rows = (
        Release.objects.filter(number__in=releases)
        .annotate(read=Coalesce("snapshot__retrieved_at", "created_at"))
        .values_list("number", "read")
    )
    return {number: read.date() for number, read in rows if number is not None}

"""Indicators, entities, topics and documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators.api import query
from indicators.api.base import ApiView, Asked
from indicators.api.fields import Joined
from indicators.api.serializers import (
    DocumentRowShape,
    EntityShape,
    IndicatorDetail,
    IndicatorShape,
    TopicShape,
)
from indicators.api.target_shapes import DocumentDetail
from indicators.api.views.filters import explain_nothing
from indicators.selectors import catalogue, targets


class Indicators(ApiView):
    """Indicators, each in its newest definition."""

    operation, tag, shape, many = "list_indicators", "catalogue", IndicatorShape, True
    parameters = (query.TOPIC, query.SEARCH, *query.PAGE)

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """By topic and words."""
        found = catalogue.indicators(topic=asked["topic"], search=asked["search"])
        if not found:
            explain_nothing(asked)
        return found


class Indicator(ApiView):
    """One indicator with all its definitions."""

    operation, tag, shape = "get_indicator", "catalogue", IndicatorDetail

    def find(self, asked: Asked, **place: Any) -> Any:
        """The newest definition, and the ones before."""
        versions = catalogue.indicator_versions(place["code"])
        return Joined(versions[-1], definitions=versions)


class Entities(ApiView):
    """Countries, regions and groups."""

    operation, tag, shape, many = "list_entities", "catalogue", EntityShape, True
    parameters = query.PAGE

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """All of them."""
        return catalogue.entities()


class Entity(ApiView):
    """One entity."""

    operation, tag, shape = "get_entity", "catalogue", EntityShape

    def find(self, asked: Asked, **place: Any) -> Any:
        """By its code."""
        return catalogue.entity(place["code"])


class Topics(ApiView):
    """Topics, in their order."""

    operation, tag, shape, many = "list_topics", "catalogue", TopicShape, True
    parameters = query.PAGE

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """All of them."""
        return catalogue.topics()


class Documents(ApiView):
    """Documents, newest first, with counts of what they promise and claim."""

    operation, tag, shape, many = "list_documents", "catalogue", DocumentRowShape, True
    parameters = (query.SEARCH, *query.PAGE)

    def find(self, asked: Asked, **place: Any) -> Sequence[Any]:
        """By words."""
        return [
            Joined(row.document, targets=row.targets, reported=row.reported)
            for row in catalogue.documents(search=asked["search"])
        ]


class Document(ApiView):
    """One document: what it promised and what became of it, and what it claims."""

    operation, tag, shape, dated = "get_document", "catalogue", DocumentDetail, True
    parameters = query.KNOWN

    def find(self, asked: Asked, **place: Any) -> Any:
        """The document with its targets and reported figures as known on the day."""
        code = place["code"]
        return Joined(
            catalogue.document(code),
            targets=targets.by_document(code, **asked.known, today=asked.today),
            reported=catalogue.reported(document=code, **asked.known),
        )

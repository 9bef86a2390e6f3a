"""What all addresses of the API have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from indicators.api import etag, query
from indicators.api.errors import FieldError, ParameterError
from indicators.api.fields import Shape
from indicators.api.renderers import JSONRenderer, Negotiation
from indicators.api.schema import Operation
from indicators.api.throttling import AddressThrottle
from indicators.selectors import changes
from indicators.selectors.errors import NotFound


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    today: date
    on: date
    rev: int | None
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def known(self) -> dict[str, Any]:
        """The arguments of selectors that answer for a day and a revision."""
        return {"on": self.on, "rev": self.rev}


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the data for the whole answer, however many queries it takes."""
    if connection.in_atomic_block:  # a test's transaction, which cannot be changed any more
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class ApiView(APIView):
    """An address that is read. Subclasses declare what it takes and gives, and answer."""

    # Everything here is public and the same for everybody: no session is read, so that an answer
    # can be kept by any cache.
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (AddressThrottle,)
    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    parser_classes = ()
    content_negotiation_class = Negotiation
    http_method_names = ["get", "head"]
    schema: Any = Operation()

    operation = ""
    tag = ""
    shape: type[Shape]
    many = False
    # Whether the answer depends on the day that is asked about.
    dated = False
    parameters: Sequence[query.Parameter] = ()
    required: Collection[str] = ()
    # Whether every change of the answer is counted by the change counter.
    counted = True

    @staticmethod
    def today() -> date:
        """The day it is."""
        return timezone.localdate()

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        """Parse, compare with what the client has, and answer."""
        today = timezone.localdate()
        values = query.parse(request.query_params, self.parameters, today=today)
        for text in place.values():
            check_code(text)
        asked = Asked(
            today=today,
            on=values.get("as_of") or today,
            rev=values.get("rev"),
            values=values,
        )
        with snapshot():
            tag = etag.of_state(changes.counter(), today) if self.counted else ""
            if tag and etag.matches(request, tag):
                return self.answer(request, None, tag, status=304)
            content = self.content(request, asked, place)
        if not tag:
            tag = etag.of_content([JSONRenderer().render(content)])
            if etag.matches(request, tag):
                return self.answer(request, None, tag, status=304)
        return self.answer(request, content, tag)

    def answer(
        self, request: Request, content: Any, tag: str, *, status: int = 200
    ) -> HttpResponseBase:
        """A response that may be kept, but not used without asking."""
        headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
        return Response(content, status=status, headers=headers)

    def content(self, request: Request, asked: Asked, place: Mapping[str, Any]) -> dict[str, Any]:
        """The document: the day and revision it holds for, and what was found."""
        first = self.holds_for(asked) if self.dated else {}
        found = self.find(asked, **place)
        if self.many:
            return first | page(request, found, asked, self.shape)
        return first | self.shape().to_representation(found)

    def holds_for(self, asked: Asked) -> dict[str, Any]:
        """Which day and revision an answer holds for.

        The revision is checked: an address with a number that does not exist yet would answer
        differently later.
        """
        newest = changes.data_revision()
        if asked.rev is not None and asked.rev > newest:
            detail = _("Release {rev} does not exist yet; the newest is {newest}.")
            detail = detail.format(rev=asked.rev, newest=newest)
            raise ParameterError([FieldError("rev", str(asked.rev), detail)])
        return {"as_of": asked.on, "rev": newest if asked.rev is None else asked.rev}

    def find(self, asked: Asked, **place: Any) -> Any:
        """What stands at this address: one view, or the sequence of all."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Part:
    """One page that was cut out by the database already."""

    items: Sequence[Any]
    count: int


def page(
    request: Request, found: Sequence[Any] | Part, asked: Asked, shape: type[Shape]
) -> dict[str, Any]:
    """One page of what was found, with the addresses of the pages beside it."""
    limit, offset = asked["limit"], asked["offset"]
    if isinstance(found, Part):
        items, count = found.items, found.count
    else:
        items, count = found[offset : offset + limit], len(found)
    here = request.build_absolute_uri()
    before, after = offset - limit, offset + limit
    single = shape()
    return {
        "count": count,
        "next": replace_query_param(here, "offset", after) if after < count else None,
        "previous": None
        if offset == 0
        else replace_query_param(here, "offset", before)
        if before > 0
        else remove_query_param(here, "offset"),
        "results": [single.to_representation(item) for item in items],
    }


def check_code(code: Any) -> None:
    """Raise NotFound for what cannot be a code, before a database is asked."""
    if isinstance(code, str) and (len(code) > query.LONGEST or not code.isprintable()):
        raise NotFound("entry", code)

"""Everything of the catalogue that has a name, found by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from indicators.domain.search import Match, Rank, match, normalised
from indicators.models import Document, Entity, Indicator, Source, Target, Topic
from indicators.selectors import groups
from indicators.selectors.views import Text

KINDS = ("target", "indicator", "entity", "topic", "plan", "document", "source")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that answers a search; ``matched`` is the text of it that does.

    ``language`` is that of the matched text: ``en``, ``zh-Hans``, or nothing for a code.
    """

    kind: str
    code: str
    name: Text
    about: Text
    rank: Rank
    matched: str
    language: str


NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class _Thing:
    kind: str
    code: str
    name: Text
    about: Text = NOTHING
    # Other texts that lead to it, each with its language.
    more: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        return ((self.code, ""), (self.name.en, "en"), (self.name.zh, "zh-Hans"), *self.more)


def search(query: str, *, on: date) -> dict[str, list[Found]]:
    """What was known by ``on`` and answers ``query``, by kind, best first: a constant few queries.

    The tables of the catalogue have some thousand rows: they are read and compared here, where
    full width, letter case and two-character Chinese words are alike.
    """
    wanted = normalised(query)
    result: dict[str, list[Found]] = {kind: [] for kind in KINDS}
    if not wanted:
        return result
    for one in _things(on):
        names = one.names
        found = match(wanted, [normalised(text) for text, _language in names])
        if found is not None:
            result[one.kind].append(_found(one, found))
    for items in result.values():
        items.sort(key=lambda one: (one.rank, len(one.name.en or one.name.zh), one.code))
    return result


def _found(one: _Thing, found: Match) -> Found:
    text, language = one.names[found.field]
    return Found(one.kind, one.code, one.name, one.about, found.rank, text, language)


def _things(on: date) -> Iterator[_Thing]:
    yield from _targets(on)
    yield from _coded("indicator", Indicator.objects.select_related("topic"))
    for entity in Entity.objects.all():
        codes = ((entity.alpha2, ""), (entity.alpha3, ""))
        yield _Thing("entity", entity.code, Text(entity.name_en, entity.name_zh), more=codes)
    yield from _coded("topic", Topic.objects.all())
    for row in groups.plans(on=on):
        issuer = ((row.issuer.en, "en"), (row.issuer.zh, "zh-Hans"))
        yield _Thing("plan", row.plan.code, row.plan.name, row.issuer, issuer)
    yield from _documents(on)
    for source in Source.objects.all():
        publisher = Text(source.publisher_en, source.publisher_zh)
        yield _Thing(
            "source",
            source.code,
            Text(source.name_en, source.name_zh),
            publisher,
            ((publisher.en, "en"), (publisher.zh, "zh-Hans")),
        )


def _targets(on: date) -> Iterator[_Thing]:
    rows = Target.objects.filter(announced_on__lte=on).values_list(
        "code", "name_en", "name_zh", "entity__name_en", "entity__name_zh"
    )
    for code, english, chinese, *entity in rows:
        yield _Thing("target", code, Text(english, chinese), Text(*entity))


def _coded(kind: str, rows: Iterable[Indicator] | Iterable[Topic]) -> Iterator[_Thing]:
    for row in rows:
        about = NOTHING
        if isinstance(row, Indicator):
            about = Text(row.topic.name_en, row.topic.name_zh)
        yield _Thing(kind, row.code, Text(row.name_en, row.name_zh), about)


def _documents(on: date) -> Iterator[_Thing]:
    rows = Document.objects.values_list(
        "code", "title", "title_en", "title_zh", "language", "publisher", "published_on"
    )
    for code, title, english, chinese, language, publisher, published_on in rows:
        if published_on is not None and published_on > on:
            continue
        zh = language.startswith("zh")
        name = Text(english or ("" if zh else title), chinese or (title if zh else ""))
        more = ((title, "zh-Hans" if zh else language), (publisher, ""))
        yield _Thing("document", code, name, Text(publisher), more)

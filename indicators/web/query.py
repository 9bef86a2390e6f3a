"""What a page shows is in its address: day, data revision, language and filters.

A value that cannot be used is replaced by the default, and the page says so: never an error.
Links are written in one order with defaults left out, so that equal pages have equal addresses.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from indicators.domain.errors import PeriodError
from indicators.domain.formats import format_day, listed
from indicators.domain.periods import parse_day

CARRIED = ("as_of", "rev", "lang")
LONGEST_SEARCH = 100


@dataclass
class State:
    """The state of one page, as read from its address."""

    path: str
    today: date
    on: date
    rev: int | None
    lang: str
    values: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    # Every value of a parameter that was given several times, as boxes of a form do.
    lists: dict[str, list[str]] = field(default_factory=dict)
    # The change counter, where it was read for this answer before anything else.
    counter: int | None = None

    @property
    def past(self) -> bool:
        """Whether another day than today is shown."""
        return self.on != self.today

    @property
    def carried(self) -> dict[str, str]:
        """What links to other pages take along."""
        return {name: self.values[name] for name in CARRIED if name in self.values}

    @property
    def filters(self) -> dict[str, str]:
        """What chooses among the things of this page; which part of them is shown does not."""
        without = (*CARRIED, "page")
        return {name: value for name, value in self.values.items() if name not in without}

    @property
    def clear(self) -> str:
        """The address of this page without its filters."""
        return self.path + encoded(self.carried)

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """The value of a parameter that must be one of ``allowed``."""
        value = self.given.get(name, "")
        if not value or value == default:
            return default
        if value not in allowed:
            first = [*sorted(allowed)[:12], *(["…"] if len(allowed) > 12 else [])]
            shown = listed(first, self.lang)
            self.notices.append(
                _("“%(value)s” is no %(name)s; it is ignored. Known are: %(known)s.")
                % {"value": value[:60], "name": name, "known": shown}
            )
            return default
        self.values[name] = value
        return value

    def choices(self, name: str, allowed: Collection[str], most: int) -> list[str]:
        """The values of a parameter that takes several, with commas or given again and again."""
        items = [item.strip() for text in self.lists.get(name, []) for item in text.split(",")]
        found = list(dict.fromkeys(item for item in items if item in allowed))
        unknown = [item for item in dict.fromkeys(items) if item and item not in allowed]
        if unknown:
            self.notices.append(
                _("%(name)s: “%(value)s” is not known here; it is ignored.")
                % {"name": name, "value": listed(unknown, self.lang)[:60]}
            )
        if len(found) > most > 1:
            self.notices.append(
                _("%(name)s: only the first %(most)s of %(count)s are shown.")
                % {"name": name, "most": most, "count": len(found)}
            )
        found = found[:most]
        if found:
            self.values[name] = ",".join(found)
        return found

    def text(self, name: str) -> str:
        """Free text for a search, cut to a sane length."""
        value = self.given.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]
        if value:
            self.values[name] = value
        return value

    def number(self, name: str, default: int, *, largest: int) -> int:
        """A whole number of at least 1."""
        value = self.given.get(name, "")
        if not value:
            return default
        found = whole_number(value)
        if found is None or found > largest:
            self.notices.append(
                _("“%(value)s” is no %(name)s from 1 to %(largest)s; %(default)s is used.")
                % {"value": value[:60], "name": name, "largest": largest, "default": default}
            )
            return default
        self.values[name] = str(found)
        return found

    def day(self, name: str, default: date, *, latest: date) -> date:
        """A day up to ``latest``."""
        value = self.given.get(name, "").strip()
        if not value:
            return default
        try:
            found = parse_day(value)
        except PeriodError:
            found = None
        if found is None or found > latest:
            self.notices.append(
                _("%(name)s: “%(value)s” is no day up to %(latest)s; %(default)s is used.")
                % {
                    "name": name,
                    "value": value[:60],
                    "latest": format_day(latest, self.lang),
                    "default": format_day(default, self.lang),
                }
            )
            return default
        self.values[name] = found.isoformat()
        return found

    def link(self, **changes: str) -> str:
        """The address of this page with some values changed; an empty value drops it."""
        return self.path + encoded({**self.values, **changes})

    def carry(self, address: str, **changes: str) -> str:
        """The address of another page, with the day, revision and language of this one."""
        return address + encoded({**self.carried, **changes})


def whole_number(value: str) -> int | None:
    """A number from 1 to 999,999,999 in plain digits, else nothing."""
    if value.isascii() and value.isdigit() and len(value) <= 9 and int(value):
        return int(value)
    return None


def encoded(values: dict[str, str]) -> str:
    """``?a=1&b=2`` in one order, without empty values; nothing when nothing is left."""
    order = {name: at for at, name in enumerate(CARRIED)}
    pairs = sorted(
        ((name, value) for name, value in values.items() if value),
        key=lambda pair: (order.get(pair[0], -1), pair[0]),
    )
    return f"?{urlencode(pairs, safe=',')}" if pairs else ""


def read(request: HttpRequest, today: date) -> State:
    """The state of the page that was asked for; its language becomes the active one."""
    given = {name: request.GET[name] for name in request.GET}
    state = State(
        path=request.path,
        today=today,
        on=today,
        rev=None,
        lang=translation.get_language() or settings.LANGUAGE_CODE,
        given=given,
        lists={name: request.GET.getlist(name) for name in request.GET},
    )
    _read_language(state, request)
    _read_day(state)
    _read_revision(state)
    return state


def _read_language(state: State, request: HttpRequest) -> None:
    value = state.given.get("lang", "")
    if not value:
        return
    try:
        # Also “zh”, “zh-cn” or “en-gb”, which people and browsers write.
        state.lang = translation.get_supported_language_variant(value.lower())
    except LookupError:
        known = [code for code, _name in settings.LANGUAGES]
        state.notices.append(
            _("“%(value)s” is no language of this site; known are: %(known)s.")
            % {"value": value[:60], "known": listed(known, state.lang)}
        )
        return
    state.values["lang"] = state.lang
    translation.activate(state.lang)
    request.LANGUAGE_CODE = state.lang


def _read_day(state: State) -> None:
    value = state.given.get("as_of", "").strip()
    if not value:
        return
    try:
        day = parse_day(value)
    except PeriodError:
        state.notices.append(
            _(
                "as_of: “%(value)s” is not a day. Write year, month and day, such as 2021-07-01. "
                "Today is shown instead."
            )
            % {"value": value[:60]}
        )
        return
    if day > state.today:
        state.notices.append(
            _("as_of: %(day)s lies in the future. Today is shown instead.")
            % {"day": format_day(day, state.lang)}
        )
        return
    if day < state.today:
        state.on = day
        state.values["as_of"] = day.isoformat()


def _read_revision(state: State) -> None:
    value = state.given.get("rev", "").strip()
    if not value:
        return
    found = whole_number(value)
    if found is None:
        state.notices.append(
            _(
                "rev: “%(value)s” is not a data revision, which is a whole number from 1. "
                "The newest is shown instead."
            )
            % {"value": value[:60]}
        )
        return
    state.rev = found
    state.values["rev"] = str(found)

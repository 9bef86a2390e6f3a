"""Tags and filters of the pages: links that keep the state, words, numbers, status chips."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indicators.charts.theme import MARKS, symbol
from indicators.domain import codelists, formats, words
from indicators.domain.codelists import Status
from indicators.domain.periods import Period
from indicators.domain.quality.base import Severity
from indicators.domain.quality.sentences import severity_words
from indicators.selectors.views import Text

register = template.Library()
# The sentences of the catalogue that ``translated`` finds.
LICENCES = (
    gettext_noop("Facts; no licence stated by the publisher. Cite the publisher."),
    gettext_noop("CC BY 4.0 (European Union)"),
    gettext_noop("CC BY 4.0 (Eurostat)"),
)


def _lang() -> str:
    return translation.get_language() or "en"


@register.filter
def bracketed(value: object) -> str:
    """In brackets after a word, with the space before them, in the signs of the language."""
    text = formats.bracketed("\0", _lang()).split("\0")
    return format_html("{}{}{}", text[0], value, text[1])


@register.simple_tag(takes_context=True)
def page(context: template.Context, name: str, *args: Any, at: str = "", **changes: str) -> str:
    """The address of a page that keeps day, revision and language of this one."""
    address = reverse(f"web:{name}", args=args)
    # The error pages have no state: their links carry nothing.
    state = context.get("state")
    if state is not None:
        address = state.carry(address, **changes)
    return f"{address}#{at}" if at else address


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: Any) -> str:
    """The address of this page with values changed; an empty value drops one."""
    address: str = context["state"].link(**{name: str(value) for name, value in changes.items()})
    return address


# Which pages an item of the navigation stands for.
SECTIONS = {
    "overview": {"overview", "target"},
    "indicators": {"indicators", "indicator"},
    "entities": {"entities", "entity"},
    "topics": {"topics", "topic", "plans", "plan"},
    "compare": {"compare"},
    "documents": {"documents", "document"},
    "changes": {"changes"},
    "calendar": {"calendar"},
    "sources": {"sources", "source", "runs", "run"},
    "methodology": {"methodology"},
}


@register.simple_tag(takes_context=True)
def current(context: template.Context, section: str) -> SafeString:
    """Marks the item of the navigation that this page belongs to."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.namespace != "web" or match.url_name not in SECTIONS[section]:
        return SafeString("")
    exactly = match.url_name == section
    return format_html(' aria-current="{}"', "page" if exactly else "true")


@register.simple_tag(takes_context=True)
def report(context: template.Context, subject: Text | str) -> SafeString:
    """The link to report an error of this page, if the operator has set where to."""
    if not settings.REPORT_URL:
        return SafeString("")
    state = context["state"]
    address = state.link(as_of=state.on.isoformat(), rev=str(state.rev or context["revision"]))
    name = subject.words(_lang()) if isinstance(subject, Text) else str(subject)
    return format_html(
        ' · <a href="{}" rel="nofollow noopener">{}</a>',
        settings.REPORT_URL.format(
            page=quote(context["request"].build_absolute_uri(address), safe=""),
            subject=quote(name, safe=""),
        ),
        _("Report an error on this page"),
    )


@register.filter
def html_lang(lang: str) -> str:
    """A language code as HTML wants it: ``zh-Hans``."""
    return "zh-Hans" if lang.lower().startswith("zh") else lang


@register.simple_tag
def text(value: Text | None) -> str:
    """A name or text in the reader's language, marked where it is only known in the other."""
    if value is None:
        return ""
    lang = _lang()
    found, real = value.words(lang), value.language(lang)
    if not found or real == html_lang(lang):
        return str(format_html("{}", found))
    return format_html('<span lang="{}">{}</span>', real, found)


@register.filter
def plain(value: Text | None) -> str:
    """As ``text``, but for attributes and titles."""
    return value.words(_lang()) if value else ""


@register.filter
def translated(value: str) -> str:
    """A sentence of the catalogue that it holds in English only, such as that of a licence."""
    return _(value) if value else ""


@register.filter
def day(value: date | None) -> str:
    """A day in words; a document may have none."""
    return formats.format_day(value, _lang()) if value else _("no date")


@register.filter
def iso(value: date) -> str:
    """A day as addresses have it: ``2021-07-01``."""
    return value.isoformat()


@register.filter
def moment(value: datetime | None) -> str:
    """A day and time in UTC."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{formats.format_day(local.date(), _lang())} {local:%H:%M}"


@register.filter
def period(value: Period | None) -> str:
    """A period in words."""
    return formats.format_period(value, _lang()) if value else "–"


@register.filter
def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """A number as the reader's language writes it."""
    exact = Decimal(value) if isinstance(value, int) else value
    return formats.format_number(exact, _lang(), decimals)


@register.filter
def percent(value: Decimal, decimals: int = 1) -> str:
    """A percentage."""
    return formats.format_percent(value, _lang(), decimals)


@register.filter
def operators(text: str) -> str:
    """The signs of a formula as readers know them: ``×`` and ``÷``."""
    return text.translate({ord("*"): "×", ord("/"): "÷", ord("-"): "−"})


@register.simple_tag
def label(kind: str, code: str | StrEnum | None) -> str:
    """The words of a code of a closed list: ``{% label "Basis" series.basis %}``."""
    if not code:
        return ""
    codes: type[StrEnum] = getattr(codelists, kind)
    return words.label(codes(code), _lang())


@register.simple_tag
def phrase(table: str, code: str) -> str:
    """The words of a role, a check or a way of measuring."""
    return words.phrase(getattr(words, table), code, _lang())


@register.simple_tag
def severity(code: str) -> str:
    """The words of a severity of a quality check."""
    return severity_words(Severity(code), _lang())


@register.simple_tag
def mark(status: str) -> SafeString:
    """The shape of a status; words always stand beside it."""
    code = Status(status)
    return format_html(
        '<svg class="mark status-{}" aria-hidden="true" focusable="false">'
        '<use href="#s-{}"/></svg>', code.value, code.value,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def chip(context: template.Context, status: str) -> SafeString:
    """Shape and word of a status, linked to the rule behind it."""
    code = Status(status)
    return format_html(
        '<a class="chip" href="{}">{}{}</a>',
        page(context, "methodology", at=f"status-{code.value}"),
        mark(code),
        words.label(code, _lang()),
    )


@register.simple_tag
def sprite() -> SafeString:
    """The shapes of all statuses, once a page."""
    symbols = mark_safe("".join(symbol(status) for status in MARKS))  # noqa: S308 - our constants
    return format_html('<svg class="sprite" aria-hidden="true" focusable="false">{}</svg>', symbols)

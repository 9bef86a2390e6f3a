"""What a publication did to targets, in words and with links."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.domain import words
from indicators.domain.codelists import Status
from indicators.models import Release
from indicators.services import review

TOLD = 6


@dataclass(frozen=True, slots=True)
class Told:
    """One target after a release."""

    url: str
    name: str
    text: str
    changed: bool


def target_url(code: str) -> str:
    """The public page of a target."""
    try:
        return reverse("web:target", args=[code])
    except NoReverseMatch:
        return f"/targets/{code}/"


def of(release: Release) -> list[Told]:
    """Every target that depends on the release, those whose status changed first."""
    language = get_language() or "en"
    told = []
    for effect in review.effects(release):
        name = (effect.name_zh if language.startswith("zh") else "") or effect.name_en
        after = words.label(Status(effect.to_status), language)
        if effect.from_status != effect.to_status:
            before = words.label(Status(effect.from_status), language) if effect.from_status else ""
            text = f"{before} → {after}" if before else after
        elif effect.answer_changed:
            text = _("%(status)s as before, with other figures") % {"status": after}
        else:
            text = _("%(status)s as before") % {"status": after}
        told.append(
            Told(
                target_url(effect.target),
                name,
                text,
                changed=effect.from_status != effect.to_status,
            )
        )
    return sorted(told, key=lambda item: not item.changed)


def tell(request: HttpRequest, release: Release, said: str = "") -> None:
    """Say that it is published, or what is ``said`` instead, and what that changed."""
    if release.number is None:
        text = _("Every figure of it is known already, so nothing was published; it is closed: %s.")
        messages.info(request, text % release.reason)
        return
    found = of(release)
    links = format_html_join(
        "; ", '<a href="{}">{}</a>: {}', ((t.url, t.name, t.text) for t in found[:TOLD])
    )
    said = said or _("Release r%(number)d is published.") % {"number": release.number}
    if not found:
        text = format_html("{} {}", said, _("No target depends on these figures."))
    elif len(found) > TOLD:
        text = format_html("{} {} …", said, links)
    else:
        text = format_html("{} {}", said, links)
    messages.success(request, text)

"""How a page is cited: text, BibTeX and the address that shows the same for ever."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.domain.formats import clauses, format_day, short
from indicators.selectors.origins import Origin
from indicators.web.query import State, encoded

SITE = "Policy Tracker"
_INNER = str.maketrans("“”《》", "‘’〈〉")
FORMS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation, and the files beside the page. ``links`` are pairs of a name and an address."""

    title: str
    text: str
    permanent: str
    bibtex: str
    bib: str
    revision: int
    sources: tuple[Origin, ...]
    links: tuple[tuple[str, str], ...]


def permanent(request: HttpRequest, state: State, path: str, revision: int) -> str:
    """The full address of a page that shows the same for ever: with its day and its revision."""
    fixed = {"as_of": state.on.isoformat(), "rev": str(revision)}
    return request.build_absolute_uri(path + encoded({**state.values, "page": "", **fixed}))


def cite(
    request: HttpRequest,
    state: State,
    *,
    path: str,
    slug: str,
    title: str,
    revision: int,
    sources: Sequence[Origin],
    said_by: str = "",
    route: str = "",
    args: Sequence[str] = (),
    forms: Mapping[str, str] = FORMS,
) -> Citation:
    """The citation of the page at ``path``.

    ``route`` is the name of the route of its files, ``said_by`` who said it where that is no
    source of figures. ``revision`` is the newest one of the day.
    """
    # A number beyond the newest adds nothing, and one that does not exist yet is not cited.
    rev = revision if state.rev is None else min(state.rev, revision)
    address = permanent(request, state, path, rev)
    lang = state.lang
    comma = "，" if short(lang) == "zh" else ", "
    names = clauses(
        (
            comma.join(
                dict.fromkeys(filter(None, (one.publisher.words(lang), one.name.words(lang))))
            )
            for one in sources
        ),
        lang,
    )
    names = names or said_by
    values = {
        "site": SITE,
        "year": state.on.year,
        # Within quotation marks those of the other kind stand.
        "title": title.translate(_INNER),
        "day": format_day(state.on, lang),
        "rev": rev,
        "sources": names,
        "address": address,
    }
    text = (
        _("%(site)s (%(year)s), “%(title)s”, as known on %(day)s, data revision %(rev)s. "
          "Sources: %(sources)s. %(address)s")
        if names
        else _("%(site)s (%(year)s), “%(title)s”, as known on %(day)s, data revision %(rev)s. "
               "%(address)s")
    ) % values  # fmt: skip
    carried = {**state.values, "page": ""}
    links = tuple(
        (name, reverse(f"web:{route}", args=[*args, form]) + encoded(carried))
        for form, name in forms.items()
        if route
    )
    bib = reverse(f"web:{route}", args=[*args, "bib"]) + encoded(carried) if route else ""
    return Citation(
        title, text, address, bibtex(slug, title, state.on, rev, address, names), bib, rev,
        tuple(sources), links,
    )  # fmt: skip


_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


def escaped(text: str) -> str:
    """A text for BibTeX, on one line."""
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def bibtex(slug: str, title: str, on: date, rev: int, address: str, sources: str) -> str:
    """One entry of type ``misc``; the title keeps its capitals."""
    key = re.sub(r"[^A-Za-z0-9]+", "-", slug).strip("-") or "page"
    note = f"Data revision {rev}, as known on {on.isoformat()}"
    if sources:
        note += f". Sources: {sources}"
    # Within \\url{} only these signs end the address.
    target = address.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
    return (
        f"@misc{{policytracker-{key}-rev{rev}-{on:%Y%m%d},\n"
        f"  author = {{{{{SITE}}}}},\n"
        f"  title = {{{{{escaped(title)}}}}},\n"
        f"  year = {{{on.year}}},\n"
        f"  howpublished = {{\\url{{{target}}}}},\n"
        f"  note = {{{escaped(note)}}}\n"
        "}\n"
    )

"""Charts to take away: files, the frame around them, and the code to embed them elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.charts.picture import Frame, picture
from indicators.charts.png import font_for, png
from indicators.charts.theme import DARK, LIGHT
from indicators.domain.formats import format_day, short
from indicators.web.charts import Chart
from indicators.web.query import State
from indicators.web.revisions_table import Fan

REVISIONS = "revisions"
THEMES = {"light": LIGHT, "dark": DARK}
# Pixels of a PNG: as wide as two columns of a page at twice the resolution, and no memory eater.
WIDTH, NARROWEST, WIDEST = 1344, 320, 2688
# A frame on another site: its width, and what stands above and below the drawing.
FRAME, AROUND = 720, 240


@dataclass(frozen=True, slots=True)
class Taking:
    """The addresses under “Embed or download”; without PNG where no font can write.

    The code in ``snippet`` is ``pinned`` to a day and revision, or follows the newest figures.
    """

    files: tuple[tuple[str, str, str], ...]
    embed: str
    snippet: str
    pinned: bool
    title: str


def taking(
    request: HttpRequest, state: State, kind: str, code: str, chart: Chart | None, show: str = ""
) -> Taking | None:
    """The ways to take a chart away, following day, revision, language and choices of the page.

    A comparison has no ``code``: all of it is in what was chosen. ``show`` names another chart of
    the page than its main one.
    """
    if chart is None:
        return None
    values = {"lang": state.lang, **_chosen(state, code), **({"show": show} if show else {})}
    svg, image, embed = (
        reverse(f"web:{name}", args=[code] if code else [])
        for name in (f"{kind}-svg", f"{kind}-png", f"embed-{kind}")
    )
    grounds = [values, {**values, "theme": "dark"}]
    light, dark = (state.carry(svg, **one) for one in grounds)
    files = [(_("Drawing"), "SVG", light), (_("Drawing on dark ground"), "SVG", dark)]
    if font_for(state.lang) is not None:
        light, dark = (state.carry(image, **one) for one in grounds)
        files += [(_("Picture"), "PNG", light), (_("Picture on dark ground"), "PNG", dark)]
    pinned = state.past or state.rev is not None
    if pinned:
        # Today is left out of addresses, and would be another day tomorrow.
        values["as_of"] = state.on.isoformat()
    embed = state.carry(embed, **values)
    # A plain text, not safe HTML: the page shows the code and must not contain the frame. Its title
    # says what the chart is about; its headline changes with the figures.
    title = escape(chart.title if pinned else chart.subtitle or chart.title)
    height = round(chart.drawing.height * (FRAME - 2 * 16) / chart.drawing.width) + AROUND
    snippet = (
        f'<iframe title="{title}" src="{escape(request.build_absolute_uri(embed))}"'
        f' width="{FRAME}" height="{height}" style="max-width:100%" loading="lazy"></iframe>'
    )
    return Taking(tuple(files), embed, snippet, pinned, chart.title)


def taking_revisions(
    request: HttpRequest, state: State, kind: str, code: str, fan: Fan | None
) -> Taking | None:
    """The same of how the figures of a page were revised."""
    return taking(request, state, kind, code, fan.chart if fan else None, REVISIONS)


def _chosen(state: State, code: str) -> dict[str, str]:
    """What chooses among the figures of a page; how a picture of them looks does not."""
    if code:
        return {"entity": state.values["entity"]} if "entity" in state.values else {}
    looks = ("theme", "width")
    return {name: value for name, value in state.filters.items() if name not in looks}


def permanent(request: HttpRequest, state: State, kind: str, code: str, revision: int) -> str:
    """The address of the full page that gives the same figures for ever, with its host."""
    values = {"as_of": state.on.isoformat(), "rev": str(state.rev or revision)}
    path = reverse(f"web:{kind}", args=[code] if code else [])
    return request.build_absolute_uri(state.carry(path, **values, **_chosen(state, code)))


def source_line(chart: Chart, lang: str) -> str:
    """Who published the figures."""
    names = ("；" if short(lang) == "zh" else "; ").join(one.words(lang) for one in chart.sources)
    return _("Source: %(names)s") % {"names": names} if names else ""


def known_line(state: State, revision: int) -> str:
    """As of when, and from where."""
    return _("Policy Tracker, as known on %(day)s, data revision %(number)s") % {
        "day": format_day(state.on, state.lang),
        "number": state.rev or revision,
    }


def file_name(code: str, state: State, revision: int, kind: str, *, place: bool = True) -> str:
    """``cn-5g-2021_rev41_2026-11-23.svg``, of letters that every system takes.

    With ``place`` the entity that was chosen follows the code.
    """
    plain = "".join(one if one.isalnum() or one in "-_." else "-" for one in code)
    if place and "entity" in state.values:
        plain += f"_{state.values['entity']}"
    return f"{plain}_rev{state.rev or revision}_{state.on.isoformat()}.{kind}"


def _document(
    chart: Chart, state: State, theme: str, revision: int, address: str
) -> Callable[[str], str]:
    notes = (source_line(chart, state.lang), known_line(state, revision), address)
    frame = Frame(
        chart.title, chart.subtitle, chart.description, chart.key, tuple(filter(None, notes))
    )
    return lambda font: picture(chart.drawing, frame, THEMES[theme], state.lang, font=font)


def as_svg(chart: Chart, state: State, theme: str, revision: int, address: str) -> str:
    """The chart as an SVG document of its own."""
    return _document(chart, state, theme, revision, address)("")


def as_png(
    chart: Chart, state: State, theme: str, revision: int, address: str, width: int
) -> bytes:
    """The chart as PNG. Raises NoFont where no font of the system can write its language."""
    make = _document(chart, state, theme, revision, address)
    return png(make, lang=state.lang, width=width, ground=THEMES[theme].page)

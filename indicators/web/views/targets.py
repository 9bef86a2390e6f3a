"""A target: how it stands, why, and every figure behind the answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indicators.charts.data import PathData
from indicators.domain import explain
from indicators.domain import words as domain_words
from indicators.domain.codelists import DECIDED, Bound
from indicators.domain.explain import TargetWords
from indicators.domain.formats import format_day, format_number, format_percent, format_period
from indicators.domain.results import Assessment, Check
from indicators.domain.series import is_rate
from indicators.selectors import changes, days, targets
from indicators.selectors.targets import TargetDetail
from indicators.selectors.views import ObservationView, SeriesView, TargetView
from indicators.web import charts
from indicators.web.examined import conflict_words, examined
from indicators.web.page import page, show
from indicators.web.query import State
from indicators.web.revisions_table import fan
from indicators.web.rows import row
from indicators.web.take import citations
from indicators.web.take.cite import Citation
from indicators.web.take.dataset import dataset
from indicators.web.taking import taking, taking_revisions
from indicators.web.wording import used_words


@dataclass(frozen=True, slots=True)
class Tile:
    """A number at the top of the page, with what it is and a remark."""

    name: str
    value: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """A figure that the answer used."""

    role: str
    value: str
    series: SeriesView | None
    figure: ObservationView | None
    id: str
    known_on: object
    period: object
    release: int


@page()
def target(request: HttpRequest, state: State, code: str) -> HttpResponse:
    """One target."""
    detail = targets.detail(code, on=state.on, rev=state.rev, today=state.today, examined=True)
    view = detail.target
    words, assessment = view.words, view.assessment
    chart = charts.of_target(detail, state)
    revisions = fan(chart.data if chart else None, detail.series, detail.observations, state)
    revision = changes.data_revision(on=state.on)
    citation = citations.of_target(request, state, detail, revision)
    return show(
        request,
        "web/target.html",
        state,
        {
            "target": view,
            "revision": revision,
            "citation": citation,
            "dataset": _dataset(request, state, detail, chart.data if chart else None, citation),
            "days": _days(detail, state),
            "row": row(view, state.lang),
            "assessment": assessment,
            "decided": assessment.verdict in DECIDED,
            "sentences": explain.explain(assessment, words, state.lang),
            "statement": explain.describe_statement(view.statement, view.words_of_bound, state.lang)
            if view.statement
            else "",
            "tiles": _tiles(view, words, state.lang),
            "chart": chart,
            "taking": taking(request, state, "target", code, chart),
            "fan": revisions,
            "fan_taking": taking_revisions(request, state, "target", code, revisions),
            "inputs": _inputs(detail, words, state.lang),
            "checks": _checks(assessment, words, state.lang),
            "periods": [
                (one, words.value(one.value, state.lang, percent=one.percent))
                if one.value is not None
                else (one, "")
                for one in assessment.periods
            ],
            "pace": _pace(assessment, words, state.lang),
            "vintages": [
                (one, detail.observations[one.code])
                for one in detail.series
                if detail.observations.get(one.code)
            ],
            "family": [row(one, state.lang) for one in detail.family],
            "children": [row(one, state.lang) for one in detail.children],
            "parent": row(detail.parent, state.lang) if detail.parent else None,
            "examined": examined(
                detail.examination,
                words,
                state.lang,
                units={one.code: used_words(words, one, view) for one in detail.series},
            )
            if detail.examination
            else None,
            "parts": detail.balance,
            "conflicts": [
                conflict_words(one, [view, *detail.family], state.lang) for one in detail.conflicts
            ],
        },
    )


def _days(detail: TargetDetail, state: State) -> days.Neighbours:
    """Where to step from the day that is shown: two queries."""
    view, when = detail.target, {"on": state.on, "today": state.today}
    found = days.of_series([one.id for one in detail.series], rev=state.rev, **when)
    told = days.of_evidence([view.id], **when)
    return found.with_days(
        [told.earlier, told.later, view.announced_on, view.superseded_on, view.withdrawn_on], **when
    ).not_before(view.announced_on)


def _dataset(
    request: HttpRequest, state: State, detail: TargetDetail, data: PathData | None,
    citation: Citation,
) -> SafeString:  # fmt: skip
    view, lang = detail.target, state.lang
    return dataset(
        request,
        citation,
        description=view.summary.words(lang),
        measured=view.indicator.name.words(lang) if view.indicator else view.name.words(lang),
        unit=view.indicator.unit.symbol.words(lang) if view.indicator else "",
        place=view.entity.name.words(lang),
        periods=[point.period for point in data.points] if data is not None else (),
        lang=lang,
    )


def _tiles(view: TargetView, words: TargetWords, lang: str) -> list[Tile]:
    """Figure, bound, distance and speed; only those that exist."""
    if view.statement is None:
        return []
    assessment = view.assessment
    shown = row(view, lang)
    tiles = [Tile(_("Bound"), shown.bound, shown.deadline)]
    judged, pace = assessment.judged, assessment.pace
    if shown.figure:
        name = _("Judged figure") if judged else _("Latest figure")
        tiles.insert(0, Tile(name, shown.figure, shown.figure_period))
    if judged is not None:
        if judged.ratio is not None and judged.ratio > 0 and not judged.percent:
            tiles.append(Tile(_("Of the bound"), format_percent(judged.ratio, lang, 1)))
        if judged.margin:
            remark = _("on the right side") if judged.margin > 0 else _("on the wrong side")
            margin = words.difference(abs(judged.margin), lang, percent=judged.percent)
            tiles.append(Tile(_("Margin"), margin, remark))
    if pace is not None:
        if pace.gap is not None and pace.path_value is not None:
            gap = words.difference(pace.gap, lang, percent=pace.percent)
            path = words.value(pace.path_value, lang, percent=pace.percent)
            tiles.append(
                Tile(
                    _("Against the required path"),
                    gap if pace.gap <= 0 else f"+{gap}",
                    _("path: %(value)s") % {"value": path},
                )
            )
        # Inside one year an amount a year says nothing.
        if pace.required_from_now is not None and pace.basis not in explain.WITHIN_A_YEAR:
            needed = words.difference(pace.required_from_now, lang, percent=pace.percent)
            remark = ""
            if pace.recent_rate is not None:
                recent = words.difference(pace.recent_rate, lang, percent=pace.percent)
                remark = _("recently: %(value)s") % {"value": recent}
            tiles.append(Tile(_("Needed a year from now on"), needed, remark))
        elif pace.ratio is not None:
            tiles.append(
                Tile(
                    _("Ratio to the path"),
                    format_number(pace.ratio, lang, 2),
                    _("1 or more is on track"),
                )
            )
    return tiles


def _inputs(detail: TargetDetail, words: TargetWords, lang: str) -> list[Used]:
    figures = {item.id: item for items in detail.observations.values() for item in items}
    series = {one.code: one for one in detail.series}
    return [
        Used(
            role=domain_words.phrase(domain_words.ROLES, one.role, lang),
            value=used_words(words, series.get(one.series), detail.target).value(
                one.value, lang, percent=is_rate(one.series)
            ),
            series=series.get(one.series),
            figure=figures.get(one.observation),
            id=one.observation,
            known_on=one.known_on,
            period=one.period,
            release=one.release,
        )
        for one in detail.target.assessment.inputs
    ]


def _checks(assessment: Assessment, words: TargetWords, lang: str) -> list[dict[str, object]]:
    return [
        {
            "name": domain_words.phrase(domain_words.CHECKS, one.code, lang),
            "source": one.source,
            "value": _stated(one, words.value(one.value, lang, percent=one.percent), lang),
            "residual": words.difference(one.residual, lang, percent=one.percent)
            if one.residual is not None
            else "",
            "agrees": one.agrees,
        }
        for one in assessment.checks
    ]


def _stated(check: Check, value: str, lang: str) -> str:
    """The value with what its source says before it: “more than”, “about”."""
    if check.bound is Bound.EXACT:
        return value
    word = domain_words.label(check.bound, lang)
    return f"{word}{value}" if lang.startswith("zh") else f"{word} {value}"


def _pace(assessment: Assessment, words: TargetWords, lang: str) -> list[tuple[str, str]]:
    """The arithmetic of the outlook, line by line, so that it can be done by hand."""
    pace = assessment.pace
    if pace is None:
        return []

    percent = pace.percent
    day_before = format_day(pace.baseline_on, lang) if pace.baseline_on else ""
    values = [
        (
            _("Latest (%(period)s)") % {"period": format_period(pace.latest_period, lang)},
            pace.latest,
        ),
        (_("Baseline (%(day)s)") % {"day": day_before}, pace.baseline),
        (_("To be reached (%(day)s)") % {"day": format_day(pace.horizon_on, lang)}, pace.bound),
        (_("Required path on the day of the latest figure"), pace.path_value),
        (_("At the speed so far, at the deadline"), pace.projected),
    ]
    differences = [
        (_("Gap to the path"), pace.gap),
        (_("Required a year, from the baseline"), pace.required_rate),
        (_("Required a year, from now on"), pace.required_from_now),
        (_("Recent change a year"), pace.recent_rate),
    ]
    shown = [
        (name, words.value(number, lang, percent=percent))
        for name, number in values
        if number is not None
    ]
    shown += [
        (name, words.difference(number, lang, percent=percent))
        for name, number in differences
        if number is not None
    ]
    if pace.growth_rate is not None:
        shown.append(
            (
                _("Compound growth a year since the baseline"),
                format_percent(pace.growth_rate, lang, 2, signed=True),
            )
        )
    if pace.ratio is not None:
        shown.append((_("Ratio: achieved over required"), format_number(pace.ratio, lang, 3)))
    return shown

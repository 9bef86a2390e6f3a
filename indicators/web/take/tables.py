"""The tables of the pages, as they are taken away: one figure a row, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from indicators.charts.data import PathData
from indicators.domain import explain
from indicators.domain import words as domain_words
from indicators.domain.formats import bracketed, format_day, short
from indicators.selectors import origins
from indicators.selectors.targets import TargetDetail
from indicators.selectors.views import IndicatorView, ObservationView, SeriesView, TargetView
from indicators.web.comparing.asked import Compared
from indicators.web.comparing.shapes import Comparison
from indicators.web.query import State
from indicators.web.take.cite import Citation
from indicators.web.take.table import Column, Table, Value, columns

FIGURE = (
    "value", "unit", "status_flag", "bound_flag", "source", "document", "published", "retrieved",
    "revision", "id",
)  # fmt: skip


def figure_of(
    view: ObservationView | None, value: Value, unit: str, retrieved: Mapping[int, date]
) -> list[Value]:
    """The cells of ``FIGURE``; what was computed has a value and a unit only."""
    if view is None:
        return [value, unit, *[None] * 8]
    return [
        value, unit, view.status, view.bound, view.source.code,
        view.document.code if view.document else None, view.known_on,
        retrieved.get(view.release), view.release, view.id,
    ]  # fmt: skip


def read_on(views: Iterable[ObservationView | None]) -> Mapping[int, date]:
    """The days on which the releases of figures were read: one query."""
    return origins.retrieved({one.release for one in views if one is not None})


def notes_of(
    citation: Citation, state: State, more: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """What the second sheet says: title, what it is, day, revision, sources, licences, citation."""
    lang = state.lang
    sources = [
        one.name.words(lang)
        + bracketed(one.publisher.words(lang) or one.code, lang)
        + (f" {one.url}" if one.url else "")
        for one in citation.sources
    ]
    licences = dict.fromkeys(
        one.name.words(lang) + ("：" if short(lang) == "zh" else ": ") + _(one.licence)
        for one in citation.sources
        if one.licence
    )
    found = [
        (_("Title"), citation.title),
        *more,
        (_("As known on"), state.on.isoformat() + bracketed(format_day(state.on, lang), lang)),
        (_("Data revision"), str(citation.revision)),
        (_("Sources"), "\n".join(sources)),
        (_("Licences"), "\n".join(licences)),
        (_("Permanent address"), citation.permanent),
        (_("Cite as"), citation.text),
    ]
    return [(name, text) for name, text in found if text]


def of_targets(views: Sequence[TargetView], citation: Citation, state: State) -> Table:
    """The targets of the list, each with its bound and the figure that decides or is newest."""
    lang = state.lang
    names = columns(
        "target", "name*", "entity_code", "topic", "plan", "status", "verdict", "certainty",
        "outlook", "quantity", "comparator", "bound_low", "bound_high", "unit", "horizon",
        "reference", "bindingness", "announced", "document", "indicator", "figure",
        "figure_period", "figure_role", "figure_unit", "published", "revision", "id",
    )  # fmt: skip
    return Table(
        "targets", citation.title, names, [_target_row(one, lang) for one in views],
        notes_of(citation, state, [(_("Targets"), str(len(views)))]),
    )  # fmt: skip


def _target_row(view: TargetView, lang: str) -> list[Value]:
    said, answer = view.statement, view.assessment
    judged, pace, latest = answer.judged, answer.pace, answer.latest
    figure: list[Value] = [None] * 4
    own = view.indicator.unit.code if view.indicator else None
    if judged is not None:
        figure = [judged.value, judged.period, "judged", "percent" if judged.percent else own]
    elif pace is not None:
        figure = [pace.latest, pace.latest_period, "latest", "percent" if pace.percent else own]
    elif latest is not None:
        figure = [latest.value, latest.period, "latest", own]
    return [
        view.code, view.name.words(lang), view.entity.code, view.topic.code,
        view.plan.code if view.plan else None,
        answer.shown.value, answer.verdict and answer.verdict.value,
        answer.certainty and answer.certainty.value, answer.outlook.value,
        said.quantity.value if said else "milestone",
        said.comparator.value if said and said.comparator else None,
        said.low if said else None, said.high if said else None,
        view.unit.code if view.unit else None,
        said.horizon.period if said else view.due,
        said.reference.period if said else None,
        view.bindingness, view.announced_on, view.document.code,
        view.indicator.code if view.indicator else None,
        *figure, answer.known_on, latest.release if latest else None,
        latest.observation if latest else None,
    ]  # fmt: skip


def of_target(
    detail: TargetDetail, data: PathData | None, citation: Citation, state: State
) -> Table:
    """The figures of a target with the required path, the gap to it, and the bound."""
    view, lang = detail.target, state.lang
    views = {item.id: item for items in detail.observations.values() for item in items}
    points = data.points if data is not None else ()
    found = [views.get(one.observation.id) if one.observation else None for one in points]
    retrieved = read_on(found)
    unit = view.indicator.unit.code if view.indicator else ""
    rows: list[list[Value]] = []
    for point, figure in zip(points, found, strict=True):
        assert data is not None
        within = data.window is not None and data.window.contains(point.period)
        rows.append(
            [
                view.code, view.entity.code, point.period,
                *figure_of(figure, point.value, "percent" if data.percent else unit, retrieved),
                point.path, point.value - point.path if point.path is not None else None,
                data.low if within else None, data.high if within else None,
            ]
        )  # fmt: skip
    more = [
        (_("Stated"), view.stated),
        (_("Quoted"), view.passage.fragment if view.passage else ""),
        (_("Document"), f"{view.document.title.words(lang)}, {view.document.publisher}"),
        (_("Read as"), explain.describe_statement(view.statement, view.words_of_bound, lang)
         if view.statement else ""),
        (_("Status"), domain_words.label(view.assessment.status, lang)
         if view.assessment.status else ""),
        (_("Why"), " ".join(explain.explain(view.assessment, view.words, lang))),
        (_("Indicator"), view.indicator.name.words(lang) if view.indicator else ""),
        (_("Definition"), view.indicator.definition.words(lang) if view.indicator else ""),
        (_("Unit"), view.indicator.unit.name.words(lang) if view.indicator else ""),
    ]  # fmt: skip
    names = columns("target", "entity_code", "period", *FIGURE, "path", "gap", "bound_low",
                    "bound_high")  # fmt: skip
    return Table(view.code, citation.title, names, rows, notes_of(citation, state, more))


def of_indicator(
    view: IndicatorView,
    series: Sequence[SeriesView],
    figures: Mapping[str, Sequence[ObservationView]],
    citation: Citation,
    state: State,
) -> Table:
    """Every figure of an indicator that was known on the day, revised ones included."""
    names = columns(
        "indicator", "entity_code", "basis", "frequency", "definition", "period", "period_start",
        "period_end", *FIGURE, "superseded", "stated*", "note*",
    )  # fmt: skip
    retrieved = read_on(item for one in series for item in figures[one.code])
    rows: list[list[Value]] = [
        [
            one.indicator.code, one.entity.code, one.basis, one.frequency, one.version,
            item.period, item.period.start, item.period.last_day,
            *figure_of(item, item.value, one.unit.code, retrieved),
            item.superseded_on, item.wording, item.note,
        ]
        for one in series
        for item in figures[one.code]
    ]  # fmt: skip
    lang = state.lang
    more = [
        (_("Definition"), " ".join([view.definition.words(lang), view.coverage.words(lang)])),
        (_("Unit"), view.unit.name.words(lang)),
    ]
    return Table(view.code, citation.title, names, rows, notes_of(citation, state, more))


def of_comparison(found: Compared, citation: Citation, state: State) -> Table:
    """What a comparison shows, one figure a row; of a ranking one target a row."""
    result, lang = found.result, state.lang
    more = [(_("What"), result.subtitle), (_("Mind when comparing"), "\n".join(result.warnings))]
    notes = notes_of(citation, state, more)
    if found.mode == "targets":
        names = columns("target", "name*", "entity_code", "status", "comparator", "figure",
                        "bound", "unit", "horizon", "percent_of_bound", "distance", "published",
                        "id")  # fmt: skip
        ranked: list[list[Value]] = []
        for one in found.ranked:
            view, latest = one.line, one.line.assessment.latest
            said = view.statement
            ranked.append(
                [
                    view.code, view.name.words(lang), view.entity.code,
                    view.assessment.shown.value,
                    said.comparator.value if said and said.comparator else None,
                    one.figure, one.bound, view.unit.code if view.unit else None,
                    said.horizon.period if said else None, one.share, one.distance,
                    view.assessment.known_on, latest.observation if latest else None,
                ]
            )  # fmt: skip
        return Table("compare-targets", citation.title, names, ranked, notes)
    return Table(
        f"compare-{found.mode}", citation.title, _compared_columns(result),
        _compared_rows(result, lang), notes,
    )  # fmt: skip


def _compared_columns(result: Comparison) -> tuple[Column, ...]:
    return columns(
        "indicator", "indicator_name*", "entity_code", "entity_name*", "definition", "basis",
        "period", *FIGURE, *(("index",) if result.index else ()),
    )  # fmt: skip


def _compared_rows(result: Comparison, lang: str) -> list[list[Value]]:
    retrieved = read_on(figure for *_rest, figure, _index in result.taken)
    rows: list[list[Value]] = []
    seen = set()
    for found, line, point, figure, index in result.taken:
        # Two years may be the same one.
        cell = (found.indicator.code, found.entity.code, point.period)
        if cell in seen:
            continue
        seen.add(cell)
        rows.append(
            [
                found.indicator.code, found.indicator.name.words(lang), found.entity.code,
                found.entity.name.words(lang), line.version, line.basis and line.basis.value,
                point.period, *figure_of(figure, point.value, line.unit, retrieved),
                *([index] if result.index else []),
            ]
        )  # fmt: skip
    return rows

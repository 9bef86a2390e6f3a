"""What the address of a comparison asks for, compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from indicators.charts import compare_data
from indicators.charts.compare_data import MOST
from indicators.domain.codelists import Frequency, Status
from indicators.domain.formats import bracketed, listed
from indicators.domain.words import label
from indicators.selectors import catalogue, comparison
from indicators.selectors.briefs import briefs
from indicators.selectors.comparison import Choice
from indicators.selectors.views import Named
from indicators.web.charts import Chart
from indicators.web.comparing.ranking import Ranked, rank
from indicators.web.comparing.series import compare as compare_series
from indicators.web.comparing.shapes import Comparison, Subject
from indicators.web.query import State
from indicators.web.rows import TargetRow, row

MODES = {
    "entities": _("One indicator, several entities"),
    "indicators": _("One entity, several indicators"),
    "targets": _("Figures against targets"),
    "slope": _("Two years"),
}
AT_FIRST = 4
A_PAGE = 100
FILTERS = ("topic", "entity", "plan", "indicator")


@dataclass
class Compared:
    """Everything that the page, and what is taken away from it, shows."""

    mode: str
    result: Comparison = field(default_factory=Comparison)
    indicators: list[Choice] = field(default_factory=list)
    entities: list[Choice] = field(default_factory=list)
    indicator: str = ""
    entity: str = ""
    chosen: list[str] = field(default_factory=list)
    options: dict[str, dict[str, Named]] = field(default_factory=dict)
    filters: dict[str, str] = field(default_factory=dict)
    ranked: list[Ranked] = field(default_factory=list)
    # The page of the ranking that is shown as a table, and how many there are.
    number: int = 1
    pages: int = 1
    series: list[int] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[Ranked, TargetRow]]:
        """The targets of the ranking that the page lists."""
        shown = self.ranked[(self.number - 1) * A_PAGE : self.number * A_PAGE]
        return [(one, row(one.line, one.lang)) for one in shown]


def chart_of(found: Compared) -> Chart | None:
    """What is drawn, as a chart to show and to take away; ``None`` where nothing is."""
    result = found.result
    if result.drawing is None:
        return None
    return Chart(
        name="chart",
        title=result.headline,
        subtitle=result.subtitle,
        description=result.description,
        drawing=result.drawing,
        narrow=result.narrow,
        key=result.key,
        sources=tuple(
            dict.fromkeys(source.name for one in result.columns for source in one.sources)
        ),
    )


def read(state: State) -> Compared:
    """Compare what the address asks for: a constant number of queries."""
    found = Compared(state.choice("mode", MODES, "entities") or "entities")
    if found.mode == "targets":
        _targets(found, state)
    else:
        _series(found, state)
    return found


def _series(found: Compared, state: State) -> None:
    by_entity = found.mode == "indicators"
    choices = comparison.choices(state.today, state.counter)
    found.indicators, found.entities = list(choices.indicators), list(choices.entities)
    places = {one.code: one for one in found.entities}
    if not found.indicators:
        return
    # The one that stays, and those that are set beside each other. Both are always written into
    # the address: which come first may change with the data.
    fixed, several = ("entity", "indicator") if by_entity else ("indicator", "entity")
    codes = {"indicator": {one.code for one in found.indicators}, "entity": set(places)}
    asked, chosen = (
        state.choices(fixed, codes[fixed], 1),
        state.choices(several, codes[several], MOST),
    )
    candidates = asked or [
        item.code for item in (found.entities if by_entity else found.indicators)
    ]
    one = candidates[0]
    first: list[str] = []
    if not asked or not chosen:
        one, first = _first_view(candidates, state, by_entity=by_entity)
    state.values[fixed] = one
    with_series = comparison.offered(**{fixed: one})
    chosen = chosen or _at_first(first, with_series)
    state.values[several] = ",".join(chosen)
    found.chosen, found.indicator, found.entity = chosen, one, one
    kept = {*with_series, *chosen}
    if by_entity:
        found.indicators = [item for item in found.indicators if item.code in kept]
    else:
        found.entities = [item for item in found.entities if item.code in kept]
    pairs = [(code, one) if by_entity else (one, code) for code in chosen]
    known = comparison.figures(pairs, on=state.on, rev=state.rev)
    asked_for = {indicator for indicator, _ in pairs}
    named = {item.code: item for item in catalogue.indicators(codes=asked_for)}
    subjects = []
    for (indicator, entity), key in zip(pairs, chosen, strict=True):
        name = named[indicator].name if by_entity else places[entity].name
        subjects.append(
            Subject(
                key,
                name.words(state.lang),
                named[indicator],
                comparison.as_named(places[entity]),
                known.get((indicator, entity)),
            )
        )
    found.series = [item.id for each in known.values() for item in each.series]
    found.result = compare_series(subjects, state, found.mode)


def _first_view(candidates: list[str], state: State, *, by_entity: bool) -> tuple[str, list[str]]:
    """The candidate of which most others have a course on one basis and frequency, and these.

    Of several the one of the longest periods, by which lines are compared, then the one with the
    longer courses, then the first of the candidates.
    """
    kind = "entities" if by_entity else "indicators"
    frequencies = [one.value for one in Frequency]
    groups: dict[tuple[str, str, str], list[comparison.Course]] = {}
    for one in comparison.courses(**{kind: candidates}, on=state.on, rev=state.rev):
        # Of growth no index can be made.
        if not by_entity or one.basis in compare_data.IN_UNIT:
            groups.setdefault((one.code, one.basis, one.frequency), []).append(one)

    def worth(several: list[comparison.Course]) -> tuple[int, int, int, int]:
        longest = sorted((one.periods for one in several), reverse=True)[:AT_FIRST]
        lead = several[0]
        length = -frequencies.index(lead.frequency)
        return len(longest), length, sum(longest), -candidates.index(lead.code)

    best = max(groups.values(), key=worth, default=[])
    if not best:
        return candidates[0], []
    best.sort(key=lambda one: (-one.periods, one.other))
    return best[0].code, [one.other for one in best]


def _at_first(first: list[str], with_series: Iterable[str]) -> list[str]:
    """Those with a course, if they can be compared; else filled up with what has single figures."""
    if len(first) < 2:
        first = list(dict.fromkeys([*first, *with_series]))
    return first[:AT_FIRST]


def _targets(found: Compared, state: State) -> None:
    known = briefs(on=state.on, rev=state.rev, today=state.today, counter=state.counter)
    found.options = known.belongings
    for name in FILTERS:
        # Another way of comparing may have left several.
        chosen = state.choices(name, found.options[name], 1)
        found.filters[name] = chosen[0] if chosen else ""
    found.filters["status"] = state.choice("status", [one.value for one in Status])
    shown = known.having(found.filters)
    lines = known.lines(shown)
    found.ranked = rank(
        [lines[one.id] for one in shown if one.id in lines], found.result, state.lang
    )
    found.pages = max(1, -(-len(found.ranked) // A_PAGE))
    found.number = state.number("page", 1, largest=found.pages)
    scope = [
        found.options[name][code].name.words(state.lang)
        for name, code in found.filters.items()
        if code and name in found.options
    ]
    if found.filters["status"]:
        scope.append(label(Status(found.filters["status"]), state.lang))
    if scope:
        found.result.subtitle += bracketed(listed(scope, state.lang), state.lang)
        found.result.subtitle = found.result.subtitle.strip()

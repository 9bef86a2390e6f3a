"""What the page, the files and the embedded chart of an indicator have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.selectors import catalogue, derived, observations
from indicators.selectors.derived import Computed
from indicators.selectors.views import IndicatorView, Named, SeriesView
from indicators.web.figures import Vintages
from indicators.web.query import State


@dataclass(frozen=True, slots=True)
class Loaded:
    """An indicator; ``shown`` are the series of the place that was chosen, with their figures."""

    versions: tuple[IndicatorView, ...]
    series: tuple[SeriesView, ...]
    figures: Vintages
    entities: Mapping[str, Named]
    chosen: str
    shown: tuple[SeriesView, ...]
    computed: Computed | None

    @property
    def indicator(self) -> IndicatorView:
        """The newest definition."""
        return self.versions[-1]


def load(code: str, state: State) -> Loaded:
    """An indicator as of the day of the page: a constant number of queries.

    Raises NotFound when there is none.
    """
    versions = catalogue.indicator_versions(code)
    series = observations.series(indicator=code)
    filled = observations.with_figures([one.id for one in series], on=state.on, rev=state.rev)
    with_figures = [one for one in series if one.id in filled]
    entities = {one.entity.code: one.entity for one in with_figures}
    computed = None
    if versions[-1].formula:
        preferred = [state.given.get("entity", ""), *entities]
        computed = derived.of_indicator(code, preferred, on=state.on, rev=state.rev)
    entities |= {one.code: one for one in (computed.entities if computed else ())}
    chosen = state.choice("entity", entities) or next(iter(entities), "")
    shown = tuple(one for one in with_figures if one.entity.code == chosen)
    # Of one place among hundreds: whoever wants them all asks the API.
    figures = observations.observations(
        [one.code for one in shown], on=state.on, rev=state.rev, vintages=True
    )
    return Loaded(tuple(versions), tuple(series), figures, entities, chosen, shown, computed)

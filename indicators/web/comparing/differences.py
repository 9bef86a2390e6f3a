"""Where compared series are not alike, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from indicators.charts.compare_data import Aligned, Line
from indicators.domain import words
from indicators.domain.codelists import Frequency
from indicators.domain.formats import bracketed, format_day, format_period
from indicators.domain.formats import listed as in_words
from indicators.web.comparing.shapes import Comparison, Subject, unit_name
from indicators.web.query import State


def missing(
    result: Comparison, subjects: Sequence[Subject], aligned: Aligned, state: State
) -> None:
    """Name the series that have nothing to show."""
    day = format_day(state.on, state.lang)
    for one, line in zip(subjects, aligned.lines, strict=True):
        if line.points:
            continue
        known = one.found is not None and any(one.found.observations.values())
        if known:
            text = _("%(name)s: no figures on this basis and for periods of this length.")
        else:
            text = _("%(name)s: no figures were known on %(day)s.")
        result.warnings.append(text % {"name": one.name, "day": day})


def differences(
    result: Comparison, subjects: Sequence[Subject], aligned: Aligned, lang: str
) -> None:
    """Say in words where the series are not alike."""
    pairs = [(one, line) for one, line in zip(subjects, aligned.lines, strict=True) if line.points]
    comma = _("; ")

    def listed(texts: Sequence[tuple[str, str]]) -> str:
        return comma.join(f"{name} – {text}" for name, text in texts)

    used = {one.key: _used(one, line) for one, line in pairs}
    bases = [(one.name, words.label(line.basis, lang)) for one, line in pairs if line.basis]
    if len({text for _name, text in bases}) > 1:
        result.warnings.append(_("The bases differ: %(list)s.") % {"list": listed(bases)})
    units = [(one.name, unit_name(one, line, lang)) for one, line in pairs]
    if len({text for _name, text in units}) > 1:
        text = (
            _("The units differ: %(list)s. The index shows the change of each, not its size.")
            if result.index
            else _("The units differ: %(list)s. Only series in the unit of the first are drawn.")
        )
        result.warnings.append(text % {"list": listed(units)})
    same = len({one.indicator.code for one, _line in pairs}) < len(pairs)
    versions = [
        (one.name, _("definition %(number)s") % {"number": line.version}) for one, line in pairs
    ]
    if same and len({text for _name, text in versions}) > 1:
        result.warnings.append(_("The definitions differ: %(list)s.") % {"list": listed(versions)})
    frequencies = [
        (one.name, "/".join(words.label(Frequency(f), lang) for f in sorted(used[one.key])))
        for one, _line in pairs
    ]
    if len({text for _name, text in frequencies}) > 1:
        result.warnings.append(
            _("The frequencies differ: %(list)s. Compared are periods of one length.")
            % {"list": listed(frequencies)}
        )
    years = [
        (one.name, format_period(line.points[-1].period, lang))
        for one, line in pairs
        if any(not p.period.is_calendar_year for p in line.points if p.period.months == 12)
    ]
    if years and len(years) < len(pairs):
        result.warnings.append(
            _("The periods differ: fiscal years (%(list)s) stand beside calendar years.")
            % {"list": listed(years)}
        )
    total = len(aligned.periods)
    for one, line in pairs:
        for day in line.breaks:
            result.warnings.append(
                _("%(name)s: another definition begins on %(day)s; do not compare across it.")
                % {"name": one.name, "day": format_day(day, lang)}
            )
    short = [
        f"{one.name}{bracketed(str(len(line.points)), lang)}"
        for one, line in pairs
        if len(line.points) < total
    ]
    if short and not years and not result.slope:
        result.warnings.append(
            _("Of %(total)s periods some have figures of fewer: %(list)s. Nothing is filled in.")
            % {"total": total, "list": in_words(short, lang)}
        )
    if any(point.unsure for _one, line in pairs for point in line.points):
        result.warnings.append(_("Hollow marks are provisional or estimated figures."))


def _used(subject: Subject, line: Line) -> set[str]:
    """The frequencies of the series that the figures of a line are from."""
    series = {one.code: one for one in subject.found.series} if subject.found else {}
    return {
        series[point.observation.series].frequency
        for point in line.points
        if point.observation is not None and point.observation.series in series
    }

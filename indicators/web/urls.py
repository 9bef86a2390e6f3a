"""Routes of the pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from indicators.web.views import (
    changes,
    charts,
    compare,
    documents,
    downloads,
    due,
    groups,
    indicators,
    methodology,
    overview,
    runs,
    search,
    snapshots,
    sources,
    targets,
)


class CodeConverter(StringConverter):
    """A code in an address: anything but a slash and NUL, which PostgreSQL refuses in texts."""

    regex = r"[^/\x00]+"


class FormConverter(StringConverter):
    """What a page may be taken away as."""

    regex = "csv|xlsx|json|bib"


register_converter(CodeConverter, "code")
register_converter(FormConverter, "form")

app_name = "web"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("targets/", RedirectView.as_view(pattern_name="web:overview", query_string=True)),
    path("targets.<form:form>", downloads.overview, name="overview-file"),
    path("targets/<code:code>.<form:form>", downloads.target, name="target-file"),
    path("targets/<code:code>/", targets.target, name="target"),
    path("targets/<code:code>/chart.svg", charts.target_svg, name="target-svg"),
    path("targets/<code:code>/chart.png", charts.target_png, name="target-png"),
    path("embed/targets/<code:code>/", charts.embed_target, name="embed-target"),
    path("indicators/", indicators.listing, name="indicators"),
    path("indicators/<code:code>.<form:form>", downloads.indicator, name="indicator-file"),
    path("indicators/<code:code>/", indicators.indicator, name="indicator"),
    path("indicators/<code:code>/chart.svg", charts.indicator_svg, name="indicator-svg"),
    path("indicators/<code:code>/chart.png", charts.indicator_png, name="indicator-png"),
    path("embed/indicators/<code:code>/", charts.embed_indicator, name="embed-indicator"),
    path("compare.<form:form>", downloads.compare, name="compare-file"),
    path("compare/", compare.compare, name="compare"),
    path("compare/chart.svg", charts.comparison_svg, name="compare-svg"),
    path("compare/chart.png", charts.comparison_png, name="compare-png"),
    path("embed/compare/", charts.embed_comparison, name="embed-compare"),
    path("documents/", documents.listing, name="documents"),
    path("documents/<code:code>.<form:form>", downloads.document, name="document-file"),
    path("documents/<code:code>/", documents.document, name="document"),
    path("runs/", runs.listing, name="runs"),
    path("runs/<int:run_id>/", runs.run, name="run"),
    path("snapshots/<code:sha256>/", snapshots.snapshot, name="snapshot"),
    path("sources/", sources.listing, name="sources"),
    path("sources/<code:code>/", sources.source, name="source"),
    path("entities/", groups.entities, name="entities"),
    path("entities/<code:code>/", groups.entity, name="entity"),
    path("topics/", groups.topics, name="topics"),
    path("topics/<code:code>/", groups.topic, name="topic"),
    path("plans/", groups.plans, name="plans"),
    path("plans/<code:code>/", groups.plan, name="plan"),
    path("changes/", changes.changes, name="changes"),
    path("calendar/", due.calendar, name="calendar"),
    path("calendar.ics", due.subscription, name="calendar_ics"),
    path("search/", search.search, name="search"),
    path("methodology/", methodology.methodology, name="methodology"),
]

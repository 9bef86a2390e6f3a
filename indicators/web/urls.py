"""Routes of the pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from indicators.web.views import (
    changes,
    documents,
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


register_converter(CodeConverter, "code")

app_name = "web"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("targets/", RedirectView.as_view(pattern_name="web:overview", query_string=True)),
    path("targets/<code:code>/", targets.target, name="target"),
    path("indicators/", indicators.listing, name="indicators"),
    path("indicators/<code:code>/", indicators.indicator, name="indicator"),
    path("documents/", documents.listing, name="documents"),
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

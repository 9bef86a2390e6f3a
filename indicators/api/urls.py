"""Addresses of the API, under /api/v1/."""

from __future__ import annotations

from django.urls import path, re_path

from indicators.api.views import catalogue, figures, sources, start, targets

app_name = "api"
urlpatterns = [
    path("", start.Root.as_view(), name="root"),
    path("schema/", start.Schema.as_view(), name="schema"),
    path("docs/", start.Docs.as_view(), name="docs"),
    path("indicators/", catalogue.Indicators.as_view(), name="indicators"),
    path("indicators/<str:code>/", catalogue.Indicator.as_view(), name="indicator"),
    path("entities/", catalogue.Entities.as_view(), name="entities"),
    path("entities/<str:code>/", catalogue.Entity.as_view(), name="entity"),
    path("topics/", catalogue.Topics.as_view(), name="topics"),
    path("documents/", catalogue.Documents.as_view(), name="documents"),
    path("documents/<str:code>/", catalogue.Document.as_view(), name="document"),
    path("series/", figures.SeriesList.as_view(), name="series"),
    path("series/<str:code>/", figures.Series.as_view(), name="one-series"),
    path("observations/", figures.Observations.as_view(), name="observations"),
    path("targets/", targets.Targets.as_view(), name="targets"),
    path("targets/<str:code>/", targets.Target.as_view(), name="target"),
    path(
        "targets/<str:code>/assessment/",
        targets.TargetAssessment.as_view(),
        name="target-assessment",
    ),
    path("assessments/", targets.Assessments.as_view(), name="assessments"),
    path("sources/", sources.Sources.as_view(), name="sources"),
    path("sources/<str:code>/", sources.Source.as_view(), name="source"),
    path("runs/", sources.Runs.as_view(), name="runs"),
    path("runs/<int:number>/", sources.Run.as_view(), name="run"),
    re_path(r"^.*$", start.Unknown.as_view(), name="unknown"),
]

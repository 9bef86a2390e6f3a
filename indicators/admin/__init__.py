"""Staff pages: the stock Django admin for the catalogue, own views for figures."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from indicators.admin import (
    assessments,
    disputes,
    documents,
    entities,
    families,
    hosts,
    indicators,
    labels,
    plans,
    releases,
    reported,
    runs,
    sources,
    targets,
    topics,
    units,
)

__all__ = [
    "assessments",
    "disputes",
    "documents",
    "entities",
    "families",
    "hosts",
    "indicators",
    "labels",
    "plans",
    "releases",
    "reported",
    "runs",
    "sources",
    "targets",
    "topics",
    "units",
]

labels.name_tables()
admin.site.site_header = _("Policy Tracker: administration")
admin.site.site_title = _("Policy Tracker")
admin.site.index_title = _("What would you like to do?")

"""Staff pages of our own, before the stock admin's."""

from django.contrib import admin
from django.urls import path, re_path

from indicators.admin import figures, observations, snapshots

app_name = "staff"
urlpatterns = [
    path("figures/new/", admin.site.admin_view(figures.new), name="figures"),
    path("observations/", admin.site.admin_view(observations.listing), name="observations"),
    re_path(
        r"^snapshots/(?P<sha256>[0-9a-f]{64})/$",
        admin.site.admin_view(snapshots.download),
        name="snapshot",
    ),
]

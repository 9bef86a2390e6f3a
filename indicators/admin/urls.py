"""Staff pages of our own, before the stock admin's."""

from django.contrib import admin
from django.urls import path

from indicators.admin import figures, observations

app_name = "staff"
urlpatterns = [
    path("figures/new/", admin.site.admin_view(figures.new), name="figures"),
    path("observations/", admin.site.admin_view(observations.listing), name="observations"),
]

"""Addresses of the whole site; /livez and /readyz come before them (policytracker.health)."""

from django.contrib import admin
from django.urls import include, path, re_path

from indicators.api.views.start import Unknown

handler403 = "indicators.web.errors.forbidden"
handler404 = "indicators.web.errors.not_found"
handler500 = "policytracker.middleware.server_error"

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", include("indicators.admin.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("indicators.api.urls")),
    re_path(r"^api/", Unknown.as_view(), name="api-unknown"),
    path("", include("indicators.web.urls")),
]

"""The one app of the domain."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Indicators, targets and their assessments."""

    name = "indicators"
    verbose_name = _("Catalogue and figures")
    default_auto_field = "django.db.models.BigAutoField"

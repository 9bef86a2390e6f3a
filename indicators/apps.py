"""The one app of the domain."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Indicators, targets and their assessments."""

    name = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

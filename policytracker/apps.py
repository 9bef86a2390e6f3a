"""Makes the project itself an installed app, for its management commands."""

from django.apps import AppConfig


class PolicyTrackerConfig(AppConfig):
    """The project: `quickstart` and the embedded servers; it has no models."""

    name = "policytracker"
    verbose_name = "Policy Tracker"

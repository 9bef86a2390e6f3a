"""The Django project: settings, entry points and the embedded servers."""

from policytracker.celery import app as celery_app

__all__ = ["celery_app"]

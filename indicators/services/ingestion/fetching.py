"""The fetcher that runs use: its folders, and the hosts it may contact."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from indicators.connectors.base import Fetcher
from indicators.connectors.fetcher import SourceFetcher
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient, Limits
from indicators.models import AllowedHost
from indicators.services.catalogue.files import DEFAULT_ROOT


def default_fetcher() -> Fetcher:
    """A fetcher that reads below the known folders and contacts only the hosts on the list."""
    hosts = {*settings.INGEST_ALLOWED_HOSTS, *AllowedHost.objects.values_list("host", flat=True)}
    return SourceFetcher(
        client=HttpClient(
            hosts,
            limits=Limits(seconds=settings.INGEST_FETCH_SECONDS),
            allow_private=settings.INGEST_ALLOW_PRIVATE,
        ),
        roots=Roots({"catalogue": DEFAULT_ROOT, "inbox": Path(settings.INGEST_INBOX)}),
        secrets=settings.INGEST_SECRETS,
    )

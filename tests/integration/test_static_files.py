"""What browsers keep: hashed files for good, and none that is too large for a phone."""

from __future__ import annotations

import re
from gzip import compress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

# Closing an answer looks after connections to the database.
pytestmark = pytest.mark.django_db
STATIC = Path(django_settings.BASE_DIR) / "static"
FIRST_PAINT = ("css/site.css", "js/theme.js", "js/filters.js")


def test_the_chart_bundle_is_small_enough_for_a_phone() -> None:
    (bundle,) = (STATIC / "vendor").glob("plotly-*.min.js")
    assert len(compress(bundle.read_bytes())) <= 500_000


def test_what_every_page_waits_for_is_small() -> None:
    assert sum(len(compress((STATIC / name).read_bytes())) for name in FIRST_PAINT) <= 15_000


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> WhiteNoiseMiddleware:
    """The middleware of production over our own files, collected as for production."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))


def _ask(middleware: WhiteNoiseMiddleware, address: str) -> Any:
    request: HttpRequest = RequestFactory().get(address, headers={"Accept-Encoding": "gzip"})
    answer = middleware(request)
    answer.close()
    return answer


def test_hashed_files_are_kept_for_good_and_sent_compressed(
    collected: WhiteNoiseMiddleware,
) -> None:
    (bundle,) = (STATIC / "vendor").glob("plotly-*.min.js")
    for name in (*FIRST_PAINT, f"vendor/{bundle.name}"):
        address = staticfiles_storage.url(name)
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", address), address
        answer = _ask(collected, address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"]
        age = re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])
        assert age is not None
        assert int(age[1]) >= 365 * 86_400
        assert answer.headers.get("Content-Encoding") == "gzip", address
    # Without its hash a name may mean something else tomorrow.
    assert _ask(collected, "/static/css/site.css").status_code == 404

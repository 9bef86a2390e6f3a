"""What own staff pages share with the stock ones."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    """Header, navigation and rights of a staff page."""
    return admin.site.each_context(request)

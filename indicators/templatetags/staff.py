"""What the first page of the administration tells the person who opens it."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Exists, OuterRef, QuerySet

from indicators.domain.codelists import ReleaseState
from indicators.models import Release

register = template.Library()


@register.simple_tag
def sent_back(user: Any) -> QuerySet[Release]:
    """Releases of this person that a reviewer sent back, newest first.

    One that was corrected on a new sheet, for the same source and day, needs no more attention.
    """
    later = Release.objects.filter(
        author=OuterRef("author"),
        source=OuterRef("source"),
        published_on=OuterRef("published_on"),
        created_at__gt=OuterRef("created_at"),
    )
    return Release.objects.filter(
        ~Exists(later), author=user.pk, state=ReleaseState.DRAFT, reviewer__isnull=False
    ).order_by("-created_at", "-pk")

"""Releases: the unit of vintage. Drafts and held releases wait in staged observations."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from indicators.domain import words
from indicators.domain.codelists import Bound, DateBasis, ObsStatus, ReleaseState
from indicators.models.base import ExactDecimalField, code_field, in_list


class RawSnapshot(models.Model):
    """The untouched bytes that figures were read from, stored once by their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    name = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=200)
    retrieved_at = models.DateTimeField()
    # Bytes that no release rests on are kept for a while, the row for ever.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_sha256_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def public(self) -> bool:
        """Whether anybody may download it: the figures of the starter catalogue, which are ours.

        What was fetched from a publisher, or uploaded, is not ours to pass on.
        """
        return self.url.startswith("catalogue:")

    @property
    def file_name(self) -> str:
        """The name under which it is downloaded."""
        return self.name or self.sha256


@pghistory.track(append_only=True)
class Release(models.Model):
    """One publication of a source. Its number is the data revision, given when published."""

    number = models.PositiveIntegerField(unique=True, null=True, blank=True)
    source = models.ForeignKey("indicators.Source", on_delete=models.PROTECT)
    state = code_field(ReleaseState, default=ReleaseState.DRAFT)
    title = models.CharField(max_length=300, blank=True)
    published_on = models.DateField()
    published_on_basis = code_field(DateBasis)
    embargo_until = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        "indicators.Document", null=True, blank=True, on_delete=models.PROTECT
    )
    snapshot = models.ForeignKey(RawSnapshot, null=True, blank=True, on_delete=models.PROTECT)
    run = models.ForeignKey(
        "indicators.IngestionRun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="releases",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="releases_written",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="releases_reviewed",
    )
    reason = models.CharField(max_length=500, blank=True)
    rolls_back = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="rolled_back_by"
    )
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    # How many rows of observations it brought; counting them would read every figure of a source.
    figures = models.PositiveIntegerField(default=0, editable=False)
    version_token = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        permissions = [("publish_release", "Can publish and reject releases")]
        constraints = [
            models.CheckConstraint(
                condition=in_list("state", ReleaseState), name="release_state_known"
            ),
            models.CheckConstraint(
                condition=in_list("published_on_basis", DateBasis), name="release_basis_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "withdrawn"], number__isnull=False)
                | Q(state__in=["draft", "in_review", "held", "rejected"], number__isnull=True),
                name="release_number_only_when_published",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(released_at__isnull=False),
                name="release_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author")),
                name="release_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["source", "published_on"], name="release_source_day")]

    def __str__(self) -> str:
        if self.number:
            return f"r{self.number}"
        # Its own kind of number, which is no data revision: r341 is another release.
        return words.pick(words.UNPUBLISHED[self.state], get_language() or "en").format(self.pk)


class StagedObservation(models.Model):
    """A figure of a draft or held release: what a reviewer reads before it is published."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="staged")
    series = models.ForeignKey("indicators.Series", on_delete=models.PROTECT)
    period_start = models.DateField()
    period_end = models.DateField()
    value = ExactDecimalField(null=True, blank=True)
    status = code_field(ObsStatus, default=ObsStatus.NORMAL)
    bound = code_field(Bound, default=Bound.EXACT)
    stated = models.CharField(max_length=100, blank=True)
    stated_unit = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    document = models.ForeignKey(
        "indicators.Document", null=True, blank=True, on_delete=models.PROTECT
    )
    passage = models.ForeignKey(
        "indicators.Passage", null=True, blank=True, on_delete=models.PROTECT
    )
    line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "series", "period_start", "period_end"],
                name="staged_cell_unique",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="staged_period_not_empty"
            ),
        ]

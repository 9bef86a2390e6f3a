"""Where something was said: documents and the passages quoted from them."""

import pghistory
from django.db import models

from indicators.domain.codelists import DateBasis
from indicators.models.base import ExactDecimalField, code_field, in_list


@pghistory.track(append_only=True)
class Document(models.Model):
    """A plan, law, article, bulletin or data file that states targets or reports figures."""

    class Kind(models.TextChoices):
        """What a document is."""

        ARTICLE = "article"
        PLAN = "plan"
        LAW = "law"
        STATEMENT = "statement"
        BULLETIN = "bulletin"
        DATASET = "dataset"
        RELEASE = "release"

    code = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=500)
    title_en = models.CharField(max_length=500, blank=True)
    title_zh = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=300)
    author = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, default="en")
    published_on = models.DateField(null=True, blank=True)
    published_on_basis = code_field(DateBasis, default=DateBasis.STATED)
    url = models.URLField(max_length=1000, blank=True)
    confidence = models.CharField(max_length=30, blank=True)
    archived_sha256 = models.CharField(max_length=64, blank=True)
    version_token = models.PositiveIntegerField(default=0, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=in_list("published_on_basis", DateBasis), name="document_basis_known"
            ),
            models.CheckConstraint(
                condition=models.Q(published_on__isnull=False)
                | models.Q(published_on_basis=DateBasis.UNKNOWN),
                name="document_day_or_unknown",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(append_only=True)
class Passage(models.Model):
    """A short quoted fragment with its place and language."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="passages")
    code = models.CharField(max_length=120)
    fragment = models.CharField(max_length=300)
    language = models.CharField(max_length=10, default="en")
    place = models.CharField(max_length=100, blank=True)
    translation_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "code"], name="passage_code_unique"),
        ]

    def __str__(self) -> str:
        return self.fragment


@pghistory.track(append_only=True)
class ReportedFigure(models.Model):
    """A figure that a document claims. It judges nothing; a later figure can contradict it."""

    code = models.CharField(max_length=120, unique=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reported")
    passage = models.ForeignKey(Passage, null=True, blank=True, on_delete=models.PROTECT)
    series = models.ForeignKey("indicators.Series", on_delete=models.PROTECT)
    period_start = models.DateField()
    period_end = models.DateField()
    value = ExactDecimalField()
    text_en = models.CharField(max_length=500)
    text_zh = models.CharField(max_length=500, blank=True)
    target = models.ForeignKey("indicators.Target", null=True, blank=True, on_delete=models.PROTECT)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_end__gt=models.F("period_start")),
                name="reported_figure_period_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.text_en

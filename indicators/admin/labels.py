"""Labels of fields and names of tables: one place, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.apps import apps
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.domain import codelists, words

LABELS = {
    "additions": _("Flow that adds to it"),
    "aggregation": _("Aggregation"),
    "aliases": _("Other spellings"),
    "alpha2": _("ISO code of two letters"),
    "alpha3": _("ISO code of three letters"),
    "announced_on": _("Announced on"),
    "announced_on_basis": _("How the day is known"),
    "archived_sha256": _("SHA-256 of the archived copy"),
    "as_of": _("As known on"),
    "attempts": _("Attempts"),
    "author": _("Author"),
    "base": _("Base unit"),
    "basis": _("Basis"),
    "bindingness": _("How firm"),
    "bound": _("Exact or bound"),
    "break_note_en": _("What changed (English)"),
    "break_note_zh": _("What changed (Chinese)"),
    "calendar_time": _("When to look on a day of the calendar"),
    "cause": _("Cause"),
    "caution": _("With caution"),
    "certainty": _("Certainty"),
    "checks": _("Quality checks"),
    "code": _("Code"),
    "comparator": _("Comparison"),
    "computed_at": _("Computed at"),
    "confidence": _("Confidence"),
    "connector": _("Connector"),
    "coverage_en": _("Coverage (English)"),
    "coverage_zh": _("Coverage (Chinese)"),
    "created_at": _("Created at"),
    "current": _("Newest answer"),
    "decimals": _("Decimals shown"),
    "definition_en": _("Definition (English)"),
    "definition_zh": _("Definition (Chinese)"),
    "denominator": _("Factor: denominator"),
    "direction": _("Which way is better"),
    "document": _("Document"),
    "due_end": _("Due before"),
    "due_on": _("Day of publication"),
    "ended_at": _("Ended"),
    "entity": _("Entity"),
    "expected_frequency": _("Expected frequency"),
    "expected_lag_days": _("Usual lag in days"),
    "expires_on": _("Expires on"),
    "family": _("Family of restatements"),
    "fetched_at": _("Fetched"),
    "formula": _("Formula"),
    "fragment": _("Quoted fragment"),
    "frequency": _("Frequency"),
    "from_status": _("Status before"),
    "high": _("Upper bound"),
    "hold": _("Every release waits for a person"),
    "horizon": _("Period of the promise"),
    "horizon_end": _("To hold before"),
    "horizon_kind": _("When it is to hold"),
    "host": _("Host"),
    "indicator": _("Indicator"),
    "indicator_version": _("Indicator and definition"),
    "interim": _("Interim points of the text"),
    "interpretation_en": _("Interpretation (English)"),
    "interpretation_zh": _("Interpretation (Chinese)"),
    "issued_on": _("Issued on"),
    "issuer_en": _("Issuer (English)"),
    "issuer_zh": _("Issuer (Chinese)"),
    "kind": _("Kind"),
    "known_on": _("Known on"),
    "known_on_basis": _("How the day is known"),
    "language": _("Language"),
    "licence": _("Licence"),
    "low": _("Lower bound"),
    "message": _("Message"),
    "method": _("Method"),
    "method_version": _("Version of the method"),
    "name_en": _("Name (English)"),
    "name_zh": _("Name (Chinese)"),
    "next_due_at": _("Next run"),
    "note": _("Note"),
    "note_en": _("Note (English)"),
    "note_zh": _("Note (Chinese)"),
    "number": _("Number"),
    "numerator": _("Factor: numerator"),
    "on": _("Day"),
    "once": _("Judged once only"),
    "outlook": _("Outlook"),
    "pacing": _("Shape of the required path"),
    "parameters": _("Parameters of the connector"),
    "parent": _("Part of"),
    "partial": _("Only what changed"),
    "passage": _("Passage"),
    "paused": _("Paused"),
    "period": _("Period"),
    "period_end": _("Period up to, not including"),
    "period_start": _("Period from"),
    "place": _("Place in the document"),
    "plan": _("Plan"),
    "position": _("Position"),
    "predecessor": _("Definition before it"),
    "price_basis": _("Prices"),
    "published_on": _("Published on"),
    "published_on_basis": _("How the day is known"),
    "publisher": _("Publisher"),
    "publisher_en": _("Publisher (English)"),
    "publisher_zh": _("Publisher (Chinese)"),
    "quantity": _("Quantity"),
    "raised_on": _("Raised on"),
    "rank": _("Rank"),
    "reason": _("Reason"),
    "reference": _("Reference period"),
    "reference_kind": _("Measured against"),
    "reference_value": _("Baseline that the text declares"),
    "release": _("Release"),
    "released_at": _("Released at"),
    "removals": _("Flow that is taken from it"),
    "replay_of": _("File of run"),
    "requested_at": _("Asked for"),
    "requested_by": _("Asked for by"),
    "rev": _("Data revision"),
    "reviewer": _("Reviewer"),
    "rolls_back": _("Takes back"),
    "rows_left_out": _("Left out as declared"),
    "rows_new": _("New"),
    "rows_read": _("Read"),
    "rows_rejected": _("Rejected"),
    "rows_revised": _("Revised or taken back"),
    "rows_unchanged": _("Unchanged"),
    "run": _("Run"),
    "schedule": _("Schedule"),
    "series": _("Series"),
    "source": _("Source"),
    "source_updated_on": _("Updated, as the source says"),
    "stage": _("Stage"),
    "started_at": _("Started"),
    "state": _("State"),
    "stated": _("Bound as the text writes it"),
    "status": _("Status"),
    "summary_en": _("Summary (English)"),
    "summary_zh": _("Summary (Chinese)"),
    "superseded_by": _("Superseded by"),
    "superseded_on": _("Superseded on"),
    "symbol_en": _("Symbol (English)"),
    "symbol_zh": _("Symbol (Chinese)"),
    "target": _("Target"),
    "text_en": _("Text (English)"),
    "text_zh": _("Text (Chinese)"),
    "time_zone": _("Time zone"),
    "title": _("Title"),
    "title_en": _("Title (English)"),
    "title_zh": _("Title (Chinese)"),
    "to_status": _("Status after"),
    "tolerance": _("Tolerance of “about”"),
    "topic": _("Topic"),
    "translation_en": _("Translation (English)"),
    "trigger": _("Started by"),
    "unit": _("Unit"),
    "url": _("Web address"),
    "valid_from": _("Valid from"),
    "value": _("Value"),
    "verdict": _("Verdict"),
    "withdrawn_on": _("Withdrawn on"),
}

# Singular and plural. They are only ever seen here, so they are not in the models, where each
# would be a migration.
NAMES = {
    "allowedhost": (_("allowed host"), _("allowed hosts")),
    "assessment": (_("assessment"), _("assessments")),
    "disputenote": (_("dispute note"), _("dispute notes")),
    "document": (_("document"), _("documents")),
    "entity": (_("entity"), _("entities")),
    "indicator": (_("indicator"), _("indicators")),
    "indicatorversion": (_("definition"), _("definitions")),
    "ingestionrun": (_("ingestion run"), _("ingestion runs")),
    "milestone": (_("milestone"), _("milestones")),
    "milestoneevidence": (_("evidence"), _("evidence")),
    "passage": (_("passage"), _("passages")),
    "plan": (_("plan"), _("plans")),
    "release": (_("release"), _("releases")),
    "reportedfigure": (_("reported figure"), _("reported figures")),
    "series": (_("series"), _("series")),
    "source": (_("source"), _("sources")),
    "statusevent": (_("change of status"), _("changes of status")),
    "target": (_("target"), _("targets")),
    "targetfamily": (_("target family"), _("target families")),
    "topic": (_("topic"), _("topics")),
    "unit": (_("unit"), _("units")),
}
_LISTS = {
    frozenset(code.value for code in found): found
    for found in vars(codelists).values()
    if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum
}


def name_tables() -> None:
    """Give tables and columns the names that staff read, where migrations do not look."""
    for model in apps.get_app_config("indicators").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.Field) and field.name in LABELS:
                field.verbose_name = LABELS[field.name]
        if model._meta.model_name in NAMES:
            one, many = NAMES[model._meta.model_name]
            model._meta.verbose_name, model._meta.verbose_name_plural = one, many


def in_words(choices: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    """Choices of a closed list of the domain in its words; any other list as it is."""
    given = list(choices)
    found = _LISTS.get(frozenset(value for value, _label in given if value))
    if found is None:
        return given
    language = get_language() or "en"
    return [
        (value, words.label(found(value), language) if value else label) for value, label in given
    ]

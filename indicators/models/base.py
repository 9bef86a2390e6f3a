"""Field helpers that every model module shares."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import get_language

from indicators.domain import words


def choices(codes: type[StrEnum]) -> list[tuple[str, str]]:
    """Choices of a closed list, as migrations keep them; readers see the words of the domain."""
    return [(code.value, code.value.replace("_", " ")) for code in codes]


_LISTS = {frozenset(code.value for code in codes): codes for codes in words.WORDS}


class CodeField(models.CharField):
    """Text that is one code of a closed list. For migrations it is a plain column of text."""

    @property
    def flatchoices(self) -> list[tuple[str, str]]:
        """Code and words in the reader's language: what the admin shows in lists and filters."""
        given = list(self.choices or ())
        codes = _LISTS.get(frozenset(value for value, _label in given))
        if codes is None:
            return given
        language = get_language() or "en"
        return [(value, words.label(codes(value), language)) for value, _label in given]

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


def code_field(codes: type[StrEnum], **options: Any) -> models.CharField[str, str]:
    """A column that holds one code of a closed list of the domain."""
    longest = max(len(code.value) for code in codes)
    return CodeField(max_length=max(longest, 8), choices=choices(codes), **options)


def in_list(field: str, codes: type[StrEnum]) -> models.Q:
    """Condition of a check constraint: the column holds a code of the list."""
    return models.Q(**{f"{field}__in": [code.value for code in codes]})


class ExactDecimalField(models.DecimalField):
    """A ``numeric`` column without a declared scale: it keeps every digit that was stated.

    A declared scale would pad ``1053.0`` with zeros, and the stated precision decides whether
    a verdict is within rounding.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        options["max_digits"], options["decimal_places"] = 60, 30
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["max_digits"], options["decimal_places"]
        return name, path, args, options

    def db_type(self, connection: Any) -> str:
        return "numeric"


class Coded(models.Model):
    """Something of the catalogue that people name by its code."""

    code = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=300)
    name_zh = models.CharField(max_length=300, blank=True)
    # Counts edits; a form or API call that was made from an older state is refused.
    version_token = models.PositiveIntegerField(default=0, editable=False)
    # Set when an editor changes the row, so that a reload of the catalogue leaves it alone.
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        chinese = (get_language() or "en").startswith("zh")
        return (self.name_zh if chinese else "") or self.name_en or self.code

"""Forms that notice when somebody else saved the same row in between."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SEEN = "seen_version"


class GuardedForm(forms.ModelForm):
    """Carries the version that the editor opened; an older one is refused, once, with both sides.

    What was typed stays in the form. Saving again writes it over the other version, knowingly.
    """

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial[SEEN] = getattr(self.instance, "version_token", None)

    def clean(self) -> dict[str, Any] | None:
        """Compare versions under a lock that holds until the save."""
        cleaned = super().clean()
        seen = self.cleaned_data.get(SEEN)
        if self.instance.pk is None or seen is None or not hasattr(self.instance, "version_token"):
            return cleaned
        rows = type(self.instance)._default_manager.select_for_update()
        current = rows.values_list("version_token", flat=True).get(pk=self.instance.pk)
        if current != seen:
            self.data = {**self.data.dict(), self.add_prefix(SEEN): str(current)}  # type: ignore[attr-defined]
            self.cleaned_data[SEEN] = current
            raise ValidationError(
                [
                    _(
                        "Somebody else saved this after you opened it. What you typed is still "
                        "here. Save again to write it over their version, or reload the page to "
                        "see theirs."
                    ),
                    *self._differences(),
                ],
                code="edit_conflict",
            )
        return cleaned

    def _differences(self) -> list[str]:
        """Where the stored row and what was typed differ."""
        found = []
        for name in self.changed_data:
            if name == SEEN:
                continue
            field = self.fields[name]
            found.append(
                _("%(field)s: theirs “%(theirs)s”, yours “%(yours)s”")
                % {
                    "field": field.label or name,
                    "theirs": _short(field, self.initial.get(name)),
                    "yours": _short(field, self[name].data),
                }
            )
        return found


def _short(field: forms.Field, value: Any) -> str:
    """A value as a person reads it: the name of a choice, the first words of a text."""
    if isinstance(field, forms.ModelChoiceField) and value not in (None, ""):
        row = field.queryset.filter(pk=value).first()  # type: ignore[union-attr]
        return str(row)[:80] if row else str(value)
    return str(field.prepare_value(value) if value is not None else "")[:80]

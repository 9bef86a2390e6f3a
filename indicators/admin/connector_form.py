"""A form of the parameters of a connector: a line, a list to choose from, or a YAML text each.

What is stored is shown so that reading it back gives it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.connectors.base import Connector, Parameter
from indicators.connectors.registry import CONNECTORS, connector_for
from indicators.domain.errors import DomainError

# With these a source is set up; of the others most need none.
_USUAL = {
    "url", "path", "sheet", "layout", "header_row", "encoding", "columns", "defaults", "codes",
    "series", "ignore_columns", "countries", "indicators", "series_ids", "series_id", "provider",
    "dataset", "mask", "dbcode", "zb", "sj", "reg", "format",
}  # fmt: skip
_STARTS = ("{", "[", "- ")


class _Writer(yaml.SafeDumper):
    """Lists on one line; nothing refers to something before it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Writer.add_representer(
    list, lambda writer, data: writer.represent_sequence("tag:yaml.org,2002:seq", data, True)
)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def written(value: object) -> str:
    """A parameter as a person edits it: a text as it is, a list or mapping in YAML."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping | list | tuple):
        text: str = yaml.dump(
            _plain(value), Dumper=_Writer, allow_unicode=True, sort_keys=False,
            default_flow_style=False, width=10**6,
        )  # fmt: skip
        return text.strip()
    return str(value).lower() if isinstance(value, bool) else str(value)


class ParameterField(forms.CharField):
    """Text, or where it is written as one a list or mapping; numbers stay text.

    A text that nobody changed gives what is ``stored``, with its types.
    """

    def __init__(self, parameter: Parameter, stored: object, **options: Any) -> None:
        self.parameter = parameter
        self.structured = parameter.mapping
        self.stored = stored
        super().__init__(required=False, strip=True, initial=written(stored), **options)

    def clean(self, value: Any) -> Any:
        """The parameter as it is stored; an error says where the YAML cannot be read."""
        if value and str(value).replace("\r\n", "\n") == self.initial:
            return self.stored
        text = super().clean(value)
        if not text or not (self.structured or text.startswith(_STARTS)):
            return text
        try:
            # BaseLoader: 2021 and 1.10 stay what was typed.
            read = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes only texts
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise ValidationError(
                _("Line %(line)s cannot be read (%(detail)s). Right is, for example, %(example)s")
                % {
                    "line": mark.line + 1 if mark else 1,
                    "detail": getattr(error, "problem", None) or error,
                    "example": "entity: CHN",
                },
                code="unreadable",
            ) from error
        if self.structured and not isinstance(read, Mapping):
            raise ValidationError(
                _("“%(text)s” is not a list of names and texts. Right is, for example, %(example)s")
                % {"text": text[:80], "example": "entity: CHN"},
                code="no_mapping",
            )
        return read


class ParametersForm(forms.Form):
    """The parameters of one connector, apart from other fields of the same page."""

    prefix = "p"

    def __init__(self, connector: str, stored: Mapping[str, object], data: Any = None) -> None:
        super().__init__(data)
        self.connector, self.stored = connector, stored
        kind: type[Connector] = CONNECTORS[connector]
        chinese = (get_language() or "en").startswith("zh")
        for parameter in kind.parameters:
            value = stored.get(parameter.name)
            shown = written(value) if data is None else data.get(f"p-{parameter.name}", "")
            field = ParameterField(
                parameter,
                value,
                label=parameter.label_zh if chinese else parameter.label_en,
                help_text=parameter.help_zh if chinese else parameter.help_en,
            )
            if parameter.choices:
                # A text that is not of the list stays, and the connector says what is wrong.
                texts = dict.fromkeys(("", *parameter.choices, shown))
                field.widget = forms.Select(choices=[(text, text or "–") for text in texts])
            elif field.structured or "\n" in shown:
                # One line would lose the breaks.
                rows = min(max(shown.count("\n") + 1, 2), 12)
                field.widget = forms.Textarea(
                    attrs={"rows": rows, "spellcheck": "false", "class": "vLargeTextField"}
                )
            else:
                field.widget.attrs |= {"class": "vTextField", "spellcheck": "false"}
            self.fields[parameter.name] = field

    @property
    def can_fetch(self) -> bool:
        """Whether what is in the form says where the source lies; False where it is wrong."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else self.stored
        try:
            return connector_for(self.connector, given).can_fetch
        except DomainError:
            return False

    @property
    def usual(self) -> list[forms.BoundField]:
        """Where the source lies, what a connector cannot do without, and the mapping."""
        return [self[name] for name in self.fields if self._is_usual(name)]

    @property
    def other(self) -> list[forms.BoundField]:
        """All the rest: most sources need none of it."""
        return [self[name] for name in self.fields if not self._is_usual(name)]

    @property
    def other_given(self) -> bool:
        """Whether one of these is set, or wrong."""
        return any(field.value() or field.errors for field in self.other)

    def _is_usual(self, name: str) -> bool:
        declared = {one.name: one for one in CONNECTORS[self.connector].parameters}
        return name in _USUAL or declared[name].required or declared[name].secret

    def clean(self) -> dict[str, Any]:
        """Leave out what is empty, and let the connector say what is wrong with the rest."""
        found = {name: value for name, value in self.cleaned_data.items() if value}
        if not self.errors:
            try:
                connector_for(self.connector, found)
            except DomainError as error:
                name = str(error.params.get("parameter", ""))
                self.add_error(name if name in self.fields else None, self.in_words(error))
        return found

    def in_words(self, error: DomainError) -> str:
        """An error that names parameters by the labels that they have in the form."""

        def named(match: re.Match[str]) -> str:
            name = match[1]
            field = self.fields.get(name)
            return f"“{field.label}” ({name})" if field else f"“{name}”"

        return re.sub(r"`([^`]+)`", named, str(error))

"""What the elements of an SDMX-ML message mean, as they come."""

from collections.abc import Callable, Mapping
from typing import Any

from indicators.connectors.base import ConnectorError
from indicators.connectors.sdmx.answers import refused
from indicators.connectors.sdmx.found import MEASURE, TIME_IDS, Found, is_attribute
from indicators.connectors.sdmx.groups import Groups
from indicators.connectors.sdmx.roots import GENERIC, check_root
from indicators.connectors.sdmx.words import Words

_DEEPEST = 100
_ACTIONS = {"information": "I", "append": "A", "merge": "M", "replace": "R", "delete": "D"}
# Of the element DataSet itself, not of the figures in it.
_OF_DATASET = frozenset({
    "structureRef", "action", "setID", "validFromDate", "validToDate", "publicationYear",
    "publicationPeriod", "reportingBeginDate", "reportingEndDate", "dataScope",
})  # fmt: skip


class Handler:
    """The target of a parser: takes the elements, gives observations with ``take``.

    ``measure``: id of the attribute with the figures, in structure-specific messages.
    """

    def __init__(self, measure: str) -> None:
        self._measure = measure
        self._found: list[Found] = []
        self._number = 0
        self._depth = 0
        self._generic = False
        self._structures: dict[str, str] = {}
        self._words = Words()
        self._start_dataset({})
        self._begins: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "Structure": self._start_structure,
            "DataSet": self._start_dataset,
            "Group": self._start_group,
            "Series": self._start_series,
            "Obs": self._start_observation,
            "SeriesKey": self._start_key,
            "GroupKey": self._start_key,
            "ObsKey": self._start_key,
            "Attributes": self._start_attributes,
            "Atts": self._start_shared,
            "Value": self._start_value,
            "Comp": self._start_component,
            "ObsDimension": self._start_obs_dimension,
            "ObsValue": self._start_obs_value,
            "Message": self._start_message,
            "ErrorMessage": self._start_message,
            "Fault": self._start_message,
            "Text": self._start_words,
            "faultcode": self._start_words,
            "faultstring": self._start_words,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            "Obs": self._end_observation,
            "Group": self._end_group,
            "Series": self._end_series,
            "SeriesKey": self._end_bucket,
            "GroupKey": self._end_bucket,
            "ObsKey": self._end_bucket,
            "Attributes": self._end_bucket,
            "Comp": self._end_component,
            "Message": self._words.end,
            "ErrorMessage": self._words.end,
            "Fault": self._words.end,
        }

    # --- What the parser calls ---------------------------------------------------------------
    def start(self, tag: str | bytes, attributes: Mapping[Any, Any]) -> None:
        """An element begins."""
        self._depth += 1
        namespace, _, name = str(tag).rpartition("}")
        if self._depth == 1:
            check_root(namespace.removeprefix("{"), name)
            self._generic = name in GENERIC
        elif self._depth > _DEEPEST:
            raise ConnectorError(
                "The XML nests deeper than {most} elements, which no message of figures does.",
                code="too_deep",
                most=_DEEPEST,
            )
        if begin := self._begins.get(name):
            if any("&" in text for text in attributes.values()):
                # A parser that resolves no entities leaves this one, and every & comes so.
                attributes = {key: text.replace("&#38;", "&") for key, text in attributes.items()}
            begin(attributes)

    def end(self, tag: str | bytes) -> None:
        """An element ends."""
        self._depth -= 1
        if end := self._ends.get(str(tag).rpartition("}")[2]):
            end()

    def comment(self, text: str | bytes) -> None:
        """A comment, which says nothing of the figures."""

    def data(self, data: str | bytes) -> None:
        """Text between elements; a part of it, perhaps."""
        self._words.add(str(data))

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """A document type, behind more of the prolog than was looked at before."""
        raise ConnectorError(
            "The XML has a document type (<!DOCTYPE), which no SDMX message has; it is not read.",
            code="xml_doctype",
        )

    def close(self) -> None:
        """The document ends. Raises ConnectorError when a footer or an error says why."""
        for reason in self._words.reasons:
            if not self._number:
                raise refused(reason)
            if reason.too_large:
                raise ConnectorError(
                    "The message is not complete: it ends with {reason}. Right is a smaller "
                    "query: fewer series, or from a later period on.",
                    code="query_too_large",
                    reason=str(reason),
                )

    def take(self) -> list[Found]:
        """The observations that are complete since the last call."""
        found, self._found = self._found, []
        return found

    # --- Header and data set -----------------------------------------------------------------
    def _start_structure(self, attributes: Mapping[str, str]) -> None:
        if name := attributes.get("structureID"):
            self._structures[name] = attributes.get("dimensionAtObservation", TIME_IDS[0])

    def _start_dataset(self, attributes: Mapping[str, str]) -> None:
        given = {name.rpartition("}")[2]: text for name, text in attributes.items()}
        self._obs_dimension = self._structures.get(given.get("structureRef", ""), TIME_IDS[0])
        self._action = _ACTIONS.get(given.get("action", "").lower(), "")
        valid = given.get("validFromDate")
        self._valid_from = valid[:10] if valid else None
        self._shared = {
            name: text
            for name, text in plain(attributes).items()
            if not self._generic and name not in _OF_DATASET
        }
        self._groups = Groups()
        self._in_group = self._in_series = self._in_observation = False
        self._complete = False  # whether attributes that come now would come too late
        self._key: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self._obs_key: dict[str, str] = {}
        self._obs_attributes: dict[str, str] = {}
        self._bucket: dict[str, str] | None = None
        self._component: tuple[dict[str, str], str] | None = None

    def _start_shared(self, attributes: Mapping[str, str]) -> None:
        self._in_time()
        self._shared |= plain(attributes)

    def _in_time(self) -> None:
        """Attributes apply to what comes behind them; refuse those that come too late."""
        if self._complete:
            raise ConnectorError(
                "The message has attributes of a group, series or data set behind its "
                "observations; the unit may be among them. Right is a message in another "
                "`format`.",
                code="invalid_message",
            )

    # --- Groups and series -------------------------------------------------------------------
    def _start_group(self, attributes: Mapping[str, str]) -> None:
        self._in_time()
        self._in_group = True
        self._key, self._attributes = {}, plain(attributes)

    def _end_group(self) -> None:
        self._in_group = False
        if self._generic:
            self._groups.add(self._key, self._attributes)
        else:
            self._groups.add_mixed(self._attributes)

    def _start_series(self, attributes: Mapping[str, str]) -> None:
        self._in_series = True
        self._complete = False
        self._of_series: tuple[dict[str, str], dict[str, str]] | None = None
        self._number_before = self._number
        self._key, self._attributes = {}, {}
        if not self._generic:
            self._key, self._attributes = self._parted(plain(attributes))

    def _parted(self, every: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Dimensions and attributes of a structure-specific element, as far as ids tell."""
        key: dict[str, str] = {}
        others: dict[str, str] = {}
        for name, text in every.items():
            (others if name == self._measure or is_attribute(name) else key)[name] = text
        return key, others

    def _end_series(self) -> None:
        self._in_series = False
        self._complete = True
        if self._action == "D" and self._number == self._number_before:
            self._emit(self._key, self._attributes, "It deletes a whole series, which is not "
                       "done. Right is each figure that is taken back.")  # fmt: skip

    def _start_key(self, attributes: Mapping[str, str]) -> None:
        self._bucket = self._obs_key if self._in_observation else self._key

    def _start_attributes(self, attributes: Mapping[str, str]) -> None:
        if self._in_observation:
            self._bucket = self._obs_attributes
            return
        self._in_time()
        self._bucket = self._attributes if self._in_series or self._in_group else self._shared

    def _end_bucket(self) -> None:
        self._bucket = None

    def _start_value(self, attributes: Mapping[str, str]) -> None:
        if self._bucket is not None:
            self._bucket[attributes.get("id", "")] = attributes.get("value", "")
        elif self._component:
            self._start_words(attributes)

    def _start_component(self, attributes: Mapping[str, str]) -> None:
        """Of SDMX 3.0: an attribute with several values, or with text."""
        if self._in_observation:
            into = self._obs_attributes
        else:
            self._in_time()
            into = self._attributes if self._in_series or self._in_group else self._shared
        self._component = into, attributes.get("id", "")

    def _end_component(self) -> None:
        if self._component:
            into, name = self._component
            into[name] = self._words.taken()
        self._component = None

    # --- Observations ------------------------------------------------------------------------
    def _start_observation(self, attributes: Mapping[str, str]) -> None:
        self._in_observation = True
        self._obs_key, self._obs_attributes = {}, {}
        if self._generic:
            # An observation without the element has no value; in the other messages the id of
            # the measure may be another one.
            self._obs_attributes[MEASURE] = ""
            return
        given = plain(attributes)
        if self._in_series:
            # In a series, only its own dimension is one; flat, everything may be.
            self._obs_attributes = given
            if self._obs_dimension in given:
                self._obs_key = {self._obs_dimension: given.pop(self._obs_dimension)}
        else:
            self._obs_key, self._obs_attributes = self._parted(given)

    def _start_obs_dimension(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("id", self._obs_dimension)
        self._obs_key[name] = attributes.get("value", "")

    def _start_obs_value(self, attributes: Mapping[str, str]) -> None:
        self._obs_attributes[MEASURE] = attributes.get("value", "")

    def _end_observation(self) -> None:
        self._in_observation = False
        self._complete = True
        if not self._in_series:
            every = {**self._shared, **self._groups.of(self._obs_key)}
            self._emit(self._obs_key, {**every, **self._obs_attributes})
            return
        if self._of_series is None:
            groups = self._groups.of(self._key)
            self._of_series = self._key, {**self._shared, **groups, **self._attributes}
        key, attributes = self._of_series
        self._emit({**key, **self._obs_key}, {**attributes, **self._obs_attributes})

    def _emit(
        self, dimensions: Mapping[str, str], others: Mapping[str, str], problem: str = ""
    ) -> None:
        self._number += 1
        self._found.append(
            Found(self._number, dimensions, others, self._action, self._valid_from, problem)
        )

    # --- Footers and errors ------------------------------------------------------------------
    def _start_message(self, attributes: Mapping[str, str]) -> None:
        self._words.begin(attributes.get("code", ""))

    def _start_words(self, attributes: Mapping[str, str]) -> None:
        self._words.next_part()


def plain(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes of an element without those of other vocabularies (``xsi:type``)."""
    return {name: text for name, text in attributes.items() if name[0] != "{"}

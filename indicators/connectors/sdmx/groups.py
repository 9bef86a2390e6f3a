"""Attributes that a message gives to groups of series, found for each series."""

from collections.abc import Collection, Iterable, Mapping

from indicators.connectors.base import ConnectorError
from indicators.connectors.sdmx.found import TIME_IDS


class Groups:
    """The groups of one data set: attributes by a part of the key."""

    def __init__(self) -> None:
        # Names of the key's part -> codes -> attributes. There are few kinds of groups.
        self._known: dict[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]] = {}
        self._mixed: list[Mapping[str, str]] = []

    def add(self, key: Mapping[str, str], attributes: Mapping[str, str]) -> None:
        """A group whose key is told from its attributes. Raises ConnectorError without a key."""
        if not key:
            raise ConnectorError(
                "A group of the message has no dimension of its series in its key, so it is not "
                "known what its attributes belong to. Right is a message in another `format`.",
                code="invalid_message",
            )
        names = tuple(sorted(key))
        codes = tuple(key[name] for name in names)
        self._known.setdefault(names, {}).setdefault(codes, {}).update(attributes)

    def add_mixed(self, every: Mapping[str, str]) -> None:
        """A group whose key is not told from its attributes: the series will tell."""
        self._mixed.append(every)

    def of(self, dimensions: Mapping[str, str]) -> dict[str, str]:
        """The attributes of a series or observation with these dimensions."""
        if self._mixed:
            self._sort(dimensions.keys() - TIME_IDS)
        found: dict[str, str] = {}
        for names, groups in self._known.items():
            codes = tuple(dimensions.get(name, "") for name in names)
            found |= groups.get(codes, {})
        return found

    def _sort(self, names: Collection[str]) -> None:
        for every in self._mixed:
            key = _only(every, (name for name in every if name in names))
            self.add(key, _only(every, (name for name in every if name not in names)))
        self._mixed.clear()


def _only(every: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: every[name] for name in names}

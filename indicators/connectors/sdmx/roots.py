"""Which SDMX-ML messages are read: the first element tells."""

import re

from indicators.connectors.base import ConnectorError

GENERIC = frozenset({"GenericData", "GenericTimeSeriesData"})
_SPECIFIC = frozenset({"StructureSpecificData", "StructureSpecificTimeSeriesData"})
# These end in an error with the provider's words.
_ERRORS = frozenset({"Error", "Envelope", "Fault"})
_VERSION = re.compile(r"/v(\d)_(\d)(/|$)", re.I)
_RIGHT = "Right is a data message of SDMX-ML 2.1 or 3.0, or `format` csv."


def check_root(namespace: str, name: str) -> None:
    """Refuse what is no data message, with its reason; errors are read on for their words."""
    if name in _ERRORS:
        return
    version = _VERSION.search(namespace)
    if version is None or "sdmx" not in namespace.lower():
        raise _refuse(
            "The answer is XML, but no SDMX message (its first element is {name}). ", name
        )
    number = f"{version[1]}.{version[2]}"
    if name in ("Structure", "QueryMessage", "RegistryInterface"):
        why = "This is a structure message ({name}): it says how data are arranged, and has none. "
        raise _refuse(why, name)
    if version[1] not in "23" or number == "2.0":
        raise _refuse(f"The message is SDMX-ML {number} ({{name}}), which is not read. ", name)
    if name not in GENERIC | _SPECIFIC:
        raise _refuse("The message is SDMX-ML, but not of data ({name}). ", name)


def _refuse(template: str, name: str) -> ConnectorError:
    return ConnectorError(template + _RIGHT, code="not_sdmx", name=name[:80])

"""Which connectors there are. A new one is added to the list below."""

from collections.abc import Mapping

from indicators.connectors.base import Connector, ConnectorError
from indicators.connectors.csv import CsvConnector
from indicators.connectors.dbnomics import DbnomicsConnector
from indicators.connectors.excel import ExcelConnector
from indicators.connectors.fred import FredConnector
from indicators.connectors.jsonstat import JsonStatConnector
from indicators.connectors.nbs import NbsConnector
from indicators.connectors.sdmx.connector import SdmxConnector
from indicators.connectors.worldbank import WorldBankConnector

CONNECTORS: Mapping[str, type[Connector]] = {
    cls.name: cls
    for cls in (
        CsvConnector,
        DbnomicsConnector,
        ExcelConnector,
        FredConnector,
        JsonStatConnector,
        NbsConnector,
        SdmxConnector,
        WorldBankConnector,
    )
}


def connector_for(name: str, parameters: Mapping[str, object]) -> Connector:
    """Make the named connector with checked parameters."""
    try:
        cls = CONNECTORS[name]
    except KeyError:
        raise ConnectorError(
            "There is no connector “{connector}”. Known are {known}.",
            code="unknown_connector",
            connector=name,
            known=", ".join(sorted(CONNECTORS)),
        ) from None
    return cls(parameters)

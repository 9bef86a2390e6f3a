"""JSON-stat: the cubes of Eurostat, and of many national statistics offices."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar

from indicators.connectors.base import (
    Fetched,
    Fetcher,
    Parameter,
    Previous,
    StatusError,
)
from indicators.connectors.codes import MAPPING
from indicators.connectors.json_text import read_json
from indicators.connectors.jsonstat_answer import dataset_of
from indicators.connectors.jsonstat_cube import Cube
from indicators.connectors.observations import SUGGESTED, record, with_fields
from indicators.connectors.place import MAX_BYTES, PATH, URL, Place
from indicators.connectors.provider_codes import SUGGESTED_CODES
from indicators.connectors.records import Record, RecordConnector
from indicators.connectors.sdmx.answers import explained
from indicators.connectors.settings import Settings
from indicators.domain.errors import PeriodError
from indicators.domain.periods import parse_day


class JsonStatConnector(RecordConnector):
    """Reads a JSON-stat dataset, of version 2.0 or older."""

    name: ClassVar[str] = "jsonstat"
    label_en: ClassVar[str] = "JSON-stat dataset"
    label_zh: ClassVar[str] = "JSON-stat 数据集"
    suggested: ClassVar[Mapping[str, str]] = SUGGESTED
    suggested_codes: ClassVar[Mapping[str, Mapping[str, str]]] = SUGGESTED_CODES
    parameters: ClassVar[tuple[Parameter, ...]] = (
        URL,
        PATH,
        Parameter(
            "dataset",
            "Dataset",
            "数据集",
            help_en="Name of the one that is meant, where the answer holds several.",
            help_zh="返回内容含多个数据集时，所需数据集的名称。",
        ),
        Parameter(
            "time_dimension",
            "Dimension of time",
            "时间维度",
            help_en="Id of the dimension with the periods. Found out if left out.",
            help_zh="期间所在维度的代码。留空则自动识别。",
        ),
        *MAPPING,
        MAX_BYTES,
    )

    def __init__(self, parameters: Mapping[str, object]) -> None:
        super().__init__(parameters)
        given = Settings(self.name, self.values)
        self._place = Place(given, accept="application/json")
        self._dataset = given.text("dataset")
        self._time = given.text("time_dimension")

    @property
    def can_fetch(self) -> bool:
        """Whether a URL or a path is given."""
        return bool(self._place)

    def fetch(self, fetcher: Fetcher, previous: Previous | None = None) -> Fetched:
        """Get the dataset, if it changed since ``previous``."""
        try:
            return self._place.fetch(fetcher, previous)
        except StatusError as error:
            raise explained(error) from error

    def records(self, content: bytes) -> Iterator[Record]:
        """The values in the order of the cube, numbered from 1; see Connector.parse for errors."""
        self._place.check_size(content)
        cube = Cube.of(dataset_of(read_json(content), self._dataset), self._time)
        return with_fields(map(record, cube.observations()), self._declared.values())

    def updated_on(self, content: bytes) -> date | None:
        """The day in ``updated``."""
        updated = dataset_of(read_json(content), self._dataset).get("updated")
        try:
            return parse_day(updated[:10]) if isinstance(updated, str) else None
        except PeriodError:
            return None

"""The header of a table: which column of the file is which of ours."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.connectors.base import COLUMN_NAMES, REQUIRED_COLUMNS, ConnectorError
from indicators.connectors.cells import trim
from indicators.connectors.codes import SERIES, check_columns

ALL_OTHERS = "*"


def normal(heading: str) -> str:
    """A heading without what people do not see: width, case and runs of spaces."""
    return " ".join(trim(unicodedata.normalize("NFKC", heading)).split()).casefold()


@dataclass(frozen=True, slots=True)
class HeaderRules:
    """How a source's headings lead to ours.

    ``columns``: canonical column -> heading in the file. ``defaults``: canonical column -> text
    of every row, for columns that the file does not have. ``ignored``: headings that are left
    out, or ``*`` for all that are not known. ``given``: columns that come from elsewhere, so that
    the file need not have them. ``with_series``: the file has a column with the key of a series.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    ignored: Collection[str] = ()
    given: Collection[str] = ()
    with_series: bool = False
    # The headings of the files that were bound, as they stand there.
    seen: list[str] = field(default_factory=list, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that a file may have."""
        return (*COLUMN_NAMES, SERIES) if self.with_series else COLUMN_NAMES

    def __post_init__(self) -> None:
        check_columns(self.columns, self.defaults, known=self.names)
        for name, heading in self.columns.items():
            if not normal(heading):
                raise ConnectorError(
                    "The heading for “{column}” in `columns` is empty. Right is the heading as it "
                    "stands in the file.",
                    code="empty_heading",
                    column=name,
                )
            if name in self.defaults:
                raise ConnectorError(
                    "“{column}” stands both in `columns` and in `defaults`. Right is one of them.",
                    code="column_twice_declared",
                    column=name,
                )

    def headings(self) -> dict[str, str]:
        """Canonical column -> normalised heading, for every column that a file may have."""
        mapped = {normal(heading) for heading in self.columns.values()}
        own = {name: name for name in self.names if name not in mapped}
        return own | {name: normal(heading) for name, heading in self.columns.items()}

    def bind(self, found: Sequence[str], line: int) -> "Layout":
        """Find our columns among the headings of a file; ConnectorError when that is not clear."""
        self.seen.extend(name for heading in found if (name := trim(heading)))
        normals = [normal(heading) for heading in found]
        headings = self.headings()
        known = set(headings.values())
        ignored = {normal(heading) for heading in self.ignored}
        unknown = [
            trim(heading)
            for heading, plain in zip(found, normals, strict=True)
            if plain and plain not in known and plain not in ignored
        ]
        shown = ", ".join(f"“{trim(heading)}”" for heading in found)[:500]
        self._require(headings, normals, shown, line)
        for plain in known:
            if normals.count(plain) > 1:
                raise ConnectorError(
                    "Line {line}: the heading “{column}” stands {count} times, so it is not clear "
                    "which one is meant. Found: {found}.",
                    code="duplicate_column",
                    line=line,
                    column=plain,
                    count=normals.count(plain),
                    found=shown,
                )
        if unknown and ALL_OTHERS not in self.ignored:
            raise ConnectorError(
                "Line {line}: the heading “{column}” is not known. Known are {known}. Map it in "
                "`columns`, or name it in `ignore_columns`.",
                code="unknown_column",
                line=line,
                column=unknown[0],
                columns=unknown,
                known=", ".join(sorted(known)),
            )
        return Layout(
            # In the order of the file: so is a row that has to be shown again.
            positions=dict(
                sorted(
                    (
                        (name, normals.index(plain))
                        for name, plain in headings.items()
                        if plain in normals
                    ),
                    key=lambda found: found[1],
                )
            ),
            constants={
                name: text
                for name, text in self.defaults.items()
                if headings.get(name) not in normals
            },
            nameless=tuple(index for index, plain in enumerate(normals) if not plain),
            width=len(normals),
        )

    def _require(
        self, headings: Mapping[str, str], normals: Sequence[str], shown: str, line: int
    ) -> None:
        for name in (*REQUIRED_COLUMNS, *self.columns, *self.names[len(COLUMN_NAMES) :]):
            if (
                name in self.defaults
                or headings.get(name) in normals
                or (name in self.given and name not in self.columns)
            ):
                continue
            raise ConnectorError(
                "Line {line}: there is no column “{heading}” for {column}. Found: {found}. Right "
                "is such a column, another heading for it in `columns`, or a constant in "
                "`defaults`.",
                code="missing_column",
                line=line,
                column=name,
                heading=self.columns.get(name, name),
                found=shown,
            )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where our columns stand in the rows of one file."""

    positions: Mapping[str, int]
    constants: Mapping[str, str]
    nameless: tuple[int, ...]
    width: int

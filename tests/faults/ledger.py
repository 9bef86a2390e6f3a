"""What must stand in the tables: files made at random, and the figures that they make."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.faults.seed import ENTITIES, INDICATORS, JUDGED

# Indicator, entity, period.
Cell = tuple[str, str, str]
HEADER = "indicator,entity,period,value,published_on,published_on_basis,note\n"
MONTHS = [f"{year}-{month:02}" for year in range(1990, 2004) for month in range(1, 13)]
CELLS: list[Cell] = [(i, e, m) for i in INDICATORS for e in ENTITIES for m in MONTHS]
FIRST_DAY = date(2004, 1, 1)


@dataclass(frozen=True, slots=True)
class Vintage:
    """A value of a cell, known from a day, and the note that came with it."""

    known_on: date
    value: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class File:
    """A file, what it says that is news, and how its rows must be counted."""

    content: bytes
    news: dict[Cell, list[Vintage]]
    days: tuple[date, ...]
    new: int
    revised: int
    unchanged: int
    rejected: int

    @property
    def notes(self) -> int:
        return sum(bool(vintage.note) for told in self.news.values() for vintage in told)


@dataclass
class Ledger:
    """The figures of one source as they must be: every vintage of every cell."""

    chance: random.Random
    vintages: dict[Cell, list[Vintage]] = field(default_factory=dict)
    files: int = 0

    def next_file(self, *, share: float = 0.1) -> File:
        """A file of all cells so far and some more: ``share`` of them revised, on two days."""
        chance = self.chance
        days = tuple(FIRST_DAY + timedelta(days=2 * self.files + n) for n in (0, 1))
        self.files += 1
        known = min(len(CELLS), 1500 + 20 * self.files)
        rows: list[str] = []
        news: dict[Cell, list[Vintage]] = {}
        counts = {"new": 0, "revised": 0, "unchanged": 0}
        for number, cell in enumerate(_shuffled_once(known)):
            before = self.vintages.get(cell, [])
            value = before[-1].value if before else None
            # Some cells are told twice in one file: on its first day, and revised on its second.
            for day in days if number % 97 == 0 else (days[number % 2],):
                kind = "unchanged"
                if value is None or _must(cell) or chance.random() < share:
                    kind = "new" if value is None else "revised"
                    value = _other_than(value, chance)
                counts[kind] += 1
                note = f"note {self.files}.{number}" if number % 5 == 0 else ""
                if kind != "unchanged":
                    news.setdefault(cell, []).append(Vintage(day, value, note))
                rows.append(f"{','.join(cell)},{value},{day},stated,{note}\n")
        rejected = chance.randrange(1, 6)
        rows += [f"{INDICATORS[0]},{ENTITIES[0]},1990-01,seven,,,\n"] * rejected
        content = (HEADER + "".join(rows)).encode()
        return File(content, news, days, **counts, rejected=rejected)

    def accept(self, file: File) -> None:
        """The file was taken in."""
        for cell, told in file.news.items():
            self.vintages.setdefault(cell, []).extend(told)

    def expected(self) -> Iterator[tuple[str, str, str, date, Decimal, date | None]]:
        """Every row that must stand in the table of observations, in order."""
        for cell, told in sorted(self.vintages.items()):
            ends = [vintage.known_on for vintage in told[1:]] + [None]
            for vintage, end in zip(told, ends, strict=True):
                yield *cell, vintage.known_on, vintage.value, end


def _must(cell: Cell) -> bool:
    return cell == JUDGED


def _other_than(value: Decimal | None, chance: random.Random) -> Decimal:
    # Within one percent: nothing that the quality checks would hold.
    while True:
        found = Decimal(chance.randrange(1_000_000, 1_010_000)) / 100
        if found != value:
            return found


def _shuffled_once(count: int) -> list[Cell]:
    """The same order in every file, in which the judged cell is among the first."""
    cells = list(CELLS)
    random.Random(1).shuffle(cells)
    cells.remove(JUDGED)
    return [JUDGED, *cells][:count]

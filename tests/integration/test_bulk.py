"""The bulk path gives what the path by rows gives: figures, notes, rejections, counts, releases."""

from __future__ import annotations

import itertools
import logging
import tempfile
import tracemalloc
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.domain.codelists import Bound
from indicators.models import IngestionRun, Passage, Release, Series, Source
from indicators.selectors import observations, sources
from indicators.services import staging
from indicators.services.ingestion import bulk
from tests import factories
from tests.factories import NOW, csv

pytestmark = pytest.mark.django_db
STOCK = "cn.5g.base_stations,CHN,level,M"
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def catalogue() -> None:
    factories.indicator()
    factories.entity()
    factories.entity("DEU")
    bulletin = factories.document("bulletin", published_on=date(2022, 1, 26))
    Passage.objects.create(document=bulletin, code="p1", fragment="words")
    base = factories.unit("t", quantity="mass")
    factories.unit("Mt", quantity="mass", base=base, numerator=1_000_000, aliases=["百万吨"])
    factories.unit("third", quantity="mass", base=base, denominator=3)
    factories.indicator("steel", unit=base, kind="flow", aggregation="sum")


def outcome(source: Source) -> dict[str, Any]:
    """Everything that runs of a source left behind, without ids and without the source's name."""
    places = {
        number: place
        for place, number in enumerate(
            Release.objects.filter(source=source)
            .order_by("number")
            .values_list("number", flat=True)
        )
    }
    codes = dict(Series.objects.filter(source=source).values_list("pk", "code"))
    names = {pk: code.rpartition(":")[0] for pk, code in codes.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT series_id, period_start, period_end, known_on, release_number, value::text,"
            " status, bound, superseded_on FROM indicators_observation WHERE series_id = ANY(%s)",
            [list(codes)],
        )
        figures = sorted(
            (names[pk], start, end, known, places[release], *rest)
            for pk, start, end, known, release, *rest in cursor.fetchall()
        )
        cursor.execute(
            "SELECT series_id, period_start, period_end, release_id, note, document_id, passage_id"
            " FROM indicators_observationnote WHERE series_id = ANY(%s)",
            [list(codes)],
        )
        notes = sorted(
            (names[pk], start, end, places[release], *rest)
            for pk, start, end, release, *rest in cursor.fetchall()
        )
    shown = {
        code.rpartition(":")[0]: [
            (str(one.period), str(one.value), one.stated, one.stated_unit, one.note, one.document,
             one.passage, one.known_on_basis)
            for one in found
        ]
        for code, found in observations.observations(
            list(codes.values()), on=NOW.date(), vintages=True
        ).items()
    }  # fmt: skip
    return {
        "series": sorted(names.values()),
        "figures": figures,
        "notes": notes,
        "shown": shown,
        "releases": list(
            Release.objects.filter(source=source).order_by("number")
            .values_list("published_on", "published_on_basis", "document__code")
        ),
        "runs": [
            (run.state, run.message, run.rows_read, run.rows_new, run.rows_revised,
             run.rows_unchanged, run.rows_rejected,
             list(run.rejected.order_by("pk")
                  .values_list("line", "column", "value", "code", "message", "row")))
            for run in IngestionRun.objects.filter(source=source).order_by("pk")
        ],
    }  # fmt: skip


class Paths:
    """Runs files by both paths, each for a source of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        self._patch, self._log = monkeypatch, caplog

    def both(
        self, *contents: bytes, regular: bool | None = True, **parameters: Any
    ) -> dict[str, Any]:
        """What the files left behind, equal for both; ``regular``: whether SQL must read them."""
        number = next(_numbers)
        found = []
        for name, smallest in (("rows", 2**62), ("bulk", 0)):
            self._patch.setattr(bulk, "SMALLEST", smallest)
            self._patch.setattr(staging, "MANY", smallest)
            source = factories.source(f"{name}{number}", parameters=parameters)
            self._log.clear()
            with self._log.at_level(logging.INFO, "indicators"):
                for content in contents:
                    factories.ingest(content, to=source)
            found.append(outcome(source))
        reasons = [record.getMessage() for record in self._log.records]
        if regular is not None:
            assert bool(reasons) is not regular, reasons
        rows, by_sql = found
        assert by_sql == rows
        return by_sql


@pytest.fixture
def paths(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Paths:
    return Paths(monkeypatch, caplog)


REGULAR = (
    f"{STOCK},2020-12,718000,stations,2021-03-01,inferred",
    f"{STOCK},2020-12,771000,stations,2021-05-19,stated",
    f"{STOCK},2021-12,1425000,,,,bulletin,,,142.5万个,年末",
    "steel,DEU,level,A,2020,1.50,Mt,2021-03-01,stated,bulletin,E,at_least",
)


class TestBothPaths:
    def test_agree_on_a_regular_file(self, paths: Paths) -> None:
        found = paths.both(csv(*REGULAR))
        assert len(found["figures"]) == 4
        assert found["runs"][0][0] == "done"

    def test_agree_on_later_files(self, paths: Paths) -> None:
        later = [
            f"{STOCK},2020-12,771000,stations,2021-05-19,stated",  # unchanged
            f"{STOCK},2021-12,1425001,stations,2022-03-01,stated",  # revised
            f"{STOCK},2021-12,1425002,stations,2022-01-27,stated",  # and late, in between
            f"{STOCK},2022-12,5,stations,2023-01-01,stated",  # new
            f"{STOCK},2020-12,700000,stations,2021-01-01,stated",  # late
            "steel,DEU,level,A,2020,,Mt,2022-03-01,stated",  # taken back
        ]
        found = paths.both(csv(*REGULAR), csv(*later), csv(*reversed(later), later[0]))
        assert [run[4] > 0 for run in found["runs"]] == [True, True, False]

    def test_agree_on_releases_of_one_day_that_begin_with_unchanged_rows(
        self, paths: Paths
    ) -> None:
        first = [f"{STOCK},2020-{month:02},{month},,2022-03-01,stated" for month in range(1, 7)]
        later = [
            f"{STOCK},2020-02,2,,2022-03-02,inferred",  # unchanged, and first of the later release
            f"{STOCK},2020-01,1,,2022-03-02,stated",  # unchanged
            f"{STOCK},2020-05,55,,2022-03-02,stated",
            f"{STOCK},2020-06,66,,2022-03-02,inferred",
        ]
        for rows in (later, later[1:], [later[0], *later[2:]], [*later[2:], *later[:2]]):
            found = paths.both(csv(*first), csv(*rows))
            assert found["runs"][1][4] == 2

    @pytest.mark.parametrize("extra", ["1", "7", "…", "01", " 1"])
    @pytest.mark.parametrize("day", ["2022-03-01", "2022-02-01", "2022-04-01"])
    def test_agree_on_cells_of_which_one_row_is_unchanged(
        self, paths: Paths, extra: str, day: str
    ) -> None:
        first = [f"{STOCK},2020-{month:02},{month},,2022-03-01,stated" for month in range(1, 7)]
        for unit in ("", "stations"):
            row = f"{STOCK},2020-01,{extra},{unit},{day},stated"
            paths.both(csv(*first), csv(*first, row), csv(row, *first))

    @pytest.mark.parametrize(
        "row",
        [
            "no.such,CHN,level,M,2021-12,1", "cn.5g.base_stations,XX,level,M,2021-12,1",
            f"{STOCK},2021-13,1", f"{STOCK},2021,1", f"{STOCK},2021-12,many",
            f"{STOCK},2021-12,1,percent", f"{STOCK},2021-12,1,,2031-01-01",
            f"{STOCK},2021-12,1,,2021-11-30", f"{STOCK},2021-12,1,,yesterday",
            f"{STOCK},2021-12,1,,2022-01-26,stated,nodoc",
            f"{STOCK},2021-12,1,,2022-01-26,stated,,Z",
            f"{STOCK},2021-12,1,,2022-01-26,guessed", f"{STOCK},2021-12,1,,2022-01-26,,,,about",
            "cn.5g.base_stations,CHN,weekly,M,2021-12,1",
            "cn.5g.base_stations,CHN,level,W,2021-12,1",
            f"{STOCK},2020-12,771000,stations,2021-05-19,stated",
            f"{STOCK},2020-12,771001,stations,2021-05-19,stated",
            f"{STOCK},2021-12,-,nonsense,2022-01-26", ",,,,,",
            "steel,CHN,level,A,2020,5,third,2021-03-01", "steel,CHN,level,A,2020,,third,2021-03-01",
        ],
    )  # fmt: skip
    def test_agree_on_a_row_that_is_not_fine(self, paths: Paths, row: str) -> None:
        found = paths.both(csv(REGULAR[0], row, *REGULAR[1:], row))
        assert found["figures"]

    @pytest.mark.parametrize(
        "value",
        ["1", "+1", "-1", "007", "0.50", "-0", "-0.00", "1e5", "1,234.5", "142.5万", "1.", ".5",
         "-0.5",
         "0.0", "１２", " 5", "5 ", "5%", "(5)", "'-5", "…", "n/a", "NaN", "Infinity", "1_000",
         "0x1F",
         "9" * 30, "9" * 31, "9" * 41, "0." + "1" * 38, "1e30", "1e31"],
    )  # fmt: skip
    def test_agree_on_a_value(self, paths: Paths, value: str) -> None:
        rows = [
            f"steel;CHN;level;A;{year};{value};{unit};2021-03-01;stated;;;;;"
            for year, unit in zip(
                range(2011, 2016), ("t", "", "Mt", "百万吨", "third"), strict=True
            )
        ]
        paths.both("\n".join([factories.HEADER.replace(",", ";"), *rows, ""]).encode())

    @pytest.mark.parametrize("bound", list(Bound))
    def test_agree_on_bounds(self, paths: Paths, bound: str) -> None:
        rows = [f"{STOCK},2021-12,{n},,2022-0{n}-26,,,,{bound if n > 2 else ''}" for n in (2, 3, 4)]
        paths.both(csv(*rows), csv(*rows[::-1]))

    def test_agree_on_periods_of_several_frequencies(self, paths: Paths) -> None:
        rows = [
            f"cn.5g.base_stations,CHN,{basis},{frequency},{period},5,{unit},2022-06-01"
            for basis, unit in (("level", "stations"), ("ytd", ""), ("growth", "percent"), ("", ""))
            for frequency in ("", "A", "M", "Q")
            for period in ("2020", "2020-Q1", "2020-03", "2020-01-01/P2M", "2020-01-01/P13M",
                           "FY2019-20", "2020-01-01")
        ]  # fmt: skip
        paths.both(csv(*rows))

    def test_agree_on_quoted_cells(self, paths: Paths) -> None:
        rows = [
            '"cn.5g.base_stations","CHN",level,"M",2021-12,"1,425,000",,2022-01-26,,,,,'
            '"a ""b"", c",',
            '"",,,,,,,,,,,,,""',
            'cn.5g.base_stations,CHN,level,M,2021-11,5,,2022-01-26,,,,,"", x ',
            "cn.5g.base_stations,CHN,level,M,2021-10,5,,2022-01-26,,,,,'=1,'=2",
        ]
        found = paths.both("\r\n".join([factories.HEADER, *rows, ""]).encode())
        assert (found["runs"][0][2], found["runs"][0][6]) == (3, 0)

    @pytest.mark.parametrize("odd", ["\u2028", "\x85", "\x0b", "\\", "\\N", "\\.", "\t"])
    @pytest.mark.parametrize("quote", ["", '"'])
    def test_agree_on_signs_that_mean_something_elsewhere(
        self, paths: Paths, odd: str, quote: str
    ) -> None:
        row = "cn.5g.base_stations,CHN,level,M,2021-12,5,,2022-01-26,,,,"
        found = paths.both(csv(f"{row},{quote}a{odd}b{quote},{quote}{odd}{quote}"))
        assert found["runs"][0][2] == 1

    def test_agree_on_a_column_without_heading(self, paths: Paths) -> None:
        rows = [row + "," * (13 - row.count(",")) + end for row, end in zip(
            REGULAR, (",", ",", ",  ", ",text"), strict=True)]  # fmt: skip
        found = paths.both("\n".join([factories.HEADER + ",", *rows]).encode())
        assert "without a heading" in str(found["runs"][0][7])

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_agree_on_encodings(self, paths: Paths, encoding: str, end: str) -> None:
        text = csv(*REGULAR).decode().replace("\n", end)
        paths.both(text.encode(encoding), regular=None)
        if encoding != "gb18030":
            paths.both(text.rstrip().encode(encoding))

    def test_agree_on_settings_of_a_source(self, paths: Paths) -> None:
        content = (
            "what,wo,when,x,key\n5,D,2020,7,a\n6,F,2020,7,b\n,,,,\n8,C,2021,9,a\n9,D,2022,,c\n"
            "1,,2020,1,a\n"
        )
        settings: dict[str, Any] = {
            "columns": {"value": "what", "entity": "wo", "period": "when", "series": "key"},
            "codes": {"entity": {"D": "DEU", "C": "CHN", "F": "", "*": "CHN"}},
            "ignore_columns": ["x"],
            "series": {
                "a": {"indicator": "steel", "unit": "Mt"},
                "b": {"indicator": "steel"},
                "d": {"indicator": "steel"},
            },
        }
        found = paths.both(content.encode(), **settings)
        assert "“d” is listed" in str(found["runs"][0][7])
        settings["series"]["a"]["document"] = "bulletin"
        paths.both(content.encode(), **settings)
        del settings["columns"]["series"], settings["series"]
        defaults = {"indicator": "steel", "published_on": "2022-02-02", "note": " n "}
        settings |= {"defaults": defaults,
                     "ignore_columns": "*"}  # fmt: skip
        paths.both(content.encode(), **settings)

    def test_leave_no_series_without_figures(self, paths: Paths) -> None:
        clash = [f"cn.5g.base_stations,DEU,level,M,2020-12,{n},,2021-05-19" for n in (1, 2)]
        found = paths.both(csv(*REGULAR, *clash, "cn.5g.base_stations,DEU,level,A,2020,x"))
        assert "cn.5g.base_stations:DEU:level:M" not in found["series"]


IRREGULAR = [
    pytest.param(csv(*REGULAR).replace(b"\n", b"\r"), id="carriage returns"),
    pytest.param(csv(*REGULAR) + b"\n\n", id="blank lines"),
    pytest.param(csv(*REGULAR) + REGULAR[0].encode() + b",\n", id="a short row"),
    pytest.param(csv(*REGULAR) + b"," * 20 + b"\n", id="a long row"),
    pytest.param(csv(*REGULAR, f'{STOCK},2020-10,5,,2021-01-01,,,,,,"a\nb"'), id="two lines"),
    pytest.param(csv(*REGULAR, f'{STOCK},2020-10,5,,2021-01-01,,,,,,a"b'), id="inner quote"),
    pytest.param(csv(*REGULAR, f'{STOCK},2020-10,5,,2021-01-01,,,,,,"ab'), id="open quote"),
    pytest.param(csv(*REGULAR, f'{STOCK},2020-10,5,,2021-01-01,,,,,,"a"b'), id="text after quote"),
    pytest.param(csv(*REGULAR) + b"\\.\n" + csv(*REGULAR), id="end mark of COPY"),
    pytest.param(csv(*REGULAR) + b"\0\n", id="nul"),
    pytest.param(csv(*REGULAR) + b"\xff\xff\n", id="no encoding"),
    pytest.param(csv(), id="no rows"),
    pytest.param(b"a,b\n1,2\n", id="other columns"),
    pytest.param(b"<html>", id="page"),
    pytest.param(csv(*REGULAR, f"{STOCK},2020-10,5,,2021-01-01,,,,,,{'x' * 140_000}"), id="long"),
]


@pytest.mark.parametrize("content", IRREGULAR)
def test_what_is_not_regular_is_read_by_rows(paths: Paths, content: bytes) -> None:
    paths.both(content, regular=False)


TEXTS = {
    "indicator": ["cn.5g.base_stations"] * 6 + ["steel", "steel ", "no.such", ""],
    "entity": ["CHN"] * 6 + ["DEU", " CHN", "\u3000DEU", "XX", ""],
    "basis": ["level"] * 6 + ["", "ytd", "growth", "x"],
    "frequency": ["M"] * 6 + ["", "A", "Q"],
    "period": ["2020-12", "2021-01", "2021-02"] * 3
    + ["2020", "2020-Q1", "2021年1月", "2020-13", ""],
    "value": ["1", "2.50", "-3", "0", "-0.5"] * 2
    + ["", "-", "1,000", "+4", "x", "1e3", " 7", "9" * 35],
    "unit": [""] * 6 + ["stations", "t", "Mt", "百万吨", "third", "%", "x"],
    "published_on": ["2021-06-01", "2021-07-01"] * 4 + ["", "2020-12-31", "2099-01-01", "?"],
    "published_on_basis": ["stated"] * 6 + ["", "inferred", "x"],
    "document": [""] * 6 + ["bulletin", "bulletin ", "x"],
    "status": [""] * 6 + ["A", "P", "x"],
    "bound": [""] * 6 + ["at_least", "x"],
    "value_as_stated": [""] * 4 + ["about 5", "2.50", " x", "'=1", "y" * 120],
    "passage": [""] * 8 + ["p1", "x"],
    "note": [""] * 4 + ["n", "注", " n", "'+", "n" * 1100],
}  # fmt: skip
ROWS = st.lists(
    st.tuples(*(st.sampled_from(texts) for texts in TEXTS.values())), min_size=1, max_size=25
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ROWS, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_random_files_give_the_same_by_both_paths(
    paths: Paths, files: list[list[tuple[str, ...]]], end: str, quoted: bool
) -> None:
    def line(cells: tuple[str, ...]) -> str:
        mark = '"' if quoted else ""
        return ";".join(f"{mark}{cell}{mark}" for cell in cells)

    contents = [end.join([line(tuple(TEXTS)), *map(line, rows), ""]).encode() for rows in files]
    with transaction.atomic():
        paths.both(*contents, regular=None)
        transaction.set_rollback(True)  # or the locks of hundreds of temporary tables add up


class TestALargeFile:
    def test_is_never_wholly_in_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(100):
            factories.entity(f"E{number}")
        rows = (
            f"cn.5g.base_stations,E{place},level,D,{date.fromordinal(700_000 + day)},{day}.5,"
            "stations,2022-01-26,stated\n"
            for place in range(100)
            for day in range(1_500)
        )
        header = (
            "indicator,entity,basis,frequency,period,value,unit,published_on,published_on_basis\n"
        )
        with tempfile.TemporaryFile() as file:
            file.write(header.encode())
            file.writelines(map(str.encode, rows))
            size = file.tell()
            tracemalloc.start()
            try:
                run = factories.ingest(file, to=factories.source("large"))
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
        assert (run.state, run.rows_new) in [("done", 150_000), ("held", 150_000)], run.message
        assert size > 10_000_000
        assert peak < size

    def test_that_is_not_regular_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bulk, "SMALLEST", 0)
        monkeypatch.setattr(bulk, "DEFAULT_MAX_BYTES", 100)
        run = factories.ingest(csv(*REGULAR) + b"\n")
        assert run.state == "failed"
        assert "regular table" in run.message
        assert factories.ingest(csv(*REGULAR)).state == "done"


class TestAWording:
    def test_that_is_the_value_itself_is_shown_without_a_note(self) -> None:
        factories.ingest(csv(f"{STOCK},2021-12,1053.10,,2022-01-26,stated"))
        code = f"{STOCK.replace(',', ':')}:miit"
        (figure,) = observations.observations([code], on=NOW.date())[code]
        assert (figure.stated, figure.stated_unit) == ("1053.10", "stations")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM indicators_observationnote")
            assert cursor.fetchone()[0] == 0

    def test_is_not_made_up_for_a_figure_that_nobody_stated(self) -> None:
        from indicators.domain.codelists import DateBasis
        from indicators.domain.periods import parse_period
        from indicators.services import releases, series

        stock = series.ensure(
            version=factories.indicator(), entity=factories.entity(), basis="level", frequency="M",
            source=factories.source(),
        )  # fmt: skip
        draft = releases.draft(
            source=stock.source,
            entries=[releases.Entry(stock, parse_period("2020-12"), Decimal(5))],
            published_on=date(2021, 1, 1), published_on_basis=DateBasis.STATED, document=None,
            author=None, reason="", now=NOW,
        )  # fmt: skip
        releases.publish(release=draft, reviewer=None, now=NOW)
        (figure,) = observations.observations([stock.code], on=NOW.date())[stock.code]
        assert (figure.stated, figure.stated_unit) == ("", "")
        assert [one.figures for one in sources.releases(on=NOW.date())] == [1]

"""Hostile XML costs neither time nor memory, and says little."""

import time
import tracemalloc

import pytest

from indicators.connectors.base import ConnectorError
from indicators.connectors.sdmx.connector import SdmxConnector
from indicators.connectors.sdmx.words import Words
from tests.unit.connectors.sdmx_messages import SPACES, dataset, generic_obs, message, specific

SECONDS = 5  # in reality far less than one; the machine may be busy
MOST = 600  # characters of an error


def wrapped(doctype: str, inner: str) -> bytes:
    return (
        f'<?xml version="1.0"?>{doctype}<mes:GenericData {SPACES}><mes:DataSet>{inner}'
        "</mes:DataSet></mes:GenericData>"
    ).encode()


LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
DOCTYPES = {
    "billion laughs": wrapped(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;"),
    "quadratic blow-up": wrapped(f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>', "&a;" * 50_000),
    "external entity": wrapped('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "external DTD": wrapped('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', ""),
    "parameter entity": wrapped(
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>', ""
    ),
}


def failure(content: bytes) -> ConnectorError:
    begun = time.monotonic()
    with pytest.raises(ConnectorError) as caught:
        list(SdmxConnector({}).records(content))
    assert time.monotonic() - begun < SECONDS
    assert len(str(caught.value)) < MOST
    # Nothing longer hides behind it, where a log would print it.
    assert caught.value.__cause__ is None or len(str(caught.value.__cause__)) < MOST
    return caught.value


@pytest.mark.parametrize("name", DOCTYPES)
@pytest.mark.parametrize("before", ["", f"<!--{'x' * 100_000}-->"], ids=["first", "behind 64 KB"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_wherever_it_stands(
    name: str, before: str, encoding: str, capfd: pytest.CaptureFixture[str]
) -> None:
    text = DOCTYPES[name].decode().replace("<!DOCTYPE", f"{before}<!DOCTYPE")
    assert failure(text.encode(encoding)).code == "xml_doctype"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("encoding", ["utf-7", "ibm037", "ebcdic-cp-us", "utf-32", "x" * 30])
def test_encodings_that_could_hide_it_are_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>+ADwAIQ-DOCTYPE x><a/>'
    assert failure(text.encode()).code == "unknown_encoding"


@pytest.mark.parametrize("depth", [101, 257, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    assert failure(wrapped("", "<a>" * depth + "</a>" * depth)).code in ("too_deep", "broken_xml")


def test_an_entity_that_nobody_defined_is_refused() -> None:
    assert failure(wrapped("", "&secret;")).code == "broken_xml"


@pytest.mark.parametrize(
    "inner",
    ["<" + "n" * 1_000_000 + ">", '<a b="' + "v" * 5_000_000, "<a " * 100_000,
     "".join(f"<{'m' * 1000}{number}>" for number in range(90))],
)  # fmt: skip
def test_what_the_parser_says_of_broken_xml_is_cut(
    inner: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert failure(wrapped("", inner)).code == "broken_xml"
    assert capfd.readouterr() == ("", "")


def test_an_error_of_many_words_is_short() -> None:
    text = "<com:Text>" + "x&amp;" * 200_000 + "</com:Text>"
    body = f'<mes:ErrorMessage code="{"9" * 50_000}">{text}</mes:ErrorMessage>' * 3
    assert failure(message("Error", body)).code == "provider_error"


def test_no_more_words_are_kept_than_are_said() -> None:
    words = Words()
    words.begin("1")
    for _ in range(10_000):
        words.add("word ")
    assert len(words.taken()) < 3_000


def peak(content: bytes) -> tuple[int, int]:
    """Observations read, and the most bytes that reading took beside the content."""
    tracemalloc.start()
    try:
        found = sum(1 for one in SdmxConnector({}).records(content) if one.problem is None)
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["generic", "flat"])
def test_memory_does_not_grow_with_the_message(kind: str) -> None:
    def made(count: int) -> bytes:
        if kind == "generic":
            one = generic_obs("2021", "5", OBS_STATUS="A")
            return message("GenericData", dataset("<gen:Series>", one * count, "</gen:Series>"))
        one = '<Obs FREQ="A" REF_AREA="CN" TIME_PERIOD="2021" OBS_VALUE="5"/>'
        return message("StructureSpecificData", specific(one * count), at="AllDimensions")

    small, large = peak(made(2_000)), peak(made(20_000))
    assert (small[0], large[0]) == (2_000, 20_000)
    assert large[1] < small[1] + 1_000_000

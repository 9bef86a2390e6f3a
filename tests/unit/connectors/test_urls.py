import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.connectors.base import ConnectorError
from indicators.connectors.urls import AllowedHosts, follow, parse_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://Data.Example.org", "https://data.example.org/"),
        ("https://data.example.org:443/a.csv", "https://data.example.org/a.csv"),
        ("http://data.example.org:443/a", "http://data.example.org:443/a"),
        ("https://data.example.org/a b.csv".replace(" ", "%20") + "#top",
         "https://data.example.org/a%20b.csv"),
        ("https://data.example.org/钢铁.csv?q=铁&x=1",
         "https://data.example.org/%E9%92%A2%E9%93%81.csv?q=%E9%93%81&x=1"),
        ("http://[2606:4700::1111]:8080/x", "http://[2606:4700::1111]:8080/x"),
    ],
)  # fmt: skip
def test_an_address_is_written_in_one_form(url: str, canonical: str) -> None:
    assert str(parse_url(url)) == canonical


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "scheme “file”"),
        ("gopher://example.org/", "scheme “gopher”"),
        ("ftp://example.org/a", "scheme “ftp”"),
        ("example.org/a.csv", "only http and https"),
        ("//example.org/a.csv", "only http and https"),
        ("https:///a.csv", "no host"),
        ("https://user:secret@example.org/", "user name"),
        ("https://example.org\\@evil.example/", "backslash"),
        ("https://example.org/a b", "space"),
        ("https://exam\tple.org/", "control character"),
        ("https://example.org/\r\nX: y", "control character"),
        ("https://example.org:0/", "port 0"),
        ("https://example.org:99999/", "cannot be read"),
        ("https://example.org:http/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://[fe80::1%25eth0]/", "host"),
        ("https://例子.example/", "xn--"),
        ("https://example.org./", "host"),
        ("https://exa%6dple.org/", "host"),
        ("https://example.org/\ud800", "control character"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(url: str, says: str) -> None:
    with pytest.raises(ConnectorError, match=r"https://data\.example\.org/file\.csv") as caught:
        parse_url(url)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_message_leaves_out_the_query_because_it_may_hold_a_key() -> None:
    assert parse_url("https://example.org/a?key=secret").shown == "https://example.org/a?…"


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b.csv", "https://example.org/b.csv"),
        ("b.csv", "https://example.org/x/b.csv"),
        ("//other.example/b", "https://other.example/b"),
        ("?page=2", "https://example.org/x/a.csv?page=2"),
    ],
)
def test_a_redirect_may_be_relative(location: str, leads_to: str) -> None:
    assert str(follow(parse_url("https://example.org/x/a.csv"), location)) == leads_to


ALLOWED = ["data.example.org", " Files.example.org:8443 ", "[2606:4700::1111]", "127.0.0.1:8080"]


@pytest.mark.parametrize(
    "url",
    [
        "https://data.example.org/", "http://data.example.org/", "https://DATA.example.org:443/",
        "https://files.example.org:8443/", "http://[2606:4700::1111]/", "http://127.0.0.1:8080/",
    ],
)  # fmt: skip
def test_listed_hosts_are_allowed(url: str) -> None:
    AllowedHosts.of(ALLOWED).check(parse_url(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/", "https://sub.data.example.org/", "https://data.example.org.evil/",
        "https://data.example.org:8443/", "http://data.example.org:22/", "https://files.example.org/",
        "http://127.0.0.1/", "http://2130706433:8080/", "http://0x7f000001:8080/", "http://127.1:8080/",
    ],
)  # fmt: skip
def test_other_hosts_and_ports_are_not(url: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        AllowedHosts.of(ALLOWED).check(parse_url(url))
    assert caught.value.code == "host_not_allowed"
    assert "data.example.org" in str(caught.value)


@pytest.mark.parametrize(
    "entry",
    ["", "*", "*.example.org", "https://example.org", "a b", "example.org/x", "u@example.org",
     "example.org:x", "[::1"],
)  # fmt: skip
def test_an_entry_that_is_no_host_is_refused_by_name(entry: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        AllowedHosts.of([entry])
    assert caught.value.code == "invalid_allowed_host"


@given(st.one_of(st.text(), st.text().map("https://".__add__)))
def test_any_text_is_an_address_or_a_connector_error(text: str) -> None:
    try:
        address = parse_url(text)
    except ConnectorError:
        return
    assert parse_url(str(address)) == address
    assert str(address).isascii()

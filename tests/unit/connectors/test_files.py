import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.connectors.base import ConnectorError
from indicators.connectors.fetcher import SourceFetcher
from indicators.connectors.files import Roots
from indicators.connectors.http import HttpClient


@pytest.fixture
def roots(tmp_path: Path) -> Roots:
    """A catalogue with a file, an inbox with links out of it, and a secret beside them."""
    (tmp_path / "catalogue/figures").mkdir(parents=True)
    (tmp_path / "catalogue/figures/miit.csv").write_bytes(b"a,b\n")
    (tmp_path / "secret.csv").write_text("secret")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "out.csv").symlink_to(tmp_path / "secret.csv")
    (inbox / "up").symlink_to(tmp_path)
    (inbox / "loop").symlink_to(inbox / "loop")
    os.mkfifo(inbox / "pipe.csv")
    return Roots({"catalogue": tmp_path / "catalogue", "inbox": inbox})


def failure(roots: Roots, location: str) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        roots.read(location)
    assert "secret" not in str(caught.value) or "secret" in location
    return caught.value


def test_a_file_is_read_below_its_root(roots: Roots) -> None:
    fetched = SourceFetcher(HttpClient([]), roots).read_file("catalogue:figures/miit.csv")
    assert (fetched.content, fetched.name, fetched.media_type, fetched.url) == (
        b"a,b\n", "miit.csv", "text/csv", "catalogue:figures/miit.csv",
    )  # fmt: skip


@pytest.mark.parametrize(
    "location",
    [
        "inbox:../secret.csv", "inbox:a/../../secret.csv", "inbox:/etc/passwd", "inbox://etc/passwd",
        "inbox:out.csv", "inbox:up/secret.csv", "inbox:..\\secret.csv", "inbox:a\0b.csv", "inbox:",
        "inbox:.", "inbox:a//b.csv", "/etc/passwd", "secret.csv", ":secret.csv", "", "other:a.csv",
        "file:///etc/passwd", "inbox:a\nb.csv", "inbox:a\ud800.csv",
    ],
)  # fmt: skip
def test_nothing_outside_is_read(roots: Roots, location: str) -> None:
    assert failure(roots, location).code == "invalid_path"


@pytest.mark.parametrize(
    "location", ["inbox:missing.csv", "catalogue:figures", "inbox:pipe.csv", "inbox:loop",
                 "inbox:" + "x" * 5000]
)  # fmt: skip
def test_what_is_no_file_is_named(roots: Roots, location: str) -> None:
    assert failure(roots, location).code == "file_not_found"


def test_an_unknown_root_is_told_the_known_ones(roots: Roots) -> None:
    assert "catalogue:, inbox:" in str(failure(roots, "other:a.csv"))


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(roots: Roots) -> None:
    assert roots.read("catalogue:figures/miit.csv", max_bytes=4).content == b"a,b\n"
    with pytest.raises(ConnectorError) as caught:
        roots.read("catalogue:figures/miit.csv", max_bytes=3)
    assert caught.value.code == "too_large"


@given(st.text())
def test_any_text_is_a_file_or_a_connector_error(text: str) -> None:
    with pytest.raises(ConnectorError):
        Roots({"inbox": Path("/nonexistent")}).read(f"inbox:{text}")

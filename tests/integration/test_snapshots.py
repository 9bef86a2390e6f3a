"""The untouched files: who may download them, and that no browser interprets them."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from indicators.models import IngestionRun, RawSnapshot
from indicators.services import accounts, snapshots
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = b"<script>alert(1)</script>"


def kept(content: bytes, *, url: str, name: str = "figures.csv") -> RawSnapshot:
    return snapshots.store(
        content, media_type="text/html", url=url, name=name, retrieved_at=factories.NOW
    )


def is_a_file_to_keep(response: Any, content: bytes, name: str) -> bool:
    assert b"".join(response.streaming_content) == content
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return bool(response.headers["Content-Disposition"] == f'attachment; filename="{name}"')


def signed_in(name: str) -> Client:
    accounts.ensure_demo_users(factories.NOW)
    User.objects.get_or_create(username="reader")
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def test_everybody_may_have_a_file_of_the_catalogue(client: Client) -> None:
    found = kept(PAGE, url="catalogue:figures/miit.csv", name="miit.csv")
    response = client.get(f"/snapshots/{found.sha256}/")
    assert is_a_file_to_keep(response, PAGE, "miit.csv")


@pytest.mark.parametrize(
    "url", ["", "inbox:a.csv", "https://stats.example/a.csv", "https://x.example/catalogue:a"]
)
def test_other_files_are_for_staff(client: Client, url: str) -> None:
    found = kept(PAGE, url=url)
    assert client.get(f"/snapshots/{found.sha256}/").status_code == 403
    address = f"/admin/snapshots/{found.sha256}/"
    assert client.get(address).status_code == 302
    assert signed_in("reader").get(address).status_code == 302
    assert is_a_file_to_keep(signed_in("editor").get(address), PAGE, "figures.csv")


def test_staff_without_the_right_to_see_runs_may_not() -> None:
    found = kept(PAGE, url="")
    client = signed_in("editor")
    User.objects.get(username="editor").groups.clear()
    assert client.get(f"/admin/snapshots/{found.sha256}/").status_code == 403


@pytest.mark.parametrize("sha256", ["0" * 64, "nothing", "..", "%00"])
def test_an_unknown_file_is_not_found(client: Client, sha256: str) -> None:
    assert client.get(f"/snapshots/{sha256}/").status_code == 404
    assert signed_in("editor").get(f"/admin/snapshots/{sha256}/").status_code == 404


def test_a_file_that_changed_on_disk_is_not_sent(client: Client, tmp_path: Path) -> None:
    found = kept(PAGE, url="catalogue:a.csv")
    (tmp_path / "raw" / found.path).write_bytes(b"something else")
    assert client.get(f"/snapshots/{found.sha256}/").status_code == 404
    assert signed_in("editor").get(f"/admin/snapshots/{found.sha256}/").status_code == 404


@pytest.mark.parametrize(("url", "leads"), [("catalogue:a.csv", "snapshots"), ("", "admin")])
def test_a_run_leads_to_its_file(client: Client, url: str, leads: str) -> None:
    found = kept(PAGE, url=url)
    run = factories.ingest(PAGE)
    IngestionRun.objects.filter(pk=run.pk).update(snapshot=found)
    page = client.get(f"/runs/{run.pk}/").content.decode()
    assert f'href="/{"admin/" if leads == "admin" else ""}snapshots/{found.sha256}/"' in page
    assert ("CC BY 4.0)" in page) is (leads == "snapshots")


def test_the_release_of_a_figure_leads_staff_to_its_file() -> None:
    run = factories.revisions({"2020-12": [("2021-03-01", "718000")]})
    release = run.releases.get()
    page = signed_in("reviewer").get(f"/admin/indicators/release/{release.pk}/change/")
    assert f"/admin/snapshots/{run.snapshot.sha256}/" in page.content.decode()  # type: ignore[union-attr]


# --- Kept whole, or not at all -----------------------------------------------------------------
def stored(content: bytes) -> RawSnapshot:
    return kept(content, url="")


def test_half_a_file_that_somebody_left_is_written_again(tmp_path: Path) -> None:
    content = b"indicator,entity\n" * 1000
    found = stored(content)
    lies = tmp_path / "raw" / found.path
    lies.write_bytes(content[:700])  # as a process leaves it that is killed while it writes
    assert snapshots.read(stored(content)) == content


def test_what_killed_writes_left_is_removed_once_it_is_old(tmp_path: Path) -> None:
    snapshot = kept(PAGE, url="inbox:figures.csv")
    path = tmp_path / "raw" / snapshot.path
    left, busy = path.with_name("a.part"), path.with_name("b.part")
    for file in (left, busy):
        file.write_bytes(b"half")
    os.utime(left, (0, factories.NOW.timestamp() - 90_000))
    os.utime(busy, (0, factories.NOW.timestamp()))
    os.utime(path, (0, 0))
    assert snapshots.sweep(before=factories.NOW - timedelta(days=1)) == 1
    assert {one.name for one in path.parent.iterdir()} == {path.name, "b.part"}


def test_a_file_that_cannot_be_kept_leaves_nothing_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(snapshots.os, "fsync", full)
    with pytest.raises(snapshots.SnapshotError, match="No space left on device"):
        stored(b"indicator\n")
    assert [path for path in (tmp_path / "raw").rglob("*") if path.is_file()] == []
    assert RawSnapshot.objects.count() == 0
    monkeypatch.undo()
    assert snapshots.read(stored(b"indicator\n")) == b"indicator\n"

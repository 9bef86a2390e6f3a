"""What becomes of held runs once their releases are decided, or a newer run has made them vain."""

from __future__ import annotations

from indicators.domain import words
from indicators.domain.codelists import ReleaseState, RunState
from indicators.models import IngestionRun, Release
from indicators.services import changes


def settle(release: Release) -> None:
    """End a held run with the decision on the last of its releases.

    Runs are public; who decided stands with the release.
    """
    run = release.run
    if run is None or RunState(run.state) is not RunState.HELD:
        return
    states = set(run.releases.values_list("state", flat=True))
    if ReleaseState.HELD in states:
        return
    if ReleaseState.PUBLISHED in states:
        run.state, run.message = RunState.DONE, f"{run.message} Published after review."
    else:
        run.state = RunState.FAILED
        run.message = f"{words.REJECTED_AFTER}: {release.reason}"
    run.save(update_fields=["state", "message"])
    changes.bump()
    if RunState(run.state) is RunState.DONE:
        close_older(run)


def close_older(run: IngestionRun) -> None:
    """Close what earlier runs of the same file hold, now that this one was published: two queries.

    What they would bring is known, or was read with settings that no longer hold.
    """
    if run.snapshot_id is None:
        return
    older = Release.objects.select_for_update(of=("self",)).filter(
        state=ReleaseState.HELD,
        run__source=run.source_id,
        run__snapshot=run.snapshot_id,
        run__pk__lt=run.pk,
    )
    for release in older.select_related("run").order_by("pk"):
        _close(release, f"superseded by run {run.pk}")


def close_known(release: Release) -> None:
    """Close a held release that has nothing left to publish, because all of it is known."""
    newer = (
        Release.objects.filter(
            source=release.source_id, number__isnull=False, run__pk__gt=release.run_id
        )
        .order_by("-run")
        .values_list("run", flat=True)
        .first()
    )
    _close(
        release,
        f"superseded by run {newer}" if newer else "every figure is known already from elsewhere",
    )


def _close(release: Release, reason: str) -> None:
    """Reject a release for a reason that no person has to judge; its figures stay to be seen."""
    release.state, release.reason = ReleaseState.REJECTED, reason
    release.save(update_fields=["state", "reason"])
    run = release.run
    assert run is not None
    states = set(run.releases.values_list("state", flat=True))
    if RunState(run.state) is not RunState.HELD or ReleaseState.HELD in states:
        return
    before = run.message.partition(words.HELD_FOR)[0]
    if ReleaseState.PUBLISHED in states:
        run.state, said = RunState.DONE, "Published after review."
    else:
        run.state, said = RunState.UNCHANGED, f"{reason[0].upper()}{reason[1:]}."
    run.message = f"{before}{said}"
    run.save(update_fields=["state", "message"])
    changes.bump()

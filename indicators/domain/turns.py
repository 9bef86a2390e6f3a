"""Whether a change of status is for the better: for reading a list of changes at a glance."""

from __future__ import annotations

from enum import StrEnum

from indicators.domain.codelists import Status

# Only these can be compared: pending, overdue and not assessable say nothing good or bad.
_LEVELS = {
    Status.MET: 5,
    Status.KEPT: 5,
    Status.MET_LATE: 4,
    Status.ON_TRACK: 4,
    Status.BEHIND: 3,
    Status.FAR_BEHIND: 2,
    Status.WRONG_DIRECTION: 1,
    Status.MISSED: 0,
    Status.BREACHED: 0,
}


class Turn(StrEnum):
    """The direction of a change of status."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"


def turn(before: Status | None, after: Status) -> Turn:
    """The direction from one status to another; ``OTHER`` where they cannot be compared."""
    if before not in _LEVELS or after not in _LEVELS or _LEVELS[before] == _LEVELS[after]:
        return Turn.OTHER
    return Turn.BETTER if _LEVELS[after] > _LEVELS[before] else Turn.WORSE

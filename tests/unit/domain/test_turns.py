"""Which changes of status are for the better."""

from __future__ import annotations

import pytest

from indicators.domain.codelists import Status
from indicators.domain.turns import Turn, turn


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (Status.BEHIND, Status.ON_TRACK, Turn.BETTER),
        (Status.ON_TRACK, Status.BEHIND, Turn.WORSE),
        (Status.ON_TRACK, Status.MET, Turn.BETTER),
        (Status.MET, Status.MISSED, Turn.WORSE),
        (Status.MISSED, Status.MET_LATE, Turn.BETTER),
        (Status.KEPT, Status.BREACHED, Turn.WORSE),
        (Status.FAR_BEHIND, Status.WRONG_DIRECTION, Turn.WORSE),
        (Status.PENDING, Status.ON_TRACK, Turn.OTHER),
        (Status.ON_TRACK, Status.OVERDUE, Turn.OTHER),
        (Status.MET, Status.NOT_ASSESSABLE, Turn.OTHER),
        (None, Status.MET, Turn.OTHER),
    ],
)
def test_direction(before: Status | None, after: Status, direction: Turn) -> None:
    assert turn(before, after) is direction

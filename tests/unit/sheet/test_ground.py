from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.sheet.ground import ranks
from tests.sheet_region import PLAIN, source_of

if TYPE_CHECKING:
    import pytest

    from tests.hand_drawn import Links, Points

FRAME = (499_000.0, -1000.0, 511_000.0, 1000.0)
CLOSED: Links = {
    **PLAIN,
    "shut": {"at": [(0, 500), (900, 500)], "status": "closed"},
    "far": {"at": [(40_000, 0), (41_000, 0)], "status": "closed"},
}


def test_roads_have_the_rank_of_their_class() -> None:
    classes = pd.Series(["primary", "trunk_link", "residential", "track", "path", "ferry"])
    assert ranks(classes).tolist() == [0, 0, 1, 2, 2, 2]


def test_what_lies_within_the_frame_is_seen_and_clipped() -> None:
    seen = source_of(CLOSED).ground.seen(FRAME, 1.0)
    assert sorted(rank for _, rank in seen.roads) == [0, 2, 2, 2, 2]
    assert [line.tolist() for line in seen.closed] == [[[500_000, 500], [500_900, 500]]]
    highest = max(float(np.max(bends[:, 1])) for bends, _ in seen.roads)
    assert 1000 <= highest <= 1010


def test_the_settlements_with_most_people_are_named_those_that_crowd_them_not() -> None:
    people: Points = {"small": (5100, 0, 9.0), "large": (5000, 0, 900.0), "other": (9000, 0, 5.0)}
    seen = source_of(None, people).ground.seen(FRAME, 1.0)
    assert [name for name, *_ in seen.names] == ["LARGE", "OTHER"]


def test_of_too_many_roads_the_main_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sheet.ground.MOST_ROADS", 1)
    assert [rank for _, rank in source_of().ground.seen(FRAME, 1.0).roads] == [0]


def test_only_exact_incidents_are_points() -> None:
    source = source_of(
        incidents=[(2000, 100, {}), (3000, 100, {"where_precision": 2}), (90_000, 0, {})],
        region={"map": {"show_incident_points": True}},
    )
    assert source.ground.seen(FRAME, 1.0).incidents.tolist() == [[502_000, 100]]

"""Who gains and who loses, from tables small enough to read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.whatif.differences import changes, summary

NAN = np.nan
SAFE, RISKY, FAR = ("reachable", "ok"), ("conditional", "insecure"), ("unreachable", "too_far")
NONE = ("unreachable", "closed_link")


def reach(*ways: tuple[tuple[str, str], float]) -> pd.DataFrame:
    """One row a community, each with status, reason and minutes."""
    rows = [
        {"community_id": f"c{n}", "service_type": "hub", "scenario": "dry", "status": status,
         "reason": reason, "minutes": minutes}
        for n, ((status, reason), minutes) in enumerate(ways)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def communities(*people: float) -> Any:  # noqa: ANN401  a table without its geometry
    ids = [f"c{n}" for n in range(len(people))]
    areas = ["a" if n % 2 == 0 else "b" for n in range(len(people))]
    return pd.DataFrame(
        {"community_id": ids, "community_name": ids, "area_id": areas, "people": people}
    )


def areas() -> Any:  # noqa: ANN401  a table without its geometry
    return pd.DataFrame({"area_id": ["a", "b", "z"], "area_name": ["A", "B", "Z"]})


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((SAFE, 10.0), (SAFE, 10.0), "same"),
        ((SAFE, 10.0), (SAFE, 11.0), "same"),
        ((SAFE, 10.0), (SAFE, 11.1), "slower"),
        ((SAFE, 11.1), (SAFE, 10.0), "faster"),
        ((SAFE, 10.0), (NONE, NAN), "cut_off"),
        ((NONE, NAN), (SAFE, 10.0), "connected"),
        ((NONE, NAN), (NONE, NAN), "same"),
        ((SAFE, 10.0), (RISKY, 10.0), "cut_off"),
        ((RISKY, 10.0), (NONE, NAN), "cut_off"),
        ((RISKY, 10.0), (SAFE, 90.0), "connected"),
        ((FAR, 700.0), (FAR, 800.0), "slower"),
        ((FAR, 700.0), (NONE, NAN), "cut_off"),
        ((RISKY, 700.0), (FAR, 700.0), "same"),
    ],
)
def test_what_changes_for_one(before: Any, after: Any, change: str) -> None:  # noqa: ANN401
    found = changes(reach(before), reach(after), communities(5.0))
    assert found["change"].tolist() == [change]
    assert found[["status_before", "status_after"]].to_numpy().tolist() == [
        [before[0][0], after[0][0]]
    ]


def test_the_order_of_rows_does_not_show() -> None:
    before, after = (reach((SAFE, 10.0), (SAFE, 20.0), (NONE, NAN)) for _ in range(2))
    after.loc[0, "minutes"] = 30.0
    one = changes(before, after, communities(1.0, 2.0, 3.0))
    other = changes(before[::-1], after.sample(frac=1, random_state=1), communities(1.0, 2.0, 3.0))
    pd.testing.assert_frame_equal(one, other)


def test_people_are_added_up_by_area_and_areas_without_any_stay() -> None:
    before = reach((SAFE, 10.0), (SAFE, 10.0), (SAFE, 10.0), (NONE, NAN))
    after = reach((NONE, NAN), (SAFE, 30.0), (SAFE, 10.0), (SAFE, 5.0))
    told = summary(changes(before, after, communities(1.0, 2.0, 4.0, 8.0)), areas())
    rows = told.set_index("area_id").filter(like="people").to_dict("index")
    zero = dict.fromkeys(told.filter(like="people"), 0.0)
    assert rows == {
        "a": {**zero, "people": 5.0, "people_cut_off": 1.0, "people_same": 4.0},
        "b": {**zero, "people": 10.0, "people_slower": 2.0, "people_connected": 8.0},
        "z": zero,
    }

from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from pipeline.config import Resilience
from pipeline.layers.access import BANDS_MIN, access
from pipeline.schema import conform

SHARES = [
    *(f"band_{top}_min_share" for top in (30, 60, 120, 240)),
    "beyond_share",
    "unreachable_share",
    "unknown_share",
]
WITHIN = [f"within_{top}_min_share" for top in BANDS_MIN]
AREAS = pd.DataFrame({"area_id": ["A", "B"]})


def communities(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    names = ["community_id", "area_id", "people", "people_grade"]
    return pd.DataFrame(list(rows), columns=names).astype({"people": float})


def reach(*rows: tuple[str, float | None, str], scenario: str = "dry-4x4") -> pd.DataFrame:
    """Community, minutes, and status or `status:reason`."""
    told = [(name, minutes, *f"{said}:ok".split(":")[:2]) for name, minutes, said in rows]
    table = pd.DataFrame(told, columns=["community_id", "minutes", "status", "reason"])
    return table.assign(service_type="health", scenario=scenario).astype({"minutes": float})


def made(people: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    areas: Any = AREAS
    communities: Any = people
    table = access(areas=areas, communities=communities, reach=times)
    return conform("access", table).set_index("area_id")


def test_bands_hold_their_upper_end_and_shares_sum_to_one() -> None:
    minutes = [30, 30.1, 60, 120, 240, 240.1]
    ids = [f"c{i}" for i in range(8)]
    people = communities(*((name, "A", 10, "A") for name in ids))
    rows: list[tuple[str, float | None, str]] = [
        *((name, t, "reachable") for name, t in zip(ids, minutes, strict=False)),
        ("c6", None, "conditional"),
        ("c7", None, "unknown"),
    ]
    row: Any = made(people, reach(*rows)).loc["A"]
    assert row[SHARES].tolist() == pytest.approx([1 / 8, 2 / 8, *[1 / 8] * 5])
    assert row[WITHIN].tolist() == pytest.approx([1 / 8, 3 / 8, 4 / 8, 5 / 8])
    assert (row["people"], row["people_reached"]) == (80, 60)
    assert (row["people_unreachable"], row["people_unknown"]) == (10, 10)


def test_minutes_are_weighted_by_people_who_reach_it() -> None:
    people = communities(("a", "A", 50, "A"), ("b", "A", 30, "A"), ("c", "A", 20, "A"))
    times = reach(("a", 10, "reachable"), ("b", 100, "reachable"), ("c", None, "unreachable"))
    row: Any = made(people, times).loc["A"]
    assert row[["median_min", "p90_min"]].tolist() == [10, 100]
    assert row["mean_min"] == pytest.approx((50 * 10 + 30 * 100) / 80)


def test_too_far_is_unreachable_even_with_minutes() -> None:
    row = made(communities(("a", "A", 5, "A")), reach(("a", 500, "unreachable"))).loc["A"]
    assert row["unreachable_share"] == 1
    assert np.isnan(row["median_min"])


def test_insecure_people_are_unreachable_whatever_their_minutes_and_told_apart() -> None:
    people = communities(*((name, "A", 10, "A") for name in "abcd"))
    times = reach(
        ("a", 10, "reachable"),
        ("b", 20, "conditional:insecure"),
        ("c", None, "conditional:season"),
        ("d", 300, "unreachable:too_far"),
    )
    row: Any = made(people, times).loc["A"]
    assert row[SHARES].tolist() == [0.25, 0, 0, 0, 0, 0.75, 0]
    assert row[["insecure_share", "map_gap_share"]].tolist() == [0.25, 0]
    assert (row["people_reached"], row["people_unreachable"]) == (10, 30)
    assert row[["median_min", "mean_min", "p90_min"]].tolist() == [10, 10, 10]


def test_people_of_whom_the_map_says_too_little_are_told_apart_from_other_unknowns() -> None:
    people = communities(*((name, "A", 10, "A") for name in "abcd"))
    times = reach(
        ("a", None, "unknown:map_gap"),
        ("b", None, "unknown:closed_link"),
        ("c", 10, "reachable"),
    )
    row: Any = made(people, times).loc["A"]
    assert (row["unknown_share"], row["map_gap_share"], row["insecure_share"]) == (0.75, 0.25, 0)


def test_area_without_people_has_a_row_for_every_pair() -> None:
    people = communities(("a", "A", 5, "A"), ("b", "B", 0, "X"))
    one = reach(("a", 5, "reachable"), ("b", 9, "reachable"))
    table = made(people, pd.concat([one, one.assign(scenario="wet-4x4")]))
    assert len(table) == 4
    empty: Any = table.loc["B"]
    parts = ["insecure_share", "map_gap_share"]
    assert (
        empty[[*SHARES, *WITHIN, *parts, "median_min", "mean_min", "p90_min"]].isna().all(axis=None)
    )
    assert (empty["people"] == 0).all()
    assert (empty["grade"] == "X").all()
    alone = made(people[:1], one[:1])
    assert alone.loc["B", "grade"] == "X"


def test_shares_that_round_above_one_stay_within_it() -> None:
    people = communities(*((f"c{i}", "A", 0.1, "A") for i in range(10)))
    times = reach(*((f"c{i}", 25.0 * i, "reachable") for i in range(10)))
    assert made(people, times).loc["A", "within_240_min_share"] == 1


def test_a_region_file_may_ask_for_every_band_and_for_no_other() -> None:
    asked = Resilience.model_fields["access_within_min"].annotation
    assert get_args(asked) == BANDS_MIN


def test_people_of_whom_reach_is_silent_are_unknown() -> None:
    people = communities(("a", "A", 30, "A"), ("b", "A", 10, "B"))
    row = made(people, reach(("a", 5, "reachable"))).loc["A"]
    assert (row["unknown_share"], row["people_unknown"]) == (0.25, 10)


def test_grade_is_the_worst_that_carries_a_tenth() -> None:
    people = communities(("a", "A", 85, "A"), ("b", "A", 10, "B"), ("c", "A", 5, "C"))
    times = reach(*((name, 1, "reachable") for name in "abc"))
    assert made(people, times).loc["A", "grade"] == "B"


def test_without_reach_nothing_is_asked() -> None:
    assert made(communities(("a", "A", 1, "A")), reach()).empty
    assert made(communities(), reach()).empty


def test_row_order_does_not_show() -> None:
    people = communities(("a", "A", 50, "A"), ("b", "B", 30, "C"))
    times = reach(("a", 10, "reachable"), ("b", 100, "reachable"))
    pd.testing.assert_frame_equal(made(people[::-1], times[::-1]), made(people, times))

from typing import Any

import pandas as pd
import pytest

from pipeline.layers.equity import equity
from pipeline.schema import conform


def made(*rows: tuple[str, float, float | None, str], grade: str = "A") -> Any:  # noqa: ANN401
    """The one row of a table from community, people, minutes and status."""
    told = pd.DataFrame(list(rows), columns=["community_id", "people", "minutes", "status"])
    communities: Any = told[["community_id", "people"]].astype({"people": float})
    reach = told.assign(service_type="health", scenario="dry-4x4").astype({"minutes": float})
    table = equity(communities=communities.assign(people_grade=grade), reach=reach)
    return conform("equity", table).iloc[0]


def test_gini_and_fifths_over_people() -> None:
    """Of ten people, two have 1 minute, six have 5 and two have 9: sum of |differences| is 256."""
    row = made(
        ("a", 2, 1, "reachable"), ("b", 6, 5, "reachable"), ("c", 2, 9, "reachable")
    )  # fmt: skip
    assert row["gini"] == pytest.approx(256 / (2 * 10 * 50))
    assert row[["mean_min", "best_fifth_min", "worst_fifth_min", "gap_min"]].tolist() == [
        5,
        1,
        9,
        8,
    ]


def test_who_has_no_minutes_is_counted_beside_and_never_as_far_away() -> None:
    reached = ("a", 10.0, 30.0, "reachable")
    alone = made(reached)
    row = made(
        reached,
        ("cut off", 20, None, "unreachable"),
        ("ambushed", 10, 40, "conditional"),
        ("unmapped", 5, None, "unknown"),
    )
    numbers = ["gini", "mean_min", "best_fifth_min", "worst_fifth_min", "gap_min"]
    assert row[numbers].tolist() == alone[numbers].tolist() == [0, 30, 30, 30, 0]
    people = ["people_counted", "people_without", "people_unknown"]
    assert row[people].tolist() == [10, 30, 5]
    assert row["without_share"] == 0.75


def test_where_nobody_has_minutes_there_are_no_numbers() -> None:
    row = made(("a", 10, None, "unreachable"), ("nobody", 0, 5, "reachable"))
    assert row[["gini", "mean_min", "gap_min"]].isna().all()
    assert (row["people_without"], row["grade"]) == (10, "X")
    unknown = made(("a", 10, None, "unknown"))
    assert pd.isna(unknown["without_share"])


def test_the_grade_is_that_of_the_people_counted() -> None:
    assert made(("a", 10, 4, "reachable"), grade="C")["grade"] == "C"


def test_every_type_and_scenario_has_its_own_row() -> None:
    communities: Any = pd.DataFrame({"community_id": ["a"], "people": [1.0], "people_grade": ["A"]})
    kinds = [("health", "wet"), ("health", "dry"), ("hub", "dry")]
    reach = pd.DataFrame(kinds, columns=["service_type", "scenario"])
    reach = reach.assign(community_id="a", minutes=[9.0, 3.0, 5.0], status="reachable")
    table = conform("equity", equity(communities=communities, reach=reach))
    assert table["mean_min"].tolist() == [3, 9, 5]
    assert conform("equity", equity(communities=communities, reach=reach[:0])).empty

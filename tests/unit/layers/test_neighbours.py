from typing import Any

import pytest

from pipeline.layers.neighbours import neighbours
from pipeline.schema import conform
from tests.violence import areas, communities


def made(people: Any, *, ids: str = "ABC", reach_km: float = 15) -> Any:  # noqa: ANN401
    where = areas(ids)
    table = neighbours(areas=where, communities=people, reach_km=reach_km, border_tolerance_m=100)
    return conform("neighbours", table).set_index(["area_id", "neighbour_id"])


def test_distance_is_between_the_mean_places_of_people() -> None:
    people = communities(("A", 30, 2), ("A", 10, 6), ("B", 5, 11), ("B", 0, 19))
    table = made(people)
    assert table.loc[("A", "B"), "distance_m"] == 8000
    assert table.loc[("B", "A"), "distance_m"] == 8000


def test_where_nobody_lives_a_point_inside_stands_for_the_area() -> None:
    assert made(communities(("B", 5, 12))).loc[("A", "B"), "distance_m"] == 7000


def test_border_and_reach_both_make_neighbours() -> None:
    people = communities(("A", 1, 1), ("B", 1, 19), ("C", 1, 21))
    table = made(people)
    assert table["shares_border"].to_dict() == {
        ("A", "B"): True,
        ("B", "A"): True,
        ("B", "C"): True,
        ("C", "B"): True,
    }
    wide = made(people, reach_km=20)
    assert not wide.loc[("A", "C"), "shares_border"]
    assert wide.loc[("C", "A"), "distance_m"] == pytest.approx(20_000)


def test_an_area_alone_has_no_row() -> None:
    assert made(communities(), ids="A").empty

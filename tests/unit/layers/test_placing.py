from typing import Any

import pytest

from tests.violence import areas, communities, incidents, placed


def weights(*args: Any, **options: Any) -> dict[str, float]:  # noqa: ANN401
    table = placed(*args, **options)
    return dict(table.groupby("area_id")["weight"].sum())


def hows(*args: Any, **options: Any) -> set[str]:  # noqa: ANN401
    return set(placed(*args, **options)["how"])


def test_exact_incident_counts_where_it_lies() -> None:
    table = placed(incidents(("2020-12-01", 1, 5), ("2020-12-01", 1, 15)))
    assert table.to_numpy().tolist() == [
        ["i00000", "A", 1, "at_point"],
        ["i00001", "B", 1, "at_point"],
    ]


def test_blurred_incident_is_shared_by_people_within_the_radius() -> None:
    event = incidents(("2020-12-01", 2, 5))
    assert weights(event, blur_km=12) == {"A": 0.25, "B": 0.75}
    assert hows(event, blur_km=12) == {"blurred"}


def test_blurred_incident_far_from_people_counts_at_its_point() -> None:
    event, people = incidents(("2020-12-01", 2, 5)), communities(("C", 9, 29))
    assert weights(event, people=people, blur_km=12) == {"A": 1}
    assert hows(event, people=people, blur_km=12) == {"at_point"}


def test_divisions_share_by_people_and_give_way_to_larger_ones() -> None:
    where = areas(adm1_id=["P", "P", "P"], adm2_id=["D", "D", None])
    assert weights(incidents(("2020-12-01", 3, 5)), where) == {"A": 0.25, "B": 0.75}
    by_first = pytest.approx({"A": 0.1, "B": 0.3, "C": 0.6})
    assert weights(incidents(("2020-12-01", 4, 5)), where) == by_first
    assert weights(incidents(("2020-12-01", 3, 25)), where) == by_first
    assert hows(incidents(("2020-12-01", 3, 25)), where) == {"spread"}


def test_an_area_is_its_own_division_at_that_level_or_without_columns() -> None:
    event = incidents(("2020-12-01", 3, 5))
    assert weights(event, areas(level=2, adm1_id=["P", "P", "P"])) == {"A": 1}
    assert weights(event) == {"A": 1}


def test_division_without_people_leaves_the_incident_where_it_lies() -> None:
    where = areas(adm2_id=["D", "D", "E"])
    event = incidents(("2020-12-01", 3, 15))
    assert weights(event, where, communities(("C", 5, 25))) == {"B": 1}


def test_vague_and_outside_incidents_are_not_placed() -> None:
    events = incidents(("2020-12-01", 5, 5), ("2020-12-01", 7, 5), ("2020-12-01", 2, -1))
    assert placed(events).empty


def test_incidents_after_any_day_are_placed() -> None:
    assert weights(incidents(("2099-12-01", 1, 5))) == {"A": 1}


def test_no_incidents_and_no_communities_are_no_rows_and_points() -> None:
    assert placed(incidents()).empty
    assert weights(incidents(("2020-06-01", 2, 5)), people=communities()) == {"A": 1}

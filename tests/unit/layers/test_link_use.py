"""Who uses which link, on paper: a road to the east with a way round, 10 metres a second."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.layers.link_use import link_use
from pipeline.schema import conform
from tests.hand_drawn import Links, Points, drawn

LINKS: Links = {
    "a": {"at": [(0, 0), (1000, 0)]},
    "b": {"at": [(1000, 0), (2000, 0)]},
    "c": {"at": [(2000, 0), (3000, 0)]},
    "round": {"at": [(1000, 0), (1000, 300), (2000, 300), (2000, 0)]},
}
PEOPLE: Points = {"near": (500, 0, 1), "middle": (2000, 0, 10), "east": (2500, 0, 100)}
HUB: Points = {"h": (0, 0)}
Rows = set[tuple[str, str, float, int]]


def used(
    *,
    links: Links = LINKS,
    people: Points = PEOPLE,
    hubs: Points = HUB,
    services: dict[str, Points] | None = None,
    **told: Any,  # noqa: ANN401  passed on as it is
) -> Rows:
    """Link, service, people and communities."""
    tables = drawn(links, people, hubs, services=services, **told)
    table = conform("link_use", link_use(**tables))
    shuffled = {n: t[::-1] if hasattr(t, "columns") else t for n, t in tables.items()}
    assert conform("link_use", link_use(**shuffled)).equals(table)
    columns = ["link_id", "service_id", "people", "communities_count"]
    return set(table[columns].itertuples(index=False, name=None))


def test_people_are_on_every_link_of_their_way_first_and_last_parts_included() -> None:
    assert used() == {("a", "h", 111, 3), ("b", "h", 110, 2), ("c", "h", 100, 1)}


def test_a_closed_link_sends_them_round() -> None:
    closed = LINKS | {"b": {**LINKS["b"], "status": "closed"}}
    ways = {("a", "h", 111, 3), ("round", "h", 110, 2), ("c", "h", 100, 1)}
    assert used(links=closed) == ways


def test_each_goes_to_the_nearest_service_of_each_type_alone() -> None:
    clinics: Points = {"west": (0, 0), "top": (3000, 0)}
    rows = used(hubs={}, services={"health": clinics, "school": {"only": (1000, 0)}})
    to_clinic = {("a", "west", 1, 1), ("c", "top", 110, 2)}
    to_school = {("a", "only", 1, 1), ("b", "only", 110, 2), ("c", "only", 100, 1)}
    assert rows == to_clinic | to_school


def test_who_is_at_the_service_uses_no_link_and_part_of_a_link_is_a_link() -> None:
    assert used(people={"there": (0, 0, 5)}) == set()
    beside: Points = {"beside": (400, 0, 5)}
    assert used(people=beside, hubs={"h": (600, 0)}) == {("a", "h", 5, 1)}


def test_what_is_delivered_goes_along_the_one_way() -> None:
    one_way = LINKS | {"b": {**LINKS["b"], "oneway": "forward"}}
    people: Points = {"middle": (2000, 0, 10)}
    clinic: dict[str, Points] = {"health": {"s": (1000, 0)}}
    assert used(links=one_way, people=people, hubs={}, services=clinic) == {("round", "s", 10, 1)}
    there = used(links=one_way, people=people, hubs={}, services=clinic, delivery=["health"])
    assert there == {("b", "s", 10, 1)}


def test_nobody_counted_is_still_a_way() -> None:
    assert used(people={"empty": (1000, 0)}) == {("a", "h", 0, 1)}


@pytest.mark.parametrize(
    "nothing",
    [
        {"people": {}},
        {"hubs": {}},
        {"people": {"lost": (0, 9000, 5)}},
        {"links": {}},
        {"links": {"a": {**LINKS["a"], "shut": ["dry-4x4"]}}},
    ],
)
def test_where_there_is_no_way_there_is_no_row(nothing: dict[str, Any]) -> None:
    assert used(**nothing) == set()


def test_only_the_base_scenario_counts() -> None:
    wet = LINKS | {"b": {**LINKS["b"], "shut": ["wet-4x4"]}}
    assert used(links=wet, scenario_names=["dry-4x4", "wet-4x4"]) == used()
    assert ("round", "h", 110, 2) in used(links=wet, scenario_names=["wet-4x4", "dry-4x4"])

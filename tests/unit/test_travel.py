"""What the layers of travel share, on a network of four links and on paper."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import Found
from pipeline.geo.graph.ways import edges_of
from pipeline.layers.hierarchy import hierarchy
from pipeline.layers.topology import topology
from pipeline.travel import (
    OPEN,
    SECURE,
    SHUT,
    SHUT_IF_KNOWN,
    Offer,
    Roads,
    Trips,
    Walk,
    link_ms,
    minutes_of,
    offers,
)
from tests.trips import NO_WAITS, SCENARIOS, scenarios_of

CAR, FOOT = "dry-4x4", "dry-foot"
VIEWS = [SHUT, SECURE, SHUT_IF_KNOWN, OPEN]
LINKS = pd.DataFrame(
    [
        ("d", 3, 0, 4000.0, "both"),
        ("b", 1, 2, 2000.0, "forward"),
        ("a", 0, 1, 1000.0, "both"),
        ("c", 3, 2, 3000.0, "backward"),
    ],
    columns=["link_id", "from_node", "to_node", "length_m", "oneway"],
)
"""A ring 0 -a- 1 -b> 2 -c> 3 -d- 0, c drawn from 3; at 36 km/h a kilometre is 100 seconds."""
A_S, B_S, C_S, D_S = 100, 200, 300, 400
Rows = list[tuple[str, str, str, float, float]]


def roads_of(
    *,
    status: dict[str, str] | None = None,
    waits: pd.DataFrame = NO_WAITS,
    closed: str | None = None,
    without_speed: str | None = None,
    insecure: tuple[str, ...] = (),
) -> Roads:
    """The ring; `closed` has a null speed, `without_speed` no row, in every scenario."""
    speeds = pd.DataFrame({"scenario": SCENARIOS}).merge(LINKS["link_id"], how="cross")
    kmh = np.where(speeds["link_id"] == closed, np.nan, 36.0)
    reports = status or {}
    tables: Any = {
        "network": LINKS,
        "hierarchy": hierarchy(topology=topology(network=LINKS)),
        "speeds": speeds.assign(speed_kmh=kmh)[speeds["link_id"] != without_speed].iloc[::-1],
        "scenarios": scenarios_of(),
        "waits": waits,
        "link_status": pd.DataFrame({"link_id": list(reports), "status": list(reports.values())}),
    }
    return Roads(tables, insecure)


def seconds(
    roads: Roads, scenario: str = CAR, view: str = SHUT, factor: tuple[float, ...] = (1, 1, 1, 1)
) -> list[list[int]]:
    """Each link's seconds along and back, by link; -1 where it is closed."""
    cost = roads.edges(scenario, view, np.array(factor)).cost
    assert cost.dtype == np.uint32
    told = np.where(cost == NEVER, -1, cost.astype(np.int64) // 1000)
    return [list(pair) for pair in told.reshape(-1, 2).tolist()]


def waits_of(**rows: tuple[float, float]) -> pd.DataFrame:
    """Minutes waited and where, by link."""
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["wait_min", "at_share"])
    return table.rename_axis("link_id").reset_index()


def connectors_of(rows: Rows) -> pd.DataFrame:
    columns = ["point_kind", "point_id", "link_id", "at_share", "distance_m"]
    return pd.DataFrame(rows, columns=columns)


def ids(*names: str) -> pd.Series:
    return pd.Series(names, dtype="str")


WALK = Walk(kmh=3.6, detour=2.0)
"""A metre off the road is two seconds."""
PLACES: Rows = [
    ("service", "s", "c", 1.0, 10.0),
    ("community", "q", "d", 0.5, 20.0),
    ("community", "p", "b", 0.5, 5.0),
]
"""The service is at node 2, one community midway on d, one midway on b."""


def trips_of(roads: Roads, *, is_delivery: bool = False) -> Trips:
    offered = [Offer("health", "service", ids("s"))]
    told: Any = {
        "connectors": connectors_of(PLACES),
        "communities": pd.DataFrame({"community_id": ids("q", "p")}),
        "delivery": ["health"] * is_delivery,
        "walk_kmh": WALK.kmh,
        "walk_detour": WALK.detour,
    }
    return Trips(roads, told, offered)


def nearest_of(roads: Roads, scenario: str, *, is_delivery: bool = False) -> Found:
    """What is found for the one type that there is."""
    found = trips_of(roads, is_delivery=is_delivery).found(scenario)
    return Found(*(column[0] for column in found))


def test_links_are_by_id_and_one_ways_bind_whoever_drives() -> None:
    roads = roads_of()
    assert list(roads.link_ids) == ["a", "b", "c", "d"]
    assert seconds(roads) == [[A_S, A_S], [B_S, -1], [-1, C_S], [D_S, D_S]]
    assert seconds(roads, "wet-motorbike") == seconds(roads)


def test_one_ways_do_not_bind_people_on_foot() -> None:
    on_foot = [[A_S, A_S], [B_S, B_S], [C_S, C_S], [D_S, D_S]]
    for scenario in (FOOT, "wet-foot"):
        assert seconds(roads_of(), scenario) == on_foot
    shut = roads_of(status={"b": "closed"})
    assert seconds(shut, FOOT)[1] == [-1, -1]


@pytest.mark.parametrize("roads", [{"closed": "a"}, {"without_speed": "a"}])
def test_a_link_without_speed_is_closed_in_every_view(roads: dict[str, Any]) -> None:
    for view in VIEWS:
        assert seconds(roads_of(**roads), CAR, view)[0] == [-1, -1]


def test_waits_add_to_both_directions_and_open_nothing() -> None:
    waits = waits_of(d=(0.5, 0.25), b=(1e9, 0.75))
    roads = roads_of(waits=waits)
    assert seconds(roads) == [[A_S, A_S], [-1, -1], [-1, C_S], [D_S + 30, D_S + 30]]
    assert seconds(roads_of(waits=waits, status={"d": "closed"}))[3] == [-1, -1]
    places = roads.edges(CAR, SHUT).waits
    assert places.first.tolist() == [0, 0, 1, 1, 2]
    assert places.share.tolist() == [0.75, 0.25]
    assert places.cost.tolist() == [NEVER, 30_000]


def test_several_waits_on_a_link_are_in_the_order_of_their_places() -> None:
    waits = pd.concat([waits_of(d=(0.5, 0.75)), waits_of(d=(1.0, 0.25)), waits_of(x=(9.0, 0.5))])
    roads = roads_of(waits=waits)
    assert seconds(roads)[3] == [D_S + 90, D_S + 90]
    places = roads.edges(CAR, SHUT).waits
    assert places.first.tolist() == [0, 0, 0, 0, 2]
    assert places.share.tolist() == [0.25, 0.75]
    assert places.cost.tolist() == [60_000, 30_000]


def test_a_factor_is_of_the_speed_of_each_link_and_not_of_the_wait() -> None:
    roads = roads_of(waits=waits_of(d=(1.0, 0.5)))
    told = seconds(roads, factor=(2.0, 1.0, 0.5, 4.0))
    assert told == [[A_S // 2, A_S // 2], [B_S, -1], [-1, 2 * C_S], [160, 160]]


STATUSES = {"a": "closed", "b": "unknown", "c": "warning", "d": "open"}


@pytest.mark.parametrize(
    ("view", "shut"),
    [(SECURE, ["a", "b", "d"]), (SHUT, ["a", "b"]), (SHUT_IF_KNOWN, ["a"]), (OPEN, [])],
)
def test_a_view_closes_what_its_statuses_and_risks_say(view: str, shut: list[str]) -> None:
    found = seconds(roads_of(status=STATUSES, insecure=("d", "elsewhere")), FOOT, view)
    assert [link for link, cost in zip("abcd", found, strict=True) if cost == [-1, -1]] == shut


@pytest.mark.parametrize(
    ("status", "first"),
    [
        ({}, [SHUT, SHUT, SHUT, SHUT]),
        ({"a": "warning", "d": "open"}, [SHUT, SHUT, SHUT, SHUT]),
        ({"elsewhere": "closed"}, [SHUT, SHUT, SHUT, SHUT]),
        ({"a": "closed"}, [SHUT, SHUT, SHUT, OPEN]),
        ({"a": "unknown"}, [SHUT, SHUT, SHUT_IF_KNOWN, SHUT_IF_KNOWN]),
        ({"a": "unknown", "b": "closed"}, [SHUT, SHUT, SHUT_IF_KNOWN, OPEN]),
    ],
)
def test_a_view_is_the_first_that_closes_the_same(status: dict[str, str], first: list[str]) -> None:
    roads = roads_of(status=status)
    assert [roads.view(view) for view in VIEWS] == first


def test_insecure_links_make_a_view_of_their_own_where_they_are_not_closed_anyway() -> None:
    assert roads_of(status={"a": "closed"}, insecure=("a",)).view(SECURE) == SHUT
    assert roads_of(insecure=("elsewhere",)).view(SECURE) == SHUT
    roads = roads_of(status={"a": "closed"}, insecure=("b",))
    assert [roads.view(view) for view in VIEWS] == [SHUT, SECURE, SHUT, OPEN]


def test_the_same_view_of_a_scenario_is_searched_once() -> None:
    trips = trips_of(roads_of(status={"a": "closed"}))
    assert trips.found(CAR, SHUT_IF_KNOWN) is trips.found(CAR)
    assert trips.found(CAR, OPEN) is not trips.found(CAR)
    assert trips.found(FOOT) is not trips.found(CAR)


def test_contacts_are_sorted_and_only_of_the_wanted() -> None:
    rows: Rows = [
        ("service", "y", "d", 0.5, 10.0),
        ("service", "x", "c", 0.75, 3.0),
        ("service", "x", "c", 0.25, 2.0),
        ("service", "x", "a", 1.0, 1.0),
        ("service", "other", "a", 0.0, 9.0),
        ("community", "x", "b", 0.5, 9.0),
        ("hub", "y", "b", 0.5, 9.0),
    ]
    for order in (rows, rows[::-1]):
        found = roads_of().contacts(connectors_of(order), "service", ids("x", "z", "y"), WALK)
        assert found.point.tolist() == [0, 0, 0, 2]
        assert found.edge.tolist() == [0, 2, 2, 3]
        assert found.share.tolist() == [1.0, 0.25, 0.75, 0.5]
        assert found.cost.tolist() == [2_000, 4_000, 6_000, 20_000]


def test_no_connectors_or_no_ids_are_no_contacts() -> None:
    for rows, wanted in (([], ids("x")), (PLACES, ids())):
        found = roads_of().contacts(connectors_of(rows), "service", wanted, WALK)
        assert [len(column) for column in found] == [0, 0, 0, 0]


def test_ways_lead_to_the_service_or_from_it() -> None:
    """On foot, and from the service, c is the shorter way round to q."""
    found = nearest_of(roads_of(), CAR)
    assert (found.cost // 1000).tolist() == [B_S // 2 + 30, D_S // 2 + A_S + B_S + 60]
    assert (found.contact_cost // 1000).tolist() == [30, 60]
    assert found.seed.tolist() == [0, 0]
    on_foot = nearest_of(roads_of(), FOOT)
    assert (on_foot.cost // 1000).tolist() == [B_S // 2 + 30, D_S // 2 + C_S + 60]
    delivered = nearest_of(roads_of(), CAR, is_delivery=True)
    assert (delivered.cost // 1000).tolist() == [
        C_S + D_S + A_S + B_S // 2 + 30,
        C_S + D_S // 2 + 60,
    ]
    on_foot = nearest_of(roads_of(), FOOT, is_delivery=True)
    assert (on_foot.cost // 1000).tolist() == [B_S // 2 + 30, D_S // 2 + C_S + 60]


def test_the_links_of_ways_are_listed_from_the_community_in_either_direction() -> None:
    def listed(scenario: str, *, is_delivery: bool = False) -> list[list[str]]:
        trips = trips_of(roads_of(), is_delivery=is_delivery)
        (ways,) = trips.ways(scenario)
        for column, found in zip(ways.found, trips.found(scenario), strict=True):
            assert column[:, 0].tolist() == found[0].tolist()
        return [list(trips.roads.link_ids[edges_of(ways, point)]) for point in range(2)]

    assert listed(CAR) == [["b"], ["d", "a", "b"]]
    assert listed(FOOT) == [["b"], ["d", "c"]]
    assert listed(CAR, is_delivery=True) == [["b", "a", "d", "c"], ["d", "c"]]


def test_whether_there_is_a_way_in_some_scenario() -> None:
    trips = trips_of(roads_of(status={"a": "closed"}))
    assert trips.has_way(CAR).tolist() == [[True, False]]
    assert trips.has_way(CAR, OPEN).tolist() == [[True, True]]
    assert trips.has_any_way([CAR, "wet-truck"]).tolist() == [[True, False]]
    assert trips.has_any_way([CAR, FOOT]).tolist() == [[True, True]]
    assert trips.has_any_way([CAR, "wet-truck"], OPEN).tolist() == [[True, True]]


def test_sets_of_speeds_side_by_side_are_each_on_its_own() -> None:
    roads = roads_of(waits=waits_of(a=(1.0, 0.5)), status={"c": "unknown"})
    draws = [np.ones(4), np.full(4, 2.0), np.array([0.5, 1.0, 2.0, 4.0])]
    trips = trips_of(roads)
    (costs,) = trips.least_costs(*roads.laid_side_by_side(CAR, draws))
    by_hand = [
        [B_S / 2, D_S / 2 + A_S + 60 + B_S],
        [B_S / 4, D_S / 4 + A_S / 2 + 60 + B_S / 2],
        [B_S / 2, D_S / 8 + A_S * 2 + 60 + B_S],
    ]
    walks = np.array([30, 60])
    assert (costs.T // 1000).tolist() == (np.array(by_hand) + walks).tolist()
    assert costs[:, 0].tolist() == trips.found(CAR).cost[0].tolist()
    shut = trips_of(roads_of(status={"b": "closed"}))
    (none,) = shut.least_costs(*shut.roads.laid_side_by_side(CAR, draws))
    assert none.tolist() == [[-1] * 3] * 2


def test_offers_are_the_open_services_of_each_type_and_the_hubs() -> None:
    services = gpd.GeoDataFrame(
        {
            "service_id": ["s9", "s1", "s2", "s3", "s4"],
            "service_type": ["health", "health", "school", "health", "market"],
            "status": ["open", "open", "open", "closed", "open"],
        }
    )
    hubs = gpd.GeoDataFrame({"hub_id": ["h2", "h1"]})
    found = offers(services, hubs, ["health", "court", "school"])
    told = [(offer.kind, offer.point_kind, offer.ids.to_dict()) for offer in found]
    assert told == [
        ("health", "service", {0: "s1", 1: "s9"}),
        ("court", "service", {}),
        ("school", "service", {0: "s2"}),
        ("hub", "hub", {0: "h1", 1: "h2"}),
    ]
    (nothing,) = offers(services[:0], hubs[:0], [])
    assert (nothing.kind, len(nothing.ids)) == ("hub", 0)


def test_link_ms_is_rounded_up_and_never_where_nobody_moves() -> None:
    lengths = np.array([10, 10.001, 0, 0.3, 0.1 + 0.2, (NEVER - 1) / 100, NEVER / 100, 1e15])
    told = [1000, 1001, 0, 30, 30, NEVER - 1, NEVER, NEVER]
    assert link_ms(lengths, np.full(8, 36.0)).tolist() == told
    kmh = np.array([0, -1, np.nan, 1e-300])
    assert link_ms(np.full(4, 10.0), kmh).tolist() == [NEVER] * 4
    assert link_ms(np.zeros(1), np.array([np.nan])).tolist() == [NEVER]


def found_of(cost: npt.ArrayLike, seed: npt.ArrayLike, off: npt.ArrayLike) -> Found:
    return Found(*(np.array(column, np.int64) for column in (cost, seed, off)))


def test_minutes_are_flat_with_their_parts_and_null_for_no_way() -> None:
    found = found_of(
        [[60_000, 90_000], [120_000, -1]], [[1, 0], [0, -1]], [[0, 30_000], [6_000, -1]]
    )
    told = pd.DataFrame(minutes_of(found, ids("s", "t")))
    assert told["minutes"].tolist()[:3] == [1, 1.5, 2]
    assert told["walked_min"].tolist()[:3] == [0, 0.5, 0.1]
    assert told["driven_min"].tolist()[:3] == [1, 1, 1.9]
    assert told["service_id"].tolist()[:3] == ["t", "s", "s"]
    assert told.iloc[3].isna().all()


def test_minutes_of_nobody_and_of_no_services() -> None:
    nobody = minutes_of(found_of([], [], []), ids("s"))
    assert {len(column) for column in nobody.values()} == {0}
    nothing = minutes_of(found_of([-1, -1], [-1, -1], [-1, -1]), ids())
    assert pd.DataFrame(nothing).isna().all(axis=None)
    assert len(nothing["service_id"]) == 2

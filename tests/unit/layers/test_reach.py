from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.geo.graph.arcs import NEVER
from pipeline.layers.reach import reach
from pipeline.schema import conform
from pipeline.travel import link_ms
from tests.hand_drawn import Links, Points, network_of, points_of, speeds_of
from tests.trips import NO_WAITS, SCENARIOS, TRIPS, risk_of, travel_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

SETTINGS: dict[str, Any] = {**TRIPS, "time_limit_min": None}


def reached(
    links: Links,
    communities: Points,
    health: Points,
    *,
    hubs: Points | None = None,
    service_status: str = "open",
    link_status: dict[str, str] | None = None,
    insecure: Sequence[str] = (),
    is_gap: bool = False,
    waits: pd.DataFrame = NO_WAITS,
    max_snap_m: float = 5000.0,
    **settings: object,
) -> pd.DataFrame:
    reports = link_status or {}
    people = points_of(communities, "community_id").assign(area_id="x")
    offers = points_of(health, "service_id").assign(service_type="health", status=service_status)
    tables = travel_tables(
        network=network_of(links),
        speeds=speeds_of(links),
        link_status=pd.DataFrame({"link_id": list(reports), "status": list(reports.values())}),
        communities=people,
        services=offers,
        hubs=points_of(hubs or {}, "hub_id"),
        waits=waits,
        max_snap_m=max_snap_m,
    )
    gaps = pd.DataFrame({"area_id": ["x"], "is_map_gap": [is_gap]})
    about: dict[str, Any] = {"mapped_roads": gaps, "link_risk": risk_of(*insecure)}
    found = reach(**tables, **about, **{**SETTINGS, **settings})
    return conform("reach", found)


def to_health(*args: Any, **settings: Any) -> list[Any]:  # noqa: ANN401  passed on as it is
    """Status, reason and rounded minutes of the first community in the first scenario."""
    table = reached(*args, **settings)
    row = table[table["service_type"] == "health"].iloc[0]
    minutes = None if np.isnan(row["minutes"]) else round(row["minutes"], 4)
    return [row["status"], row["reason"], minutes]


ROAD: Links = {"road": {"at": [(0, 0), (6000, 0)]}}
TWO: Links = {"near": {"at": [(0, 0), (6000, 0)]}, "far": {"at": [(6000, 0), (12000, 0)]}}
HERE: Points = {"c": (0, 0)}
END: Points = {"s": (6000, 0)}
FAR_END: Points = {"s": (12000, 0)}


def test_minutes_are_the_drive_and_both_walks() -> None:
    table = reached(ROAD, {"c": (600, 75)}, {"s": (6600, 0)})
    row = table[table["service_type"] == "health"].iloc[0]

    assert row["minutes"] == pytest.approx(9 + 75 * 1.3 / 75 + 600 * 1.3 / 75)
    assert row["walked_min"] == pytest.approx(75 * 1.3 / 75 + 600 * 1.3 / 75)
    assert (row["service_id"], row["status"], row["reason"]) == ("s", "reachable", "ok")


def test_ties_go_to_the_least_service_id() -> None:
    table = reached(ROAD, {"c": (3000, 0)}, {"z": (0, 0), "b": (6000, 0)})
    assert table.loc[table["service_type"] == "health", "service_id"].tolist() == ["b"]


def test_hubs_are_a_type_of_their_own() -> None:
    table = reached(ROAD, HERE, {}, hubs={"h": (6000, 0)}).set_index("service_type")
    assert table["minutes"].to_dict()["hub"] == 10
    assert table["reason"].to_dict() == {"health": "no_service", "hub": "ok"}


def test_one_ways_bind_vehicles_in_the_direction_of_the_trip() -> None:
    forward = {"road": {"at": [(0, 0), (6000, 0)], "oneway": "forward"}}
    there, back = ({"c": (1000, 0)}, {"s": (5000, 0)}), ({"c": (5000, 0)}, {"s": (1000, 0)})

    assert to_health(forward, *there)[2] == pytest.approx(400 / 60, abs=1e-4)
    assert to_health(forward, *back)[2] is None
    assert to_health(forward, *there, delivery=["health"])[2] is None
    assert to_health(forward, *back, delivery=["health"])[2] == pytest.approx(400 / 60, abs=1e-4)
    assert to_health(forward, *back, scenario_names=["dry-foot"])[1] == "ok"
    backward = {"road": {"at": [(0, 0), (6000, 0)], "oneway": "backward"}}
    assert to_health(backward, *there)[2] is None


def test_every_reason_has_its_network() -> None:
    wet = [s for s in SCENARIOS if s.startswith("wet")]
    cars = [s for s in SCENARIOS if s.endswith("4x4")]
    closed = {"link_status": {"far": "closed"}}
    run_out = {"link_status": {"far": "unknown"}}
    season = {**TWO, "far": {**TWO["far"], "shut": wet}}
    vehicle = {**TWO, "far": {**TWO["far"], "shut": cars}}
    nobody = {**TWO, "far": {**TWO["far"], "shut": SCENARIOS}}
    apart = {"near": TWO["near"], "other": {"at": [(11000, 0), (12000, 0)]}}
    bypass = {**TWO, "by": {"at": [(6000, 0), (9000, 99), (12000, 0)], "shut": wet}}
    in_rain = {"scenario_names": ["wet-4x4"]}
    rows: list[tuple[list[Any], dict[str, Any], list[Any]]] = [
        ([TWO, HERE, {}], {}, ["unreachable", "no_service", None]),
        ([TWO, HERE, FAR_END], {"service_status": "unknown"}, ["unreachable", "no_service", None]),
        ([apart, HERE, FAR_END], {"is_gap": True}, ["unknown", "map_gap", None]),
        ([TWO, HERE, FAR_END], {"is_gap": True}, ["reachable", "ok", 20]),
        ([TWO, {"c": (0, 5001)}, FAR_END], {}, ["unreachable", "no_road", None]),
        ([TWO, HERE, FAR_END], closed, ["unreachable", "closed_link", None]),
        ([TWO, HERE, FAR_END], {"link_status": {"far": "warning"}}, ["reachable", "ok", 20]),
        ([TWO, HERE, FAR_END], run_out, ["unknown", "closed_link", None]),
        ([season, HERE, FAR_END], {**in_rain, **closed}, ["unreachable", "closed_link", None]),
        ([season, HERE, FAR_END], {**in_rain, **run_out}, ["unknown", "closed_link", None]),
        ([bypass, HERE, FAR_END], {**in_rain, **closed}, ["conditional", "closed_link", None]),
        ([apart, HERE, FAR_END], {}, ["unreachable", "disconnected", None]),
        ([nobody, HERE, FAR_END], {}, ["unreachable", "disconnected", None]),
        ([TWO, HERE, {"s": (12000, 9000)}], {}, ["unreachable", "disconnected", None]),
        ([season, HERE, FAR_END], in_rain, ["conditional", "season", None]),
        ([vehicle, HERE, FAR_END], {}, ["conditional", "vehicle", None]),
        ([vehicle, HERE, FAR_END], in_rain, ["conditional", "vehicle", None]),
        ([TWO, HERE, FAR_END], {"time_limit_min": 19.9}, ["unreachable", "too_far", 20]),
        ([TWO, HERE, FAR_END], {"time_limit_min": 20.0}, ["reachable", "ok", 20]),
        ([TWO, HERE, FAR_END], {"insecure": ["far"]}, ["conditional", "insecure", 20]),
    ]
    for args, settings, expected in rows:
        assert to_health(*args, **settings) == expected, (args, settings)


RISKY: dict[str, Any] = {"insecure": ["far"]}
INSECURE = ["conditional", "insecure", 20]


def test_insecure_is_who_has_only_ways_past_insecure_links() -> None:
    """Minutes are of the fastest way, whatever it passes; a secure way, however slow, is enough."""
    assert to_health(TWO, HERE, FAR_END, **RISKY) == INSECURE
    round_about = {**TWO, "by": {"at": [(0, 0), (6000, 9000), (12000, 0)]}}
    assert to_health(round_about, HERE, FAR_END, **RISKY) == ["reachable", "ok", 20]
    both = {"insecure": ["far", "by"]}
    assert to_health(round_about, HERE, FAR_END, **both) == INSECURE
    elsewhere = {"insecure": ["by", "no such link"]}
    assert to_health(round_about, HERE, FAR_END, **elsewhere) == ["reachable", "ok", 20]


def test_a_secure_way_that_is_too_long_is_no_secure_way() -> None:
    """The fastest way takes 20 minutes; round about, where it is secure, over 30."""
    round_about = {**TWO, "by": {"at": [(0, 0), (6000, 9000), (12000, 0)]}}
    for limit, expected in ((25.0, INSECURE), (60.0, ["reachable", "ok", 20])):
        told = to_health(round_about, HERE, FAR_END, time_limit_min=limit, **RISKY)
        assert told == expected
    too_far = to_health(round_about, HERE, FAR_END, time_limit_min=19.0, **RISKY)
    assert too_far == ["unreachable", "too_far", 20]
    assert open_in(round_about, HERE, FAR_END, time_limit_min=25.0, **RISKY) is None


def test_who_lives_on_an_insecure_link_passes_it() -> None:
    """Not so at its end, where the other link is as near."""
    links, clinic = {**TWO, "far": {"at": [(6000, 0), (12000, 0)]}}, {"s": (0, 0)}
    near = {"max_snap_m": 1000.0, **RISKY}
    assert to_health(links, {"c": (9000, 0)}, clinic, **near) == ["conditional", "insecure", 15]
    assert to_health(links, {"c": (6000, 0)}, clinic, **near) == ["reachable", "ok", 10]
    assert to_health(links, {"c": (9000, 0)}, {"s": (9600, 0)}, **near)[1] == "insecure"


def test_insecure_comes_before_too_far_and_after_all_that_leaves_no_way() -> None:
    wet = [s for s in SCENARIOS if s.startswith("wet")]
    cars = [s for s in SCENARIOS if s.endswith("4x4")]
    in_rain = {"scenario_names": ["wet-4x4"], **RISKY}
    far = {**TWO, "far": {**TWO["far"], "shut": wet}}
    not_by_car = {**TWO, "far": {**TWO["far"], "shut": cars}}
    closed = {"link_status": {"far": "closed"}, **RISKY}
    apart = {"near": TWO["near"], "far": {"at": [(11000, 0), (12000, 0)]}}
    rows: list[tuple[list[Any], dict[str, Any], list[Any]]] = [
        ([TWO, HERE, FAR_END], {"time_limit_min": 19.0, **RISKY}, INSECURE),
        ([TWO, HERE, FAR_END], {"is_gap": True, **RISKY}, INSECURE),
        ([TWO, HERE, {}], RISKY, ["unreachable", "no_service", None]),
        ([apart, HERE, FAR_END], {"is_gap": True, **RISKY}, ["unknown", "map_gap", None]),
        ([TWO, {"c": (0, 5001)}, FAR_END], RISKY, ["unreachable", "no_road", None]),
        ([TWO, HERE, FAR_END], closed, ["unreachable", "closed_link", None]),
        ([apart, HERE, FAR_END], RISKY, ["unreachable", "disconnected", None]),
        ([far, HERE, FAR_END], in_rain, ["conditional", "season", None]),
        ([not_by_car, HERE, FAR_END], RISKY, ["conditional", "vehicle", None]),
    ]
    for args, settings, expected in rows:
        assert to_health(*args, **settings) == expected, (args, settings)


def test_a_way_that_is_secure_in_another_season_only_is_insecure_in_this() -> None:
    wet = [s for s in SCENARIOS if s.startswith("wet")]
    links = {**TWO, "by": {"at": [(0, 0), (6000, 9000), (12000, 0)], "shut": wet}}
    dry, rain = ({"scenario_names": [name], **RISKY} for name in ("dry-4x4", "wet-4x4"))
    assert to_health(links, HERE, FAR_END, **dry)[1] == "ok"
    assert to_health(links, HERE, FAR_END, **rain) == INSECURE


def open_in(*args: Any, **settings: Any) -> str | None:  # noqa: ANN401  passed on as it is
    """Scenarios that the first community's row to health names."""
    table = reached(*args, **settings)
    named = table.loc[table["service_type"] == "health", "open_scenarios"].iloc[0]
    return None if pd.isna(named) else named


def test_conditional_ways_name_the_scenarios_in_which_they_are_open() -> None:
    wet = [s for s in SCENARIOS if s.startswith("wet")]
    cars = [s for s in SCENARIOS if s.endswith("4x4")]
    in_rain = {"scenario_names": ["wet-4x4"]}
    dry = ",".join(sorted(set(SCENARIOS) - set(wet)))
    season = {**TWO, "far": {**TWO["far"], "shut": wet}}
    vehicle = {**TWO, "far": {**TWO["far"], "shut": cars}}
    by = {**TWO, "by": {"at": [(0, 0), (6000, 9000), (12000, 0)], "shut": wet}}
    assert open_in(season, HERE, FAR_END, **in_rain) == dry
    assert open_in(vehicle, HERE, FAR_END) == ",".join(sorted(set(SCENARIOS) - set(cars)))
    assert open_in(by, HERE, FAR_END, **in_rain, **RISKY) == dry, "where a way is secure"
    assert open_in(TWO, HERE, FAR_END, **RISKY) is None, "secure in none"
    assert open_in(TWO, HERE, FAR_END) is None, "reachable"
    assert open_in(season, HERE, FAR_END, **in_rain, link_status={"far": "closed"}) is None


def test_a_stub_or_a_track_that_closes_does_not_cut_off_who_has_a_road_too() -> None:
    stubs = {f"stub{n}": {"at": [(n * 50, 50), (n * 50, 80)]} for n in range(9)}
    closing = {"track": {"at": [(0, 900), (400, 900)], "passability": "track"}}
    links = {**stubs, **closing, "road": {"at": [(0, -2000), (6000, -2000)]}}
    assert to_health(links, {"c": (200, 90)}, {"s": (6000, -2000)})[1] == "ok"


def test_someone_at_a_junction_may_leave_by_the_open_road() -> None:
    links = {"a": {"at": [(0, 0), (0, 900)]}, **ROAD}
    assert to_health(links, HERE, END, link_status={"a": "closed"})[1] == "ok"


def test_schematic_links_are_entered_at_their_ends_only() -> None:
    chord = {"road": {"at": [(0, 0), (30000, 0)], "is_schematic": True}}
    service = {"s": (30000, 0)}
    assert to_health(chord, {"c": (15000, 0)}, service) == ["unreachable", "no_road", None]
    assert to_health(chord, HERE, service) == ["reachable", "ok", 50]
    walked = pytest.approx(50 + 600 * 1.3 / 75, abs=1e-4)
    assert to_health(chord, {"c": (600, 0)}, service) == ["reachable", "ok", walked]


def test_nothing_at_all() -> None:
    assert to_health({}, HERE, END) == ["unreachable", "no_road", None]
    assert len(reached(ROAD, {}, END)) == 0


def test_waits_are_paid_by_those_who_pass_them_and_count_as_driven() -> None:
    waits = pd.DataFrame({"link_id": ["road"], "wait_min": [7.0], "at_share": [0.5]})
    walked_min = 600 * 1.3 / 75 + 75 * 1.3 / 75
    for x, waited_min in ((4000.0, 0.0), (2000.0, 7.0)):
        table = reached(ROAD, {"c": (x, 75.0)}, {"s": (6000.0, 600.0)}, waits=waits)
        row = table[table["service_type"] == "health"].iloc[0]
        assert row["driven_min"] == pytest.approx((6000 - x) / 600 + waited_min)
        assert row["walked_min"] == pytest.approx(walked_min)
        assert row["minutes"] == pytest.approx(row["driven_min"] + row["walked_min"])


def test_link_ms_rounds_up_and_closes() -> None:
    ms = link_ms(np.array([10.0, 10.0, 10.0, 1.0]), np.array([36.0, np.nan, 0.0, 7.0]))
    assert ms.tolist() == [1000, NEVER, NEVER, 515]
    assert link_ms(np.array([1e12]), np.array([1.0])).tolist() == [NEVER]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("delivery", [[], ["health"]])
def test_minutes_are_those_of_networkx(seed: int, delivery: list[str]) -> None:
    random = np.random.default_rng(seed)
    place = random.uniform(0, 20_000, (25, 2)).round(0)
    links = {
        f"l{n}": {
            "at": [tuple(place[u]), tuple(place[v])],
            "kmh": float(random.integers(5, 60)),
            "oneway": str(random.choice(["both", "both", "forward", "backward"])),
        }
        for n, (u, v) in enumerate(random.integers(0, 25, (40, 2)))
        if u != v
    }
    status = {link: "closed" for link in links if random.random() < 0.15}
    communities = {f"c{n}": tuple(random.uniform(0, 20_000, 2)) for n in range(20)}
    health = {f"s{n}": tuple(random.uniform(0, 20_000, 2)) for n in range(4)}

    table = reached(links, communities, health, link_status=status, delivery=delivery)

    expected = by_networkx(links, status, communities, health, is_delivery=bool(delivery))
    table = table[table["service_type"] == "health"].set_index("community_id")
    for community, (minutes, service) in expected.items():
        assert table["minutes"].fillna(-1).to_dict()[community] == pytest.approx(minutes, abs=1e-6)
        assert table["service_id"].fillna("").to_dict()[community] == service


def by_networkx(
    links: Links,
    status: dict[str, str],
    communities: Points,
    health: Points,
    *,
    is_delivery: bool,
) -> dict[str, tuple[float, str]]:
    """Each community's minutes and service: every point is a node that splits the links it joins.

    Costs of parts of links are rounded as the contract says: up to whole milliseconds.
    """
    graph = nx.MultiDiGraph()
    table = network_of(links).sort_values("link_id", ignore_index=True)
    points = {name: shapely.Point(at) for name, at in {**communities, **health}.items()}
    own = {name: joined(table, at) for name, at in points.items()}
    for row in table[~table["link_id"].isin(list(status))].itertuples():
        stops = {name: at for name, at in points.items() if row.link_id in own[name]}
        add_link(graph, row, stops, links[str(row.link_id)]["kmh"])
    found = {}
    for community in communities:
        ways = []
        for service in sorted(health):
            u, v = (service, community) if is_delivery else (community, service)
            ends = ("from", u), ("to", v)
            if all(end in graph for end in ends) and nx.has_path(graph, *ends):
                ways.append((nx.dijkstra_path_length(graph, *ends, weight="ms") / 60_000, service))
        found[community] = min(ways, default=(-1.0, ""))
    return found


def add_link(
    graph: nx.MultiDiGraph,
    row: Any,  # noqa: ANN401  a table's row
    stops: dict[str, shapely.Point],
    kmh: float,
) -> None:
    """Add both directions of a link that may be driven, and the walks to those that join it."""
    ms = np.ceil(row.length_m * 3600 / kmh - 1e-6)
    at = {name: row.geometry.project(point, normalized=True) for name, point in stops.items()}
    directions = []
    if row.oneway != "backward":
        directions.append((row.from_node, row.to_node, at))
    if row.oneway != "forward":
        directions.append((row.to_node, row.from_node, {n: 1 - t for n, t in at.items()}))
    for start, end, along in directions:
        places = [(start, 0.0), *(((n, row.link_id), t) for n, t in along.items()), (end, 1.0)]
        for (u, t), (v, later) in itertools.permutations(places, 2):
            if later >= t:
                graph.add_edge(u, v, ms=np.ceil(ms * (later - t) - 1e-6))
    for name, point in stops.items():
        leg = np.ceil(row.geometry.distance(point) * 1.3 * 3600 / 4.5 - 1e-6)
        graph.add_edge(("from", name), (name, row.link_id), ms=leg)
        graph.add_edge((name, row.link_id), ("to", name), ms=leg)


def joined(table: gpd.GeoDataFrame, point: shapely.Point) -> set[str]:
    """Links that a point is joined to, by the letter of the rule."""
    near = table.assign(far=table.geometry.distance(point)).query("far <= 5000")
    near = near.sort_values(["far", "link_id"])
    return {
        *near["link_id"].head(8),
        *near.drop_duplicates("component")["link_id"],
        *near.drop_duplicates(["component", "passability"])["link_id"],
    }

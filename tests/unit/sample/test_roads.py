"""What the truth rests on, looked at on the map as drawn and not through the pipeline."""

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.sample.plan import AMBUSH, BARRED, ISLAND, LINKED, NORMAL, PATH, VALLEY
from pipeline.sample.roadmap import FIRST_NODE, distance_km
from pipeline.sample.settlements import TRACKS
from pipeline.sample.write import World


def components(world: World, *, without: tuple[int, ...] = ()) -> list[set[str]]:
    """Return the groups of ways in each connected part of the map."""
    ways = [
        way for way in world.roadmap.ways if way.group not in BARRED and way.way_id not in without
    ]
    pairs = np.vstack([np.column_stack([way.nodes[:-1], way.nodes[1:]]) for way in ways])
    size = len(world.roadmap.positions)
    rows, columns = (pairs - FIRST_NODE).T
    links = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    _, part = connected_components(links, directed=False)
    found: dict[int, set[str]] = {}
    for way in ways:
        found.setdefault(int(part[way.nodes[0] - FIRST_NODE]), set()).add(way.group)
    return list(found.values())


def test_all_roads_hang_together_but_the_island_s(world: World) -> None:
    parts = components(world)
    assert len(parts) == 2
    assert {ISLAND} in parts


def test_the_closed_bridge_alone_leads_into_the_valley(world: World) -> None:
    parts = components(world, without=(world.drawn.into[VALLEY].way_id,))
    assert {VALLEY} in parts
    assert len(parts) == 3


def test_the_ambushed_stretch_alone_leads_beyond(world: World) -> None:
    parts = components(world, without=(world.drawn.into[AMBUSH].way_id,))
    assert {AMBUSH} in parts
    assert len(parts) == 3


def test_each_linked_part_hangs_by_its_link(world: World) -> None:
    assert set(world.drawn.into) == set(LINKED)
    for part, way in world.drawn.into.items():
        assert any(found <= {part} for found in components(world, without=(way.way_id,))), part


def test_three_bridges_join_the_banks_of_the_river(world: World) -> None:
    bridges = tuple(bridge.way_id for bridge in world.drawn.bridges)
    assert len(bridges) == 3
    for kept in bridges:
        assert len(components(world, without=tuple(b for b in bridges if b != kept))) == 2
    assert len(components(world, without=bridges)) == 3


def test_places_of_a_part_are_further_than_a_walk_from_every_other_road(world: World) -> None:
    places = world.places
    for group in set(places["group"]) - {NORMAL, "cell"}:
        spots = places.loc[places["group"] == group, ["x", "y"]].to_numpy()
        others = world.roadmap.lines(without={group, *BARRED})
        assert distance_km(spots, others).min() > 5.1, group


def test_ordinary_places_are_within_a_walk_of_a_good_road(world: World) -> None:
    spots = world.places.loc[world.places["group"] == NORMAL, ["x", "y"]].to_numpy()
    assert distance_km(spots, world.roadmap.lines(only={NORMAL})).max() < 4.9


def test_no_ordinary_road_is_of_earth(world: World) -> None:
    good = {"asphalt", "gravel", "compacted"}
    assert {w.tags["surface"] for w in world.roadmap.ways if w.group == NORMAL} == good


def test_every_part_with_a_road_has_its_link(world: World) -> None:
    groups = {way.group for way in world.roadmap.ways}
    assert {*LINKED, ISLAND, TRACKS, *BARRED} <= groups
    assert {w.tags["highway"] for w in world.roadmap.ways if w.group == PATH} == {"path"}


def test_roads_meet_at_nodes_only(world: World) -> None:
    ways = [way for way in world.roadmap.ways if way.group not in {*BARRED, "landing"}]
    lines = np.array([world.roadmap.line(way) for way in ways])
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    once = one < other
    meet = shapely.intersection(lines[one[once]], lines[other[once]])
    nodes = shapely.multipoints(world.roadmap.points({way.group for way in ways}))
    assert len(meet) < 40
    assert shapely.distance(meet, nodes).max(initial=0) < 1e-6


def test_kinds_of_way_that_readers_get_wrong_are_there(world: World) -> None:
    tags = [way.tags for way in world.roadmap.ways]
    assert sum(tag.get("junction") == "roundabout" for tag in tags) == 1
    assert {tag.get("oneway") for tag in tags} == {None, "yes", "-1"}
    assert {"private"} == {tag["access"] for tag in tags if "access" in tag}
    assert {"80", "60", "50 mph", "none"} == {t["maxspeed"] for t in tags if "maxspeed" in t}

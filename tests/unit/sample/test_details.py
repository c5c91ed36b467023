from pipeline.sample.plan import ISLAND, LANDING, MUD, NORMAL, PLANNED, PRIVATE, VALLEY
from pipeline.sample.roadmap import Way
from pipeline.sample.write import World


def only(world: World, group: str) -> Way:
    (way,) = (way for way in world.roadmap.ways if way.group == group)
    return way


def nodes(world: World, group: str) -> set[int]:
    return {node for way in world.roadmap.ways if way.group == group for node in way.nodes}


def test_the_private_road_would_open_the_valley(world: World) -> None:
    way = only(world, PRIVATE)
    assert way.tags["access"] == "private"
    assert way.nodes[0] in nodes(world, VALLEY)
    assert way.nodes[-1] in nodes(world, NORMAL)


def test_the_planned_causeway_would_join_the_island(world: World) -> None:
    way = only(world, PLANNED)
    assert way.tags["highway"] == "proposed"
    assert way.nodes[0] in nodes(world, ISLAND)
    assert way.nodes[-1] in nodes(world, MUD)


def test_the_flooded_track_leads_from_a_road_to_nowhere(world: World) -> None:
    way = only(world, LANDING)
    assert way.nodes[0] in nodes(world, NORMAL)
    last = [other.way_id for other in world.roadmap.ways if way.nodes[-1] in other.nodes]
    assert last == [way.way_id]

import numpy as np
import shapely

from pipeline.sample.roadmap import RoadMap, curved, distance_km

EAST = np.array([[0.0, 0.0], [5.0, 0.0], [10.0, 0.0]])
NORTH = np.array([[5.0, 0.0], [5.0, 4.0]])


def crossroads() -> RoadMap:
    roadmap = RoadMap()
    roadmap.add(EAST, {"highway": "trunk"}, "main")
    roadmap.add(NORTH, {"highway": "track"}, "side")
    return roadmap


def test_a_place_that_two_ways_use_is_one_node() -> None:
    main, side = crossroads().ways
    assert len(main.nodes) == 3
    assert side.nodes[0] == main.nodes[1]


def test_ways_are_chosen_by_group() -> None:
    roadmap = crossroads()
    assert len(roadmap.lines()) == 2
    assert np.allclose(shapely.length(roadmap.lines(only={"side"})), [4.0])
    assert len(roadmap.lines(without={"side"})) == 1
    assert len(roadmap.points(("main", "side"))) == 4


def test_a_line_that_crosses_a_way_is_met_and_one_that_starts_from_it_is_not() -> None:
    roadmap = crossroads()
    assert roadmap.is_met(np.array([[3.0, 2.0], [7.0, 2.0]]))
    assert not roadmap.is_met(np.array([[3.0, 0.0], [3.0, -2.0]]))


def test_distance_to_the_nearest_line() -> None:
    points = np.array([[2.0, 3.0], [12.0, 0.0]])
    lines = np.array([shapely.LineString(EAST)])
    assert np.allclose(distance_km(points, lines), [3.0, 2.0], atol=0.05)


def test_a_curved_line_keeps_its_ends() -> None:
    line = curved(np.random.default_rng(1), EAST[0], EAST[2])
    assert np.allclose(line[[0, -1]], EAST[[0, 2]])
    assert np.abs(line[:, 1]).max() < 1.5

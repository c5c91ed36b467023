import numpy as np
import shapely

from pipeline.sample.terrain import bend, bent, degrees, kilometres, terrain


def test_kilometres_and_degrees_are_each_others_way_back() -> None:
    points = np.array([[0.0, 0.0], [120.5, 80.25]])
    assert np.allclose(kilometres(degrees(points)), points, atol=1e-4)


def test_a_degree_is_about_111_km() -> None:
    assert degrees(np.array([[111.3195, 110.5743]])).tolist() == [[4.6, 1.2]]


def test_bending_keeps_points_apart() -> None:
    grid = np.array([[x, y] for x in range(0, 200, 2) for y in range(0, 160, 2)], dtype=float)
    for step in ([0.1, 0.0], [0.0, 0.1]):
        moved = np.hypot(*(bend(grid + step) - bend(grid)).T)
        assert moved.min() > 0.02


def test_a_bent_line_keeps_its_ends_and_gets_steps() -> None:
    line = bent(shapely.LineString([(0, 0), (6, 0)]), step_km=1)
    assert len(line.coords) == 7
    assert np.allclose(line.coords[-1], bend(np.array([[6.0, 0.0]]))[0])


def test_the_river_parts_the_mainland_in_two() -> None:
    made = terrain(np.random.default_rng(1))
    assert made.north.is_valid
    assert made.south.is_valid
    assert made.north.intersection(made.south).area < 1e-6
    assert made.river.distance(made.north) < 1e-6
    assert made.river.distance(made.south) < 1e-6
    assert made.island.distance(made.south) > 6

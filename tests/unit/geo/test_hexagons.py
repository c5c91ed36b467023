import h3
import numpy as np
import pytest
import shapely
from shapely import Point, box

from pipeline.geo.hexagons import AVERAGE_KM2, covering, holding, outlines, resolution_of

GROUND = box(29, 0, 29.5, 0.5)


def test_a_cell_holds_its_points() -> None:
    random = np.random.default_rng(1)
    points = random.random((50, 2)) + np.array([29, 0])
    cells = holding(points, 6)
    assert {resolution_of(cell) for cell in cells} == {6}
    assert shapely.contains_xy(outlines(cells), *points.T).all()


def test_cells_cover_all_ground_and_touch_it_all() -> None:
    cells = covering(GROUND, 5)
    shapes = outlines(cells)
    assert shapely.union_all(shapes).buffer(1e-9).contains(GROUND)
    assert shapely.intersects(shapes, GROUND).all()
    assert cells == sorted(set(cells))


def test_ground_smaller_than_a_cell_is_covered_too() -> None:
    assert covering(Point(29, 0).buffer(1e-4), 3) == list(holding(np.array([(29.0, 0.0)]), 3))


def test_average_areas_are_the_librarys() -> None:
    assert AVERAGE_KM2[5] == pytest.approx(h3.average_hexagon_area(5))


def test_no_points_and_no_cells() -> None:
    assert holding(np.zeros((0, 2)), 5).tolist() == []
    assert outlines([]).tolist() == []

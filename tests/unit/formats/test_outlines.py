import numpy as np
import shapely

from pipeline.formats.outlines import polygonal

SQUARE = shapely.box(0, 0, 2, 2)
BOW_TIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
SPIKE = shapely.Polygon([(0, 0), (2, 0), (2, 2), (2, 9), (2, 2), (0, 2)])
MIXED = shapely.GeometryCollection([SQUARE, shapely.Point(9, 9), shapely.box(5, 5, 6, 6)])


def test_only_valid_polygons_come_out() -> None:
    shapes = np.array([SQUARE, BOW_TIE, SPIKE, MIXED, shapely.Point(1, 1)], dtype=object)
    got = polygonal(shapes)
    assert shapely.is_valid(got).all()
    assert shapely.area(got).tolist() == [4, 2, 4, 5, 0]
    assert got[0].equals_exact(SQUARE)
    assert shapely.is_empty(got).tolist() == [False] * 4 + [True]
    assert shapes[1] is BOW_TIE


def test_no_shapes_give_none() -> None:
    assert len(polygonal(np.array([], dtype=object))) == 0

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from pipeline.print import shapes

FRAME = (0.0, 0.0, 100.0, 100.0)


def test_a_hole_stays_a_hole() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 10, 10).exterior, [shapely.box(4, 4, 6, 6).exterior])
    path = shapes.path(shapely.MultiPolygon([ring, shapely.box(20, 0, 21, 1)]))
    told = [path.contains_point(at) for at in ((1, 1), (5, 5), (20.5, 0.5), (15, 5))]
    assert told[::2] == [True, True]
    assert not told[3]
    rings: list[Any] = path.to_polygons()
    outer, inner = (shapely.LinearRing(one).is_ccw for one in rings[:2])
    assert outer != inner, "the rim of a hole turns the other way, so that it is not filled"


def test_nothing_has_an_empty_path() -> None:
    assert shapes.path(shapely.MultiPolygon()).to_polygons() == []


def test_neighbours_that_fit_still_do_when_they_are_made_plain() -> None:
    wave = [(5 + 0.01 * (n % 2), n / 10) for n in range(101)]
    west = shapely.Polygon([(0, 0), *wave, (0, 10)])
    east = shapely.Polygon([(10, 0), *wave, (10, 10)])
    plain = shapes.areas(np.array([west, east], object), 0.5)
    assert shapely.get_num_coordinates(plain).sum() < 20
    assert plain[0].intersection(plain[1]).area == pytest.approx(0)
    assert shapely.union_all(plain).area == pytest.approx(100)


def test_slits_and_small_holes_close_and_large_holes_stay() -> None:
    left = shapely.box(0, 0, 49.9, 100).difference(shapely.box(10, 10, 12, 12))
    right = shapely.box(50.1, 0, 100, 100).difference(shapely.box(60, 60, 80, 80))
    whole = shapes.outline(np.array([left, right], object), 1.0)
    assert whole.area == pytest.approx(100 * 100 - 20 * 20)


def test_lines_end_a_little_beyond_the_frame() -> None:
    (line,) = shapes.bends(shapely.LineString([(-500, 50), (500, 50)]), FRAME, 1.0)
    assert line.tolist() == [[-2, 50], [102, 50]]
    assert shapes.bends(shapely.LineString([(-5, -50), (500, -50)]), FRAME, 1.0) == []


def test_of_too_many_roads_the_main_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    ranks = [shapely.LineString([(n, 0), (n, 50)]) for n in range(3)]
    monkeypatch.setattr(shapes, "MOST_BENDS", 5)
    drawn, left = shapes.roads(ranks, FRAME, 1.0)
    assert [lines[0][0, 0] for lines in drawn] == [0, 1]
    assert left == 1


def test_hatching_fills_a_square_with_lines_as_far_apart_as_asked() -> None:
    square = shapely.box(7, 3, 17, 13)
    lines = [shapely.LineString(line) for line in shapes.hatching(square, 2.0)]
    assert all(line.within(square.buffer(1e-9)) for line in lines)
    assert sum(line.length for line in lines) == pytest.approx(100 / 2, rel=0.05)
    steps = {tuple(np.sign(np.diff(line.coords, axis=0)[0])) for line in lines}
    assert steps == {(1, 1)}
    assert shapes.hatching(shapely.MultiPolygon(), 2.0) == []


def test_dots_lie_inside_in_moved_rows() -> None:
    dots = shapes.dots(shapely.box(0.5, 0.5, 10.5, 10.5), 1.0)
    assert len(dots) == 5 * 9 + 5 * 10
    assert dots.min() > 0.5
    assert set(dots[dots[:, 1] == 1][:, 0] % 1) == {0.5}
    assert set(dots[dots[:, 1] == 2][:, 0] % 1) == {0.0}
    assert len(shapes.dots(shapely.MultiPolygon(), 1.0)) == 0

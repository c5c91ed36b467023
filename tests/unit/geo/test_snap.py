from __future__ import annotations

import numpy as np
import pytest
import shapely

from pipeline.geo.snap import connectors


def lines_of(*wkt: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(shapely.from_wkt(np.array(wkt, object)))


def test_the_nearest_point_of_an_edge_not_its_nearest_vertex() -> None:
    lines = lines_of("LINESTRING (0 0, 100 0)")
    found = connectors(
        np.array([[25.0, 30.0]]), lines, np.array([0]), nearest_count=8, max_distance=50
    )
    assert (found.point.tolist(), found.edge.tolist()) == ([0], [0])
    assert (found.share.tolist(), found.distance.tolist()) == ([0.25], [30.0])


def test_reach_is_inclusive_and_beyond_it_is_nothing() -> None:
    lines = lines_of("LINESTRING (0 0, 100 0)")
    points = np.array([[50.0, 50.0], [50.0, 50.001], [1e6, 1e6]])
    found = connectors(points, lines, np.array([0]), nearest_count=1, max_distance=50)
    assert found.point.tolist() == [0]


def test_the_nearest_of_every_kind_is_added_to_the_nearest() -> None:
    lines = lines_of(*(f"LINESTRING (0 {y}, 100 {y})" for y in (1, 2, 3, 4)))
    found = connectors(
        np.array([[50.0, 0.0]]),
        lines,
        np.array([0, 0, 1, 1]),
        nearest_count=1,
        max_distance=50,
    )
    assert found.edge.tolist() == [0, 2]


def test_of_two_equally_near_the_earlier_is_taken() -> None:
    lines = lines_of("LINESTRING (0 1, 9 1)", "LINESTRING (0 -1, 9 -1)", "LINESTRING (0 1, 9 2)")
    found = connectors(
        np.array([[0.0, 0.0]]), lines, np.array([0, 0, 0]), nearest_count=1, max_distance=50
    )
    assert found.edge.tolist() == [0]


def test_nothing_to_snap() -> None:
    none = np.zeros((0, 2))
    found = connectors(none, lines_of(), np.zeros(0, int), nearest_count=8, max_distance=50)
    assert len(found.point) == 0


@pytest.mark.parametrize("seed", range(6))
def test_as_shapely_measures_it_on_random_lines(seed: int) -> None:
    random = np.random.default_rng(seed)
    starts = random.uniform(0, 20_000, (60, 1, 2))
    bends = random.normal(0, 10 ** (1 + seed % 4), (60, 5, 2))
    lines = np.array(shapely.linestrings(starts + bends))
    kind = random.integers(0, 7, 60)
    points = random.uniform(-2000, 22_000, (50, 2))

    found = connectors(points, lines, kind, nearest_count=3, max_distance=5000)

    dots = np.array(shapely.points(points))
    far = shapely.distance(dots[:, None], lines[None, :])
    expected = set()
    for p in range(len(points)):
        near = [e for e in np.argsort(far[p], kind="stable") if far[p, e] <= 5000]
        expected |= {(p, int(e)) for e in near[:3]}
        for k in range(7):
            expected |= {(p, int(e)) for e in [e for e in near if kind[e] == k][:1]}
    assert set(zip(found.point.tolist(), found.edge.tolist(), strict=True)) == expected
    assert found.distance == pytest.approx(far[found.point, found.edge])
    share = shapely.line_locate_point(lines[found.edge], dots[found.point], normalized=True)
    assert found.share == pytest.approx(share, abs=1e-9)

from __future__ import annotations

import numpy as np
import pytest
import shapely

from pipeline.geo import snap
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


def test_of_two_places_on_one_edge_the_one_nearer_its_start_is_taken() -> None:
    lines = lines_of("LINESTRING (0 1, 9 1, 9 -1, 0 -1)")
    found = connectors(
        np.array([[0.0, 0.0]]), lines, np.array([0]), nearest_count=8, max_distance=50
    )
    assert found.xy.tolist() == [[0, 1]]


def test_the_place_on_the_edge() -> None:
    lines = lines_of("LINESTRING (0 0, 100 0)", "LINESTRING (0 20, 50 70)")
    found = connectors(
        np.array([[25.0, 30.0], [-3.0, 4.0]]),
        lines,
        np.array([0, 1]),
        nearest_count=8,
        max_distance=50,
    )
    assert found.xy == pytest.approx(np.array([[25, 0], [17.5, 37.5], [0, 0], [0, 20]]))


def test_lines_beside_have_no_part_in_a_share() -> None:
    own = lines_of("LINESTRING (0 0, 0.1 0.7, 0.3 0.9)")
    beside = lines_of("LINESTRING (0 9, 123456.7 9)", "LINESTRING (9 9, 9 9, 123456.7 10)")
    at, kind = np.array([[0.2, 0.8]]), np.zeros(3, np.int64)
    alone = connectors(at, own, kind[:1], nearest_count=9, max_distance=2)
    among = connectors(at, np.append(beside, own), kind, nearest_count=9, max_distance=2)
    assert alone.share.tolist() == among.share.tolist()


def test_room_that_runs_out_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    lines = np.array(shapely.linestrings(random.uniform(0, 1000, (40, 2, 2))))
    points, kind = random.uniform(0, 1000, (30, 2)), np.arange(40) % 5
    whole = connectors(points, lines, kind, nearest_count=3, max_distance=400)
    monkeypatch.setattr(snap, "ROOM", 1)
    pieces = connectors(points, lines, kind, nearest_count=3, max_distance=400)
    assert all(np.array_equal(a, b) for a, b in zip(whole, pieces, strict=True))


def test_a_great_many_kinds_do_not_leak_from_point_to_point() -> None:
    random = np.random.default_rng(7)
    count = 3000
    starts = random.uniform(0, 3000, (count, 1, 2))
    lines = np.array(shapely.linestrings(starts + random.normal(0, 60, (count, 2, 2))))
    kind = random.permutation(np.arange(count) * 7 // 10)
    points = random.uniform(0, 3000, (60, 2))

    found = connectors(points, lines, kind, nearest_count=4, max_distance=300)
    assert pairs(found) == nearest_pairs(points, lines, kind, few=4, reach=300)


def pairs(found: snap.Connectors) -> set[tuple[int, int]]:
    return set(zip(found.point.tolist(), found.edge.tolist(), strict=True))


def nearest_pairs(
    points: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    lines: np.ndarray[tuple[int], np.dtype[np.object_]],
    kind: np.ndarray[tuple[int], np.dtype[np.int64]],
    *,
    few: int,
    reach: float,
) -> set[tuple[int, int]]:
    """Points and their nearest edges, by looking at each pair."""
    expected = set()
    for p, dot in enumerate(np.array(shapely.points(points))):
        far = shapely.distance(dot, lines)
        near = [int(e) for e in np.argsort(far, kind="stable") if far[e] <= reach]
        first_of_kind = {int(kind[e]): e for e in reversed(near)}
        expected |= {(p, e) for e in (*near[:few], *first_of_kind.values())}
    return expected


@pytest.mark.parametrize("seed", range(6))
def test_as_shapely_measures_it_on_random_lines(seed: int) -> None:
    random = np.random.default_rng(seed)
    starts = random.uniform(0, 20_000, (60, 1, 2))
    bends = random.normal(0, 10 ** (1 + seed % 4), (60, 5, 2))
    lines = np.array(shapely.linestrings(starts + bends))
    kind = random.integers(0, 7, 60)
    points = random.uniform(-2000, 22_000, (50, 2))

    found = connectors(points, lines, kind, nearest_count=3, max_distance=5000)

    assert pairs(found) == nearest_pairs(points, lines, kind, few=3, reach=5000)
    dots = np.array(shapely.points(points))
    far = shapely.distance(dots[:, None], lines[None, :])
    assert found.distance == pytest.approx(far[found.point, found.edge])
    share = shapely.line_locate_point(lines[found.edge], dots[found.point], normalized=True)
    assert found.share == pytest.approx(share, abs=1e-9)

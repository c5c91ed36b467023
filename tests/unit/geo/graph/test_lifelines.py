from __future__ import annotations

import time

import numpy as np
import pytest

from pipeline.geo.graph.lifelines import Lifelines, Touches, lifelines

Touch = tuple[int, int, float]
Ends = list[tuple[int, int]]

# A triangle, a bridge and a tail of two: edges 0 1 2, 3, and 4 5.
#
#   0 - 1
#    \ /
#     2 - 3 - 4 - 5
ROAD = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5)]


def touches(*rows: Touch) -> Touches:
    point, edge, share = (np.array([row[i] for row in rows]) for i in range(3))
    return Touches(point.astype(np.int64), edge.astype(np.int64), share.astype(float))


def held(
    edges: Ends,
    anchors: list[Touch],
    points: list[Touch],
    weight: list[float],
    *,
    closed: tuple[int, ...] = (),
) -> Lifelines:
    ends = np.array(edges, np.int64).reshape(-1, 2)
    is_open = ~np.isin(np.arange(len(ends)), closed)
    return lifelines(
        ends[:, 0],
        ends[:, 1],
        int(ends.max(initial=-1)) + 1,
        is_open,
        anchors=touches(*anchors),
        points=touches(*points),
        weight=weight,
    )


def test_all_edges_and_nodes_that_every_way_passes() -> None:
    # The anchor is at node 0; one point at node 4, another half way along edge 5.
    found = held(ROAD, [(0, 0, 0.0)], [(0, 4, 1.0), (1, 5, 0.5)], [1, 2])
    assert found.edge.tolist() == [0, 0, 0, 3, 3, 2]
    assert found.node.tolist() == [3, 0, 3, 3, 3, 0]
    assert found.is_reached.tolist() == [True, True]


def test_part_way_a_touch_goes_with_its_edge_and_at_a_node_it_stays() -> None:
    # Node 1 hangs by edges 0 and 1; both points are there or nearly.
    found = held(ROAD, [(0, 2, 0.0)], [(0, 0, 1.0), (1, 0, 0.9)], [1, 2])
    assert found.edge.tolist() == [2, 0, 0, 0, 0, 0]
    assert found.node.tolist() == [0, 1, 3, 0, 0, 0]


def test_a_point_is_lost_with_all_its_touches_only() -> None:
    # On edges 4 and 5, it depends on edge 4 for both; on 0 and 5, on none but the anchor's node.
    on_tail = held(ROAD, [(0, 0, 0.0)], [(0, 4, 0.5), (0, 5, 0.5)], [4])
    assert on_tail.edge.tolist() == [0, 0, 0, 4, 4, 0]
    on_both = held(ROAD, [(0, 0, 0.0)], [(0, 0, 0.5), (0, 5, 0.5)], [4])
    assert on_both.edge.tolist() == [0] * 6
    assert on_both.node.tolist() == [4, 0, 0, 0, 0, 0]


def test_a_point_is_no_way_through() -> None:
    # Point 0 touches both sides of the bridge: it is safe, but of no help to point 1.
    found = held(ROAD, [(0, 0, 0.0)], [(0, 2, 0.5), (0, 4, 1.0), (1, 5, 1.0)], [1, 2])
    assert found.edge.tolist() == [0, 0, 0, 2, 2, 2]


def test_any_anchor_will_do_and_one_may_touch_several_edges() -> None:
    point = [(0, 3, 0.5)]
    two = held(ROAD, [(0, 0, 0.0), (1, 5, 1.0)], point, [1])
    assert two.edge.tolist() == [0, 0, 0, 1, 0, 0]
    assert two.node.tolist() == [0] * 6
    one = held(ROAD, [(0, 0, 0.0), (0, 5, 1.0)], point, [1])
    assert one.edge.tolist() == two.edge.tolist()


def test_an_anchor_part_way_an_edge_is_lost_with_it() -> None:
    found = held(ROAD, [(0, 3, 0.5)], [(0, 1, 0.5), (1, 5, 0.5), (2, 3, 0.1)], [1, 2, 4])
    assert found.edge.tolist() == [0, 1, 0, 7, 2, 2]
    assert found.node.tolist() == [0, 0, 1, 2, 2, 0]


def test_a_closed_edge_is_not_there_but_its_nodes_are() -> None:
    points = [(0, 3, 0.5), (1, 3, 0.0), (2, 3, 1.0), (3, 4, 0.5)]
    found = held(ROAD, [(0, 0, 0.0)], points, [1, 2, 4, 8], closed=(3,))
    assert found.is_reached.tolist() == [False, True, False, False]
    assert found.edge.tolist() == [0] * 6
    assert found.node.tolist() == [2, 0, 2, 0, 0, 0]
    void = held(ROAD, [(0, 3, 0.5)], points, [1, 2, 4, 8], closed=(3,))
    assert not void.is_reached.any()
    at_node = held(ROAD, [(0, 3, 1.0)], points, [1, 2, 4, 8], closed=(3,))
    assert at_node.is_reached.tolist() == [False, False, True, True]


def test_edges_side_by_side_hold_together_and_loops_hold_only_those_on_them() -> None:
    edges = [(0, 1), (0, 1), (1, 1), (1, 2)]
    found = held(edges, [(0, 0, 0.0)], [(0, 0, 0.5), (1, 2, 0.5), (2, 3, 1.0)], [1, 2, 4])
    assert found.edge.tolist() == [1, 0, 2, 4]
    assert found.node.tolist() == [7, 6, 4]
    at_ends = held(edges, [(0, 0, 0.0)], [(0, 2, 0.0), (1, 2, 1.0)], [1, 2])
    assert at_ends.edge.tolist() == [0, 0, 0, 0]


def test_an_edge_stays_on_its_other_end_when_a_node_goes() -> None:
    # On a ring, whoever is part way an edge leaves over either end.
    ring = [(0, 1), (1, 2), (2, 3), (3, 0)]
    found = held(ring, [(0, 0, 0.0)], [(0, 2, 0.5)], [1])
    assert found.node.tolist() == [1, 0, 0, 0]


def test_touches_in_common_with_the_anchor() -> None:
    found = held([(0, 1)], [(0, 0, 0.5)], [(0, 0, 0.2), (1, 0, 0.0)], [1, 2])
    assert found.edge.tolist() == [3]
    assert found.node.tolist() == [2, 0]


@pytest.mark.parametrize("edges", [[], ROAD])
def test_no_anchors_no_points_and_no_edges(edges: Ends) -> None:
    nobody = held(edges, [], [], [])
    assert nobody.edge.tolist() == [0] * len(edges)
    assert nobody.is_reached.tolist() == []
    assert held(edges, [], [], [5, 6]).is_reached.tolist() == [False, False]
    if edges:
        assert held(edges, [], [(0, 0, 0.5)], [5]).is_reached.tolist() == [False]
        assert held(edges, [(0, 0, 0.5)], [], [5]).is_reached.tolist() == [False]


def test_the_order_of_rows_never_shows() -> None:
    random = np.random.default_rng(3)
    ends, weight = random.integers(0, 80, (100, 2)), random.random(40) * 0.1
    rows = Touches(random.integers(0, 40, 90), random.integers(0, 100, 90), random.random(90))
    mixed = Touches(rows.point[::-1], rows.edge[::-1], rows.share[::-1])
    hubs, is_open = touches((0, 0, 0.5), (1, 1, 0.0)), random.random(100) < 0.95
    found, again = (
        lifelines(ends[:, 0], ends[:, 1], 80, is_open, anchors=hubs, points=own, weight=weight)
        for own in (rows, mixed)
    )
    assert all(np.array_equal(*pair) for pair in zip(found, again, strict=True))
    assert found.edge.max() > 0


def test_a_long_road_with_many_points_takes_no_longer_a_point() -> None:
    # Two dead ends of 100,000 edges; each point touches both far out, and is safe but for node 0.
    long, count = 100_000, 50_000
    reach = np.arange(long)
    start = np.concatenate([reach, np.where(reach, long + reach, 0)])
    end = np.concatenate([reach + 1, long + 1 + reach])
    point = np.tile(np.arange(count), 2)
    edge = np.concatenate([np.arange(count) + long // 2, np.arange(count) + long + long // 2])
    rows = Touches(point, edge, np.full(2 * count, 0.5))
    is_open = np.ones(2 * long, np.bool_)
    hub = touches((0, 0, 0.0))
    held(ROAD, [(0, 0, 0.0)], [(0, 5, 0.5), (0, 4, 0.5)], [1])  # compiles
    before = time.process_time()
    found = lifelines(
        start, end, 2 * long + 1, is_open, anchors=hub, points=rows, weight=np.ones(count)
    )
    assert time.process_time() - before < 5
    assert not found.edge.any()
    assert found.node[0] == count
    assert not found.node[1:].any()

from __future__ import annotations

import numpy as np
import pytest

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import Contacts, Edges, Waits
from pipeline.geo.graph.openings import Openings, openings

NO_WAITS = Waits(np.zeros(1, np.int64), np.zeros(0), np.zeros(0, np.int64))
OPEN, SHUT, NEVER_OPEN = "open", "shut", "never"
Edge = tuple[int, int, str, int]
"""Start, end, whether it is shut, toll."""
At = tuple[int, float]
"""Edge, and share of it."""


def contacts(*touches: list[At]) -> Contacts:
    rows = [(p, *at) for p, own in enumerate(touches) for at in own]
    point, edge, share = np.array(rows, float).reshape(-1, 3).T
    zero = np.zeros(len(rows), np.int64)
    return Contacts(point.astype(np.int64), edge.astype(np.int64), share, zero)


def found(
    edges: list[Edge], seeds: list[At], *points: list[At], one_way: tuple[int, ...] = ()
) -> Openings:
    start, end, kind, toll = zip(*edges, strict=True) if edges else ((), (), (), ())
    is_shut = np.repeat(np.array(kind, str) == SHUT, 2)
    every = np.where(np.repeat(np.array(kind, str) == NEVER_OPEN, 2), NEVER, 7).astype(np.uint32)
    every[2 * np.array(one_way, int) + 1] = NEVER
    now = Edges(
        np.array(start, np.int32),
        np.array(end, np.int32),
        np.where(is_shut, NEVER, every).astype(np.uint32),
        NO_WAITS,
    )
    return openings(
        now,
        now._replace(cost=every),
        np.array(toll, np.int64),
        seeds=contacts(*[[at] for at in seeds]),
        points=contacts(*points),
        point_count=len(points),
        node_count=max([*start, *end], default=-1) + 1,
    )


def sets(of: Openings) -> list[list[int]]:
    return [of.edge[of.point == p].tolist() for p in range(len(of.toll))]


# A seed at node 0; open to 1; to 2 by two shut edges (10 and 4 + 5); open to 3; shut for ever to 4.
LADDER: list[Edge] = [
    (0, 1, OPEN, 9),
    (1, 2, SHUT, 10),
    (1, 5, SHUT, 4),
    (5, 2, SHUT, 5),
    (2, 3, OPEN, 9),
    (3, 4, NEVER_OPEN, 1),
]
AT_SEED: list[At] = [(0, 0.0)]


@pytest.mark.parametrize(
    ("touches", "toll", "edges"),
    [
        ([(0, 0.5)], 0, []),
        ([(0, 1.0)], 0, []),
        ([(1, 0.0)], 0, []),
        ([(1, 0.5)], 10, [1]),
        ([(2, 0.5)], 4, [2]),
        ([(3, 0.5)], 9, [2, 3]),
        ([(4, 0.5)], 9, [2, 3]),
        ([(5, 0.0)], 9, [2, 3]),
        ([(5, 0.5)], -1, []),
        ([(5, 1.0)], -1, []),
        ([], -1, []),
        ([(5, 1.0), (4, 0.5), (2, 0.5)], 4, [2]),
        ([(4, 0.5), (0, 0.5)], 0, []),
    ],
)
def test_the_edges_of_least_toll(touches: list[At], toll: int, edges: list[int]) -> None:
    of = found(LADDER, AT_SEED, touches)
    assert of.toll.tolist() == [toll]
    assert sets(of) == [edges]


def test_many_points_at_once_and_what_is_reached() -> None:
    of = found(LADDER, AT_SEED, [(4, 0.5)], [(0, 0.5)], [(2, 1.0)])
    assert sets(of) == [[2, 3], [], [2]]
    assert of.toll.tolist() == [9, 0, 4]
    assert of.is_reached.tolist() == [True, False, False, False, False, False]


def test_a_seed_on_a_shut_edge_needs_it_opened() -> None:
    edges: list[Edge] = [(0, 1, SHUT, 3), (1, 2, SHUT, 5)]
    of = found(edges, [(0, 0.5)], [(0, 0.2)], [(0, 0.5)], [(1, 0.0)], [(1, 0.5)], [(1, 1.0)])
    assert sets(of) == [[0], [], [0], [0, 1], [0, 1]]
    assert of.toll.tolist() == [3, 0, 3, 8, 8]


def test_the_seed_off_the_shut_edge_is_preferred() -> None:
    edges: list[Edge] = [(0, 1, SHUT, 3), (1, 2, SHUT, 2)]
    assert sets(found(edges, [(0, 0.5), (1, 1.0)], [(0, 1.0)])) == [[1]]


def test_ways_lead_from_seed_to_point() -> None:
    edges: list[Edge] = [(0, 1, SHUT, 3), (1, 2, OPEN, 1), (1, 0, SHUT, 8)]
    seeds: list[At] = [(1, 1.0)]
    assert sets(found(edges, seeds, [(0, 0.0)])) == [[0]]
    assert sets(found(edges, seeds, [(0, 0.0)], one_way=(0,))) == [[2]]
    assert sets(found(edges, seeds, [(0, 0.0)], one_way=(0, 1))) == [[]]


def test_who_leaves_a_shut_edge_by_its_end_and_comes_back_by_its_start_pays_once() -> None:
    # The seed is behind the point on a one-way street; round the block it is open.
    edges: list[Edge] = [(0, 1, SHUT, 10), (1, 0, OPEN, 1), (1, 2, SHUT, 3)]
    of = found(edges, [(0, 0.8), (2, 1.0)], [(0, 0.2)], one_way=(0,))
    assert (sets(of), of.toll.tolist()) == ([[0]], [10])
    other = found(edges, [(0, 0.8)], [(0, 0.2)], one_way=(0,))
    assert (sets(other), other.toll.tolist()) == ([[0]], [10])


def test_equal_sets_are_taken_in_a_fixed_order() -> None:
    edges: list[Edge] = [(0, 1, SHUT, 5), (0, 1, SHUT, 5)]
    assert sets(found(edges, [(0, 0.0)], [(0, 1.0)])) == [[0]]


def test_no_edges_no_seeds_no_points() -> None:
    assert found([], [], []).toll.tolist() == [-1]
    assert found(LADDER, [], [(0, 0.5)]).toll.tolist() == [-1]
    assert not found(LADDER, []).is_reached.any()
    assert len(found(LADDER, AT_SEED).toll) == 0

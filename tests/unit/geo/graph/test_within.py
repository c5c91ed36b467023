"""A road 0 - 1 - 2 - 3 whose edges cost 10 each way, with seeds and points on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import Contacts, Edges, Waits, nearest
from pipeline.geo.graph.customize import customize
from pipeline.geo.graph.hierarchy import hierarchy
from pipeline.geo.graph.within import within


def contacts(*rows: tuple[int, int, float, int]) -> Contacts:
    """Point, edge, share, cost."""
    point, edge, share, cost = np.array(rows, float).reshape(-1, 4).T
    whole = (part.astype(np.int64) for part in (point, edge, cost))
    point, edge, cost = whole
    return Contacts(point, edge, share, cost)


def pairs(
    seeds: Contacts,
    points: Contacts,
    limit: int,
    *,
    closed: tuple[int, ...] = (),
    wait: tuple[int, float, int] | None = None,
) -> list[tuple[int, int, int]]:
    """Point, seed and cost of each pair; `closed` are arcs, `wait` is edge, share and cost."""
    cost = np.full(6, 10, np.int64)
    edge, share, waited = wait or (0, 0.0, 0)
    cost[[2 * edge, 2 * edge + 1]] += waited
    cost[list(closed)] = NEVER
    places = (np.arange(4) > edge).astype(np.int64), np.array([share]), np.array([waited])
    of = hierarchy([0, 1, 2], [1, 2, 3], 4)
    edges = Edges(of.rank[:3], of.rank[1:], cost.astype(np.uint32), Waits(*places))
    weights = customize(of, edges.cost)
    count = 1 + max(points.point, default=0)
    told: dict[str, Any] = {"seeds": seeds, "points": points, "point_count": int(count)}
    found = within(of, weights, edges, **told, limit=limit)
    return sorted(zip(*(part.tolist() for part in found), strict=True))


TWO = contacts((0, 0, 0.0, 3), (7, 2, 1.0, 0))
"""One at the road's start, three off it, and one at its end."""
HERE = contacts((0, 1, 0.5, 1))
"""In the middle, one off the road."""


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(15, []), (16, [(0, 7, 16)]), (18, [(0, 7, 16)]), (19, [(0, 0, 19), (0, 7, 16)])],
)
def test_every_seed_up_to_the_limit_is_found(
    limit: int, expected: list[tuple[int, int, int]]
) -> None:
    assert pairs(TWO, HERE, limit) == expected


def test_ways_lead_from_seed_to_point() -> None:
    assert pairs(TWO, HERE, 99, closed=(0,)) == [(0, 7, 16)]
    assert pairs(TWO, HERE, 99, closed=(1,)) == [(0, 0, 19), (0, 7, 16)]


def test_seed_and_point_on_one_edge_meet_along_it() -> None:
    seeds = contacts((4, 1, 0.2, 0))
    assert pairs(seeds, contacts((0, 1, 0.5, 1)), 99, closed=(0, 1, 4, 5)) == [(0, 4, 4)]
    assert pairs(seeds, contacts((0, 1, 0.5, 1)), 99, closed=(2,)) == []


def test_of_several_contacts_the_cheapest_counts_on_both_sides() -> None:
    seeds = contacts((2, 0, 0.0, 0), (2, 2, 1.0, 50))
    points = contacts((0, 0, 1.0, 0), (0, 2, 1.0, 0))
    assert pairs(seeds, points, 99) == [(0, 2, 10)]


def test_a_wait_is_paid_by_who_passes_it() -> None:
    seeds, points = contacts((0, 0, 0.0, 0)), contacts((0, 1, 0.4, 0), (1, 1, 0.6, 0))
    assert pairs(seeds, points, 99, wait=(1, 0.5, 30)) == [(0, 0, 14), (1, 0, 46)]


def test_without_seeds_or_points_there_are_no_pairs() -> None:
    assert pairs(contacts(), HERE, 99) == []
    assert pairs(TWO, contacts(), 99) == []


@pytest.mark.parametrize("seed", range(8))
def test_all_pairs_are_those_that_the_search_for_the_nearest_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    nodes, count, seed_count, point_count = 30, 60, 37, 25
    u, v = random.integers(0, nodes, (2, count))
    cost = np.where(random.random(2 * count) < 0.2, NEVER, random.integers(1, 500, 2 * count))
    of = hierarchy(u, v, nodes)
    first = np.minimum(np.arange(count + 1), 40)
    waits = Waits(first, random.random(40), random.integers(0, 90, 40))
    cost[: 2 * 40] += np.where(cost[: 2 * 40] < NEVER, np.repeat(waits.cost, 2), 0)
    edges = Edges(of.rank[u], of.rank[v], cost.astype(np.uint32), waits)

    def touching(some: int) -> Contacts:
        point = np.sort(random.integers(0, some, 3 * some))
        edge, off = random.integers(0, count, 3 * some), random.integers(0, 99, 3 * some)
        return Contacts(point, edge, random.choice([0, 1, 0.3, 0.7], 3 * some), off)

    told: dict[str, Any] = {"seeds": touching(seed_count), "points": touching(point_count)}
    weights = customize(of, edges.cost)
    every = nearest(of, weights, edges, **told, point_count=point_count, count=seed_count)
    limit = int(np.median(every.cost[every.cost >= 0]))
    found = within(of, weights, edges, **told, point_count=point_count, limit=limit)
    point, at = np.nonzero((every.cost >= 0) & (every.cost <= limit))
    expected = set(zip(point, every.seed[point, at], every.cost[point, at], strict=True))
    assert set(zip(*found, strict=True)) == expected
    assert len(found.point) == len(expected) > 100

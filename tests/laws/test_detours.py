"""What must hold of detours on any graph whatever: the shortest way once the edge is taken out."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.graph.arcs import NEVER, graph
from pipeline.geo.graph.detours import NO_WAY, NOT_COMPUTED, detours


def round_about(ends: np.ndarray, cost: np.ndarray, count: int, arc: int) -> int:
    """Return the detour by networkx."""
    if cost[arc] >= NEVER:
        return NO_WAY
    left = nx.MultiDiGraph()
    left.add_nodes_from(range(count))
    tails, heads = ends.ravel().tolist(), ends[:, ::-1].ravel().tolist()
    for a, (u, v) in enumerate(zip(tails, heads, strict=True)):
        if a // 2 != arc // 2 and cost[a] < NEVER:
            left.add_edge(u, v, cost=int(cost[a]))
    try:
        way = nx.shortest_path_length(left, tails[arc], heads[arc], weight="cost")
    except nx.NetworkXNoPath:
        return NO_WAY
    return max(int(way) - int(cost[arc]), 0)


@settings(max_examples=200)
@given(st.integers(0, 2**32 - 1), st.integers(1, 14), st.integers(0, 30))
def test_detours_are_those_of_networkx(seed: int, count: int, edge_count: int) -> None:
    random = np.random.default_rng(seed)
    ends = random.integers(0, count, (edge_count, 2))
    cost = random.integers(0, random.choice([3, 1000]), 2 * edge_count).astype(np.uint32)
    cost[random.random(2 * edge_count) < 0.15] = NEVER
    arcs = random.permutation(2 * edge_count).astype(np.int32)
    of = graph(ends[:, 0], ends[:, 1], count)
    expected = [round_about(ends, cost, count, arc) for arc in arcs.tolist()]
    assert detours(of, cost, arcs, 10**6).tolist() == expected
    short = detours(of, cost, arcs, int(random.integers(0, 40))).tolist()
    done = short.index(NOT_COMPUTED) if NOT_COMPUTED in short else len(short)
    assert short == expected[:done] + [NOT_COMPUTED] * (len(arcs) - done)

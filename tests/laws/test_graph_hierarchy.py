"""What must hold of sweeps over the hierarchy of any graph whatever, by slow and plain oracles."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from pipeline.geo.graph.arcs import NEVER, NEVER_KEY
from pipeline.geo.graph.customize import Weights, customize
from pipeline.geo.graph.hierarchy import Hierarchy, hierarchy
from pipeline.geo.graph.sweep import costs, keys, nearest_keys

Ints = npt.NDArray[np.int64]
laws = settings(max_examples=300, deadline=None, derandomize=True)
Way = tuple[int, int]
"""Cost and label."""


class Drawn(NamedTuple):
    """A multigraph with one-ways, closed and free arcs, loops, ties, lonely nodes and seeds."""

    start: Ints
    end: Ints
    cost: Ints
    node_count: int
    seed: Ints
    label: Ints
    group: Ints

    @property
    def hierarchy(self) -> Hierarchy:
        return hierarchy(self.start, self.end, self.node_count)

    def weights(self, of: Hierarchy) -> Weights:
        return customize(of, self.cost.astype(np.uint32))

    def arcs(self) -> list[list[Way]]:
        """Head and cost of the open arcs that leave each node."""
        leaving: list[list[Way]] = [[] for _ in range(self.node_count)]
        for e, (u, v) in enumerate(zip(self.start.tolist(), self.end.tolist(), strict=True)):
            for tail, head, cost in ((u, v, self.cost[2 * e]), (v, u, self.cost[2 * e + 1])):
                if cost < NEVER:
                    leaving[tail].append((head, int(cost)))
        return leaving


@st.composite
def graphs(draw: st.DrawFn) -> Drawn:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    node_count = draw(st.integers(1, 40))
    edge_count = draw(st.integers(0, 90))
    start, end = random.integers(0, node_count, (2, edge_count))
    cost = random.integers(0, draw(st.sampled_from([3, 50, 10**6, NEVER])), 2 * edge_count)
    cost[random.random(2 * edge_count) < draw(st.sampled_from([0, 0.1, 0.5]))] = NEVER
    seeds = draw(st.integers(0, 6))
    return Drawn(
        start, end, cost, node_count,
        random.integers(0, node_count, seeds), np.arange(seeds), random.integers(0, 3, seeds),
    )  # fmt: skip


def k_labels(of: Drawn, count: int) -> list[list[Way]]:
    """Return the least few (cost, label) of each node, one a group, by a heap of labels."""
    found: list[list[Way]] = [[] for _ in range(of.node_count)]
    leaving = of.arcs()
    heap = [(0, int(k), int(n)) for k, n in zip(of.label, of.seed, strict=True)]
    heapq.heapify(heap)
    while heap:
        cost, label, node = heapq.heappop(heap)
        groups = [of.group[known] for _, known in found[node]]
        if cost >= NEVER or len(groups) == count or of.group[label] in groups:
            continue
        found[node].append((cost, label))
        for head, step in leaving[node]:
            heapq.heappush(heap, (cost + step, label, head))
    return found


def read(row: npt.NDArray[np.uint64]) -> list[Way]:
    return [(int(key) >> 32, int(key) & (2**32 - 1)) for key in row if key < NEVER_KEY]


@laws
@given(graphs())
def test_least_costs_are_scipys_in_both_directions(of: Drawn) -> None:
    made = of.hierarchy
    weights = of.weights(made)
    tail, head = np.column_stack([of.start, of.end]).ravel(), np.column_stack([of.end, of.start])
    head, is_open = head.ravel(), of.cost < NEVER
    # scipy takes a stored zero for a free arc, and adds up parallel ones: the least is kept.
    order = np.flatnonzero(is_open)[np.argsort(of.cost[is_open], kind="stable")]
    _, first = np.unique(tail[order] * of.node_count + head[order], return_index=True)
    kept = order[first]
    shape = (of.node_count, of.node_count)
    ahead = csr_array((of.cost[kept].astype(float), (tail[kept], head[kept])), shape=shape)
    start = made.rank[of.seed]
    for matrix, laid in ((ahead, weights), (csr_array(ahead.T), weights.reversed)):
        found = costs(made, laid, start, np.zeros(len(start), np.uint32))[made.rank]
        if len(of.seed):
            told = dijkstra(matrix, indices=of.seed, min_only=True)
            expected = np.where(told < NEVER, told, NEVER)
        else:
            expected = np.full(of.node_count, NEVER)
        assert found.tolist() == expected.tolist()


@laws
@given(graphs(), st.integers(1, 4))
def test_the_nearest_few_are_a_heap_of_labels(of: Drawn, count: int) -> None:
    made = of.hierarchy
    found = nearest_keys(
        made,
        of.weights(made),
        made.rank[of.seed],
        of.label.astype(np.uint64),
        of.group.astype(np.int32),
        count,
    )
    assert [read(row) for row in found[made.rank]] == k_labels(of, count)


@laws
@given(graphs())
def test_labels_are_the_nearest_of_all_seeds(of: Drawn) -> None:
    made = of.hierarchy
    found = keys(made, of.weights(made), made.rank[of.seed], of.label.astype(np.uint64))
    one_group = of._replace(group=np.zeros_like(of.group))
    assert [read(found[[rank]]) for rank in made.rank] == k_labels(one_group, 1)


@laws
@given(graphs())
def test_the_order_of_edges_makes_no_difference(of: Drawn) -> None:
    order = np.random.default_rng(len(of.start)).permutation(len(of.start))
    arcs = np.column_stack([2 * order, 2 * order + 1]).ravel()
    other = of._replace(start=of.start[order], end=of.end[order], cost=of.cost[arcs])
    found = []
    for drawn in (of, other):
        made = drawn.hierarchy
        start = made.rank[drawn.seed]
        laid = drawn.weights(made)
        found.append(costs(made, laid, start, np.zeros(len(start), np.uint32))[made.rank].tolist())
    assert found[0] == found[1]

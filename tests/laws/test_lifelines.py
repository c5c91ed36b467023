"""What must hold of lifelines on any graph whatever: take each thing out, and see who is lost."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.graph.cuts import cuts
from pipeline.geo.graph.lifelines import Lifelines, Touches, lifelines

Ints = npt.NDArray[np.int64]
Place = tuple[str, int]
Touch = tuple[int, Place]
laws = settings(max_examples=200)
SHARES = [0.0, 0.3, 0.5, 1.0]


class Land(NamedTuple):
    """A multigraph with loops, islands and closed edges; hubs and people that touch it."""

    node_count: int
    ends: Ints
    is_open: npt.NDArray[np.bool_]
    anchors: Touches
    points: Touches
    weight: npt.ArrayLike

    def held(self) -> Lifelines:
        return lifelines(
            self.ends[:, 0],
            self.ends[:, 1],
            self.node_count,
            self.is_open,
            anchors=self.anchors,
            points=self.points,
            weight=self.weight,
        )

    def network(self) -> nx.Graph:
        """Nodes, and open edges as nodes between them."""
        made = nx.Graph()
        made.add_nodes_from(("node", v) for v in range(self.node_count))
        for e, (u, v) in enumerate(self.ends.tolist()):
            if self.is_open[e]:
                made.add_edges_from([(("edge", e), ("node", u)), (("edge", e), ("node", v))])
        return made

    def places(self, touches: Touches) -> list[Touch]:
        """Return the point and the place of each touch."""
        found: list[Touch] = []
        for point, edge, share in zip(*(column.tolist() for column in touches), strict=True):
            part_way = 0 < share < 1
            place = ("edge", edge) if part_way else ("node", int(self.ends[edge, round(share)]))
            found.append((point, place))
        return found

    def reached(self, network: nx.Graph) -> set[int]:
        """Return the points that reach an anchor, by flooding."""
        wet: set[Place] = set()
        for _, place in self.places(self.anchors):
            if place in network and place not in wet:
                wet |= nx.node_connected_component(network, place)
        return {point for point, place in self.places(self.points) if place in wet}

    def lost(self, place: Place) -> float:
        """Return the weight of the points that are lost when an edge or a node goes."""
        network = self.network()
        before = self.reached(network)
        if place in network:
            network.remove_node(place)
        return float(np.asarray(self.weight)[sorted(before - self.reached(network))].sum())


@st.composite
def lands(draw: st.DrawFn) -> Land:
    """Draw thin graphs, for thick ones have no lifelines."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    node_count = draw(st.integers(1, 14))
    edge_count = draw(st.integers(1, node_count + 6))
    # Mostly to a node not far off: long roads with short cuts.
    start = random.integers(0, node_count, edge_count)
    end = np.clip(start + random.integers(-2, 3, edge_count), 0, node_count - 1)
    people = draw(st.integers(0, 12))

    def touching(points: int, rows: int) -> Touches:
        point = random.integers(0, points, rows) if points else np.zeros(0, np.int64)
        return Touches(
            point, random.integers(0, edge_count, len(point)), random.choice(SHARES, len(point))
        )

    return Land(
        node_count,
        np.column_stack([start, end]),
        random.random(edge_count) >= draw(st.sampled_from([0, 0.2])),
        touching(2, draw(st.integers(0, 4))),
        touching(people, draw(st.integers(0, 2 * people))),
        random.integers(0, 1000, people).astype(float),
    )


@laws
@given(lands())
def test_lost_is_who_reaches_no_anchor_once_it_is_taken_out(land: Land) -> None:
    found = land.held()
    assert set(np.flatnonzero(found.is_reached).tolist()) == land.reached(land.network())
    assert found.edge.tolist() == [land.lost(("edge", e)) for e in range(len(land.ends))]
    assert found.node.tolist() == [land.lost(("node", v)) for v in range(land.node_count)]


@laws
@given(lands())
def test_they_are_the_cuts_where_each_point_is_at_one_node(land: Land) -> None:
    # A point at each node that has an edge; the anchor is the first of them.
    nodes, row = np.unique(land.ends.ravel(), return_index=True)
    at = Touches(np.arange(len(nodes)), row // 2, (row % 2).astype(float))
    first = Touches(at.point[:1], at.edge[:1], at.share[:1])
    found = land._replace(
        is_open=np.ones(len(land.ends), np.bool_), anchors=first, points=at, weight=1 + nodes
    ).held()
    weight = np.zeros(land.node_count)
    weight[nodes] = 1.0 + nodes
    is_anchor = np.arange(land.node_count) == nodes[0]
    expected = cuts(land.ends[:, 0], land.ends[:, 1], weight, is_anchor)
    is_near = expected.component == expected.component[nodes[0]]
    assert found.edge.tolist() == expected.behind.tolist()
    assert ((found.edge > 0) == expected.is_cut_edge & is_near[land.ends[:, 0]]).all()
    # A node that goes takes its own point along, which cuts leave out.
    assert found.node.tolist() == np.where(is_near, expected.behind_node + weight, 0).tolist()
    takes_others = (found.node > weight) & ~is_anchor
    assert (takes_others == expected.is_cut_node & is_near & ~is_anchor).all()


@laws
@given(lands())
def test_the_more_touches_the_fewer_are_lost(land: Land) -> None:
    found = land.held()
    point, edge, share = land.points
    half = Touches(point[::2], edge[::2], share[::2])
    fewer = land._replace(points=half).held()
    assert (found.is_reached >= fewer.is_reached).all()
    # Of those who were reached before.
    only = np.where(fewer.is_reached, land.weight, 0.0)
    same = land._replace(weight=only).held()
    assert (same.edge <= fewer.edge).all()
    assert (same.node <= fewer.node).all()

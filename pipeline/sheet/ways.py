"""Ways from hubs to communities, as `reach` measures them, with links opened or closed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import Contacts, Edges, parts
from pipeline.geo.graph.customize import customize
from pipeline.geo.graph.ways import edges_of, ways
from pipeline.travel import MS_PER_MIN, OPEN, SHUT, Roads, Walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.geo.graph.customize import Weights
    from pipeline.travel import Travel

KEPT = 4
"""Sets of weights that are kept for communities that ask the same."""

Place = tuple[int, float]
"""A node's rank and -1, or an edge and the share of it where a point comes onto it."""


class Part(NamedTuple):
    """What a way runs of one link: from one share of it to another, in the order of driving."""

    link: int
    """Row among the links by id."""
    begin: float
    end: float


class Way(NamedTuple):
    """The way from a hub to a community; times are those of the way back, as `reach` has them."""

    hub_id: str
    parts: tuple[Part, ...]
    """From the hub on."""
    minutes: float
    hub_walk_min: float
    """Walk between hub and road."""
    community_walk_min: float
    """Walk between road and community."""


class HubWays:
    """The ways from hubs to communities, and to places on roads.

    Parameters
    ----------
    travel
        As `pipeline.travel.Travel` says.
    """

    def __init__(self, travel: Travel) -> None:
        self.roads = Roads(travel)
        self._ids = travel["communities"]["community_id"].sort_values(ignore_index=True)
        self._hubs = travel["hubs"]["hub_id"].sort_values(ignore_index=True)
        connectors, walk = travel["connectors"], Walk(travel["walk_kmh"], travel["walk_detour"])
        self._communities = self.roads.contacts(connectors, "community", self._ids, walk)
        self._seeds = self.roads.contacts(connectors, "hub", self._hubs, walk)
        self._weighed = lru_cache(KEPT)(self._weigh)
        self._open = lru_cache(None)(self._open_edges)

    def way(
        self,
        community_id: str,
        scenario: str,
        *,
        opened: Iterable[str] = (),
        closed: Iterable[str] = (),
    ) -> Way | None:
        """Return a community's fastest way; None where there is none.

        Parameters
        ----------
        opened
            Ids of links that are taken as open though a report closes them.
        closed
            Ids of links that are taken as closed.
        """
        point = _of(self._communities, int(self._ids.searchsorted(community_id)))
        return self._way(point, scenario, opened, closed)

    def way_to(
        self, link_id: str, share: float, scenario: str, *, closed: Iterable[str] = ()
    ) -> Way | None:
        """Return the fastest way of a place on a link, at a share of its length, as `way` does."""
        link = self.roads.link_ids.get_indexer(pd.Index([link_id]))
        point = Contacts(np.zeros(1, np.int64), link, np.array([share]), np.zeros(1, np.int64))
        return self._way(point, scenario, (), closed)

    def _way(
        self, point: Contacts, scenario: str, opened: Iterable[str], closed: Iterable[str]
    ) -> Way | None:
        """Return the fastest way of the one point that contacts are of."""
        edges, weights = self._weighed(scenario, frozenset(opened), frozenset(closed))
        found = ways(
            self.roads.hierarchy,
            weights,
            edges.reversed,
            seeds=self._seeds,
            points=point._replace(point=np.zeros_like(point.point)),
            point_count=1,
        )
        cost, seed = int(found.found.cost[0, 0]), int(found.found.seed[0, 0])
        if cost < 0:
            return None
        traced, walks = _traced(edges, edges_of(found, 0).tolist(), point, _of(self._seeds, seed))
        minutes = [ms / MS_PER_MIN for ms in (cost, walks[1], walks[0])]
        return Way(str(self._hubs[seed]), tuple(traced), *minutes)

    def minutes(self, scenario: str, way: Way) -> list[float | None]:
        """Return the minutes of each part of a way in a scenario; None where it cannot be passed.

        Waits included. Reports are not asked: parts may be of links taken as open.
        """
        edges = self._open(scenario)
        arc = np.array([2 * part.link + (part.begin < part.end) for part in way.parts], np.int64)
        begin = np.array([part.begin for part in way.parts], float)
        end = np.array([part.end for part in way.parts], float)
        cost = parts(edges, arc, np.minimum(begin, end), np.maximum(begin, end)).tolist()
        return [one / MS_PER_MIN if one < NEVER else None for one in cost]

    def _open_edges(self, scenario: str) -> Edges:
        return self.roads.edges(scenario, OPEN)

    def _weigh(
        self, scenario: str, opened: frozenset[str], closed: frozenset[str]
    ) -> tuple[Edges, Weights]:
        """Return the links with their costs, and the weights of the ways back over them."""
        edges = self.roads.edges(scenario, SHUT)
        cost = edges.cost.copy()
        for ids, source in ((opened, self._open(scenario).cost), (closed, None)):
            link = self.roads.link_ids.get_indexer(pd.Index(sorted(ids)))
            arcs = np.concatenate([2 * link[link >= 0], 2 * link[link >= 0] + 1])
            cost[arcs] = NEVER if source is None else source[arcs]
        return edges._replace(cost=cost), customize(self.roads.hierarchy, cost).reversed


def _of(contacts: Contacts, point: int) -> Contacts:
    """Return the contacts of one point."""
    own = contacts.point == point
    return Contacts(*(column[own] for column in contacts))


def _traced(
    edges: Edges, chain: list[int], point: Contacts, seed: Contacts
) -> tuple[list[Part], tuple[int, int]]:
    """Return the parts of the edges from a seed to a point, and the walks at point and seed.

    The chain says which edges in which order; where on the first and the last of them the way
    begins and ends, and which way round it takes them, the least cost says, as in the search.
    """
    goals = _places(edges, seed)
    costs = {place: (cost, cost, ()) for place, cost in _places(edges, point).items()}
    reached: dict[Place, tuple[int, int, tuple[Part, ...]]] = dict(costs)
    for at, edge in enumerate(chain):
        ends = goals if at == len(chain) - 1 else {}
        after: dict[Place, tuple[int, int, tuple[Part, ...]]] = {}
        for place, (cost, walk, done) in reached.items():
            for goal, part, own in _moves(edges, edge, place, ends):
                best = after.get(goal)
                if best is None or cost + own < best[0]:
                    after[goal] = (cost + own, walk, (*done, part))
        reached = after
    total, place = min(
        (reached[place][0] + goals[place], place) for place in reached.keys() & goals
    )
    _, walk, done = reached[place]
    turned = [Part(part.link, part.end, part.begin) for part in reversed(done)]
    return turned, (walk, total - reached[place][0])


def _places(edges: Edges, contacts: Contacts) -> dict[Place, int]:
    """Return where contacts come onto edges or nodes, with the least cost until there."""
    places: dict[Place, int] = {}
    for edge, share, cost in zip(*(column.tolist() for column in contacts[1:]), strict=True):
        place = _place(edges, edge, share)
        places[place] = min(cost, places.get(place, cost))
    return places


def _place(edges: Edges, edge: int, share: float) -> Place:
    if share <= 0:
        return int(edges.start[edge]), -1.0
    if share >= 1:
        return int(edges.end[edge]), -1.0
    return edge, share


def _moves(
    edges: Edges, edge: int, place: Place, ends: dict[Place, int]
) -> Iterator[tuple[Place, Part, int]]:
    """Give each place that an edge leads to from a place on it: its ends, and those asked for."""
    nodes = (int(edges.start[edge]), -1.0), (int(edges.end[edge]), -1.0)
    begins = [float(share) for share, node in enumerate(nodes) if node == place]
    begins += [place[1]] if place[0] == edge and place[1] >= 0 else []
    goals = {0.0: nodes[0], 1.0: nodes[1]}
    goals |= {end[1]: end for end in ends if end[0] == edge and end[1] >= 0}
    for begin in begins:
        for share, goal in goals.items():
            if share == begin:
                continue
            arc = np.array([2 * edge + (share < begin)])
            span = np.array([min(begin, share)]), np.array([max(begin, share)])
            cost = int(parts(edges, arc, *span)[0])
            if cost < NEVER:
                yield goal, Part(edge, float(begin), float(share)), cost

"""How people and goods travel: the network's tables as a graph with costs in milliseconds.

What the layers of travel share, and nothing else. Links are in the order of their ids.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.contacts import (
    Contacts,
    Edges,
    Found,
    Waits,
    least_costs,
    nearest,
)
from pipeline.geo.graph.customize import Weights, customize
from pipeline.geo.graph.hierarchy import unpack
from pipeline.geo.graph.lifelines import Lifelines, Touches, lifelines
from pipeline.geo.graph.openings import Openings, openings
from pipeline.geo.graph.ways import Ways, ways
from pipeline.geo.graph.within import Within, within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

HUB = "hub"
NOTHING: Mapping[Any, Any] = MappingProxyType({})
MS_PER_MIN = 60_000
Z_95 = 1.6448536269514722
"""Standard normal deviate that 95 % lie under."""
SECURE, SHUT, SHUT_IF_KNOWN, OPEN = "secure", "shut", "shut_if_known", "open"
"""Which links count as closed: those closed, unknown or insecure; closed or unknown; closed for
sure; none."""


class Travel(TypedDict):
    """What every layer of travel is given: tables, and how trips are made."""

    network: gpd.GeoDataFrame
    hierarchy: npt.NDArray[np.int32]
    """Of the links by id, as `layers.hierarchy` packs it."""
    speeds: pd.DataFrame
    """For every scenario that may serve as an explanation, not only those asked for."""
    scenarios: pd.DataFrame
    waits: pd.DataFrame
    link_status: pd.DataFrame
    connectors: pd.DataFrame
    communities: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    hubs: gpd.GeoDataFrame
    scenario_names: Sequence[str]
    """Scenarios asked for."""
    service_types: Sequence[str]
    delivery: Sequence[str]
    """Types whose way is measured from service to community."""
    walk_kmh: float
    """Speed of the walk between a point and a road."""
    walk_detour: float
    """Walked over straight length."""


class Walk(NamedTuple):
    """How people walk between where they are and the road."""

    kmh: float
    detour: float
    """Walked length over straight length."""


class Offer(NamedTuple):
    """The open services of one type, or the hubs, by id."""

    kind: str
    point_kind: str
    """What the table of connectors calls them."""
    ids: pd.Series


class Roads:
    """The network as a hierarchy, with what each scenario and each view of closures costs.

    Parameters
    ----------
    insecure
        Ids of links that nobody may need to pass to be safe.
    """

    def __init__(self, travel: Travel, insecure: Collection[str] = ()) -> None:
        network, speeds = travel["network"], travel["speeds"]
        links = network.sort_values("link_id", ignore_index=True)
        self.link_ids = pd.Index(links["link_id"])
        self.hierarchy = unpack(travel["hierarchy"])
        self.scenarios = travel["scenarios"].set_index("scenario").sort_index()
        self._length_m = links["length_m"].to_numpy(float)
        self.length_dm = np.maximum(np.rint(self._length_m * 10), 1).astype(np.int64)
        self._oneway = links["oneway"].to_numpy(str)
        self._start = self.hierarchy.rank[links["from_node"].to_numpy()]
        self._end = self.hierarchy.rank[links["to_node"].to_numpy()]
        self._kmh = self._by_scenario(speeds)
        self._waits = self._by_link(travel["waits"])
        self._waited_ms = np.add.reduceat(
            np.append(self._waits.cost, 0), self._waits.first[:-1], dtype=np.int64
        ) * (np.diff(self._waits.first) > 0)
        status = self.link_ids.map(travel["link_status"].set_index("link_id")["status"])
        is_shut = np.asarray(status.isin(("closed", "unknown")), bool)
        self._is_shut = {
            SHUT: is_shut,
            SECURE: is_shut | self.link_ids.isin(list(insecure)),
            SHUT_IF_KNOWN: np.asarray(status == "closed", bool),
            OPEN: np.zeros(len(links), bool),
        }

    def _by_link(self, waits: pd.DataFrame) -> Waits:
        """Return the places of waiting in the order of links."""
        link = self.link_ids.get_indexer(pd.Index(waits["link_id"]))
        share, wait_ms = waits["at_share"].to_numpy(float), waits["wait_min"] * MS_PER_MIN
        order = np.lexsort((share, link))
        order = order[link[order] >= 0]
        first = np.searchsorted(link[order], np.arange(len(self.link_ids) + 1))
        cost = np.ceil(np.minimum(wait_ms.to_numpy(float), NEVER) - 1e-6).astype(np.int64)
        return Waits(first, share[order], cost[order])

    def _by_scenario(self, speeds: pd.DataFrame) -> Floats:
        """Return speeds, one row a scenario and one column a link."""
        kmh = np.full((len(self.scenarios), len(self.link_ids)), np.nan)
        row = self.scenarios.index.get_indexer(pd.Index(speeds["scenario"]))
        column = self.link_ids.get_indexer(pd.Index(speeds["link_id"]))
        kmh[row, column] = speeds["speed_kmh"].to_numpy(float)
        return kmh

    def view(self, view: str) -> str:
        """Return the first view that closes the same links, so that none is searched twice."""
        same = (v for v, shut in self._is_shut.items() if np.array_equal(shut, self._is_shut[view]))
        return next(same)

    def edges(self, scenario: str, view: str, factor: Floats | float = 1.0) -> Edges:
        """Return the links with the milliseconds of their arcs; speeds are times a factor."""
        row = self.scenarios.index.get_loc(scenario)
        ms = link_ms(self._length_m, self._kmh[row] * factor)
        ms = np.minimum(ms + self._waited_ms, NEVER)
        arcs = np.repeat(np.where(self._is_shut[view], NEVER, ms), 2).astype(np.uint32)
        if not self.scenarios["is_on_foot"].iloc[row]:
            arcs[0::2][self._oneway == "backward"] = NEVER
            arcs[1::2][self._oneway == "forward"] = NEVER
        return Edges(self._start, self._end, arcs, self._waits)

    def is_passable(self, scenario: str) -> Bools:
        """Whether each link can be passed, one way at least."""
        ways = self.edges(scenario, SHUT).cost.reshape(-1, 2) < NEVER
        return np.asarray(ways.any(axis=1))

    def laid(self, scenario: str, view: str) -> tuple[Weights, Edges]:
        """Return the weights of the hierarchy and the links."""
        edges = self.edges(scenario, view)
        return customize(self.hierarchy, edges.cost), edges

    def laid_side_by_side(self, scenario: str, factors: Iterable[Floats]) -> tuple[Weights, Edges]:
        """Return weights and links for sets of speeds: the scenario's, times a factor a link."""
        return self._laid([self.edges(scenario, SHUT, factor) for factor in factors])

    def laid_opened(self, scenario: str, opened: Iterable[Ints]) -> tuple[Weights, Edges]:
        """Return weights and links for sets of links that are opened, each beside the others."""
        now, every = self.edges(scenario, SHUT), self.edges(scenario, OPEN)
        is_in = (np.isin(np.arange(len(every.cost)) >> 1, one) for one in opened)
        return self._laid([now._replace(cost=np.where(i, every.cost, now.cost)) for i in is_in])

    def _laid(self, sets: Sequence[Edges]) -> tuple[Weights, Edges]:
        """Return the weights of sets side by side, and the links."""
        edges = sets[0]._replace(cost=np.column_stack([one.cost for one in sets]))
        return customize(self.hierarchy, edges.cost), edges

    @property
    def bytes_a_set(self) -> int:
        """Bytes that each more set of speeds takes side by side.

        Its arcs alone, beside the others, and reversed; weights of joins either way; nodes.
        """
        of = self.hierarchy
        return 4 * (3 * 2 * len(of.slot) + 2 * len(of.head) + len(of.rank))

    def contacts(
        self, connectors: pd.DataFrame, point_kind: str, ids: pd.Series, walk: Walk
    ) -> Contacts:
        """Return where points come onto links, with the milliseconds of the walk."""
        point = pd.Index(ids).get_indexer(pd.Index(connectors["point_id"]))
        is_wanted = (connectors["point_kind"] == point_kind).to_numpy(bool) & (point >= 0)
        edge = self.link_ids.get_indexer(pd.Index(connectors["link_id"]))[is_wanted]
        share = connectors["at_share"].to_numpy(float)[is_wanted]
        distance_m = connectors["distance_m"].to_numpy(float)[is_wanted]
        return walks(point[is_wanted], edge, share, distance_m, walk)


class Points(NamedTuple):
    """Where ways begin, or end: points of any kind."""

    ids: pd.Series
    contacts: Contacts


class Trips:
    """Ways between points and the services of every type, found when asked for.

    Parameters
    ----------
    points
        All communities if not given.
    found
        What is known of their ways already, by scenario and view.
    """

    def __init__(
        self,
        roads: Roads,
        travel: Travel,
        offered: Sequence[Offer],
        points: Points | None = None,
        found: Mapping[tuple[str, str], Found] = NOTHING,
    ) -> None:
        connectors, walk = travel["connectors"], Walk(travel["walk_kmh"], travel["walk_detour"])
        self.roads = roads
        self.offered = offered
        self._travel = travel
        if points is None:
            ids = travel["communities"]["community_id"].sort_values(ignore_index=True)
            points = Points(ids, roads.contacts(connectors, "community", ids, walk))
        self.ids = points.ids
        self._points: dict[str, Any] = {"points": points.contacts, "point_count": len(points.ids)}
        self._services = [
            roads.contacts(connectors, offer.point_kind, offer.ids, walk) for offer in offered
        ]
        self._is_delivery = [offer.kind in travel["delivery"] for offer in offered]
        self._found = dict(found)

    def of(self, points: Points) -> Trips:
        """Return the ways of other points to the same services."""
        return Trips(self.roads, self._travel, self.offered, points)

    def only(self, is_asked: Bools) -> Trips:
        """Return the ways of some of the points; what was found of them is kept."""
        point, edge, share, cost = self._points["points"]
        is_in, number = is_asked[point], np.cumsum(is_asked) - 1
        kept = Contacts(number[point[is_in]], edge[is_in], share[is_in], cost[is_in])
        points = Points(self.ids[is_asked].reset_index(drop=True), kept)
        found = {
            key: Found(*(part[:, is_asked] for part in one)) for key, one in self._found.items()
        }
        return Trips(self.roads, self._travel, self.offered, points, found)

    def nearest(self, scenario: str, view: str, count: int) -> Iterator[Found]:
        """Give the nearest services of each community, one row a community, type by type."""
        for services, weights, edges in self._by_type(*self.roads.laid(scenario, view)):
            of = self.roads.hierarchy
            yield nearest(of, weights, edges, seeds=services, count=count, **self._points)

    def within(self, scenario: str, view: str, limit_min: float) -> Iterator[Within]:
        """Give all services within some minutes of each community, type by type."""
        limit = int(limit_min * MS_PER_MIN)
        for services, weights, edges in self._by_type(*self.roads.laid(scenario, view)):
            of = self.roads.hierarchy
            yield within(of, weights, edges, seeds=services, limit=limit, **self._points)

    def ways(self, scenario: str, view: str = SHUT) -> Iterator[Ways]:
        """Give the way of each community to its nearest service, type by type."""
        for services, weights, edges in self._by_type(*self.roads.laid(scenario, view)):
            yield ways(self.roads.hierarchy, weights, edges, seeds=services, **self._points)

    def least_costs(self, weights: Weights, edges: Edges) -> Iterator[Ints]:
        """Give milliseconds, one row a community and one column a set, type by type."""
        for services, own_weights, own_edges in self._by_type(weights, edges):
            of = self.roads.hierarchy
            yield least_costs(of, own_weights, own_edges, seeds=services, **self._points)

    def lifelines(self, scenario: str, people: Floats) -> Iterator[Lifelines]:
        """Give whom each passable link and each rank alone holds to services, type by type.

        Directions play no part.

        Parameters
        ----------
        people
            Of each community.
        """
        roads, points = self.roads, Touches(*self._points["points"][:3])
        start, end, _, _ = roads.edges(scenario, SHUT)
        graph = start, end, len(roads.hierarchy.rank), roads.is_passable(scenario)
        for services in self._services:
            anchors = Touches(*services[:3])
            yield lifelines(*graph, anchors=anchors, points=points, weight=people)

    def openings(self, scenario: str) -> Iterator[Openings]:
        """Give the closed links that give communities a way, of the least length, type by type.

        Lengths are whole decimetres, one at least.
        """
        both = self.roads.edges(scenario, SHUT), self.roads.edges(scenario, OPEN)
        for services, is_delivery in zip(self._services, self._is_delivery, strict=True):
            now, opened = both if is_delivery else (one.reversed for one in both)
            counts = {"node_count": len(self.roads.hierarchy.rank), **self._points}
            yield openings(now, opened, self.roads.length_dm, seeds=services, **counts)

    def _by_type(self, weights: Weights, edges: Edges) -> Iterator[tuple[Contacts, Weights, Edges]]:
        """Give each type's services, with the directions that its ways have."""
        back = None if all(self._is_delivery) else (weights.reversed, edges.reversed)
        for services, is_delivery in zip(self._services, self._is_delivery, strict=True):
            yield (services, *((weights, edges) if is_delivery or back is None else back))

    def found(self, scenario: str, view: str = SHUT) -> Found:
        """Return the nearest service: one row a type, one column a community.

        Weights are laid once for all types and then forgotten: they take far more room.
        """
        view = self.roads.view(view)
        if (scenario, view) not in self._found:
            by_type = list(self.nearest(scenario, view, 1))
            stacked = (
                np.stack([one[:, 0] for one in column]) for column in zip(*by_type, strict=True)
            )
            self._found[scenario, view] = Found(*stacked)
        return self._found[scenario, view]

    def minutes(self, scenario: str, view: str = SHUT) -> Floats:
        """Return the minutes of the nearest service, infinite without a way; rows as `found`."""
        cost = self.found(scenario, view).cost
        return np.where(cost >= 0, cost / MS_PER_MIN, np.inf)

    def has_way(self, scenario: str, view: str = SHUT) -> Bools:
        """Whether there is a way, one row a type and one column a community."""
        return self.found(scenario, view).cost >= 0

    def has_any_way(self, scenarios: Sequence[str], view: str = SHUT) -> Bools:
        """Whether there is a way in any of the scenarios."""
        ways: Bools = np.stack([self.has_way(scenario, view) for scenario in scenarios])
        return np.asarray(ways.any(axis=0))


def trips(travel: Travel, insecure: Collection[str] = ()) -> Trips:
    """Return the ways of all communities to every type asked for, and to the hubs."""
    offered = offers(travel["services"], travel["hubs"], travel["service_types"])
    return Trips(Roads(travel, insecure), travel, offered)


class Factors(NamedTuple):
    """What the speeds of links are times in each draw."""

    by_class: Floats
    """One row a road class and one column a draw."""
    code: Ints
    """Row of each link, by id."""

    def of_links(self, draws: Sequence[int]) -> Floats:
        """Return the factors of some draws, one row a draw and one column a link."""
        return self.by_class[:, draws][self.code].T


def speed_factors(
    network: gpd.GeoDataFrame, *, count: int, seed: int, spread: float, correlation: float
) -> Factors:
    """Return drawn factors of the speeds, as `layers.reach_spread` says.

    Those of a class depend on the seed and its name alone.
    """
    by_class = network.sort_values("link_id")["road_class"]
    classes, code = np.unique(by_class.to_numpy(str), return_inverse=True)
    shared = np.random.default_rng(seed).standard_normal(count)
    own = np.array(
        [
            np.random.default_rng([seed, crc32(name.encode())]).standard_normal(count)
            for name in classes.tolist()
        ]
    ).reshape(len(classes), count)
    mixed = math.sqrt(correlation) * shared + math.sqrt(1 - correlation) * own
    return Factors(np.exp(math.log1p(spread) / Z_95 * mixed), code)


def link_ms(length_m: Floats, kmh: Floats) -> Ints:
    """Whole milliseconds for each length at each speed, rounded up.

    `NEVER` where speed is null or 0, and where it takes as long or longer.
    """
    can = kmh > 0
    ms = np.divide(length_m * 3600, kmh, out=np.full(kmh.shape, np.inf), where=can)
    whole: Ints = np.minimum(np.ceil(ms - 1e-6), NEVER).astype(np.int64)
    return whole


def offers(
    services: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, service_types: Sequence[str]
) -> list[Offer]:
    """Return each type with its open services, and the hubs."""
    is_open = services["status"] == "open"
    own = services[is_open].sort_values("service_id")
    ids = {kind: own["service_id"][own["service_type"] == kind] for kind in service_types}
    found = [Offer(kind, "service", of.reset_index(drop=True)) for kind, of in ids.items()]
    return [*found, Offer(HUB, HUB, hubs["hub_id"].sort_values(ignore_index=True))]


def walks(point: Ints, edge: Ints, share: Floats, distance_m: Floats, walk: Walk) -> Contacts:
    """Return points on links, by point, link and share, with the milliseconds of the walk."""
    walk_ms = link_ms(distance_m * walk.detour, np.full(len(edge), walk.kmh))
    order = np.lexsort((share, edge, point))
    return Contacts(point[order], edge[order], share[order], walk_ms[order])


def minutes_of(found: Found, ids: pd.Series) -> dict[str, Any]:
    """Return minutes, what of them is walked and driven, and the service, flat; null for no way."""
    cost, off = found.cost.ravel(), found.contact_cost.ravel()
    has_way = cost >= 0
    return {
        "minutes": np.where(has_way, cost / MS_PER_MIN, np.nan),
        "walked_min": np.where(has_way, off / MS_PER_MIN, np.nan),
        "driven_min": np.where(has_way, (cost - off) / MS_PER_MIN, np.nan),
        "service_id": ids.reindex(np.where(has_way, found.seed.ravel(), -1)).to_numpy(),
    }

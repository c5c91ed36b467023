"""Minutes from every community to its nearest service of every type, in every scenario."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pipeline.errors import StageError
from pipeline.geo.graph import Contacts, Found, Graph, graph, nearest, reversed_arcs
from pipeline.geo.snap import connectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

HUB = "hub"
NEAREST_COUNT = 8
MS_PER_MIN = 60_000
SHUT, SHUT_IF_KNOWN, OPEN = "shut", "shut_if_known", "open"
"""Which links count as closed: those closed or unknown, those closed for sure, none."""


class _Access(NamedTuple):
    """How points walk to links."""

    walk_kmh: float
    walk_detour: float
    max_snap_m: float


class _Roads:
    """The network as a graph, with what each scenario and each view of closures costs."""

    def __init__(
        self, network: gpd.GeoDataFrame, speeds: pd.DataFrame, link_status: pd.DataFrame
    ) -> None:
        # By id, so that ties do not depend on the order of the rows.
        links = network.sort_values("link_id", ignore_index=True)
        self.links = links
        self.graph: Graph = graph(links["from_node"].to_numpy(), links["to_node"].to_numpy())
        self.scenarios = sorted(speeds["scenario"].unique())
        by_link = speeds.set_index(["link_id", "scenario"])["speed_kmh"]
        self._kmh = by_link.unstack("scenario").reindex(links["link_id"])  # noqa: PD010  pivot_table averages
        status = links["link_id"].map(link_status.set_index("link_id")["status"])
        is_closed = (status == "closed").to_numpy(bool)
        is_unknown = (status == "unknown").to_numpy(bool)
        self._is_shut = {
            SHUT: is_closed | is_unknown,
            SHUT_IF_KNOWN: is_closed,
            OPEN: np.zeros(len(links), bool),
        }
        self._costs: dict[tuple[str, str], Ints] = {}

    @cached_property
    def kind(self) -> Ints:
        """Kind of each link for connectors: component and passability."""
        passability = self.links["passability"].astype("str")
        kinds = self.links["component"].astype("str") + " " + passability
        return np.unique(kinds.to_numpy(str), return_inverse=True)[1].astype(np.int64)

    def view(self, view: str) -> str:
        """Return the first view that closes the same links, so that none is searched twice."""
        same = (v for v, shut in self._is_shut.items() if np.array_equal(shut, self._is_shut[view]))
        return next(same)

    def costs_ms(self, scenario: str, view: str) -> Ints:
        """Return the milliseconds of each arc, -1 where it is closed."""
        if not len(self.links):
            return np.zeros(0, np.int64)
        if (scenario, view) not in self._costs:
            kmh = self._kmh[scenario].to_numpy(float)
            ms = link_ms(self.links["length_m"].to_numpy(float), kmh)
            arcs = np.repeat(np.where(self._is_shut[view], -1, ms), 2)
            if not scenario.endswith("-foot"):
                oneway = self.links["oneway"].to_numpy(str)
                arcs[0::2][oneway == "backward"] = -1
                arcs[1::2][oneway == "forward"] = -1
            self._costs[scenario, view] = arcs
        return self._costs[scenario, view]

    def contacts(self, points: gpd.GeoSeries, walk: _Access) -> Contacts:
        """Return where points come onto links, with the milliseconds of the walk.

        Schematic links are entered at their ends, by everybody within reach of an end.
        """
        lines = self.links.geometry.to_numpy()
        is_schematic = self.links["is_schematic"].to_numpy(bool)
        drawn, schematic = np.flatnonzero(~is_schematic), np.flatnonzero(is_schematic)
        found = connectors(
            shapely.get_coordinates(points.to_numpy()),
            lines[drawn],
            self.kind[drawn],
            nearest_count=NEAREST_COUNT,
            max_distance=walk.max_snap_m,
        )
        ends = np.concatenate([shapely.get_point(lines[schematic], at) for at in (0, -1)])
        point, end = shapely.STRtree(ends).query(
            points.to_numpy(), predicate="dwithin", distance=walk.max_snap_m
        )
        far_m = np.append(found.distance, shapely.distance(points.to_numpy()[point], ends[end]))
        return Contacts(
            np.append(found.point, point),
            np.append(drawn[found.edge], np.tile(schematic, 2)[end]),
            np.append(found.share, np.repeat([0.0, 1.0], len(schematic))[end]),
            link_ms(far_m * walk.walk_detour, np.full(len(far_m), walk.walk_kmh)),
        )


class _Trips:
    """Ways between all communities and the open services of one type, found when asked for."""

    def __init__(
        self,
        roads: _Roads,
        services: Contacts,
        communities: Contacts,
        count: int,
        *,
        is_delivery: bool,
    ) -> None:
        self.roads = roads
        self._ends = (services, communities)
        self._count = count
        self._is_delivery = is_delivery
        self._found: dict[tuple[str, str], Found] = {}

    def found(self, scenario: str, view: str = SHUT) -> Found:
        """Return the nearest service of each community."""
        view = self.roads.view(view)
        if (scenario, view) not in self._found:
            cost = self.roads.costs_ms(scenario, view)
            cost = cost if self._is_delivery else reversed_arcs(cost)
            self._found[scenario, view] = nearest(
                self.roads.graph, cost, *self._ends, point_count=self._count
            )
        return self._found[scenario, view]

    def has_way(self, scenario: str, view: str = SHUT) -> Bools:
        """Whether each community has a way."""
        return self.found(scenario, view).cost >= 0

    def has_any_way(self, scenarios: Sequence[str], view: str = SHUT) -> Bools:
        """Whether each community has a way in any of the scenarios."""
        ways = [self.has_way(scenario, view) for scenario in scenarios]
        return np.any(ways, axis=0) if ways else np.zeros(self._count, bool)


def link_ms(length_m: Floats, kmh: Floats) -> Ints:
    """Whole milliseconds for each length at each speed, rounded up; -1 where speed is null or 0."""
    can = kmh > 0
    ms = np.divide(length_m * 3600, kmh, out=np.full(len(kmh), -1.0), where=can)
    return np.where(can, np.ceil(ms - 1e-6), -1).astype(np.int64)


def reach(
    *,
    network: gpd.GeoDataFrame,
    speeds: pd.DataFrame,
    link_status: pd.DataFrame,
    mapped_roads: pd.DataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    scenarios: Sequence[str],
    service_types: Sequence[str],
    delivery: Sequence[str],
    walk_kmh: float,
    walk_detour: float,
    max_snap_m: float,
    time_limit_min: float | None,
) -> pd.DataFrame:
    """Fastest way of every community to every service type and to the hubs, in every scenario.

    One row a community, type and scenario, whether there is a way or not. Walks at both ends
    always count. Times are whole milliseconds a link and a walk, rounded up, so that ties are
    exact. Ties: least minutes, then least `service_id`, then the way that walks least. Only open
    services count. One-ways do not bind people on foot.

    Where a way was found the reason is `ok`, or `too_far` with its minutes. Else it is the first
    that holds of: `no_service`; `map_gap` (status unknown); `no_road`; `closed_link`;
    `disconnected` (no way in any scenario with every link open); `season` (a way in the other
    season); `vehicle` (a way in any other scenario). The last two are `conditional`. `closed_link`
    holds where opening closed links gives a way in this scenario, or where only that and another
    scenario together do. A link whose status is unknown, because its closure has run out, is
    taken as closed; where a way needs only such links the status is unknown, not unreachable.

    Parameters
    ----------
    speeds
        For every scenario that may serve as an explanation, not only those asked for.
    delivery
        Types whose way is measured from service to community.
    walk_kmh, walk_detour
        Speed of the walk between a point and a road, and walked over straight length.
    max_snap_m
        Longest straight walk (inclusive).
    time_limit_min
        Beyond this a service is too far (the limit itself is not); None sets no limit.

    Raises
    ------
    StageError
        Where `speeds` lacks a scenario.
    """
    missing = sorted(set(scenarios) - set(speeds["scenario"].unique()))
    if missing and len(network):
        raise StageError(f"reach: the table speeds has no scenario {', '.join(missing)}")
    roads = _Roads(network, speeds, link_status)
    walk = _Access(walk_kmh, walk_detour, max_snap_m)
    people = communities.sort_values("community_id", ignore_index=True)
    people_contacts = roads.contacts(people.geometry, walk)
    has_road = np.isin(np.arange(len(people)), people_contacts.point)
    is_gap = people["area_id"].map(mapped_roads.set_index("area_id")["is_map_gap"])
    known = {"is_gap": (is_gap == True).to_numpy(bool), "has_road": has_road}  # noqa: E712  null is no gap
    parts = []
    for kind, places in _offers(services, hubs, service_types):
        trips = _Trips(
            roads,
            roads.contacts(places.geometry, walk),
            people_contacts,
            len(people),
            is_delivery=kind in delivery,
        )
        for scenario in scenarios:
            part = _minutes(trips, scenario, places["service_id"])
            state = _states(trips, scenario, part["minutes"], known, time_limit_min, len(places))
            parts.append(
                part.assign(
                    community_id=people["community_id"],
                    service_type=kind,
                    scenario=scenario,
                    **state,
                )
            )
    return pd.concat(parts, ignore_index=True)


def _offers(
    services: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, service_types: Sequence[str]
) -> list[tuple[str, gpd.GeoDataFrame]]:
    """Return each type with its open services, by id."""
    is_open = services["status"] == "open"
    own = services[is_open].sort_values("service_id")
    offers = [(kind, own[own["service_type"] == kind]) for kind in service_types]
    named = hubs.rename(columns={"hub_id": "service_id"}).sort_values("service_id")
    return [(kind, places.reset_index(drop=True)) for kind, places in (*offers, (HUB, named))]


def _minutes(trips: _Trips, scenario: str, ids: pd.Series) -> pd.DataFrame:
    """Return minutes, walked part and service of each community; null without a way."""
    found = trips.found(scenario)
    has_way = found.cost >= 0
    return pd.DataFrame(
        {
            "minutes": np.where(has_way, found.cost / MS_PER_MIN, np.nan),
            "walked_min": np.where(has_way, found.contact_cost / MS_PER_MIN, np.nan),
            "service_id": ids.reindex(np.where(has_way, found.seed, -1)).to_numpy(),
        }
    )


def _states(
    trips: _Trips,
    scenario: str,
    minutes: pd.Series,
    known: Mapping[str, Bools],
    limit_min: float | None,
    services_count: int,
) -> dict[str, npt.NDArray[np.str_]]:
    """Return status and reason of each community: the first row that holds."""
    every = trips.roads.scenarios
    same_vehicle = [other for other in every if other.endswith(scenario[3:])]
    has_way = minutes.notna().to_numpy(bool)
    no_service = np.full(len(minutes), services_count == 0)
    rows = [
        (no_service, "unreachable", "no_service"),
        (has_way & (minutes > (limit_min or np.inf)).to_numpy(bool), "unreachable", "too_far"),
        (has_way, "reachable", "ok"),
        (known["is_gap"], "unknown", "map_gap"),
        (~known["has_road"], "unreachable", "no_road"),
    ]
    if not np.any([row[0] for row in rows], axis=0).all():
        opened = trips.has_way(scenario, OPEN)
        rows += [
            (trips.has_way(scenario, SHUT_IF_KNOWN), "unknown", "closed_link"),
            (opened & trips.has_any_way(every), "conditional", "closed_link"),
            (opened, "unreachable", "closed_link"),
            (~trips.has_any_way(every, OPEN), "unreachable", "disconnected"),
            (trips.has_any_way(same_vehicle), "conditional", "season"),
            (trips.has_any_way(every), "conditional", "vehicle"),
            (trips.has_any_way(every, SHUT_IF_KNOWN), "unknown", "closed_link"),
        ]
    held, status, reason = zip(*rows, strict=True)
    return {
        "status": np.select(held, status, "unreachable"),
        "reason": np.select(held, reason, "closed_link"),
    }

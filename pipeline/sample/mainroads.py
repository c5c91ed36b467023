"""The roads between the seats of the made-up districts: trunk, primary, secondary, tertiary.

Seats are joined along the edges of their Delaunay triangles, so that no two roads cross; the
river is crossed at three bridges, and a part of its own is joined by one road or by none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from pipeline.sample.plan import LINKED, NORMAL

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from pipeline.sample.terrain import Terrain

KEEP_OFF_KM = 3.0
"""How far roads stay from a part that they do not serve."""
DETOUR = 1.6
"""Ways round that are longer than this call for a road of their own."""
BRIDGE_SPOTS = (0.2, 0.5, 0.78)
"""Where along the river the bridges are."""

Pair = tuple[int, int]


class Route(NamedTuple):
    """One road to be drawn between two seats."""

    pair: Pair
    kind: str
    """trunk, primary, secondary, tertiary, unclassified, or the part that it leads to."""
    group: str
    is_link: bool
    """Whether it leads from outside into a part of its own."""


def routes(areas: pd.DataFrame, terrain: Terrain) -> list[Route]:
    """Return the roads between seats, sorted by pair, each with its kind and part."""
    seats = areas[["x", "y"]].to_numpy()
    pairs = _triangle_edges(seats, (areas["piece"] != "island").to_numpy())
    lines = shapely.linestrings([[seats[a], seats[b]] for a, b in pairs])
    over = shapely.intersects(lines, terrain.river)
    fits = _fits(areas, pairs, lines, terrain)
    normal = [p for p, is_over, fit in zip(pairs, over, fits, strict=True) if fit and not is_over]
    group = areas["group"].to_numpy()
    own = [p for p in normal if group[p[0]] == group[p[1]] != NORMAL]
    links = [p for p in normal if group[p[0]] != group[p[1]]]
    plain = [p for p in normal if group[p[0]] == group[p[1]] == NORMAL]
    bridged = _bridged(pairs, lines, fits, group, terrain)
    found = _net(areas, [*plain, *bridged], bridged)
    found += [Route(pair, group[pair[0]], group[pair[0]], is_link=False) for pair in own]
    for part in LINKED:
        outward = [p for p in links if {group[p[0]], group[p[1]]} == {part, NORMAL}]
        pair = min(outward, key=lambda p: float(np.hypot(*(seats[p[0]] - seats[p[1]]))))
        found.append(Route(pair, part, part, is_link=True))
    return sorted(found)


def _triangle_edges(seats: NDArray[np.float64], is_main: NDArray[np.bool_]) -> list[Pair]:
    """Return the edges of the Delaunay triangles of the mainland's seats, each once."""
    rows = np.flatnonzero(is_main)
    triangles = rows[Delaunay(seats[rows]).simplices]
    both = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    edges = np.unique(np.sort(both, axis=1), axis=0)
    return [(int(a), int(b)) for a, b in edges]


def _fits(areas: pd.DataFrame, pairs: list[Pair], lines: Any, terrain: Terrain) -> list[bool]:  # noqa: ANN401
    """Return for each edge whether it stays on land and off the parts that it does not serve."""
    land = shapely.union_all([terrain.north, terrain.south]).buffer(0.01)
    on_land = shapely.covered_by(lines, land)
    group = areas["group"].to_numpy()
    cells = areas["cell"].to_numpy()
    fits = []
    for (a, b), line, is_on_land in zip(pairs, lines, on_land, strict=True):
        strange = cells[(group != NORMAL) & (group != group[a]) & (group != group[b])]
        fits.append(bool(is_on_land and shapely.distance(strange, line).min() > KEEP_OFF_KM))
    return fits


def _bridged(
    pairs: list[Pair],
    lines: Any,  # noqa: ANN401
    fits: list[bool],
    group: NDArray[Any],
    terrain: Terrain,
) -> list[Pair]:
    """Return the three pairs whose road crosses the river once, near the stated spots."""
    once = [
        (pair, terrain.river.project(crossing, normalized=True), line.length)
        for pair, line, fit in zip(pairs, lines, fits, strict=True)
        if fit
        and group[pair[0]] == group[pair[1]] == NORMAL
        and (crossing := line.intersection(terrain.river)).geom_type == "Point"
        and not crossing.is_empty
    ]
    return [
        min(once, key=lambda item: abs(item[1] - spot) + item[2] / 200)[0] for spot in BRIDGE_SPOTS
    ]


def _net(areas: pd.DataFrame, pairs: list[Pair], bridged: list[Pair]) -> list[Route]:
    """Return the net of ordinary roads: trunks, a spanning tree, and what saves detours."""
    seats = areas[["x", "y"]].to_numpy()
    km = {pair: float(np.hypot(*(seats[pair[0]] - seats[pair[1]]))) for pair in pairs}
    cities = np.flatnonzero(areas["city"] != "")
    towns = np.flatnonzero(areas["is_town"] & (areas["group"] == NORMAL))
    trunk = _ways_between(km, len(areas), cities[:1], cities)
    primary = _ways_between(km, len(areas), cities[:1], towns) - trunk
    tree = _tree(km, len(areas)) | set(bridged)
    kept = {*trunk, *primary, *tree}
    for pair in sorted(pairs, key=lambda p: (km[p], p)):
        if _detour({p: km[p] for p in kept}, pair, km[pair], len(areas)) > DETOUR:
            kept.add(pair)
    kinds = dict.fromkeys(kept, "unclassified")
    kinds |= dict.fromkeys(tree, "tertiary") | {
        pair: "secondary" for pair in kept if set(pair) & {*towns.tolist(), *cities.tolist()}
    }
    kinds |= dict.fromkeys(primary, "primary") | dict.fromkeys(trunk, "trunk")
    return [Route(pair, kind, NORMAL, is_link=False) for pair, kind in kinds.items()]


def _graph(km: dict[Pair, float], count: int) -> Any:  # noqa: ANN401  sparse matrix
    starts, ends = np.array(list(km)).T
    return csr_array((list(km.values()), (starts, ends)), shape=(count, count))


def _ways_between(
    km: dict[Pair, float], count: int, sources: NDArray[np.int64], targets: NDArray[np.int64]
) -> set[Pair]:
    """Return the pairs on the shortest ways from the source to the targets."""
    _, before = dijkstra(
        _graph(km, count), directed=False, indices=sources[0], return_predecessors=True
    )
    found = set()
    for target in targets.tolist():
        node = target
        while before[node] >= 0:
            found.add((min(node, int(before[node])), max(node, int(before[node]))))
            node = int(before[node])
    return found


def _tree(km: dict[Pair, float], count: int) -> set[Pair]:
    starts, ends = minimum_spanning_tree(_graph(km, count)).nonzero()
    return {(min(a, b), max(a, b)) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)}


def _detour(km: dict[Pair, float], pair: Pair, straight_km: float, count: int) -> float:
    """Return the way between a pair over the kept roads, divided by the straight line."""
    way_km = dijkstra(_graph(km, count), directed=False, indices=pair[0])[pair[1]]
    return float(way_km) / straight_km

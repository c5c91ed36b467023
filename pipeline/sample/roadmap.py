"""The made-up road map while it is drawn: nodes that ways share, as OpenStreetMap has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from pipeline.sample.terrain import degrees, kilometres

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

FIRST_NODE, FIRST_WAY = 1_000_001, 500_001


@dataclass(frozen=True)
class Way:
    """One way: its nodes in order, its tags, and the part of the region that it serves."""

    way_id: int
    nodes: tuple[int, ...]
    tags: Mapping[str, str]
    group: str


@dataclass
class RoadMap:
    """Nodes by position and ways by id; a position that is used twice is one node."""

    positions: list[tuple[float, float]] = field(default_factory=list)
    """Longitude and latitude of each node."""
    ways: list[Way] = field(default_factory=list)
    _node_at: dict[tuple[float, float], int] = field(default_factory=dict)
    _lines: list[tuple[tuple[float, ...], Any]] = field(default_factory=list)

    def add(self, points_km: NDArray[np.float64], tags: Mapping[str, str], group: str) -> Way:
        """Draw one way and return it."""
        nodes = [self._node(lon, lat) for lon, lat in degrees(points_km).tolist()]
        kept = [node for spot, node in enumerate(nodes) if spot == 0 or node != nodes[spot - 1]]
        way = Way(FIRST_WAY + len(self.ways), tuple(kept), dict(tags), group)
        self.ways.append(way)
        line = self.line(way)
        self._lines.append((line.bounds, line))
        return way

    def is_met(self, points_km: NDArray[np.float64]) -> bool:
        """Return whether a line would meet a way elsewhere than at its first point."""
        start = points_km[0] + 0.05 * (points_km[1] - points_km[0])
        rest = shapely.LineString([start, *points_km[1:]])
        west, south, east, north = rest.bounds
        return any(
            box[0] <= east
            and box[2] >= west
            and box[1] <= north
            and box[3] >= south
            and line.intersects(rest)
            for box, line in self._lines
        )

    def points(self, groups: Collection[str]) -> NDArray[np.float64]:
        """Return the nodes, in kilometres, of all ways of these groups, each once."""
        nodes = sorted({node for way in self.ways if way.group in groups for node in way.nodes})
        spots = [self.positions[node - FIRST_NODE] for node in nodes]
        return kilometres(np.array(spots).reshape(-1, 2))

    def line(self, way: Way) -> Any:  # noqa: ANN401  a line
        """Return one way's line in kilometres."""
        spots = [self.positions[node - FIRST_NODE] for node in way.nodes]
        return shapely.LineString(kilometres(np.array(spots)))

    def lines(self, *, only: Collection[str] | None = None, without: Collection[str] = ()) -> Any:  # noqa: ANN401  lines
        """Return the lines, in kilometres, of all ways, or those of some groups."""
        chosen = [w for w in self.ways if (only is None or w.group in only)]
        return np.array([self.line(way) for way in chosen if way.group not in without])

    def _node(self, lon: float, lat: float) -> int:
        position = (lon, lat)
        if position not in self._node_at:
            self._node_at[position] = FIRST_NODE + len(self.positions)
            self.positions.append(position)
        return self._node_at[position]


def distance_km(points: NDArray[np.float64], lines: Any) -> NDArray[np.float64]:  # noqa: ANN401
    """Return how far each point is from the nearest of the lines, to within 50 m.

    Lines are taken as points every 100 m, which are found much faster; there is one at least.
    """
    steps = shapely.get_coordinates(shapely.segmentize(lines, 0.1))
    return np.asarray(cKDTree(steps).query(points)[0])


def curved(
    rng: np.random.Generator, start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return points from start to end along a gently winding line."""
    length = float(np.hypot(*(end - start)))
    share = np.linspace(0, 1, max(2, round(length / 0.3) + 1))[:, None]
    across = np.array([-(end - start)[1], (end - start)[0]])
    bulge = rng.uniform(-0.1, 0.1) * np.sin(np.pi * share)
    wiggle = rng.uniform(-0.03, 0.03) * np.sin(3 * np.pi * share)
    return np.asarray(start + share * (end - start) + (bulge + wiggle) * across)

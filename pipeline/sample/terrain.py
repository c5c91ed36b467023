"""The ground of the made-up region: coast, island, river, and the plane they are drawn on.

Everything is drawn in kilometres east and north of a spot in the open sea at the equator, where
a degree is as long either way (within 1 %), and written in degrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
import shapely.ops

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORIGIN_LONGITUDE, ORIGIN_LATITUDE = 3.6, 0.2
KM_PER_DEGREE_EAST, KM_PER_DEGREE_NORTH = 111.3195, 110.5743
CENTRE_KM = (98.0, 82.0)
RADII_KM = (84.0, 67.0)
MOUTH_TOWARDS = np.radians(205.0)
RIVER_FROM_TO_KM = ((190.0, 130.0), (8.0, 42.0))
ISLAND_CENTRE_KM = (20.0, 9.0)

WAVES_KM = (
    # amplitude east, amplitude north, length, direction, phase
    (2.6, 2.2, 63.0, 0.4, 0.3),
    (1.9, 2.5, 47.0, 2.0, 1.9),
    (0.8, 0.7, 23.0, 1.1, 4.1),
    (0.5, 0.6, 17.0, 2.7, 2.2),
    (0.22, 0.2, 8.0, 0.9, 5.2),
    (0.16, 0.2, 6.5, 2.3, 0.7),
)
"""The waves that bend straight lines; gentle enough that no two points fall together."""


@dataclass(frozen=True)
class Terrain:
    """The ground as drawn, before it is bent."""

    north: Any
    """Land north of the river, a polygon."""
    south: Any
    """Land south of the river."""
    island: Any
    """The island off the coast."""
    river: Any
    """The river's line, within the land."""


def degrees(points_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitude and latitude, to 1e-7 degrees, of points in kilometres."""
    points = np.asarray(points_km, dtype=float)
    scale = np.array([KM_PER_DEGREE_EAST, KM_PER_DEGREE_NORTH])
    return np.asarray(np.round(points / scale + [ORIGIN_LONGITUDE, ORIGIN_LATITUDE], 7))


def kilometres(points_degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points in kilometres from longitude and latitude."""
    scale = np.array([KM_PER_DEGREE_EAST, KM_PER_DEGREE_NORTH])
    moved = np.asarray(points_degrees, dtype=float) - [ORIGIN_LONGITUDE, ORIGIN_LATITUDE]
    return np.asarray(moved * scale)


def bend(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points moved by gentle waves, so that straight lines look grown."""
    moved = np.array(points, dtype=float)
    for east, north, length, direction, phase in WAVES_KM:
        along = points[:, 0] * np.cos(direction) + points[:, 1] * np.sin(direction)
        moved[:, 0] += east * np.sin(2 * np.pi * along / length + phase)
        moved[:, 1] += north * np.cos(2 * np.pi * along / length + 1.7 * phase)
    return moved


def bent(geometry: Any, *, step_km: float = 0.6) -> Any:  # noqa: ANN401  any shape
    """Return a shape with its straight sides cut into steps and bent."""
    return shapely.transform(shapely.segmentize(geometry, step_km), bend)


def terrain(rng: np.random.Generator) -> Terrain:
    """Return coast, island and river, as drawn."""
    mainland = shapely.Polygon(_coast(rng))
    island = shapely.Polygon(_blob(rng, ISLAND_CENTRE_KM, (9.0, 6.5), rough=0.13))
    river = _river()
    halves = shapely.get_parts(shapely.ops.split(mainland, river))
    halves = halves[np.argsort(-shapely.area(halves))][:2]
    south, north = halves[np.argsort(shapely.get_y(shapely.centroid(halves)))]
    return Terrain(north, south, island, shapely.intersection(river, mainland))


def _coast(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the mainland's ring: ragged to the sea (west, south), smooth inland."""
    angle = np.linspace(0, 2 * np.pi, 900, endpoint=False)
    seaward = 0.5 - 0.5 * np.cos(angle - np.radians(45))
    ragged = _noise(rng, angle, 3, 60)
    broad = _noise(rng, angle, 2, 7)
    radius = 1 + 0.10 * broad + (0.012 + 0.075 * seaward) * ragged
    away = np.angle(np.exp(1j * (angle - MOUTH_TOWARDS)))
    radius -= 0.22 * np.exp(-((away / 0.13) ** 2))  # the bay at the river's mouth
    box = (np.abs(np.cos(angle)) ** 2.6 + np.abs(np.sin(angle)) ** 2.6) ** (-1 / 2.6)
    unit = np.column_stack([np.cos(angle), np.sin(angle)]) * (radius * box)[:, None]
    return np.asarray(unit * RADII_KM + CENTRE_KM)


def _blob(
    rng: np.random.Generator,
    centre: tuple[float, float],
    radii: tuple[float, float],
    *,
    rough: float,
) -> NDArray[np.float64]:
    """Return a ragged ring round a centre."""
    angle = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    radius = 1 + rough * _noise(rng, angle, 2, 30)
    unit = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    return np.asarray(unit * radii + centre)


def _noise(
    rng: np.random.Generator, angle: NDArray[np.float64], first: int, last: int
) -> NDArray[np.float64]:
    """Return round noise of about unit size: waves that are smaller the shorter they are."""
    waves = np.arange(first, last + 1)
    sizes = rng.normal(size=waves.size) / waves**1.15
    phases = rng.uniform(0, 2 * np.pi, waves.size)
    values = (sizes[:, None] * np.cos(waves[:, None] * angle + phases[:, None])).sum(axis=0)
    return np.asarray(values / np.abs(values).max())


def _river() -> Any:  # noqa: ANN401  a line
    """Return a winding line from the hills in the north-east to the bay in the south-west."""
    start, end = np.array(RIVER_FROM_TO_KM)
    share = np.linspace(0, 1, 500)
    length = np.hypot(*(end - start))
    along = share * length
    across = np.array([-(end - start)[1], (end - start)[0]]) / length
    calm = np.minimum(1.0, 4 * (1 - share))
    offset = calm * (
        7.0 * np.sin(2 * np.pi * along / 96 + 0.6)
        + 2.6 * np.sin(2 * np.pi * along / 31 + 1.0)
        + 0.9 * np.sin(2 * np.pi * along / 11.0)
    )
    return shapely.LineString(start + share[:, None] * (end - start) + offset[:, None] * across)

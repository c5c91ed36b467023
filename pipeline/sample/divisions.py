"""The made-up region's areas: 60 districts in 12 departments in 4 provinces, without gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from pipeline.sample.names import invented_names
from pipeline.sample.terrain import bend, bent, degrees, kilometres

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.sample.terrain import Terrain

COUNTRY, COUNTRY_CODE = "Xesaria", "XS"
PIECES = (("north", 32, 6), ("south", 27, 5), ("island", 1, 1))
"""Piece of land, districts, departments."""
RANK = {"north": 0, "south": 1, "island": 2}
GRID_KM = 0.001


def divisions(rng: np.random.Generator, terrain: Terrain, taken: set[str]) -> pd.DataFrame:
    """Return districts whose shared borders are the same points on both sides.

    One row a district: codes and names of three levels, `piece` of land, seed (`x`, `y`) and
    `cell` as drawn, `outline` in degrees, `shape` in kilometres, `is_town` where the seat of a
    department is.

    Parameters
    ----------
    rng
        Where the chance comes from.
    terrain
        The ground as drawn.
    taken
        Names already given; those of the areas are added.
    """
    frames = [
        _piece(rng, name, getattr(terrain, name), districts, departments)
        for name, districts, departments in PIECES
    ]
    areas = pd.concat(frames, ignore_index=True)
    areas["outline"] = _outlines(terrain, areas)
    areas["shape"] = shapely.transform(areas["outline"].to_numpy(), kilometres)
    areas = _coded(areas)
    middle = areas.groupby("adm2_id")[["x", "y"]].transform("mean")
    away = pd.Series(np.hypot(areas["x"] - middle["x"], areas["y"] - middle["y"]))
    areas["is_town"] = away == away.groupby(areas["adm2_id"]).transform("min")
    return _named(rng, areas, taken)


def _piece(
    rng: np.random.Generator,
    name: str,
    land: Any,  # noqa: ANN401  a polygon
    districts: int,
    departments: int,
) -> pd.DataFrame:
    """Return evenly spread seeds on a piece of land, grouped into departments."""
    seeds = _spread(rng, land, districts)
    groups = _grouped(seeds, departments)
    cells = shapely.intersection(_cells(seeds, land), land) if districts > 1 else [land]
    columns = {"piece": name, "x": seeds[:, 0], "y": seeds[:, 1], "department": groups}
    return pd.DataFrame({**columns, "cell": cells})


def _spread(rng: np.random.Generator, land: Any, count: int) -> NDArray[np.float64]:  # noqa: ANN401
    """Return points spread over the land: chance, then five rounds towards cell centres."""
    if count == 1:
        return _points(shapely.centroid([land]))
    west, south, east, north = land.bounds
    tries = rng.uniform((west, south), (east, north), size=(count * 20, 2))
    seeds = tries[shapely.contains_xy(land, tries)][:count]
    for _ in range(5):
        seeds = _points(shapely.centroid(shapely.intersection(_cells(seeds, land), land)))
    return seeds


def _cells(seeds: NDArray[np.float64], land: Any) -> Any:  # noqa: ANN401  polygons
    """Return each seed's cell, in the seeds' order."""
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(seeds), extend_to=land.buffer(50), ordered=True
    )
    return shapely.get_parts(cells)


def _points(geometry: Any) -> NDArray[np.float64]:  # noqa: ANN401  points
    return np.column_stack([shapely.get_x(geometry), shapely.get_y(geometry)])


def _grouped(seeds: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Return the group of each seed: nearest of centres that start far apart and settle."""
    order = np.argsort(seeds @ [1.0, 0.35])
    centres = seeds[order[np.linspace(0, len(seeds) - 1, count).astype(int)]]
    groups = np.zeros(len(seeds), dtype=np.int64)
    for _ in range(20):
        gaps = np.hypot(*(seeds[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
        groups = gaps.argmin(axis=1)
        centres = np.array([seeds[groups == g].mean(axis=0) for g in range(count)])
    return groups


def _outlines(terrain: Terrain, areas: pd.DataFrame) -> Any:  # noqa: ANN401  polygons
    """Return each seed's district in degrees, cut from one set of lines: borders are shared."""
    lines = []
    for name, _, _ in PIECES:
        land = getattr(terrain, name)
        seeds = areas.loc[areas["piece"] == name, ["x", "y"]].to_numpy()
        lines.append(shapely.boundary(land))
        if len(seeds) > 1:
            edges = shapely.union_all(shapely.boundary(_cells(seeds, land)))
            lines.append(shapely.intersection(edges, land))
    noded = shapely.line_merge(shapely.union_all(lines, grid_size=GRID_KM))
    borders = shapely.transform(bent(noded), degrees)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    seats = shapely.points(degrees(bend(areas[["x", "y"]].to_numpy())))
    seat, face = shapely.STRtree(faces).query(seats, predicate="within")
    return faces[face[np.argsort(seat)]]


def _coded(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the areas with hierarchical P-codes, counted from west to east."""
    province = areas["piece"].map({"north": 1, "south": 3, "island": 1}) + (
        ((areas["piece"] == "north") & (areas["department"] >= 3))
        | ((areas["piece"] == "south") & (areas["department"] >= 2))
    )
    coded = areas.assign(province=province, rank=areas["piece"].map(RANK))
    coded = coded.sort_values(["province", "rank", "department", "x"], ignore_index=True)
    number = coded.groupby(["rank", "department"], sort=False).ngroup()
    first = number.groupby(coded["province"]).transform("min")
    coded["adm1_id"] = [f"{COUNTRY_CODE}{n:02d}" for n in coded["province"]]
    coded["adm2_id"] = coded["adm1_id"] + [f"{n:02d}" for n in number - first + 1]
    within = coded.groupby("adm2_id").cumcount() + 1
    coded["area_id"] = coded["adm2_id"] + [f"{n:02d}" for n in within]
    return coded.drop(columns=["rank", "department", "province"])


def _named(rng: np.random.Generator, areas: pd.DataFrame, taken: set[str]) -> pd.DataFrame:
    """Return the areas with invented names on all three levels."""
    named = areas.copy()
    named["area_name"] = invented_names(rng, len(areas), taken)
    for level in ("adm1", "adm2"):
        codes = list(dict.fromkeys(areas[f"{level}_id"]))
        names = dict(zip(codes, invented_names(rng, len(codes), taken), strict=True))
        named[f"{level}_name"] = areas[f"{level}_id"].map(names)
    return named

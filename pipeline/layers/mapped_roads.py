"""How much road the map knows in each area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pipeline.geo.weighted import ratios, sums

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def mapped_roads(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    min_road_km_per_km2: float,
    min_road_m_per_person: float,
) -> pd.DataFrame:
    """Road length inside each area, by ground and by people, and whether that is too little.

    All ways count but schematic links, which do not say where the road is. A link that leaves an
    area counts there by its share of length inside; one along a border counts on both sides. An
    area is a map gap where its length is under either minimum; a minimum of 0 does not ask, and an
    area without people is not asked for road per person. Length per person is null without
    people, the guessed share without road.

    Parameters
    ----------
    min_road_km_per_km2
        Least road by ground area.
    min_road_m_per_person
        Least road per person.
    """
    roads = network[~network["is_schematic"].astype(bool)]
    area, link, share = _inside(areas.geometry.to_numpy(), roads.geometry.to_numpy())
    length_m = roads["length_m"].to_numpy(float)[link] * share
    is_guessed = roads["is_surface_guessed"].to_numpy(bool)[link]
    total_m = sums(length_m, area, len(areas))
    area_of = pd.Index(areas["area_id"]).get_indexer(communities["area_id"])
    is_placed = area_of >= 0
    people = sums(communities["people"].to_numpy(float)[is_placed], area_of[is_placed], len(areas))
    per_person = ratios(total_m, people)
    per_km2 = np.nan_to_num(ratios(total_m / 1000, areas["area_km2"].to_numpy(float)))
    is_gap = (per_km2 < min_road_km_per_km2) | (per_person < min_road_m_per_person)
    return pd.DataFrame(
        {
            "area_id": areas["area_id"].to_numpy(),
            "road_km": total_m / 1000,
            "road_km_per_km2": per_km2,
            "road_m_per_person": per_person,
            "guessed_surface_share": ratios(sums(length_m * is_guessed, area, len(areas)), total_m),
            "is_map_gap": is_gap,
        }
    )


def _inside(
    areas: npt.NDArray[np.object_], lines: npt.NDArray[np.object_]
) -> tuple[Ints, Ints, Floats]:
    """Return pairs of area and link with the share of the link's length that is inside."""
    tree = shapely.STRtree(lines)
    area, link = tree.query(areas, predicate="intersects")
    shapely.prepare(areas)
    is_whole = shapely.contains_properly(areas[area], lines[link])
    share = np.ones(len(area))
    part = ~is_whole
    inside = shapely.length(shapely.intersection(areas[area[part]], lines[link[part]]))
    share[part] = np.minimum(inside / shapely.length(lines[link[part]]), 1)
    # By area, then link: so that sums add up in one order, whatever the tree's.
    order = np.lexsort((link, area))
    return area[order], link[order], share[order]

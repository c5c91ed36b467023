"""Where people live: places with the people near them, and people far from any place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.geo.nearest import is_within, nearest_in_group
from pipeline.geo.spread import of_members

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

M_PER_KM = 1000
GRADES = np.array(["A", "B", "C", "X"])
UNKNOWN = 3
CELL = "cell"
GRADE_OF_METHOD = {"points": 0, "raster": 1, "area": 2}


def communities(
    *,
    areas: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame,
    max_place_km: float,
    class_weights: Mapping[str, float],
    urban_classes: Sequence[str],
) -> gpd.GeoDataFrame:
    """Communities with their people; people are conserved in every area.

    Every place is a community, with 0 people where none are known. A raster cell or point goes
    whole to the nearest place of its own area (of places equally near, the least `place_id`);
    one with people and no such place within the limit is a community of its own, of class
    `cell`, which is urban where a place of an urban class, also of another area, is that near.
    People known by area alone are spread over the area's places by class weight; an area without
    places gets one community of class `area` at a point inside it. The grade is that of the
    weakest number added; X where there are no people.

    Parameters
    ----------
    max_place_km
        How far a cell or point may lie from its place (inclusive).
    class_weights
        Weight by place class; other classes get the least of these weights. Where no place of an
        area has weight, all count the same.
    urban_classes
        Classes that are not rural.
    """
    places = places.sort_values("place_id", ignore_index=True)
    is_by_area = (people["method"] == "area") | people.geometry.isna() | people.geometry.is_empty
    located, by_area = people[~is_by_area], people[is_by_area]
    place_rows = _nearest_places(areas, places, located, max_place_km * M_PER_KM)
    has_places = by_area["area_id"].isin(places["area_id"])
    given = pd.concat(
        [
            _given_whole(located, place_rows),
            _spread(by_area[has_places], places, class_weights),
        ]
    )
    apart = located[(place_rows < 0) & (located["people"] > 0)]
    table = pd.concat(
        [
            _of_places(areas, places, given),
            _of_cells(areas, apart),
            _of_areas(areas, by_area[~has_places]),
        ],
        ignore_index=True,
    )
    is_urban = table["place_class"].isin(list(urban_classes))
    is_cell = table["place_class"] == CELL
    table["is_urban"] = is_urban | (is_cell & _is_near(table, is_urban, max_place_km * M_PER_KM))
    table["people_grade"] = GRADES[
        np.where(table["people"] > 0, table["rank"].astype(int), UNKNOWN)
    ]
    table = table.drop(columns="rank").sort_values("community_id", ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=areas.crs)


def _is_near(table: pd.DataFrame, is_target: pd.Series, limit_m: float) -> np.ndarray:
    """Whether each community lies within the distance of one of the targets."""
    points = shapely.get_coordinates(table["geometry"].to_numpy())
    return is_within(points, points[is_target.to_numpy()], limit_m)


def _nearest_places(
    areas: gpd.GeoDataFrame, places: gpd.GeoDataFrame, located: gpd.GeoDataFrame, limit_m: float
) -> np.ndarray:
    """Row of each cell's place; -1 where none of its area is near."""
    codes = pd.Index(areas["area_id"])
    return nearest_in_group(
        shapely.get_coordinates(located.geometry.to_numpy()),
        codes.get_indexer(located["area_id"]),
        shapely.get_coordinates(places.geometry.to_numpy()),
        codes.get_indexer(places["area_id"]),
        limit_m,
    )


def _given_whole(located: gpd.GeoDataFrame, place_rows: np.ndarray) -> pd.DataFrame:
    """People whom cells and points give to places: `place` (row), `people`, `rank`."""
    given = located[place_rows >= 0]
    return pd.DataFrame(
        {
            "place": place_rows[place_rows >= 0],
            "people": given["people"].to_numpy(),
            "rank": given["method"].map(GRADE_OF_METHOD).to_numpy(),
        }
    )


def _spread(
    by_area: pd.DataFrame, places: gpd.GeoDataFrame, class_weights: Mapping[str, float]
) -> pd.DataFrame:
    """People whom area totals give to places, by class weight: `place`, `people`, `rank`."""
    totals = by_area.groupby("area_id")["people"].sum()
    least = min(class_weights.values(), default=1.0)
    weights = places["place_class"].map(dict(class_weights)).fillna(least).to_numpy(dtype=float)
    group = totals.index.get_indexer(places["area_id"])
    has_weight = np.bincount(group[group >= 0], weights[group >= 0], len(totals)) > 0
    weights = np.where((group >= 0) & ~np.append(has_weight, True)[group], 1.0, weights)
    shares = of_members(group, weights, len(totals)).tocoo()
    return pd.DataFrame(
        {
            "place": shares.col,
            "people": shares.data * totals.to_numpy()[shares.row],
            "rank": GRADE_OF_METHOD["area"],
        }
    )


def _names(areas: gpd.GeoDataFrame, area_ids: pd.Series) -> pd.Series:
    """Name of the area of each row."""
    return area_ids.map(areas.set_index("area_id")["area_name"])


def _of_places(
    areas: gpd.GeoDataFrame, places: gpd.GeoDataFrame, given: pd.DataFrame
) -> pd.DataFrame:
    """One community a place; the rank is the worst among givers of people."""
    people = given.groupby("place")["people"].sum()
    rank = given[given["people"] > 0].groupby("place")["rank"].max()
    unnamed = "unnamed, " + _names(areas, places["area_id"])
    return pd.DataFrame(
        {
            "community_id": places["place_id"],
            "community_name": places["place_name"].fillna(unnamed),
            "area_id": places["area_id"],
            "place_class": places["place_class"],
            "people": people.reindex(places.index, fill_value=0.0),
            "rank": rank.reindex(places.index, fill_value=UNKNOWN),
            "geometry": places.geometry,
        }
    )


def _of_cells(areas: gpd.GeoDataFrame, apart: gpd.GeoDataFrame) -> pd.DataFrame:
    """One community a raster cell or point that has no place near."""
    return pd.DataFrame(
        {
            "community_id": apart["area_id"] + "/" + apart["cell_id"],
            "community_name": _names(areas, apart["area_id"]),
            "area_id": apart["area_id"],
            "place_class": CELL,
            "people": apart["people"],
            "rank": apart["method"].map(GRADE_OF_METHOD),
            "geometry": apart.geometry,
        }
    )


def _of_areas(areas: gpd.GeoDataFrame, by_area: pd.DataFrame) -> pd.DataFrame:
    """One community an area that has a total and no places."""
    totals = by_area.groupby("area_id")["people"].sum()
    held = areas[areas["area_id"].isin(totals.index)]
    return pd.DataFrame(
        {
            "community_id": held["area_id"] + "/area",
            "community_name": held["area_name"],
            "area_id": held["area_id"],
            "place_class": "area",
            "people": held["area_id"].map(totals),
            "rank": GRADE_OF_METHOD["area"],
            "geometry": held.geometry.representative_point(),
        }
    )

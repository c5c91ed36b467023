"""A small region as files for field devices are given it, for tests."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, MultiPolygon, Point, Polygon, box

CRS = "EPSG:32629"
EAST, NORTH = 500_000.0, 900_000.0
"""On the middle meridian of the zone: 9 degrees west."""
HOSTILE = [
    "<script>alert(1)</script>",
    "]]> & \"quoted\" 'name' &amp;",
    "\u202egnorts\u202c Kenema\u200f",
    "n" * 300,
    "Farm 👩\u200d🌾 قرية",
    "bell\x07 null\x00 line\nend \ufffe.",
    "{braces} {0} %s",
]
SHOWN = [
    "<script>alert(1)</script>",
    "]]> & \"quoted\" 'name' &amp;",
    "gnorts Kenema",
    "n" * 300,
    "Farm 👩\u200d🌾 قرية",
    "bell null line end .",
    "{braces} {0} %s",
]
"""The same as they must come out."""
AREAS = gpd.GeoDataFrame({"area_id": ["x"]}, geometry=[box(0, 0, 1, 1)], crs=CRS)
SETTING: dict[str, Any] = {
    "title": "East",
    "base_scenario": "dry-4x4",
    "language": "en",
    "areas": AREAS,
}


def text(*values: str | None) -> pd.Series:
    return pd.Series(values, dtype="str")


def days(*values: str | None) -> pd.Series:
    return pd.Series(values, dtype="datetime64[us]")


def as_of(day: str | None = "2025-12-31") -> pd.DataFrame:
    return pd.DataFrame({"as_of": days(day), "origin": "region_file"})


def hubs(name: str = "Port") -> gpd.GeoDataFrame:
    table = {"hub_id": text("h"), "hub_name": text(name)}
    return gpd.GeoDataFrame(table, geometry=[Point(EAST, NORTH)], crs=CRS)


def communities(names: list[str], people: list[float]) -> gpd.GeoDataFrame:
    """Communities a, b, c and so on, each 1 km north of the last."""
    ids = [f"c{n:04}" for n in range(len(names))]
    table = {"community_id": text(*ids), "community_name": text(*names), "people": people}
    at = [Point(EAST, NORTH + 1000 * n) for n in range(len(names))]
    return gpd.GeoDataFrame(table, geometry=at, crs=CRS)


def reach(states: list[tuple[str, str]]) -> pd.DataFrame:
    """Ways to the hub: 30 minutes where there is one; and other rows that are not asked for."""
    ids = [f"c{n:04}" for n in range(len(states))]
    has_way = np.array([why in ("ok", "insecure", "too_far") for _, why in states])
    own = pd.DataFrame(
        {
            "community_id": text(*ids),
            "service_type": "hub",
            "scenario": "dry-4x4",
            "status": text(*(status for status, _ in states)),
            "reason": text(*(reason for _, reason in states)),
            "minutes": np.where(has_way, 30.4, np.nan),
            "service_id": text(*("h" if has else None for has in has_way)),
        }
    )
    other = own.assign(status="unknown", reason="map_gap")
    return pd.concat([own, other.assign(scenario="wet-4x4"), other.assign(service_type="health")])


def links(rows: dict[str, tuple[str, str | None, float]]) -> gpd.GeoDataFrame:
    """Links by id: status, name, people cut off; each 1 km long and 1 km north of the last."""
    lines = [
        LineString([(EAST, NORTH + 1000 * n), (EAST + 1000, NORTH + 1000 * n)])
        for n in range(len(rows))
    ]
    status, name, people = zip(*rows.values(), strict=True)
    table = {
        "link_id": text(*rows),
        "status": text(*status),
        "road_name": text(*name),
        "people_cut_off": np.array(people, float),
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs=CRS)


def link_status(reports: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"link_id": text(*reports), "closure_id": text(*reports.values())})


def closures(*ids: str) -> gpd.GeoDataFrame:
    """A point, then a line, then a surface with a hole in one of two parts, then a point."""
    hole = box(EAST + 300, NORTH + 300, EAST + 600, NORTH + 600)
    ring = Polygon(box(EAST, NORTH, EAST + 900, NORTH + 900).exterior, [hole.exterior])
    shapes = [
        Point(EAST, NORTH),
        LineString([(EAST, NORTH), (EAST, NORTH + 500)]),
        MultiPolygon([ring, box(EAST + 2000, NORTH, EAST + 3000, NORTH + 900)]),
        Point(EAST, NORTH),
    ]
    table = {"closure_id": text(*ids), "source": "closures.csv"}
    return gpd.GeoDataFrame(table, geometry=shapes[: len(ids)], crs=CRS)


def closure_effects(rows: dict[str, tuple[str | None, str, str, float]]) -> pd.DataFrame:
    """Reports by id: name, status, fate, people cut off."""
    name, status, fate, people = zip(*rows.values(), strict=True)
    return pd.DataFrame(
        {
            "closure_id": text(*rows),
            "closure_name": text(*name),
            "status": text(*status),
            "reported": days(*["2025-11-20"] * len(rows)),
            "expires": days(*[None] * len(rows)),
            "reported_by": text(*["Road authority"] * len(rows)),
            "fate": text(*fate),
            "people_cut_off": np.array(people, float),
            "people_slowed": 0.0,
        }
    )

"""A hand-drawn row of areas with people and incidents, and the layers of violence made of them."""

from __future__ import annotations

import string
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point, box

from pipeline.layers.neighbours import neighbours
from pipeline.layers.placing import placing
from pipeline.layers.stability import stability
from pipeline.schema import conform

CRS = "EPSG:32629"
KM = 1000
DEFAULTS: dict[str, Any] = {
    "quiet_months": 12,
    "trend_p": 0.05,
    "escalation": 2,
    "rate_years": 3,
    "half_life_months": 12,
    "exposure_km": 5,
    "exposure_months": 12,
    "spillover_km": 50,
    "hotspot_band_km": None,
    "hotspot_level": 0.05,
}


def areas(ids: str = "ABC", **columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    """Squares of 10 km in a row from west to east."""
    table = {"level": 3, "adm1_id": None, "adm2_id": None, **columns}
    squares = [box(10 * KM * i, 0, 10 * KM * (i + 1), 10 * KM) for i in range(len(ids))]
    frame = gpd.GeoDataFrame({"area_id": list(ids), **table}, geometry=squares, crs=CRS)
    return frame.astype({"adm1_id": "str", "adm2_id": "str"})


def communities(*rows: tuple[str, float, float]) -> gpd.GeoDataFrame:
    """Area, people, kilometres east; at 5 km north."""
    table = {
        "area_id": pd.Series([row[0] for row in rows], dtype="str"),
        "people": pd.Series([row[1] for row in rows], dtype=float),
        "people_grade": pd.Series(["A" if row[1] else "X" for row in rows], dtype="str"),
    }
    points = [Point(row[2] * KM, 5 * KM) for row in rows]
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS)


ONE_EACH = communities(("A", 1000, 5), ("B", 3000, 15), ("C", 6000, 25))


def incidents(
    *rows: tuple[str, int, float], kind: str = "day", assumed: bool = False, end_km: float = 30
) -> gpd.GeoDataFrame:
    """Day (or year), place precision, kilometres east; at 5 km north, in the area there."""
    letters = string.ascii_uppercase
    days = [row[0] for row in rows]
    n = range(len(rows))
    table = pd.DataFrame(
        {
            "incident_id": pd.Series([f"i{i:05}" for i in n], dtype="str"),
            "date": pd.Series([f"{d}-07-02" if kind == "year" else d for d in days], dtype="str"),
            "date_start": pd.Series(
                [f"{d}-01-01" if kind == "year" else d for d in days], dtype="str"
            ),
            "date_end": pd.Series(
                [f"{d}-12-31" if kind == "year" else d for d in days], dtype="str"
            ),
            "date_precision": pd.Series(kind, index=n, dtype="str"),
            "where_precision": pd.Series([row[1] for row in rows], dtype="int64"),
            "is_precision_assumed": pd.Series(assumed, index=n, dtype="bool"),
            "deaths_best": pd.Series(2.0, index=n),
            "deaths_low": pd.Series(1.0, index=n),
            "deaths_high": pd.Series(5.0, index=n),
            "area_id": pd.Series(
                [letters[int(x // 10)] if 0 <= x < end_km else None for *_, x in rows], dtype="str"
            ),
        }
    )
    table = table.astype(dict.fromkeys(("date", "date_start", "date_end"), "datetime64[us]"))
    points = [Point(row[2] * KM, 5 * KM) for row in rows]
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS)


def placed(
    events: gpd.GeoDataFrame,
    where: gpd.GeoDataFrame | None = None,
    people: gpd.GeoDataFrame = ONE_EACH,
    blur_km: float = 25,
) -> pd.DataFrame:
    """Return the table `placing`."""
    where = areas() if where is None else where
    table = placing(areas=where, communities=people, incidents=events, blur_km=blur_km)
    return conform("placing", table)


def neighbouring(where: gpd.GeoDataFrame, people: gpd.GeoDataFrame = ONE_EACH) -> pd.DataFrame:
    """Return the table `neighbours`."""
    told = {"reach_km": 50, "border_tolerance_m": 100}
    return conform("neighbours", neighbours(areas=where, communities=people, **told))


def made(
    events: gpd.GeoDataFrame,
    *,
    day: str | None = "2020-12-31",
    where: gpd.GeoDataFrame | None = None,
    people: gpd.GeoDataFrame = ONE_EACH,
    **changed: float | None,
) -> Any:  # noqa: ANN401
    """Return the table `stability` by area."""
    where = areas() if where is None else where
    table = stability(
        areas=where,
        communities=people,
        incidents=events,
        placing=placed(events, where, people),
        neighbours=neighbouring(where, people),
        as_of=pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
        **{**DEFAULTS, **changed},
    )
    return conform("stability", table).set_index("area_id")

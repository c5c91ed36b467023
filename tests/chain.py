"""Tables of a hand-drawn region, made by the stages' own functions from what the stages say."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.config import Region, region_of
from pipeline.schema import TABLES, conform
from pipeline.stages import STAGES
from tests.travel_tables import FILES, FOLDER, table_of

CRS = "EPSG:32629"
DAY = pd.Timestamp("2024-03-31")
Rows = list[dict[str, Any]]
Tables = dict[str, Any]

DEFAULTS: dict[str, dict[str, Any]] = {
    "areas": {"level": 2, "is_mended": False},
    "communities": {"place_class": "village", "is_urban": False, "people_grade": "A"},
    "services": {"status": "open", "is_status_assumed": False, "source": "f"},
    "hubs": {"origin": "region_file"},
    "roads": {
        "oneway": "both",
        "layer": 0,
        "crossings": "node",
        "end_snap_m": 15.0,
        "source": "f",
        **dict.fromkeys(("is_bridge", "is_tunnel", "is_ford"), False),
    },
    "closures": {"status": "closed", "closes_bridges": False, "source": "f"},
    "incidents": {
        "date": DAY,
        "date_precision": "day",
        "where_precision": 1,
        "source": "f",
        "is_precision_assumed": False,
    },
    "delays": {"source": "f"},
}
"""What a row says unless it says otherwise; all else is null."""


def drawn(name: str, rows: Rows) -> gpd.GeoDataFrame:
    """Return a table of rows, each with its `at` as geometry or WKT."""
    shapes = [shapely.from_wkt(row["at"]) for row in rows]
    columns = TABLES[name].columns
    given = [dict.fromkeys(columns) | DEFAULTS[name] | row for row in rows]
    table = pd.DataFrame([{c: row[c] for c in columns} for row in given], columns=list(columns))
    if name == "roads":
        table["length_m"] = shapely.length(np.array(shapes, object)).astype(float)
    if name == "incidents":
        table["date_start"] = table["date_end"] = table["date"]
    if name == "areas":
        table["area_km2"] = shapely.area(np.array(shapes, object)) / 1e6
    found = conform(name, gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=CRS)))
    assert isinstance(found, gpd.GeoDataFrame)
    return found


def region(scenarios: list[str], types: list[str], **sections: dict[str, Any]) -> Region:
    """Return a region file that asks for these scenarios and service types."""
    told: dict[str, Any] = {
        "title": "Drawn",
        "areas": {"file": "a.gpkg", "id": ["id"], "level": 2},
        "people": {"file": "p.tif", "kind": "raster"},
        "services": [{"file": "s.csv", "type": kind} for kind in types],
        **sections,
        "travel": {"scenarios": scenarios, **sections.get("travel", {})},
    }
    return region_of(told, Path("drawn/region.toml"))


@cache
def _built_in() -> Tables:
    return {name: table_of(name, FOLDER / file) for name, file in FILES.items()}


def made(of: Region, given: dict[str, Rows], *names: str) -> Tables:
    """Return the drawn tables and all stages up to the named ones, in the order of the stages."""
    day = pd.DataFrame({"as_of": [DAY], "origin": ["region_file"]})
    tables: Tables = {**_built_in(), "as_of": conform("as_of", day), "osm": drawn_osm()}
    tables |= {name: drawn(name, given.get(name, [])) for name in DEFAULTS}
    wanted = _wanted(set(names), set(tables))
    for stage in STAGES:
        if stage.name in wanted:
            module, name = stage.function.split(":")
            function = getattr(import_module(module), name)
            found = function(**{need: tables[need] for need in stage.needs}, **stage.parameters(of))
            table = found[0] if isinstance(found, tuple) else found
            tables[stage.name] = conform(stage.name, table) if stage.makes == "table" else table
    return tables


def drawn_osm() -> gpd.GeoDataFrame:
    """Return the table of OpenStreetMap's ways, without a row."""
    osm = conform("osm", drawn("roads", []))
    assert isinstance(osm, gpd.GeoDataFrame)
    return osm


def _wanted(names: set[str], known: set[str]) -> set[str]:
    """Return the stages that must be made for the named ones."""
    found: set[str] = set()
    for stage in reversed(STAGES):
        if stage.name in names | found and stage.name not in known:
            found |= {stage.name, *stage.needs}
    return found - known

"""One GeoPackage that a GIS opens at once, with codes named as in the COD standard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio

from pipeline.crs import WGS84
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

WRITTEN = "2000-01-01T00:00:00Z"
"""Stamped in the file for the time of writing, so that the same tables give the same bytes."""
HEADLINE = ("within_60_min_share", "median_min", "unreachable_share", "unknown_share")
SHARED = (
    *("two_step_per_1k", "enhanced_per_1k", "three_step_per_1k", "gravity_supply"),
    *("people_without", "supply_unit"),
)
FLIP = ["community_id", "service_type", "open_scenario", "shut_scenario"]


@withholding
def gpkg(
    *,
    draft: Path,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    access: pd.DataFrame,
    catchments: pd.DataFrame,
    equity: pd.DataFrame,
    rural_access: pd.DataFrame,
    mapped_roads: pd.DataFrame,
    stability: pd.DataFrame,
    presence: pd.DataFrame,
    cells: gpd.GeoDataFrame,
    stability_cells: pd.DataFrame,
    isolation: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    cut_nodes: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    reopenings: gpd.GeoDataFrame,
    closures: gpd.GeoDataFrame,
    closure_effects: pd.DataFrame,
    robustness: pd.DataFrame,
) -> None:
    """Write the layers that a planner opens in a GIS, in EPSG:4326, each named as its table.

    `roads` is the table `network`, of which `links` says what holds and what breaks.

    `areas` holds every table by area in columns: access by service type and scenario as
    `<type>_<scenario>_<measure>` (share within 60 minutes is cumulative), catchments as
    `<type>_<measure>`, grades as `<table>_grade`. `equity` is the table itself, without geometry.
    `communities` holds robustness as `hub_<scenario>_reachable_share`; `cells` holds what
    `stability_cells` says, and no row unless the region file asks for cells;
    `closure_effects` lies where the reports do, as points, lines and surfaces.

    An area's code and name are `ADMn_PCODE` and `ADMn_EN` for its level n; codes of larger
    divisions follow them and are left out where the region has none. The same tables give the same
    bytes.
    """
    by_area = {
        "resilience": resilience.drop(columns=["area_name", "geometry"]),
        "stability": stability.drop(columns=["people", "rate_per_100k"]),
        "presence": presence,
        "rural_access": rural_access,
        "mapped_roads": mapped_roads,
    }
    keyed = [
        table.set_index("area_id").rename(columns={"grade": f"{name}_grade"})
        for name, table in by_area.items()
    ]
    wide = areas.merge(
        pd.concat([*keyed, _headlines(access), _shared(catchments)], axis=1),
        how="left",
        left_on="area_id",
        right_index=True,
    )
    held = communities.merge(
        _robust(robustness), how="left", left_on="community_id", right_index=True
    )
    measured = cells.drop(columns="people").merge(stability_cells, on="cell_id")
    reported = closures[["closure_id", "geometry"]].merge(closure_effects, on="closure_id")
    layers = {
        "areas": (wide, "MultiPolygon", "area_id"),
        "cells": (measured, "Polygon", "cell_id"),
        "communities": (held, "Point", "community_id"),
        "services": (services, "Point", "service_id"),
        "isolation": (isolation, "Point", ["community_id", "scenario"]),
        "season_flips": (season_flips, "Point", FLIP),
        "roads": (network, "LineString", "link_id"),
        "links": (links, "LineString", "link_id"),
        "cut_nodes": (cut_nodes, "Point", "node"),
        "reopenings": (reopenings, "MultiLineString", ["scenario", "rank"]),
        "closure_effects": (reported, "Unknown", "closure_id"),
    }
    level = int(areas["level"].max())
    # The driver wants the ending that it knows, and adds layers to a file that is there.
    work = draft.with_name(f"{draft.name}.gpkg")
    work.unlink(missing_ok=True)
    # Set for good and not only while writing: another thread may be writing too.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
    for name, (table, geometry_type, key) in layers.items():
        ordered = table.sort_values(key, ignore_index=True).to_crs(WGS84)
        _write(_cod_named(ordered, level), work, name, geometry_type)
    plain = equity.sort_values(["service_type", "scenario"], ignore_index=True)
    pyogrio.write_dataframe(plain, work, layer="equity", driver="GPKG", use_arrow=True)
    work.replace(draft)


def _headlines(access: pd.DataFrame) -> pd.DataFrame:
    """Return the main measures of access, one row an area, one column a type and scenario."""
    parts = [
        part.set_index("area_id")[list(HEADLINE)].add_prefix(_column(f"{kind}_{scenario}_"))
        for (kind, scenario), part in access.groupby(["service_type", "scenario"])
    ]
    nothing = pd.DataFrame(index=pd.Index([], dtype="str", name="area_id"))
    return pd.concat(parts, axis=1) if parts else nothing


def _shared(catchments: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of catchments, one row an area, one column a type and measure."""
    parts = [
        part.set_index("area_id")[list(SHARED)].add_prefix(_column(f"{kind}_"))
        for kind, part in catchments.groupby("service_type")
    ]
    nothing = pd.DataFrame(index=pd.Index([], dtype="str", name="area_id"))
    return pd.concat(parts, axis=1) if parts else nothing


def _robust(robustness: pd.DataFrame) -> pd.DataFrame:
    """Return the share of draws with a way to a hub, one row a community, one column a scenario."""
    parts = [
        part.set_index("community_id")["reachable_share"].rename(
            _column(f"hub_{scenario}_reachable_share")
        )
        for scenario, part in robustness.groupby("scenario")
    ]
    nothing = pd.DataFrame(index=pd.Index([], dtype="str", name="community_id"))
    return pd.concat(parts, axis=1) if parts else nothing


def _column(name: str) -> str:
    """Return the name with `_` for all that a column name should not hold."""
    return re.sub(r"\W", "_", name)


def _cod_named(table: gpd.GeoDataFrame, level: int) -> gpd.GeoDataFrame:
    """Return the table with the standard's names for codes and names of areas."""
    own = {"area_id": f"ADM{level}_PCODE", "area_name": f"ADM{level}_EN"}
    parents = {}
    for above in (1, 2):
        for column, ending in ((f"adm{above}_id", "PCODE"), (f"adm{above}_name", "EN")):
            if column in table and above < level and table[column].notna().any():
                parents[column] = f"ADM{above}_{ending}"
    dropped = [
        column
        for column in ("adm1_id", "adm1_name", "adm2_id", "adm2_name")
        if column in table and column not in parents
    ]
    return table.drop(columns=dropped).rename(columns={**own, **parents})


def _write(table: gpd.GeoDataFrame, path: Path, layer: str, geometry_type: str) -> None:
    """Add one layer to the file."""
    options: dict[str, Any] = {"geometry_type": geometry_type, "use_arrow": True}
    if geometry_type.startswith("Multi"):
        options["promote_to_multi"] = True
    pyogrio.write_dataframe(table, path, layer=layer, driver="GPKG", **options)

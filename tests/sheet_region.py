"""A built region drawn by hand, in memory, for tests of its convoy sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from pipeline.config import region_of
from pipeline.layers.isolation import isolation
from pipeline.layers.reach import reach
from pipeline.schema import conform
from pipeline.sheet.region import Built
from pipeline.sheet.source import Source
from tests.hand_drawn import CRS, Links, Points, drawn
from tests.trips import TRIPS
from tests.whatif_layers import completed, empty

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = pd.Timestamp("2025-06-30")
SCENARIOS = ["dry-4x4", "wet-4x4"]
WEST = 500_000.0
"""Easting of what tests call 0: the middle of the zone, on the equator."""
FAILURES = pd.DataFrame(
    [
        ("dry", "surface_group", "earth", 0.01, 0.0, "t"),
        ("wet", "surface_group", "earth", 0.1, 0.0, "t"),
    ],
    columns=["season", "tag", "value", "per_km_share", "per_link_share", "table_name"],
)
LINK: dict[str, Any] = {
    "surface": None,
    "seasonal": None,
    "barrier": None,
    "is_bridge": False,
    "is_ford": False,
    "is_surface_guessed": False,
    "source": "roads.gpkg",
    "road_id": "r",
}
# From the hub 4 km of Main Road, then 6 km of track; a longer way beside the track.
PLAIN: Links = {
    "main": {"at": [(0, 0), (4000, 0)], "road_name": "Main Road", "road_class": "primary"},
    "short": {"at": [(4000, 0), (10_000, 0)]},
    "round": {"at": [(4000, 0), (4000, 3000), (10_000, 3000), (10_000, 0)]},
}


def source_of(
    links: Links | None = None,
    communities: Points | None = None,
    *,
    incidents: list[tuple[float, float, dict[str, Any]]] | None = None,
    services: Points | None = None,
    region: dict[str, Any] | None = None,
    change: Callable[[dict[str, Any]], None] = lambda _tables: None,
    **told: object,
) -> Source:
    """Lay out a region with a hub at (0, 0); a community at (10 km, 0) if none is given."""
    people = {"c": (10_000, 0, 120)} if communities is None else communities
    given = moved(PLAIN if links is None else links)
    drawing: dict[str, Any] = {"scenario_names": SCENARIOS, **told}
    tables = drawn(
        given,
        {name: (WEST + x, y, *rest) for name, (x, y, *rest) in people.items()},
        {"h": (WEST, 0)},
        services={"health": {n: (WEST + at[0], at[1]) for n, at in (services or {}).items()}},
        **drawing,
    )
    risks = tables.pop("link_risk", empty("link_risk"))
    gaps = empty("mapped_roads")
    tables["reach"] = reach(mapped_roads=gaps, link_risk=risks, time_limit_min=None, **tables)
    own = {name: value for name, value in tables.items() if name != "reach"}
    tables["isolation"] = isolation(reach=tables["reach"], **own)
    tables |= rest_of(tables, risks, incidents or [])
    change(tables)
    return Source(built_of(tables, region or {}))


def moved(links: Links) -> Links:
    """Return links east of the zone's middle."""
    return {
        name: row | {"at": [(WEST + x, y) for x, y in row["at"]]} for name, row in links.items()
    }


def rest_of(
    tables: dict[str, Any],
    risks: pd.DataFrame,
    incidents: list[tuple[float, float, dict[str, Any]]],
) -> dict[str, Any]:
    """Return the tables that a sheet reads beside those of travel, as plain as can be."""
    network, people = tables["network"], tables["communities"]
    status = tables["link_status"]
    reports = status.drop(columns="closure_name").assign(
        closure_name=status["closure_name"], is_expired=False, is_ruling=True, rank=1
    )
    square = gpd.GeoDataFrame(
        {"area_id": ["x"], "area_name": ["Area X"], "level": 1},
        geometry=[shapely.box(WEST - 50_000, -50_000, WEST + 50_000, 50_000)],
        crs=CRS,
    )
    extra = {name: value for name, value in LINK.items() if name not in network}
    services = tables["services"]
    named = services.assign(service_name=services["service_id"].str.title(), source="health.csv")
    return {
        "network": network.assign(**extra),
        "communities": people.assign(place_class="village", people_grade="B"),
        "services": named,
        "hubs": tables["hubs"].assign(hub_name="Hubtown", origin="region_file"),
        "areas": completed("areas", square),
        "as_of": conform("as_of", pd.DataFrame({"as_of": [DAY], "origin": ["region_file"]})),
        "incidents": incidents_of(incidents),
        "failures": FAILURES,
        "link_risk": risks,
        "link_reports": reports,
        "links": pd.DataFrame(
            {"link_id": network["link_id"], "is_cut_link": False, "people_cut_off": 0.0}
        ),
        **{
            name: empty(name)
            for name in ("nearest_services", "reach_spread", "robustness", "access")
        },
    }


def incidents_of(rows: list[tuple[float, float, dict[str, Any]]]) -> gpd.GeoDataFrame:
    """Exact incidents of a month before the day, unless a row says otherwise."""
    if not rows:
        return empty("incidents")
    day = DAY - pd.Timedelta(days=30)
    plain = {"date": day, "date_precision": "day", "where_precision": 1, "area_id": "x"}
    table = pd.DataFrame([plain | row for _, _, row in rows])
    dates = table["date"]
    ids = [f"i{number}" for number in range(len(rows))]
    return completed(
        "incidents",
        gpd.GeoDataFrame(
            table.assign(incident_id=ids, date_start=dates, date_end=dates),
            geometry=gpd.points_from_xy([WEST + x for x, _, _ in rows], [y for _, y, _ in rows]),
            crs=CRS,
        ),
    )


def built_of(tables: dict[str, Any], region: dict[str, Any]) -> Built:
    """Return tables as a built region."""
    file = {
        "title": "Drawn",
        "areas": {"file": "a.gpkg", "id": ["id"], "level": 1},
        "people": {"file": "p.tif", "kind": "raster"},
        "services": [{"file": "health.csv", "type": "health"}],
        "travel": {"scenarios": SCENARIOS},
    }
    trips = {**TRIPS, "scenario_names": SCENARIOS}
    return Built(
        Path("nowhere"), "drawn", region_of(file | region, Path("drawn/region.toml")), tables, trips
    )

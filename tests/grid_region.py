"""A made-up region for tests of pages: square areas in a grid, every table by formula."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline import schema, stages
from pipeline.config import region_of
from pipeline.layers.changes import changes as changes_of
from pipeline.layers.standing import standing
from tests import grid_roads
from tests.unsaid import UNSAID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CRS = "EPSG:32629"
ORIGIN_X, ORIGIN_Y = 700_000.0, 900_000.0
CELL_M = 10_000.0
PAGES = ("index", "resilience", "access", "stability", "compare", "isolation", "links")
SCENARIOS = ("dry-4x4", "wet-4x4")
SERVICE_TYPES = ("health", "market", "school", "water_point")
BAD = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Names:
    """What input files may call things; hostile on request."""

    title: str = "Grid region"
    area: str = "Area"
    community: str = "Village"
    service: str = "Clinic"
    report: str = "Bridge washed out"
    hub: str = "Capital"
    kind: str = "health"
    road: str = "Road"


HOSTILE = Names(
    title=f"{BAD}{{{{ 7 * 7 }}}}",
    area=f"</script>{BAD}",
    community=f"\u2028{BAD}<img src=x onerror=alert(2)>",
    service=f"'\"><img src=https://example.org/x.png>{BAD}",
    report=f"<!--slot:head-->{BAD}",
    hub=f"{{% raw %}}{BAD}",
    kind=f"{BAD}",
    road=f"{BAD}</td><img src=x>",
)


def tables(n: int = 3, per_area: int = 2, names: Names = Names()) -> dict[str, Any]:
    """Return every table that the pages need, for n x n areas of `per_area` communities."""
    return dict(_tables(n, per_area, names))


@cache
def _tables(n: int, per_area: int, names: Names) -> dict[str, Any]:
    """Return the tables, made once; who changes one works on a copy."""
    areas = _areas(n, names)
    communities = _communities(areas, per_area, names)
    services = _services(communities, names)
    types = [names.kind, *SERVICE_TYPES[1:]]
    reach = _reach(communities, services, types)
    network = _network(n, names)
    access = _access(areas, types)
    isolation = _isolation(communities)
    made = {
        "areas": areas,
        "communities": communities,
        "services": services,
        "network": network,
        "reach": reach,
        "access": access,
        "stability": stability(areas),
        "stability_region": _stability_region(),
        "stability_years": stability_years(areas),
        "stability_series": stability_series(areas),
        "presence": presence(areas),
        "near_repeat": _near_repeat(),
        "isolation": isolation,
        "resilience": resilience(areas),
        "indicator_rules": _indicator_rules(names),
        "indicators": indicators(areas),
        "rural_access": rural_access(areas),
        "catchments": catchments(areas, types),
        "equity": equity(types, SCENARIOS),
        "mapped_roads": mapped_roads(areas),
        "incidents": incidents(communities, names),
        "closures": _closures(names),
        "link_status": link_status(network, names),
        "hubs": _hubs(communities, names),
        "links": grid_roads.links(network, names.community),
        "link_risk": grid_roads.link_risk(network),
        "link_reports": grid_roads.link_reports(network, names.report, names.community),
        "cut_nodes": grid_roads.cut_nodes(network),
        "reopenings": grid_roads.reopenings(network, names.report, names.road),
        "season_flips": grid_roads.season_flips(communities),
        "closure_effects": grid_roads.closure_effects(names.report, names.community),
        "robustness": grid_roads.robustness(communities, SCENARIOS),
        "as_of": pd.DataFrame({"as_of": [pd.Timestamp("2024-03-31")], "origin": ["region_file"]}),
    }
    return {name: schema.conform(name, table) for name, table in made.items()}


def parameters(page: str, names: Names = Names()) -> dict[str, Any]:
    """Return the parameters that the region file would give to a page."""
    frame = {"setting": {"title": names.title}, "language": "en", "publish": None}
    own: dict[str, dict[str, Any]] = {
        "resilience": {
            "base_scenario": SCENARIOS[0],
            "access_service": names.kind,
            "access_within_min": 60,
            "access_cut_share": 0.5,
            "stability_cut_per_100k": 1.0,
            "class_cuts": [3.0, 5.0, 7.0],
            "clear_share": 0.8,
            "draws": 1000,
            "made_with": {"access": {"base_scenario": SCENARIOS[0], "walk_kmh": 4.5}},
        },
        "access": {
            "scenarios": list(SCENARIOS),
            "service_types": sorted([names.kind, *SERVICE_TYPES[1:]]),
            "headline_service": names.kind,
            "access_within_min": 60,
            "catchment_min": 60.0,
        },
        "stability": {
            "show_incident_points": False,
            "rate_years": 3.0,
            "half_life_months": 12.0,
            "exposure_km": 5.0,
            "exposure_months": 12.0,
            "blur_km": 25.0,
            "spillover_km": 50.0,
            "hotspot_level": 0.05,
            "near_min": 120.0,
        },
        "compare": {
            "scenarios": list(SCENARIOS),
            "service_types": sorted([names.kind, *SERVICE_TYPES[1:]]),
            "headline_service": names.kind,
            "access_within_min": 60,
        },
        "isolation": {"scenarios": list(SCENARIOS)},
        "links": {
            "base_scenario": SCENARIOS[0],
            "risk_limit": 1.0,
            "risk_near_km": 2.0,
            "risk_months": 24.0,
        },
    }
    if page == "index":
        return {
            **frame,
            "base_scenario": SCENARIOS[0],
            "headline_service": names.kind,
            "access_within_min": 60,
        }
    return {**frame, **own[page]}


def publish(*, k_min: int = 10, sensitive: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a region file with `publish = true` would ask of a page."""
    services = {"file": "s.csv", "type_column": "kind", "types": {k: k for k in SERVICE_TYPES}}
    region = region_of(
        {
            "title": "Grid region",
            "publish": True,
            "areas": {"file": "a.gpkg", "id": ["id"], "level": 2},
            "people": {"file": "p.tif", "kind": "raster"},
            "services": [services],
            "withholding": {"k_min": k_min, "sensitive": list(sensitive)},
        },
        Path("grid/region.toml"),
    )
    return stages.published(region) or {}


def build(
    page: str,
    made: dict[str, Any],
    names: Names = Names(),
    **changes: Any,  # noqa: ANN401
) -> str:
    """Return one page of the tables; `changes` replace parameters."""
    function = getattr(importlib.import_module(f"pipeline.maps.{page}"), page)
    given = {**parameters(page, names), **changes}
    made = {**made, **stood(made, given)} if page == "index" else made
    needs = {key: made[key] for key in inspect.signature(function).parameters if key not in given}
    return str(function(**needs, **given))


def stood(made: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how things stand, and what differs from a build with less of everything.

    `given` are the parameters of the index page.
    """
    own = {
        "base_scenario": given["base_scenario"],
        "access_service": given["headline_service"],
        "access_within_min": given["access_within_min"],
        "access_cut_share": 0.5,
        "stability_cut_per_100k": 1.0,
        "definitions": {},
    }
    now = {name: made[name] for name in inspect.signature(standing).parameters if name in made}
    fewer = {"link_status": "link_id", "isolation": "community_id", "incidents": "incident_id"}
    less = {name: now[name][now[name][key] != now[name][key].min()] for name, key in fewer.items()}
    before = standing(before=None, **{**now, **less}, **own)
    told = schema.conform("standing", standing(before=before, **now, **own))
    differs = changes_of(standing=told, network=made["network"], clear_share=0.8)
    return {"standing": told, "changes": schema.conform("changes", differs)}


def empty(made: dict[str, Any]) -> dict[str, Any]:
    """Return the same tables with areas and the day kept, all else without rows."""
    return {name: t if name in {"areas", "as_of"} else t[:0] for name, t in made.items()}


def _frame(columns: dict[str, Any], geometry: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


def _areas(n: int, names: Names) -> gpd.GeoDataFrame:
    row, column = np.divmod(np.arange(n * n), n)
    west = ORIGIN_X + column * CELL_M
    south = ORIGIN_Y + row * CELL_M
    squares = shapely.box(west, south, west + CELL_M, south + CELL_M)
    return _frame(
        {
            "area_id": [f"A{k:04d}" for k in range(n * n)],
            "area_name": [f"{names.area} {k + 1}" for k in range(n * n)],
            "level": 2,
            "adm1_id": "A",
            "adm1_name": "First",
            "adm2_id": None,
            "adm2_name": None,
            "area_km2": 100.0,
            "is_mended": False,
        },
        squares,
    )


def _communities(areas: gpd.GeoDataFrame, per_area: int, names: Names) -> gpd.GeoDataFrame:
    count = len(areas) * per_area
    number = np.arange(count)
    west, south = areas.bounds[["minx", "miny"]].to_numpy()[number // per_area].T
    x = west + CELL_M * (0.15 + 0.7 * (number * 0.618 % 1))
    y = south + CELL_M * (0.15 + 0.7 * (number * 0.414 % 1))
    return _frame(
        {
            "community_id": [f"C{k:05d}" for k in number],
            "community_name": [f"{names.community} {k + 1}" for k in number],
            "area_id": areas["area_id"].to_numpy()[number // per_area],
            "place_class": np.where(number % 7 == 0, "town", "village"),
            "is_urban": number % 7 == 0,
            "people": 100.0 + (number * 977 % 9000),
            "people_grade": np.where(number % 3 == 0, "A", "B"),
        },
        shapely.points(x, y),
    )


def _services(communities: gpd.GeoDataFrame, names: Names) -> gpd.GeoDataFrame:
    near = communities.iloc[::3]
    number = np.arange(len(near))
    types = np.array([names.kind, *SERVICE_TYPES[1:]], dtype=object)
    return _frame(
        {
            "service_id": [f"S{k:05d}" for k in number],
            "service_name": [f"{names.service} {k + 1}" for k in number],
            "service_type": types[number % 4],
            "capacity": np.where(number % 2 == 0, 12.0, np.nan),
            "status": "open",
            "is_status_assumed": number % 2 == 1,
            "area_id": near["area_id"].to_numpy(),
            "source": "services.csv",
        },
        near.geometry.translate(300, 200).to_numpy(),
    )


def _reach(
    communities: gpd.GeoDataFrame, services: gpd.GeoDataFrame, types: Sequence[str]
) -> pd.DataFrame:
    grid = pd.MultiIndex.from_product(
        [[*types, "hub"], SCENARIOS, communities["community_id"]],
        names=["service_type", "scenario", "community_id"],
    ).to_frame(index=False)
    number = np.arange(len(grid))
    is_wet = grid["scenario"].eq("wet-4x4").to_numpy()
    minutes = 8.0 + number * 37 % 260 + 20 * is_wet
    picks = [number % 11 == 5, number % 17 == 3, number % 23 == 7]
    status = np.select(picks, ["unreachable", "unknown", "conditional"], "reachable")
    known = np.isin(status, ["reachable", "conditional"])
    return grid.assign(
        minutes=np.where(known, minutes, np.nan),
        walked_min=np.where(known, 5.0, np.nan),
        driven_min=np.where(known, minutes - 5.0, np.nan),
        service_id=services["service_id"].iloc[number % len(services)].where(known, None).array,
        status=status,
        reason=pd.Series(status).map(
            {
                "reachable": "ok",
                "unreachable": "closed_link",
                "unknown": "map_gap",
                "conditional": "insecure",
            }
        ),
        open_scenarios=None,
    )


def _network(n: int, names: Names) -> gpd.GeoDataFrame:
    """Return one road along the middle of every row and column, cut at the crossings."""
    middle = (np.arange(n) + 0.5) * CELL_M
    ends = np.concatenate([[0.0], middle, [n * CELL_M]])
    start, stop = ends[:-1], ends[1:]
    across = np.repeat(middle, n + 1)
    start, stop = np.tile(start, n), np.tile(stop, n)
    flat = np.stack([np.stack([start, across], 1), np.stack([stop, across], 1)], 1)
    corner = np.array([ORIGIN_X, ORIGIN_Y])
    lines = shapely.linestrings(np.concatenate([flat, flat[:, :, ::-1]]) + corner)
    classes = np.array(["primary", "tertiary", "track", "residential"], dtype=object)
    return roads(lines, classes[np.arange(len(lines)) // (n + 1) % 4], names.road)


def roads(lines: Any, road_class: Any, name: str) -> gpd.GeoDataFrame:  # noqa: ANN401
    """Return a network of lines that nothing special is known of."""
    number = np.arange(len(lines))
    return _frame(
        {
            "link_id": [f"L{k:05d}" for k in number],
            "road_id": [f"R{k:05d}" for k in number],
            "road_name": [f"{name} {k + 1}" for k in number],
            "from_node": number,
            "to_node": number + 1,
            "component": 0,
            "road_class": road_class,
            "surface_group": "gravel",
            "is_surface_guessed": number % 2 == 0,
            "passability": "gravel",
            **UNSAID,
            "is_schematic": False,
            "length_m": shapely.length(lines),
            "source": "roads.gpkg",
        },
        lines,
    )


def _access(areas: gpd.GeoDataFrame, types: Sequence[str]) -> pd.DataFrame:
    """Return shares that fall from the first area to the last, by 0.1 more a service type."""
    grid = pd.MultiIndex.from_product(
        [[*types, "hub"], SCENARIOS, areas["area_id"]],
        names=["service_type", "scenario", "area_id"],
    ).to_frame(index=False)
    number = np.arange(len(grid))
    place = number % len(areas) / max(1, len(areas) - 1)
    shift = 0.1 * (number // len(areas))
    near = np.clip(1 - place - shift, 0, 1)
    unknown = np.where(place == 0.5, 0.6 * (1 - near), 0.0)
    rest = 1 - near - unknown
    return grid.assign(
        people=1000.0,
        people_reached=1000 * near,
        median_min=20 + 100 * place,
        mean_min=25 + 100 * place,
        p90_min=60 + 100 * place,
        band_30_min_share=near / 2,
        band_60_min_share=near / 2,
        band_120_min_share=rest / 2,
        band_240_min_share=0.0,
        beyond_share=0.0,
        within_30_min_share=near / 2,
        within_60_min_share=near,
        within_120_min_share=near + rest / 2,
        within_240_min_share=near + rest / 2,
        unreachable_share=rest / 2,
        unknown_share=unknown,
        insecure_share=rest / 8,
        map_gap_share=unknown,
        people_unreachable=500 * rest,
        people_unknown=1000 * unknown,
        grade="B",
    )


def stability(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    number = np.arange(len(areas))
    rate = 26.0 * number / max(1, len(areas) - 1)
    rate[1:2] = np.nan
    return pd.DataFrame(
        {
            "area_id": areas["area_id"],
            "people": 1000.0,
            "incidents_weight": 2.5 * number,
            "deaths_low": 2.0 * number,
            "deaths_best": 3.0 * number,
            "deaths_high": 5.0 * number,
            "window_incidents_weight": 1.0 * number,
            "window_years": 3.0,
            "rate_raw_per_100k": rate * 1.2,
            "rate_per_100k": rate,
            "intensity": 0.5 * number,
            "spillover": 0.25 * number,
            "exposed_people": 10.0 * (number % 50),
            "exposed_share": 0.01 * (number % 50),
            "trend_z": 0.0,
            "trend_p": 0.5,
            "trend_per_year": 0.0,
            "trend": np.array(["none_seen", "rising", "falling"], dtype=object)[number % 3],
            "has_neighbours": True,
            "is_few_areas": len(areas) < 30,
            "gi_z": (number % 7) - 2.0,
            "gi_p": 0.01,
            "hotspot": np.array(["hot", "cold", "none", "unknown"], dtype=object)[number % 4],
            "emerging": np.array(schema.EMERGING, dtype=object)[number % len(schema.EMERGING)],
            "emerging_months": 12.0,
            "quiet_months": 1.0 * (number % 9),
            "is_onset": False,
            "is_escalating": number % 4 == 0,
            "grade": "C",
        }
    )


def stability_years(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return three years, the last cut off; area n has n incidents more each year, the last none.

    Rates are ten times the incidents, with an interval of 5 to each side, and null in the last
    area.
    """
    number, year = np.meshgrid(np.arange(len(areas)), np.arange(3), indexing="ij")
    incidents = (number % 4 * year).ravel().astype(float)
    rate = np.where(number.ravel() == len(areas) - 1, np.nan, 10 * incidents)
    return pd.DataFrame(
        {
            "area_id": areas["area_id"].to_numpy()[number.ravel()],
            "year_start": pd.to_datetime([f"{2022 + k}-01-01" for k in year.ravel()]),
            "is_finished": year.ravel() < 2,
            "incidents_weight": incidents,
            "deaths_best": 2 * incidents,
            "rate_per_100k": rate,
            "rate_low_per_100k": np.maximum(rate - 5, 0),
            "rate_high_per_100k": rate + 5,
        }
    )


def stability_series(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return first and last of four months for all areas, and the second for the first area."""
    ids = areas["area_id"]
    rows = [
        *((area, "2023-12-01", 1.0) for area in ids),
        *((area, "2024-01-01", 2.5) for area in ids[:1]),
        *((area, "2024-03-01", 0.0) for area in ids),
    ]
    area, start, incidents = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "area_id": area,
            "period_start": pd.to_datetime(start),
            "period": "month",
            "is_finished": True,
            "incidents_weight": incidents,
            "deaths_best": 0.5,
        }
    )


def presence(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    number = np.arange(len(areas))
    return pd.DataFrame(
        {
            "area_id": areas["area_id"],
            "base_min": 30.0 * number,
            "people_near_share": 1 / (1 + number),
            "events_near_share": np.where(number % 2, np.nan, 0.5),
            "grade": "B",
        }
    )


def _near_repeat() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from_km": [0.0, 1.0],
            "to_km": [1.0, 5.0],
            "from_days": 0.0,
            "to_days": 7.0,
            "pairs_count": [12.0, 1.0],
            "expected_count": [4.0, 1.25],
            "ratio": [3.0, 0.8],
            "p": [0.005, 0.7],
            "incidents_count": 80,
            "reason": "ok",
        }
    )


def _stability_region() -> pd.DataFrame:
    fates = ["at_point", "blurred", "not_placed", "outside", "spread"]
    return pd.DataFrame(
        {"fate": fates, "incidents_count": [40, 12, 7, 2, 9], "deaths_best": [60, 5, 8, 1, 4]}
    )


def _isolation(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return every fourth community when dry, every second when wet."""
    reasons = np.array(["closed_link", "no_road", "disconnected", "map_gap"], dtype=object)
    parts = []
    for scenario, step in zip(SCENARIOS, (4, 2), strict=True):
        cut = communities.iloc[::step]
        number = np.arange(len(cut))
        parts.append(
            cut[["community_id", "community_name", "area_id", "people", "geometry"]].assign(
                scenario=scenario,
                status=np.select(
                    [number % 4 == 3, number % 4 == 0], ["unknown", "conditional"], "unreachable"
                ),
                reason=reasons[number % 4],
                open_scenarios=pd.Series("dry-4x4,dry-foot", cut.index).where(
                    number % 4 == 0, None
                ),
                nearest_road_m=150.0 * number,
                nearest_reached_m=300.0 + 150.0 * number,
                nearest_reached_link_id=pd.Series("n1", cut.index).where(number % 4 == 1, None),
                nearest_reached_x_m=cut.geometry.x + 300.0 + 150.0 * number,
                nearest_reached_y_m=cut.geometry.y,
                reopening_link_ids=pd.Series("L00000", cut.index).where(number % 4 == 0, None),
                reopening_km=np.where(number % 4 == 0, 1.0, np.nan),
            )
        )
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)


def resilience(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    number = np.arange(len(areas))
    pairs = np.array(
        [
            ("good", "stable", "strong_reachable"),
            ("poor", "stable", "stable_cut_off"),
            ("good", "unstable", "reachable_unstable"),
            ("poor", "unstable", "weak_cut_off"),
            ("unknown", "stable", "unknown"),
        ],
        dtype=object,
    )[number % 5]
    return _frame(
        {
            "area_id": areas["area_id"],
            "area_name": areas["area_name"],
            "people": 1000.0 + number,
            "access_share": np.where(pairs[:, 0] == "unknown", np.nan, 0.4),
            "unknown_share": 0.1,
            "rate_per_100k": 0.5,
            "access_class": pairs[:, 0],
            "stability_class": pairs[:, 1],
            "quadrant": pairs[:, 2],
            "people_isolated": 100.0,
            "grade": np.array(["A", "B", "C", "X"], dtype=object)[number % 4],
            "quadrant_share": np.where(pairs[:, 2] == "unknown", np.nan, 0.75 + 0.1 * (number < 5)),
            **_index(number),
        },
        areas.geometry,
    )


def catchments(areas: gpd.GeoDataFrame, types: Sequence[str]) -> pd.DataFrame:
    """Return a supply that rises from area to area by 0.125, by 1 more a service type."""
    grid = pd.MultiIndex.from_product(
        [types, areas["area_id"]], names=["service_type", "area_id"]
    ).to_frame(index=False)
    number = np.arange(len(grid))
    supply = 0.125 * (number % len(areas)) + number // len(areas)
    return grid.assign(
        people=1000.0,
        supply_unit="services",
        two_step_per_1k=supply,
        enhanced_per_1k=supply / 2,
        three_step_per_1k=supply,
        gravity_supply=supply,
        people_without=10.0 * (number % len(areas)),
        people_unknown=0.0,
        grade="B",
    )


def equity(types: Sequence[str], scenarios: Sequence[str]) -> pd.DataFrame:
    """Return gaps that get smaller from row to row."""
    grid = pd.MultiIndex.from_product(
        [[*types, "hub"], scenarios], names=["service_type", "scenario"]
    ).to_frame(index=False)
    return grid.assign(
        gini=0.25,
        mean_min=50.0,
        best_fifth_min=10.0 + np.arange(len(grid)),
        worst_fifth_min=120.0,
        gap_min=110.0 - np.arange(len(grid)),
        people_counted=9000.0,
        people_without=1000.0,
        people_unknown=0.0,
        without_share=0.1,
        grade="B",
    )


def _index(number: np.ndarray) -> dict[str, Any]:
    """Return the columns of the index: area n has n, and the last has none."""
    index = np.where(number == number[-1], np.nan, number * 10.0 / max(len(number), 10))
    names = ("very_weak", "weak", "fair", "strong")
    classes = np.array(names, object)[np.searchsorted([3, 5, 7], np.nan_to_num(index), "right")]
    has = np.isfinite(index)
    return {
        "index": index,
        "score_p05": np.clip(index - 0.5, 0, 10),
        "score_p95": np.clip(index + 0.5, 0, 10),
        "smallest_change": np.where(has, 0.4, np.nan),
        "class": np.where(has, classes, "unknown"),
        "class_share": np.where(has, np.where(number % 2, 0.9, 0.7), np.nan),
        "rank": np.where(has, len(number) - 1.0 - number, np.nan),
        "rank_p05": np.where(has, 1.0, np.nan),
        "rank_p95": np.where(has, len(number) - 1.0, np.nan),
        **{f"{name}_index": index for name in schema.PILLARS[:5]},
        "participation_index": np.nan,
        "presence_index": np.nan,
        "pulls_down": pd.Series("health_near", range(len(has)), dtype="str").where(has),
        "pulls_up": pd.Series([None] * len(number), dtype="str"),
        "gaps": "participation, presence",
        "index_grade": np.where(has, "B", "X"),
        "method_version": "1-0a1b2c3d",
    }


def _indicator_rules(names: Names) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": ["health_near"],
            "pillar": "access",
            "title": names.service,
            "origin": "access",
            "item": names.kind,
            "column": "within_60_min_share",
            "unit": "share",
            "direction": "higher_is_better",
            "low": 0.0,
            "high": 1.0,
            "weight": 1.0,
            "version": "1",
            "definition": "People near.",
            "table_name": "default",
            "method_version": "1-00000000",
        }
    )


def indicators(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one indicator, absent in every fifth area."""
    number = np.arange(len(areas))
    has = number % 5 != 4
    value = np.where(has, 0.1 * (number % 5), np.nan)
    return pd.DataFrame(
        {
            "area_id": areas["area_id"],
            "indicator": "health_near",
            "pillar": "access",
            "value": value,
            "error": np.nan,
            "n": np.nan,
            "date": pd.Series([pd.NaT] * len(areas), dtype="datetime64[us]"),
            "coverage_share": np.where(has, 1.0, np.nan),
            "sources": pd.Series("clinics.csv", range(len(has)), dtype="str").where(has),
            "sources_count": has.astype(int),
            "score": 10 * value,
            "pull": np.where(has, 0.1, np.nan),
            "reason": np.where(has, "ok", "no_value"),
            "grade": np.where(has, "B", "X"),
            "method_version": "1-0a1b2c3d",
        }
    )


def rural_access(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    shares = {"paved_share": 0.2, "all_season_share": 0.5, "any_road_share": 0.9}
    return pd.DataFrame({"area_id": areas["area_id"], "rural_people": 900.0, **shares})


def mapped_roads(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_id": areas["area_id"],
            "road_km": 20.0,
            "road_km_per_km2": 0.2,
            "road_m_per_person": 20.0,
            "guessed_surface_share": 0.5,
            "is_map_gap": False,
        }
    )


def incidents(communities: gpd.GeoDataFrame, names: Names) -> gpd.GeoDataFrame:
    near = communities.iloc[1::4]
    number = np.arange(len(near))
    day = pd.Timestamp("2023-06-15")
    return _frame(
        {
            "incident_id": [f"I{k:05d}" for k in number],
            "date": day,
            "date_start": day,
            "date_end": day,
            "date_precision": "day",
            "event_type": names.report,
            "deaths_best": 1.0,
            "deaths_low": 0.0,
            "deaths_high": 2.0,
            "deaths_civilians": 0.0,
            "where_precision": 1 + number % 3,
            "is_precision_assumed": False,
            "place_name": names.community,
            "area_id": near["area_id"].to_numpy(),
            "source": "events.csv",
        },
        near.geometry.translate(-500, 300).to_numpy(),
    )


def _closures(names: Names) -> gpd.GeoDataFrame:
    """Return three reports; the last touches no link."""
    return _frame(
        {
            "closure_id": ["K1", "K2", "K3"],
            "closure_name": names.report,
            "status": ["closed", "warning", "closed"],
            "date": pd.Timestamp("2024-03-01"),
            "expires": pd.Timestamp("2024-06-01"),
            "reported_by": names.community,
            "closes_bridges": False,
            "source": "closures.csv",
        },
        shapely.points([ORIGIN_X + 2_000, ORIGIN_X + 7_000, ORIGIN_X], [ORIGIN_Y + 5_000] * 3),
    )


def link_status(network: gpd.GeoDataFrame, names: Names) -> pd.DataFrame:
    """Return a closed, a warning and an unknown link: the first three of the first row."""
    return pd.DataFrame(
        {
            "link_id": network["link_id"][:3],
            "status": ["closed", "warning", "unknown"],
            "closure_id": ["K1", "K2", "K2"],
            "closure_name": names.report,
            "reported": pd.Timestamp("2024-03-01"),
            "reported_by": names.community,
            "is_expired": [False, False, True],
            "is_contested": False,
        }
    )


def _hubs(communities: gpd.GeoDataFrame, names: Names) -> gpd.GeoDataFrame:
    return _frame(
        {"hub_id": ["H1"], "hub_name": [names.hub], "origin": ["region_file"]},
        communities.geometry[-1:].to_numpy(),
    )

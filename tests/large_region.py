"""A made-up region as large as is asked for, as its pages get it: no two values alike by rule.

Areas have ragged borders that neighbours share, roads wind, names are words, and minutes are those
of the straight way to the nearest place of each type, at a speed that changes over the ground: a
page of it takes about the room that a page of such a country would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from pipeline import schema
from tests import grid_region, grid_roads
from tests.grid_region import CELL_M, CRS, ORIGIN_X, ORIGIN_Y

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCENARIOS = (
    *("dry-4x4", "dry-truck", "dry-motorbike", "dry-foot"),
    *("wet-4x4", "wet-truck", "wet-foot"),
)
PACES = (1.0, 1.2, 0.9, 6.0, 1.6, 2.2, 6.6)
"""Minutes in each scenario, as many times those of the first."""

TYPES = {
    "health": 0.05,
    "hospital": 0.002,
    "market": 0.03,
    "police": 0.005,
    "school": 0.15,
    "townhall": 0.02,
    "water": 0.15,
    "warehouse": 0.001,
}
"""Places of each type, as a share of the communities."""

HUBS_SHARE = 0.0005
EDGE_POINTS = 40
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "do",
    "fa",
    "ga",
    "gbo",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "lo",
    "lu",
    "ma",
    "mbe",
    "mo",
    "na",
    "nga",
    "nya",
    "ri",
    "sa",
    "so",
]
GROUND_KM_PER_MIN = 0.35


def tables(rows: int, columns: int, per_area: int) -> dict[str, Any]:
    """Return every table that the pages need, for so many areas of `per_area` communities."""
    random = np.random.default_rng(7)
    areas = _areas(rows, columns, random)
    communities = _communities(areas, per_area, random)
    services = _services(communities, random)
    hubs = _hubs(communities)
    network = _network(communities, rows, columns, random)
    reach = _reach(communities, services, hubs, random)
    few = grid_region.tables(2, 1)
    made = {
        **few,
        **_of_areas(areas, communities, reach, random),
        "areas": areas,
        "communities": communities,
        "services": services,
        "hubs": hubs,
        "network": network,
        "reach": reach,
        "isolation": isolation(communities, reach, network, random),
        "links": grid_roads.links(network, "A driver").assign(
            trips_people=random.integers(0, 90_000, len(network)) * 1.0
        ),
        "link_risk": grid_roads.link_risk(network)[:500],
        "link_status": grid_region.link_status(network, grid_region.Names()),
        "link_reports": grid_roads.link_reports(network, "Bridge washed out", "A driver"),
        "cut_nodes": grid_roads.cut_nodes(network),
        "reopenings": grid_roads.reopenings(network, "Bridge washed out", "Road"),
        "season_flips": grid_roads.season_flips(communities),
        "robustness": _robustness(communities, random),
        "incidents": grid_region.incidents(communities, grid_region.Names()),
    }
    return {name: schema.conform(name, table) for name, table in made.items()}


def build(page: str, made: dict[str, Any]) -> str:
    """Return one page of the tables."""
    every = {"scenarios": list(SCENARIOS), "service_types": sorted(TYPES)}
    asked: dict[str, dict[str, Any]] = {
        "access": every,
        "compare": every,
        "isolation": {"scenarios": list(SCENARIOS)},
    }
    return grid_region.build(page, made, **asked.get(page, {}))


def _areas(rows: int, columns: int, random: np.random.Generator) -> gpd.GeoDataFrame:
    """Return areas in a grid whose corners and borders are shifted; neighbours share each."""
    grid = np.stack(np.meshgrid(np.arange(columns + 1), np.arange(rows + 1)), axis=-1)
    corner = (grid + random.uniform(-0.25, 0.25, grid.shape)) * CELL_M + [ORIGIN_X, ORIGIN_Y]
    flat = _ragged(corner[:, :-1], corner[:, 1:], random)
    steep = _ragged(corner[:-1], corner[1:], random)
    rings = np.concatenate(
        [
            flat[:-1, :, :-1],
            steep[:, 1:, :-1],
            flat[1:, :, :0:-1],
            steep[:, :-1, :0:-1],
        ],
        axis=2,
    ).reshape(rows * columns, -1, 2)
    closed = np.concatenate([rings, rings[:, :1]], axis=1)
    count = rows * columns
    table = {
        "area_id": [f"A{k:04d}" for k in range(count)],
        "area_name": _names(count, random),
        "level": 2,
        "adm1_id": "A",
        "adm1_name": "First",
        "adm2_id": None,
        "adm2_name": None,
        "area_km2": CELL_M**2 / 1e6,
        "is_mended": False,
    }
    return gpd.GeoDataFrame(table, geometry=shapely.polygons(closed), crs=CRS)


def _ragged(
    start: NDArray[np.float64], stop: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    """Return lines between points that wander from the straight way, and meet it at both ends."""
    along = np.linspace(0, 1, EDGE_POINTS)
    way = stop - start
    aside = np.stack([-way[..., 1], way[..., 0]], axis=-1)
    steps = random.normal(0, 0.01, (*start.shape[:-1], EDGE_POINTS)).cumsum(axis=-1)
    away = steps - steps[..., :1] - along * (steps[..., -1:] - steps[..., :1])
    straight = start[..., None, :] + way[..., None, :] * along[:, None]
    return np.asarray(straight + aside[..., None, :] * away[..., None])


def _names(count: int, random: np.random.Generator) -> NDArray[Any]:
    """Return names of three to six syllables."""
    parts = np.array(SYLLABLES, dtype=object)[random.integers(0, len(SYLLABLES), (count, 6))]
    parts[np.arange(6) >= random.integers(3, 7, count)[:, None]] = ""
    return np.array([name.capitalize() for name in parts.sum(axis=1)], dtype=object)


def _communities(
    areas: gpd.GeoDataFrame, per_area: int, random: np.random.Generator
) -> gpd.GeoDataFrame:
    count = len(areas) * per_area
    centre = areas.geometry.representative_point().get_coordinates().to_numpy()
    area = np.arange(count) // per_area
    xy = centre[area] + random.uniform(-0.35, 0.35, (count, 2)) * CELL_M
    is_town = np.arange(count) % 50 == 0
    table = {
        "community_id": [f"C{k:06d}" for k in range(count)],
        "community_name": _names(count, random),
        "area_id": areas["area_id"].to_numpy()[area],
        "place_class": np.where(is_town, "town", "village"),
        "is_urban": is_town,
        "people": np.round(random.lognormal(5.5, 1.1, count)) + 1,
        "people_grade": np.array(["A", "B", "C"])[area % 3],
    }
    return gpd.GeoDataFrame(table, geometry=shapely.points(xy), crs=CRS)


def _services(communities: gpd.GeoDataFrame, random: np.random.Generator) -> gpd.GeoDataFrame:
    counts = [max(2, round(share * len(communities))) for share in TYPES.values()]
    home = random.integers(0, len(communities), sum(counts))
    near = communities.iloc[home].reset_index(drop=True)
    number = np.arange(len(near))
    kinds = np.repeat(np.array(list(TYPES), dtype=object), counts)
    table = {
        "service_id": [f"S{k:06d}" for k in number],
        "service_name": near["community_name"] + " " + kinds,
        "service_type": kinds,
        "capacity": np.where(number % 5 == 0, 12.0, np.nan),
        "status": "open",
        "is_status_assumed": number % 2 == 1,
        "area_id": near["area_id"],
        "source": "services.csv",
    }
    return gpd.GeoDataFrame(table, geometry=near.geometry.translate(300, 200), crs=CRS)


def _hubs(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    count = max(1, round(HUBS_SHARE * len(communities)))
    homes = communities.iloc[:: len(communities) // count][:count]
    table = {
        "hub_id": [f"H{k}" for k in range(count)],
        "hub_name": homes["community_name"].to_numpy(),
        "origin": "region_file",
    }
    return gpd.GeoDataFrame(table, geometry=homes.geometry.to_numpy(), crs=CRS)


def _network(
    communities: gpd.GeoDataFrame, rows: int, columns: int, random: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return a main road through every area to the next, and a way from it to each community."""
    xy = communities.geometry.get_coordinates().to_numpy()
    per_area = len(xy) // (rows * columns)
    towns = xy[::per_area].reshape(rows, columns, 2)
    others = np.delete(np.arange(len(xy)), np.s_[::per_area])
    ends = [
        (towns[:, :-1].reshape(-1, 2), towns[:, 1:].reshape(-1, 2)),
        (towns[:-1].reshape(-1, 2), towns[1:].reshape(-1, 2)),
        (xy[others - others % per_area], xy[others]),
    ]
    kinds = np.array(["primary", "tertiary", "unclassified"], dtype=object)
    road_class = np.repeat(kinds, [len(start) for start, _ in ends])
    start, stop = (np.concatenate(side) for side in zip(*ends, strict=True))
    lines = shapely.linestrings(_ragged(start, stop, random)[:, ::4])
    return grid_region.roads(lines, road_class, "Road")


def _reach(
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
    random: np.random.Generator,
) -> pd.DataFrame:
    """Return minutes to the nearest place of each type; wet seasons cut off whole areas."""
    at = communities.geometry.get_coordinates().to_numpy()
    area = pd.factorize(communities["area_id"])[0]
    slow = random.lognormal(0, 0.25, area.max() + 1)[area]
    walk_min = random.gamma(2, 5, len(at))
    parts = []
    for kind in (*TYPES, "hub"):
        chosen = hubs if kind == "hub" else services[services["service_type"] == kind]
        ids = chosen["hub_id" if kind == "hub" else "service_id"].to_numpy(dtype=object)
        away_m, place = KDTree(chosen.geometry.get_coordinates().to_numpy()).query(at)
        drive_min = away_m / 1000 / GROUND_KM_PER_MIN * slow
        for scenario, pace in zip(SCENARIOS, PACES, strict=True):
            uneven = random.lognormal(0, 0.1, area.max() + 1)[area]
            lost = random.random(area.max() + 1)[area] < (0.06 if "wet" in scenario else 0.01)
            thin = area % 97 == 0
            status = np.select([thin, lost], ["unknown", "unreachable"], "reachable")
            known = status == "reachable"
            minutes = walk_min + drive_min * pace * uneven
            parts.append(
                pd.DataFrame(
                    {
                        "service_type": kind,
                        "scenario": scenario,
                        "community_id": communities["community_id"],
                        "minutes": np.where(known, minutes, np.nan),
                        "walked_min": np.where(known, walk_min, np.nan),
                        "driven_min": np.where(known, minutes - walk_min, np.nan),
                        "service_id": np.where(known, ids[place], None),
                        "status": status,
                        "reason": np.select([thin, lost], ["map_gap", "season"], "ok"),
                        "open_scenarios": None,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def less_reached(made: dict[str, Any], cut_off_share: float) -> dict[str, Any]:
    """Return the tables with more areas cut off, each in as many scenarios as chance has it."""
    random = np.random.default_rng(8)
    reach = made["reach"].copy()
    is_hub = reach["service_type"].eq("hub").to_numpy()
    area_of = made["communities"].set_index("community_id")["area_id"]
    area = pd.factorize(reach["community_id"].map(area_of))[0]
    scenario = pd.factorize(reach["scenario"])[0]
    lost = random.random((area.max() + 1, len(SCENARIOS))) < cut_off_share
    is_lost = is_hub & lost[area, scenario]
    reach["status"] = reach["status"].mask(is_lost, "unreachable")
    reach["reason"] = reach["reason"].mask(is_lost, "season")
    given = (made["communities"], reach, made["network"], random)
    return {**made, "isolation": schema.conform("isolation", isolation(*given))}


def isolation(
    communities: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    network: gpd.GeoDataFrame,
    random: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Return who does not reach a hub, each with the road that would mend it."""
    cut = reach[(reach["service_type"] == "hub") & (reach["status"] != "reachable")]
    about = communities[["community_id", "community_name", "area_id", "people", "geometry"]]
    found = about.merge(cut[["community_id", "scenario", "status", "reason"]], on="community_id")
    away = random.uniform(-3_000, 3_000, (len(found), 2))
    rows = found.assign(
        open_scenarios="dry-4x4,dry-foot",
        nearest_road_m=150.0,
        nearest_reached_m=np.hypot(*away.T),
        nearest_reached_link_id=network["link_id"].iloc[0],
        nearest_reached_x_m=found.geometry.x + away[:, 0],
        nearest_reached_y_m=found.geometry.y + away[:, 1],
        reopening_link_ids="L00000",
        reopening_km=1.0,
    )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _robustness(communities: gpd.GeoDataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return shares of 100 draws, most of them near to all."""
    shares = np.round(random.beta(8, 1, (len(SCENARIOS), len(communities))), 2)
    return pd.DataFrame(
        {
            "community_id": np.tile(communities["community_id"], len(SCENARIOS)),
            "scenario": np.repeat(SCENARIOS, len(communities)),
            "draws_count": 100,
            "reachable_share": shares.ravel(),
        }
    )


def _of_areas(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    random: np.random.Generator,
) -> dict[str, Any]:
    """Return the tables with a row or more an area."""
    kinds = sorted(TYPES)
    noise = random.random(len(areas))
    return {
        "access": _access(communities, reach),
        "stability_years": grid_region.stability_years(areas),
        "stability_series": grid_region.stability_series(areas),
        "stability": grid_region.stability(areas).assign(rate_per_100k=26 * noise),
        "presence": grid_region.presence(areas).assign(base_min=120 * noise),
        "resilience": grid_region.resilience(areas),
        "indicators": grid_region.indicators(areas),
        "rural_access": grid_region.rural_access(areas).assign(all_season_share=noise),
        "mapped_roads": grid_region.mapped_roads(areas).assign(road_km_per_km2=noise),
        "catchments": grid_region.catchments(areas, kinds),
        "equity": grid_region.equity(kinds, SCENARIOS),
    }


def _access(communities: gpd.GeoDataFrame, reach: pd.DataFrame) -> pd.DataFrame:
    """Return what the minutes and the people of the communities come to by area."""
    rows = reach.merge(communities[["community_id", "area_id", "people"]], on="community_id")
    band = np.searchsorted([30, 60, 120, 240], rows["minutes"].fillna(0))
    names = [*(f"band_{top}_min_share" for top in (30, 60, 120, 240)), "beyond_share"]
    known = rows["status"].eq("reachable").to_numpy()
    people = rows["people"].to_numpy()
    for place, name in enumerate(names):
        rows[name] = np.where(known & (band == place), people, 0.0)
    for status in ("unreachable", "unknown"):
        rows[f"{status}_share"] = np.where(rows["status"] == status, people, 0.0)
    keys = ["service_type", "scenario", "area_id"]
    shares = [*names, "unreachable_share", "unknown_share"]
    summed = rows.groupby(keys, sort=True)[[*shares, "people"]].sum()
    minutes = rows.groupby(keys, sort=True)["minutes"].agg(["median", "mean", "max"])
    divided = summed[shares].div(summed["people"], axis=0).clip(0, 1)
    for upper in range(1, len(names)):
        within = divided[names[:upper]].sum(axis=1).clip(upper=1)
        divided[names[upper - 1].replace("band", "within")] = within
    return divided.assign(
        people=summed["people"],
        people_reached=summed["people"] * divided[names].sum(axis=1),
        median_min=minutes["median"],
        mean_min=minutes["mean"],
        p90_min=minutes["max"],
        insecure_share=0.0,
        map_gap_share=divided["unknown_share"],
        people_unreachable=summed["unreachable_share"],
        people_unknown=summed["unknown_share"],
        grade="B",
    ).reset_index()

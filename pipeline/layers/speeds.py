"""Speed on each link in each scenario, and what binds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SEASONS = ("dry", "wet")
VEHICLES = ("truck", "4x4", "motorbike", "foot")
FERRY = "ferry"
NO_TRUCK_TRACKTYPES = ("grade3", "grade4", "grade5")
CAPS = ("class", "maxspeed", "surface", "tracktype", "smoothness")


def speeds(
    *,
    network: pd.DataFrame,
    class_speeds: pd.DataFrame,
    surface_caps_kmh: Mapping[str, float],
    tracktype_caps_kmh: Mapping[str, float],
    smoothness_caps_kmh: Mapping[str, float],
    season_factors: Mapping[str, Mapping[str, float]],
    motorbike_path_kmh: float,
    foot_road_kmh: float,
    truck_weight_t: float,
    truck_height_m: float,
) -> pd.DataFrame:
    """Speed of every vehicle in either season, one row a link and scenario; null is closed.

    All eight scenarios are there, whatever the region file names, so that a reason such as
    `season` can be told from them. The lowest cap wins: the class's own speed, posted limit,
    surface, tracktype, smoothness (OSRM's car profile); ties go to the first of these. The
    season's factor for the surface group comes after. Ferries know no season and carry everyone,
    at the speed of class `ferry`. On foot every way is open at walking speed and only the season
    slows it. `bound_by` is the cap that wins, `walking` on foot, and for a closed link the first
    that closes it of `vehicle`, a cap of 0, `season`.

    Parameters
    ----------
    class_speeds
        Dry speed by road class; paths need none.
    surface_caps_kmh, tracktype_caps_kmh, smoothness_caps_kmh
        Greatest speed by tag value; other values cap nothing, 0 closes.
    season_factors
        By surface group: `dry` for any vehicle, and one a vehicle when wet; 0 closes.
    motorbike_path_kmh
        Speed of a motorbike on a path; trucks and 4x4 take no paths.
    foot_road_kmh
        Walking speed.
    truck_weight_t, truck_height_m
        What posted limits are held against (a limit equal to it lets the truck pass). Trucks take
        no way of tracktype grade 3 to 5.

    Raises
    ------
    StageError
        Where a road class has no speed or a surface group no factor.
    """
    is_path = (network["passability"] == "path").to_numpy(bool)
    is_ferry = (network["road_class"] == FERRY).to_numpy(bool)
    dry_kmh = _class_kmh(network, class_speeds, is_path)
    dry_kmh[is_path] = motorbike_path_kmh
    caps = np.vstack(
        [
            dry_kmh,
            network["maxspeed_kmh"].to_numpy(float),
            network["surface"].map(surface_caps_kmh).to_numpy(float),
            network["tracktype"].map(tracktype_caps_kmh).to_numpy(float),
            network["smoothness"].map(smoothness_caps_kmh).to_numpy(float),
        ]
    )
    caps = np.where(np.isnan(caps), np.inf, caps)
    kmh, bound_by = caps.min(axis=0), np.array(CAPS, object)[caps.argmin(axis=0)]
    barred = {
        "truck": is_path | _bars_trucks(network, truck_weight_t, truck_height_m),
        "4x4": is_path,
        "motorbike": np.zeros(len(network), bool),
    }
    parts = []
    for season in SEASONS:
        for vehicle in VEHICLES:
            factor = _factors(network, season_factors, "dry" if season == "dry" else vehicle)
            factor[is_ferry] = 1
            if vehicle == "foot":
                walking = np.where(is_ferry, kmh, foot_road_kmh)
                bound = np.where(is_ferry, bound_by, "walking")
                part = _closed_told(walking * factor, walking, bound, np.zeros(len(kmh), bool))
            else:
                part = _closed_told(kmh * factor, kmh, bound_by, barred[vehicle])
            parts.append(part.assign(link_id=network["link_id"], scenario=f"{season}-{vehicle}"))
    return pd.concat(parts, ignore_index=True)


def _class_kmh(network: pd.DataFrame, class_speeds: pd.DataFrame, is_path: Bools) -> Floats:
    """Return each link's speed by class."""
    by_class = class_speeds.set_index("road_class")["speed_kmh"]
    kmh = network["road_class"].map(by_class).to_numpy(float, copy=True)
    strangers = sorted(set(network["road_class"][np.isnan(kmh) & ~is_path]))
    if strangers:
        raise StageError(
            f"speeds: no speed for road class {', '.join(strangers)}; add a row to the table that "
            "travel.speed_table names, or map the class to another with `classes` of the road file"
        )
    return kmh


def _bars_trucks(network: pd.DataFrame, weight_t: float, height_m: float) -> Bools:
    """Return where a truck may not or cannot pass."""
    is_rough = network["tracktype"].isin(NO_TRUCK_TRACKTYPES)
    is_weak = network["maxweight_t"] < weight_t
    is_low = network["maxheight_m"] < height_m
    return (is_rough | is_weak | is_low).to_numpy(bool)


def _factors(
    network: pd.DataFrame, season_factors: Mapping[str, Mapping[str, float]], column: str
) -> Floats:
    """Return each link's factor from one column of the season table."""
    groups = sorted(network["surface_group"].unique())
    missing = [group for group in groups if column not in season_factors.get(group, {})]
    if missing:
        raise StageError(
            f"speeds: travel.season_factors has no `{column}` for {', '.join(missing)}; "
            "give dry, truck, 4x4, motorbike and foot for every surface group"
        )
    by_group = {group: season_factors[group][column] for group in groups}
    return network["surface_group"].map(by_group).to_numpy(float, copy=True)


def _closed_told(
    kmh: Floats, before: Floats, bound_by: npt.NDArray[np.object_], barred: Bools
) -> pd.DataFrame:
    """Return speed, null where closed, and what binds it; `before` is without the season."""
    is_open = (kmh > 0) & ~barred
    by = np.select([barred, is_open | (before <= 0)], ["vehicle", bound_by], "season")
    return pd.DataFrame(
        {"speed_kmh": np.where(is_open, kmh, np.nan), "bound_by": pd.Series(by, dtype="str")}
    )

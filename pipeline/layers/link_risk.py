"""Links near recent incidents, with the risk there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pipeline.geo.rates import decay

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

M_PER_KM = 1000
DAYS_PER_MONTH = 365.25 / 12
ONE_DAY: Any = pd.Timedelta(days=1)
VAGUEST = 2
"""The vaguest place precision that still gives a link a risk."""
POINTS = 64
"""Places that stand for the disc in which a blurred incident can have been."""
BLOCK = 256
"""Discs that are held in memory at once."""
MOST_SHARE = 0.5


def link_risk(
    *,
    network: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    near_km: float,
    months: float,
    limit: float,
    half_life_months: float,
    blur_km: float,
) -> tuple[pd.DataFrame, None, list[str]]:
    """Risk of every link that a recent incident can have been near; other links have no row.

    An incident adds 2^(-age / half-life), times the share of the places where it can have been
    that lie within `near_km` (inclusive) of the link. Of precision 1 that the source states there
    is one place. Of precision 2, and of precision 1 that is only assumed, there are 64, spread
    evenly over the disc of `blur_km`. Vaguer ones say nothing about a single road and give no link
    a risk; a note counts them. Schematic links have none either: their lines do not say where the
    way runs.

    Recent are incidents up to `months` of age. They are dated by the middle of their span (by the
    day itself where that cuts it); those that begin after the day, and all without a day, are left
    out. A month is 365.25 / 12 days.

    Parameters
    ----------
    limit
        Risk above which a link is insecure (the limit itself is not).
    half_life_months
        Age at which an incident counts half.
    """
    roads = network[~network["is_schematic"].astype(bool)].sort_values("link_id")
    recent = _recent(incidents, as_of["as_of"].iloc[0], months, half_life_months)
    is_placed = recent["where_precision"] <= VAGUEST
    places = _places(recent[is_placed])
    near = _near(places, roads.geometry.to_numpy(), near_km * M_PER_KM, blur_km * M_PER_KM)
    table = _by_link(near, places).assign(is_insecure=lambda found: found["risk"] > limit)
    table["link_id"] = roads["link_id"].to_numpy()[table.index]
    vague = int((~is_placed).sum())
    told = f"{vague:,} recent incidents are placed too vaguely to give any link a risk"
    return table, None, [f"{told} (precision {VAGUEST + 1} and more)"] if vague else []


def _recent(
    incidents: gpd.GeoDataFrame, day: pd.Timestamp, months: float, half_life_months: float
) -> gpd.GeoDataFrame:
    """Return the incidents that are recent on the day, by id, with `newest` day and `weight`."""
    newest = incidents["date"].clip(upper=day)
    age_months = ((day - newest) / ONE_DAY).to_numpy(float) / DAYS_PER_MONTH
    is_recent = (incidents["date_start"] <= day).to_numpy(bool) & (age_months <= months)
    weight = decay(age_months, half_life_months)
    return incidents.assign(newest=newest, weight=weight)[is_recent].sort_values("incident_id")


def _places(recent: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the distinct places, exact or not, with what the incidents there add up to."""
    x, y = shapely.get_coordinates(recent.geometry.to_numpy()).T
    is_exact = (recent["where_precision"] == 1) & ~recent["is_precision_assumed"].astype(bool)
    told = recent[["newest", "weight"]].assign(x=x, y=y, is_exact=is_exact)
    places: pd.DataFrame = told.groupby(["is_exact", "x", "y"], as_index=False).agg(
        weight=("weight", "sum"), count=("weight", "size"), newest=("newest", "max")
    )
    return places


def _near(places: pd.DataFrame, lines: Shapes, near_m: float, blur_m: float) -> pd.DataFrame:
    """Return pairs of link and place: share of the place that is near, distance if it is exact."""
    tree = shapely.STRtree(lines)
    centre, is_exact = places[["x", "y"]].to_numpy(float), places["is_exact"].to_numpy(bool)
    exact, blurred = np.flatnonzero(is_exact), np.flatnonzero(~is_exact)
    points = np.asarray(shapely.points(centre[exact]))
    at, link = tree.query(points, predicate="dwithin", distance=near_m)
    far_m = shapely.distance(points[at], lines[link])
    parts = [pd.DataFrame({"place": exact[at], "link": link, "share": 1.0, "far_m": far_m})]
    disc = _disc(blur_m)
    for start in range(0, len(blurred), BLOCK):
        block = blurred[start : start + BLOCK]
        spots = (centre[block][:, None] + disc).reshape(-1, 2)
        spot, link = tree.query(shapely.points(spots), predicate="dwithin", distance=near_m)
        pairs, hits = np.unique(spot // POINTS * len(lines) + link, return_counts=True)
        at, link = np.divmod(pairs, max(len(lines), 1))
        parts.append(pd.DataFrame({"place": block[at], "link": link, "share": hits / POINTS}))
    return pd.concat(parts, ignore_index=True)


def _disc(radius: float) -> Floats:
    """Return points that are spread evenly over a disc about the origin: a sunflower's seeds."""
    seed = np.arange(POINTS)
    turn, out = seed * np.pi * (3 - np.sqrt(5)), radius * np.sqrt((seed + 0.5) / POINTS)
    return np.column_stack([out * np.cos(turn), out * np.sin(turn)])


def _by_link(near: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return what the places near each link add up to, by the link's row."""
    # By link, then place: so that risks add up in one order, whatever the tree's.
    pairs = near.sort_values(["link", "place"]).join(places, on="place")
    risk, is_exact = pairs["share"] * pairs["weight"], pairs["is_exact"].astype(bool)
    pairs = pairs.assign(
        risk=risk, exact_risk=risk * is_exact, exact_count=pairs["count"] * is_exact
    )
    found = pairs.groupby("link").agg(
        risk=("risk", "sum"),
        exact_risk=("exact_risk", "sum"),
        incidents_count=("count", "sum"),
        exact_count=("exact_count", "sum"),
        nearest_exact_m=("far_m", "min"),
        newest=("newest", "max"),
    )
    is_exact_most = found.pop("exact_risk") > MOST_SHARE * found["risk"]
    return found.assign(grade=np.where(is_exact_most, "A", "B"))

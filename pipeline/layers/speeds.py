"""Speed on each link in each scenario, and what binds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.errors import StageError, few
from pipeline.tags import ALL, Tag, tags_in

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]

FERRY = "ferry"
GROUND = "surface_group"
RULES = (
    *("weight", "axleload", "height", "width", "passability", "barrier", "access", "class"),
    *("maxspeed", "surface", "tracktype", "smoothness", "other", GROUND, "ford"),
    *("seasonal", "season", "walking"),
)
"""What may bind a speed. The first that closes a link tells: what is so for good comes before
what the season brings."""
CODE = {rule: code for code, rule in enumerate(RULES)}
LIMITS = {
    "weight": ("weight_t", ("maxweight_t",)),
    "axleload": ("axleload_t", ("maxaxleload_t",)),
    "height": ("height_m", ("maxheight_m",)),
    "width": ("width_m", ("maxwidth_m", "width_m")),
}
"""By rule: a vehicle's size, and the columns of the network that may be below it."""
TOLD_AS = {
    "road_class": "class",
    **dict.fromkeys(("hgv", "motorcar", "motorcycle"), "access"),
}
"""The rule that a tag's rows are told as, where it is not the tag's own."""
ON_WATER = ("barrier", "access", "seasonal")
"""Rules whose factors hold for ferries too."""


class _Bound(NamedTuple):
    """A number for each link, and the code of the rule that sets it."""

    value: Floats
    rule: Codes


def speeds(
    *,
    network: pd.DataFrame,
    class_speeds: pd.DataFrame,
    caps: pd.DataFrame,
    factors: pd.DataFrame,
    vehicles: pd.DataFrame,
    scenarios: pd.DataFrame,
) -> tuple[pd.DataFrame, None, list[str]]:
    """Speed of every vehicle in every season, one row a link and scenario; null is closed.

    The lowest cap wins: the class's own speed, the posted limit, the caps by tag; ties go to the
    first in the order of RULES. Of all factors that hold for season, vehicle and tags the least is
    taken, once. Ferries go at the speed of class `ferry`; of factors only those of barriers and of
    access (a ferry that takes no vehicles, or no trucks) and of `seasonal` hold for them. On foot
    every other way is open at walking speed, and factors alone slow it. Posted limits of weight,
    axle load, height and width, and the way's own width, bar vehicles that are larger; one that
    equals the size lets it pass.

    `bound_by` is the cap that wins, or `walking`; a factor that only slows changes nothing of it.
    For a closed link it is the first in the order of RULES of what closes it; `season` is said of
    ground that is closed to the vehicle in some seasons and not in all.

    A value of the region's own tables that no link has is told in a note; the built-in tables hold
    many that a region lacks.

    Parameters
    ----------
    class_speeds
        Dry speed by road class; 0 closes.
    caps
        Greatest speed by tag and value; other values cap nothing, 0 closes.
    factors
        Share of the speed by season, vehicle, tag and value; `*` is every one, 0 closes.
    vehicles
        Sizes (null: barred by no limit) and, on foot, walking speed.
    scenarios
        Pairs of season and vehicle.

    Raises
    ------
    StageError
        Where a road class has no speed, or a tag is no column of text or yes/no of the network.
    """
    is_ferry = (network["road_class"] == FERRY).to_numpy(bool)
    cap_tags = tags_in(caps, network, stage="speeds", table="caps")
    tags = tags_in(factors, network, stage="speeds", table="factors")
    driven = _capped(network, class_speeds, caps, cap_tags)
    parts = []
    for vehicle in vehicles.to_dict("records"):
        before = driven
        if vehicle["is_on_foot"]:
            walked = np.where(is_ferry, driven.value, vehicle["walking_kmh"])
            before = _Bound(walked, np.where(is_ferry, driven.rule, CODE["walking"]))
        barred = _barred(network, vehicle)
        own = scenarios[scenarios["vehicle"] == vehicle["vehicle"]]
        found = [_least(tags, factors, (s, vehicle["vehicle"]), is_ferry) for s in own["season"]]
        always = np.logical_and.reduce([closed[GROUND] for _, closed in found])
        for scenario, (share, closed) in zip(own["scenario"], found, strict=True):
            told = {**barred, **closed, GROUND: always, "season": closed[GROUND] & ~always}
            part = _told(before, share, told)
            parts.append(part.assign(link_id=network["link_id"].array, scenario=scenario))
    notes = [*_idle("caps", caps, cap_tags), *_idle("factors", factors, tags)]
    return pd.concat(parts, ignore_index=True), None, notes if len(network) else []


def _idle(name: str, rows: pd.DataFrame, tags: Mapping[str, Tag]) -> list[str]:
    """Return a note of the values in a region's own table that no link has."""
    # Only a table of the region's own bears the name of a file.
    own = rows[rows["table_name"].str.lower().str.endswith(".csv")]
    pairs = sorted(set(zip(own["tag"], own["value"], strict=True)))
    idle = [f"{tag}={value}" for tag, value in pairs if value not in tags[tag].values]
    if not idle:
        return []
    return [f"{name}: {few(idle)} {'is' if len(idle) == 1 else 'are'} on no link"]


def _capped(
    network: pd.DataFrame,
    class_speeds: pd.DataFrame,
    caps: pd.DataFrame,
    tags: Mapping[str, Tag],
) -> _Bound:
    """Return each link's lowest cap; ties go to the first rule."""
    by_rule = {
        "class": _class_kmh(network, class_speeds),
        "maxspeed": network["maxspeed_kmh"].fillna(np.inf).to_numpy(float),
    }
    for name, rows in caps.groupby("tag"):
        tag = tags[str(name)]
        by_value = dict(zip(rows["value"], rows["speed_kmh"], strict=True))
        kmh = tag.numbers(by_value, np.inf)
        by_rule[_rule(tag)] = np.minimum(kmh, by_rule.get(_rule(tag), np.inf))
    kmh = np.full(len(network), np.inf)
    rule = np.zeros(len(network), np.intp)
    for name in sorted(by_rule, key=CODE.__getitem__):
        is_lower = by_rule[name] < kmh
        kmh, rule = np.minimum(kmh, by_rule[name]), np.where(is_lower, CODE[name], rule)
    return _Bound(kmh, rule)


def _class_kmh(network: pd.DataFrame, class_speeds: pd.DataFrame) -> Floats:
    """Return each link's speed by class."""
    by_class = class_speeds.set_index("road_class")["speed_kmh"]
    kmh = network["road_class"].map(by_class).to_numpy(float)
    strangers = sorted(set(network["road_class"][np.isnan(kmh)]))
    if strangers:
        raise StageError(
            f"speeds: no speed for road class {', '.join(strangers)}; add a row to the table that "
            "travel.speed_table names, or map the class to another with `classes` of the road file"
        )
    return kmh


def _rule(tag: Tag) -> str:
    """Return the rule that a tag's rows are told as."""
    name = TOLD_AS.get(tag.column, tag.column.removeprefix("is_"))
    return name if name in CODE else "other"


def _barred(network: pd.DataFrame, vehicle: Mapping[Hashable, Any]) -> dict[str, Bools]:
    """Return where a limit below the vehicle's size bars it; a null size passes everywhere."""
    return {
        rule: np.logical_or.reduce([network[c].to_numpy(float) < vehicle[size] for c in columns])
        for rule, (size, columns) in LIMITS.items()
    }


def _least(
    tags: Mapping[str, Tag], factors: pd.DataFrame, of: tuple[str, str], is_ferry: Bools
) -> tuple[Floats, dict[str, Bools]]:
    """Return the least factor of each link, and where the tags of each rule close it."""
    season, vehicle = of
    holds = factors["season"].isin((season, ALL)) & factors["vehicle"].isin((vehicle, ALL))
    share = np.ones(len(is_ferry))
    closed = {GROUND: np.zeros(len(is_ferry), bool)}
    for name, rows in factors[holds].groupby("tag"):
        tag = tags[str(name)]
        factor = tag.numbers(rows.groupby("value")["factor"].min().to_dict(), 1.0)
        rule = _rule(tag)
        if rule not in ON_WATER:
            factor[is_ferry] = 1.0
        share = np.minimum(share, factor)
        closed[rule] = closed.get(rule, False) | (factor == 0)
    return share, closed


def _told(before: _Bound, share: Floats, closed: Mapping[str, Bools]) -> pd.DataFrame:
    """Return speed, null where closed, and what binds it."""
    is_shut = before.value <= 0
    rule = np.where(is_shut, before.rule, len(RULES))
    for name, mask in closed.items():
        rule = np.where(mask, np.minimum(rule, CODE[name]), rule)
    is_open = rule == len(RULES)
    bound_by = pd.array(RULES, dtype="str").take(np.where(is_open, before.rule, rule))
    kmh = np.where(is_open, before.value * share, np.nan)
    return pd.DataFrame({"speed_kmh": kmh, "bound_by": bound_by})

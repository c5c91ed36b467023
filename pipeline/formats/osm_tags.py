"""OpenStreetMap's tag values, raw, as Geofabrik writes them and as osmnx does, to plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.formats.quantities import lengths_m, speeds_kmh, weights_t

if TYPE_CHECKING:
    from collections.abc import Callable

WITH_LINKS = ("motorway", "trunk", "primary", "secondary", "tertiary")
DRIVABLE = (
    *(name + link for name in WITH_LINKS for link in ("", "_link")),
    *("unclassified", "residential", "living_street", "service", "road", "track"),
)
ON_FOOT = ("path", "footway", "pedestrian", "bridleway", "steps")
WAYS = (*DRIVABLE, *ON_FOOT, "ferry")
"""What people move on, greatest first."""
NOT_DRIVEN = (*ON_FOOT, "cycleway", "corridor", "elevator", "platform", "ferry")
"""Classes that are made for no vehicles, and ferries: a barrier at a road is hardly theirs."""

ACCESS = ("motor_vehicle", "vehicle", "access")
"""Who may drive; the first of these that a thing bears counts."""
KINDS = ("hgv", "motorcar", "motorcycle")
"""What is said of single kinds of vehicles: a column each, that rules by table look at."""
CONDITIONALS = tuple(f"{key}:conditional" for key in (*ACCESS, KINDS[0]))
"""Access under a condition."""
CONDITIONAL_ACCESS = "access:conditional"
LIMIT_TAGS = (
    *("maxweight", "maxaxleload", "maxheight", "maxheight:physical"),
    *("maxwidth", "maxwidth:physical"),
)
LIMITS = ("maxweight_t", "maxaxleload_t", "maxheight_m", "maxwidth_m")
"""The columns that those tags become."""
WAY_TAGS = (
    *("highway", "route", "area", "junction", "name", "ref", "layer", "bridge", "tunnel"),
    *("oneway", "oneway:vehicle", "oneway:motor_vehicle", *ACCESS, "foot"),
    *KINDS,
    *("surface", "tracktype", "smoothness", "ford", "seasonal", "ice_road", "winter_road"),
    *("maxspeed", *LIMIT_TAGS, "width", "est_width"),
    *CONDITIONALS,
)
"""The tags of a way that the functions here look at."""
NODE_TAGS = ("barrier", "ford", *ACCESS, *KINDS, *LIMIT_TAGS)
"""The tags of a node that the functions here look at."""

FORWARD = ("yes", "true", "1", "f")
BACKWARD = ("-1", "reverse", "t")
FALSE = ("no", "false", "0", "f")
BARRED = ("no", "private")
LET_THROUGH = ("yes", "permissive", "designated")

BARRED_IF = r"(?:^|;)\s*(?:no|private)\s*@\s*\(?\s*"
THAT_IS_ALL = r"\s*\)?\s*(?=;|$)"
"""No `and` after it: who is barred by one of two conditions alone is nobody."""
ABOVE = r"\s*>\s*([0-9.,]+\s*[a-z'\"]*)"
IN_THE = r"(wet|dry)(?:[ _]season)?"
OTHER_SEASON = {"wet": "dry_season", "dry": "wet_season"}

LOCKED = "locked_gate"
"""Value of a barrier that is closed to vehicles by its own tags, whatever its kind."""
NO_BARRIERS = ("no", "entrance", "kerb")
"""Values of `barrier` that stop nobody: openings, and the edge of a pavement."""
BARRIERS = (
    LOCKED,
    *("tank_trap", "ditch", "debris", "log", "block", "jersey_barrier", "planter", "bollard"),
    *("chain", "rope", "spikes"),
    *("full-height_turnstile", "turnstile", "kissing_gate", "stile", "cycle_barrier"),
    *("motorcycle_barrier", "bump_gate", "swing_gate", "sliding_gate", "gate", "hampshire_gate"),
    *("sally_port", "lift_gate", "height_restrictor", "border_control", "checkpoint"),
    *("toll_booth", "cattle_grid"),
)
"""Barriers, the most hindering first; what is not named, such as a wall, comes after them."""


def plain_columns(tags: pd.DataFrame) -> pd.DataFrame:
    """Return what the tags of ways say, one plain column each, one row a way.

    Of a posted and a physical limit the lower counts; a way's width is `width`, else `est_width`.
    A way that is barred above a size (`hgv:conditional` is `no @ (weight>7.5)`) has that limit, and
    one closed to everyone in a season (`access:conditional` is `no @ wet`) is of the other season.

    Parameters
    ----------
    tags
        Text, with a column for each of `WAY_TAGS`, null where a way has none.
    """
    posted = _posted(tags)
    return pd.DataFrame(
        {
            "surface": tags["surface"],
            "tracktype": tags["tracktype"],
            "smoothness": tags["smoothness"],
            "maxspeed_kmh": speeds_kmh(tags["maxspeed"]),
            "maxweight_t": _least(posted["maxweight_t"], *_barred_above("weight", weights_t, tags)),
            "maxaxleload_t": _least(
                posted["maxaxleload_t"], *_barred_above("axleload", weights_t, tags)
            ),
            "maxheight_m": _least(posted["maxheight_m"], *_barred_above("height", lengths_m, tags)),
            "maxwidth_m": _least(posted["maxwidth_m"], *_barred_above("width", lengths_m, tags)),
            "width_m": lengths_m(tags["width"]).fillna(lengths_m(tags["est_width"])),
            "oneway": _directions(tags),
            "is_bridge": flags(tags["bridge"]),
            "is_tunnel": flags(tags["tunnel"]),
            "is_ford": flags(tags["ford"]) | (tags["highway"] == "ford"),
            "layer": layers(tags["layer"]),
            "seasonal": _seasons(tags),
            **{kind: first_words(tags[kind]) for kind in KINDS},
        },
        index=tags.index,
    )


def node_columns(tags: pd.DataFrame) -> pd.DataFrame:
    """Return the limits posted at nodes, and the kinds of vehicles that they bar.

    Parameters
    ----------
    tags
        Text, with a column for each of `NODE_TAGS`, null where a node has none.
    """
    said = {kind: first_words(tags[kind]) for kind in KINDS}
    kinds = {kind: words.where(words.isin(BARRED)) for kind, words in said.items()}
    return pd.DataFrame({**_posted(tags), **kinds}, index=tags.index)


def is_passed_over(tags: pd.DataFrame) -> pd.Series:
    """Return whether access to each way hangs on something else than a size or wet and dry."""
    found = pd.Series(data=False, index=tags.index)
    sizes = r"(?:weight|axleload|height|width)" + ABOVE
    for key in CONDITIONALS:
        known = f"{sizes}|{IN_THE}" if key == CONDITIONAL_ACCESS else sizes
        said = _lowered(tags[key].dropna())
        rest = said.str.replace(f"{BARRED_IF}(?:{known}){THAT_IS_ALL}", "", regex=True)
        found[said.index[rest.str.strip("; ") != ""]] = True
    return found


def barred(tags: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return whether each way is barred to vehicles, and whether to people on foot as well."""
    is_barred = _driving(tags).isin(BARRED)
    return is_barred, is_barred & _lowered(tags["foot"].fillna(tags["access"])).isin(BARRED)


def barriers(tags: pd.DataFrame) -> pd.Series:
    """Return the barrier that each node is to vehicles, null where it stops nobody.

    A barrier that vehicles may pass by its own tags stops nobody; one that is closed to them by
    its own tags is `locked_gate`, whatever its kind.

    Parameters
    ----------
    tags
        Text, with a column for each of `NODE_TAGS`, null where a node has none.
    """
    kind, driving = first_words(tags["barrier"]), _driving(tags)
    kind = kind.mask(kind.isin(NO_BARRIERS) | driving.isin(LET_THROUGH))
    return kind.mask(kind.notna() & driving.isin(BARRED), LOCKED)


def oneways(values: pd.Series) -> pd.Series:
    """Return `both`, `forward` or `backward`; B, F, T are Geofabrik's; null is `both`."""
    text = _lowered(values)
    both = pd.Series("both", index=values.index, dtype="str")
    return both.mask(text.isin(FORWARD), "forward").mask(text.isin(BACKWARD), "backward")


def flags(values: pd.Series) -> pd.Series:
    """Return whether a tag such as `bridge` says yes, in whatever words; null is no."""
    text = _lowered(values)
    return text.notna() & ~text.isin((*FALSE, ""))


def layers(values: pd.Series) -> pd.Series:
    """Return the whole number that a `layer` tag begins with, 0 where it begins with none."""
    text = _lowered(values)
    number = text.str.extract(r"^([+-]?\d{1,2})(?![\d])", expand=False)
    return number.astype("float64").fillna(0).astype("int64")


def first_words(values: pd.Series) -> pd.Series:
    """Return the first value of a tag that may hold a list (`a;b`), in lower case."""
    word: pd.Series = _lowered(values).str.extract(r"^\s*([^;,|\s]+)", expand=False)
    return word.astype("str")


def _driving(tags: pd.DataFrame) -> pd.Series:
    """Return the value of the tag that says who may drive, null where there is none."""
    said = tags[ACCESS[0]]
    for key in ACCESS[1:]:
        said = said.fillna(tags[key])
    return first_words(said)


def _directions(tags: pd.DataFrame) -> pd.Series:
    """Return the directions open to vehicles; roundabouts and motorways are one-way unless told.

    What is said of motor vehicles goes before what is said of vehicles, and that before the rest.
    """
    told = tags["oneway:motor_vehicle"].fillna(tags["oneway:vehicle"]).fillna(tags["oneway"])
    is_round = tags["junction"].isin(("roundabout", "circular"))
    is_implied = told.isna() & (is_round | (tags["highway"] == "motorway"))
    return oneways(told.mask(is_implied, "yes"))


def _seasons(tags: pd.DataFrame) -> pd.Series:
    """Return the season in which a way can be used, null where none is told; ice is `winter`."""
    said = first_words(tags["seasonal"])
    said = said.mask(said.isin(FALSE))
    is_ice = flags(tags["ice_road"]) | flags(tags["winter_road"])
    told = _when(tags[CONDITIONAL_ACCESS], IN_THE).map(OTHER_SEASON).mask(is_ice, "winter")
    return said.mask(told.notna() & (said.isna() | (said == "yes")), told).astype("str")


def _posted(tags: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the limits that stand at a way or a node."""
    return {
        "maxweight_t": weights_t(tags["maxweight"]),
        "maxaxleload_t": weights_t(tags["maxaxleload"]),
        "maxheight_m": _least(*map(lengths_m, (tags["maxheight"], tags["maxheight:physical"]))),
        "maxwidth_m": _least(*map(lengths_m, (tags["maxwidth"], tags["maxwidth:physical"]))),
    }


def _barred_above(
    size: str, parse: Callable[[pd.Series], pd.Series], tags: pd.DataFrame
) -> list[pd.Series]:
    """Return the size above which each conditional tag bars vehicles, null where it bars none."""
    return [parse(_when(tags[key], size + ABOVE)) for key in CONDITIONALS]


def _when(values: pd.Series, condition: str) -> pd.Series:
    """Return what the condition's group holds where it alone bars everyone; the first counts."""
    said = _lowered(values.dropna())
    found = said.str.extract(BARRED_IF + condition + THAT_IS_ALL, expand=False)
    return found.reindex(values.index).astype("str")


def _least(*limits: pd.Series) -> pd.Series:
    """Return the lowest of several limits, null where all are."""
    found: Any = np.fmin.reduce([limit.to_numpy() for limit in limits])
    return pd.Series(found, index=limits[0].index)


def _lowered(values: pd.Series) -> pd.Series:
    """Return text in lower case, whole numbers without decimals, null where there is none."""
    if pd.api.types.is_float_dtype(values):
        values = values.round().astype("Int64")
    return values.astype("str").str.strip().str.lower().mask(values.isna())

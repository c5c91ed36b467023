"""OpenStreetMap's tag values, raw, as Geofabrik writes them and as osmnx does, to plain values."""

from __future__ import annotations

import pandas as pd

WITH_LINKS = ("motorway", "trunk", "primary", "secondary", "tertiary")
DRIVABLE = (
    *(name + link for name in WITH_LINKS for link in ("", "_link")),
    *("unclassified", "residential", "living_street", "service", "road", "track"),
)
ON_FOOT = ("path", "footway", "pedestrian", "bridleway", "steps")
WAYS = (*DRIVABLE, *ON_FOOT, "ferry")
"""What people move on, greatest first."""

FORWARD = ("yes", "true", "1", "f")
BACKWARD = ("-1", "reverse", "t")
FALSE = ("no", "false", "0", "f")


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


def _lowered(values: pd.Series) -> pd.Series:
    """Return text in lower case, whole numbers without decimals, null where there is none."""
    if pd.api.types.is_float_dtype(values):
        values = values.round().astype("Int64")
    return values.astype("str").str.strip().str.lower().mask(values.isna())

"""Survey answers by area code to `surveys`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.formats.ids import drop_known, drop_repeats
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import numbers, read_frame, require, stack, texts, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

COLUMNS = ("area_id", "indicator", "value", "n", "kind", "sd", "date", "source")
NO_DATE = pd.Timestamp("1900-01-01")
GREATEST_N = 10**10


def surveys(*, files: list[Path], areas: gpd.GeoDataFrame, specs: list[dict[str, Any]]) -> Read:
    """One row an area, indicator and day; an empty table where there is no file.

    Rejected are rows with an unknown area code, a value, number of answers or date (ISO, such as
    2019-06-30, 2019-06 or 2019) that cannot be read, a share over 1, and rows that repeat an
    answer; the file named first in the region file wins. Where a file has no date, it is
    1900-01-01.

    Parameters
    ----------
    files, specs
        The files and their entries in the region file.
    areas
        Areas, for their codes.
    """
    sieves = [_read(path, areas, spec) for path, spec in zip(files, specs, strict=True)]
    said: set[str] = set()
    for sieve in sieves:
        drop_known(sieve, _keys(sieve.frame), said, "an earlier file gives this answer too")
    return gather(sieves, stack([sieve.frame for sieve in sieves], COLUMNS))


def _read(path: Path, areas: gpd.GeoDataFrame, spec: dict[str, Any]) -> Sieve:
    """Return one file's answers."""
    frame = read_frame(path, spec)
    named = ("area_id", "value", "n", "sd", "indicator", "date")
    require(frame, [spec.get(key) for key in named], path)
    sieve = Sieve(frame, path)
    raw = {key: texts_of(frame, spec.get(key)) for key in named}
    dates = pd.to_datetime(raw["date"], errors="coerce", format="ISO8601")
    sieve.frame = pd.DataFrame(
        {
            "area_id": raw["area_id"],
            "indicator": raw["indicator"] if spec.get("indicator") else spec["indicator_name"],
            "value": numbers(raw["value"]),
            "n": numbers(raw["n"]),
            "sd": numbers(raw["sd"]),
            "date": dates.fillna(NO_DATE),
            "source": path.name,
        }
    )
    is_unreadable = dates.isna() & raw["date"].notna()
    _drop_faulty(sieve, raw, is_unreadable, set(areas["area_id"]))
    _tell_kind(sieve, spec["kind"])
    drop_repeats(sieve, _keys(sieve.frame), "answer")
    sieve.check_share(path)
    return sieve


def _tell_kind(sieve: Sieve, stated: str) -> None:
    """Say of each answer whether it is a share or a mean; what is not in 0 to 1 is no share."""
    value = sieve.frame["value"]
    is_odd = ~value.between(0, 1)
    if stated == "auto":
        is_mean = is_odd.groupby(sieve.frame["indicator"]).transform("any")
        sieve.frame = sieve.frame.assign(kind=np.where(is_mean, "mean", "share"))
        return
    if stated == "share":
        sieve.drop(is_odd, "value " + value.astype("str") + " is no share from 0 to 1")
    sieve.frame = sieve.frame.assign(kind=stated)


def _keys(frame: pd.DataFrame) -> pd.Series:
    """Return what makes an answer one answer."""
    days = frame["date"].dt.strftime("%Y-%m-%d")
    keys: pd.Series = frame["area_id"] + ", " + frame["indicator"] + ", " + days
    return keys


def _drop_faulty(
    sieve: Sieve, raw: dict[str, pd.Series], is_unreadable: pd.Series, codes: set[str]
) -> None:
    """Take out rows that cannot be used, each with its value."""
    n = sieve.frame["n"]
    faults = {
        "area_id": (~raw["area_id"].isin(codes), "is no area code"),
        "value": (sieve.frame["value"].isna(), "is no number"),
        "n": (~n.between(0, GREATEST_N) | (n != n.round()), "is no number of answers"),
        "sd": (
            raw["sd"].notna() & ~sieve.frame["sd"].between(0, np.inf),
            "is no standard deviation",
        ),
        "indicator": (sieve.frame["indicator"].isna(), "is empty"),
        "date": (is_unreadable, "is no date such as 2019-06-30"),
    }
    for key, (mask, fault) in faults.items():
        here = sieve.frame.index
        reason = f"{key} " + texts(raw[key]).fillna("(empty)") + f" {fault}"
        sieve.drop(mask.loc[here], reason.loc[here])

"""Other evidence by area, from tables by area code and from rasters, to `evidence`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.errors import few
from pipeline.formats.ids import drop_repeats
from pipeline.formats.points import leave_out_others
from pipeline.formats.rasters import read_zones
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import numbers, read_frame, require, stack, texts, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

COLUMNS = ("area_id", "indicator", "value", "n", "error", "date", "origin", "source")
KEY = ["area_id", "indicator", "date"]
NAMED = ("area_id", "indicator", "value", "count_distinct", "n", "error", "date")
NO_DATE = pd.Timestamp("1900-01-01")


def evidence(*, files: list[Path], areas: gpd.GeoDataFrame, specs: list[dict[str, Any]]) -> Read:
    """One row an area, indicator and day that a file speaks of; areas without one are not there.

    A table gives its rows, or for several rows of one key their mean or sum, where the entry says
    so, or how many different names a column holds. The mean's error is the standard error of the
    mean of its rows, or, where the rows have errors of their own, what these come to. A raster
    gives the mean or the sum of its cells in each area, cut cells by the share that lies inside.

    Rejected are rows with an unknown area code, a value, number, error or date that cannot be
    read, and rows that repeat a key without a word on what to do with them; an indicator of the
    same area and day in two files is the first file's.

    Parameters
    ----------
    files, specs
        The files and their entries in the region file.
    areas
        Outlines and codes.
    """
    sieves, tables = [], []
    said = pd.MultiIndex.from_arrays([[], [], []], names=KEY)
    for path, spec in zip(files, specs, strict=True):
        sieve = (_cells if spec["kind"] == "raster" else _rows)(path, areas, spec)
        is_said = pd.MultiIndex.from_frame(sieve.frame[KEY]).isin(said)
        sieve.drop(is_said, "an earlier file tells this too", "merged")
        table = _combined(sieve, spec).assign(origin=spec["kind"], source=path.name)
        said = said.append(pd.MultiIndex.from_frame(table[KEY]))
        sieves.append(sieve)
        tables.append(table)
    return gather(sieves, stack(tables, COLUMNS))


def _cells(path: Path, areas: gpd.GeoDataFrame, spec: dict[str, Any]) -> Sieve:
    """Return a raster's number for each area, a row an area."""
    ground = areas[["area_id", "geometry"]].sort_values("area_id", ignore_index=True)
    zones = read_zones(path, ground, "area_id", measure=spec["measure"], stated=spec.get("crs"))
    frame = zones.values.rename("value").reset_index()
    sieve = Sieve(frame.assign(indicator=spec["indicator_name"], date=_day(spec)), path)
    value = sieve.frame["value"]
    sieve.drop(value.isna(), "no cell with a value lies in " + sieve.frame["area_id"], "outside")
    value = sieve.frame["value"]
    sieve.drop(~np.isfinite(value), "cells in " + sieve.frame["area_id"] + " hold infinite values")
    if zones.beyond:
        sieve.notes.append(
            f"{path.name}: the raster does not cover all of {len(zones.beyond)} areas: "
            f"{few(zones.beyond)}"
        )
    sieve.check_share(path)
    return sieve


def _rows(path: Path, areas: gpd.GeoDataFrame, spec: dict[str, Any]) -> Sieve:
    """Return a table's usable rows."""
    frame = read_frame(path, spec)
    require(frame, [spec.get(key) for key in NAMED], path)
    sieve = Sieve(frame, path)
    leave_out_others(sieve, spec.get("where") or {})
    raw = {key: texts_of(sieve.frame, spec.get(key)) for key in NAMED}
    dates = pd.to_datetime(raw["date"], errors="coerce", format="ISO8601")
    sieve.frame = pd.DataFrame(
        {
            "area_id": raw["area_id"],
            "indicator": raw["indicator"] if spec.get("indicator") else spec["indicator_name"],
            "value": numbers(raw["value"]),
            "name": raw["count_distinct"].str.replace(r"\s+", " ", regex=True).str.casefold(),
            "n": numbers(raw["n"]),
            "error": numbers(raw["error"]),
            "date": dates.fillna(_day(spec)),
        }
    )
    is_unreadable = dates.isna() & raw["date"].notna()
    _drop_faulty(sieve, raw, is_unreadable, set(areas["area_id"]), spec)
    if spec["repeats"] == "reject" and not spec.get("count_distinct"):
        days = sieve.frame["date"].dt.strftime("%Y-%m-%d")
        keys = sieve.frame["area_id"] + ", " + sieve.frame["indicator"] + ", " + days
        drop_repeats(sieve, keys, "evidence")
    sieve.check_share(path)
    return sieve


def _drop_faulty(
    sieve: Sieve,
    raw: dict[str, pd.Series],
    is_unreadable: pd.Series,
    codes: set[str],
    spec: dict[str, Any],
) -> None:
    """Take out rows that cannot be used, each with its value."""
    frame = sieve.frame
    is_negative = {key: raw[key].notna() & ~frame[key].between(0, np.inf) for key in ("n", "error")}
    counted = spec.get("count_distinct")
    faults = {
        "area_id": (~raw["area_id"].isin(codes), "is no area code"),
        "indicator": (frame["indicator"].isna(), "is empty"),
        **(
            {"count_distinct": (frame["name"].isna(), "is empty")}
            if counted
            else {"value": (frame["value"].isna(), "is no number")}
        ),
        "n": (is_negative["n"], "is no number of observations"),
        "error": (is_negative["error"], "is no standard error"),
        "date": (is_unreadable, "is no date such as 2019-06-30"),
    }
    for key, (mask, fault) in faults.items():
        here = sieve.frame.index
        called = counted if key == "count_distinct" else key
        reason = f"{called} " + texts(raw[key]).fillna("(empty)") + f" {fault}"
        sieve.drop(mask.loc[here], reason.loc[here])


def _combined(sieve: Sieve, spec: dict[str, Any]) -> pd.DataFrame:
    """Return one row a key of what is left in a sieve, the sieve as it is."""
    frame = sieve.frame.reindex(columns=[*KEY, "value", "name", "n", "error"])
    rows = frame.astype({"value": "float64", "n": "float64", "error": "float64"}).groupby(KEY)
    if spec.get("count_distinct"):
        counts = rows["name"].nunique().astype("float64")
        return pd.DataFrame({"value": counts, "n": np.nan, "error": np.nan}).reset_index()
    size, value = rows.size(), rows["value"]
    squares = frame["error"].astype("float64") ** 2
    error = np.sqrt(squares.groupby([frame[key] for key in KEY]).sum(min_count=1))
    error = error.where(rows["error"].count() == size)
    if spec["repeats"] == "mean":
        error = value.sem() if spec.get("error") is None else error / size
    table = pd.DataFrame(
        {
            "value": value.mean() if spec["repeats"] == "mean" else value.sum(),
            "n": rows["n"].sum(min_count=1).where(rows["n"].count() == size),
            "error": error,
        }
    )
    return table.reset_index()


def _day(spec: dict[str, Any]) -> pd.Timestamp:
    """Return the day of rows without one."""
    return pd.Timestamp(spec["day"]) if spec.get("day") else NO_DATE

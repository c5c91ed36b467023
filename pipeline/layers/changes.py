"""What is not as it was at the build before: like with like, and no word of why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

NOW, BEFORE = "now", "before"
BOTH = ["_before", "_now"]
COLUMNS = [
    *("kind", "id", "change", "name", "status_before", "status_now", "number_before"),
    *("number_now", "count", "people"),
]


def changes(
    *, standing: pd.DataFrame, network: gpd.GeoDataFrame, clear_share: float
) -> pd.DataFrame:
    """Return one row a thing that is not as it was, and one that says what was compared.

    The row of kind `build` is `first` where there is nothing to compare with, else `compared`; its
    statuses are the days that the data spoke and speak of. Things whose `measured_by` differs are
    not compared: one row a kind, `method`, says so.

    An index is `stronger` or `weaker` where it moved by at least the smallest meaningful change of
    either build; where only its class differs that is `no_clear_change`. A quadrant `moved` where
    at least the clear share of draws agrees with it both times, else that is no clear change
    either. Communities are compared by id: those that come or go are `new` and `gone`. Shut links
    are told together by road and report; one that is mapped no longer is `unmapped`, not opened.
    Incidents are told together by area; people of an incident or an unmapped road are null.

    Parameters
    ----------
    clear_share
        Share of draws from which a quadrant is clear.
    """
    now, then = (standing[standing["moment"] == moment] for moment in (NOW, BEFORE))
    if then.empty:
        return _table([_build(then, now, "first")])
    pairs = then.merge(now, on=["kind", "id"], how="outer", suffixes=("_before", "_now"))
    is_like = pairs["measured_by_before"].eq(pairs["measured_by_now"])
    both = pairs["moment_before"].notna() & pairs["moment_now"].notna()
    like = pairs[is_like | ~both]
    parts = [
        _build(then, now, "compared"),
        _unlike(pairs[both & ~is_like]),
        _figures(_of(like, "figure")),
        _quadrants(_of(like, "quadrant"), clear_share),
        _indices(_of(like, "index")),
        _communities(_of(like, "community")),
        _roads(_of(like, "link"), set(network["link_id"])),
        _incidents(_of(like, "incident")),
    ]
    return _table(parts)


def _of(pairs: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the pairs of one kind, named and peopled as now, or as before where they are gone."""
    own = pairs[pairs["kind"] == kind]
    latest = {
        name: own[f"{name}_now"].where(own["moment_now"].notna(), own[f"{name}_before"])
        for name in ("name", "people", "part_of")
    }
    return own.assign(**latest, count=1)


def _table(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return all rows with all columns, in the order of their key."""
    types = dict.fromkeys(("number_before", "number_now", "people"), "float64")
    whole = [
        part.reindex(columns=COLUMNS).astype(
            {name: types.get(name, "int64" if name == "count" else "str") for name in COLUMNS}
        )
        for part in parts
    ]
    return pd.concat(whole).sort_values(["kind", "id", "change"], ignore_index=True)


def _build(then: pd.DataFrame, now: pd.DataFrame, change: str) -> pd.DataFrame:
    """Return the row that says what was compared."""
    days = [table.loc[table["kind"] == "day", "status"] for table in (then, now)]
    said = [day.iloc[0] if len(day) else None for day in days]
    row = {"kind": "build", "id": "as_of", "change": change, "count": 1}
    return pd.DataFrame([{**row, "status_before": said[0], "status_now": said[1]}])


def _unlike(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return a row a kind of which some things were measured otherwise, with how many."""
    counted = pairs.groupby("kind").size()
    return pd.DataFrame(
        {"kind": "method", "id": counted.index, "change": "not_compared", "count": counted}
    )


def _figures(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that are more or less than before."""
    more = pairs["number_now"] - pairs["number_before"]
    moved = pairs.assign(change=np.where(more > 0, "more", "less"))
    return moved[more.abs() >= pairs["least_change_now"]]


def _quadrants(pairs: pd.DataFrame, clear_share: float) -> pd.DataFrame:
    """Return the areas in another quadrant."""
    is_clear = (pairs[[f"sure_share{side}" for side in BOTH]] >= clear_share).all(axis=1)
    told = pairs.assign(change=np.where(is_clear, "moved", "no_clear_change"))
    return told[_both(pairs) & _differs(pairs)]


def _indices(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the areas whose index moved clearly, or whose class differs."""
    more = pairs["number_now"] - pairs["number_before"]
    least = pairs[[f"least_change{side}" for side in BOTH]].max(axis=1).fillna(0)
    is_clear = more.abs() >= np.maximum(least, 1e-9)
    said = np.select([is_clear & (more > 0), is_clear], ["stronger", "weaker"], "no_clear_change")
    return pairs.assign(change=said)[_both(pairs) & (is_clear | _differs(pairs))]


def _communities(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the communities whose way to a hub came, went, or cannot be told any more."""
    then, now = (pairs[f"status{side}"] for side in BOTH)
    cases = {
        "new": then.isna(),
        "gone": now.isna(),
        "cut_off": then.eq("reached") & now.eq("cut_off"),
        "reconnected": then.eq("cut_off") & now.eq("reached"),
        "unknown": now.eq("unknown"),
        "known": then.eq("unknown"),
    }
    told = pairs.assign(change=np.select(list(cases.values()), list(cases), ""))
    return told[_differs(pairs)]


def _roads(pairs: pd.DataFrame, mapped: set[str]) -> pd.DataFrame:
    """Return the roads that a report shuts, or shuts no longer, with km, links and people."""
    then, now = (pairs[f"status{side}"] for side in BOTH)
    cases = {
        "closed": then.isna(),
        "unmapped": now.isna() & ~pairs["id"].isin(mapped),
        "opened": now.isna(),
        "run_out": now.eq("unknown"),
        "confirmed": now.eq("closed"),
    }
    told = pairs.assign(change=np.select(list(cases.values()), list(cases), ""))[_differs(pairs)]
    told = told.assign(
        id=told["part_of"].fillna("") + ":" + told["name"].fillna(""),
        people=told["people"].where(told["change"] != "unmapped"),
    )
    by_road = told.groupby(["kind", "id", "change"], as_index=False)
    summed = by_road.agg(
        {
            "name": "first",
            "status_before": "first",
            "status_now": "first",
            "number_before": "sum",
            "number_now": "sum",
            "count": "sum",
            "people": "max",
        }
    )
    return summed.assign(kind="road")


def _incidents(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return by area how many incidents came or went, with their deaths."""
    is_new, is_gone = pairs["moment_before"].isna(), pairs["moment_now"].isna()
    told = pairs.assign(change=np.select([is_new, is_gone], ["new", "gone"], ""))
    told = told[is_new | is_gone].assign(id=pairs["part_of"].fillna(""))
    by_area = told.groupby(["kind", "id", "change"], as_index=False)
    summed = {"name": "first", "number_before": "sum", "number_now": "sum", "count": "sum"}
    return by_area.agg(summed)


def _both(pairs: pd.DataFrame) -> pd.Series[bool]:
    """Return which things were there before and are there now."""
    return pairs["moment_before"].notna() & pairs["moment_now"].notna()


def _differs(pairs: pd.DataFrame) -> pd.Series[bool]:
    """Return which things have another status; one that comes or goes has."""
    return pairs["status_before"].fillna("").ne(pairs["status_now"].fillna(""))

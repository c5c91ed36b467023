"""The way as a table of legs: stretches of one road, class and surface."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from shapely.ops import substring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from pipeline.sheet.ways import Part

FERRY = "ferry"
CLOSED = ("closed", "unknown")
MOST_LEGS = 12
"""Rows that a sheet has room for, walks apart."""


@dataclass(frozen=True)
class Leg:
    """Parts of a way that follow each other, and what is to be said of them."""

    names: tuple[str, ...]
    """Roads, each once; the class where a road has no name."""
    surfaces: tuple[str, ...]
    km: float
    minutes: Mapping[str, float | None]
    """By scenario; None where a part of it cannot be passed."""
    line: shapely.LineString
    bridges: int = 0
    fords: int = 0
    ferries: int = 0
    wait_min: float = 0.0
    words: tuple[str, ...] = ()
    """What reports and risk say, each once."""
    is_shut: bool = False
    """Whether a report closes it."""
    parts: tuple[int, ...] = field(default=())
    """Rows among the parts."""


def parts_table(
    parts: Sequence[Part], links: gpd.GeoDataFrame, waits: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a part: what the network says of its link, its km, line and wait.

    Parameters
    ----------
    links
        The network by `link_id`, with `status`, `is_contested`, `is_insecure`, `is_cut_link` and
        `people_cut_off` beside its own columns.
    waits
        As in the tables.
    """
    table = links.iloc[[part.link for part in parts]].reset_index(drop=True)
    table = pd.DataFrame(table).rename(columns={"geometry": "whole"})
    table["begin"] = [part.begin for part in parts]
    table["end"] = [part.end for part in parts]
    table["km"] = (table["end"] - table["begin"]).abs() * table["length_m"] / 1000
    lines = zip(table["whole"], table["begin"], table["end"], strict=True)
    table["line"] = pd.Series([_cut(*one) for one in lines], dtype=object)
    table["wait_min"] = _waited(table, waits)
    return table.drop(columns="whole")


def _cut(line: shapely.LineString, begin: float, end: float) -> shapely.LineString:
    """Return the part of a line from one share of its length to another; the whole one as it is."""
    if (begin, end) == (0.0, 1.0):
        return line
    part: shapely.LineString = substring(line, begin, end, normalized=True)  # type: ignore[assignment]
    return part


def legs_of(table: pd.DataFrame, minutes: Mapping[str, Sequence[float | None]]) -> list[Leg]:
    """Return the legs of a way from the first part to the last, not yet few enough for a page.

    Parts go together while road name, class, surface and whether a report closes them stay.

    Parameters
    ----------
    table
        As `parts_table` makes it.
    minutes
        By scenario, one a part.
    """
    merged: list[Leg] = []
    before: tuple[object, ...] = ()
    rows: list[dict[Any, Any]] = table.to_dict("records")
    for at, row in enumerate(rows):
        leg = _leg(row, at, minutes)
        kind = (leg.names, row["road_class"], row["surface_group"], leg.is_shut)
        if kind == before:
            merged[-1] = joined(merged[-1], leg)
        else:
            merged.append(leg)
        before = kind
    return merged


def shortened(legs: Sequence[Leg], most: int = MOST_LEGS) -> list[Leg]:
    """Return at most so many legs: the shortest joins its shorter neighbour, again and again.

    Legs that a report closes are joined last. Ties: the leg nearer to the hub, the one before it.
    """
    few = list(legs)
    while len(few) > most:
        at = min(range(len(few)), key=lambda i: (few[i].is_shut, few[i].km, i))
        beside = [i for i in (at - 1, at + 1) if 0 <= i < len(few)]
        other = min(beside, key=lambda i: (few[i].is_shut, few[i].km, i))
        first = min(at, other)
        few[first : first + 2] = [joined(few[first], few[first + 1])]
    return few


def joined(one: Leg, other: Leg) -> Leg:
    """Return two legs that follow each other as one; the longer one's road is named first."""
    first, second = (one, other) if one.km >= other.km else (other, one)
    return replace(
        one,
        names=tuple(dict.fromkeys(first.names + second.names)),
        surfaces=tuple(dict.fromkeys(first.surfaces + second.surfaces)),
        km=one.km + other.km,
        minutes={key: total([own, other.minutes[key]]) for key, own in one.minutes.items()},
        line=shapely.LineString([*one.line.coords, *other.line.coords]),
        bridges=one.bridges + other.bridges,
        fords=one.fords + other.fords,
        ferries=one.ferries + other.ferries,
        wait_min=one.wait_min + other.wait_min,
        words=tuple(dict.fromkeys(one.words + other.words)),
        is_shut=one.is_shut or other.is_shut,
        parts=one.parts + other.parts,
    )


def total(minutes: Sequence[float | None]) -> float | None:
    """Return the sum; None where a part of it cannot be passed."""
    known = [one for one in minutes if one is not None]
    return sum(known) if len(known) == len(minutes) else None


def remarks(leg: Leg) -> str:
    """Return in words what a driver must know of a leg; most pressing first."""
    said = list(leg.words)
    if leg.wait_min >= 0.5:
        said.append(f"wait {leg.wait_min:.0f} min")
    for count, noun in ((leg.ferries, "ferry"), (leg.fords, "ford"), (leg.bridges, "bridge")):
        if count:
            plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
            said.append(noun if count == 1 else f"{count} {plural}")
    return ", ".join(said)


def _leg(row: Mapping[Any, Any], at: int, minutes: Mapping[str, Sequence[float | None]]) -> Leg:
    """Return one part as a leg."""
    road_class = str(row["road_class"])
    name = row["road_name"]
    is_ferry = road_class == FERRY
    return Leg(
        names=(str(name) if pd.notna(name) and str(name).strip() else f"({road_class})",),
        surfaces=("water",) if is_ferry else (str(row["surface_group"]),),
        km=float(row["km"]),
        minutes={scenario: of_parts[at] for scenario, of_parts in minutes.items()},
        line=row["line"],
        bridges=int(bool(row["is_bridge"])),
        fords=int(bool(row["is_ford"])),
        ferries=int(is_ferry),
        wait_min=float(row["wait_min"]),
        words=_words(row),
        is_shut=row["status"] in CLOSED,
        parts=(at,),
    )


def _words(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return what reports, risk and rules say of a part."""
    said = []
    if row["status"] == "closed":
        said.append("REPORTED CLOSED")
    if row["status"] == "unknown":
        said.append("CLOSED, REPORT RUN OUT")
    if row["status"] == "warning":
        said.append("reported warning")
    if row["is_contested"]:
        said.append("reports disagree")
    if row["is_insecure"]:
        said.append("INSECURE")
    if row["is_cut_link"]:
        said.append("no way round")
    # The way is driven from hub to community; a part that goes up its link goes forward.
    against = "backward" if row["begin"] < row["end"] else "forward"
    if row["oneway"] == against:
        said.append("one-way against you")
    return tuple(said)


def _waited(table: pd.DataFrame, waits: pd.DataFrame) -> list[float]:
    """Return the minutes that are waited on each part, at places on it, its ends included."""
    own = waits[waits["link_id"].isin(table["link_id"])]
    at = table.reset_index(names="part").merge(
        own[["link_id", "at_share", "wait_min"]], on="link_id"
    )
    low, high = at[["begin", "end"]].min(axis=1), at[["begin", "end"]].max(axis=1)
    found = at[(low <= at["at_share"]) & (at["at_share"] <= high)].groupby("part")["wait_min"]
    summed: list[float] = found.sum().reindex(range(len(table)), fill_value=0.0).tolist()
    return summed

"""Which links a question closes and opens, and the link status that comes of it."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from os.path import commonprefix
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import shapely

from pipeline.built import made
from pipeline.errors import ConfigError, SourceError, few
from pipeline.schema import conform
from pipeline.whatif import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from pipeline.built import Layers

WHATIF = "whatif"
NAMED = 5
MOST_COMPARED = 20_000
NEIGHBOURS = 100
FILES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".geojson", ".json", ".gpkg", ".shp", ".zip")
COUNTS_AS_CLOSED = {"closed": "closed", "unknown": "unknown, which counts as closed,"}
"""Status to how it is told of."""


class Turned(NamedTuple):
    """Links that are closed and opened and were not before, and the status of all links then."""

    closed: list[str]
    opened: list[str]
    link_status: pd.DataFrame
    told: list[str]


def turned(layers: Layers, close: Sequence[str], open_: Sequence[str]) -> Turned:
    """Return the link status with links closed and opened; the last word is the question's.

    Parameters
    ----------
    close, open_
        Each the id of a link, or a file that `sources.closures` reads, whose places speak of
        links as reports do; but what is opened within a polygon is opened with its bridges.

    Raises
    ------
    ConfigError
        Where a link is not known, or is both closed and opened.
    SourceError
        Where a place in a file touches no road.
    """
    ids = pd.Index(layers.table("network")["link_id"])
    told: list[str] = []
    closed = _links(layers, ids, close, told, is_opened=False)
    opened = _links(layers, ids, open_, told, is_opened=True)
    both = sorted({*closed} & {*opened})
    if both:
        raise ConfigError(f"closed and opened at once: {few(both)}")
    status = layers.table("link_status")
    now = status.set_index("link_id")["status"].to_dict()
    told += _already(closed, opened, now)
    rows = pd.DataFrame({"link_id": [*closed, *opened]}).astype({"link_id": "str"})
    rows["status"] = ["closed"] * len(closed) + ["open"] * len(opened)
    rows = rows.assign(
        closure_id=WHATIF, closure_name="What if", reported=pd.Timestamp("NaT"), reported_by=None,
        is_expired=False, is_contested=False,
    )  # fmt: skip
    others = status[~status["link_id"].isin(rows["link_id"])]
    parts = [table for table in (others, rows) if len(table)] or [status]
    closed = [link for link in closed if now.get(link) not in COUNTS_AS_CLOSED]
    opened = [link for link in opened if now.get(link) in COUNTS_AS_CLOSED]
    return Turned(closed, opened, conform("link_status", pd.concat(parts)), told)


def _already(closed: Sequence[str], opened: Sequence[str], now: dict[str, str]) -> list[str]:
    """Return what to say of links that are what they are asked to be."""
    same = {
        said: [link for link in closed if now.get(link) == status]
        for status, said in COUNTS_AS_CLOSED.items()
    }
    told = [f"{said} already: {_some(links)}" for said, links in same.items() if links]
    free = [link for link in opened if now.get(link) not in COUNTS_AS_CLOSED]
    return [*told, *([f"closed by no report: {_some(free)}"] if free else [])]


def _links(
    layers: Layers, ids: pd.Index, values: Sequence[str], told: list[str], *, is_opened: bool
) -> list[str]:
    """Return the links that values name, sorted, each once."""
    found: set[str] = set()
    for value in values:
        if value in ids:
            found.add(value)
        elif Path(value).suffix.lower() in FILES or (value and Path(value).exists()):
            links, notes = _touched(layers, value, is_opened=is_opened)
            told += [*notes, f"{Path(value).name}: {_some(links)}"]
            found.update(links)
        else:
            raise ConfigError(_unknown(value, ids))
    return sorted(found)


def _some(links: Sequence[str]) -> str:
    """Return links in words."""
    return f"{'links' if len(links) > 1 else 'link'} {few(links)}"


def _unknown(value: str, ids: pd.Index) -> str:
    """Return what to say of an id that no link has."""
    known = sorted(ids)
    if len(known) > MOST_COMPARED:
        at = bisect_left(known, value)
        known = known[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
    close = difflib.get_close_matches(value, known, n=NAMED, cutoff=0.5)
    close.sort(key=lambda other: -len(commonprefix([other, value])))  # noqa: RUF071  no paths
    hint = f"did you mean {', '.join(close)}?" if close else "`links` and `network` list all ids"
    return f"{value!r} is neither a link's id nor a file; {hint}"


def _touched(layers: Layers, file: str, *, is_opened: bool) -> tuple[list[str], list[str]]:
    """Return the links that the places of a file touch, and notes."""
    places, notes = given.closures(layers, file)
    found = _spoken_of(layers, places)
    all_over = _spoken_of(layers, places.assign(closes_bridges=True))
    _refuse_untouched(places[~places["closure_id"].isin(all_over["closure_id"])], layers, file)
    links = sorted(set((all_over if is_opened else found)["link_id"]))
    spared = sorted({*all_over["link_id"]} - {*links})
    if spared:
        notes.append(
            f"{Path(file).name}: bridges within a polygon stay open ({_some(spared)}); a column "
            "`closes_bridges` with `yes` closes them too"
        )
    return links, notes


def _spoken_of(layers: Layers, places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return pairs of place and link, as if the places were reports that hold."""
    told = places.assign(status="closed", date=pd.NaT, expires=pd.NaT)
    tables = {
        "network": layers.table("network"),
        "closures": conform("closures", told),
        "as_of": conform("as_of", pd.DataFrame({"as_of": [pd.NaT], "origin": ["none"]})),
    }
    pairs: pd.DataFrame = made(layers.steps["link_reports"], tables)
    return pairs


def _refuse_untouched(places: gpd.GeoDataFrame, layers: Layers, file: str) -> None:
    """Refuse places that touch no road; the distance says how far they are off."""
    if places.empty:
        return
    lines = layers.table("network").geometry.to_numpy()
    tolerance = layers.steps["link_reports"].parameters["closure_tolerance_m"]
    at = places.geometry.to_numpy()[:NAMED]
    (row, _), far = shapely.STRtree(lines).query_nearest(
        at, all_matches=False, return_distance=True
    )
    metres = dict(zip(row.tolist(), far.tolist(), strict=True))
    names = places["closure_name"].fillna(places["closure_id"]).tolist()[:NAMED]
    said = [
        f"{name!r} is {metres[n]:,.0f} m from the nearest road" if n in metres else f"{name!r}"
        for n, name in enumerate(names)
    ]
    raise SourceError(
        f"{len(places):,} of its places touch no road within {tolerance:g} m "
        f"(travel.closure_tolerance_m): {'; '.join(said)}. Move them onto the road, or name links "
        "by their ids",
        file=file,
    )

"""Reports of closed, dangerous or reopened ways, at points, along lines or over ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from pipeline.formats.dates import days
from pipeline.formats.ids import drop_known, row_ids
from pipeline.formats.osm_tags import flags
from pipeline.formats.points import read_points
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.shapes import drop_far
from pipeline.formats.tables import find_column, read_frame, require, stack, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

COLUMNS = (
    *("closure_id", "closure_name", "status", "date", "expires", "reported_by"),
    *("closes_bridges", "source"),
)
STATUS_WORDS = {
    "closed": (
        *("closed", "blocked", "destroyed", "impassable", "shut", "cut", "collapsed", "flooded"),
        *("washed out", "not passable", "no access", "inaccessible", "damaged"),
    ),
    "warning": (
        *("warning", "caution", "restricted", "insecure", "dangerous", "difficult", "limited"),
        *("partially open", "partly passable", "partially passable", "at risk"),
    ),
    "open": ("open", "passable", "reopened", "re opened", "cleared", "repaired", "accessible"),
}
WORDS = {word: status for status, words in STATUS_WORDS.items() for word in words}
OPTIONAL = {"expires": "expires", "reported_by": "source", "closes_bridges": "closes_bridges"}
"""Keys whose column need not be there under its default name."""


def closures(
    *,
    files: Sequence[Path],
    areas: gpd.GeoDataFrame,
    specs: Sequence[Mapping[str, Any]],
    margin_km: float,
) -> Read:
    """Return one row a report; an empty table where there is no file.

    Words such as `blocked`, `destroyed` mean closed, `caution`, `insecure` a warning, `passable`,
    `reopened` open; others mean unknown and are named in a note. A date that cannot be read is
    rejected, one that is not there is no fault. A report without an id is known by a hash of what
    it says.

    Parameters
    ----------
    files, specs
        The files, tables of points or files with any geometry, and their entries.
    areas
        Outlines; their reference system is the table's.
    margin_km
        Reports wholly further outside all areas are left out.
    """
    sieves: list[Sieve] = []
    seen: set[str] = set()
    for path, spec in zip(files, specs, strict=True):
        sieve = _read(path, areas, spec, margin_km)
        drop_known(sieve, sieve.frame["closure_id"], seen, "its id is in an earlier file")
        sieves.append(sieve)
    return gather(sieves, stack([sieve.frame for sieve in sieves], COLUMNS, areas.crs))


def _read(path: Path, areas: gpd.GeoDataFrame, spec: Mapping[str, Any], margin_km: float) -> Sieve:
    """Return one file's reports."""
    sieve = _placed(path, areas, spec)
    columns = _columns(sieve.frame, spec, path)
    _date(sieve, columns)
    drop_far(sieve, areas, margin_km)
    frame = sieve.frame
    sieve.frame = frame.assign(
        closure_name=texts_of(frame, columns["name"]),
        status=_status(sieve, columns["status"]),
        reported_by=texts_of(frame, columns["reported_by"]),
        closes_bridges=flags(texts_of(frame, columns["closes_bridges"])),
        source=path.name,
    )
    content = [*COLUMNS[1:-1], "geometry"]
    ids = row_ids(sieve, columns["id"], content, "closure-")
    sieve.frame = sieve.frame.assign(closure_id=ids)
    sieve.check_share(path)
    return sieve


def _placed(path: Path, areas: gpd.GeoDataFrame, spec: Mapping[str, Any]) -> Sieve:
    """Return the file's rows with their geometry, whatever it is, in the region's metres."""
    is_table = spec.get("longitude") or not isinstance(
        frame := read_frame(path, spec), gpd.GeoDataFrame
    )
    if is_table:
        return read_points(path, spec, crs=areas.crs)
    sieve = Sieve(frame, path)
    geometry = sieve.frame.geometry
    sieve.drop(geometry.isna() | geometry.is_empty, "geometry is empty")
    sieve.frame = sieve.frame.set_geometry(sieve.frame.geometry.force_2d()).to_crs(areas.crs)
    is_lost = ~np.isfinite(sieve.frame.bounds).all(axis=1)
    sieve.drop(is_lost, "geometry cannot be projected into the region's reference system")
    flat = sieve.frame.geometry
    sieve.frame = sieve.frame.set_geometry(flat.where(flat.is_valid, flat.make_valid()))
    return sieve


def _columns(frame: pd.DataFrame, spec: Mapping[str, Any], path: Path) -> dict[str, str | None]:
    """Return which column holds what; None for what need not be there and is not."""
    columns = {key: spec.get(key) for key in ("id", "name")}
    columns["status"] = spec.get("status", "status")
    columns["date"] = spec.get("date") or "date"
    for key, usual in OPTIONAL.items():
        stated = spec.get(key) or usual
        columns[key] = find_column(frame, [stated]) if stated == usual else stated
    if columns["date"] == "date":
        columns["date"] = find_column(frame, ["date"])
    columns["name"] = columns["name"] or find_column(frame, ["name"])
    require(frame, columns.values(), path)
    return columns


def _date(sieve: Sieve, columns: Mapping[str, str | None]) -> None:
    """Give each row its days; take out those whose days cannot be read or end before they begin."""
    for key in ("date", "expires"):
        found = days(texts_of(sieve.frame, columns[key]))
        # A report's own columns may bear these names: they give way to what they were read as.
        sieve.frame = sieve.frame.assign(**{key: found["day"]})
        sieve.drop(found["fault"].notna(), f"{key}: " + found["fault"])
    frame = sieve.frame
    sieve.drop(frame["expires"] < frame["date"], "expires before the day of the report")


def _status(sieve: Sieve, column: str | None) -> pd.Series:
    """Return what the reports' words mean, and note those that mean nothing to us."""
    words = texts_of(sieve.frame, column).str.lower().str.replace(r"[-_\s]+", " ", regex=True)
    status = words.map(WORDS).fillna("unknown")
    strange = sorted(set(words[(status == "unknown") & words.notna() & (words != "unknown")]))
    if strange:
        sieve.notes.append(
            f"{sieve.path.name}: status {', '.join(strange[:5])} taken as unknown; known are "
            f"{', '.join(WORDS)}"
        )
    return status

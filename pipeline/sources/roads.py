"""Roads of line files: shapefiles, GeoPackages, GeoJSON, Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from pipeline.errors import SourceError
from pipeline.formats.osm_tags import LOCKED, ON_FOOT, WAY_TAGS, WAYS, barred, plain_columns
from pipeline.formats.points import content_id
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.shapes import drop_far
from pipeline.formats.tables import (
    find_column,
    numbers,
    read_frame,
    require,
    texts,
    texts_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GEOFABRIK_CLASSES = {"unknown": "road", **{f"track_grade{n}": "track" for n in range(1, 6)}}
NOT_FOR_PEOPLE = (
    *("proposed", "construction", "planned", "abandoned", "disused", "razed", "raceway"),
    *("cycleway", "busway", "bus_guideway", "corridor", "elevator", "platform", "rest_area"),
)
FERRY = "ferry"
DBF_NAME = 10
LINES = ("LineString", "MultiLineString")


def roads(
    *,
    files: Sequence[Path],
    areas: gpd.GeoDataFrame,
    specs: Sequence[Mapping[str, Any]],
    margin_km: float,
) -> Read:
    """Return the lines that people move on, one row a line.

    Columns of OpenStreetMap, also in Geofabrik's spelling, are known by their names. Lines closed
    to everyone (`access`) are left out; those barred to vehicles but not to people on foot become
    a `footway`. What is said of single kinds of vehicles (`hgv`, `motorcar`, `motorcycle`) becomes
    columns. Barriers stand at points, which line files do not hold: they have none. Multi-part
    lines give a row a part; a stated length is shared out by the parts' lengths, and gives way to
    the line's own where that is longer. Of rows with exactly the same line the greatest class
    stays (then the least values), of files the first; the others are `merged`. Rejected are lines
    without length, and classes that are missing or unknown. An id that repeats gets a hash of its
    line, so that no row's place in the file shows.

    Parameters
    ----------
    files
        Line files.
    areas
        Their reference system is the table's.
    specs
        Region file entries, one a file.
    margin_km
        How far outside all areas a line may lie.
    """
    sieves: list[Sieve] = []
    none: dict[str, list[str]] = {"road_class": [], "_grade": [], "_barrier": []}
    parts = [_columns(gpd.GeoDataFrame(none, geometry=[], crs=areas.crs), {}, "")]
    seen = pd.Index([])
    for path, spec in zip(files, specs, strict=True):
        sieve = _read(path, spec, areas)
        seen = seen.append(_merge(sieve, seen))
        drop_far(sieve, areas, margin_km)
        sieve.check_share(path)
        parts.append(_parts(_columns(sieve.frame, spec, path.name)))
        sieves.append(sieve)
    table = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=areas.crs)
    return gather(sieves, _identified(table))


def _read(path: Path, spec: Mapping[str, Any], areas: gpd.GeoDataFrame) -> Sieve:
    """Return a file's lines in metres, each with a class and a length."""
    frame = read_frame(path, spec)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SourceError("holds no lines; roads need a file with geometry", file=path)
    require(
        frame,
        [spec.get(key) for key in ("id", "name", "class_column", "length_km_column")],
        path,
    )
    frame, note = _classed(frame, spec, path)
    sieve = Sieve(frame, path)
    sieve.notes += note
    _drop_classless(sieve, spec)
    _keep_to_access(sieve)
    geometry = sieve.frame.geometry
    sieve.drop(geometry.isna() | geometry.is_empty, "geometry is empty")
    kinds = sieve.frame.geom_type
    sieve.drop(~kinds.isin(LINES), "is a " + kinds + ", not a line")
    sieve.frame = sieve.frame.set_geometry(sieve.frame.geometry.force_2d()).to_crs(areas.crs)
    sieve.drop(sieve.frame.length == 0, "has no length")
    return sieve


def _classed(
    frame: gpd.GeoDataFrame, spec: Mapping[str, Any], path: Path
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return rows with `road_class`, null where it is missing or unknown; dropped ones left out."""
    column = spec.get("class_column") or find_column(frame, ("fclass", "highway"))
    if column is None and not spec.get("default_class"):
        have = ", ".join(str(name) for name in frame.columns if name != "geometry")
        raise SourceError(
            "no column with the road's class is known by its name; state `class_column`, or "
            f"`default_class` for all rows. Its columns are: {have}",
            file=path,
        )
    own: Any = pd.Series(np.nan, index=frame.index, dtype="str")
    if column:
        own = texts(frame[column])
    mapped = own.map(_class_map(own, spec.get("classes") or {}))
    grade = own.str.extract(r"^track_(grade[1-5])$", expand=False)
    frame = frame.assign(road_class=mapped, _own_class=own, _grade=grade)
    is_dropped = (mapped == "").to_numpy()
    note = f"{path.name}: {is_dropped.sum():,} rows of classes that are no ways or mapped to none"
    return frame[~is_dropped], [note] if is_dropped.any() else []


def _class_map(own: pd.Series, stated: Mapping[str, str]) -> dict[str, str]:
    """Return what the file's classes mean; the region file's word goes before OSM's own."""
    known = {name: name for name in WAYS} | GEOFABRIK_CLASSES | dict.fromkeys(NOT_FOR_PEOPLE, "")
    return {
        name: (known | dict(stated))[name]
        for name in own.dropna().unique()
        if name in known or name in stated
    }


def _drop_classless(sieve: Sieve, spec: Mapping[str, Any]) -> None:
    """Give the default class to rows without one, and take out those whose class says nothing."""
    own = sieve.frame["_own_class"]
    default = spec.get("default_class")
    if default:
        sieve.frame = sieve.frame.assign(
            road_class=sieve.frame["road_class"].mask(own.isna(), default)
        )
    is_missing = own.isna() & sieve.frame["road_class"].isna()
    sieve.drop(is_missing, "has no class, and the region file states no `default_class`")
    own = sieve.frame["_own_class"]
    reason = "class '" + own + "' is no OSM class; say in `classes` what it means"
    sieve.drop(sieve.frame["road_class"].isna(), reason)


def _keep_to_access(sieve: Sieve) -> None:
    """Leave out lines that are closed to everyone; those barred to vehicles become footways."""
    is_barred, is_shut = barred(_tags(sieve.frame))
    sieve.leave_out(is_shut, "their access (no, private)")
    is_barred = is_barred[~is_shut]
    road_class = sieve.frame["road_class"]
    is_ferry = road_class == FERRY
    becomes_footway = is_barred & ~is_ferry & ~road_class.isin(ON_FOOT[1:])
    sieve.frame = sieve.frame.assign(
        road_class=road_class.mask(becomes_footway, "footway"),
        _barrier=pd.Series(LOCKED, index=road_class.index).where(is_ferry & is_barred),
    )
    if becomes_footway.any():
        note = f"{sieve.path.name}: {becomes_footway.sum():,} rows barred to vehicles are footways"
        sieve.notes.append(note)


def _tags(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the tags that the file has columns for as text, the others null.

    Shapefiles cut names off after ten letters.
    """
    found = {tag: find_column(frame, (tag, tag[:DBF_NAME])) for tag in WAY_TAGS}
    return pd.DataFrame({tag: texts_of(frame, column) for tag, column in found.items()})


def _merge(sieve: Sieve, seen: pd.Index) -> pd.Index:
    """Take out lines that an earlier file or a greater row has, and return those that stay."""
    lines = sieve.frame.geometry.to_wkb()
    sieve.drop(lines.isin(seen), "the same line is in an earlier file", "merged")
    frame = sieve.frame
    rank = frame["road_class"].map({name: n for n, name in enumerate(WAYS)}).fillna(len(WAYS))
    values = content_id(frame, [name for name in frame if name != "geometry"], "")
    order = pd.DataFrame({"line": lines.loc[frame.index], "rank": rank, "values": values})
    best = order.sort_values(["rank", "values"], kind="stable").drop_duplicates("line").index
    sieve.drop(~frame.index.isin(best), "the same line as another row", "merged")
    stay: pd.Index = pd.Index(lines.loc[sieve.frame.index])
    return stay


def _columns(frame: gpd.GeoDataFrame, spec: Mapping[str, Any], source: str) -> gpd.GeoDataFrame:
    """Return the table's columns, one row a row of the file, and the source's own id."""
    tags = _tags(frame)
    plain = plain_columns(tags)
    length_column = spec.get("length_km_column")
    own_length = numbers(frame[length_column]) * 1000 if length_column else np.nan
    named = texts_of(frame, spec["name"] if spec.get("name") else find_column(frame, ["name"]))
    columns = {
        "own_id": texts(frame[spec["id"]]) if spec.get("id") else None,
        "road_name": named.fillna(tags["ref"]),
        "road_class": frame["road_class"],
        **plain,
        "surface": plain["surface"].fillna(spec.get("surface") or np.nan),
        "tracktype": plain["tracktype"].fillna(frame["_grade"]),
        "barrier": frame["_barrier"],
        "length_m": own_length,
        "crossings": spec.get("crossings") or "node",
        "end_snap_m": float(spec.get("end_snap_m") or 0),
        "source": source,
    }
    return gpd.GeoDataFrame(columns, index=frame.index, geometry=frame.geometry)


def _parts(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row a part of each line; stated lengths are shared out, ids get part numbers."""
    whole_m = rows.length
    parts = rows.explode(ignore_index=False)
    part_m = parts.length
    # No way is shorter than its line: a stated length that is would make minutes too short.
    whole = whole_m.reindex(parts.index)
    stated = parts["length_m"].fillna(0).clip(lower=whole)
    number = parts.groupby(level=0).cumcount() + 1
    count = number.groupby(level=0).transform("max")
    numbered = parts["own_id"].astype("str") + "-" + number.astype("str")
    parts = parts.assign(
        length_m=(stated * part_m / whole).fillna(part_m),
        own_id=parts["own_id"].mask((count > 1) & parts["own_id"].notna(), numbered),
    )
    return parts[(part_m > 0).to_numpy()]


def _identified(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return rows with `road_id`: the source's own if it is the only one, else with a hash."""
    hashes = content_id(table.drop(columns="own_id"), ["geometry"], "r")
    own = table["own_id"].astype("str").mask(table["own_id"].isna())
    own = own.where(~own.duplicated(keep=False), own + "-" + hashes)
    return table.assign(road_id=own.fillna(hashes)).drop(columns="own_id")

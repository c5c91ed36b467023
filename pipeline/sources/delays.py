"""Files of places where those who pass wait, checkpoints, borders ..., to `delays`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.formats.ids import distinct, drop_known, row_ids
from pipeline.formats.points import content_id, drop_outside, read_points
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import find_column, numbers, require, stack, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

COLUMNS = ("delay_id", "delay_name", "kind", "wait_min", "source")
CONTENT = ("delay_name", "kind", "wait_min", "geometry")
LONGEST_MIN = 7 * 24 * 60


def delays(
    *,
    files: Sequence[Path],
    areas: gpd.GeoDataFrame,
    specs: Sequence[Mapping[str, Any]],
    margin_km: float,
) -> Read:
    """Return one row a delay in or near the areas; an empty table where there is no file.

    A wait that is no number of minutes from 0 to 7 days is rejected. Rows alike in name, kind,
    minutes and place are one delay, also across files, so that nobody waits twice (of one file
    the first by a hash of all columns stays). A row that repeats an id of its file is taken out;
    an id that an earlier file has too gets `~2`.

    Parameters
    ----------
    files, specs
        The files and their entries in the region file.
    areas
        Outlines; their reference system is the table's.
    margin_km
        Delays further outside all areas are left out.
    """
    sieves: list[Sieve] = []
    seen: set[str] = set()
    for path, spec in zip(files, specs, strict=True):
        sieve = _read(path, areas, spec, margin_km)
        content = content_id(sieve.frame, CONTENT, "")
        drop_known(sieve, content, seen, "the same delay is in an earlier file")
        sieves.append(sieve)
    table = stack([sieve.frame for sieve in sieves], COLUMNS, areas.crs)
    table["delay_id"] = distinct(table["delay_id"])
    return gather(sieves, table)


def _read(path: Path, areas: gpd.GeoDataFrame, spec: Mapping[str, Any], margin_km: float) -> Sieve:
    """Return one file's delays."""
    sieve = read_points(path, spec, crs=areas.crs)
    kind = spec.get("kind") or "kind"
    if kind == "kind":  # which need not be there under its usual name
        kind = find_column(sieve.frame, [kind])
    minutes = spec.get("minutes") or "minutes"
    require(sieve.frame, [spec.get("id"), spec.get("name"), minutes, kind], path)
    drop_outside(sieve, areas, margin_km, path)
    frame = sieve.frame
    text = texts_of(frame, minutes)
    wait_min = numbers(text)
    sieve.frame = frame.assign(
        delay_name=texts_of(frame, spec.get("name")),
        kind=texts_of(frame, kind).str.lower(),
        wait_min=wait_min,
        source=path.name,
    )
    told = f"{minutes} '" + text.fillna("") + f"' is no number of minutes from 0 to {LONGEST_MIN:,}"
    sieve.drop(~wait_min.between(0, LONGEST_MIN), told)
    content = content_id(sieve.frame, CONTENT, "")
    sieve.drop(content.str.contains("-"), "alike in name, kind, minutes and place", "merged")
    ids = row_ids(sieve, spec.get("id"), CONTENT, "delay-")
    sieve.frame = sieve.frame.assign(delay_id=ids)
    sieve.check_share(path)
    return sieve

"""Settlement files of any kind to `places`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.formats.ids import distinct, row_ids
from pipeline.formats.points import area_of, drop_outside, read_points
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import find_column, numbers, recode, require, stack, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

COLUMNS = ("place_id", "place_name", "place_class", "people", "area_id", "source")
CLASS_COLUMNS = ("fclass", "place", "place_class", "class", "value")


def places(*, files: list[Path], areas: gpd.GeoDataFrame, specs: list[dict[str, Any]]) -> Read:
    """One row a settlement inside an area; an empty table where there is no file.

    A class that the region file maps to nothing is left out, one that it does not map stays as it
    is. 0 people means unknown. A row that repeats an id of its file is taken out (the first by a
    hash of all columns stays); an id that an earlier file has too gets `~2`.

    Parameters
    ----------
    files, specs
        The files and their entries in the region file.
    areas
        Outlines; a place on a shared border goes to the least `area_id`.
    """
    sieves = [_read(path, areas, spec) for path, spec in zip(files, specs, strict=True)]
    table = stack([sieve.frame for sieve in sieves], COLUMNS, areas.crs)
    table["place_id"] = distinct(table["place_id"])
    return gather(sieves, table)


def _read(path: Path, areas: gpd.GeoDataFrame, spec: dict[str, Any]) -> Sieve:
    """Return one file's places."""
    sieve = read_points(path, spec, crs=areas.crs)
    require(sieve.frame, [spec.get(key) for key in ("id", "name", "class_column", "people")], path)
    _classify(sieve, spec)
    drop_outside(sieve, areas, 0, path)
    frame = sieve.frame.assign(
        place_name=texts_of(sieve.frame, spec.get("name")),
        area_id=area_of(sieve.frame, areas),
        source=path.name,
    )
    sieve.frame = frame
    sieve.drop(frame["area_id"].isna(), "outside all areas", "outside")
    people = numbers(texts_of(sieve.frame, spec.get("people")))
    sieve.frame = sieve.frame.assign(people=people.where(people > 0))
    ids = row_ids(sieve, spec.get("id"), ["place_name", "geometry"], "place-")
    sieve.frame = sieve.frame.assign(place_id=ids)
    sieve.check_share(path)
    return sieve


def _classify(sieve: Sieve, spec: dict[str, Any]) -> None:
    """Give each row its class; leave out those that the region file drops."""
    column = spec.get("class_column") or find_column(sieve.frame, CLASS_COLUMNS)
    stated = texts_of(sieve.frame, column)
    mapped = recode(stated, spec.get("classes") or {}).fillna(stated)
    sieve.frame = sieve.frame.assign(place_class=mapped.fillna(spec["default_class"]))
    sieve.leave_out(mapped == "", "`classes`")

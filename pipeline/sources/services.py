"""Files of health posts, schools, markets, offices ... to `services`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.errors import SourceError
from pipeline.formats.ids import distinct, row_ids
from pipeline.formats.points import area_of, content_id, drop_outside, read_points
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import numbers, recode, require, stack, texts_of
from pipeline.formats.twins import leaders

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

COLUMNS = (
    "service_id",
    "service_name",
    "service_type",
    "capacity",
    "status",
    "is_status_assumed",
    "area_id",
    "source",
)
OPEN_WORDS = (
    "open",
    "yes",
    "active",
    "functional",
    "functioning",
    "fully functional",
    "highly functional",
    "partially functional",
    "partly functional",
    "moderately functional",
    "limitedly functional",
    "operational",
    "fully operational",
    "partially operational",
    "working",
    "in use",
    "in service",
)
CLOSED_WORDS = (
    "closed",
    "no",
    "inactive",
    "non functional",
    "not functional",
    "nonfunctional",
    "non functioning",
    "not functioning",
    "non operational",
    "not operational",
    "not working",
    "out of service",
    "abandoned",
    "destroyed",
    "disused",
    "temporarily closed",
    "permanently closed",
)
UNKNOWN_WORDS = ("unknown", "other", "not known", "no data")
WORDS = {
    **dict.fromkeys(OPEN_WORDS, "open"),
    **dict.fromkeys(CLOSED_WORDS, "closed"),
    **dict.fromkeys(UNKNOWN_WORDS, "unknown"),
}
GENERIC_WORDS = (
    *("health", "centre", "center", "post", "unit", "clinic", "community", "facility", "the"),
    *("chc", "chp", "mchp", "phcc", "phcu", "phu", "maternal", "child", "and", "of"),
    *("centre", "poste", "sante", "de", "la", "le", "du", "cs", "ps"),
    *("school", "primary", "secondary", "ecole", "primaire", "market", "marche"),
)
"""Words that say what kind of place it is and not which. `hospital` tells, and is not here."""


def services(
    *,
    files: list[Path],
    areas: gpd.GeoDataFrame,
    specs: list[dict[str, Any]],
    margin_km: float,
    same_name_m: float,
    any_name_m: float,
) -> Read:
    """One row a service in or near the areas; an empty table where there is no file.

    A service that is given twice, within a file or by several, is one: of the same type, and
    within `any_name_m`, or within `same_name_m` with names alike. The row of the file that the
    region file names first wins, with its position (within a file, the first by a hash of the
    row); what it does not know (name, capacity, a status that is assumed or unknown) is taken
    from the first file after it that knows. Without a status a service is taken to be open.

    Parameters
    ----------
    files, specs
        The files and their entries in the region file.
    areas
        Outlines; a service outside them has no `area_id`.
    margin_km
        Services further outside all areas are left out.
    same_name_m, any_name_m
        Straight-line distances, inclusive.
    """
    sieves = [_read(path, areas, spec, margin_km) for path, spec in zip(files, specs, strict=True)]
    if not sieves:
        return gather([], stack([], COLUMNS, areas.crs))
    merged = _merge(sieves, same_name_m=same_name_m, any_name_m=any_name_m)
    return gather(sieves, merged.reset_index(drop=True))


def _read(path: Path, areas: gpd.GeoDataFrame, spec: dict[str, Any], margin_km: float) -> Sieve:
    """Return one file's services."""
    sieve = read_points(path, spec, crs=areas.crs)
    named = ("id", "name", "type_column", "capacity", "status")
    require(sieve.frame, [spec.get(key) for key in named], path)
    _type(sieve, spec)
    drop_outside(sieve, areas, margin_km, path)
    frame = sieve.frame.assign(
        service_name=texts_of(sieve.frame, spec.get("name")),
        area_id=area_of(sieve.frame, areas),
        source=path.name,
    )
    capacity = numbers(texts_of(frame, spec.get("capacity")))
    sieve.frame = frame.assign(capacity=capacity.where(capacity >= 0))
    _judge(sieve, spec)
    content = ["service_type", "service_name", "geometry"]
    ids = row_ids(sieve, spec.get("id"), content, "service-")
    sieve.frame = sieve.frame.assign(service_id=ids)
    sieve.check_share(path)
    return sieve


def _type(sieve: Sieve, spec: dict[str, Any]) -> None:
    """Give each row its type; leave out those whose type the region file does not name."""
    if spec.get("type"):
        sieve.frame = sieve.frame.assign(service_type=spec["type"])
        return
    stated = texts_of(sieve.frame, spec["type_column"])
    types = recode(stated, spec.get("types") or {})
    if types.isna().all() and len(stated):
        common = ", ".join(stated.value_counts().index[:10])
        raise SourceError(
            f"no row has one of the `types` {list(spec.get('types') or {})}; the commonest values "
            f"of {spec['type_column']} are: {common}",
            file=sieve.path,
        )
    sieve.frame = sieve.frame.assign(service_type=types)
    sieve.leave_out(types.isna(), "`types`")


def _judge(sieve: Sieve, spec: dict[str, Any]) -> None:
    """Give each row its status: by the region file, else by common words, else unknown."""
    stated = texts_of(sieve.frame, spec.get("status"))
    mapping = {key.casefold(): value for key, value in (spec.get("statuses") or {}).items()}
    plain = stated.str.casefold()
    words = plain.str.replace(r"[-_\s]+", " ", regex=True)
    status = recode(plain, mapping).fillna(recode(words, WORDS))
    strange = stated[stated.notna() & status.isna()]
    if len(strange):
        values = ", ".join(f"{value!r} ({n})" for value, n in strange.value_counts().items())
        sieve.notes.append(
            f"{sieve.path.name}: status unknown for {len(strange):,} rows with {values}; say what "
            'they mean, such as statuses = { "..." = "open" }'
        )
    sieve.frame = sieve.frame.assign(
        status=status.fillna("unknown").where(stated.notna(), "open"),
        is_status_assumed=stated.isna(),
    )


def _merge(sieves: list[Sieve], *, same_name_m: float, any_name_m: float) -> Any:  # noqa: ANN401
    """Return one row a service, by order of trust; twins are taken out of their sieves."""
    ordered = [_by_content(sieve.frame) for sieve in sieves]
    rows = pd.concat(ordered, keys=range(len(ordered)))
    like = pd.DataFrame(
        {
            "x": rows.geometry.x,
            "y": rows.geometry.y,
            "kind": rows["service_type"],
            "name": rows["service_name"],
        }
    )
    leader, away_m = leaders(
        like, same_name_m=same_name_m, any_name_m=any_name_m, generic=GENERIC_WORDS
    )
    is_led = leader != np.arange(len(rows))
    filled = _fill(rows, leader)
    kept = filled[~is_led].assign(service_id=distinct(filled.loc[~is_led, "service_id"]))
    ids = kept["service_id"].reindex(rows.index).to_numpy()[leader]
    metres = pd.Series(away_m.round().astype("int64"), index=rows.index).astype("str")
    fate = pd.DataFrame({"is_led": is_led, "reason": "merged into " + pd.Series(ids) + ", "})
    fate["reason"] += metres.to_numpy() + " m away"
    fate = fate.set_axis(rows.index)
    for number, sieve in enumerate(sieves):
        own = fate[fate.index.get_level_values(0) == number].droplevel(0).loc[sieve.frame.index]
        sieve.drop(own["is_led"], own["reason"], "merged")
    return kept


def _by_content(frame: Any) -> Any:  # noqa: ANN401  table with geometry
    """Return a file's rows in an order that is their content's, not the file's."""
    names = [*COLUMNS, "geometry"]
    order = content_id(frame[names], names, "").sort_values(kind="stable").index
    return frame.loc[order, names]


def _fill(rows: Any, leader: np.ndarray[Any, Any]) -> Any:  # noqa: ANN401  table with geometry
    """Return the rows, leaders with what they do not know taken from the first twin that does."""
    is_stated = (rows["status"] != "unknown") & ~rows["is_status_assumed"]
    known = pd.DataFrame(
        {
            "service_name": rows["service_name"],
            "capacity": rows["capacity"],
            "status": rows["status"].where(is_stated),
        }
    )
    first = known.groupby(leader).first().reindex(range(len(rows))).set_axis(rows.index)
    return rows.assign(
        service_name=first["service_name"],
        capacity=first["capacity"],
        status=first["status"].fillna(rows["status"]),
        is_status_assumed=rows["is_status_assumed"] & first["status"].isna(),
    )

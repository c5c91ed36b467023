"""Files of violent events, UCDP GED, ACLED or any table of dated points, to `incidents`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.errors import SourceError
from pipeline.formats.dates import spans
from pipeline.formats.ids import drop_known, row_ids
from pipeline.formats.points import area_of, drop_outside, read_points
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import find_column, numbers, require, stack, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

COLUMNS = (
    *("incident_id", "date", "date_start", "date_end", "date_precision", "event_type"),
    *("deaths_best", "deaths_low", "deaths_high", "deaths_civilians"),
    *("where_precision", "is_precision_assumed", "place_name", "area_id", "source"),
)
LAYOUTS: dict[str, dict[str, tuple[str, ...]]] = {
    "ucdp": {
        "id": ("id",),
        "start": ("date_start",),
        "end": ("date_end",),
        "year": ("year",),
        "date_code": ("date_prec",),
        "event_type": ("type_of_violence",),
        "deaths_best": ("best", "best_est"),
        "deaths_low": ("low", "low_est"),
        "deaths_high": ("high", "high_est"),
        "deaths_civilians": ("deaths_civilians",),
        "where_precision": ("where_prec",),
        "place_name": ("where_coordinates",),
    },
    "acled": {
        "id": ("event_id_cnty", "data_id"),
        "start": ("event_date",),
        "date_code": ("time_precision",),
        "event_type": ("event_type",),
        "deaths_best": ("fatalities",),
        "where_precision": ("geo_precision",),
        "place_name": ("location",),
    },
    "columns": {},
}
STATED = {
    "id": "id",
    "date": "start",
    "year": "year",
    "event_type": "event_type",
    "deaths": "deaths_best",
    "where_precision": "where_precision",
    "name": "place_name",
}
"""From the region file's keys to ours; what it states goes before a layout's columns."""
SIGNS = {
    "ucdp": ("date_prec", "date_start", "where_prec", "type_of_violence", "where_coordinates"),
    "acled": ("event_date",),
}
UCDP_TYPES = {"1": "state-based", "2": "non-state", "3": "one-sided"}
DATE_CODES = {
    "ucdp": {1: "day", 2: "day", 3: "month", 4: "month", 5: "year"},
    "acled": {1: "day", 2: "month", 3: "month"},
}
ACLED_PLACE_CODES = {1: 1, 2: 2, 3: 4}
MONTH_DAYS = 31
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Tables write a day beyond these for a day that is not known."""


def incidents(
    *,
    files: Sequence[Path],
    areas: gpd.GeoDataFrame,
    specs: Sequence[Mapping[str, Any]],
    margin_km: float,
    as_of: str | None,
) -> Read:
    """Return one row an event in or near the areas; an empty table where there is no file.

    An event known by its year has the middle of the year as its day and 31 December as its last.
    Place precision is UCDP's; ACLED's 1, 2, 3 become 1, 2 and 4. Without one an event is taken as
    exact, and says so. An id that repeats is rejected (a row that is the same in every column is
    `merged`), also across files, of which the first wins. An event that cannot have happened
    before the end of `as_of` is rejected, too; such rows do not make the file faulty.

    Parameters
    ----------
    files, specs
        The files and their entries in the region file.
    areas
        Outlines; an event outside them has no `area_id`.
    margin_km
        Events further outside all areas are left out.
    as_of
        The day the layers speak of, as ISO text; no event is too late where it is not given.
    """
    sieves: list[Sieve] = []
    seen: set[str] = set()
    for path, spec in zip(files, specs, strict=True):
        sieve = _read(path, areas, spec, margin_km)
        _drop_later(sieve, as_of)
        drop_known(sieve, sieve.frame["incident_id"], seen, "its id is in an earlier file")
        sieves.append(sieve)
    return gather(sieves, stack([sieve.frame for sieve in sieves], COLUMNS, areas.crs))


def _read(path: Path, areas: gpd.GeoDataFrame, spec: Mapping[str, Any], margin_km: float) -> Sieve:
    """Return one file's events."""
    sieve = read_points(path, spec, crs=areas.crs)
    require(sieve.frame, [spec.get(key) for key in STATED], path)
    kind = _layout(sieve.frame, spec, path)
    columns = _columns(sieve.frame, kind, spec, path)
    _date(sieve, columns, DATE_CODES.get(kind, {}))
    _place_precision(sieve, columns, kind)
    drop_outside(sieve, areas, margin_km, path)
    frame = sieve.frame
    event_type = texts_of(frame, columns.get("event_type"))
    if kind == "ucdp":
        event_type = event_type.replace(UCDP_TYPES)
    deaths = ("deaths_best", "deaths_low", "deaths_high", "deaths_civilians")
    counts = {name: numbers(texts_of(frame, columns.get(name))) for name in deaths}
    sieve.frame = frame.assign(
        event_type=event_type,
        place_name=texts_of(frame, columns.get("place_name")),
        area_id=area_of(frame, areas),
        source=path.name,
        **{name: values.where(values >= 0) for name, values in counts.items()},
    )
    content = [*COLUMNS[1:-2], "geometry"]
    ids = row_ids(sieve, columns.get("id"), content, "incident-")
    sieve.frame = sieve.frame.assign(incident_id=ids)
    sieve.check_share(path)
    return sieve


def _layout(frame: pd.DataFrame, spec: Mapping[str, Any], path: Path) -> str:
    """Return `ucdp`, `acled` or `columns`: as stated, else by the columns that only they have."""
    stated = spec.get("format") or "auto"
    if stated != "auto":
        return str(stated)
    for kind, signs in SIGNS.items():
        if find_column(frame, signs):
            return kind
    if spec.get("date") or spec.get("year"):
        return "columns"
    have = ", ".join(str(name) for name in frame.columns if name != "geometry")
    raise SourceError(
        "neither UCDP's nor ACLED's columns; state the column of the `date` or the `year`. Its "
        f"columns are: {have}",
        file=path,
    )


def _columns(frame: pd.DataFrame, kind: str, spec: Mapping[str, Any], path: Path) -> dict[str, str]:
    """Return which column holds what; what is in none is absent."""
    found = {key: find_column(frame, names) for key, names in LAYOUTS[kind].items()}
    columns = {key: name for key, name in found.items() if name is not None}
    if spec.get("date") or spec.get("year"):
        for key in ("start", "end", "year", "date_code"):
            columns.pop(key, None)
    columns |= {ours: str(spec[key]) for key, ours in STATED.items() if spec.get(key)}
    if "start" not in columns and "year" not in columns:
        raise SourceError(
            f"format `{kind}`, but no column with a date or a year; state `date` or `year`",
            file=path,
        )
    return columns


def _date(sieve: Sieve, columns: Mapping[str, str], codes: Mapping[int, str]) -> None:
    """Give each row its span of days and how exact it is; take out rows without one."""
    frame = sieve.frame
    years = spans(texts_of(frame, columns.get("year")))
    starts = spans(texts_of(frame, columns.get("start")))
    ends = spans(texts_of(frame, columns.get("end")))
    fault = starts["fault"].fillna(ends["fault"])
    fault = fault.fillna(years["fault"].where(starts["start"].isna()))
    first = starts["start"].fillna(years["start"])
    last = ends["end"].fillna(starts["end"]).fillna(years["end"])
    fault = fault.mask(fault.isna() & first.isna(), "has no date")
    fault = fault.mask(fault.isna() & (last < first), "ends before it begins")
    is_beyond = (first.dt.year < FIRST_YEAR) | (last.dt.year > LAST_YEAR)
    span = first.dt.strftime("%Y-%m-%d") + " to " + last.dt.strftime("%Y-%m-%d")
    beyond = "date " + span + f" is not within {FIRST_YEAR} to {LAST_YEAR}"
    fault = fault.mask(fault.isna() & is_beyond, beyond)
    length = (last - first).dt.days + 1
    known = pd.Series("year", index=frame.index, dtype="str")
    known = known.mask(length <= MONTH_DAYS, "month").mask(length == 1, "day")
    code = numbers(texts_of(frame, columns.get("date_code")))
    precision = code.map(dict(codes)).astype("str").fillna(known)
    # The middle is rounded up, so that a leap year's is 2 July too.
    middle = first + pd.to_timedelta(length // 2, unit="D")
    sieve.frame = frame.assign(
        date=middle, date_start=first, date_end=last, date_precision=precision
    )
    sieve.drop(fault.notna(), fault)


def _place_precision(sieve: Sieve, columns: Mapping[str, str], kind: str) -> None:
    """Give each row its place precision; take out rows whose code there is not."""
    text = texts_of(sieve.frame, columns.get("where_precision"))
    code = numbers(text)
    if kind == "acled":
        code = code.map(ACLED_PLACE_CODES)
    is_wrong = text.notna() & ~code.isin(range(1, 8))
    sieve.frame = sieve.frame.assign(
        where_precision=code.where(~is_wrong).fillna(1), is_precision_assumed=text.isna()
    )
    sieve.drop(is_wrong, "place precision '" + text + "' is no code there is")


def _drop_later(sieve: Sieve, as_of: str | None) -> None:
    """Take out events whose first possible day is after the day the layers speak of."""
    if as_of is None:
        return
    first = sieve.frame["date_start"]
    reason = "on " + first.dt.strftime("%Y-%m-%d") + f" at the earliest, after as_of {as_of}"
    sieve.drop(first > pd.Timestamp(as_of), reason)

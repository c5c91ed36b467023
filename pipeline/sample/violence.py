"""The made-up region's violent events, as UCDP's Georeferenced Event Dataset gives them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.sample.divisions import COUNTRY
from pipeline.sample.plan import AMBUSH, NORMAL, QUIET_ADM2, VIOLENT, nearest_seat
from pipeline.sample.terrain import degrees

YEARS = range(2016, 2026)
RISING = (1, 1, 2, 2, 4, 5, 8, 11, 16, 24)
"""Events a year in the district where violence rises."""
STEADY = 7
"""Events a year in each of the other violent districts."""
ELSEWHERE = 3.0
"""Events a year in all the rest but the quiet corner, on average."""
AMBUSHES, AMBUSH_DAYS = 20, 60
"""Events on one spot of a road, in the last days of the last year: more than near any other
road, fewer than in any violent district."""
VIOLENT_PRECISION = ((1, 2, 3, 4, 5, 6, 7), (0.62, 0.15, 0.11, 0.04, 0.03, 0.04, 0.01))
DATE_PRECISION = ((1, 2, 3, 4, 5), (0.7, 0.12, 0.08, 0.07, 0.03))
SPAN_DAYS = {1: 0, 2: 3, 3: 6, 4: 29, 5: 120}
SIDES = (
    (1, "Government of Xesaria", "Northern Bridge Front"),
    (2, "Northern Bridge Front", "Salt Road Guard"),
    (3, "Northern Bridge Front", "Civilians"),
    (3, "Salt Road Guard", "Civilians"),
)
HXL = {
    "year": "#date+year",
    "side_a": "#group+name+first",
    "side_b": "#group+name+second",
    "where_description": "#description",
    "adm_1": "#adm1+name",
    "adm_2": "#adm2+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "country": "#country+name",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "best": "#affected+killed",
}
COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name"),
    *("side_a_new_id", "side_a", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2"),
    *("latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
)


class Violence(NamedTuple):
    """The events' file and what is true of it."""

    rows: pd.DataFrame
    """The file's data rows, all text, a row of HXL tags first."""
    violent: list[str]
    """Codes of the violent districts."""
    rising: str
    """Code of the district where violence rises."""
    quiet: list[str]
    """Codes of the districts where nothing is recorded."""
    rejected: list[int]
    """Numbers of the rows that no pipeline can use, counted from 1."""
    merged: int
    """Rows that repeat another."""


def violence(
    rng: np.random.Generator,
    areas: pd.DataFrame,
    ground: pd.DataFrame,
    as_of: str,
    ambush: tuple[float, float],
) -> Violence:
    """Return ten years of events: a quiet corner, a violent one where one district gets worse.

    People are waylaid of late at one spot of a road, given in kilometres.
    """
    violent = [nearest_seat(areas, spot) for spot in VIOLENT]
    departments = {areas["adm2_id"].iloc[nearest_seat(areas, spot)] for spot in QUIET_ADM2}
    is_quiet = areas["adm2_id"].isin(departments).to_numpy()
    rest = np.flatnonzero((areas["group"] == NORMAL).to_numpy() & ~is_quiet)
    rest = np.setdiff1d(rest, violent)
    where = [(year, violent[0]) for year, n in zip(YEARS, RISING, strict=True) for _ in range(n)]
    for year in YEARS:
        for area in violent[1:]:
            where += [(year, area)] * STEADY
        where += [(year, int(a)) for a in rng.choice(rest, int(rng.poisson(ELSEWHERE)))]
    events = pd.DataFrame(sorted(where), columns=["year", "area"])
    events = _placed(rng, events, areas, ground, violent)
    events = _dated(rng, events)
    waylaid = _waylaid(rng, areas, as_of, ambush)
    events = pd.concat([events, waylaid]).sort_values(["start", "longitude"], ignore_index=True)
    rows, rejected = _with_bad_rows(_columns(rng, events, areas), as_of)
    return Violence(
        rows=rows,
        violent=areas["area_id"].iloc[violent].tolist(),
        rising=areas["area_id"].iloc[violent[0]],
        quiet=areas.loc[is_quiet, "area_id"].tolist(),
        rejected=rejected,
        merged=1,
    )


def _placed(
    rng: np.random.Generator,
    events: pd.DataFrame,
    areas: pd.DataFrame,
    ground: pd.DataFrame,
    violent: list[int],
) -> pd.DataFrame:
    """Return the events with a spot in their district and a precision.

    It is exact where it is calm, and where violence rises, so that no neighbour gets a part of it.
    """
    codes, shares = VIOLENT_PRECISION
    precision = rng.choice(codes, len(events), p=shares)
    precision = np.where(events["area"].isin(violent[1:]), precision, 1)
    spots = [
        ground.index[ground["area"] == area][int(rng.integers((ground["area"] == area).sum()))]
        for area in events["area"]
    ]
    xy = ground.loc[spots, ["x", "y"]].to_numpy() + rng.uniform(-0.2, 0.2, (len(events), 2))
    middle = areas[["seat_x", "seat_y"]].mean().to_numpy()
    xy[precision >= 6] = middle
    lonlat = np.round(degrees(xy), 6)
    return events.assign(where_prec=precision, longitude=lonlat[:, 0], latitude=lonlat[:, 1])


def _dated(rng: np.random.Generator, events: pd.DataFrame) -> pd.DataFrame:
    """Return the events with days, of which some are only known as a span within the year."""
    codes, shares = DATE_PRECISION
    precision = rng.choice(codes, len(events), p=shares)
    span = pd.Series(precision).map(SPAN_DAYS).to_numpy()
    first = pd.to_datetime(events["year"].astype("str") + "-01-01")
    start = first + pd.to_timedelta((rng.random(len(events)) * (364 - span)).astype(int), unit="D")
    end = start + pd.to_timedelta(span, unit="D")
    return events.assign(date_prec=precision, start=start, end=end)


def _waylaid(
    rng: np.random.Generator, areas: pd.DataFrame, as_of: str, spot: tuple[float, float]
) -> pd.DataFrame:
    """Return exact events of known days at one spot of the road to a part."""
    ago = rng.integers(1, AMBUSH_DAYS, AMBUSHES)
    day = pd.Timestamp(as_of) - pd.to_timedelta(ago, unit="D")
    lonlat = np.round(degrees(np.array(spot) + rng.uniform(-0.2, 0.2, (AMBUSHES, 2))), 6)
    return pd.DataFrame(
        {
            "year": YEARS[-1],
            "area": int(np.flatnonzero(areas["group"] == AMBUSH)[0]),
            "where_prec": 1,
            "longitude": lonlat[:, 0],
            "latitude": lonlat[:, 1],
            "date_prec": 1,
            "start": day,
            "end": day,
        }
    )


def _columns(rng: np.random.Generator, events: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Return the events in the dataset's columns, as text."""
    side = rng.integers(0, len(SIDES), len(events))
    kind, one, other = (np.array(column)[side] for column in zip(*SIDES, strict=True))
    a, b, civil, unknown = (rng.poisson(mean, len(events)) for mean in (0.6, 0.9, 1.1, 0.2))
    civil = np.where(kind == 3, civil + 1, civil // 3)
    best = a + b + civil + unknown
    own = areas.iloc[events["area"]].reset_index(drop=True)
    at = events["longitude"].map("{:.6f}".format), events["latitude"].map("{:.6f}".format)
    table = pd.DataFrame("", index=events.index, columns=list(COLUMNS))
    table = table.assign(
        id=70_001 + np.arange(len(events)),
        relid=[f"XES-{year}-{n}" for n, year in enumerate(events["year"])],
        year=events["year"],
        active_year=1,
        code_status="Clear",
        type_of_violence=kind,
        conflict_name=[f"{x} - {y}" for x, y in zip(one, other, strict=True)],
        dyad_name=[f"{x} - {y}" for x, y in zip(one, other, strict=True)],
        side_a=one,
        side_b=other,
        number_of_sources=rng.integers(1, 5, len(events)),
        source_original="local radio",
        where_prec=events["where_prec"],
        where_coordinates=own["area_name"],
        where_description=own["area_name"] + " district, " + own["adm2_name"],
        adm_1=own["adm1_name"].where(events["where_prec"] < 6, ""),
        adm_2=own["adm2_name"].where(events["where_prec"] < 4, ""),
        longitude=at[0],
        latitude=at[1],
        geom_wkt="POINT (" + at[0] + " " + at[1] + ")",
        country=COUNTRY,
        region="Africa",
        event_clarity=1,
        date_prec=events["date_prec"],
        date_start=events["start"].dt.strftime("%Y-%m-%d 00:00:00.000"),
        date_end=events["end"].dt.strftime("%Y-%m-%d 00:00:00.000"),
        deaths_a=a,
        deaths_b=b,
        deaths_civilians=civil,
        deaths_unknown=unknown,
        best=best,
        high=best + rng.poisson(1.0, len(events)),
        low=np.maximum(best - rng.poisson(0.7, len(events)), 0),
    )
    return table.astype("str")


def _with_bad_rows(rows: pd.DataFrame, as_of: str) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows under a row of HXL tags, with some that cannot be used.

    Bad are rows with no date that is one, without a latitude, at (0, 0), after the day, and one
    that is there twice (the later counts as merged).
    """
    after = (pd.Timestamp(as_of) + pd.Timedelta(days=45)).strftime("%Y-%m-%d 00:00:00.000")
    faults = (
        {"date_start": "rainy season", "date_end": ""},
        {"latitude": ""},
        {"latitude": "0", "longitude": "0"},
        {"date_start": after, "date_end": after, "year": after[:4]},
    )
    new_ids = 99_001 + np.arange(len(faults))
    spots = np.linspace(20, len(rows) - 20, len(faults)).astype(int)
    bad = pd.DataFrame(
        [
            {**rows.iloc[spot].to_dict(), "id": str(new_id), **fault}
            for spot, new_id, fault in zip(spots, new_ids, faults, strict=True)
        ]
    ).set_axis(spots + 0.5)
    table = pd.concat([rows, bad]).sort_index()
    table = pd.concat([pd.DataFrame([HXL]), table, rows.iloc[[7]]], ignore_index=True).fillna("")
    rejected = np.flatnonzero(table["id"].isin([str(new_id) for new_id in new_ids])) + 1
    return table[list(COLUMNS)], rejected.tolist()

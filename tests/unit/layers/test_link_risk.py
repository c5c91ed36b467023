"""Incidents about straight roads, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.layers.link_risk import link_risk
from pipeline.schema import conform

if TYPE_CHECKING:
    from collections.abc import Sequence

CRS = "EPSG:32629"
DAY = pd.Timestamp("2024-03-31")
RULES = {"near_km": 2.0, "months": 24.0, "limit": 1.0, "half_life_months": 12.0, "blur_km": 25.0}
Lines = dict[str, list[tuple[float, float]]]
ROAD: Lines = {"road": [(0, 0), (10_000, 0)]}
Incident = dict[str, Any]


def network_of(lines: Lines, schematic: Sequence[str] = ()) -> gpd.GeoDataFrame:
    ids = pd.Series(list(lines), dtype="str")
    return gpd.GeoDataFrame(
        {"link_id": ids, "is_schematic": ids.isin(list(schematic))},
        geometry=[shapely.LineString(line) for line in lines.values()],
        crs=CRS,
    )


def incidents_of(rows: Sequence[Incident]) -> gpd.GeoDataFrame:
    """Each `at` a place, `months` ago (0), known to `precision` (1), `assumed` or not."""
    days = [DAY - pd.Timedelta(days=row.get("months", 0) * 365.25 / 12) for row in rows]
    table = pd.DataFrame(
        {
            "incident_id": pd.Series([f"i{n}" for n in range(len(rows))], dtype="str"),
            "date": pd.Series(days, dtype="datetime64[us]"),
            "where_precision": pd.Series([row.get("precision", 1) for row in rows], dtype="int64"),
            "is_precision_assumed": pd.Series(
                [row.get("assumed", False) for row in rows], dtype=bool
            ),
        }
    )
    begins = [pd.Timedelta(days=row.get("begins_days", 0)) for row in rows]
    table["date_start"] = table["date"] + pd.Series(begins, dtype="timedelta64[us]")
    points = [shapely.Point(row["at"]) for row in rows]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=CRS))


def made(
    *rows: Incident,
    lines: Lines = ROAD,
    schematic: Sequence[str] = (),
    day: pd.Timestamp | None = DAY,
    **rules: float,
) -> tuple[pd.DataFrame, list[str]]:
    """The table by link, and the notes."""
    as_of = pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")})
    network = network_of(lines, schematic)
    table, _, notes = link_risk(
        network=network, incidents=incidents_of(rows), as_of=as_of, **{**RULES, **rules}
    )
    return conform("link_risk", table).set_index("link_id"), notes


def risks(*rows: Incident, **told: Any) -> dict[Any, float]:  # noqa: ANN401  passed on as it is
    return made(*rows, **told)[0]["risk"].to_dict()


def test_an_exact_incident_on_the_day_is_a_risk_of_one_to_every_link_that_is_near() -> None:
    lines: Lines = {**ROAD, "far": [(0, 2001), (10_000, 2001)], "stub": [(9000, -1), (9000, -9)]}
    table, notes = made({"at": (5000, 0)}, lines=lines)
    row: Any = table.loc["road"]
    assert list(table.index) == ["road"]
    assert (row["risk"], row["incidents_count"], row["exact_count"]) == (1, 1, 1)
    assert (row["nearest_exact_m"], row["newest"], row["grade"]) == (0, DAY, "A")
    assert not row["is_insecure"]
    assert notes == []


def test_near_holds_its_end() -> None:
    assert risks({"at": (5000, 2000)}) == {"road": 1}
    assert risks({"at": (5000, 2000.1)}) == {}
    assert risks({"at": (12_000, 0)}) == {"road": 1}
    assert risks({"at": (5000, 2000.1)}, near_km=2.5) == {"road": 1}


@pytest.mark.parametrize(
    ("months", "risk"), [(0, 1), (6, 0.70710678), (12, 0.5), (24, 0.25), (24.1, None)]
)
def test_age_halves_the_risk_until_it_is_no_longer_recent(
    months: float, risk: float | None
) -> None:
    told = risks({"at": (0, 0), "months": months})
    assert told == ({} if risk is None else {"road": pytest.approx(risk, abs=1e-8)})


def test_what_begins_after_the_day_is_left_out_and_what_the_day_cuts_is_of_the_day() -> None:
    assert risks({"at": (0, 0), "months": -1}) == {}
    table, _ = made({"at": (0, 0), "months": -1, "begins_days": -40})
    row: Any = table.loc["road"]
    assert (row["risk"], row["newest"]) == (1, DAY)


def test_risks_add_up_and_only_more_than_the_limit_is_insecure() -> None:
    old, new = {"at": (0, 300), "months": 12}, {"at": (0, -700)}
    table, _ = made(old, new, {"at": (0, 300), "months": 12})
    row: Any = table.loc["road"]
    assert (row["risk"], row["incidents_count"], row["exact_count"]) == (2, 3, 3)
    assert (row["nearest_exact_m"], row["newest"]) == (300, DAY)
    for limit, is_insecure in ((1.9, True), (2.0, False), (0.0, True)):
        told, _ = made(old, old, new, limit=limit)
        assert told["is_insecure"].tolist() == [is_insecure]


@pytest.mark.parametrize("vague", [{"precision": 2}, {"precision": 1, "assumed": True}])
def test_a_blurred_incident_counts_by_the_share_of_its_disc_that_is_near(vague: Incident) -> None:
    """All of a disc of 1 km is near the road; of 25 km a strip of 4 km, a tenth of it."""
    within, _ = made({"at": (5000, 900), **vague}, blur_km=1.0)
    row: Any = within.loc["road"]
    assert (row["risk"], row["incidents_count"], row["exact_count"]) == (1, 1, 0)
    assert np.isnan(row["nearest_exact_m"])
    assert row["grade"] == "B"
    across: Lines = {"road": [(-50_000, 0), (50_000, 0)]}
    strip = 2 / np.pi * (np.arcsin(0.08) + 0.08 * np.sqrt(1 - 0.08**2))
    assert risks({"at": (0, 0), **vague}, lines=across)["road"] == pytest.approx(strip, abs=0.03)
    half = risks({"at": (0, 0), **vague}, lines={"road": [(0, 0), (0, 9)]}, near_km=25 * 0.5**0.5)
    assert half == {"road": 0.5}
    assert risks({"at": (0, 27_001), **vague}, lines=across) == {}


def test_blurred_incidents_at_one_place_count_each() -> None:
    here = {"at": (5000, 0), "precision": 2}
    exact = {"at": (5000, 0)}
    table, _ = made(here, {**here, "months": 12}, exact, blur_km=1.0)
    row: Any = table.loc["road"]
    assert (row["risk"], row["incidents_count"], row["exact_count"]) == (2.5, 3, 1)


def test_the_grade_is_a_only_where_exact_places_make_most_of_the_risk() -> None:
    blurred = {"at": (5000, 0), "precision": 2}
    exact = {"at": (5000, 0)}
    for rows, grade in (((exact, blurred), "B"), ((exact, exact, blurred), "A")):
        assert made(*rows, blur_km=1.0)[0]["grade"].tolist() == [grade]


@pytest.mark.parametrize("precision", [3, 4, 5, 6, 7])
def test_a_vague_incident_gives_no_link_a_risk_and_is_counted(precision: int) -> None:
    table, notes = made(
        {"at": (5000, 0), "precision": precision},
        {"at": (5000, 0), "precision": precision, "assumed": True},
        {"at": (5000, 0), "precision": precision, "months": 25},
    )
    assert table.empty
    (note,) = notes
    assert note.startswith("2 recent incidents are placed too vaguely")


def test_schematic_links_do_not_say_where_the_way_runs() -> None:
    lines: Lines = {**ROAD, "ferry": [(0, 0), (10_000, 0)]}
    assert risks({"at": (5000, 0)}, lines=lines, schematic=["ferry"]) == {"road": 1}
    blurred = {"at": (5000, 0), "precision": 2}
    assert risks(blurred, lines=lines, schematic=["ferry", "road"]) == {}


def test_nothing_to_tell() -> None:
    assert risks() == {}
    assert risks(lines={}) == {}
    for precision in (1, 2, 3):
        incident = {"at": (5000, 0), "precision": precision}
        assert risks(incident, lines={}) == {}
        table, notes = made(incident, day=None)
        assert table.empty
        assert notes == []

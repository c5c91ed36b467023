from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.layers.link_status import link_status
from pipeline.schema import conform

CRS = "EPSG:32629"
# A main road along y = 0 in three links, the middle one a bridge, and a side road from (1000, 0).
LINKS = {
    "west": "LINESTRING (0 0, 1000 0)",
    "bridge": "LINESTRING (1000 0, 1100 0)",
    "east": "LINESTRING (1100 0, 3000 0)",
    "side": "LINESTRING (1000 0, 1000 1000)",
}
REPORT: dict[str, Any] = {
    "closure_name": None,
    "status": "closed",
    "date": "2020-01-01",
    "expires": None,
    "reported_by": "UN",
    "closes_bridges": False,
    "source": "file",
}


def status_of(*rows: dict[str, Any], as_of: str | None = "2020-06-01") -> pd.DataFrame:
    network = gpd.GeoDataFrame(
        {"link_id": list(LINKS), "is_bridge": [name == "bridge" for name in LINKS]},
        geometry=gpd.GeoSeries.from_wkt(list(LINKS.values())),
        crs=CRS,
    )
    reports = [
        {**REPORT, "closure_id": f"c{n}", **row, "geometry": shapely.from_wkt(row["at"])}
        for n, row in enumerate(rows)
    ]
    columns = ["closure_id", *REPORT, "geometry"]
    table = pd.DataFrame([{c: r[c] for c in columns} for r in reports], columns=columns)
    closures = conform("closures", gpd.GeoDataFrame(table, geometry="geometry", crs=CRS))
    day = pd.DataFrame({"as_of": pd.Series([as_of], dtype="datetime64[us]"), "origin": ["none"]})
    found = link_status(network=network, closures=closures, as_of=day, closure_tolerance_m=50.0)
    return conform("link_status", found).set_index("link_id")


@pytest.mark.parametrize(
    ("at", "links"),
    [
        ("POINT (500 40)", ["west"]),
        ("POINT (500 50)", ["west"]),
        ("POINT (500 51)", []),
        ("POINT (1000 0)", ["bridge", "side", "west"]),
        ("MULTIPOINT ((500 0), (2000 0))", ["east", "west"]),
        ("LINESTRING (200 10, 800 10)", ["west"]),
        ("LINESTRING (200 10, 990 10)", ["west"]),
        ("LINESTRING (2000 -500, 2000 500)", ["east"]),
        ("LINESTRING (2000 10, 2060 10)", ["east"]),
        ("LINESTRING (2000 60, 2900 60)", []),
        ("POLYGON ((900 -50, 1050 -50, 1050 50, 900 50, 900 -50))", ["side", "west"]),
        ("GEOMETRYCOLLECTION (POINT (500 0), LINESTRING (2000 -9, 2000 9))", ["east", "west"]),
    ],
)
def test_the_links_that_a_report_speaks_of(at: str, links: list[str]) -> None:
    found = status_of({"at": at})
    assert sorted(found.index) == links
    assert (found["status"] == "closed").all()


def test_a_polygon_that_closes_bridges_closes_them() -> None:
    at = "POLYGON ((900 -50, 1050 -50, 1050 50, 900 50, 900 -50))"
    assert "bridge" in status_of({"at": at, "closes_bridges": True}).index


WEST = "POINT (500 0)"


def west(*rows: dict[str, Any], as_of: str | None = "2020-06-01") -> tuple[str, bool, bool] | None:
    found = status_of(*({"at": WEST, **row} for row in rows), as_of=as_of)
    if not len(found):
        return None
    row = found.loc["west"]
    return (str(row["status"]), bool(row["is_expired"]), bool(row["is_contested"]))


OPEN = {"status": "open"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"date": "2020-06-01"}], ("closed", False, False)),
        ([{"date": "2020-06-02"}], None),
        ([{"expires": "2020-06-01"}], ("closed", False, False)),
        ([{"expires": "2020-05-31"}], ("unknown", True, False)),
        ([{**OPEN, "expires": "2020-05-31"}], None),
        ([{"date": "2020-01-01"}, {**OPEN, "date": "2020-02-01"}], ("open", False, True)),
        ([{"date": "2020-02-01"}, {**OPEN, "date": "2020-01-01"}], ("closed", False, True)),
        ([{}, OPEN], ("closed", False, True)),
        ([OPEN, {"status": "warning"}], ("warning", False, True)),
        ([{"date": None}, OPEN], ("open", False, True)),
        ([{**OPEN, "date": "2019-01-01"}, {"expires": "2020-02-01"}], ("unknown", True, False)),
        ([{}, {"closure_name": "again"}], ("closed", False, False)),
    ],
)
def test_the_status_that_holds_on_the_day(
    rows: list[dict[str, Any]], expected: tuple[str, bool, bool] | None
) -> None:
    assert west(*rows) == expected


def test_without_a_day_every_report_holds() -> None:
    assert west({"expires": "1999-01-01"}, as_of=None) == ("closed", False, False)


def test_no_reports_no_rows() -> None:
    assert len(status_of()) == 0

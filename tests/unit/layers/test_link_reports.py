from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.layers.link_reports import link_reports
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


def reports_of(*rows: dict[str, Any], as_of: str | None = "2020-06-01") -> pd.DataFrame:
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
    found = link_reports(network=network, closures=closures, as_of=day, closure_tolerance_m=50.0)
    return conform("link_reports", found)


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
        ("LINESTRING (1000 -9000, 1000 400)", ["bridge", "side", "west"]),
        ("LINESTRING (500 -9000, 1500 9000)", ["bridge", "side", "west"]),
        ("LINESTRING (980 -9000, 980 9000)", ["side", "west"]),
        ("LINESTRING (1000 -900, 1000 0)", ["bridge", "side", "west"]),
        ("LINESTRING (100 5, 2900 5)", ["bridge", "east", "west"]),
        ("LINESTRING (1010 900, 1010 -40)", ["bridge", "side"]),
        ("POLYGON ((900 -50, 1040 -50, 1040 50, 900 50, 900 -50))", ["side", "west"]),
        ("POLYGON ((400 50, 600 50, 600 90, 400 90, 400 50))", ["west"]),
        ("POLYGON ((400 51, 600 51, 600 90, 400 90, 400 51))", []),
        ("GEOMETRYCOLLECTION (POINT (500 0), LINESTRING (2000 -9, 2000 9))", ["east", "west"]),
    ],
)
def test_the_links_that_a_report_speaks_of(at: str, links: list[str]) -> None:
    found = reports_of({"at": at})
    assert found["link_id"].tolist() == links
    assert found["is_ruling"].all()
    assert (found["status"] == "closed").all()


def test_a_polygon_that_closes_bridges_closes_them() -> None:
    at = "POLYGON ((900 -50, 1050 -50, 1050 50, 900 50, 900 -50))"
    assert "bridge" in set(reports_of({"at": at, "closes_bridges": True})["link_id"])


WEST = "POINT (500 0)"


def west(*rows: dict[str, Any], as_of: str | None = "2020-06-01") -> pd.DataFrame:
    """The reports on one link, the ruling one first."""
    found = reports_of(*({"at": WEST, **row} for row in rows), as_of=as_of)
    table = found[found["link_id"] == "west"].sort_values("rank", ignore_index=True)
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert (table["is_ruling"] == (table["rank"] == 1)).all()
    return table


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
def test_what_rules_on_the_day(
    rows: list[dict[str, Any]], expected: tuple[str, bool, bool] | None
) -> None:
    told = west(*rows)[["status", "is_expired", "is_contested"]].itertuples(index=False, name=None)
    assert next(told, None) == expected


def test_reports_on_a_link_in_the_order_in_which_they_rule() -> None:
    table = west(
        {"closure_id": "old", "date": "2019-01-01"},
        {"closure_id": "none", "date": None},
        {"closure_id": "b", "status": "open"},
        {"closure_id": "a", "status": "open"},
        {"closure_id": "worse", "status": "closed"},
        {"closure_id": "later", "date": "2021-01-01"},
    )
    assert table["closure_id"].tolist() == ["worse", "a", "b", "old", "none"]
    assert table["is_contested"].all()


def test_without_a_day_every_report_holds() -> None:
    table = west({"expires": "1999-01-01"}, as_of=None)
    assert table["status"].tolist() == ["closed"]
    assert not table["is_expired"].any()


def test_no_reports_no_rows() -> None:
    assert len(reports_of()) == 0

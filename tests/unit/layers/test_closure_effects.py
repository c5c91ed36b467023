from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.layers.closure_effects import closure_effects
from pipeline.layers.link_status import link_status
from pipeline.schema import conform
from tests.hand_drawn import CRS, Links, Points, drawn

# A hub, a road to the east in three links, and a way round the middle one that takes 60 s longer.
LINKS: Links = {
    "a": {"at": [(0, 0), (1000, 0)]},
    "b": {"at": [(1000, 0), (2000, 0)]},
    "c": {"at": [(2000, 0), (3000, 0)]},
    "round": {"at": [(1000, 0), (1000, 300), (2000, 300), (2000, 0)]},
    "off": {"at": [(0, 5000), (1000, 5000)], "shut": ["dry-4x4"]},
}
PEOPLE: Points = {"near": (500, 0, 1), "middle": (2000, 0, 10), "east": (3000, 0, 100)}
HUB: Points = {"h": (0, 0)}
CLOSED = {"status": "closed"}
OPENED = {"status": "open", "date": "2020-02-01"}


def effects(
    reports: dict[str, dict[str, Any]],
    *pairs: tuple[str, str, int],
    contested: str = "",
    as_of: str | None = "2020-06-01",
    links: Links = LINKS,
    hubs: Points = HUB,
) -> pd.DataFrame:
    """Effects of reports that speak of links in pairs: report, link, rank."""
    plain = {"closure_name": None, "expires": None, "reported_by": "UN", "date": "2020-01-01"}
    rows = [{"closure_id": name, **plain, **row} for name, row in reports.items()]
    names = ["closure_id", "status", *plain]
    closures = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=names).assign(closes_bridges=False, source="f"),
        geometry=[shapely.Point(0, 0)] * len(rows),
        crs=CRS,
    )
    is_expired = [bool((reports[r].get("expires") or "9") < "2020-06-01") for r, _, _ in pairs]
    told = pd.DataFrame(pairs, columns=["closure_id", "link_id", "rank"]).assign(
        status=[
            "unknown" if has_run_out else reports[r]["status"]
            for (r, _, _), has_run_out in zip(pairs, is_expired, strict=True)
        ],
        closure_name=None,
        reported=None,
        reported_by=None,
        is_expired=is_expired,
    )
    told["is_contested"] = told["link_id"].isin(list(contested))
    told["is_ruling"] = told["rank"] == 1
    told = conform("link_reports", told)
    tables = drawn(links, PEOPLE, hubs)
    tables["link_status"] = conform("link_status", link_status(link_reports=told))
    day = pd.DataFrame({"as_of": pd.Series([as_of], dtype="datetime64[us]")})
    found = closure_effects(
        closures=conform("closures", closures), link_reports=told, as_of=day, **tables
    )
    return conform("closure_effects", found).set_index("closure_id")


def felt(table: pd.DataFrame) -> dict[str, list[float]]:
    rows = table[["shut_km", "people_cut_off", "people_slowed"]].to_numpy().tolist()
    return {str(name): row for name, row in zip(table.index, rows, strict=True)}


def test_every_report_has_a_row_and_a_fate() -> None:
    table = effects(
        {
            "rules": CLOSED,
            "overruled": CLOSED,
            "expired": {**CLOSED, "expires": "2020-05-31"},
            "opened": {**OPENED, "expires": "2020-05-31"},
            "later": {**CLOSED, "date": "2020-06-02", "expires": "2020-05-01"},
            "nowhere": CLOSED,
            "last_day": {**CLOSED, "date": "2020-06-01", "expires": "2020-06-01"},
        },
        ("rules", "a", 1),
        ("overruled", "a", 2),
        ("expired", "b", 1),
        ("last_day", "c", 1),
    )
    assert table["fate"].to_dict() == {
        "rules": "rules",
        "overruled": "overruled",
        "expired": "expired",
        "opened": "expired",
        "later": "not_yet",
        "nowhere": "no_road",
        "last_day": "rules",
    }
    assert table.loc["opened", "status"] == "open"
    assert table.loc["expired", "reported"] == pd.Timestamp("2020-01-01")


def test_links_that_it_speaks_of_rules_and_is_contradicted_on() -> None:
    table = effects(
        {"one": CLOSED, "two": OPENED, "past": {**CLOSED, "expires": "2020-02-01"}},
        ("one", "a", 1),
        ("two", "a", 2),
        ("past", "a", 3),
        ("one", "b", 2),
        ("two", "b", 1),
        ("one", "c", 1),
        contested="ab",
    )
    columns = ["links_count", "ruled_links_count", "contested_links_count"]
    counts = {
        str(name): row
        for name, row in zip(table.index, table[columns].to_numpy().tolist(), strict=True)
    }
    assert counts["one"] == [3, 2, 2]
    assert counts["two"] == [2, 1, 2]
    assert counts["past"] == [1, 0, 0]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        # Who is on the link loses it; who is at its end does not.
        ("a", [1.0, 111, 0]),
        ("b", [1.0, 0, 110]),
        ("c", [1.0, 100, 0]),
        ("round", [1.6, 0, 0]),
        ("off", [1.0, 0, 0]),
    ],
)
def test_people_who_feel_it(link: str, expected: list[float]) -> None:
    assert felt(effects({"r": CLOSED}, ("r", link, 1)))["r"] == expected
    past = {**CLOSED, "expires": "2020-02-01"}
    assert felt(effects({"r": past}, ("r", link, 1)))["r"] == expected


def test_a_detour_of_less_than_a_minute_is_not_felt() -> None:
    short = {**LINKS, "round": {"at": [(1000, 0), (1000, 299), (2000, 299), (2000, 0)]}}
    assert felt(effects({"r": CLOSED}, ("r", "b", 1), links=short))["r"] == [1.0, 0, 0]


def test_only_what_it_shuts_alone_counts() -> None:
    two = [("one", "a", 1), ("two", "a", 2)]
    same = felt(effects({"one": CLOSED, "two": CLOSED}, *two))
    assert same == {"one": [0, 0, 0], "two": [0, 0, 0]}
    past = {"status": "closed", "expires": "2020-02-01"}
    assert felt(effects({"one": CLOSED, "two": past}, *two))["one"] == [0, 0, 0]
    other = felt(effects({"one": CLOSED, "two": OPENED}, *two))
    assert other == {"one": [1.0, 111, 0], "two": [0, 0, 0]}
    opened = felt(effects({"one": OPENED, "two": CLOSED}, *two))
    assert opened == {"one": [0, 0, 0], "two": [0, 0, 0]}


def test_what_another_report_shuts_stays_shut() -> None:
    table = effects({"one": CLOSED, "two": CLOSED}, ("one", "a", 1), ("two", "c", 1))
    # Without the first the east still waits for the second; without that it still has no way.
    assert felt(table) == {"one": [1.0, 11, 0], "two": [1.0, 0, 0]}


def test_no_reports_no_day_no_hub() -> None:
    assert len(effects({})) == 0
    later = {**CLOSED, "date": "2031-01-01", "expires": "2020-01-01"}
    table = effects({"r": later}, as_of=None)
    assert table["fate"].tolist() == ["no_road"]
    assert felt(effects({"r": CLOSED}, ("r", "a", 1), hubs={}))["r"] == [1.0, 0, 0]

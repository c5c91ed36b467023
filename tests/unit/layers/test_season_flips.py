from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from pipeline.layers.season_flips import season_flips
from pipeline.schema import conform
from tests.trips import scenarios_of

COMMUNITIES = gpd.GeoDataFrame(
    {
        "community_id": ["c1", "c2"],
        "community_name": ["One", "Two"],
        "area_id": ["A", "B"],
        "people": [10.0, 20.0],
    },
    geometry=gpd.points_from_xy([1.0, 2.0], [0.0, 0.0]),
    crs="EPSG:32629",
)
SAYS: dict[str, tuple[float | None, str]] = {
    "ok": (30, "reachable"),
    "insecure": (40, "conditional"),
    "too_far": (400, "unreachable"),
    "season": (None, "conditional"),
    "map_gap": (None, "unknown"),
    "no_service": (None, "unreachable"),
}


def reach_of(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Community, type, scenario and reason."""
    columns = ["community_id", "service_type", "scenario", "reason", "minutes", "status"]
    told = [(*row, *SAYS[row[-1]]) for row in rows]
    return pd.DataFrame(told, columns=columns).astype({"minutes": float})


def flips(reach: pd.DataFrame) -> gpd.GeoDataFrame:
    made = season_flips(communities=COMMUNITIES, scenarios=scenarios_of(), reach=reach)
    table = conform("season_flips", made)
    assert isinstance(table, gpd.GeoDataFrame)
    return table


def of_c1(**reason: str) -> list[list[object]]:
    """The flips of one community to health, of scenarios given with `_` and their reasons."""
    rows = [("c1", "health", name.replace("_", "-"), why) for name, why in reason.items()]
    names = ["open_scenario", "shut_scenario", "open_min", "status", "reason"]
    return [list(row) for row in flips(reach_of(*rows))[names].to_numpy(object)]


def test_a_community_reached_in_one_season_only_is_told_with_both() -> None:
    table = flips(
        reach_of(
            ("c2", "hub", "wet-4x4", "season"),
            ("c1", "hub", "wet-4x4", "ok"),
            ("c1", "hub", "dry-4x4", "ok"),
            ("c2", "hub", "dry-4x4", "ok"),
        )
    )
    (row,) = table.to_dict("records")
    assert (row["community_id"], row["community_name"], row["area_id"]) == ("c2", "Two", "B")
    assert (row["people"], row["service_type"], row["geometry"]) == (20, "hub", shapely.Point(2, 0))
    assert (row["open_scenario"], row["shut_scenario"], row["open_min"]) == (
        "dry-4x4",
        "wet-4x4",
        30,
    )
    assert (row["status"], row["reason"]) == ("conditional", "season")


def test_whatever_is_not_reachable_counts_with_its_own_reason() -> None:
    for reason in ("insecure", "too_far", "season", "map_gap"):
        status = SAYS[reason][1]
        told = ["dry-4x4", "wet-4x4", 30, status, reason]
        assert of_c1(dry_4x4="ok", wet_4x4=reason) == [told]
    assert of_c1(wet_foot="ok", dry_foot="insecure")[0][:2] == ["wet-foot", "dry-foot"]


def test_what_is_the_same_in_both_seasons_is_no_flip() -> None:
    assert of_c1(dry_4x4="ok", wet_4x4="ok") == []
    assert of_c1(dry_4x4="insecure", wet_4x4="season") == []
    assert of_c1(dry_4x4="no_service", wet_4x4="no_service") == []


def test_only_the_same_vehicle_is_compared() -> None:
    assert of_c1(dry_4x4="ok", wet_truck="season", dry_foot="season") == []
    told = of_c1(dry_4x4="ok", wet_4x4="season", dry_truck="ok", wet_truck="season")
    pairs = [["dry-4x4", "wet-4x4"], ["dry-truck", "wet-truck"]]
    assert [row[:2] for row in told] == pairs


def test_each_type_and_community_is_on_its_own() -> None:
    rows = [
        ("c1", "health", "dry-4x4", "ok"),
        ("c1", "school", "wet-4x4", "season"),
        ("c2", "health", "wet-4x4", "season"),
    ]
    assert flips(reach_of(*rows)).empty


def test_without_rows_there_is_no_flip() -> None:
    assert flips(reach_of()).empty
    assert of_c1(dry_4x4="ok") == []


def test_the_order_of_rows_does_not_show() -> None:
    reach = reach_of(
        *(("c1", kind, "dry-4x4", "ok") for kind in ("hub", "health")),
        *(("c1", kind, "wet-4x4", "season") for kind in ("health", "hub")),
    )
    pd.testing.assert_frame_equal(flips(reach[::-1]), flips(reach))

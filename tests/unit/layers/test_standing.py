"""How things stand, kept beside how they stood."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd

from pipeline.layers.standing import standing
from pipeline.schema import conform
from tests import grid_region

PARAMETERS: dict[str, Any] = {
    "base_scenario": "dry-4x4",
    "access_service": "health",
    "access_within_min": 60,
    "access_cut_share": 0.5,
    "stability_cut_per_100k": 1.0,
    "definitions": {"travel": {"walk_kmh": 4.5}},
}


def made(before: pd.DataFrame | None = None, **changed: Any) -> pd.DataFrame:  # noqa: ANN401
    """Return the table of the made-up region, some tables or parameters changed."""
    given = {**grid_region.tables(), **PARAMETERS, **changed, "before": before}
    taken = inspect.signature(standing).parameters
    return conform("standing", standing(**{name: given[name] for name in taken}))


def rows(table: pd.DataFrame, kind: str, moment: str = "now") -> Any:  # noqa: ANN401
    own = table[table["kind"].eq(kind) & table["moment"].eq(moment)]
    return own.set_index("id").drop(columns=["moment", "kind"])


def fewer_incidents() -> dict[str, Any]:
    return {"incidents": grid_region.tables()["incidents"][1:]}


def test_first_build_has_nothing_before_it() -> None:
    assert set(made()["moment"]) == {"now"}


def test_same_tables_leave_the_comparison_as_it_is() -> None:
    first = made()
    second = made(first, **fewer_incidents())
    assert set(second["moment"]) == {"now", "before"}
    assert rows(second, "incident", "before").equals(rows(first, "incident"))
    pd.testing.assert_frame_equal(made(second, **fewer_incidents()), second)
    pd.testing.assert_frame_equal(made(first), first)


def test_a_further_change_replaces_the_comparison() -> None:
    second = made(made(), **fewer_incidents())
    third = made(second)
    assert rows(third, "incident", "before").equals(rows(second, "incident"))
    assert rows(third, "incident").equals(rows(made(), "incident"))


def test_a_table_of_other_columns_is_no_build_before() -> None:
    first = made()
    pd.testing.assert_frame_equal(made(first.drop(columns="people")), first)


def test_figures_are_sums_of_the_tables() -> None:
    tables = grid_region.tables()
    isolation = tables["isolation"]
    cut = isolation[isolation["scenario"].eq("dry-4x4") & isolation["status"].ne("unknown")]
    number = rows(made(), "figure")["number"]
    assert (
        number.to_dict()
        == {
            "people": tables["communities"]["people"].sum(),
            "communities": len(tables["communities"]),
            "areas": 9,
            "people_cut_off": cut["people"].sum(),
            "near_share": 0.5,  # nine areas of equal people with shares 1, 0.875 ... 0
            "worst_road_people": 21_000,
            "best_opening_people": 4_000,
            "season_people": tables["communities"]["people"][1::3].sum(),
            "incidents": 70,
            "incidents_not_placed": number["incidents_not_placed"],
        }
    )


def test_every_community_has_a_row_by_whether_it_reaches_a_hub() -> None:
    tables = grid_region.tables()
    isolation = tables["isolation"]
    own = isolation[isolation["scenario"] == "dry-4x4"]
    status = rows(made(), "community")["status"]
    assert set(status.index) == set(tables["communities"]["community_id"])
    is_cut = own["status"].isin(["unreachable", "conditional"])
    assert set(status.index[status == "cut_off"]) == set(own.loc[is_cut, "community_id"])
    assert set(status.index[status == "unknown"]) == set(own.loc[~is_cut, "community_id"])


def test_what_makes_numbers_of_another_kind_is_told() -> None:
    first = made()
    other = made(first, definitions={"travel": {"walk_kmh": 3.0}})
    pairs = [rows(other, "community", moment)["measured_by"] for moment in ("now", "before")]
    assert (pairs[0] != pairs[1]).all()
    same = [rows(other, "incident", moment)["measured_by"] for moment in ("now", "before")]
    assert same[0].equals(same[1])


def test_an_incident_whose_place_is_vague_is_told_without_an_area() -> None:
    incidents = grid_region.tables()["incidents"]
    area = rows(made(), "incident")["part_of"]
    vague = incidents.loc[incidents["where_precision"] > 1, "incident_id"]
    assert len(vague)
    assert area[list(vague)].isna().all()


def test_region_without_anything_stands_too() -> None:
    table = made(**grid_region.empty(grid_region.tables()))
    assert rows(table, "figure")["number"].fillna(0).drop("areas").eq(0).all()
    assert rows(table, "community").empty

"""What is kept back of tables small enough to work out on paper."""

from __future__ import annotations

import inspect
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.withheld import (
    FEW_PEOPLE,
    INCIDENTS,
    SENSITIVE,
    Withheld,
    kept_back,
    published,
    withholding,
)

RULE = {"whole": "", "share_of": "", "told_by": "", "of": ""}
CRS = "EPSG:32635"


def publish(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    own = {
        "k_min": 10,
        "sensitive": [],
        "hides_bases": False,
        "shows_points": False,
        "people": {},
        "keys": {},
    }
    return {**own, **changes}


def counting(table: str, key: str, **columns: dict[str, str]) -> dict[str, Any]:
    rules = {name: {**RULE, **rule} for name, rule in columns.items()}
    return publish(people={table: rules}, keys={table: [key]})


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ([5, 20, 300], [True, True, False]),  # the 5, and the 20 that the sum would leave with it
        ([5, 6, 300], [True, True, False]),  # two that come to 11
        ([2, 3, 300], [True, True, True]),  # two that come to 5 only
        ([0, 20, 300], [False, False, False]),
        ([9.5, 10, 10], [True, True, False]),
        ([5], [True]),
        ([5, 0], [True, False]),
        ([np.nan, 20, 300], [False, False, False]),
    ],
)
def test_small_numbers_are_kept_back_with_as_few_others_as_hide_them(
    values: list[float], hidden: list[bool]
) -> None:
    assert kept_back(np.array(values), np.zeros(len(values)), 10).tolist() == hidden


def test_each_sum_is_looked_at_by_itself() -> None:
    values, group = np.array([5.0, 50.0, 60.0, 70.0]), np.array(["a", "b", "a", "b"])
    assert kept_back(values, group, 10).tolist() == [True, False, True, False]


def test_a_share_goes_where_it_tells_of_few_or_leaves_few() -> None:
    table = pd.DataFrame(
        {"area_id": list("ABCD"), "people": 1000.0, "near_share": [0.005, 0.995, 0.5, 0.0]}
    )
    rules = counting("x", "area_id", people={}, near_share={"share_of": "people"})
    kept, told = published({"x": table}, rules)
    assert kept["x"]["near_share"].isna().tolist() == [True, True, False, False]
    keys = ("area_id=A", "area_id=B")
    assert told == [Withheld(FEW_PEOPLE, "x", "near_share", 2, keys)]


def test_what_tells_of_a_number_goes_with_it() -> None:
    table = pd.DataFrame({"id": ["a", "b"], "n": [4, 40], "value": [0.3, 0.4]})
    rules = counting("surveys", "id", n={}, value={"told_by": "n"})
    kept, _ = published({"surveys": table}, rules)
    assert kept["surveys"].isna().to_numpy().tolist() == [[False, True, True], [False] * 3]


def test_a_community_is_the_same_in_every_table() -> None:
    places = pd.DataFrame(
        {"community_id": list("abcd"), "area_id": list("AAAB"), "people": [4.0, 30.0, 500.0, 10.0]}
    )
    flips = places.iloc[[1, 2]].reset_index(drop=True)
    own = {"people": {**RULE, "of": "community_id"}}
    rules = publish(
        people={"communities": own, "season_flips": own},
        keys={"communities": ["community_id"], "season_flips": ["community_id"]},
    )
    kept, _ = published({"communities": places, "season_flips": flips}, rules)
    assert kept["communities"]["people"].isna().tolist() == [True, True, True, False]
    assert kept["season_flips"]["people"].isna().tolist() == [True, True]


def test_people_of_a_set_of_links_go_with_any_community_that_it_reconnects() -> None:
    communities = pd.DataFrame(
        {"community_id": list("abc"), "area_id": list("AAB"), "people": [4.0, 30.0, 500.0]}
    )
    links = pd.Series(["y", None, "x"], dtype="str")
    isolation = communities.assign(scenario="dry-4x4", reopening_link_ids=links)
    sets = pd.DataFrame(
        {
            "scenario": "dry-4x4",
            "link_ids": ["z", "y", "x"],
            "rank": [3, 2, 1],
            "people": [80.0, 60.0, 500.0],
            "people_per_km": 1.0,
            "joint_people": [640.0, 560.0, 500.0],
        }
    )
    own = {"people": {**RULE, "of": "community_id"}}
    counted = {
        "people": RULE,
        "people_per_km": {**RULE, "told_by": "people"},
        "joint_people": RULE,
    }
    rules = publish(
        people={"communities": own, "isolation": own, "reopenings": counted},
        keys={
            "communities": ["community_id"],
            "isolation": ["scenario", "community_id"],
            "reopenings": ["scenario", "link_ids"],
        },
    )
    tables = {"communities": communities, "isolation": isolation, "reopenings": sets}
    kept = published(tables, rules)[0]["reopenings"]
    assert kept["people"].isna().tolist() == [False, True, False]
    assert kept["people_per_km"].isna().tolist() == [False, True, False]
    assert kept["joint_people"].isna().tolist() == [True, True, False]
    del tables["isolation"]
    assert published(tables, rules)[0]["reopenings"]["people"].isna().all()


def test_an_indicator_that_is_a_share_of_few_goes_with_score_and_pull() -> None:
    communities = pd.DataFrame(
        {"community_id": list("ab"), "area_id": list("AB"), "people": [500.0, 500.0]}
    )
    rows = {"area_id": list("ABAB"), "indicator": ["near", "near", "trust", "trust"]}
    numbers = {name: [0.01, 0.5, 0.01, 0.5] for name in ("value", "score", "pull")}
    tables = {
        "communities": communities,
        "indicators": pd.DataFrame({**rows, **numbers}),
        "indicator_rules": pd.DataFrame(
            {"indicator": ["near", "trust"], "unit": "share", "origin": ["access", "surveys"]}
        ),
    }
    rules = publish(
        people={"communities": {"people": {**RULE, "of": "community_id"}}, "indicators": {}},
        keys={"communities": ["community_id"], "indicators": ["area_id", "indicator"]},
    )
    kept, told = published(tables, rules)
    for column in numbers:
        assert kept["indicators"][column].isna().tolist() == [True, False, False, False]
    assert {one.keys for one in told} == {("area_id=A;indicator=near",)}


def test_sensitive_types_are_in_no_row_no_list_and_no_parameter() -> None:
    services = pd.DataFrame({"service_id": ["1", "2"], "service_type": ["base", "health"]})
    presence = pd.DataFrame({"area_id": ["A"], "base_min": [12.0], "people_near_share": [0.4]})
    given: dict[str, Any] = {
        "services": services,
        "presence": presence,
        "service_types": ["base", "health"],
        "made_with": {"presence": {"base_type": "base"}, "access": {}},
    }
    kept, told = published(given, publish(sensitive=["base"], hides_bases=True, shows_points=True))
    assert kept["services"]["service_id"].tolist() == ["2"]
    assert kept["presence"].isna().to_numpy().tolist() == [[False, True, True]]
    assert kept["service_types"] == ["health"]
    assert kept["made_with"] == {"access": {}}
    assert {one.kind for one in told} == {SENSITIVE}


def test_no_road_leads_to_the_door_of_a_sensitive_service() -> None:
    links = pd.DataFrame(
        {
            "link_id": list("abc"),
            "service_types": ["base", "base,health", None],
            "hub_people": [0.0, 10.0, 0.0],
            "trips_people": [700.0, 800.0, 0.0],
            "services_count": [1, 2, 0],
            "detour": ["none", "known", "not_used"],
            "detour_min": [np.nan, 7.0, np.nan],
        }
    )
    kept, _ = published({"links": links}, publish(sensitive=["base"], shows_points=True))
    found = kept["links"]
    assert found["service_types"].fillna("").tolist() == ["", "health", ""]
    assert found["detour"].tolist() == ["not_used", "known", "not_used"]
    assert found[["trips_people", "services_count"]].isna().all(axis=None)


def test_indicators_of_sensitive_services_are_in_no_table() -> None:
    names = ["court_near", "base_near", "trust"]
    rules = pd.DataFrame(
        {
            "indicator": names,
            "pillar": ["governance", "presence", "governance"],
            "origin": ["access", "presence", "surveys"],
            "item": ["court|courthouse", None, "court"],
        }
    )
    tables = {
        "indicator_rules": rules,
        "indicators": pd.DataFrame({"area_id": "A", "indicator": names}),
        "resilience": pd.DataFrame(
            {
                "area_id": ["A"],
                "pulls_down": ["court_near, trust"],
                "pulls_up": ["base_near"],
                "governance_index": [4.0],
                "presence_index": [5.0],
                "economy_index": [6.0],
            }
        ),
        "resilience_levels": pd.DataFrame({"governance_index": [4.0], "presence_index": [5.0]}),
    }
    asked = publish(sensitive=["court", "base"], hides_bases=True, shows_points=True)
    kept, _ = published(tables, asked)
    assert kept["indicators"]["indicator"].tolist() == ["trust"]
    assert kept["indicator_rules"]["indicator"].tolist() == ["trust"]
    row = kept["resilience"].iloc[0]
    assert row["pulls_down"] == "trust"
    assert row[["pulls_up", "governance_index", "presence_index"]].isna().all()
    assert row["economy_index"] == 6
    assert kept["resilience_levels"].isna().to_numpy().all()


def incidents() -> gpd.GeoDataFrame:
    columns = {"incident_id": ["UCDP-7"], "area_id": ["A"], "place_name": ["Mill"]}
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(7, 8)], crs=CRS)


def link_risk() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "link_id": ["a", "b"],
            "risk": [2.0, 0.1],
            "incidents_count": [2, 1],
            "exact_count": [2, 1],
            "nearest_exact_m": [40.0, 1900.0],
            "newest": pd.Timestamp("2025-01-01"),
            "is_insecure": [True, False],
        }
    )


def test_incidents_keep_their_area_and_lose_their_place() -> None:
    given = {"incidents": incidents(), "link_risk": link_risk()}
    kept, told = published(given, publish())
    row = kept["incidents"].iloc[0]
    assert row["area_id"] == "A"
    assert row.geometry.is_empty
    assert pd.isna(row["place_name"])
    assert row["incident_id"] == "incident 1"
    risk = kept["link_risk"]
    assert risk["link_id"].tolist() == ["a"]
    assert risk.drop(columns=["link_id", "is_insecure"]).isna().all(axis=None)
    assert {one.kind for one in told} == {INCIDENTS}


def test_places_of_incidents_stay_where_the_region_file_allows_points() -> None:
    given = {"incidents": incidents(), "link_risk": link_risk()}
    kept, told = published(given, publish(shows_points=True))
    assert not told
    assert kept["incidents"].equals(given["incidents"])
    assert kept["link_risk"].equals(given["link_risk"])


def test_a_function_is_told_what_was_kept_back_and_asks_for_nothing_else() -> None:
    @withholding
    def drawn(*, services: pd.DataFrame, setting: dict[str, Any], withheld: Any) -> Any:  # noqa: ANN401
        return services, setting, withheld

    services = pd.DataFrame({"service_id": ["1"], "service_type": ["base"]})
    assert list(inspect.signature(drawn).parameters) == ["services", "setting", "publish"]
    whole, setting, told = drawn(services=services, setting={"title": "T"}, publish=None)
    assert (len(whole), setting, told) == (1, {"title": "T"}, None)
    asked = publish(sensitive=["base"])
    kept, setting, told = drawn(services=services, setting={"title": "T"}, publish=asked)
    assert kept.empty
    assert setting == {"title": "T", "withheld": told}
    assert told == [Withheld(SENSITIVE, "services", "", 1)]
    assert len(services) == 1

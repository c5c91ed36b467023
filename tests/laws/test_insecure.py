"""What must hold of insecure links and of statuses on any network whatever."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.layers.access import access
from pipeline.layers.reach import reach
from pipeline.schema import conform
from tests.laws.test_travel import CRS, SCENARIOS, TRIPS, world
from tests.trips import risk_of

AREAS = gpd.GeoDataFrame(
    {"area_id": ["x", "y"]}, geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs=CRS
)
KEY = ["community_id", "service_type", "scenario"]
LIMIT_MIN = 120.0
HAS_WAY = ["ok", "insecure", "too_far"]
PARTS = ["people_reached", "people_unreachable", "people_unknown"]
worlds = st.integers(0, 2**32 - 1)
shares = st.sampled_from([0.0, 0.2, 0.6, 1.0])
laws = settings(max_examples=15, deadline=None, derandomize=True)


def reached(tables: dict[str, Any], insecure: list[str]) -> pd.DataFrame:
    gaps = pd.DataFrame({"area_id": ["x", "y"], "is_map_gap": [False, True]})
    told = {**TRIPS, "scenario_names": SCENARIOS, "time_limit_min": LIMIT_MIN}
    found = reach(**tables, mapped_roads=gaps, link_risk=risk_of(*insecure), **told)
    return conform("reach", found).set_index(KEY)


def populated(tables: dict[str, Any], random: np.random.Generator) -> dict[str, Any]:
    """The same world with people, in two areas; the map of one of them is thin."""
    communities = tables["communities"]
    people = random.integers(0, 1000, len(communities)).astype(float)
    areas = random.choice(["x", "y"], len(communities))
    told = communities.assign(area_id=areas, people=people, people_grade="A")
    return {**tables, "communities": told}


def picked(tables: dict[str, Any], random: np.random.Generator, share: float) -> list[str]:
    links = tables["network"]["link_id"]
    return [str(link) for link in links[random.random(len(links)) < share]]


@laws
@given(worlds, shares)
def test_insecure_links_change_no_minutes_and_only_what_is_said_of_who_has_a_way(
    seed: int, share: float
) -> None:
    tables = world(seed)
    random = np.random.default_rng(seed)
    before, after = reached(tables, []), reached(tables, picked(tables, random, share))
    same = ["minutes", "walked_min", "driven_min", "service_id"]
    pd.testing.assert_frame_equal(before[same], after[same], check_exact=True)
    assert not (before["reason"] == "insecure").any()
    has_way = before["reason"].isin(HAS_WAY)
    assert after.loc[has_way, "reason"].isin(HAS_WAY).all()
    told = ["status", "reason"]
    pd.testing.assert_frame_equal(before.loc[~has_way, told], after.loc[~has_way, told])
    is_insecure = after["reason"] == "insecure"
    pd.testing.assert_frame_equal(before.loc[~is_insecure, told], after.loc[~is_insecure, told])
    assert (after.loc[is_insecure, "status"] == "conditional").all()


@laws
@given(worlds, shares)
def test_who_is_insecure_would_have_no_way_in_time_if_the_insecure_links_were_closed(
    seed: int, share: float
) -> None:
    tables = world(seed)
    insecure = picked(tables, np.random.default_rng(seed), share)
    status = tables["link_status"]
    others = status[~status["link_id"].isin(insecure)]
    shut = pd.DataFrame({"link_id": pd.Series(insecure, dtype="str"), "status": "closed"})
    closed = {**tables, "link_status": pd.concat([others, shut])}
    told, alone = reached(tables, insecure), reached(closed, [])
    has_way = told["reason"].isin(HAS_WAY)
    stays = alone["reason"].isin(HAS_WAY)
    assert (stays <= has_way).all()
    too_late = (told["minutes"] <= LIMIT_MIN) & (alone["reason"] == "too_far")
    assert ((told["reason"] == "insecure") == (has_way & (~stays | too_late))).all()


@laws
@given(worlds, shares)
def test_one_more_insecure_link_never_makes_anyone_secure(seed: int, share: float) -> None:
    tables = world(seed)
    more = picked(tables, np.random.default_rng(seed), share)
    was, now = (reached(tables, links)["reason"] == "insecure" for links in (more[1:], more))
    assert (now >= was).all()


@laws
@given(worlds, shares)
def test_people_of_all_statuses_are_all_people_in_every_area(seed: int, share: float) -> None:
    random = np.random.default_rng(seed)
    tables = populated(world(seed), random)
    told = reached(tables, picked(tables, random, share)).reset_index()
    communities = tables["communities"]
    by_area = communities.groupby("area_id")["people"].sum().reindex(AREAS["area_id"])
    found = conform("access", access(areas=AREAS, communities=communities, reach=told))
    wanted = found["area_id"].map(by_area.fillna(0.0))
    assert found["people"].tolist() == wanted.tolist()
    np.testing.assert_allclose(found[PARTS].sum(axis=1), wanted, rtol=1e-9)

    people = communities.set_index("community_id")[["people", "area_id"]]
    of = told.join(people, on="community_id")
    rows = found.set_index(["area_id", *KEY[1:]])
    for column, name, value in (
        ("people_reached", "status", "reachable"),
        ("people_unknown", "status", "unknown"),
        ("insecure_share", "reason", "insecure"),
        ("map_gap_share", "reason", "map_gap"),
    ):
        own = (
            of["people"]
            .where(of[name] == value, 0.0)
            .groupby([of[key] for key in rows.index.names])
        )
        wanted = own.sum()
        said = rows[column] * (rows["people"] if column.endswith("share") else 1)
        np.testing.assert_allclose(said.fillna(0).reindex(wanted.index), wanted, atol=1e-9)

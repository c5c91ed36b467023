"""What must hold of closures and of the links to reopen, on any network whatever."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from pipeline.layers.closure_effects import closure_effects
from pipeline.layers.isolation import isolation
from pipeline.layers.link_reports import link_reports
from pipeline.layers.link_status import link_status
from pipeline.layers.reach import reach
from pipeline.layers.reopenings import reopenings
from pipeline.schema import conform
from tests.laws.test_travel import SCENARIOS, TRIPS, Tables, laws, world, worlds
from tests.trips import NO_RISK

if TYPE_CHECKING:
    from collections.abc import Collection

KEY = ["community_id", "scenario"]
SHUT = ["closed", "unknown"]


def closed_world(seed: int) -> Tables:
    """A random region with many closed links, of whose people and reports all is known."""
    random = np.random.default_rng(seed)
    tables = world(seed)
    links = tables["network"]["link_id"]
    shut = links[random.random(len(links)) < random.choice([0.2, 0.5])]
    status = random.choice(["closed", "closed", "unknown", "open"], len(shut))
    tables["link_status"] = pd.DataFrame(
        {
            "link_id": shut,
            "status": pd.Series(status, shut.index, dtype="str"),
            "closure_id": "c-" + shut,
            "closure_name": None,
        }
    )
    people = tables["communities"]
    tables["communities"] = people.assign(
        community_name=people["community_id"], people=random.integers(0, 99, len(people)) * 1.0
    )
    is_delivery = ["hub"] if random.random() < 0.3 else []
    told = {**TRIPS, "service_types": [], "delivery": is_delivery}
    return {**tables, **told, "scenario_names": SCENARIOS}


def hubs_reached(tables: Tables, opened: Collection[str] = ()) -> pd.DataFrame:
    """Minutes to a hub where these links are open, one row a community and scenario."""
    status = tables["link_status"]
    left = status[~status["link_id"].isin(list(opened))]
    no_gaps = pd.DataFrame({"area_id": ["x"], "is_map_gap": [False]})
    found = reach(
        **{**tables, "link_status": left},
        mapped_roads=no_gaps,
        link_risk=NO_RISK,
        time_limit_min=None,
    )
    table = conform("reach", found)
    return table[table["service_type"] == "hub"].set_index(KEY).sort_index()


def cut_off(tables: Tables) -> gpd.GeoDataFrame:
    found = isolation(reach=hubs_reached(tables).reset_index(), **tables)
    return conform("isolation", found).set_index(KEY)


def subsets(links: list[str]) -> list[tuple[str, ...]]:
    """All proper subsets of small sets; of large ones those with one link less."""
    sizes = range(len(links)) if len(links) <= 4 else [len(links) - 1]
    return [part for size in sizes for part in itertools.combinations(links, size)]


@laws
@given(worlds)
def test_a_set_gives_a_way_no_part_of_it_does_and_without_a_set_nothing_does(seed: int) -> None:
    tables = closed_world(seed)
    status = tables["link_status"]
    closed = status["link_id"][status["status"].isin(SHUT)].tolist()
    with_all = hubs_reached(tables, closed)["minutes"]
    isolated = cut_off(tables)
    named = isolated["reopening_link_ids"]
    assert (named.notna() == with_all[isolated.index].notna()).all()
    length_km = tables["network"].set_index("link_id")["length_m"] / 1000
    for (community, scenario), text in named.dropna().items():
        links = text.split(",")
        assert set(links) <= set(closed)
        asked = {**tables, "scenario_names": [scenario]}
        assert hubs_reached(asked, links)["minutes"].notna()[community, scenario]
        for part in subsets(links):
            assert hubs_reached(asked, part)["minutes"].isna()[community, scenario]
        km = isolated["reopening_km"][community, scenario]
        assert km == pytest.approx(length_km[links].sum())


@laws
@given(worlds)
def test_no_other_set_is_shorter(seed: int) -> None:
    tables = closed_world(seed)
    status = tables["link_status"]
    # Few closed links, so that all sets can be tried.
    shut = status[status["status"].isin(SHUT)]
    tables["link_status"] = shut.iloc[:: len(shut) // 4 + 1]
    closed = tables["link_status"]["link_id"].tolist()
    length_km = tables["network"].set_index("link_id")["length_m"] / 1000
    isolated = cut_off(tables)
    shortest = pd.Series(np.inf, isolated.index)
    for part in itertools.chain(subsets(closed), [tuple(closed)]):
        has_way = hubs_reached(tables, part)["minutes"].notna()[isolated.index]
        shortest[has_way] = shortest[has_way].clip(upper=length_km[list(part)].sum())
    found = isolated["reopening_km"].fillna(np.inf)
    # Lengths are compared in whole decimetres.
    assert np.allclose(found, shortest, rtol=0, atol=1e-4 * (1 + len(closed)))


@laws
@given(worlds)
def test_isolated_are_all_communities_that_reach_no_hub(seed: int) -> None:
    tables = closed_world(seed)
    reached = hubs_reached(tables)
    isolated = cut_off(tables)
    assert isolated.index.tolist() == reached.index[reached["status"] != "reachable"].tolist()
    rows = conform("reopenings", reopenings(**tables))
    assert set(zip(rows["scenario"], rows["link_ids"], strict=True)) == {
        (scenario, text) for (_, scenario), text in isolated["reopening_link_ids"].dropna().items()
    }


@laws
@given(worlds)
def test_people_who_gain_by_a_set_and_by_the_best_ones_together(seed: int) -> None:
    tables = closed_world(seed)
    people = tables["communities"].set_index("community_id")["people"]
    now = hubs_reached(tables)["minutes"]
    for _, rows in conform("reopenings", reopenings(**tables)).groupby("scenario"):
        ranked = rows.sort_values("rank").to_dict("records")
        together: set[str] = set()
        for row in ranked:
            links = row["link_ids"].split(",")
            together |= set(links)
            asked = {**tables, "scenario_names": [row["scenario"]]}
            for opened, column in ((links, "people"), (together, "joint_people")):
                then = hubs_reached(asked, opened)["minutes"]
                gained = then.index[then.notna() & now[then.index].isna()]
                if not np.isnan(row[column]):
                    assert row[column] == people[gained.get_level_values(0)].sum()
            assert np.isnan(row["joint_people"]) == (row["rank"] > 5)
        assert [row["rank"] for row in ranked] == list(range(1, len(ranked) + 1))
        assert (np.diff([row["people_per_km"] for row in ranked]) <= 0).all()


@laws
@given(worlds)
def test_the_order_of_rows_does_not_show(seed: int) -> None:
    tables = closed_world(seed)
    shuffled = {
        name: table.sample(frac=1, random_state=1) if isinstance(table, pd.DataFrame) else table
        for name, table in tables.items()
    }
    pd.testing.assert_frame_equal(cut_off(tables), cut_off(shuffled))
    made, again = (conform("reopenings", reopenings(**some)) for some in (tables, shuffled))
    pd.testing.assert_frame_equal(made, again)


def reported(seed: int) -> tuple[Tables, dict[str, Any]]:
    """A random region with reports at random places, and what is told of them."""
    random = np.random.default_rng(seed)
    tables = closed_world(seed)
    lines = tables["network"].geometry
    at = lines.sample(12, replace=True, random_state=seed % 2**31).interpolate(
        random.choice([0.0, 0.3, 0.6], 12), normalized=True
    )
    is_area = random.random(12) < 0.3
    days = pd.Series(pd.to_datetime("2020-01-01") + pd.to_timedelta(random.integers(0, 9, 12), "D"))
    closures = gpd.GeoDataFrame(
        {
            "closure_id": [f"r{n}" for n in range(12)],
            "closure_name": None,
            "status": random.choice(["closed", "closed", "unknown", "warning", "open"], 12),
            "date": days,
            "expires": days.where(random.random(12) < 0.2).astype("datetime64[us]"),
            "reported_by": "UN",
            "closes_bridges": False,
            "source": "f",
        },
        geometry=at.where(~is_area, at.buffer(500.0)).array,
        crs=tables["network"].crs,
    )
    day = pd.DataFrame({"as_of": [pd.Timestamp("2020-01-07")], "origin": ["region_file"]})
    return tables, {"closures": conform("closures", closures), "as_of": day}


def with_reports(tables: Tables, told: dict[str, Any]) -> tuple[Tables, pd.DataFrame]:
    """The region as the reports leave it, and what they say of each link."""
    pairs = link_reports(network=tables["network"], closure_tolerance_m=50.0, **told)
    reports = conform("link_reports", pairs)
    status = conform("link_status", link_status(link_reports=reports))
    return {**tables, "link_status": status}, reports


@laws
@given(worlds)
def test_people_cut_off_by_a_report_are_those_whom_reach_gives_a_way_without_it(seed: int) -> None:
    tables, told = reported(seed)
    closures = told["closures"]
    now, reports = with_reports(tables, told)
    table = conform("closure_effects", closure_effects(**now, **told, link_reports=reports))
    assert table["closure_id"].tolist() == closures["closure_id"].tolist()
    people = now["communities"].set_index("community_id")["people"]
    length_km = now["network"].set_index("link_id")["length_m"] / 1000
    base = {"scenario_names": SCENARIOS[:1]}
    before = hubs_reached({**now, **base})["minutes"].droplevel(1)
    for row in table.to_dict("records"):
        others = {**told, "closures": closures[closures["closure_id"] != row["closure_id"]]}
        then, _ = with_reports(tables, others)
        opened = shut_links(now) - shut_links(then)
        assert row["shut_km"] == pytest.approx(length_km[sorted(opened)].sum())
        if row["status"] in ("open", "warning"):
            assert row["people_cut_off"] == row["people_slowed"] == 0
            continue
        after = hubs_reached({**then, **base})["minutes"].droplevel(1)
        is_cut_off = before.isna() & after.notna()
        is_slowed = before - after >= 1
        assert row["people_cut_off"] == people[is_cut_off.index[is_cut_off]].sum()
        assert row["people_slowed"] == people[is_slowed.index[is_slowed]].sum()


@laws
@given(worlds)
def test_the_counts_of_reports_are_those_of_their_links(seed: int) -> None:
    tables, told = reported(seed)
    now, reports = with_reports(tables, told)
    table = conform("closure_effects", closure_effects(**now, **told, link_reports=reports))
    assert table["links_count"].sum() == len(reports)
    assert table["ruled_links_count"].sum() == reports["link_id"].nunique()
    by_fate = table.set_index("fate")[["links_count", "ruled_links_count"]]
    assert (by_fate[by_fate.index == "rules"]["ruled_links_count"] > 0).all()
    assert (by_fate[by_fate.index == "overruled"]["ruled_links_count"] == 0).all()
    assert (by_fate[by_fate.index.isin(["no_road", "not_yet"])] == 0).all(axis=None)


def shut_links(tables: Tables) -> set[str]:
    status = tables["link_status"]
    return set(status["link_id"][status["status"].isin(SHUT)])

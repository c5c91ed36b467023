"""The made-up region, end to end: the pipeline finds what its generator built in, name by name."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pipeline.sample.plan import CAPITAL
from pipeline.sample.truth import SCENARIOS
from pipeline.sample.write import write_sample
from pipeline.schema import REASONS
from tests.sample_project import Built, built

if TYPE_CHECKING:
    from pathlib import Path

TABLES = (
    *("access", "rural_access", "resilience", "surveys", "evidence", "stability_region"),
    *("catchments", "equity"),
)


@pytest.fixture(scope="session")
def reopened(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same region, had nobody reported a closed way."""

    def without_closures(text: str) -> str:
        before, _, after = text.partition("[[closures]]")
        return before + after[after.index("[[surveys]]") :]

    return built(tmp_path_factory.mktemp("reopened"), TABLES, without_closures)


def test_the_same_bytes_every_time(sample: Built, tmp_path: Path) -> None:
    truth = write_sample(tmp_path)
    first = sample.project / "data" / "sample"
    names = sorted(path.name for path in tmp_path.iterdir())
    assert {*names, "region.toml"} == {path.name for path in first.iterdir()}
    for name in names:
        one, other = ((f / name).read_bytes() for f in (first, tmp_path))
        assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest(), name
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8")) == truth


def test_every_area_is_there_and_the_crossing_ring_is_mended(sample: Built) -> None:
    areas = sample.table("areas")
    assert len(areas) == sample.truth["areas"]
    assert areas.loc[areas["is_mended"], "area_id"].tolist() == [sample.truth["mended_area"]]


def test_everybody_is_in_the_community_where_they_were_put(sample: Built) -> None:
    communities = sample.table("communities").set_index("community_id")["people"]
    truth = pd.Series(sample.truth["people_by_community"], dtype=float)
    assert set(communities.index) == set(truth.index)
    pd.testing.assert_series_equal(
        communities.sort_index(), truth.sort_index(), check_names=False, check_index_type=False
    )
    assert communities.sum() == pytest.approx(sample.truth["people"])


def test_everybody_is_in_the_area_where_they_were_put(sample: Built) -> None:
    by_area = sample.table("communities").groupby("area_id")["people"].sum()
    assert by_area.to_dict() == pytest.approx(sample.truth["people_by_area"])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_exactly_the_communities_that_were_cut_off_are_found_with_their_reason(
    sample: Built, scenario: str
) -> None:
    found = sample.without_hub(scenario)
    truth = {reason: set(ids) for reason, ids in sample.truth["no_hub"][scenario].items()}
    if scenario != SCENARIOS[0]:
        assert found.pop("too_far") >= truth.pop("too_far")
    assert found == truth


def test_the_people_cut_off_are_counted_as_they_were_put(sample: Built) -> None:
    isolation = sample.table("isolation")
    people = sample.truth["people_by_community"]
    assert isolation["people"].tolist() == pytest.approx(
        [people[community] for community in isolation["community_id"]]
    )
    base = isolation[isolation["scenario"] == SCENARIOS[0]]
    closed = base.loc[base["reason"] == "closed_link", "people"]
    assert closed.sum() == pytest.approx(sample.truth["closed_link"]["people"])


def test_the_closed_link_is_the_bridge_that_was_closed(sample: Built) -> None:
    closed = sample.truth["closed_link"]
    assert ways(sample, closed["closure_id"]) == {closed["way_id"]: "closed"}


def test_a_closure_that_has_run_out_is_no_news_and_a_flood_leaves_the_bridge_open(
    sample: Built,
) -> None:
    told = sample.truth["closure_effects"]
    (run_out,) = (name for name, effect in told.items() if effect["fate"] == "expired")
    assert ways(sample, run_out) == {sample.truth["bridges"][0]: "unknown"}
    (under_water,) = told["CL-003"]["way_ids"]
    assert ways(sample, "CL-003") == {under_water: "closed"}


def ways(sample: Built, closure_id: str) -> dict[int, str]:
    """Return the ways that a report speaks of, each with the status that holds."""
    table = sample.table("link_status")
    told = table[table["closure_id"] == closure_id]
    return dict(zip(way_of(told["link_id"]), told["status"].tolist(), strict=True))


def way_of(link_ids: pd.Series) -> list[int]:
    """Return the way that each link is a part of."""
    way: list[int] = link_ids.str.extract(r"^w(\d+)-", expand=False).astype("int64").tolist()
    return way


def test_without_the_closures_exactly_the_valley_is_reached_again(
    sample: Built, reopened: Built
) -> None:
    before, after = (region.without_hub(SCENARIOS[0]) for region in (sample, reopened))
    assert before.pop("closed_link") == set(sample.truth["closed_link"]["communities"])
    assert before == after


def test_the_area_without_mapped_roads_is_unknown_and_no_other(sample: Built) -> None:
    mapped = sample.table("mapped_roads")
    gap = sample.truth["communities_by_part"]["gap"]
    communities = sample.table("communities").set_index("community_id")
    assert set(mapped.loc[mapped["is_map_gap"], "area_id"]) == set(communities.loc[gap, "area_id"])
    unknown = sample.table("reach").query("reason == 'map_gap'")
    assert set(unknown["status"]) == {"unknown"}
    assert set(unknown["community_id"]) == set(gap)


def test_every_reason_occurs(sample: Built) -> None:
    assert set(sample.table("reach")["reason"]) == set(REASONS)


def test_the_one_insecure_link_is_the_ambushed_stretch(sample: Built) -> None:
    risk = sample.table("link_risk")
    assert way_of(risk.loc[risk["is_insecure"], "link_id"]) == [sample.truth["insecure_way_id"]]
    isolation = sample.table("isolation").query("reason == 'insecure'")
    assert set(isolation["status"]) == {"conditional"}
    minutes = sample.table("reach").query("reason == 'insecure'")["minutes"]
    assert len(minutes)
    assert minutes.notna().all()


def test_each_part_hangs_by_the_link_that_leads_there(sample: Built) -> None:
    links = sample.table("links")
    cut = links[links["is_cut_link"]].assign(way_id=lambda table: way_of(table["link_id"]))
    most = cut.groupby("way_id")["people_cut_off"].max()
    held = sample.truth["cut_links"].values()
    assert len(held) == 4
    for one in held:
        assert most[one["way_id"]] == pytest.approx(one["people"])


def test_nobody_is_cut_off_by_a_link_that_carries_nobody(sample: Built) -> None:
    links = sample.table("links")
    assert (links["people_cut_off"] <= links["hub_people"] + 1e-6).all()


def test_opening_the_closed_bridge_lets_exactly_the_valley_through(sample: Built) -> None:
    closed = sample.truth["closed_link"]
    reopenings = sample.table("reopenings")
    assert way_of(reopenings["link_ids"]) == [closed["way_id"]] * len(SCENARIOS)
    base = reopenings.set_index("scenario").loc[SCENARIOS[0]]
    assert base["rank"] == 1
    assert base["communities_count"] == len(closed["communities"])
    assert base["people"] == base["joint_people"] == pytest.approx(closed["people"])
    assert base["length_km"] == pytest.approx(closed["km"], rel=0.01)
    isolation = sample.table("isolation").query(f"scenario == '{SCENARIOS[0]}'")
    named = isolation[isolation["reopening_link_ids"].notna()]
    assert set(named["community_id"]) == set(closed["communities"])
    assert set(named["reopening_link_ids"]) == {base["link_ids"]}


def test_each_report_does_what_it_was_made_to_do(sample: Built) -> None:
    effects = sample.table("closure_effects").set_index("closure_id")
    reports = sample.table("link_reports").assign(way_id=lambda table: way_of(table["link_id"]))
    truth = sample.truth["closure_effects"]
    assert effects["fate"].to_dict() == {name: effect["fate"] for name, effect in truth.items()}
    for name, effect in truth.items():
        assert effects.loc[name, "people_cut_off"] == pytest.approx(effect["people_cut_off"])
        own = reports[reports["closure_id"] == name]
        assert own["way_id"].tolist() == effect["way_ids"], name


def test_reports_disagree_on_one_link_alone(sample: Built) -> None:
    contested = sample.truth["contested"]
    status = sample.table("link_status")
    links = status.loc[status["is_contested"], "link_id"]
    assert way_of(links) == [contested["way_id"]]
    reports = sample.table("link_reports")
    told = reports.loc[reports["link_id"] == links.iloc[0], "closure_id"]
    assert sorted(told) == contested["closure_ids"]


def test_the_season_cuts_off_exactly_those_beyond_earth_roads(sample: Built) -> None:
    flips = sample.table("season_flips").query("service_type == 'hub' and reason == 'season'")
    found = flips.groupby(["open_scenario", "shut_scenario"])["community_id"].agg(sorted)
    truth = sample.truth["season_flips"]
    assert found.to_dict() == {
        (flip["open_scenario"], flip["shut_scenario"]): flip["communities"] for flip in truth
    }


def test_how_sure_a_way_is_where_links_fail(sample: Built) -> None:
    base = sample.table("robustness").query(f"scenario == '{SCENARIOS[0]}'")
    share = base.set_index("community_id")["reachable_share"]
    parts = sample.truth["communities_by_part"]
    for part in ("valley", "island", "no_road"):
        assert (share[parts[part]] == 0).all(), part
    communities = sample.table("communities").set_index("community_id")
    assert share[communities.index[communities["community_name"] == CAPITAL]].item() == 1
    assert share[parts["ambush"]].max() < share.drop(parts["ambush"])[share > 0].min()


def test_services_given_twice_are_one(sample: Built) -> None:
    counts = sample.table("services").groupby(["service_type", "status"]).size()
    truth = {
        (kind, status): count
        for kind, by_status in sample.truth["services"].items()
        for status, count in by_status.items()
    }
    assert counts.to_dict() == truth


def test_nobody_reaches_a_service_of_which_none_is_open(sample: Built) -> None:
    reach = sample.table("reach")
    shut = reach[reach["service_type"].isin(sample.truth["no_service"])]
    assert len(shut)
    assert set(shut["reason"]) == {"no_service"}
    others = reach[~reach["service_type"].isin(sample.truth["no_service"])]
    assert "no_service" not in set(others["reason"])


def test_faulty_rows_are_rejected_and_no_others(sample: Built) -> None:
    fallen = sample.fallen()
    faulty = fallen[fallen["action"] == "rejected"].groupby("source")["row"].agg(sorted)
    assert faulty.to_dict() == sample.truth["rejected_rows"]


def test_every_row_is_kept_or_accounted_for(sample: Built) -> None:
    counts = sample.fallen().groupby(["source", "action"]).size()
    kept = pd.concat(
        [
            sample.table(name)["source"]
            for name in ("places", "services", "incidents", "closures", "surveys")
        ]
    ).value_counts()
    for file, rows in sample.truth["rows"].items():
        assert kept[file] == rows["kept"], file
        for action in ("rejected", "merged", "outside"):
            assert counts.get((file, action), 0) == rows[action], (file, action)


def test_the_quiet_corner_is_quiet_and_the_violent_one_worst(sample: Built) -> None:
    stability = sample.table("stability").set_index("area_id")
    quiet = stability.loc[sample.truth["quiet_areas"]]
    assert (quiet["incidents_weight"] == 0).all()
    assert quiet["quiet_months"].isna().all()
    worst = stability["incidents_weight"].nlargest(len(sample.truth["violent_areas"]))
    assert set(worst.index) == set(sample.truth["violent_areas"])


def test_violence_rises_where_it_was_made_to(sample: Built) -> None:
    stability = sample.table("stability").set_index("area_id")
    rising = sample.truth["rising_area"]
    assert stability.loc[rising, "trend"] == "rising"
    assert stability["trend_z"].idxmax() == rising
    assert stability["trend_per_year"].idxmax() == rising
    steady = set(sample.truth["violent_areas"]) - {rising}
    assert not (stability.loc[sorted(steady), "trend"] == "rising").any()


def test_survey_answers_are_all_there(sample: Built) -> None:
    assert len(sample.table("surveys")) == sample.truth["surveys"]


def indicator(sample: Built, name: str) -> pd.DataFrame:
    """Return one indicator of the evidence."""
    return sample.table("evidence").query(f"indicator == '{name}'")


def test_it_is_dark_where_there_is_no_town(sample: Built) -> None:
    lights = indicator(sample, "night_lights").set_index("area_id")["value"]
    assert len(lights) == sample.truth["areas"]
    assert sorted(lights.index[lights > 0]) == sample.truth["lit_areas"]


def test_maize_is_dear_where_one_road_leads(sample: Built) -> None:
    prices = indicator(sample, "maize")
    assert prices["date"].nunique() == 6
    is_dear = prices["area_id"].isin(sample.truth["dear_areas"])
    assert set(prices.loc[is_dear, "area_id"]) == set(sample.truth["dear_areas"])
    assert prices.loc[is_dear, "value"].min() > prices.loc[~is_dear, "value"].max()
    assert (prices["error"] >= 0).all()


def test_each_organisation_counts_once_however_it_is_written(sample: Built) -> None:
    partners = indicator(sample, "partners").set_index("area_id")["value"]
    assert partners.to_dict() == sample.truth["partners_by_area"]


def test_no_supply_comes_or_goes_as_people_share_it(sample: Built) -> None:
    shared = sample.table("catchments")
    services = sample.table("services").query("status == 'open'")
    for kind, table in shared.groupby("service_type"):
        assert (table["people_unknown"] <= table["people"]).all()
        known = table["people"] - table["people_unknown"]
        two, three = (
            (known * table[f"{steps}_step_per_1k"].fillna(0)).sum() / 1000
            for steps in ("two", "three")
        )
        # Whoever is in a plain catchment of an hour is in the last step of the other too.
        assert two == pytest.approx(three), kind
        own = services[services["service_type"] == kind]["capacity"]
        if (table["supply_unit"] == "services").all():
            assert two == pytest.approx(round(two)), kind
            assert two <= len(own) + 1e-6, kind
        else:
            assert two <= own.fillna(own.median()).sum() + 1e-6, kind


def test_minutes_are_as_even_as_a_count_over_all_pairs_of_people_says(sample: Built) -> None:
    people = sample.table("communities").set_index("community_id")["people"]
    reach = sample.table("reach").query("status == 'reachable'")
    equity = sample.table("equity").set_index(["service_type", "scenario"])
    for key in (("health", SCENARIOS[0]), ("hub", SCENARIOS[1])):
        own = reach[(reach["service_type"] == key[0]) & (reach["scenario"] == key[1])]
        minutes = own["minutes"].to_numpy(float)
        weight = people.loc[own["community_id"]].to_numpy(float)
        apart = (np.abs(minutes[:, None] - minutes) * weight[:, None] * weight).sum()
        expected = apart / (2 * weight.sum() * (weight * minutes).sum())
        assert equity.loc[key, "gini"] == pytest.approx(expected, rel=1e-9)
        assert equity.loc[key, "people_counted"] == pytest.approx(weight.sum())


def test_quadrants_of_all_kinds_occur(sample: Built) -> None:
    quadrants = set(sample.table("resilience")["quadrant"])
    assert quadrants == {
        *("strong_reachable", "stable_cut_off", "reachable_unstable", "weak_cut_off", "unknown")
    }

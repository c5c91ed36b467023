from __future__ import annotations

import pandas as pd
import pytest

from tests import grid_region, page_data


def test_areas_are_coded_by_quadrant_and_hatched_where_few_draws_agree() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    areas = page_data.data_of(html)["layers"][0]
    assert areas["classes"]["over"] == ["colour"]
    assert areas["classes"]["values"][0] == "012345678"
    assert areas["styles"][4]["fillColor"] == "rgb(166,166,166)"
    hatches = [style.get("hatch") for style in areas["styles"][:9]]
    assert hatches == [None] * 5 + [style["fillColor"] for style in areas["styles"][:4]]


def test_areas_are_coded_by_the_class_of_the_index_too() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    areas = page_data.data_of(html)["layers"][0]
    # Very weak, weak, fair and strong are 9 to c, hatched d to g, in every second area.
    assert areas["classes"]["values"][1] == "d9daebfc4"


def test_popups_hold_pillars_as_bars_intervals_and_what_pulls() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    facts = {fact["label"]: fact for fact in page_data.data_of(html)["layers"][0]["facts"]}

    def said(label: str, row: int) -> str:
        return str(facts[label]["words"][facts[label]["values"][row]])

    assert facts["Security"]["most"] == 10
    assert facts["Security"]["values"] == [*range(8), None]
    assert facts["Presence"]["values"] == [None] * 9
    assert said("Index, 90 of 100 draws", 3) == "2.5 to 3.5"
    assert said("Rank, 1 is the strongest", 3) == "5 of 8 (1 to 8)"
    assert facts["Rank, 1 is the strongest"]["values"][8] is None
    assert said("Pulls it down", 0) == "Clinic"
    assert facts["Pulls it up"]["values"] == [None] * 9
    assert facts["Pulls it up"]["brief"]


def test_the_interval_of_the_index_is_drawn_across_its_bar() -> None:
    areas = page_data.data_of(grid_region.build("resilience", grid_region.tables()))["layers"][0]
    index = next(fact for fact in areas["facts"] if fact["label"] == "Index, 10 is strong")
    low, high = (page_data.leaves(end, 1) for end in index["ends"])
    assert index["most"] == 10
    assert index["values"] == [*range(8), None]
    assert low == [0, *(n - 0.5 for n in range(1, 8)), None]
    assert high == [n + 0.5 for n in range(8)] + [None]


def test_popups_say_why_people_do_not_reach_a_hub_what_holds_for_most_first() -> None:
    made = grid_region.tables()
    base = made["isolation"]["scenario"] == grid_region.SCENARIOS[0]
    ours = made["isolation"][base].head(2).assign(area_id="A0000", status="unreachable")
    ours = ours.assign(reason=["no_road", "season"], people=[5.0, 9.0])
    other = ours.assign(scenario="wet-4x4", reason="too_far", people=9e6)
    table = pd.concat([ours, other], ignore_index=True)
    html = grid_region.build("resilience", {**made, "isolation": table})
    facts = {fact["label"]: fact for fact in page_data.data_of(html)["layers"][0]["facts"]}
    why = facts["Why they do not"]
    wanted = "The way is closed in this season; No road within walking distance"
    assert why["words"][why["values"][0]] == wanted
    assert why["values"][1:] == [None] * 8
    assert why["brief"]


def test_the_lowest_index_is_listed_first() -> None:
    data = page_data.data_of(grid_region.build("resilience", grid_region.tables()))
    assert data["also"][0]["values"] == list(range(8))


def test_missing_share_is_null_and_not_zero() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    facts = {fact["label"]: fact for fact in page_data.data_of(html)["layers"][0]["facts"]}
    near = facts["People within 60 minutes: Health"]
    assert near["values"] == [40, 40, 40, 40, None, 40, 40, 40, 40]
    assert near["tip"]


def test_an_area_without_a_row_is_unknown() -> None:
    made = grid_region.tables()
    made["resilience"] = made["resilience"][1:]
    areas = page_data.data_of(grid_region.build("resilience", made))["layers"][0]
    assert [of_choice[0] for of_choice in areas["classes"]["values"]] == ["4", "4"]


def test_cut_points_are_in_the_corner() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    assert "up to 1 per 100,000 a year" in html
    assert "from 50 % of people" in html


def test_weak_and_cut_off_areas_are_listed_with_most_people_first() -> None:
    made = grid_region.tables()
    table = made["resilience"].assign(quadrant="weak_cut_off", people=[1, 5, 5, 9, 0, 2, 3, 4, 8])
    html = grid_region.build("resilience", {**made, "resilience": table})
    listed = page_data.data_of(html)["list"]
    assert listed["values"] == [3, 8, 1, 2, 7, 6, 5, 0, 4]
    assert "Weak and cut off areas, most people first (9)" in html


def test_the_list_is_cut_and_says_so() -> None:
    made = grid_region.tables(n=5)
    table = made["resilience"].assign(quadrant="weak_cut_off")
    html = grid_region.build("resilience", {**made, "resilience": table})
    assert len(page_data.data_of(html)["list"]["values"]) == 20
    assert "(20 of 25)" in html


def test_listed_facts_are_people_share_and_incidents() -> None:
    data = page_data.data_of(grid_region.build("resilience", grid_region.tables()))
    labels = [fact["label"] for fact in data["layers"][0]["facts"]]
    shown = [data["list"]["count"], *data["list"]["why"]]
    assert [labels[place] for place in shown] == [
        "People",
        "People within 60 minutes: Health",
        "Incidents",
    ]


def test_popups_unfold_how_an_indicator_comes_about() -> None:
    told = page_data.data_of(grid_region.build("resilience", grid_region.tables()))["layers"][0]
    one = told["told"][0]
    assert one["title"] == "Access: Clinic"
    assert one["note"].startswith("People near. Higher is better: 0 % or less scores 0, 100 % or")
    value, score = (
        page_data.leaves(one["facts"][name]["values"], 1) for name in ("value", "score")
    )
    assert value == [0, 10, 20, 30, None, 0, 10, 20, 30]
    assert score == [0, 1, 2, 3, None, 0, 1, 2, 3]
    silent = page_data.leaves(one["silent"]["values"])
    assert one["silent"]["words"][silent[4]].startswith("not known: the source")
    assert silent[0] is None


def test_popups_say_the_parameters_and_files_behind_an_indicator_once() -> None:
    told = page_data.data_of(grid_region.build("resilience", grid_region.tables()))["layers"][0]
    note = told["told"][0]["note"]
    assert "From within_60_min_share of health in the table access" in note
    assert note.endswith(
        " Parameters: base_scenario = dry-4x4, walk_kmh = 4.5. Files: clinics.csv."
    )


def test_what_popups_unfold_stays_small() -> None:
    made = grid_region.tables(n=15)
    rules = pd.concat(
        [made["indicator_rules"].assign(indicator=f"i{n}") for n in range(20)], ignore_index=True
    )
    many = pd.concat(
        [made["indicators"].assign(indicator=f"i{n}") for n in range(20)], ignore_index=True
    )
    whole = grid_region.build("resilience", {**made, "indicator_rules": rules, "indicators": many})
    assert len(whole.encode()) < 3_000_000, "225 areas of 20 indicators"


@pytest.mark.parametrize(
    ("tongue", "rate", "said"),
    [
        ("en", 1.0, "at most 1 incident per"),
        ("en", 1.5, "at most 1.5 incidents per"),
        ("fr", 1.0, "au plus 1 incident pour"),
        ("fr", 2.0, "au plus 2 incidents pour"),
    ],
)
def test_the_cut_of_stability_takes_the_number_that_its_noun_asks_for(
    tongue: str, rate: float, said: str
) -> None:
    made = grid_region.tables()
    html = grid_region.build("resilience", made, language=tongue, stability_cut_per_100k=rate)
    assert said in html

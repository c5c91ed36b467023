import pandas as pd

from pipeline.sample.plan import AMBUSH, CELL, HILLS, ISLAND, LINKED, MUD, ROUGH, VALLEY
from pipeline.sample.reports import CLOSED_ID, Report
from pipeline.sample.roadmap import Way
from pipeline.sample.truth import (
    SCENARIOS,
    WHY_NO_HUB,
    closure_effects,
    community_ids,
    contested,
    cut_links,
    season_flips,
    without_hub,
)

NOTHING = ("", "", "")


def test_people_without_a_place_are_known_by_district_and_cell() -> None:
    places = pd.DataFrame(
        {"place_id": ["xs-0001", "xs-0002"], "group": ["normal", CELL], "area": 0, "cell": 765}
    )
    areas = pd.DataFrame({"area_id": ["XS010101"]})
    assert community_ids(places, areas).tolist() == ["xs-0001", "XS010101/r2c5"]


def test_each_part_is_without_a_hub_for_its_reason() -> None:
    by_part = {part: [part] for part in WHY_NO_HUB}
    found = without_hub(by_part)
    assert list(found) == list(SCENARIOS)
    assert found["dry-4x4"]["closed_link"] == [VALLEY]
    assert found["dry-motorbike"]["disconnected"] == [ISLAND]
    assert found["wet-truck"]["season"] == [MUD]
    assert "season" not in found["dry-truck"]
    assert found["wet-4x4"]["insecure"] == [AMBUSH]


def test_parts_that_have_a_way_hang_by_their_links() -> None:
    into = {part: Way(number, (), {}, part) for number, part in enumerate(LINKED)}
    by_part = {part: [f"{part}-1", f"{part}-2"] for part in LINKED}
    people = {place: 10 for places in by_part.values() for place in places}
    found = cut_links(into, by_part, people)
    assert set(found) == {MUD, ROUGH, HILLS, AMBUSH}
    assert found[MUD] == {
        "way_id": into[MUD].way_id,
        "communities": by_part[MUD],
        "people": 20,
    }


def test_the_closed_bridge_s_report_alone_cuts_off() -> None:
    told = [
        Report(CLOSED_ID, "Bridge", "closed", NOTHING, None, 7),
        Report("B", "Works", "closed", NOTHING, None, 8, "not_yet"),
        Report("C", "Nobody knows", "closed", NOTHING, None, fate="rejected"),
    ]
    assert closure_effects(told, 99) == {
        CLOSED_ID: {"fate": "rules", "way_ids": [7], "people_cut_off": 99},
        "B": {"fate": "not_yet", "way_ids": [], "people_cut_off": 0},
    }


def test_reports_on_the_way_of_an_overruled_one_are_contested() -> None:
    told = [
        Report("A", "Tree", "closed", NOTHING, None, 5),
        Report("B", "Dry", "open", NOTHING, None, 6, "overruled"),
        Report("C", "Wet", "closed", NOTHING, None, 6),
    ]
    assert contested(told) == {"way_id": 6, "closure_ids": ["B", "C"]}


def test_the_rain_closes_the_mud_to_trucks() -> None:
    by_part = {part: [part] for part in WHY_NO_HUB}
    assert season_flips(by_part) == [
        {"open_scenario": "dry-truck", "shut_scenario": "wet-truck", "communities": [MUD]}
    ]

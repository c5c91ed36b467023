import pandas as pd

from pipeline.sample.plan import CELL, ISLAND, MUD, VALLEY
from pipeline.sample.truth import SCENARIOS, WHY_NO_HUB, community_ids, without_hub


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

"""What the sheet of a community says, status by status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from pipeline.sheet.facts import sheet_of
from tests.sheet_region import PLAIN, source_of
from tests.trips import risk_of

if TYPE_CHECKING:
    from pipeline.sheet.contents import Sheet
    from tests.hand_drawn import Links, Points

SHUT: Links = {
    "main": {**PLAIN["main"], "status": "closed", "closure_name": "Bridge down"},
    "short": PLAIN["short"],
}


def block(sheet: Sheet, title: str) -> str:
    """The lines of the one block of a title, as one text."""
    (found,) = [one for one in sheet.blocks if one.title.startswith(title)]
    return " ".join(found.lines)


def kinds(sheet: Sheet) -> list[str]:
    return [spot.kind for spot in sheet.picture.spots]


def test_reachable_way_legs_minutes_weakest_alternate_positions() -> None:
    sheet = sheet_of(source_of(services={"clinic": (10_000, 2000)}), "c")
    assert sheet.is_good
    assert sheet.banner == (
        "REACHABLE from Hubtown: 10.0 km",
        "dry 17 min; wet 17 min (4x4), walks and waits included",
    )
    assert sheet.about == "village in Area X (x), 120 people (derived from good data), id c"
    assert sheet.heads == ("dry", "wet")
    assert [(row.road, row.km, row.sum_km, *row.minutes) for row in sheet.rows] == [
        ("Main Road", "4.0", "4.0", "6.7", "6.7"),
        ("(track)", "6.0", "10.0", "10.0", "10.0"),
        ("Total", "10.0", "", "16.7", "16.7"),
    ]
    assert sheet.rows[0].end == "29N NA 04000 00000"
    # 1 - 0.99^6 in the dry, 1 - 0.9^6 in the wet season.
    assert block(sheet, "Weakest link") == (
        "(track), link short, from km 4.0 to km 10.0. Why: likeliest to fail here: 6 % in the dry "
        "season, 47 % in the wet season (assumed)."
    )
    assert block(sheet, "Alternates") == (
        "Round the weakest link (dashed): +10 min, +6.0 km (27 min, 16.0 km). "
        "Next nearest hub: none is reached."
    )
    assert block(sheet, "Nearest health service").startswith("Clinic: 2.0 km, 000° (N) true.")
    assert "Community: 29N NA 10000 00000  (0.00000° N, 8.91013° W)" in block(sheet, "Positions")
    assert kinds(sheet) == ["hub", "community", "service", "weakest"]
    assert [line.length for line in sheet.picture.other] == [4000, 12_000]
    assert [name for name, _ in sheet.route] == ["Hubtown", "end of leg 1", "end of leg 2", "C"]
    assert (len(sheet.track), len(sheet.other_track)) == (3, 5)


def test_walks_are_rows_and_lines_of_their_own() -> None:
    source = source_of(communities={"c": (9000, 390)}, max_snap_m=400.0)
    sheet = sheet_of(source, "c")
    # 390 m x 1.3 at 4.5 km/h.
    assert (sheet.rows[-2].road, sheet.rows[-2].minutes[0]) == ("on foot, road to community", "6.8")
    assert [line.length for line in sheet.picture.straight] == [390]


def test_cut_off_with_a_reopening_set_the_way_with_it_opened() -> None:
    sheet = sheet_of(source_of(SHUT), "c")
    assert not sheet.is_good
    closed, way = sheet.banner[1:]
    assert sheet.banner[0] == "UNREACHABLE"
    assert closed == "A reported closure cuts the only way (Dry season, 4x4)."
    assert way == (
        "The way if its closed links were opened, from Hubtown: 10.0 km, dry 17 min; wet 17 min "
        "(4x4)."
    )
    assert block(sheet, "To open the way again") == (
        "Link main: 4.0 km. Bridge down: closed, no date, UN."
    )
    assert [row.remarks for row in sheet.rows[:2]] == ["REPORTED CLOSED", ""]
    assert [is_shut for _, is_shut in sheet.picture.way] == [True, False]
    assert block(sheet, "Weakest link").endswith("Why: a report closes it.")
    assert block(sheet, "Alternates").startswith("Round the weakest link: none")


def test_no_road_the_way_to_the_nearest_reached_road_and_the_gap() -> None:
    sheet = sheet_of(source_of(communities={"c": (10_000, -3000, 7)}), "c")
    assert sheet.banner[:2] == ("UNREACHABLE", "No road within walking distance (Dry season, 4x4).")
    assert sheet.banner[2] == (
        "The way to the nearest reached road, from Hubtown: 10.0 km, dry 17 min; wet 17 min (4x4)."
    )
    assert sheet.banner[3].startswith("From there 3.0 km in a straight line, bearing 180° (S) true")
    assert "fewer than 10 people" in sheet.about
    assert sheet.rows[-1].road == "Total, to the reached road"
    assert [line.length for line in sheet.picture.straight] == [3000]
    assert [name for name, _ in sheet.route][-2:] == ["nearest reached road", "C"]
    assert "reached" in kinds(sheet)


def test_disconnected_and_too_few_roads_mapped() -> None:
    links: Links = {**PLAIN, "island": {"at": [(20_000, 0), (22_000, 0)]}}
    people: Points = {"c": (21_000, 0)}
    sheet = sheet_of(source_of(links, people), "c")
    assert sheet.banner[1] == "Its roads do not connect to any hub (Dry season, 4x4)."
    assert [line.length for line in sheet.picture.straight] == [11_000]

    def gap(tables: dict[str, Any]) -> None:
        for name in ("reach", "isolation"):
            tables[name] = tables[name].assign(status="unknown", reason="map_gap")

    sheet = sheet_of(source_of(links, people, change=gap), "c")
    assert sheet.banner[:2] == (
        "UNKNOWN",
        "Too few roads are mapped here to say (Dry season, 4x4).",
    )


def test_conditional_the_way_in_the_season_that_has_one() -> None:
    links: Links = {"main": PLAIN["main"], "short": {**PLAIN["short"], "shut": ["dry-4x4"]}}
    sheet = sheet_of(source_of(links), "c")
    status, why, way = sheet.banner
    assert status == "CONDITIONAL"
    assert why.startswith("The way is closed in this season (Dry season, 4x4). Reached in: ")
    assert "Wet season, 4x4" in why
    assert way == "The way in the wet season, from Hubtown: 10.0 km, dry closed; wet 17 min (4x4)."
    assert [row.minutes for row in sheet.rows] == [
        ("6.7", "6.7"),
        ("closed", "10.0"),
        ("closed", "16.7"),
    ]


def test_conditional_on_an_insecure_road_that_is_the_weakest() -> None:
    sheet = sheet_of(source_of(link_risk=risk_of("main")), "c")
    assert sheet.banner[:2] == (
        "CONDITIONAL",
        "Every way leads past an insecure road (Dry season, 4x4).",
    )
    assert block(sheet, "Weakest link").startswith("Main Road, link main, from km 0.0 to km 4.0.")
    assert sheet.rows[0].remarks == "INSECURE"


def test_no_network_at_all_is_a_sheet_all_the_same() -> None:
    sheet = sheet_of(source_of({}), "c")
    assert sheet.banner[0] == "UNREACHABLE"
    assert sheet.rows == ()
    assert sheet.table_title.startswith("No way can be shown")
    assert block(sheet, "Nearest reached road") == "None: no road is reached from a hub."
    assert block(sheet, "Nearest health service") == "None is open in the region."
    assert kinds(sheet) == ["community"]
    assert (sheet.track, sheet.route) == ((), ())


def test_a_community_that_is_the_hub() -> None:
    sheet = sheet_of(source_of(communities={"c": (0, 0)}), "c")
    assert sheet.banner[0] == "REACHABLE from Hubtown: 0.0 km"
    assert block(sheet, "Alternates").startswith("The hub is where the community is.")


def test_a_hospital_goes_before_other_services() -> None:
    def hospital(tables: dict[str, Any]) -> None:
        services = tables["services"]
        is_far = services["service_id"] == "far"
        kind = services["service_type"].mask(is_far, "hospital")
        tables["services"] = services.assign(service_type=kind)
        reach = tables["reach"]
        to_health = reach[reach["service_type"] == "health"]
        to_it = to_health.assign(service_type="hospital", service_id="far")
        tables["reach"] = pd.concat([reach, to_it], ignore_index=True)

    asked: Points = {"near": (10_000, 10), "far": (3000, 2000)}
    sheet = sheet_of(source_of(services=asked, change=hospital), "c")
    assert block(sheet, "Nearest hospital").startswith("Far: 7.3 km")


@pytest.mark.parametrize("is_shown", [True, False])
def test_incidents_are_told_as_the_region_file_allows(*, is_shown: bool) -> None:
    source = source_of(
        incidents=[(5000, 7000, {"date": pd.Timestamp("2025-05-03")})],
        region={"map": {"show_incident_points": is_shown}},
    )
    said = block(sheet_of(source, "c"), "Last incident, distance from the way")
    exact, vague = "7 km, 2025-05-03, exact place", "5 to 10 km, 2025-05, in Area X"
    assert ((exact in said), (vague in said)) == (is_shown, not is_shown)
    seen = source.ground.seen((490_000, -9000, 520_000, 9000), 1.0)
    assert len(seen.incidents) == is_shown

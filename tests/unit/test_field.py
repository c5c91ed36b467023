from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.field import (
    heading,
    hub_marks,
    links_that_matter,
    places,
    report_marks,
)
from pipeline.page.words import REASONS
from tests import field_region as region

NAN = float("nan")
STATES = [
    ("reachable", "ok"),
    ("unreachable", "no_road"),
    ("conditional", "insecure"),
    ("reachable", "ok"),
]
EFFECTS = region.closure_effects(
    {
        "few": ("Ford", "closed", "rules", 10),
        "many": (None, "closed", "rules", 2000),
        "warn": ("Bridge", "warning", "rules", 0),
        "old": ("Old", "closed", "expired", 0),
    }
)


def test_who_does_not_reach_a_hub_comes_first_then_those_with_most_people() -> None:
    people = region.communities(["a", "b", "c", "d"], [5, 1200, NAN, 70])
    marks = places(people, region.reach(STATES), region.hubs(), "dry-4x4")
    assert marks[["name", "kind", "about"]].to_numpy().tolist() == [
        ["b", "unreachable", "Unreachable: No road within walking distance. 1,200 people."],
        [
            "c",
            "conditional",
            f"Reachable under conditions only: {REASONS['insecure']}. 30 min to Port.",
        ],
        ["d", "reachable", "Reachable: Reaches a hub. 30 min to Port. 70 people."],
        ["a", "reachable", "Reachable: Reaches a hub. 30 min to Port. 5 people."],
    ]
    assert marks.crs.to_epsg() == 4326
    assert np.allclose(marks.geometry.x, -9), "the zone's middle meridian"


def test_links_of_one_report_are_one_mark_and_those_that_carry_nobody_are_left_out() -> None:
    links = region.links(
        {
            "l1": ("closed", "A1", 0),
            "l2": ("no_recent_information", None, 30),
            "l3": ("closed", "A1", 0),
            "l4": ("warning", "B", 90),
            "l5": ("no_recent_information", "C", 500),
            "l6": ("closed", "D", 0),
            "l7": ("open", "E", 0),
        }
    )
    status = region.link_status(
        {"l1": "few", "l3": "few", "l4": "warn", "l6": "many", "l7": "warn", "l2": "old"}
    )
    marks = links_that_matter(links, status, EFFECTS)
    assert marks[["name", "kind"]].to_numpy().tolist() == [
        ["Report without a name", "closed"],
        ["Ford", "closed"],
        ["Bridge", "warning"],
        ["C", "cut"],
        ["Road without a name", "cut"],
    ]
    assert marks["about"].iloc[1] == (
        "Closed. In force. Reported on 2025-11-20. Reported by Road authority. Cuts off 10 people."
    )
    assert marks["about"].iloc[3] == "500 people lose every way to a hub if it closes"
    assert marks.geometry.geom_type.tolist() == [
        "LineString",
        "MultiLineString",
        *["LineString"] * 3,
    ]


def test_reports_in_force_come_first_with_date_and_source() -> None:
    marks = report_marks(region.closures("old", "few", "warn"), EFFECTS)
    assert marks["kind"].tolist() == ["closed", "warning", "idle"]
    from_whom = "Reported on 2025-11-20. Reported by Road authority. Source: closures.csv."
    assert marks["about"].tolist()[1:] == [
        f"Open with a warning. In force. {from_whom}",
        f"Closed. Has run out. {from_whom}",
    ]


def test_reports_without_a_place_are_left_out() -> None:
    closures = region.closures("few", "warn")
    closures.geometry = [None, closures.geometry.iloc[1]]
    assert report_marks(closures, EFFECTS)["name"].tolist() == ["Bridge"]


def test_no_communities_no_links_and_no_reports_make_no_marks() -> None:
    nobody = region.communities(["a"], [1]).iloc[:0]
    assert places(nobody, region.reach(STATES).iloc[:0], region.hubs(), "dry-4x4").empty
    links = region.links({"l": ("open", None, 0)})
    assert links_that_matter(links, region.link_status({}), EFFECTS.iloc[:0]).empty
    assert report_marks(region.closures("few").iloc[:0], EFFECTS.iloc[:0]).empty


def test_hubs_are_named() -> None:
    marks = hub_marks(region.hubs("Port\x00 <b>"))
    assert marks[["name", "about", "kind"]].to_numpy().tolist() == [["Port <b>", "Hub", "hub"]]


def test_a_file_says_its_day_or_that_there_is_none() -> None:
    assert "as of 2025-12-31" in heading("T", region.as_of(), "dry-4x4")[1]
    title, about = heading("T\x00\n<b>", region.as_of(None), "dry-4x4")
    assert title == "T <b>"
    assert "dry season, 4x4, as of no date" in about


def test_nothing_given_is_changed() -> None:
    people, ways = region.communities(["a"], [1]), region.reach(STATES[:1])
    before = people.copy(), ways.copy()
    places(people, ways, region.hubs(), "dry-4x4")
    pd.testing.assert_frame_equal(people, before[0])
    pd.testing.assert_frame_equal(ways, before[1])

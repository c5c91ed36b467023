"""What each sheet shows: the classes that the tables tell, which can be told apart in grey."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pipeline.page.colours import SHARE_BREAKS
from pipeline.page.timeline import RATE_BREAKS
from pipeline.print.access import access
from pipeline.print.grey import lightness
from pipeline.print.isolation import isolation
from pipeline.print.links import links
from pipeline.print.resilience import resilience
from pipeline.print.stability import stability
from tests import grid_region
from tests.print_region import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.print.contents import Theme
    from pipeline.print.source import Source

LEAST_APART = 8.0
"""Lightness by which classes are apart at least: a step that is seen side by side."""
THEMES: dict[str, Callable[[Source], Theme]] = {
    "resilience": resilience,
    "access": lambda source: access(source, "health", "dry-4x4"),
    "stability": stability,
    "isolation": isolation,
    "links": links,
}


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return THEMES[request.param](source_of(map={"show_incident_points": True}))


def test_classes_of_areas_are_apart_in_grey(theme: Theme) -> None:
    for one, other in combinations(theme.fills, 2):
        apart = abs(lightness(one.colour) - lightness(other.colour))
        assert apart >= LEAST_APART or one.is_dotted != other.is_dotted, (one, other)


def test_classes_of_places_are_apart_without_colour(theme: Theme) -> None:
    for one, other in combinations(theme.places, 2):
        is_other_size = (one.people is None) != (other.people is None)
        assert one.sign.shape != other.sign.shape or is_other_size, (one.sign, other.sign)


def test_classes_of_lines_are_apart_without_colour(theme: Theme) -> None:
    strokes = [lines.stroke for lines in theme.lines]
    for one, other in combinations(strokes, 2):
        is_other_width = max(one.width, other.width) >= 1.3 * min(one.width, other.width)
        assert is_other_width or (one.dashes, one.cross) != (other.dashes, other.cross)


def test_every_area_has_one_class_people_and_a_grade(theme: Theme) -> None:
    assert len(theme.fill_of) == len(theme.people) == len(theme.grades) == 9
    assert theme.fill_of.min() >= 0
    assert theme.fill_of.max() < len(theme.fills)
    assert theme.fills[-1].is_dotted or len(theme.fills) == 1


def test_quadrants_and_what_is_not_sure() -> None:
    own = grid_region.tables()["resilience"]
    theme = resilience(source_of())
    labels = [theme.fills[code].label for code in theme.fill_of]
    assert labels[:5] == [
        "Strong and reachable",
        "Stable but cut off",
        "Reachable but unstable",
        "Weak and cut off",
        "Unknown: access or stability cannot be told",
    ]
    assert theme.is_unsure.tolist() == (own["quadrant_share"] < 0.8).tolist()
    assert theme.list
    assert [(row.text, row.amount, row.area) for row in theme.list.rows] == [
        ("Area 9", "1,008", 8),
        ("Area 4", "1,003", 3),
    ]


def test_access_is_that_of_the_asked_service_and_scenario() -> None:
    source = source_of()
    # Shares fall from 1 to 0 over nine areas; the middle one is unknown.
    near = 1 - np.arange(9) / 8
    expected = np.searchsorted(SHARE_BREAKS, near)
    expected[4] = 5 if source.table("access")["unknown_share"].iloc[4] > 0.5 else expected[4]
    assert access(source, "health", "dry-4x4").fill_of.tolist() == expected.tolist()
    other = access(source, "market", "wet-4x4")
    assert (other.fill_of <= expected).all()
    assert "Market" in other.heading
    assert dict(other.facts)["Scenario"] == "Wet season, 4x4"


def test_closed_services_are_not_shown() -> None:
    tables = grid_region.tables()
    services = tables["services"]
    is_health = services["service_type"] == "health"
    shut = services.assign(status=services["status"].mask(is_health.cumsum() == 1, "closed"))
    theme = access(source_of({**tables, "services": shut}), "health", "dry-4x4")
    assert len(theme.places[0].xy) == is_health.sum() - 1


def test_hubs_stand_for_services_where_they_are_asked_for() -> None:
    theme = access(source_of(), "hub", "dry-4x4")
    assert [places.sign.label for places in theme.places] == ["Hub"]


def test_rates_by_class_with_an_arrow_where_a_trend_is_seen() -> None:
    own = grid_region.tables()["stability"]
    theme = stability(source_of())
    rate = own["rate_per_100k"].to_numpy()
    expected = np.where(np.isnan(rate), 6, np.searchsorted(RATE_BREAKS, rate))
    assert theme.fill_of.tolist() == expected.tolist()
    arrows = {places.sign.shape: len(places.xy) for places in theme.places}
    assert arrows == {"^": 3, "v": 3}


def test_incidents_are_points_only_where_the_region_file_allows_it() -> None:
    hidden = stability(source_of())
    shown = stability(source_of(map={"show_incident_points": True}))
    exact = grid_region.tables()["incidents"]["where_precision"] == 1
    assert len(hidden.places) == 2
    assert len(shown.places[0].xy) == exact.sum()


def test_communities_by_status_and_roads_by_report() -> None:
    tables = grid_region.tables()
    theme = isolation(source_of())
    told = tables["isolation"]
    counts = told[told["scenario"] == "dry-4x4"]["status"].value_counts()
    shown = {places.sign.label: len(places.xy) for places in theme.places}
    assert shown["No way to a hub"] == counts["unreachable"]
    assert shown["Reaches a hub"] == len(tables["communities"]) - counts.sum()
    assert [len(lines.shapes) for lines in theme.lines] == [0, 1, 1, 1]


def test_unknown_communities_bear_no_sign_where_their_area_is_unknown() -> None:
    tables = grid_region.tables()
    few = tables["communities"].iloc[[0, 1, 3]]  # both of one area, most of the next
    rows = tables["isolation"][:3].assign(scenario="dry-4x4", status="unknown")
    rows = rows.assign(community_id=few["community_id"].array, people=few["people"].array)
    shown = {}
    for left_out in (2, 1):
        theme = isolation(source_of({**tables, "isolation": rows.drop(index=left_out)}))
        signs = next(places for places in theme.places if "Unknown" in places.sign.label)
        shown[left_out] = np.flatnonzero(theme.fill_of).tolist(), signs.area.tolist()
    assert shown == {2: ([0], []), 1: ([1], [0])}


def test_links_by_people_cut_off_the_widest_on_top() -> None:
    tables = grid_region.tables()
    people = np.zeros(len(tables["links"]))
    people[:5] = [0.2, 1000, 1001, 100_000, 100_001]
    table = tables["links"].sort_values("link_id").assign(people_cut_off=people)
    theme = links(source_of({**tables, "links": table}))
    assert [len(lines.shapes) for lines in theme.lines] == [2, 1, 1, 1]
    widths = [lines.stroke.width for lines in theme.lines]
    assert widths == sorted(widths)
    assert theme.list
    assert [row.amount for row in theme.list.rows] == ["100,001", "100,000", "1,001", "1,000"]


def test_a_road_is_listed_once_and_those_without_a_name_once_an_area() -> None:
    tables = grid_region.tables()
    table = tables["links"].sort_values("link_id")
    people = np.zeros(len(table))
    people[:4] = [40, 30, 20, 10]
    names = pd.Series(
        ["Ring", "Ring", None, None, *table["road_name"][4:]], table.index, dtype="str"
    )
    theme = links(
        source_of({**tables, "links": table.assign(people_cut_off=people, road_name=names)})
    )
    # The first row of links runs through areas 1 to 3, cut in their middles: 1, 1 or 2, 2 or 3, 3.
    assert theme.list
    assert [row.text.partition(" (")[0] for row in theme.list.rows] == [
        "Ring",
        *["Unnamed road"] * len({row.area for row in theme.list.rows[1:]}),
    ]
    assert [row.amount for row in theme.list.rows][:2] == ["40", "20"]


def test_numbers_of_few_people_are_not_told() -> None:
    tables = grid_region.tables()
    few = tables["resilience"].assign(people=3.0)
    theme = resilience(source_of({**tables, "resilience": few}))
    assert theme.list
    assert {row.amount for row in theme.list.rows} == {"<\N{NO-BREAK SPACE}10"}


def test_empty_tables_give_every_theme() -> None:
    tables = grid_region.empty(grid_region.tables())
    for make in THEMES.values():
        theme = make(source_of(tables))
        assert isinstance(theme.lead, str)
        assert pd.isna(theme.people).all() or not theme.people.any()

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.page import register
from tests import grid_region, page_data

MEASURES = ["People cut off", "Use by people", "Detour", "Risk", "Status"]
CUT_OFF, USE, DETOUR, RISK, STATUS = range(5)


def page(**changes: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    html = grid_region.build("links", {**grid_region.tables(), **changes})
    data = page_data.data_of(html)
    return html, data, {layer["id"]: layer for layer in data["layers"]}


def facts_of(layer: dict[str, Any], row: int) -> dict[str, Any]:
    """Return what a popup says of a row; of two lines of one label, the one with a value."""
    lines: dict[str, Any] = {}
    for fact in layer["facts"]:
        value = fact["values"][row]
        if value is not None:
            lines[fact["label"]] = fact["words"][value] if "words" in fact else value
    return lines


def style(lines: dict[str, Any], measure: int, row: int) -> dict[str, Any]:
    place = int(lines["classes"]["values"][measure][row], 36)
    return dict(lines["styles"][place])


def test_switch_has_every_measure_and_the_legend_follows_it() -> None:
    html, _, _ = page()
    assert re.findall(r"<option [^>]*>([^<]*)", html) == MEASURES
    parts = re.findall(r'data-when="measure" data-is="(\d)"( hidden)?', html)
    assert parts == [("0", "")] + [(str(n), " hidden") for n in range(1, 5)]


def test_popup_gives_every_figure_of_the_register() -> None:
    _, _, layers = page()
    said = facts_of(layers["links"], 10)
    assert said == {
        "People cut off if it goes": 0,
        "People on their way to a hub": 0,
        "People over all trips": 0,
        "Length": 10,
        "Cut link": "No",
        "Detour": 17.5,
        "Services and hubs it leads to": 0,
        "Status": "No recent information",
        "Passable today": "Yes",
        "Risk from recent incidents": 0,
        "Insecure": "No",
        "Class": "Track",
        "Surface": "Gravel",
        "Link": "L00010",
    }
    told = facts_of(layers["links"], 1)
    assert told["People cut off if it goes"] == 1_000
    assert told["Cut link"] == "Yes"
    assert told["Ways to"] == "Health, Hub"
    assert told["Status"] == "Open with a warning"
    assert told["Reported on"] == "2024-03-01"
    assert told["Reports disagree"] == "Yes"
    assert facts_of(layers["links"], 3)["Evidence for risk"] == "B, derived from good data"


def test_a_detour_that_is_not_known_says_why() -> None:
    links = page()[2]["links"]
    assert [facts_of(links, row)["Detour"] for row in range(1, 5)] == [
        "No other way",
        "Not asked: it carries nobody",
        "Not computed: out of the budget of steps",
        "None needed: not passable today",
    ]


@pytest.mark.parametrize(
    ("measure", "loud", "quiet"),
    [(CUT_OFF, 21, 0), (USE, 9, 10), (DETOUR, 1, 2), (RISK, 3, 0), (STATUS, 0, 3)],
)
def test_links_with_nothing_to_tell_are_thin_and_quiet(measure: int, loud: int, quiet: int) -> None:
    lines = page()[2]["links"]
    assert style(lines, measure, quiet) == {"color": "#b3bbc2", "weight": 1, "dashArray": None}
    assert style(lines, measure, loud)["weight"] > 3


def test_more_is_darker_and_wider() -> None:
    lines = page()[2]["links"]
    by_people = [style(lines, CUT_OFF, row) for row in (0, 1, 11)]
    assert [one["weight"] for one in by_people] == [1, 2.2, 5.5]
    assert style(lines, STATUS, 0)["dashArray"] == "6 6"
    assert style(lines, RISK, 3)["color"] == "#7b2d8e"
    # A detour over 5 and up to 30 minutes, and one of no other way.
    assert style(lines, DETOUR, 0)["weight"] < style(lines, DETOUR, 1)["weight"]


def test_list_holds_the_links_that_stand_out_by_what_colours_them() -> None:
    _, data, layers = page()
    facts = layers["links"]["facts"]
    assert data["list"]["over"] == ["measure"]

    def counts(measure: int) -> list[Any]:
        fact = facts[data["list"]["counts"][measure]]
        values = [fact["values"][row] for row in data["list"]["values"][measure]]
        return [fact["words"][value] for value in values] if "words" in fact else values

    assert counts(CUT_OFF) == [21_000, 11_000, 1_000]
    assert counts(USE) == sorted(filter(None, facts[2]["values"]), reverse=True)[: len(counts(USE))]
    assert counts(RISK) == sorted(filter(None, facts[14]["values"]), reverse=True)
    assert counts(STATUS) == ["Closed", "Open with a warning"]
    detours = [facts_of(layers["links"], row)["Detour"] for row in data["list"]["values"][DETOUR]]
    ways_round = [said for said in detours if said != "No other way"]
    assert detours == ["No other way"] * (len(detours) - len(ways_round)) + ways_round
    assert ways_round == sorted(ways_round, reverse=True)
    assert [facts[place]["label"] for place in data["list"]["why"]] == [
        *("Class", "Length", "Detour", "Detour")
    ]


def test_list_is_short_and_ties_go_to_the_least_id() -> None:
    links = grid_region.tables()["links"].assign(people_cut_off=5.0, trips_people=0.0)
    _, data, layers = page(links=links)
    rows = data["list"]["values"][CUT_OFF]
    assert [facts_of(layers["links"], row)["Link"] for row in rows] == [
        f"L{k:05d}" for k in range(20)
    ]


def test_junctions_are_shown_with_people_cut_off_alone() -> None:
    nodes = page()[2]["nodes"]
    # Nodes 2, 4 ... 22 of 24 cut people off; the first, of none, is left out.
    assert nodes["classes"]["values"] == ["0" * 11, *["1" * 11] * 4]
    assert facts_of(nodes, 0) == {
        "People cut off if it goes": 1_100,
        "Cut node": "Yes",
        "Passable road links that meet there": 2,
    }
    assert nodes["titles"][0] == "Ferry landing"


def test_without_room_links_of_least_use_go_to_the_quiet_roads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sum(len(lines) for lines in page()[2]["roads"]["shapes"]) == 0
    monkeypatch.setattr(register, "MOST_LINKS", 8)
    html, _, layers = page()
    kept = [facts_of(layers["links"], row)["Link"] for row in range(8)]
    # Told of: 0 to 2 by reports, and 3, 13, 23 as insecure. Cut off most: 21 and 11.
    assert kept == ["L00000", "L00001", "L00002", "L00003", "L00011", "L00013", "L00021", "L00023"]
    assert sum(len(lines) for lines in layers["roads"]["shapes"]) > 0
    assert "16 road links that fewest people use" in html


def test_limit_of_risk_is_in_the_legend_and_the_limits_of_risk_in_the_text() -> None:
    html, _, _ = page()
    assert "insecure: over 1" in html
    assert "incidents in 2 km of the link in the last 24 months" in html
    assert "not proved safe" in html.replace("\n", " ")

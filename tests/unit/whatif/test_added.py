"""Roads and services that a question adds, on a road that anyone can draw."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.whatif.added import carried, own_ids, with_roads, with_services
from tests.chain import drawn
from tests.whatif_layers import InMemory, drawn_layers

BASE = ({"road_id": "a", "road_class": "primary", "at": "LINESTRING (0 0, 1000 0)"},)


def layers(*roads: dict[str, Any]) -> InMemory:
    return drawn_layers({"roads": list(roads or BASE)})


def added(to: InMemory, *lines: str, **told: Any) -> Any:  # noqa: ANN401
    """Return the network with lines, whose parts its links are, and the notes."""
    rows = [
        {"road_id": f"n{n}", "road_class": "unclassified", "at": line, **told}
        for n, line in enumerate(lines)
    ]
    return with_roads(to, drawn("roads", rows))


def pieces_of(network: Any) -> int:  # noqa: ANN401
    """Return how many parts the network falls into."""
    return int(network["component"].nunique())


def test_ids_of_what_is_added_are_nobody_elses() -> None:
    ids = pd.Series(["a", "b"])
    assert own_ids(ids, ["a"]).tolist() == ["added:a", "added:b"]
    assert own_ids(ids, ["added:a"]).tolist() == ["added:added:a", "added:added:b"]


def test_a_road_that_ends_beside_a_link_joins_and_cuts_it() -> None:
    network, part_of, notes = added(layers(), "LINESTRING (400 10, 400 800)")
    assert part_of == {"a-0.0": "a-0", "a-0.1": "a-0"}
    assert network.set_index("link_id")["length_m"].round(6).to_dict() == {
        "a-0.0": 400,
        "a-0.1": 600,
        "added:n0-0": 790,
    }
    assert pieces_of(network) == 1
    assert notes == ["added roads: 0.8 km in 1 links; 1 ends joined (largest move 10.0 m)"]


def test_links_that_no_road_cuts_keep_their_ids_and_tags() -> None:
    base = layers(*BASE, {"road_id": "b", "road_class": "track", "at": "LINESTRING (0 0, 0 900)"})
    network, part_of, _ = added(base, "LINESTRING (1000 0, 2000 0)")
    kept = network[network["link_id"] == "b-0"].drop(columns=["geometry", "component"])
    was = base.table("network").query("link_id == 'b-0'").drop(columns=["geometry", "component"])
    assert kept[["road_class", "surface_group", "road_id"]].to_numpy().tolist() == [
        was[["road_class", "surface_group", "road_id"]].iloc[0].tolist()
    ]
    assert part_of == {}
    assert pieces_of(network) == 1


@pytest.mark.parametrize("told", [{"is_bridge": True, "layer": 1}, {"is_bridge": True}])
def test_a_road_under_a_bridge_joins_nothing(told: dict[str, Any]) -> None:
    base = layers({**BASE[0], **told})
    network, part_of, notes = added(base, "LINESTRING (500 -500, 500 500)")
    assert part_of == {}
    assert pieces_of(network) == 2
    assert "1.0 km of added roads meet no road" in notes[1]


def test_a_road_that_ends_under_a_bridge_joins_nothing() -> None:
    base = layers({**BASE[0], "is_bridge": True, "layer": 1})
    network, part_of, _ = added(base, "LINESTRING (500 -500, 500 -5)")
    assert part_of == {}
    assert pieces_of(network) == 2


def test_the_same_road_again_changes_nothing() -> None:
    network, part_of, notes = added(layers(), BASE[0]["at"])
    assert network["link_id"].tolist() == ["a-0"]
    assert part_of == {}
    assert notes[1] == "1.0 km run along roads that there are, and change nothing"


def test_a_road_that_crosses_itself_meets_itself_and_the_base() -> None:
    line = "LINESTRING (100 -100, 300 100, 300 -100, 100 100)"
    network, part_of, _ = added(layers(), line)
    assert pieces_of(network) == 1
    assert set(part_of.values()) == {"a-0"}
    length = network["length_m"].sum()
    assert length == pytest.approx(1000 + 2 * 200 * 2**0.5 + 200)


def test_roads_of_a_file_join_each_other() -> None:
    lines = ("LINESTRING (1000 0, 1500 0)", "LINESTRING (1500 0, 1500 700)")
    network, *_ = added(layers(), *lines)
    assert pieces_of(network) == 1


def test_a_road_where_there_was_none_is_the_network() -> None:
    empty = drawn_layers({})
    network, part_of, _ = added(empty, "LINESTRING (0 0, 100 0)")
    assert network["link_id"].tolist() == ["added:n0-0"]
    assert part_of == {}


def test_what_is_said_of_a_link_is_said_of_its_parts() -> None:
    said = pd.DataFrame({"link_id": ["a", "b"], "status": ["closed", "open"]})
    told = carried(said, {"a.0": "a", "a.1": "a"})
    assert sorted(told[["link_id", "status"]].to_numpy().tolist()) == [
        ["a.0", "closed"],
        ["a.1", "closed"],
        ["b", "open"],
    ]
    pd.testing.assert_frame_equal(carried(said, {}), said, check_dtype=False)


def test_added_services_are_open_and_bear_ids_of_their_own() -> None:
    row = {"service_id": "s", "service_type": "health", "at": "POINT (0 0)"}
    base = drawn_layers({"services": [row]})
    table = with_services(base, drawn("services", [{**row, "status": "closed"}]))
    assert table[["service_id", "status"]].to_numpy().tolist() == [
        ["added:s", "open"],
        ["s", "open"],
    ]

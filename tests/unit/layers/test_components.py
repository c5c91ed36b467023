from __future__ import annotations

import pandas as pd
import pytest

from pipeline.layers.components import components
from pipeline.schema import conform

Connector = tuple[str, str, str, float]
NETWORK = pd.DataFrame(
    {
        "link_id": ["a", "b", "c"],
        "from_node": [0, 1, 8],
        "to_node": [1, 0, 8],
        "component": [0, 0, 1],
        "length_m": [6000.0, 3000.0, 1000.0],
    }
)


def summed(
    found: list[Connector],
    people: dict[str, float],
    services: dict[str, str] | None = None,
    hubs: list[str] | None = None,
    network: pd.DataFrame = NETWORK,
) -> tuple[pd.DataFrame, str]:
    offers = services or {}
    names = ["point_kind", "point_id", "link_id", "distance_m"]
    texts = dict.fromkeys(names[:3], "str")
    table, rejected, notes = components(
        network=network,
        connectors=pd.DataFrame(found, columns=names).astype({**texts, "distance_m": float}),
        communities=pd.DataFrame(
            {
                "community_id": pd.Series(list(people), dtype="str"),
                "people": pd.Series(list(people.values()), dtype=float),
            }
        ),
        services=pd.DataFrame(
            {
                "service_id": pd.Series(list(offers), dtype="str"),
                "status": pd.Series(list(offers.values()), dtype="str"),
            }
        ),
        hubs=pd.DataFrame({"hub_id": pd.Series(hubs or [], dtype="str")}),
    )
    assert rejected is None
    assert len(notes) == 1
    return conform("components", table).set_index("component"), notes[0]


def test_links_nodes_and_length() -> None:
    table, _ = summed([], {})
    assert table["links_count"].tolist() == [2, 1]
    assert table["nodes_count"].tolist() == [2, 1]
    assert table["length_km"].tolist() == [9, 1]


def test_a_community_counts_once_at_its_nearest_connector() -> None:
    found = [
        ("community", "near_c", "a", 50.0),
        ("community", "near_c", "c", 40.0),
        ("community", "tie", "c", 30.0),
        ("community", "tie", "b", 30.0),
    ]
    table, note = summed(found, {"near_c": 10.0, "tie": 7.0, "nowhere": 5.0})

    assert table["communities_count"].tolist() == [1, 1]
    assert table["people"].tolist() == [7, 10]
    assert note == (
        "2 components; the largest holds 90.0% of the length; 17 people live at components "
        "without a hub; 5 people live too far from every road"
    )


def test_open_services_and_hubs_count_and_points_of_other_kinds_do_not() -> None:
    found = [
        ("service", "open", "a", 1.0),
        ("service", "shut", "a", 1.0),
        ("hub", "open", "c", 1.0),
        ("community", "open", "a", 1.0),
    ]
    table, note = summed(found, {"open": 3.0}, {"open": "open", "shut": "closed"}, ["open"])

    assert table["services_count"].tolist() == [1, 0]
    assert table["hubs_count"].tolist() == [0, 1]
    assert "3 people live at components without a hub" in note


def test_rows_and_those_without_add_up_to_all() -> None:
    people = {f"c{n}": float(n) for n in range(10)}
    found = [("community", f"c{n}", "abc"[n % 3], 1.0) for n in range(7)]
    table, _ = summed(found, people)
    assert table["people"].sum() + 7 + 8 + 9 == pytest.approx(sum(people.values()))
    assert table["communities_count"].sum() == 7


def test_no_links() -> None:
    table, note = summed([], {"c": 4.0}, network=NETWORK.iloc[:0])
    assert len(table) == 0
    assert note == "the network is empty; 4 people live too far from every road"

"""The page of a what-if: what it draws and how it is switched, read back from its data."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest

from pipeline.whatif.differences import changes
from pipeline.whatif.page import page
from pipeline.whatif.panel import CHANGE_WORDS
from tests.chain import CRS
from tests.page_data import data_of
from tests.whatif_layers import InMemory, layers_of

NAME = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def layers() -> InMemory:
    return layers_of(3)


def drawn(layers: InMemory, *, closed: int = 1) -> str:
    """The page if the first links were closed and a service with a hostile name was added."""
    reach = layers.table("reach")
    after = reach.assign(minutes=reach["minutes"] + 30)
    found = changes(reach, after, layers.table("communities"))
    links = layers.table("network")[:closed].assign(deed="closed")
    added = gpd.GeoDataFrame(
        {"service_name": [NAME], "service_type": ["health"], "source": ["f"]},
        geometry=gpd.points_from_xy([1000], [1000]),
        crs=CRS,
    )
    tables = {"network": layers.table("network")}
    return page(layers, tables, found, links=links, added=added, told=["a note"])


def test_people_beside_the_legend_are_those_of_each_switch(layers: InMemory) -> None:
    data: Any = data_of(drawn(layers))
    numbers = data["numbers"]
    assert numbers["over"] == ["service", "scenario"]
    people = layers.table("communities")["people"].sum()
    for service in numbers["values"]:
        for scenario in service:
            assert len(scenario) == len(CHANGE_WORDS)
            assert sum(float(text.replace(",", "")) for text in scenario) == people


def test_what_was_changed_is_drawn_above_all_else(layers: InMemory) -> None:
    data: Any = data_of(drawn(layers, closed=2))
    names = [layer["id"] for layer in data["layers"]]
    assert names == ["areas", "roads", "communities", "links", "spots", "services", "hubs"]
    assert len(data["layers"][3]["shapes"]) == 2


def test_hostile_names_are_data_and_the_same_question_gives_the_same_page(
    layers: InMemory,
) -> None:
    html = drawn(layers)
    assert NAME not in html
    assert "a note" in html
    assert html == drawn(layers)

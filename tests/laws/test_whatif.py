"""What must hold of every question: opening and adding hurt nobody, closing helps nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.built import Changed
from pipeline.whatif import given as files
from pipeline.whatif.differences import KEY, changes, summary
from pipeline.whatif.run import Asked, Question, question
from pipeline.whatif.statuses import turned
from tests.laws.test_travel import CRS, roads_of
from tests.whatif_layers import InMemory, completed, layers_of

if TYPE_CHECKING:
    import pandas as pd

ROUNDING_MIN = 1 / 60_000
"""Each link's time is rounded up to a millisecond; a cut makes one link two."""
LOSSES, GAINS = {"slower", "cut_off"}, {"faster", "connected"}
laws = settings(max_examples=15, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def minutes(reach: pd.DataFrame) -> pd.Series:
    return reach.set_index(KEY)["minutes"].fillna(np.inf).sort_index()


def changed(layers: InMemory, after: Changed) -> set[str]:
    found = changes(layers.table("reach"), after.table("reach"), layers.table("communities"))
    by_area = summary(found, layers.table("areas"))
    people = by_area.filter(like="people_").sum(axis=1)
    assert np.allclose(people, by_area["people"])
    assert by_area["people"].sum() == found["people"].sum()
    return set(found["change"])


@laws
@given(seeds, st.integers(0, 2**16))
def test_opening_links_hurts_nobody_and_closing_them_helps_nobody(seed: int, pick: int) -> None:
    layers = layers_of(seed)
    ids = layers.table("network")["link_id"]
    chosen = ids.sample(min(3, len(ids)), random_state=pick).tolist()
    before = minutes(layers.table("reach"))

    opened = Changed(layers, {"link_status": turned(layers, [], chosen).link_status})
    assert (minutes(opened.table("reach")) <= before).all()
    assert not changed(layers, opened) & LOSSES

    closed = Changed(layers, {"link_status": turned(layers, chosen, []).link_status})
    assert (minutes(closed.table("reach")) >= before).all()
    assert not changed(layers, closed) & GAINS


@laws
@given(seeds)
def test_added_roads_hurt_nobody_and_leave_what_there_is(seed: int) -> None:
    layers = layers_of(seed)
    base = layers.table("network")
    random = np.random.default_rng(seed + 2)
    roads = roads_of(random, 2).assign(oneway="both", road_id=["r0", "new"])
    asked = asked_of(layers, Asked(add_road=["f"]), roads=roads)
    network = asked.after.table("network")

    parts = network[~network["road_id"].str.startswith("added:")]
    whole = parts["link_id"].str.replace(r"\.\d+$", "", regex=True)
    length = parts.groupby(whole)["length_m"].sum()
    assert np.allclose(length, base.set_index("link_id").loc[length.index, "length_m"])
    assert set(whole) == set(base["link_id"])
    assert not network["link_id"].duplicated().any()

    slack = ROUNDING_MIN * 3 * len(network)
    before, after = minutes(layers.table("reach")), minutes(asked.after.table("reach"))
    assert (after <= before + slack).all()
    assert not changed(layers, asked.after) & LOSSES


def asked_of(layers: InMemory, asked: Asked, **read: gpd.GeoDataFrame) -> Question:
    """Ask about files that were read already."""
    with pytest.MonkeyPatch.context() as patch:
        for name, table in read.items():
            patch.setattr(files, name, lambda *_, table=table: (table, []))
        return question(layers, asked)


@laws
@given(seeds)
def test_an_added_service_hurts_nobody(seed: int) -> None:
    layers = layers_of(seed)
    at = np.random.default_rng(seed + 3).uniform(0, 20_000, 2)
    service: Any = gpd.GeoDataFrame(
        {"service_id": ["service_id0"], "service_type": ["health"], "status": ["closed"]},
        geometry=gpd.points_from_xy(at[:1], at[1:]),
        crs=CRS,
    )
    one = completed("services", service)
    asked = asked_of(layers, Asked(add_service=["f"]), services=one)
    assert asked.services["service_id"].tolist() == ["added:service_id0"]
    assert (minutes(asked.after.table("reach")) <= minutes(layers.table("reach"))).all()
    assert not changed(layers, asked.after) & LOSSES

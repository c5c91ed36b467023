from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.sample.evidence import DEAR_PRICE, LIGHT_PER_PERSON, STALLS, USUAL_PRICE

if TYPE_CHECKING:
    from pipeline.sample.write import World


def test_light_is_where_cities_and_towns_are_and_nowhere_at_sea(world: World) -> None:
    lights = world.evidence.lights
    towns = world.places[world.places["place_class"].isin(["city", "town"])]
    assert np.array_equal(np.isnan(lights), np.isnan(world.cells))
    assert (lights[towns["cell"]] > 0).all()
    assert np.nansum(lights) == pytest.approx(LIGHT_PER_PERSON * towns["people"].sum())


def test_prices_are_of_districts_that_there_are_but_for_two_rows(world: World) -> None:
    rows = world.evidence.prices.drop([row - 1 for row in world.evidence.rejected["prices"]])
    assert rows["district_pcode"].isin(world.areas["area_id"]).all()
    assert not rows.duplicated(["district_pcode", "month", "trader"]).any()
    assert (rows.groupby(["district_pcode", "month"]).size() == STALLS).all()
    is_dear = rows["district_pcode"].isin(world.evidence.dear)
    middle = (DEAR_PRICE + USUAL_PRICE) / 2
    assert ((rows["usd_per_kg"].astype(float) > middle) == is_dear).all()


def test_organisations_are_told_in_several_rows_and_ways(world: World) -> None:
    rows = world.evidence.partners.drop([row - 1 for row in world.evidence.rejected["partners"]])
    written = rows.groupby("district_pcode")["organisation"].nunique()
    names = rows["organisation"].str.upper()
    counted = names.groupby(rows["district_pcode"]).nunique()
    assert counted.to_dict() == world.evidence.partners_by_area
    assert (written > counted).any()
    assert (world.evidence.partners["organisation"] == "").sum() == 1

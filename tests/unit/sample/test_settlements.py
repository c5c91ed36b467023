import numpy as np

from pipeline.sample.plan import CELL, CITIES
from pipeline.sample.write import World


def test_there_are_1500_communities_in_cells_of_their_own(world: World) -> None:
    places = world.places
    assert len(places) == 1500
    assert places["cell"].is_unique
    assert (places["group"] == CELL).sum() == 3


def test_names_are_unique_and_the_cities_among_them(world: World) -> None:
    names = world.places["name"].dropna()
    assert len(names) == 1497
    assert names.is_unique
    assert set(CITIES) <= set(names)


def test_people_of_all_cells_are_those_of_all_places(world: World) -> None:
    assert np.nansum(world.cells) == world.places["people"].sum()


def test_every_cell_with_people_is_nearest_to_the_place_that_they_belong_to(world: World) -> None:
    small = world.places[world.places["place_class"].isin(("village", "hamlet"))]
    assert (world.cells[small["cell"]] == small["people"]).all()


def test_people_without_a_place_are_far_from_every_place_of_their_district(world: World) -> None:
    places = world.places
    for cell in places[places["group"] == CELL].itertuples():
        own = places[(places["area"] == cell.area) & (places["group"] != CELL)]
        assert np.hypot(own["x"] - cell.x, own["y"] - cell.y).min() > 5.2  # type: ignore[operator]

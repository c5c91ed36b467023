"""How many people live in each place of the made-up region, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.sample.plan import CELL
from pipeline.sample.settlements import FOOTPRINT_KM

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

CITY_PEOPLE = (182_000, 96_000, 61_000, 47_000)
"""People of the four cities, in the order of the plan."""
SIZES = {"town": (9_000, 24_000), "village": (160, 1_400), "hamlet": (20, 150)}
"""Least and most people by class."""


def peopled(rng: np.random.Generator, places: pd.DataFrame, cities: list[str]) -> pd.DataFrame:
    """Return the places with `people`, whole numbers: many small places, few large ones."""
    people = np.zeros(len(places), dtype=np.int64)
    for name, (least, most) in SIZES.items():
        rows = np.flatnonzero(places["place_class"] == name)
        people[rows] = np.round(least * (most / least) ** rng.beta(1.6, 2.0, len(rows)))
    for name, count in zip(cities, CITY_PEOPLE, strict=True):
        people[places["name"] == name] = count
    people[places["group"] == CELL] = rng.integers(15, 60, int((places["group"] == CELL).sum()))
    return places.assign(people=people)


def in_cells(places: pd.DataFrame, ground: pd.DataFrame, cell_count: int) -> NDArray[np.float64]:
    """Return the people of every cell of the grid; land without people is 0, the sea null.

    Cities and towns spread over the cells round their own, denser towards the middle; no other
    place is as near to those cells, and they are in the same district.
    """
    cells = np.full(cell_count, np.nan)
    cells[ground["cell"]] = 0.0
    small = places["place_class"].map(FOOTPRINT_KM) == 0
    cells[places.loc[small, "cell"]] += places.loc[small, "people"].to_numpy()
    spots = ground[["x", "y"]].to_numpy()
    for row in np.flatnonzero(~small):
        place = places.loc[row]
        reach = FOOTPRINT_KM[str(place["place_class"])]
        away = np.hypot(*(spots - [place["x"], place["y"]]).T)
        near = np.flatnonzero((away <= reach) & (ground["area"] == place["area"]).to_numpy())
        weights = np.exp(-2.5 * away[near] / reach)
        whole = np.floor(weights / weights.sum() * place["people"])
        whole[weights.argmax()] += place["people"] - whole.sum()
        cells[ground["cell"].to_numpy()[near]] += whole
    return cells

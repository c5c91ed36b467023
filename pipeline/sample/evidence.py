"""Night lights, prices and who does what where in the made-up region."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pipeline.sample.people import in_cells
from pipeline.sample.plan import GAP, LINKED

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIGHT_PER_PERSON = 0.02
"""Radiance of a cell by each of its people, in cities and towns; elsewhere it is dark."""
MONTHS = ("2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12")
USUAL_PRICE, DEAR_PRICE, PRICE_NOISE = 0.45, 0.8, 0.03
STALLS = 2
"""Traders asked in a market; the price of a district and month is their mean."""
ORGANISATIONS = (
    *("Relief Partners", "Clean Water Trust", "Xesarian Red Cross", "Doctors on the Road"),
    *("Farmers' Union", "School Fund", "Bridge Builders", "Women's Council"),
)
SECTORS = ("health", "water", "food", "education")


class Evidence(NamedTuple):
    """The files' rows and what is true of them."""

    lights: NDArray[np.float64]
    """Radiance of every cell of the grid, null at sea."""
    prices: pd.DataFrame
    partners: pd.DataFrame
    lit: list[str]
    """Districts that are not all dark."""
    dear: list[str]
    """Districts with a market that one road leads to: maize costs most in them."""
    partners_by_area: dict[str, int]
    """How many different organisations work in each district that has any."""
    rejected: dict[str, list[int]]
    """Numbers of the unusable rows of each table, counted from 1."""


def evidence(
    rng: np.random.Generator,
    areas: pd.DataFrame,
    places: pd.DataFrame,
    ground: pd.DataFrame,
    cell_count: int,
) -> Evidence:
    """Return what is measured, asked and listed by district."""
    codes = areas["area_id"].to_numpy()
    towns = places[places["place_class"].isin(["city", "town"])].reset_index(drop=True)
    prices, dear = _prices(rng, areas, sorted(set(towns["area"])))
    partners, counts = _partners(rng, areas)
    return Evidence(
        lights=LIGHT_PER_PERSON * in_cells(towns, ground, cell_count),
        prices=prices,
        partners=partners,
        lit=sorted(set(codes[towns["area"]])),
        dear=dear,
        partners_by_area=counts,
        rejected={"prices": [8, 31], "partners": [5]},
    )


def _prices(
    rng: np.random.Generator, areas: pd.DataFrame, with_town: list[int]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the price of maize in each market and month, and where it is dear."""
    is_dear = areas["group"].isin(LINKED).to_numpy()
    priced = np.union1d(with_town, np.flatnonzero(is_dear))
    code = np.repeat(areas["area_id"].to_numpy()[priced], len(MONTHS) * STALLS)
    usual = np.where(is_dear, DEAR_PRICE, USUAL_PRICE)[priced]
    price = np.repeat(usual, len(MONTHS) * STALLS)
    price = price + rng.uniform(-PRICE_NOISE, PRICE_NOISE, len(price))
    rows = pd.DataFrame(
        {
            "district_pcode": code,
            "month": np.tile(np.repeat(MONTHS, STALLS), len(priced)),
            "trader": np.tile([f"T{n + 1}" for n in range(STALLS)], len(priced) * len(MONTHS)),
            "item": "maize",
            "usd_per_kg": np.char.mod("%.3f", price),
        }
    )
    no_price = pd.DataFrame([[code[0], MONTHS[3], "T3", "maize", "sold out"]], columns=rows.columns)
    nowhere = pd.DataFrame([["XS999999", MONTHS[0], "T1", "maize", "0.40"]], columns=rows.columns)
    table = pd.concat([rows[:7], no_price, rows[7:29], nowhere, rows[29:]], ignore_index=True)
    return table, sorted(areas.loc[is_dear, "area_id"])


def _partners(rng: np.random.Generator, areas: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return organisations by district and sector, written as people write, and how many work."""
    rows: list[tuple[str, str, str]] = []
    counts: dict[str, int] = {}
    for row, code in enumerate(areas["area_id"]):
        count = 0 if areas["group"].iloc[row] == GAP else int(rng.integers(0, 5))
        chosen = rng.choice(len(ORGANISATIONS), count, replace=False)
        for number in sorted(int(one) for one in chosen):
            name = ORGANISATIONS[number]
            sectors = SECTORS[: int(rng.integers(1, 4))]
            rows += [
                (code, name.upper() if n else name, sector) for n, sector in enumerate(sectors)
            ]
        if count:
            counts[code] = count
    rows.insert(4, (rows[0][0], "", "health"))
    return pd.DataFrame(rows, columns=["district_pcode", "organisation", "sector"]), counts

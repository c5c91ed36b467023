"""How far minutes move when speeds are other than the tables say: quantiles over drawn speeds."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.batches import batches
from pipeline.travel import MS_PER_MIN, Roads, Travel, Trips, offers, speed_factors

Floats = npt.NDArray[np.float64]

QUANTILES = {"p05_min": 0.05, "p50_min": 0.5, "p95_min": 0.95}


def reach_spread(
    *,
    count: int,
    seed: int,
    speed_spread: float,
    class_correlation: float,
    **travel: Unpack[Travel],
) -> pd.DataFrame:
    """Quantiles of the minutes to the nearest service, over drawn sets of speeds.

    One row a community, type and scenario, null without a way in every draw. A draw multiplies the
    speed of all links of a road class by one factor, exp(s (sqrt(r) a + sqrt(1 - r) b)): a is the
    draw's own, b the class's in it, both standard normal, r the correlation, and s is such that
    nine factors of ten lie between 1 / (1 + spread) and 1 + spread. The factors of a class depend
    on the seed and its name alone; all scenarios meet the same draws. Walks and waits are not
    drawn.

    Parameters
    ----------
    count
        Sets of speeds drawn.
    seed
        Where drawing begins: same seed, same quantiles.
    speed_spread
        Share by which speeds are off (assumption, METHODS: 0.2).
    class_correlation
        How much road classes are off together, 0 to 1 (assumption).
    travel
        As `pipeline.travel.Travel` says.
    """
    roads = Roads(travel)
    factors = speed_factors(
        travel["network"],
        count=count,
        seed=seed,
        spread=speed_spread,
        correlation=class_correlation,
    )
    offered = offers(travel["services"], travel["hubs"], travel["service_types"])
    ids_count = len(travel["communities"])
    parts = []
    for some in batches(offered, 4 * ids_count * count):
        trips = Trips(roads, travel, some)
        for scenario in travel["scenario_names"]:
            drawn = np.empty((len(some), ids_count, count), np.int32)
            for batch in batches(range(count), roads.bytes_a_set):
                laid = roads.laid_side_by_side(scenario, factors.of_links(batch))
                for of_type, costs in zip(drawn, trips.least_costs(*laid), strict=True):
                    of_type[:, batch] = costs
            for offer, of_type in zip(some, drawn, strict=True):
                about = {
                    "community_id": trips.ids,
                    "service_type": offer.kind,
                    "scenario": scenario,
                }
                parts.append(pd.DataFrame({**about, "draws_count": count, **_quantiles(of_type)}))
    return pd.concat(parts, ignore_index=True)


def _quantiles(costs: npt.NDArray[np.int32]) -> dict[str, Floats]:
    """Return the quantiles of each row in minutes, null where a draw has no way."""
    has_way = (costs >= 0).all(axis=1)
    found = {name: np.full(len(costs), np.nan) for name in QUANTILES}
    if has_way.any():
        values = np.quantile(costs[has_way], list(QUANTILES.values()), axis=1)
        for name, row in zip(QUANTILES, values, strict=True):
            found[name][has_way] = row / MS_PER_MIN
    return found

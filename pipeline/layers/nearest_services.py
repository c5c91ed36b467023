"""The few nearest services of every type, of every community, in every scenario."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import pandas as pd

from pipeline.travel import SHUT, Travel, minutes_of, trips


def nearest_services(*, nearest_count: int, **travel: Unpack[Travel]) -> pd.DataFrame:
    """Nearest services with their ids and minutes, best first, where there is a way.

    Rank 1 is what `reach` says. A community has fewer rows where it reaches fewer services, and
    none where it reaches none; why, `reach` says. Ties go to the least `service_id`. There is no
    time limit.

    Parameters
    ----------
    nearest_count
        How many at most.
    travel
        As `pipeline.travel.Travel` says.
    """
    ways = trips(travel)
    rank = np.tile(np.arange(1, nearest_count + 1), len(ways.ids))
    parts = []
    for scenario in travel["scenario_names"]:
        by_type = ways.nearest(scenario, SHUT, nearest_count)
        for offer, nearest in zip(ways.offered, by_type, strict=True):
            found = minutes_of(nearest, offer.ids)
            table = pd.DataFrame(found).assign(
                community_id=ways.ids.repeat(nearest_count).to_numpy(),
                service_type=offer.kind,
                scenario=scenario,
                rank=rank,
            )
            parts.append(table.dropna(subset="minutes"))
    return pd.concat(parts, ignore_index=True)

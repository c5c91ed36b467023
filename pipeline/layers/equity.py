"""How unevenly the minutes to each service fall on people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.geo.inequality import ends, gini
from pipeline.geo.weighted import means, ratios, sums, worst_carried

if TYPE_CHECKING:
    import geopandas as gpd

KEY = ["service_type", "scenario"]
GRADES = np.array(["A", "B", "C", "X"])
GRADE_LEAST_SHARE = 0.1
FIFTH = 0.2


def equity(*, communities: gpd.GeoDataFrame, reach: pd.DataFrame) -> pd.DataFrame:
    """Gini coefficient of people's minutes, and the gap between the best and the worst served.

    One row a service type (or `hub`) and scenario, over all people of the region. Only who reaches
    a service (status `reachable`) has minutes; who does not has no number that could stand for
    them, and is counted beside: a region where half reach nothing can have even minutes. The
    fifths are of the people with minutes; a community on the border of a fifth counts in part.
    Where nobody with people reaches one, the numbers are null. The grade is the worst of the
    people's that carries a tenth of them, X where nobody is counted.
    """
    pairs = reach[KEY].drop_duplicates().sort_values(KEY, ignore_index=True)
    count = len(pairs)
    row = pd.Index(communities["community_id"]).get_indexer(reach["community_id"])
    people = communities["people"].to_numpy(float)[row]
    grade = np.searchsorted(GRADES, communities["people_grade"].to_numpy(str))[row]
    group = pd.MultiIndex.from_frame(pairs).get_indexer(pd.MultiIndex.from_frame(reach[KEY]))
    status = reach["status"].to_numpy(str)
    has = status == "reachable"
    minutes = (reach["minutes"].to_numpy(float)[has], people[has], group[has])
    low, high = ends(*minutes, FIFTH, count)
    counted = sums(people[has], group[has], count)
    unknown = sums(np.where(status == "unknown", people, 0.0), group, count)
    without = sums(np.where(has | (status == "unknown"), 0.0, people), group, count)
    shape = (count, len(GRADES))
    worst = worst_carried(
        grade[has], people[has], group[has], least_share=GRADE_LEAST_SHARE, shape=shape
    )
    return pairs.assign(
        gini=gini(*minutes, count),
        mean_min=means(*minutes, count),
        best_fifth_min=low,
        worst_fifth_min=high,
        gap_min=high - low,
        people_counted=counted,
        people_without=without,
        people_unknown=unknown,
        without_share=ratios(without, counted + without),
        grade=GRADES[worst],
    )

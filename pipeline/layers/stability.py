"""Violence in each area: how much, how near, and which way it goes.

Where an incident counts is told by `placing`.

Totals take all years; the rest takes incidents up to `as_of`, dated by the middle of their span
(by `as_of` where that cuts it). The rate's window is `rate_years`, no longer than the data, no
shorter than a year. Without people rates are null; without `as_of` or incidents the trend is
unknown too, and the grade X. A month is 365.25 / 12 days.

Trend: finished months, or calendar years if most incidents are known by year only, from the
region's first incident on; unknown under 8. Months leave out incidents known by year only. The
slope is the yearly number's change per year.

Quiet and onset take incidents of which the area holds half or more. Onset: one in the last 12
months, before it `quiet_months` of data on no day of which one can have happened. Escalating: 2 or
more (by weight) in the last 12 months, and `escalation` times those of the 12 before, all within
the data; with yearly data the last finished year and the one before.

Deaths: where a source gives no low or high estimate its best one counts, and none where it gives
none.

Spillover: the intensity of all other areas whose people live within `spillover_km`, each by the
bisquare kernel (1 - (d / spillover_km)^2)^2 of the distance d between the people of both. It is a
sum, so that it is the same whether what lies around is one area or many.

Hot spots: Gi* of the rate, not of counts, which would find where people are; and of the shrunk
rate, so that an area of few people makes no hot spot by one incident; and of its square root,
which evens out the spread of rates, so that one extreme area does not hide the others. They take
incidents of which one area holds half or more: parts that are shared out over areas side by side
would be clusters of our own making. Areas without people take no part. Neighbours share a border,
or live within `hotspot_band_km`. Hot and cold are the discoveries at `hotspot_level` (Benjamini
and Hochberg) among all areas; unknown without neighbours, without incidents, or where the
neighbourhood is the whole region. Emerging is asked of the same rates in periods of 12 months
counted back from `as_of`, or of 3 or 1 where the data hold fewer than 8 of those (calendar years
where most incidents are known by year only), shrunk all together; unknown under 8 periods.

Grade, the worse of two: A where 80 % of the weight is at points that the source calls exact,
B where 80 % is of precision 1 (also assumed) or 2, else C (an area without incidents takes
the region's); and the worst grade that carries a tenth of the people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pipeline.stability import Rules, measured
from pipeline.violence import weights

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def stability(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    placing: pd.DataFrame,
    neighbours: pd.DataFrame,
    as_of: pd.DataFrame,
    **rules: Unpack[Rules],
) -> pd.DataFrame:
    """Rates, intensity, exposure, trend, hot spots and flags, one row an area.

    What each column takes, and the rules of grade and flags, stand at the head of this file.

    Parameters
    ----------
    rules
        As `pipeline.stability.Rules` says.
    """
    placed = weights(placing, incidents["incident_id"], areas["area_id"])
    day = as_of["as_of"].iloc[0]
    return measured(areas, communities, incidents, placed, neighbours, day, rules)

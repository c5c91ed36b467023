"""The stability sheet: how much violence each area sees, and which way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.page import colours, legend, notes, words
from pipeline.page.language import say, say_many, short
from pipeline.page.timeline import RATE_BREAKS
from pipeline.print import told
from pipeline.print.contents import Fill, List, Listed, Places, Sign, Theme
from pipeline.print.names import calm

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.print.source import Source

ARROWS = {"rising": "^", "falling": "v"}
UNIT = "per 100,000 a year"


def stability(source: Source) -> Theme:
    """Return the areas by shrunk rate, with an arrow in each whose trend is seen.

    Incidents are points only where the region file allows it, and only those of exact place.
    """
    own = source.by_area(source.table("stability"))
    setting = source.region.stability
    fills = [
        Fill(name, colour)
        for name, colour in zip(legend.ranges(RATE_BREAKS), colours.RATES, strict=True)
    ]
    places = [_arrows(source, own, trend) for trend in ARROWS]
    if source.region.map.show_incident_points:
        places.insert(0, _incidents(source))
    return Theme(
        heading=say("Stability: violent incidents"),
        lead=notes.violence(setting.rate_years),
        fills=(*fills, told.unknown(say("Unknown: no people known"))),
        fill_title=say("Incidents per 100,000 people a year"),
        fill_of=colours.classes(own["rate_per_100k"], RATE_BREAKS),
        people=own["people"].to_numpy(float),
        is_unsure=np.zeros(len(own), bool),
        places=tuple(places),
        place_title=say("Trend of incidents"),
        list=_worst(source, own),
        facts=(
            (
                say("Rate over"),
                say_many(
                    "{years} year",
                    "{years} years",
                    setting.rate_years,
                    years=short(setting.rate_years),
                ),
            ),
            (say("Trend"), say("Mann-Kendall test, 5 % level")),
        ),
        grades=own["grade"].to_numpy(object),
        notes=tuple(notes.rates(setting.blur_km)),
    )


def _arrows(source: Source, own: pd.DataFrame, trend: str) -> Places:
    """Return a sign in each area of a trend."""
    rows = np.flatnonzero((own["trend"] == trend).to_numpy(bool))
    inside = source.areas.geometry.iloc[rows].representative_point()
    xy = np.column_stack([inside.x, inside.y])
    return Places(Sign(words.TRENDS[trend], ARROWS[trend], "black", 2.6), xy, rows)


def _incidents(source: Source) -> Places:
    """Return the incidents whose place is exact."""
    table = source.table("incidents")
    exact = table[table["where_precision"] == 1].sort_values("incident_id")
    xy = np.column_stack([exact.geometry.x, exact.geometry.y])
    sign = Sign(say("Incident at an exact place"), "X", "black", 1.7)
    return Places(sign, xy, source.area_rows(exact["area_id"]))


def _worst(source: Source, own: pd.DataFrame) -> List:
    """Return the areas of the highest rates."""
    names = source.areas.set_index("area_id")["area_name"]
    rows = own[own["rate_per_100k"] > 0].reset_index()
    rows = rows.sort_values(["rate_per_100k", "area_id"], ascending=[False, True])
    at = source.area_rows(rows["area_id"])
    rates = (words.number(rate, 1) for rate in rows["rate_per_100k"])
    return List(
        say("Highest rates"),
        tuple(map(Listed, map(calm, rows["area_id"].map(names).astype(str)), rates, at.tolist())),
        say("No area has a rate above 0."),
    )

"""Road reports as drawn marks where they were made, whatever became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, slim, words
from pipeline.page.language import say, say_many

if TYPE_CHECKING:
    import geopandas as gpd

RING = {"radius": 6, "weight": 2.5, "fillColor": "#ffffff", "fillOpacity": 1}
STYLES = [
    *({**RING, "color": colours.LINKS[name]} for name in words.LINK_STATUSES),
    {**RING, "radius": 5, "weight": 1.5, "color": "#5f6a75", "fillOpacity": 0.6},
]
"""By what a report in force says; the last is of those not in force."""

IN_FORCE = "rules"


def reports(
    closures: gpd.GeoDataFrame, closure_effects: pd.DataFrame, base_scenario: str
) -> tuple[drawing.Layer, list[int]]:
    """Return a ring at each report, and the rows of all, those first that most people feel.

    Order: people cut off, people slowed, those in force, then by id.
    """
    about = closures[["closure_id", "source", "geometry"]].merge(closure_effects, on="closure_id")
    about["is_idle"] = about["fate"] != IN_FORCE
    about = about.sort_values(
        ["people_cut_off", "people_slowed", "is_idle", "closure_id"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )
    layer = drawing.Layer(
        "reports",
        "circle",
        slim.points(about.geometry.representative_point()),
        drawing.columns(_classes(about)),
        STYLES,
        titles=about["closure_name"].fillna(say("Report without a name")).tolist(),
        facts=_facts(about, base_scenario),
    )
    return layer, about.index.tolist()


def _classes(about: pd.DataFrame) -> np.ndarray:
    """Return the style of each report."""
    status = pd.Index(list(words.LINK_STATUSES)).get_indexer(pd.Index(about["status"]))
    return np.where(about["is_idle"], len(words.LINK_STATUSES), status)


def _facts(about: pd.DataFrame, base_scenario: str) -> tuple[drawing.Fact, ...]:
    """Return what is told of each report; `WHY` and `COUNT` are places among these."""
    pairs = about[["people_cut_off", "people_slowed"]].to_numpy(float)
    said = [words.effect(*pair) for pair in pairs]
    when = words.scenario(base_scenario).lower()
    contested = about["contested_links_count"].astype(float)
    return (
        drawing.worded(
            say("The report says"), about["status"], words.LINK_STATUSES, is_in_tip=True
        ),
        drawing.worded(say("What became of it"), about["fate"], words.REPORT_FATES, is_in_tip=True),
        drawing.named(say("Reported on"), _days(about["reported"])),
        drawing.named(say("Holds until"), _days(about["expires"]), is_brief=True),
        drawing.named(say("Reported by"), about["reported_by"], is_brief=True),
        drawing.named(say("What it does ({when})", when=when), pd.Series(said, dtype="str")),
        drawing.measured(say("Road shut by it alone"), about["shut_km"], "km", digits=2),
        drawing.measured(say("Road links it speaks of"), about["links_count"]),
        drawing.measured(say("Of these it rules"), about["ruled_links_count"]),
        drawing.named(say("Other reports disagree"), _contested(contested), is_brief=True),
        drawing.named(say("Source"), about["source"]),
    )


WHY = [0, 1, 5, 9, 2, 4]


def _days(dates: pd.Series) -> pd.Series:
    return pd.Series(dates.dt.strftime("%Y-%m-%d"), dtype="str")


def _contested(counts: pd.Series) -> pd.Series:
    """Return on how many links others disagree; null for none."""
    said = [
        say_many("disputed on {n} link", "disputed on {n} links", n) if n else None for n in counts
    ]
    return pd.Series(said, counts.index, "str")

"""The resilience sheet: each area's quadrant of access and stability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.page import colours, notes, words
from pipeline.page.language import say, say_many, short
from pipeline.print import told
from pipeline.print.contents import Fill, List, Listed, Theme
from pipeline.print.names import calm

if TYPE_CHECKING:
    from pipeline.print.source import Source

WORST = "weak_cut_off"
KNOWN = ("stable_cut_off", "strong_reachable", "weak_cut_off", "reachable_unstable")
"""Quadrants in the order of the cross: stable and unstable, each with poor and good access."""


def resilience(source: Source) -> Theme:
    """Return the areas by quadrant, hatched where it holds in too few draws, the worst listed."""
    own = source.by_area(source.table("resilience"))
    setting, clear_share = source.region.resilience, source.region.index.clear_share
    place = pd.Index(KNOWN).get_indexer(pd.Index(own["quadrant"]))
    fills = [Fill(words.QUADRANTS[key], colours.QUADRANTS[key]) for key in KNOWN]
    near = say_many(
        "within {n} minute of a service ({service})",
        "within {n} minutes of a service ({service})",
        setting.access_within_min,
        service=words.service(setting.access_service).lower(),
    )
    return Theme(
        heading=say("Resilience: access and stability"),
        lead=say(
            "Where people can reach services and live in peace, where only one of the two holds, "
            "and where neither does."
        ),
        fills=(*fills, told.unknown(say("Unknown: access or stability cannot be told"))),
        fill_title=say("Areas"),
        fill_of=np.where(place < 0, len(KNOWN), place),
        people=own["people"].to_numpy(float),
        is_unsure=(own["quadrant_share"] < clear_share).to_numpy(bool),
        unsure=say("Not sure: holds in under {share} of draws", share=words.percent(clear_share)),
        is_crossed=True,
        list=_worst(source, own),
        facts=(
            (say("Scenario"), words.scenario(source.base)),
            (say("Service"), words.service(setting.access_service)),
            (
                say("Good access"),
                say(
                    "{share} of people within {minutes} min",
                    share=words.percent(setting.access_cut_share),
                    minutes=setting.access_within_min,
                ),
            ),
            (
                say("Stable"),
                say("up to {rate} per 100,000 a year", rate=short(setting.stability_cut_per_100k)),
            ),
        ),
        grades=own["grade"].to_numpy(object),
        notes=(
            say(
                "Access is good where at least {share} of an area's people live {near}, by road "
                "and on foot.",
                share=words.percent(setting.access_cut_share),
                near=near,
            ),
            notes.stable(setting.stability_cut_per_100k),
            notes.choices(),
        ),
    )


def _worst(source: Source, own: pd.DataFrame) -> List:
    """Return the areas that are weak and cut off, most people first."""
    worst = own[own["quadrant"] == WORST].reset_index()
    rows = worst.sort_values(["people", "area_id"], ascending=[False, True])
    at = source.area_rows(rows["area_id"])
    people = map(told.people, rows["people"])
    return List(
        say("Weak and cut off, most people first"),
        tuple(map(Listed, map(calm, rows["area_name"].astype(str)), people, at.tolist())),
        say("No area is weak and cut off."),
    )

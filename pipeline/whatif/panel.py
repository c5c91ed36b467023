"""The panel beside the map of a what-if: the question, the legend, and how it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.page import colours, frame, legend
from pipeline.page.escape import text
from pipeline.page.language import say_many
from pipeline.whatif.differences import SAME, SAME_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd


MINUTE_BREAKS = (30, 60, 120, 240)
CHANGE_WORDS = {
    "cut_off": "Cut off",
    "slower": "Slower",
    "connected": "Connected",
    "faster": "Faster",
    SAME: "No change",
}
"""Those that lose lie on top."""
CHANGE_COLOURS = ("#8c1023", "#f2a25c", "#2b7bba", "#9ecbe8", "#aab6bf")
TIME_COLOURS = (*colours.MINUTES, colours.STATUSES["unreachable"], colours.UNKNOWN)
DEEDS = {"closed": "Closed", "opened": "Opened", "added": "Added"}
DEED_COLOURS = {"closed": "#c8102e", "opened": "#2e8b57", "added": "#1f5fd0"}
MOST_NAMED = 20


def lead(links: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> str:
    """Return the question, and how to read its answer."""
    km = links.groupby("deed")["length_m"].sum() / 1000
    said = [f"{km[deed]:,.1f} km of road were {deed}" for deed in DEEDS if deed in km.index]
    if len(added):
        said.append(say_many("{n} service was added", "{n} services were added", len(added)))
    if not said:
        return "Nothing changes: all that was asked for is so already."
    return (
        f"What would change if {' and '.join(said)}. Red communities would lose their way and "
        "orange ones get a slower one; blue ones gain one, or a faster one."
    )


def blocks(
    size: Mapping[str, float], links: gpd.GeoDataFrame, added: gpd.GeoDataFrame
) -> list[str]:
    """Return the legend's blocks."""
    shapes = ["circle"] * (len(CHANGE_WORDS) - 1) + ["dot"]
    changes = _entries(CHANGE_WORDS.values(), CHANGE_COLOURS, shapes)
    minutes = [*legend.ranges(MINUTE_BREAKS, " min"), "not reached", "unknown"]
    times = _entries(minutes, TIME_COLOURS, ["circle"] * len(minutes))
    seen = [deed for deed in DEEDS if (links["deed"] == deed).any()]
    labels, colour = [DEEDS[deed] for deed in seen], [DEED_COLOURS[deed] for deed in seen]
    done = _entries(labels, colour, ["dash" if deed == "closed" else "line" for deed in seen])
    rings = _entries(labels, colour, ["ring"] * len(seen))
    of_links = [
        legend.block("links", _titled("Links", labels), done),
        legend.block("spots", _titled("Where they are", labels), rings),
    ]
    service = legend.Entry("Added", DEED_COLOURS["added"], "circle")
    return [
        legend.block(
            "communities",
            "Communities",
            times,
            body=f"{_rows('Change, and for how many people', changes)}{legend.sizes(size)}"
            '<p class="note">Before and after, by travel time</p>',
            note="Circles of those that gain or lose grow with the people they stand for.",
        ),
        *(of_links if seen else []),
        *([legend.block("services", "Added services", [service])] if len(added) else []),
        legend.block("hubs", "Hubs", [legend.Entry("Hub", colours.INK, "icon star")]),
        legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
    ]


def _entries(
    labels: Iterable[str], own: Iterable[str], shapes: Iterable[str]
) -> list[legend.Entry]:
    return [legend.Entry(*one) for one in zip(labels, own, shapes, strict=True)]


def _titled(title: str, labels: Sequence[str]) -> str:
    """Return a title that names its only entry, whose label the legend leaves out."""
    return f"{title}: {labels[0].lower()}" if len(labels) == 1 else title


def _rows(heading: str, entries: Sequence[legend.Entry]) -> str:
    """Return entries under a small heading, each with room for a number that the page fills in."""
    rows = "".join(
        f'<li><i class="swatch {entry.shape}" style="--c:{entry.colour}"></i>{text(entry.label)}'
        f'<span class="number" data-number="{row}"></span></li>'
        for row, entry in enumerate(entries)
    )
    return f'<p class="note">{text(heading)}</p><ul>{rows}</ul>'


def about(
    tables: Sequence[pd.DataFrame],
    links: gpd.GeoDataFrame,
    told: Sequence[str],
    left_out: list[str],
) -> dict[str, Sequence[str]]:
    """Return what was changed, methods, sources and what was left out, in plain words.

    Parameters
    ----------
    tables
        Those whose sources are named.
    """
    deeds = links.groupby("deed")["link_id"].agg(list)
    changed = [
        f"{DEEDS[deed]}: {', '.join(deeds[deed][:MOST_NAMED])}"
        + (
            f" and {len(deeds[deed]) - MOST_NAMED:,} more."
            if len(deeds[deed]) > MOST_NAMED
            else "."
        )
        for deed in DEEDS
        if deed in deeds.index
    ]
    sources = pd.concat([table["source"] for table in tables])
    return {
        "What was changed": [*changed, *told],
        "Method": [
            (
                "The region's layers were made anew with the change and nothing else; `before` is "
                "what is published."
            ),
            (
                "Connected are communities that get a way, or whose only ways were insecure or "
                "beyond the time limit and are not any more; cut off is the other way round. "
                "Faster and slower are by more than "
                + say_many("{n} minute.", "{n} minutes.", SAME_MIN)
            ),
            (
                "An added road is joined to the roads there are, and no report speaks of it; what "
                "is known of a road that it cuts holds for its parts. Where too few roads are "
                "mapped to say, one more says no more."
            ),
            "An added service is open.",
        ],
        "Sources": sorted(set(sources)),
        "Left out": frame.left_out(left_out),
    }

"""The panel beside the map of a what-if: the question, the legend, and how it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.page import colours, frame, legend, words
from pipeline.page.escape import text
from pipeline.page.language import Words, say, say_many
from pipeline.whatif.differences import SAME, SAME_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd


MINUTE_BREAKS = (30, 60, 120, 240)
CHANGE_WORDS = Words(
    {
        "cut_off": "Cut off",
        "slower": "Slower",
        "connected": "Connected",
        "faster": "Faster",
        SAME: "No change",
    }
)
"""Those that lose lie on top."""
CHANGE_COLOURS = ("#8c1023", "#f2a25c", "#2b7bba", "#9ecbe8", "#aab6bf")
TIME_COLOURS = (*colours.MINUTES, colours.STATUSES["unreachable"], colours.UNKNOWN)
DEEDS = Words({"closed": "Closed", "opened": "Opened", "added": "Added"})
WERE = Words(
    {
        "closed": "{km} km of road were closed",
        "opened": "{km} km of road were opened",
        "added": "{km} km of road were added",
    }
)
DEED_COLOURS = {"closed": "#c8102e", "opened": "#2e8b57", "added": "#1f5fd0"}
MOST_NAMED = 20


def lead(links: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> str:
    """Return the question, and how to read its answer."""
    km = links.groupby("deed")["length_m"].sum() / 1000
    said = [WERE[deed].format(km=words.number(km[deed], 1)) for deed in WERE if deed in km.index]
    if len(added):
        said.append(say_many("{n} service was added", "{n} services were added", len(added)))
    if not said:
        return say("Nothing changes: all that was asked for is so already.")
    return say(
        "What would change if {what}. Red communities would lose their way and orange ones get a "
        "slower one; blue ones gain one, or a faster one.",
        what=say(" and ").join(said),
    )


def blocks(
    size: Mapping[str, float], links: gpd.GeoDataFrame, added: gpd.GeoDataFrame
) -> list[str]:
    """Return the legend's blocks."""
    shapes = ["circle"] * (len(CHANGE_WORDS) - 1) + ["dot"]
    changes = _entries(CHANGE_WORDS.values(), CHANGE_COLOURS, shapes)
    minutes = [*legend.ranges(MINUTE_BREAKS, " min"), say("not reached"), say("unknown")]
    times = _entries(minutes, TIME_COLOURS, ["circle"] * len(minutes))
    seen = [deed for deed in DEEDS if (links["deed"] == deed).any()]
    labels, colour = [DEEDS[deed] for deed in seen], [DEED_COLOURS[deed] for deed in seen]
    done = _entries(labels, colour, ["dash" if deed == "closed" else "line" for deed in seen])
    rings = _entries(labels, colour, ["ring"] * len(seen))
    of_links = [
        legend.block("links", _titled(say("Links"), labels), done),
        legend.block("spots", _titled(say("Where they are"), labels), rings),
    ]
    service = legend.Entry(say("Added"), DEED_COLOURS["added"], "circle")
    return [
        legend.block(
            "communities",
            say("Communities"),
            times,
            body=f"{_rows(say('Change, and for how many people'), changes)}{legend.sizes(size)}"
            f'<p class="note">{text(say("Before and after, by travel time"))}</p>',
            note=say("Circles of those that gain or lose grow with the people they stand for."),
        ),
        *(of_links if seen else []),
        *([legend.block("services", say("Added services"), [service])] if len(added) else []),
        legend.block("hubs", say("Hubs"), [legend.Entry(say("Hub"), colours.INK, "icon star")]),
        legend.block("roads", say("Roads"), [legend.Entry(say("Road"), "#7c8792", "thin")]),
    ]


def _entries(
    labels: Iterable[str], own: Iterable[str], shapes: Iterable[str]
) -> list[legend.Entry]:
    return [legend.Entry(*one) for one in zip(labels, own, shapes, strict=True)]


def _titled(title: str, labels: Sequence[str]) -> str:
    """Return a title that names its only entry, whose label the legend leaves out."""
    if len(labels) != 1:
        return title
    return say("{title}: {label}", title=title, label=labels[0].lower())


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
    changed = [_done(DEEDS[deed], deeds[deed]) for deed in DEEDS if deed in deeds.index]
    sources = pd.concat([table["source"] for table in tables])
    return {
        say("What was changed"): [*changed, *told],
        say("Method"): [
            say(
                "The region's layers were made anew with the change and nothing else; `before` is "
                "what is published."
            ),
            say_many(
                "Connected are communities that get a way, or whose only ways were insecure or "
                "beyond the time limit and are not any more; cut off is the other way round. "
                "Faster and slower are by more than {n} minute.",
                "Connected are communities that get a way, or whose only ways were insecure or "
                "beyond the time limit and are not any more; cut off is the other way round. "
                "Faster and slower are by more than {n} minutes.",
                SAME_MIN,
            ),
            say(
                "An added road is joined to the roads there are, and no report speaks of it; what "
                "is known of a road that it cuts holds for its parts. Where too few roads are "
                "mapped to say, one more says no more."
            ),
            say("An added service is open."),
        ],
        say("Sources"): sorted(set(sources)),
        say("Left out"): frame.left_out(left_out),
    }


def _done(deed: str, link_ids: Sequence[str]) -> str:
    """Return what was done to which links, the first ones by their ids."""
    names, rest = ", ".join(link_ids[:MOST_NAMED]), len(link_ids) - MOST_NAMED
    if rest <= 0:
        return say("{deed}: {names}.", deed=deed, names=names)
    return say("{deed}: {names} and {rest} more.", deed=deed, names=names, rest=words.number(rest))

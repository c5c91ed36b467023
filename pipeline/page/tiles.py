"""When a page cannot hold its communities, and what it needs to read them from a file of tiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pipeline.page import words
from pipeline.page.escape import text
from pipeline.page.language import Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

MOST_TIMES = 6_500_000
"""Times of communities that 8 MB hold, beside areas and roads."""
MOST_CUT_OFF_BYTES = 6_500_000
"""What a page of isolation has room for in 8 MB, beside areas and roads."""
COMMUNITY_BYTES, SCENARIO_BYTES, CUT_OFF_BYTES = 17, 1.2, 7.5
"""What a community takes there, in each scenario, and in each that cuts it off: a little more than
those of a made-up region do."""
FILE = "communities.pmtiles"
"""How the name of the file ends."""
LAYER = "communities"
STATE_END = "_state"
"""What an attribute's name has more that tells why, beside the one that tells the minutes."""
REACHED = "reachable: ok"
"""The state that is not written."""
SAYS = Words(
    {
        "people": "People",
        "time": "Travel time",
        "status": "Status",
        "reason": "Reason",
        "area": "Area",
        "grade": "Evidence for people",
        "shown": "Communities in view: {n}.",
        "nearer": "Draw the map nearer to see communities.",
        "strange": "This is no file of communities: nothing of it is shown.",
        "broken": "The file is damaged or not whole: copy it again.",
        "other": "The file belongs to another map: it was not made from the same data.",
        "old": "This browser is too old to read the file. Open the map in one of 2023 or newer.",
    }
)
"""What the script says, by the names that it knows it by."""


def has_too_many_times(communities: pd.DataFrame, switches: Mapping[str, Sequence[str]]) -> bool:
    """Return whether communities, each with a time in every choice, are more than a page holds."""
    choices = math.prod(len(choices) for choices in switches.values())
    return len(communities) * choices > MOST_TIMES


def has_too_many_cut_off(
    communities: pd.DataFrame, isolation: pd.DataFrame, scenarios: Sequence[str]
) -> bool:
    """Return whether communities, some of them cut off, are more than a page holds."""
    return isolation_bytes(communities, isolation, scenarios) > MOST_CUT_OFF_BYTES


def isolation_bytes(
    communities: pd.DataFrame, isolation: pd.DataFrame, scenarios: Sequence[str]
) -> float:
    """Return about how much of a page of isolation its communities would take."""
    each = COMMUNITY_BYTES + SCENARIO_BYTES * len(scenarios)
    return len(communities) * each + len(isolation) * CUT_OFF_BYTES


def stamp(communities: pd.DataFrame, reach: pd.DataFrame, as_of: pd.DataFrame) -> str:
    """Return what a page and a file have in common that were made from the same data.

    Day of the data, how many communities, and the sum of all minutes: enough to tell files of other
    regions and other days apart.
    """
    day = as_of["as_of"].dropna()
    stated = day.iloc[0].date().isoformat() if len(day) else "no day"
    return f"{stated}, {len(communities)}, {reach['minutes'].sum():.0f}"


def key(kind: str, scenario: str) -> str:
    """Return the name of the attribute that holds the minutes to a service in a scenario."""
    return f"{kind}_{scenario}"


def block(title: str, body: str, *, without: str) -> str:
    """Return the legend block of communities, with a field for the file in place of its switch.

    Parameters
    ----------
    body
        HTML of ours; it goes in as it is.
    without
        What the page shows of communities without the file.
    """
    asked = say("Open {file}", file=FILE)
    return (
        f'<section class="block" data-block="{LAYER}"><p class="block-title">{text(title)}</p>'
        f'<p class="note from-file"><label for="tiles-file">{text(asked)}</label>'
        '<input id="tiles-file" type="file" accept=".pmtiles" aria-describedby="tiles-note">'
        f'<span id="tiles-note">{text(_why())} {text(without)}</span></p>'
        f'<p class="note" id="tiles-told" role="status"></p>{body}</section>'
    )


def _why() -> str:
    return say(
        "The communities are too many for this page. Choose their file, which lies among the "
        "exports and whose name ends so, or drop it on the map. It stays on this device."
    )


def told_apart() -> str:
    """Return what a page says of communities that lie in a file."""
    return say(
        "Communities are in a file of their own; the search box finds where they are, and the file "
        "tells of them."
    )


def told(
    stamped: str,
    *,
    over: Sequence[str],
    keys: Sequence[Any],
    styles: Sequence[Mapping[str, Any]],
    own: Mapping[str, int],
    tip: Sequence[str],
    reasons: Mapping[str, str],
    breaks: Sequence[int] = (),
    size: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Return what the script is told of the file.

    Parameters
    ----------
    over, keys
        Switches, and the attributes with the minutes, nested in their order.
    styles, breaks, size
        Of dots, as in `drawing.Layer` and, by minutes, in `drawing.Ranges`.
    own
        Style of dots by status or reason, where it is not that of their minutes.
    tip
        What is told of a dot at once, by the names of `SAYS`.
    reasons
        Words for reasons.
    """
    return {
        "layer": LAYER,
        "stamp": stamped,
        "over": list(over),
        "keys": list(keys),
        "stateEnd": STATE_END,
        "reached": REACHED,
        "styles": [dict(style) for style in styles],
        "breaks": list(breaks),
        "size": dict(size) if size else None,
        "own": dict(own),
        "tip": list(tip),
        "statuses": dict(words.STATUSES),
        "reasons": dict(reasons),
        "grades": dict(words.GRADES),
        "says": dict(SAYS),
    }

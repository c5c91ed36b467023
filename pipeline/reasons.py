"""Whether a service is reached, and the one reason: of communities and of cells alike.

The rules stand in `layers.reach`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.travel import OPEN, SECURE, SHUT, SHUT_IF_KNOWN

if TYPE_CHECKING:
    from pipeline.travel import Trips

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]

OUTSIDE = 0
"""Code of what lies in no area and is not looked at."""
STATES = {
    1: ("reachable", "ok"),
    11: ("conditional", "insecure"),
    12: ("conditional", "closed_link"),
    13: ("conditional", "season"),
    14: ("conditional", "vehicle"),
    21: ("unreachable", "no_service"),
    22: ("unreachable", "too_far"),
    23: ("unreachable", "no_road"),
    24: ("unreachable", "closed_link"),
    25: ("unreachable", "disconnected"),
    31: ("unknown", "map_gap"),
    32: ("unknown", "closed_link"),
}
"""Status and reason by code; codes of one status share their tens."""
CODES = {state: code for code, state in STATES.items()}


class Known(NamedTuple):
    """What is known of points before any way is looked for."""

    has_service: Bools
    """Whether there is any open service, type by type."""
    is_gap: Bools
    """Whether each point lies where the map is too thin."""
    has_road: Bools
    """Whether each point comes onto a road."""


def states(ways: Trips, scenario: str, known: Known, limit_min: float) -> Codes:
    """Return the code of each type and point: of the first row that holds."""
    table = ways.roads.scenarios
    every = list(table.index)
    same_vehicle = list(table.index[table["vehicle"] == table.loc[scenario, "vehicle"]])
    minutes, secure_min = (ways.minutes(scenario, view) for view in (SHUT, SECURE))
    has_way = np.isfinite(minutes)
    is_secure = np.isfinite(secure_min) & ((secure_min <= limit_min) | (minutes > limit_min))
    everywhere = np.ones_like(has_way)
    rows = [
        (everywhere & ~known.has_service[:, None], "unreachable", "no_service"),
        (has_way & ~is_secure, "conditional", "insecure"),
        (has_way & (minutes > limit_min), "unreachable", "too_far"),
        (has_way, "reachable", "ok"),
        (everywhere & known.is_gap, "unknown", "map_gap"),
        (everywhere & ~known.has_road, "unreachable", "no_road"),
    ]
    if not np.any([row[0] for row in rows], axis=0).all():
        opened = ways.has_way(scenario, OPEN)
        rows += [
            (ways.has_way(scenario, SHUT_IF_KNOWN), "unknown", "closed_link"),
            (opened & ways.has_any_way(every), "conditional", "closed_link"),
            (opened, "unreachable", "closed_link"),
            (~ways.has_any_way(every, OPEN), "unreachable", "disconnected"),
            (ways.has_any_way(same_vehicle), "conditional", "season"),
            (ways.has_any_way(every), "conditional", "vehicle"),
            (ways.has_any_way(every, SHUT_IF_KNOWN), "unknown", "closed_link"),
        ]
    held = [row[0] for row in rows]
    codes = [np.uint8(CODES[row[1:]]) for row in rows]
    return np.select(held, codes, np.uint8(CODES["unreachable", "closed_link"]))


def worded(codes: Codes) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return the status and the reason of each code."""
    words = np.full((max(STATES) + 1, 2), "", object)
    words[list(STATES)] = list(STATES.values())
    return words[codes, 0], words[codes, 1]

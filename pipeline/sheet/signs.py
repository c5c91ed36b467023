"""The signs and lines of a map, as they are drawn on it and in its legend."""

from __future__ import annotations

from typing import Any

SIGNS: dict[str, dict[str, Any]] = {
    "hub": {"marker": "*", "markersize": 17, "color": "black"},
    "community": {"marker": "o", "markersize": 10, "color": "black"},
    "service": {"marker": "P", "markersize": 9, "color": "black"},
    "weakest": {"marker": "D", "markersize": 8, "color": "white", "markeredgecolor": "black"},
    "reached": {"marker": "s", "markersize": 7, "color": "black"},
    "number": {"marker": "o", "markersize": 9, "color": "white", "markeredgecolor": "black"},
    "settlement": {"marker": "o", "markersize": 3, "color": "white", "markeredgecolor": "0.3"},
    "incident": {"marker": "^", "markersize": 5, "color": "white", "markeredgecolor": "black"},
    "closed": {"marker": "x", "markersize": 7, "color": "black", "markeredgewidth": 1.5},
}
"""Of places."""
LINES: dict[str, dict[str, Any]] = {
    "way": {"colors": "black", "linewidths": 2.8, "capstyle": "round"},
    "shut_way": {"colors": "black", "linewidths": 2.8, "linestyles": (0, (1.2, 0.8))},
    "other": {"colors": "black", "linewidths": 1.3, "linestyles": (0, (5, 2))},
    "straight": {"colors": "black", "linewidths": 1.6, "linestyles": ":"},
    "closed": {"colors": "black", "linewidths": 1.2, "linestyles": "--"},
    "road_0": {"colors": "0.45", "linewidths": 1.2},
    "road_1": {"colors": "0.6", "linewidths": 0.7},
    "road_2": {"colors": "0.7", "linewidths": 0.4},
}
"""Of ways and roads; `road_` and the rank."""
WORDS = {
    "hub": "hub",
    "community": "community",
    "service": "nearest service",
    "weakest": "weakest link",
    "reached": "nearest reached road",
    "way": "the way, legs numbered",
    "other": "way round the weakest link",
    "straight": "straight line: on foot, or no mapped road",
    "closed": "closed by a report",
    "incident": "recent incident, exact place",
    "road_0": "main road",
    "road_1": "road",
    "road_2": "track, path",
}
"""Of the legend, in its order."""

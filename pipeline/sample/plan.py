"""What is special where: the parts of the made-up region that the truth is about.

Places are given as drawn, in kilometres; the nearest district's seat is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

NORMAL = "normal"
VALLEY = "valley"
MUD = "mud"
ROUGH = "rough"
HILLS = "hills"
PATH = "path"
GAP = "gap"
ISLAND = "island"
AMBUSH = "ambush"
ON_BRIDGE = "bridge"
"""Ways on bridges, where nothing turns off."""
AMBUSHED = "ambushed"
"""The stretch of road where people are waylaid; nothing turns off there either."""
NO_ROAD = "no_road"
CELL = "cell"
"""People in a population cell that is far from every place of its district."""
PRIVATE = "private"
PLANNED = "planned"
LANDING = "landing"
BARRED = (PRIVATE, PLANNED)
"""Ways that nobody may use: a company's road, and one that is not built."""

SPECIAL = {
    VALLEY: ((54.0, 128.0), (68.0, 134.0)),
    MUD: ((41.0, 35.0), (73.0, 34.0)),
    ROUGH: ((113.0, 19.0), (131.0, 23.0)),
    HILLS: ((176.0, 73.0),),
    PATH: ((14.6, 100.0),),
    GAP: ((158.4, 132.5),),
    ISLAND: ((20.0, 9.0),),
    AMBUSH: ((176.0, 95.0),),
}
"""Districts of each special part: cut off by one closed bridge; on earth roads only; on rough
tracks only; beyond a pass that takes hours; on a footpath; without any mapped road; an island;
beyond a stretch of road where people are waylaid."""

LINKED = (VALLEY, MUD, ROUGH, HILLS, PATH, AMBUSH)
"""Special parts that one road leads to."""

CITIES = {
    "Maruvélo": (86.0, 97.0),
    "Port Sanneka": (33.0, 66.0),
    "Lobandra": (141.0, 122.0),
    "Gisurel": (117.0, 68.0),
}
"""The four cities."""
CAPITAL, PORT = "Maruvélo", "Port Sanneka"

VIOLENT = ((165.7, 55.5), (154.5, 39.9), (146.3, 56.0), (138.9, 35.8))
"""Districts of the violent corner; violence rises in the first."""

QUIET_ADM2 = ((20.0, 80.0), (35.0, 92.0))
"""Places in the two departments where nothing is recorded."""


def planned(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the areas with `group` (which part) and `city` (the city's name, else empty)."""
    groups = np.full(len(areas), NORMAL, dtype=object)
    for group, spots in SPECIAL.items():
        groups[[nearest_seat(areas, spot) for spot in spots]] = group
    cities = np.full(len(areas), "", dtype=object)
    for name, spot in CITIES.items():
        cities[nearest_seat(areas, spot)] = name
    return areas.assign(group=groups, city=cities)


def nearest_seat(areas: pd.DataFrame, spot: tuple[float, float]) -> int:
    """Return the row of the area whose seat, as drawn, is nearest to a spot."""
    return int(np.hypot(*(areas[["x", "y"]].to_numpy() - spot).T).argmin())

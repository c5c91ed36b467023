"""Where the made-up region's people live, and the tracks that lead there.

Every place lies at the middle of a population cell, so that how many live in each is known
exactly. Ordinary villages lie near a gravel or paved road. Places of a part of its own lie
further than anyone walks from every road that is not that part's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from pipeline.sample.grid import spaced
from pipeline.sample.names import invented_names
from pipeline.sample.plan import (
    AMBUSH,
    BARRED,
    CELL,
    GAP,
    HILLS,
    ISLAND,
    MUD,
    NO_ROAD,
    NORMAL,
    PATH,
    ROUGH,
    VALLEY,
)
from pipeline.sample.roadmap import distance_km
from pipeline.sample.roads import TAGS
from pipeline.sample.terrain import bend
from pipeline.sample.tracks import draw_tracks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.sample.roadmap import RoadMap

PLACES = 1497
"""Places; with the three cells below, 1,500 communities."""
APART = 3
"""Cells with people that are far from every place of their district."""
APART_KM = 5.8
ORDINARY = 1150
COUNTS = {VALLEY: 48, MUD: 90, ROUGH: 42, HILLS: 20, PATH: 8, ISLAND: 22, GAP: 14, AMBUSH: 16}
NO_ROAD_PLACES = 14
NEAR_KM, FAR_KM = 4.5, 5.4
"""Ordinary villages are nearer than this to a good road, places apart further than that from any
road but their own: on both sides of the 5 km that people are taken to walk."""
GAP_KM = 1.9
HAMLET_GAP_KM = 1.2
KEEP_OFF_KM = 3.0
FOOTPRINT_KM = {"city": 2.4, "town": 1.3, "village": 0.0, "hamlet": 0.0}
VILLAGE_SHARE = 0.6
TRACKS = "tracks"
TRACK_TAGS = (
    {"highway": "track", "surface": "earth", "tracktype": "grade3"},
    {"highway": "track", "surface": "ground", "tracktype": "grade2"},
    {"highway": "track", "surface": "dirt"},
    {"highway": "track"},
    {"highway": "unclassified", "surface": "unpaved"},
)
"""How mappers describe tracks to villages, some hardly at all."""
OWN_TAGS = {
    VALLEY: TRACK_TAGS,
    MUD: (
        {"highway": "unclassified", "surface": "earth"},
        {"highway": "track", "surface": "earth", "tracktype": "grade2"},
        {"highway": "unclassified", "surface": "mud"},
    ),
    ROUGH: (TAGS[ROUGH], {"highway": "track", "surface": "ground", "tracktype": "grade5"}),
    HILLS: ({"highway": "track", "surface": "gravel", "tracktype": "grade2"},),
    PATH: (TAGS[PATH],),
    ISLAND: ({"highway": "track", "surface": "sand"}, {"highway": "track", "surface": "earth"}),
    AMBUSH: ({"highway": "unclassified", "surface": "gravel"},),
}
"""How tracks of parts of their own are described."""


def seated(areas: pd.DataFrame, ground: pd.DataFrame) -> pd.DataFrame:
    """Return the areas with their seat: the cell inside them that is nearest to the seed."""
    drawn = bend(areas[["x", "y"]].to_numpy())
    rows = []
    for area, spot in enumerate(drawn):
        own = ground.index[ground["area"] == area]
        away = np.hypot(ground.loc[own, "x"] - spot[0], ground.loc[own, "y"] - spot[1])
        rows.append(own[away.to_numpy().argmin()])
    seats = ground.loc[rows]
    return areas.assign(
        seat_x=seats["x"].to_numpy(),
        seat_y=seats["y"].to_numpy(),
        seat_cell=seats["cell"].to_numpy(),
    )


class Settling:
    """Places while they are put down: each keeps its distance from those before."""

    def __init__(self, rng: np.random.Generator, areas: pd.DataFrame, ground: pd.DataFrame) -> None:
        self.rng = rng
        self.areas = areas
        self.ground = ground[ground["area"] >= 0].reset_index(drop=True)
        self.group_of_cell = areas["group"].to_numpy()[self.ground["area"]]
        self.spots = self.ground[["x", "y"]].to_numpy()
        kinds = np.where(areas["city"] != "", "city", np.where(areas["is_town"], "town", "village"))
        self.places = pd.DataFrame(
            {
                "cell": areas["seat_cell"],
                "x": areas["seat_x"],
                "y": areas["seat_y"],
                "area": np.arange(len(areas)),
                "group": areas["group"],
                "place_class": kinds,
                "name": areas["city"].where(areas["city"] != "", areas["area_name"]),
            }
        )

    def put(
        self, weights: NDArray[np.float64], count: int, group: str, *, gap_km: float = GAP_KM
    ) -> NDArray[np.float64]:
        """Put down places of one group and return where they are."""
        reach = self.places["place_class"].map(FOOTPRINT_KM).to_numpy()
        own_gap = self.places["group"].map({CELL: APART_KM}).fillna(0.0).to_numpy()
        chosen = spaced(
            self.rng,
            self.spots,
            weights,
            count,
            gap_km=gap_km,
            taken=self.places[["x", "y"]].to_numpy(),
            taken_gap_km=np.maximum.reduce([2 * reach + 0.7, own_gap, np.full(len(reach), gap_km)]),
        )
        new = self.ground.loc[chosen, ["cell", "x", "y", "area"]].assign(group=group)
        is_village = self.rng.random(len(new)) < VILLAGE_SHARE
        new["place_class"] = np.where(is_village, "village", "hamlet")
        self.places = pd.concat([self.places, new], ignore_index=True)
        return new[["x", "y"]].to_numpy()


def settle(
    rng: np.random.Generator,
    roadmap: RoadMap,
    areas: pd.DataFrame,
    ground: pd.DataFrame,
    river: Any,  # noqa: ANN401  a line
) -> pd.DataFrame:
    """Put down all places, draw the tracks to them, and return the places.

    Columns: `cell`, `x`, `y`, `area` (row), `group`, `place_class`, `name`. People without a
    place are rows of group `cell`.
    """
    settling = Settling(rng, areas, ground)
    is_normal = settling.group_of_cell == NORMAL
    good_km = distance_km(settling.spots, roadmap.lines(only={NORMAL}))
    is_fit = is_normal & (good_km < NEAR_KM) & (_away_from_path_km(settling) > KEEP_OFF_KM)
    near = np.where(is_fit, np.exp(-good_km / 2.5), 0.0)
    villages = settling.put(near, ORDINARY, NORMAL)
    draw_tracks(
        rng,
        roadmap,
        villages,
        start=(NORMAL,),
        group=TRACKS,
        tags=TRACK_TAGS,
        barrier=river,
        reach_km=NEAR_KM,
    )
    for group, count in COUNTS.items():
        _settle_apart(settling, roadmap, group, count)
    away_km = distance_km(settling.spots, roadmap.lines(without=BARRED))
    settling.put(np.where(is_normal & (away_km > FAR_KM), 1.0, 0.0), NO_ROAD_PLACES, NO_ROAD)
    _put_cells(settling, near)
    left = PLACES + APART - len(settling.places)
    settling.put(np.where(good_km < 1.0, near, 0.0), left, NORMAL, gap_km=HAMLET_GAP_KM)
    return _named(settling)


def _away_from_path_km(settling: Settling) -> NDArray[np.float64]:
    """Return how far each cell is from the one part so small that villages must keep off it."""
    outline = settling.areas.loc[settling.areas["group"] == PATH, "shape"].to_numpy()[0]
    distance: NDArray[np.float64] = shapely.distance(outline, shapely.points(settling.spots))
    return distance


def _settle_apart(settling: Settling, roadmap: RoadMap, group: str, count: int) -> None:
    """Put down the places of a part of its own, and draw its tracks."""
    strange_km = distance_km(settling.spots, roadmap.lines(without={group, *BARRED}))
    own_km = distance_km(settling.spots, roadmap.lines(only={group}))
    is_in = (settling.group_of_cell == group) & (strange_km > FAR_KM)
    weights = np.where(is_in, 1.0 if group == GAP else np.exp(-own_km / 6), 0.0)
    villages = settling.put(weights, count, group)
    if group != GAP:
        draw_tracks(
            settling.rng, roadmap, villages, start=(group,), group=group, tags=OWN_TAGS[group]
        )


def _put_cells(settling: Settling, near: NDArray[np.float64]) -> None:
    """Put down people who live far from every place of their district, yet near a road."""
    weights = near.copy()
    for area, own in settling.places.groupby("area"):
        cells = np.flatnonzero(settling.ground["area"] == area)
        gaps = cKDTree(own[["x", "y"]].to_numpy()).query(settling.spots[cells])[0]
        weights[cells[gaps < APART_KM]] = 0.0
    settling.put(weights, APART, CELL, gap_km=0.6)


def _named(settling: Settling) -> pd.DataFrame:
    """Return the places with invented names; people without a place have none."""
    places = settling.places.sort_values(["area", "cell"], ignore_index=True)
    names = settling.areas[["area_name", "adm1_name", "adm2_name"]].to_numpy()
    taken = {*places["name"].dropna(), *names.ravel()}
    is_nameless = places["name"].isna() & (places["group"] != CELL)
    places.loc[is_nameless, "name"] = invented_names(settling.rng, int(is_nameless.sum()), taken)
    return places

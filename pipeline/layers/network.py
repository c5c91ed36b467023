"""Road links between junctions; the graph that everything travels on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from pipeline.geo.components import components
from pipeline.geo.noding import links

if TYPE_CHECKING:
    from collections.abc import Mapping

PAVED_CLASSES = tuple(
    name + link for name in ("motorway", "trunk", "primary") for link in ("", "_link")
)
PATH_CLASSES = ("path", "footway", "pedestrian", "steps", "bridleway")
FERRY = "ferry"

GROUP_OF_SURFACE: Mapping[str, str] = {
    **dict.fromkeys(("paved", "asphalt", "concrete", "chipseal", "paving_stones"), "paved"),
    **dict.fromkeys(("metal", "metal_grid", "bricks", "brick", "cement", "wood"), "paved"),
    **dict.fromkeys(("sett", "cobblestone", "unhewn_cobblestone"), "paved"),
    **dict.fromkeys(("gravel", "compacted", "fine_gravel", "pebblestone"), "gravel"),
    **dict.fromkeys(("stone", "rocky", "rock"), "gravel"),
    **dict.fromkeys(("earth", "ground", "dirt", "unpaved", "soil", "laterite"), "earth"),
    **dict.fromkeys(("grass", "grass_paver"), "earth"),
    **dict.fromkeys(("mud", "sand", "clay"), "mud"),
}
GROUP_OF_TRACKTYPE: Mapping[str, str] = {
    "grade1": "gravel",
    "grade2": "gravel",
    "grade3": "earth",
    "grade4": "mud",
    "grade5": "mud",
}
CARRIED = (
    *("road_id", "road_name", "road_class", "surface", "tracktype", "smoothness", "source"),
    *("maxspeed_kmh", "maxweight_t", "maxheight_m", "oneway", "is_bridge", "is_tunnel"),
)


def network(*, osm: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Links between junctions, with the nodes they join and the component they belong to.

    Lines of files marked `node` meet each other and OpenStreetMap's ways where they cross on one
    level; bridges, tunnels and lines marked `ignore` meet others at ends only; OpenStreetMap's
    ways meet each other where they share a node. Ends join what lies within their snap distance,
    as `pipeline.geo.noding.links` says. A way length that is given is shared out by length of
    line. Lines without length are left out, and links without any length with them.

    Surface group: the surface's; a track of grade 4-5 without surface, or on earth, is mud; else
    the tracktype's; else paved for motorway to primary and ferries, earth below. Lines marked
    `ignore` and ferries are schematic. Ids of `roads` that `osm` has too get the source in front.
    """
    lines = _lines(osm, roads)
    is_shared = (lines["crossings"] == "shared_nodes").to_numpy(bool)
    is_over = lines["is_bridge"].to_numpy(bool) | lines["is_tunnel"].to_numpy(bool)
    found = links(
        lines.geometry.to_numpy(),
        can_be_cut=~is_over & (lines["crossings"] != "ignore").to_numpy(bool),
        is_settled=is_shared,
        level=lines["layer"].to_numpy(np.int64),
        end_snap=lines["end_snap_m"].to_numpy(float),
    )
    of = lines.iloc[found.line].reset_index(drop=True)
    part = pd.Series(found.line).groupby(found.line).cumcount().astype("str")
    length_m = of["length_m"].to_numpy(float) * found.share
    table = of[list(CARRIED)].assign(
        link_id=(of["line_id"] + "-" + part).astype("str"),
        from_node=found.from_node,
        to_node=found.to_node,
        component=components(found.from_node, found.to_node, length_m),
        length_m=length_m,
        is_schematic=(of["crossings"] == "ignore") | (of["road_class"] == FERRY),
        **_ground(of),
    )
    return gpd.GeoDataFrame(table, geometry=found.geometry, crs=osm.crs or roads.crs)


def _lines(osm: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return both tables as one, in the order of a `line_id` of its own for each row."""
    is_taken = roads["road_id"].isin(osm["road_id"])
    own = roads["road_id"].mask(is_taken, roads["source"] + ":" + roads["road_id"])
    tables = [osm.assign(line_id=osm["road_id"]), roads.assign(line_id=own)]
    # An empty table beside a full one would only blur the dtypes.
    full = [table for table in tables if len(table)] or tables[:1]
    lines = pd.concat(full, ignore_index=True)
    for tag in ("surface", "tracktype", "smoothness"):
        lines[tag] = _first_word(lines[tag])
    return lines.sort_values("line_id", kind="stable", ignore_index=True)


def _first_word(values: pd.Series) -> pd.Series:
    """Return the first value of a tag that may hold a list (`a;b`) or a detail (`a:lanes`)."""
    text = values.astype("str").str.lower().str.extract(r"^\s*([^;:,\s]+)", expand=False)
    return text.mask(values.isna()).astype("str")


def _ground(of: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Return surface group, whether it is a guess, and passability of each link."""
    road_class, tracktype = of["road_class"].astype("str"), of["tracktype"]
    is_ferry = road_class == FERRY
    of_surface = of["surface"].map(GROUP_OF_SURFACE)
    of_track = tracktype.map(GROUP_OF_TRACKTYPE)
    is_soft = (of_track == "mud") & (of_surface.isna() | (of_surface == "earth"))
    told = of_surface.fillna(of_track).mask(is_soft, "mud")
    is_paved = road_class.isin(PAVED_CLASSES) | is_ferry
    of_class = pd.Series("earth", index=of.index).mask(is_paved, "paved")
    group = told.mask(is_ferry).fillna(of_class).astype("str")
    passability = group.replace("mud", "earth").mask(road_class == "track", "track")
    return {
        "surface_group": group,
        "is_surface_guessed": told.isna() & ~is_ferry,
        "passability": passability.mask(road_class.isin(PATH_CLASSES), "path").astype("str"),
    }

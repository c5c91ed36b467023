"""Road links between junctions; the graph that everything travels on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.components import components
from pipeline.geo.cutting import repeats
from pipeline.geo.noding import links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.geo.cutting import Links
    from pipeline.geo.noding import Mended

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

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
    *("maxspeed_kmh", "maxweight_t", "maxaxleload_t", "maxheight_m", "maxwidth_m", "width_m"),
    *("oneway", "hgv", "motorcar", "motorcycle"),
    *("is_bridge", "is_tunnel", "is_ford", "barrier", "seasonal", "layer"),
)
CLASSES = (
    *PAVED_CLASSES,
    *("secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential"),
    *("living_street", "service", "road", "track", *PATH_CLASSES, FERRY),
)
"""Classes, greatest first; others come last."""


def network(
    *, osm: gpd.GeoDataFrame, roads: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, None, list[str]]:
    """Links between junctions, with the nodes they join and the component they belong to.

    Lines of files marked `node` meet each other and OpenStreetMap's ways where they cross on one
    level; bridges, tunnels and lines marked `ignore` meet others at ends only; OpenStreetMap's
    ways meet each other where they share a node. Ends join what lies within their snap distance,
    as `pipeline.geo.noding.links` says. A way length that is given is shared out by length of
    line. Lines without length are left out, and links without any length with them. Of links that
    are the same line between the same nodes, on one level and open to the same directions, the
    one of the greatest class stays (then of the least id); other parallel links all stay.

    Surface group: the surface's; a track of grade 4-5 without surface, or on earth, is mud; else
    the tracktype's; else paved for motorway to primary and ferries, earth below. Lines marked
    `ignore` and ferries are schematic. Ids of `roads` that `osm` has too get the source in front.

    The third answer tells, file by file, what was mended.
    """
    lines = _lines(osm, roads)
    is_shared = (lines["crossings"] == "shared_nodes").to_numpy(bool)
    is_over = lines["is_bridge"].to_numpy(bool) | lines["is_tunnel"].to_numpy(bool)
    found, mended = links(
        lines.geometry.to_numpy(),
        can_be_cut=~is_over & (lines["crossings"] != "ignore").to_numpy(bool),
        is_settled=is_shared,
        level=lines["layer"].to_numpy(np.int64),
        end_snap=lines["end_snap_m"].to_numpy(float),
    )
    of = lines.iloc[found.line].reset_index(drop=True)
    part = pd.Series(found.line).groupby(found.line).cumcount().astype("str")
    length_m = of["length_m"].to_numpy(float) * found.share
    is_repeat = _repeats(found, of)
    table = of[list(CARRIED)].assign(
        link_id=(of["line_id"] + "-" + part).astype("str"),
        from_node=found.from_node,
        to_node=found.to_node,
        length_m=length_m,
        is_schematic=(of["crossings"] == "ignore") | (of["road_class"] == FERRY),
        **_ground(of),
    )
    table = gpd.GeoDataFrame(table, geometry=found.geometry, crs=osm.crs or roads.crs)
    table = table[~is_repeat].reset_index(drop=True)
    from_node, to_node = table["from_node"].to_numpy(np.int64), table["to_node"].to_numpy(np.int64)
    component = components(from_node, to_node, table["length_m"].to_numpy(float))
    table = table.assign(component=component)
    return table, None, _told(lines, found, mended, is_repeat)


def _repeats(found: Links, of: gpd.GeoDataFrame) -> Bools:
    """Return which links are the same as one of greater class, or of the same and a lesser id."""
    greatness = of["road_class"].map({name: n for n, name in enumerate(CLASSES)})
    rank = greatness.fillna(len(CLASSES)).to_numpy(np.int64) * len(of) + np.arange(len(of))
    way = of["oneway"].map({"both": 0, "forward": 1, "backward": -1}).to_numpy(np.int64)
    way = np.where(found.from_node <= found.to_node, way, -way)
    return repeats(found, of["layer"].to_numpy(np.int64) * 3 + way, rank)


def _told(
    lines: gpd.GeoDataFrame,
    found: Links,
    mended: Mended,
    is_repeat: Bools,
) -> list[str]:
    """Return what was mended, a line a file."""
    source = lines["source"].astype("str").to_numpy()
    notes = []
    for name in sorted(set(source)):
        joined_m = mended.joined_m[source[mended.joined] == name]
        met_m = mended.met_m[source[mended.met] == name]
        acts = (
            ((source[mended.crossing] == name).sum(), "crossings became junctions", ""),
            (len(joined_m), "ends joined to a line", _largest(joined_m)),
            (len(met_m), "ends joined to another end", _largest(met_m)),
            ((source[mended.empty] == name).sum(), "links without length left out", ""),
            ((source[found.line[is_repeat]] == name).sum(), "duplicate links removed", ""),
        )
        told = ", ".join(f"{count:,} {what}{more}" for count, what, more in acts if count)
        notes.append(f"{name}: {told or 'nothing to mend'}")
    return notes


def _largest(moves_m: Floats) -> str:
    return f" (largest move {moves_m.max(initial=0):.1f} m)"


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

"""Roads and services that a question adds, joined to the network that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.built import made
from pipeline.schema import TABLES, conform

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from pipeline.built import Layers

    Shapes = npt.NDArray[np.object_]

ADDED = "added:"
EXACT_M = 0.01
"""How far ends look for a join once they have been moved to where they join."""
END_M = 1.0
"""A place this near an end of a link is that end."""
GREATEST = "motorway"
OF_A_PART = ("link_id", "from_node", "to_node", "component", "length_m", "geometry")
"""What a part of a link has of its own."""


def own_ids(ids: pd.Series, taken: Iterable[str]) -> pd.Series:
    """Return ids that begin with `added:`, as often as it takes to be none of those taken."""
    known, named = set(taken), ADDED + ids
    while named.isin(known).any():
        named = ADDED + named
    return named


def with_services(layers: Layers, added: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the services with others, which are open and have ids of their own."""
    services = layers.table("services")
    ids = own_ids(added["service_id"], services["service_id"])
    more = added.assign(service_id=ids, status="open", is_status_assumed=False)
    parts = [table for table in (services, more) if len(table)]
    together = pd.concat(parts, ignore_index=True)
    return conform("services", gpd.GeoDataFrame(together, crs=services.crs))


def with_roads(
    layers: Layers, added: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, dict[str, str], list[str]]:
    """Return the network with roads, the link that each cut link was part of, and notes.

    Links that no road cuts keep their ids and all that is known of them; a cut link's parts have
    its id with `.0`, `.1`. Ends of the added roads join the nearest road within their snap
    distance; roads of the file join each other where they touch. Nothing that there was moves or
    goes, so that no way gets longer: a part of an added road that is the same line as a link is
    left out.
    """
    base = layers.table("network")
    ids = own_ids(added["road_id"], {*base["link_id"], *base["road_id"]})
    roads, moved = _snapped(added.assign(road_id=ids), base)
    settled = base.assign(
        road_id=base["link_id"],
        road_class=GREATEST,  # so that of the same lines the one that there was stays
        crossings=np.where(base["is_schematic"], "ignore", "shared_nodes"),
        end_snap_m=0.0,
        source="",
    )
    columns = [*TABLES["roads"].columns, "geometry"]
    tables = {"osm": conform("osm", settled[columns]), "roads": conform("roads", roads)}
    links = made(layers.steps["network"], tables)
    table, part_of = _with_what_was_known(links, base)
    return table, part_of, _notes(table, roads, moved, added["end_snap_m"].max())


def _with_what_was_known(
    links: gpd.GeoDataFrame, base: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Return links with the ids and tags that those of the base had, and whose parts they are."""
    row = pd.Index(base["link_id"]).get_indexer(pd.Index(links["road_id"]))
    is_base = row >= 0
    number = links["link_id"].str.extract(r"-(\d+)$", expand=False)
    is_cut = is_base & links["road_id"].duplicated(keep=False).to_numpy(bool)
    own = links["road_id"].where(~is_cut, links["road_id"] + "." + number)
    whole = links["road_id"][is_cut]
    table = links.copy()
    for name in [name for name in base.columns if name not in OF_A_PART]:
        known = base[name].array.take(np.maximum(row, 0)) if len(base) else links[name].array
        table[name] = links[name].where(~is_base, pd.Series(known, index=links.index))
    table["link_id"] = links["link_id"].where(~is_base, own)
    part_of = dict(zip(table["link_id"][is_cut], whole, strict=True))
    return conform("network", table), part_of


def carried(table: pd.DataFrame, part_of: dict[str, str]) -> pd.DataFrame:
    """Return a table by link in which what is said of a cut link is said of all its parts."""
    parts = pd.DataFrame({"part": [*part_of], "link_id": [*part_of.values()]}).astype("str")
    both = table.merge(parts, on="link_id", how="left")
    return both.assign(link_id=both["part"].fillna(both["link_id"])).drop(columns="part")


def _snapped(
    roads: gpd.GeoDataFrame, base: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[float]]:
    """Return roads whose ends lie on the base, and how far each end that does was moved.

    Moved beforehand, because a join in between would move the base.
    """
    if base.empty:
        return roads, []
    lines = roads.geometry.to_numpy().copy()
    reach = np.minimum(roads["end_snap_m"].to_numpy(float), shapely.length(lines) / 2)
    moved: list[float] = []
    for level in np.unique(roads["layer"].to_numpy(np.int64)):
        own = np.flatnonzero(roads["layer"] == level)
        tree_of = _joinable(base, int(level))
        for end in (0, -1):
            at = shapely.get_point(lines[own], end)
            there, far = _targets(at, reach[own], tree_of, base)
            hit = shapely.get_type_id(there) >= 0
            lines[own[hit]] = _with_end(lines[own[hit]], end, there[hit])
            moved += far[hit].tolist()
    return roads.assign(end_snap_m=EXACT_M).set_geometry(
        gpd.GeoSeries(lines, index=roads.index, crs=roads.crs)
    ), moved


def _joinable(base: gpd.GeoDataFrame, level: int) -> Shapes:
    """Return where each link may be joined: anywhere, or at its ends alone."""
    lines = base.geometry.to_numpy()
    is_over = base["is_bridge"] | base["is_tunnel"] | base["is_schematic"]
    anywhere = (~is_over & (base["layer"] == level)).to_numpy(bool)
    ends = np.stack([shapely.get_point(lines, 0), shapely.get_point(lines, -1)], axis=1)
    only_ends: Shapes = np.asarray(shapely.multipoints(ends), object)
    return np.where(anywhere, lines, only_ends)


def _targets(
    at: Shapes, reach: npt.NDArray[np.float64], joinable: Shapes, base: gpd.GeoDataFrame
) -> tuple[Shapes, npt.NDArray[np.float64]]:
    """Return the nearest place within reach of each point, None where there is none, and how far.

    Ties go to the least `link_id`. A place near an end of its link is that end.
    """
    point, link = shapely.STRtree(joinable).query(at, predicate="dwithin", distance=reach)
    far = shapely.distance(at[point], joinable[link])
    order = np.lexsort((link, np.round(far, 3), point))
    point, first = np.unique(point[order], return_index=True)
    link = link[order][first]
    place = shapely.get_point(shapely.shortest_line(joinable[link], at[point]), 0)
    for end in (0, -1):
        node = shapely.get_point(base.geometry.to_numpy()[link], end)
        place = np.where(shapely.distance(place, node) <= END_M, node, place)
    there = np.full(len(at), None, dtype=object)
    there[point] = place
    return there, np.asarray(shapely.distance(at, there))


def _with_end(lines: Shapes, end: int, places: Shapes) -> Shapes:
    """Return lines whose first (0) or last (-1) vertex is another."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(owner, np.arange(len(lines) + 1))
    vertex = first[:-1] if end == 0 else first[1:] - 1
    xy[vertex] = shapely.get_coordinates(places)
    return np.asarray(shapely.linestrings(xy, indices=owner))


def _notes(
    table: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, moved: list[float], snap_m: float
) -> list[str]:
    """Return what became of the added roads."""
    is_added = table["road_id"].isin(roads["road_id"])
    km, of = table.loc[is_added, "length_m"].sum() / 1000, roads["length_m"].sum() / 1000
    notes = [f"added roads: {km:,.1f} km in {int(is_added.sum()):,} links"]
    if moved:
        notes[0] += f"; {len(moved)} ends joined (largest move {max(moved):.1f} m)"
    if of - km > 0.001 * of:
        notes.append(f"{of - km:,.1f} km run along roads that there are, and change nothing")
    known = set(table.loc[~is_added, "component"])
    apart = table.loc[is_added & ~table["component"].isin(known), "length_m"].sum() / 1000
    if apart:
        notes.append(
            f"{apart:,.1f} km of added roads meet no road: their ends must lie within "
            f"{snap_m:g} m of one, or they must cross it"
        )
    return notes

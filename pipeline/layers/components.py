"""The parts that the network falls into, and who lives at each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

M_PER_KM = 1000
POINT = ["point_kind", "point_id"]


def components(
    *,
    network: gpd.GeoDataFrame,
    connectors: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame,
) -> tuple[pd.DataFrame, None, list[str]]:
    """One row a connected part of the network: what it holds, and whom.

    A community, an open service or a hub counts once, at the component of its nearest connector
    (ties: the least component). Those without a connector are in no row: with them the rows add
    up to all. No links, no rows.
    """
    table = _links(network)
    component = network.set_index("link_id")["component"]
    found = connectors[[*POINT, "distance_m"]].assign(
        component=connectors["link_id"].map(component)
    )
    found = found.sort_values(["distance_m", "component"]).drop_duplicates(POINT)
    place = found.set_index(POINT)["component"]
    of_community = _component(place, "community", communities["community_id"])
    is_open = services["status"] == "open"
    counted = {
        "communities_count": of_community.value_counts(),
        "people": communities["people"].groupby(of_community.to_numpy()).sum(),
        "services_count": _component(
            place, "service", services["service_id"][is_open]
        ).value_counts(),
        "hubs_count": _component(place, "hub", hubs["hub_id"]).value_counts(),
    }
    for name, values in counted.items():
        table[name] = values.reindex(table.index).fillna(0)
    without = communities["people"][of_community.isna().to_numpy()].sum()
    return table.reset_index(), None, [_line(table, without)]


def _links(network: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what each component is made of, by component."""
    links = network.groupby("component")
    nodes = pd.concat(
        [
            network[["component", end]].set_axis(["component", "node"], axis=1)
            for end in ("from_node", "to_node")
        ]
    )
    return pd.DataFrame(
        {
            "links_count": links.size(),
            "nodes_count": nodes.drop_duplicates().groupby("component").size(),
            "length_km": links["length_m"].sum() / M_PER_KM,
        }
    )


def _component(place: pd.Series, kind: str, ids: pd.Series) -> pd.Series:
    """Return the component of each point; null where it has no connector."""
    of_kind = place[place.index.get_level_values("point_kind") == kind]
    return ids.astype("str").map(of_kind.droplevel("point_kind"))


def _line(table: pd.DataFrame, without: float) -> str:
    """Return what the components come to, as a sentence for the screen."""
    off = f"{without:,.0f} people live too far from every road"
    if not len(table):
        return f"the network is empty; {off}"
    largest = table["length_km"].max() / max(table["length_km"].sum(), 1e-9)
    cut_off = table["people"][table["hubs_count"] == 0].sum()
    return (
        f"{len(table):,} component{'s'[: len(table) > 1]}; the largest holds {largest:.1%} of the "
        f"length; {cut_off:,.0f} people live at components without a hub; {off}"
    )

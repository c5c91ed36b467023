"""Whose ways run on each link, by the service that is nearest to them."""

from __future__ import annotations

from typing import Unpack

import pandas as pd

from pipeline.geo.graph.ways import use
from pipeline.travel import Travel, trips


def link_use(**travel: Unpack[Travel]) -> pd.DataFrame:
    """People of whom the fastest way in the base scenario runs on a link, by type and service.

    One row a link and service that is nearest to somebody whose way to it runs on the link, or on
    part of it. A community has one way to each type, that which `reach` tells, and counts with all
    its people, once on a link; so on any link, and over all links that touch a service, nobody is
    there twice for a type. Ways that are walked only, or begin and end at one junction, use no
    link. People who live apart from all roads, or have no way, are in no row. Of ways that take
    exactly as long, one is taken, by a rule that knows only the network: see `geo.graph.ways`.

    Parameters
    ----------
    travel
        As `pipeline.travel.Travel` says; of the scenarios the first counts.
    """
    communities = trips(travel)
    by_id = travel["communities"].set_index("community_id")["people"]
    people = by_id.reindex(communities.ids).to_numpy(float)
    parts = []
    by_type = communities.ways(travel["scenario_names"][0])
    for offer, ways in zip(communities.offered, by_type, strict=True):
        used = use(ways, people)
        columns = {
            "link_id": communities.roads.link_ids[used.edge],
            "service_type": offer.kind,
            "service_id": offer.ids.to_numpy()[used.seed],
            "people": used.weight,
            "communities_count": used.count,
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)

"""The chance of a link to fail within a season, by its tags and the incidents near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.tags import ALL, Tag, tags_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Floats = npt.NDArray[np.float64]

FERRY = "ferry"
ON_WATER = ("road_class", "barrier", "seasonal")
"""Tags whose rows hold for ferries too: the others speak of ground."""


def chances(
    links: pd.DataFrame,
    failures: pd.DataFrame,
    risk: Floats,
    *,
    season: str,
    closed_per_incident: float,
    stage: str,
) -> Floats:
    """Return the chance of each link to fail within a season.

        1 - (1 - per_km)^km (1 - per_link) (1 - closed_per_incident)^risk

    per_km and per_link are the greatest of the rows that hold for the season and a tag of the
    link, 0 where none does; of ferries only rows of class, barrier and `seasonal` hold. Cutting a
    link into parts leaves the part by km as it is.

    Parameters
    ----------
    links
        The network, or rows of it.
    failures
        Chances by season, tag and value; `*` is every season.
    risk
        Risk from recent incidents, one a link.
    closed_per_incident
        Chance that a risk of 1 closes a link for the season.
    stage
        Who asks, for the message.

    Raises
    ------
    StageError
        Where a tag is no column of text or yes/no of the network.
    """
    tags = tags_in(failures, links, stage=stage, table="failures")
    rows = failures[failures["season"].isin((season, ALL))]
    per_km = _greatest(links, tags, rows, "per_km_share")
    per_link = _greatest(links, tags, rows, "per_link_share")
    kept = (1 - per_km) ** (links["length_m"].to_numpy(float) / 1000) * (1 - per_link)
    chance: Floats = 1 - kept * (1 - closed_per_incident) ** risk
    return chance


def _greatest(
    links: pd.DataFrame, tags: Mapping[str, Tag], rows: pd.DataFrame, column: str
) -> Floats:
    """Return the greatest chance that a row gives each link."""
    is_ferry = (links["road_class"] == FERRY).to_numpy(bool)
    chance = np.zeros(len(links))
    for name, of_tag in rows.groupby("tag"):
        own = tags[str(name)].numbers(of_tag.groupby("value")[column].max().to_dict(), 0.0)
        if name not in ON_WATER:
            own[is_ferry] = 0.0
        chance = np.maximum(chance, own)
    return chance

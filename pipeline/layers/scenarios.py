"""Every season with every vehicle: what can be asked of travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "*"


def scenarios(
    *, factors: pd.DataFrame, vehicles: pd.DataFrame, asked: Sequence[str]
) -> pd.DataFrame:
    """One row a season of the factors and vehicle, whatever the region file asks for.

    All are there so that a reason such as `season` can be told from the others.

    Parameters
    ----------
    asked
        Scenarios of the region file.

    Raises
    ------
    StageError
        Where there is no vehicle, the factors name no season or a vehicle that is not there, or a
        scenario is asked for that is not there.
    """
    _same_vehicles(factors, vehicles)
    seasons = pd.DataFrame({"season": sorted(set(factors["season"]) - {ALL})}, dtype="str")
    if seasons.empty:
        raise StageError(
            "scenarios: the table of travel.factors_table names no season; add a row for each, "
            "such as dry,*,surface_group,paved,1"
        )
    table = seasons.merge(vehicles[["vehicle", "is_on_foot"]], how="cross")
    table["scenario"] = table["season"] + "-" + table["vehicle"]
    strangers = [name for name in asked if name not in set(table["scenario"])]
    if strangers:
        raise StageError(
            f"scenarios: travel.scenarios asks for {', '.join(strangers)}; the tables of "
            "travel.factors_table (seasons) and travel.vehicles_table give "
            + ", ".join(table["scenario"])
        )
    return table


def _same_vehicles(factors: pd.DataFrame, vehicles: pd.DataFrame) -> None:
    """Refuse factors of vehicles that are not there, which would change nothing in silence."""
    known = set(vehicles["vehicle"])
    if not known:
        raise StageError(
            "scenarios: the table of travel.vehicles_table holds no vehicle; add a row for each, "
            "such as 4x4,no,,,,2"
        )
    strangers = sorted(set(factors["vehicle"]) - {ALL} - known)
    if strangers:
        raise StageError(
            f"scenarios: the table of travel.factors_table names vehicle {', '.join(strangers)}; "
            f"the table of travel.vehicles_table holds {', '.join(sorted(known))}; mend the name, "
            "or add the vehicle"
        )

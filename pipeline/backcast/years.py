"""Which days a back-cast speaks of, and what was known by then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.errors import ConfigError, StageError

if TYPE_CHECKING:
    from pipeline.built import Layers


def days(layers: Layers, region: str, years: int) -> list[pd.Timestamp]:
    """Return the last days of the years before `as_of`, the oldest first, and `as_of` itself.

    Raises
    ------
    ConfigError
        Where no year is asked for, or one that ends before data begin.
    StageError
        Where the region has no incidents, or no day that its layers speak of.
    """
    if years < 1:
        raise ConfigError(f"--years {years}: ask for 1 or more")
    as_of, first = layers.table("as_of")["as_of"].iloc[0], first_day(layers)
    if pd.isna(first):
        raise StageError(
            f"{region} has no incidents: only violence and dated answers are known of past years"
        )
    if pd.isna(as_of):
        raise StageError(
            f"{region} has no day that its layers speak of; state `as_of` in its region file"
        )
    most = as_of.year - first.year
    if years > most:
        back = f"--years {most} is the most" if most else "there is no year to go back to"
        raise ConfigError(
            f"--years {years}: the incidents of {region} begin on {first:%Y-%m-%d} and its layers "
            f"speak of {as_of:%Y-%m-%d}; {back}"
        )
    ends = [pd.Timestamp(as_of.year - back, 12, 31) for back in range(years, 0, -1)]
    return [*ends, as_of]


def first_day(layers: Layers) -> pd.Timestamp:
    """Return the first day on which an incident can have happened; NaT without any."""
    day: pd.Timestamp = layers.table("incidents")["date_start"].min()
    return day


def known_by(layers: Layers, day: pd.Timestamp) -> dict[str, Any]:
    """Return the tables that were others on a day: the day itself, and incidents up to it.

    An incident counts if it can have begun by then, as the source of incidents has it. Answers of
    later days are left out by the layers.
    """
    incidents, placing = layers.table("incidents"), layers.table("placing")
    known = incidents[incidents["date_start"] <= day].reset_index(drop=True)
    is_known = placing["incident_id"].isin(known["incident_id"])
    return {
        "as_of": layers.table("as_of").assign(as_of=day),
        "incidents": known,
        "placing": placing[is_known].reset_index(drop=True),
    }

"""Speed by road class, from a table that the package ships or the region's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.reading import Read, gather
from pipeline.formats.rules import WORD, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def class_speeds(*, files: Sequence[Path], table: str) -> Read:
    """Return one row a road class with its dry speed, km/h; 0 closes.

    Parameters
    ----------
    files
        One file, columns `road_class` and `speed_kmh`.
    table
        The table's name.

    Raises
    ------
    SourceError
        Where a class repeats, or its speed is not from 0 to 200 km/h: a speed left out would
        close roads in silence, so no row is passed over.
    """
    sieve = read_rules(
        files[0], names={"road_class": WORD}, ranges={"speed_kmh": (0, 200)}, key=("road_class",)
    )
    rows = sieve.frame[["road_class", "speed_kmh"]].reset_index(drop=True)
    return gather([sieve], rows.assign(table_name=table))

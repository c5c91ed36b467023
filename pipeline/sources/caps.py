"""Greatest speed by tag, from a table that the package ships or the region's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.reading import Read, gather
from pipeline.formats.rules import ANY, WORD, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def caps(*, files: Sequence[Path], table: str) -> Read:
    """Return one row a tag and value with the greatest speed there, km/h; 0 closes.

    Parameters
    ----------
    files
        One file, columns `tag` (a column of `network`), `value`, `speed_kmh`.
    table
        The table's name.

    Raises
    ------
    SourceError
        Where a tag's value repeats, or its speed is not from 0 to 200 km/h.
    """
    sieve = read_rules(
        files[0],
        names={"tag": WORD, "value": ANY},
        ranges={"speed_kmh": (0, 200)},
        key=("tag", "value"),
    )
    rows = sieve.frame[["tag", "value", "speed_kmh"]].reset_index(drop=True)
    return gather([sieve], rows.assign(table_name=table))

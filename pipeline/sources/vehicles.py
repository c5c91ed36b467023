"""What moves, and how large it is, from a table that the package ships or the region's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.reading import Read, gather
from pipeline.formats.rules import WORD, read_rules, refuse, yes_no

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RANGES = {
    "walking_kmh": (0.1, 20),
    "weight_t": (0.01, 1000),
    "axleload_t": (0.01, 1000),
    "height_m": (0.1, 20),
    "width_m": (0.1, 20),
}


def vehicles(*, files: Sequence[Path], table: str) -> Read:
    """Return one row a vehicle; an empty size is barred by no limit.

    Parameters
    ----------
    files
        One file, columns `vehicle`, `is_on_foot` (yes or no), `walking_kmh` (of those on foot
        alone), `weight_t`, `axleload_t`, `height_m`, `width_m`.
    table
        The table's name.

    Raises
    ------
    SourceError
        Where a vehicle repeats, a number is out of its range, one on foot has no walking speed,
        or another has one.
    """
    sieve = read_rules(
        files[0],
        names={"vehicle": WORD},
        ranges=RANGES,
        key=("vehicle",),
        may_be_empty=[*RANGES],
        others=["is_on_foot"],
    )
    rows = sieve.frame.assign(is_on_foot=yes_no(sieve, "is_on_foot"))
    walks = rows["walking_kmh"].notna()
    lacking = rows["vehicle"] + " is on foot: give its walking_kmh"
    refuse(rows["is_on_foot"] & ~walks, lacking, files[0])
    driving = rows["vehicle"] + " is not on foot: its speed is the road's; leave walking_kmh empty"
    refuse(~rows["is_on_foot"] & walks, driving, files[0])
    kept = rows[["vehicle", "is_on_foot", *RANGES]].reset_index(drop=True)
    return gather([sieve], kept.assign(table_name=table))

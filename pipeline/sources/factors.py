"""What season and tags leave of a speed, from a table that the package ships or the region's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.reading import Read, gather
from pipeline.formats.rules import ANY, WORD, WORD_OR_ALL, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEY = ("season", "vehicle", "tag", "value")


def factors(*, files: Sequence[Path], table: str) -> Read:
    """Return one row a season, vehicle, tag and value with the share of the speed; 0 closes.

    Parameters
    ----------
    files
        One file, columns `season`, `vehicle` (`*` stands for every one), `tag` (a column of
        `network`), `value`, `factor`.
    table
        The table's name.

    Raises
    ------
    SourceError
        Where a rule repeats, or its factor is not from 0 to 1.
    """
    sieve = read_rules(
        files[0],
        names={
            "season": WORD_OR_ALL,
            "vehicle": WORD_OR_ALL,
            "tag": WORD,
            "value": ANY,
        },
        ranges={"factor": (0, 1)},
        key=KEY,
    )
    rows = sieve.frame[[*KEY, "factor"]].reset_index(drop=True)
    return gather([sieve], rows.assign(table_name=table))

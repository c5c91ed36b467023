"""How likely links fail, by tag, from a table that the package ships or the region's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.reading import Read, gather
from pipeline.formats.rules import ANY, WORD, WORD_OR_ALL, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEY = ("season", "tag", "value")
CHANCES = ("per_km_share", "per_link_share")


def failures(*, files: Sequence[Path], table: str) -> Read:
    """Return one row a season, tag and value with the chances that a km and a link fail.

    Parameters
    ----------
    files
        One file, columns `season` (`*` stands for every one), `tag` (a column of `network`),
        `value`, `per_km_share`, `per_link_share`.
    table
        The table's name.

    Raises
    ------
    SourceError
        Where a rule repeats, or a chance is not from 0 to 1.
    """
    sieve = read_rules(
        files[0],
        names={"season": WORD_OR_ALL, "tag": WORD, "value": ANY},
        ranges=dict.fromkeys(CHANCES, (0, 1)),
        key=KEY,
    )
    rows = sieve.frame[[*KEY, *CHANCES]].reset_index(drop=True)
    return gather([sieve], rows.assign(table_name=table))

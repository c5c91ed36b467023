"""What was read, what fell through, and why: no row is lost without a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REJECTED_COLUMNS = ("source", "row", "action", "reason")
ACTIONS = ("rejected", "merged", "outside")
"""`rejected` is faulty, `merged` a duplicate of another row, `outside` not in the region."""
MAX_REJECTED_SHARE = 0.2
BLANK, SIGN = r"[\s\x00-\x1f\u200b\ufeff]", r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
FORMULA = re.compile(rf"^(?={BLANK}*{SIGN})|^(?=[\t\r\n])|(?<=[;\t\r\n])(?={BLANK}{{0,9}}{SIGN})")
"""Where a text begins that a spreadsheet runs, in letters of full width too: at the start, and
after what parts cells where commas do not, as in countries that write 0,5."""
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
"""Such as the negative ids of OpenStreetMap: no text that runs."""


class Read(NamedTuple):
    """A source's table, the rows that are not in it, and what a user should know."""

    table: Any
    rejected: pd.DataFrame
    notes: list[str]


class Sieve:
    """The rows of one file that are still in, and those that fell through.

    Parameters
    ----------
    frame
        The file's rows. Its index counts the file's data rows from 1; a frame with another index
        is taken to hold them all, in order.
    path
        The file.
    """

    def __init__(self, frame: Any, path: Path) -> None:  # noqa: ANN401  plain or with geometry
        if frame.index.name != "row":
            frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"))
        self.frame = frame
        self.path = path
        self.rows_in = len(frame)
        self.notes: list[str] = []
        self.where_from = "its geometry"
        """Where its coordinates come from, in words for messages."""
        self._fallen: list[pd.DataFrame] = []

    def drop(self, mask: Any, reason: str | pd.Series, action: str = "rejected") -> None:  # noqa: ANN401
        """Take the rows of a mask out, with one reason or one a row (aligned with the frame)."""
        gone = np.asarray(mask, dtype=bool)
        if not gone.any():
            return
        reasons = reason if isinstance(reason, str) else np.asarray(reason, dtype=object)[gone]
        told = pd.Series(reasons, index=range(int(gone.sum())), dtype="str")
        self._fallen.append(
            pd.DataFrame(
                {
                    "source": _no_formula(self.path.name),
                    "row": self.frame.index[gone].to_numpy(dtype=np.int64),
                    "action": action,
                    "reason": told.map(_no_formula, na_action="ignore"),
                }
            )
        )
        self.frame = self.frame[~gone]

    @property
    def rejected(self) -> pd.DataFrame:
        """Rows that fell through, by row."""
        return _stacked(self._fallen).sort_values("row", kind="stable", ignore_index=True)

    def leave_out(self, mask: Any, why: str) -> None:  # noqa: ANN401
        """Take out the rows that the region file does not ask for: no rows in, only a note."""
        gone = np.asarray(mask, dtype=bool)
        if gone.any():
            self.frame = self.frame[~gone]
            self.rows_in -= int(gone.sum())
            self.notes.append(f"{self.path.name}: {gone.sum():,} rows left out by {why}")

    def check_share(self, path: Path) -> None:
        """Refuse a file most likely read wrongly: more than 20 % of its rows are faulty.

        Raises
        ------
        SourceError
            With the commonest reasons. Merged and outside rows are not faulty.
        """
        fallen = self.rejected
        reasons = fallen.loc[fallen["action"] == "rejected", "reason"]
        if len(reasons) <= MAX_REJECTED_SHARE * self.rows_in:
            return
        common = "; ".join(f"{n:,} rows: {why}" for why, n in reasons.value_counts()[:3].items())
        raise SourceError(
            f"{len(reasons):,} of {self.rows_in:,} rows cannot be used, more than "
            f"{MAX_REJECTED_SHARE:.0%} ({common}). Check the columns that the region file names "
            "for this file, leave such rows out with `where`, or mend the file",
            file=path,
        )

    def account(self) -> str:
        """Return what became of the rows in one line."""
        counts = self.rejected["action"].value_counts()
        parts = [f"{len(self.frame):,} kept"]
        parts += [f"{counts[action]:,} {action}" for action in ACTIONS if action in counts]
        return f"{self.path.name}: {self.rows_in:,} rows, {', '.join(parts)}"


def gather(sieves: Sequence[Sieve], table: Any, notes: Sequence[str] = ()) -> Read:  # noqa: ANN401
    """Return a table with all that its files' sieves took out and say.

    Rows in = kept + rejected + merged + outside, file by file, in the first note of each file.
    """
    said = [note for sieve in sieves for note in (sieve.account(), *sieve.notes)]
    return Read(table, _stacked([sieve.rejected for sieve in sieves]), [*said, *notes])


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no spreadsheet takes a text for a formula: `'` is put before it.

    So in names of columns. Texts that are plain numbers are left alone.
    """
    texts = table.select_dtypes(["str", "object", "category"])
    safe = {str(name): _no_formulas(column) for name, column in texts.items()}
    return table.assign(**safe).rename(columns=_no_formula)


def _no_formulas(column: pd.Series) -> pd.Series:
    """Return a column of texts that no spreadsheet takes for formulas; each text is read once."""
    place, once = pd.factorize(column, use_na_sentinel=False)
    safe = np.empty(len(once), dtype=object)
    safe[:] = [_no_formula(text) for text in once]
    return pd.Series(safe[place], column.index)


def _no_formula(value: Any) -> Any:  # noqa: ANN401  any cell
    """Return a text that no spreadsheet takes for a formula; what is no text is none."""
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    return FORMULA.sub("'", value)


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return rejected rows under each other, typed even where there are none."""
    filled = [part for part in parts if len(part)]
    if filled:
        return pd.concat(filled, ignore_index=True)
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in REJECTED_COLUMNS})
    return empty.astype({"row": "int64"})

"""Tables of rules: every row counts, so that one fault refuses the file instead of the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.formats.openers import open_text
from pipeline.formats.reading import Sieve
from pipeline.formats.tables import numbers, read_frame, require, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

YES, NO = ("yes", "true", "1"), ("no", "false", "0")
WORD, WORD_OR_ALL, ANY = r"[a-z0-9_]+", r"\*|[a-z0-9_]+", r"(?!\*$).+"
"""What a column of text may hold: one word, one word or `*` for all, anything but `*`."""


def read_rules(
    path: Path,
    *,
    names: Mapping[str, str],
    ranges: Mapping[str, tuple[float, float]],
    key: Sequence[str],
    may_be_empty: Sequence[str] = (),
    others: Sequence[str] = (),
) -> Sieve:
    """Return a table's rows, text in lower case and numbers in their range.

    Columns that nobody asks for, such as `note`, are left alone.

    Parameters
    ----------
    path
        The file, delimited text.
    names
        Columns of text, each with the pattern that its lower-case values match in full.
    ranges
        Columns of numbers, each with its least and its greatest.
    key
        Columns whose values no two rows share.
    may_be_empty
        Columns of numbers that may be empty.
    others
        Columns that must be there, left as they are.

    Raises
    ------
    SourceError
        For the first row that is wrong: a rule left out would change results in silence.
    """
    frame = read_frame(path, {})
    require(frame, [*names, *ranges, *others], path)
    sieve = Sieve(frame, path)
    found = sieve.frame
    for column, pattern in names.items():
        text = texts_of(found, column)
        found = found.assign(**{column: text.str.lower()})
        refuse(text.isna(), f"a row has no {column}", path)
        is_name = found[column].str.fullmatch(pattern).astype(bool)
        refuse(~is_name, f"{column} '" + text + _fault_of(pattern), path)
    named = found[key[0]].str.cat([found[column] for column in key[1:]], sep=", ")
    for column, (low, high) in ranges.items():
        text = texts_of(found, column)
        found = found.assign(**{column: numbers(text)})
        is_right = found[column].between(low, high)
        if column in may_be_empty:
            is_right |= text.isna()
        told = f"{column} of " + named + " is '" + _written(path, column).reindex(found.index)
        refuse(~is_right, told + f"', not a number from {low:g} to {high:g}", path)
    refuse(named.duplicated(), named + " is there twice; leave one row", path)
    sieve.frame = found
    return sieve


def _written(path: Path, column: str) -> pd.Series:
    """Return a column as it is in the file, where `NaN` is a word; by row."""
    cells = open_text(path, None)
    place = [str(name).strip() for name in cells.columns].index(column)
    return cells.iloc[:, place].set_axis(range(1, len(cells) + 1))


def _fault_of(pattern: str) -> str:
    """Return what is wrong with a text that does not match."""
    if pattern == ANY:
        return "' does not stand for every one here; write a row for each"
    return "' is no word of letters a-z, digits and `_`"


def yes_no(sieve: Sieve, column: str) -> pd.Series:
    """Return whether a column of rules says yes; refuse what is neither yes nor no."""
    text = texts_of(sieve.frame, column).str.lower()
    is_told = text.isin((*YES, *NO))
    refuse(~is_told, f"{column} is '" + text.fillna("") + "', neither yes nor no", sieve.path)
    return text.isin(YES)


def refuse(mask: pd.Series, reason: str | pd.Series, path: Path) -> None:
    """Refuse a file for its first row in a mask, with one reason or one a row."""
    if not mask.any():
        return
    row = int(mask.index[mask.to_numpy(bool)][0])
    text = reason if isinstance(reason, str) else str(reason.loc[row])
    raise SourceError(text, file=path, row=row)

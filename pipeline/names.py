"""What a user means by a word: the one thing of many that bears it as its id or its name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pipeline.errors import StageError

if TYPE_CHECKING:
    import pandas as pd

LISTED = 12
"""Namesakes that a message lists."""


def one_of(
    ids: pd.Series, names: pd.Series, about: pd.Series, word: str, what: str, lists: str
) -> str:
    """Return the one id that a word means: an id, or a name (case does not matter).

    An id goes before a name.

    Parameters
    ----------
    about
        What to say of each beside its id where several bear the name.
    what
        What kind of thing it is.
    lists
        Where all of them are listed.

    Raises
    ------
    StageError
        Where none bears it, with close matches; where several do, with their ids.
    """
    if (ids == word).any():
        return word
    plain = names.astype("str").str.casefold().str.strip()
    own = ids[plain == word.casefold().strip()]
    if len(own) == 1:
        return str(own.iloc[0])
    if len(own):
        told = own.sort_values() + " (" + about.loc[own.sort_values().index] + ")"
        said = told.tolist()
        more = f"; and {len(said) - LISTED} more" if len(said) > LISTED else ""
        raise StageError(
            f"{len(said)} bear the name {word!r}; give the id of one: "
            + "; ".join(said[:LISTED])
            + more
        )
    raise StageError(
        f"no {what} bears the id or name {word[:80]!r}; {_near(ids, names, word, lists)}"
    )


def _near(ids: pd.Series, names: pd.Series, word: str, lists: str) -> str:
    """Return words with names and ids that are like a word."""
    known = {str(name).casefold(): str(name) for name in names.dropna()}
    close = [known[name] for name in get_close_matches(word.casefold(), known, n=5, cutoff=0.6)]
    close += get_close_matches(word, ids.tolist(), n=3, cutoff=0.8)
    if close:
        return f"close to it: {', '.join(dict.fromkeys(close))}"
    return lists

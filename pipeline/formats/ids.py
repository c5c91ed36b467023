"""Ids of rows, and what becomes of rows that share one; the order of the rows never matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.formats.points import content_id
from pipeline.formats.tables import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.formats.reading import Sieve


def row_ids(sieve: Sieve, column: str | None, content: Sequence[str], prefix: str) -> pd.Series:
    """Return one id a row: the column's, else, where it is empty or None, a hash of the content.

    Rows that repeat an id of the column are taken out of the sieve, see `drop_repeats`.
    """
    if column is None:
        return content_id(sieve.frame, content, prefix)
    ids: pd.Series = texts(sieve.frame[column])
    if ids.dropna().str.fullmatch(r"\d+\.0").all():
        ids = ids.str.removesuffix(".0")
    blank = ids.isna()
    ids[blank] = content_id(sieve.frame[blank], content, prefix)
    drop_repeats(sieve, ids, column)
    return ids.reindex(sieve.frame.index)


def drop_repeats(sieve: Sieve, keys: pd.Series, what: str) -> None:
    """Take out rows that repeat a key; the first by a hash of all its columns stays.

    A row that is the same in every column is `merged`, one that differs is `rejected`.
    """
    again = keys.duplicated(keep=False)
    if not again.any():
        return
    alike = sieve.frame[again]
    order = content_id(alike, list(alike.columns), "").sort_values(kind="stable")
    digest, key = order.str.partition("-")[0], keys.loc[order.index]
    first = pd.Series(order.index, index=order.index).groupby(key).transform("first")
    late = first.index[first.to_numpy() != first.index]
    is_late = sieve.frame.index.isin(late)
    kept = first.reindex(sieve.frame.index).astype("Int64").astype("str")
    same = pd.Series(digest.to_numpy() == digest.loc[first].to_numpy(), index=order.index)
    is_same = is_late & same.reindex(sieve.frame.index, fill_value=False).to_numpy()
    taken = f"{what} " + keys.astype("str") + " is taken by row " + kept
    merged = is_same[~(is_late & ~is_same)]
    sieve.drop(is_late & ~is_same, taken)
    sieve.drop(merged, "the same in every column as row " + kept.loc[sieve.frame.index], "merged")


def drop_known(sieve: Sieve, keys: pd.Series, known: set[str], reason: str) -> None:
    """Take out rows whose key an earlier file has, and remember the keys of this one."""
    sieve.drop(keys.isin(known), reason, "merged")
    known.update(keys)


def distinct(ids: pd.Series) -> pd.Series:
    """Return ids in which the second of a kind, in the order given, ends in `~2`, and so on."""
    nth = ids.groupby(ids).cumcount() + 1
    return ids.where(nth == 1, ids + "~" + nth.astype("str"))

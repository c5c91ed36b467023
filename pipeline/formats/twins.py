"""Which points are one and the same thing, given twice."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

LIKE = 0.85
"""Least difflib ratio of two names that are one, but for spelling (assumption)."""


def leaders(
    points: pd.DataFrame,
    *,
    same_name_m: float,
    any_name_m: float,
    generic: Sequence[str] = (),
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return for each row the position of the row that it is a twin of, and how far that is.

    Rows are given in order of trust. Two rows of one kind are alike within `any_name_m` whatever
    their names, within `same_name_m` if their names are alike. A row leads if no leading row
    before it is alike, otherwise it belongs to the nearest leader that is (ties go to the one
    before); so rows are never chained over others. A leader belongs to itself, 0 m away.

    Parameters
    ----------
    points
        Columns `x`, `y` in metres, `kind`, and `name`, which may be null and is then like none.
    same_name_m, any_name_m
        Straight-line distances, inclusive.
    generic
        Words that names share without being alike.
    """
    xy = points[["x", "y"]].to_numpy()
    reach = max(same_name_m, any_name_m)
    pairs = cKDTree(xy).query_pairs(reach, output_type="ndarray") if len(xy) else np.empty((0, 2))
    pairs = np.sort(pairs.astype(np.int64), axis=1)
    kinds = pd.factorize(points["kind"])[0]
    pairs = pairs[kinds[pairs[:, 0]] == kinds[pairs[:, 1]]]
    away_m = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    is_like = away_m <= any_name_m
    asks = ~is_like & (away_m <= same_name_m)
    is_like[asks] = _alike(points["name"], pairs[asks], frozenset(generic))
    pairs, away_m = pairs[is_like], away_m[is_like]
    leads = _leading(pairs, len(points))
    return _joined(pairs, away_m, leads)


def _leading(pairs: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """Return which rows lead: those that no leading row before them is alike to."""
    is_open = np.ones(size, dtype=bool)
    leads = np.zeros(size, dtype=bool)
    before, after = pairs[:, 0], pairs[:, 1]
    while is_open.any():
        waits = np.zeros(size, dtype=bool)
        waits[after[is_open[before]]] = True
        new = is_open & ~waits
        leads |= new
        is_open &= ~new
        is_open[after[leads[before]]] = False
    return leads


def _joined(
    pairs: np.ndarray[Any, Any], away_m: np.ndarray[Any, Any], leads: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the nearest leader of each row that does not lead."""
    leader = np.arange(len(leads))
    distance = np.zeros(len(leads))
    ties = np.concatenate([pairs, pairs[:, ::-1]])
    metres = np.concatenate([away_m, away_m])
    of_use = leads[ties[:, 0]] & ~leads[ties[:, 1]]
    ties, metres = ties[of_use], metres[of_use]
    order = np.lexsort((ties[:, 0], metres, ties[:, 1]))
    rows, first = np.unique(ties[order, 1], return_index=True)
    leader[rows] = ties[order[first], 0]
    distance[rows] = metres[order[first]]
    return leader, distance


def _alike(
    names: pd.Series, pairs: np.ndarray[Any, Any], generic: frozenset[str]
) -> np.ndarray[Any, Any]:
    """Return whether the names of each pair are alike."""
    codes, values = pd.factorize(names)
    tokens = [_tokens(str(value), generic) for value in values]
    asked = np.sort(codes[pairs], axis=1)
    known = (asked >= 0).all(axis=1)
    alike = np.zeros(len(pairs), dtype=bool)
    if not known.any():
        return alike
    # Each two names are compared once, however many points bear them.
    unique, back = np.unique(asked[known], axis=0, return_inverse=True)
    answers = np.array([_same(tokens[a], tokens[b]) for a, b in unique], dtype=bool)
    alike[known] = answers[back.ravel()]
    return alike


def _tokens(name: str, generic: frozenset[str]) -> str:
    """Return a name's telling words, sorted; all its words where none tells."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    words = sorted("".join(c if c.isalnum() else " " for c in kept).split())
    return " ".join(word for word in words if word not in generic) or " ".join(words)


def _same(one: str, other: str) -> bool:
    """Return whether two names differ by spelling alone; numbers never do."""
    if one == other:
        return one != ""
    if [w for w in one.split() if w.isdigit()] != [w for w in other.split() if w.isdigit()]:
        return False
    match = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return (
        match.real_quick_ratio() >= LIKE and match.quick_ratio() >= LIKE and match.ratio() >= LIKE
    )

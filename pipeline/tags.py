"""Rules by tag: which links bear the value that a row of a table names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

ALL = "*"
"""In a table of rules: every season, every vehicle."""


@dataclass(frozen=True)
class Tag:
    """A column of the network: the number of each link's value, -1 where it has none."""

    column: str
    codes: Codes
    values: pd.Index

    def numbers(self, by_value: Mapping[Hashable, float], other: float) -> Floats:
        """Return each link's number by its value, `other` where none is given."""
        found = [by_value.get(value, other) for value in self.values]
        return np.array([*found, other], np.float64)[self.codes]


def tags_in(rows: pd.DataFrame, network: pd.DataFrame, *, stage: str, table: str) -> dict[str, Tag]:
    """Return the columns of the network that rules name, in lower case.

    A tag such as `ford` stands for `is_ford` with the values yes and no.

    Parameters
    ----------
    stage, table
        For the message: who asks, and the table of the region file that names the tag.

    Raises
    ------
    StageError
        Where a tag is no column of text or yes/no of the network.
    """
    says = f"{stage}: tag {{}} of travel.{table}_table"
    return {name: _tag(network, name, says.format(name)) for name in sorted(set(rows["tag"]))}


def _tag(network: pd.DataFrame, name: str, says: str) -> Tag:
    """Return one column of the network; `says` begins the message if it is none."""
    column = next((c for c in (name, f"is_{name}") if _holds_words(network, c)), None)
    if column is None:
        raise StageError(
            f"{says} is no column of the network that holds words or yes and no; known are "
            + ", ".join(c.removeprefix("is_") for c in network.columns if _holds_words(network, c))
        )
    values = network[column]
    if pd.api.types.is_bool_dtype(values):
        values = values.map({True: "yes", False: "no"})
    codes, known = pd.factorize(values.astype("str").str.lower())
    return Tag(column, codes, pd.Index(known))


def _holds_words(network: pd.DataFrame, column: str) -> bool:
    """Return whether a rule can name a value of a column: no number, no geometry."""
    if column not in network.columns or column == "geometry":
        return False
    values = network[column]
    return pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values)

"""Which nodes the links join: all that the hierarchy asks of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd


def topology(*, network: pd.DataFrame) -> npt.NDArray[np.int32]:
    """Start and end node of each link, two rows; links are in the order of their ids.

    A table of its own, so that a new name or surface of a road makes no hierarchy anew.
    """
    ends = network.sort_values("link_id")[["from_node", "to_node"]]
    return np.ascontiguousarray(ends.to_numpy(np.int32).T)

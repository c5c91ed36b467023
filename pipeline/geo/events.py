"""Events in time, many groups at once: counts by period, and the quiet before an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def counts_by_period(shares: csr_array, period: Floats, last: float) -> Floats:
    """Events of each group (row) in each period (column), from the first event's to the last.

    Rounded to 1e-9, so that sums of the same shares in another order are equal. Without an event
    up to the last period there are no columns.

    Parameters
    ----------
    shares
        Groups by events: the share of each event that a group holds.
    period
        Whole number of each event's period; NaN for events that do not count.
    last
        Last period; later events do not count.
    """
    is_counted = period <= last
    if not is_counted.any():
        return np.zeros((shares.shape[0], 0))
    rows = np.flatnonzero(is_counted)
    columns = period[rows].astype(np.int64) - int(period[rows].min())
    n = int(last - period[rows].min()) + 1
    in_period = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(period), n))
    counts: Floats = np.round((shares @ in_period).toarray(), 9)
    return counts


def quiet_before(groups: Ints, starts: Floats, ends: Floats, origin: float) -> Floats:
    """Time from the end of all earlier events of the group to the start of each event.

    Events are ordered by start, then end; those that overlap have a quiet of 0 or less. The first
    event of a group is measured from `origin`, where the record begins.
    """
    order = np.lexsort((ends, starts, groups))
    table = pd.DataFrame({"group": groups, "end": ends}).iloc[order]
    latest = table.groupby("group")["end"].cummax().groupby(table["group"]).shift()
    quiet = np.empty(len(starts))
    quiet[order] = starts[order] - latest.fillna(origin).to_numpy()
    return quiet

"""Road links that a report speaks of, with the status that holds on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def link_status(*, link_reports: pd.DataFrame) -> pd.DataFrame:
    """Status of every link that a report speaks of: what its ruling report says.

    Links without a report have no row.
    """
    ruling = link_reports[link_reports["is_ruling"]]
    return ruling.drop(columns=["is_ruling", "rank"]).reset_index(drop=True)

"""Numbers of areas by year and by month, for the pages' scripts that step through time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, packed, words
from pipeline.page.language import Words, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WORDS = Words(
    {
        "slider": "Period",
        "play": "Play",
        "pause": "Pause",
        "next": "Next period",
        "total": "In all areas: {incidents} incidents, {deaths} deaths",
        "highest": "{n} at most",
        "chart": "Incidents in all areas, by period",
        "shown": "Period shown",
    }
)
"""What the slider's script says."""

LABELS = Words(
    {
        "incidents": "Incidents in {period}",
        "deaths": "Deaths in {period}, best estimate",
        "rate": "Rate in {period}",
    }
)
"""Of the facts of a period; the script puts its name in."""
RATE_BREAKS = (1, 2, 5, 10, 20)
COUNT_BREAKS = (0, 1, 2, 5, 10)
"""Of incidents in a month: none has a class of its own."""


@dataclass(frozen=True)
class Periods:
    """One number a period (row) and area (column) of each kind; `labels` says what periods are."""

    name: str
    labels: list[str]
    has_ended: list[bool]
    incidents: Floats
    deaths: Floats
    rate: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None

    def classes(self) -> NDArray[np.int64]:
        """Return the class of each number, the same for all periods; of rates where there are."""
        if self.rate is None:
            return colours.classes(self.incidents, COUNT_BREAKS)
        return colours.classes(self.rate, RATE_BREAKS)

    def last_ended(self) -> int:
        """Return the place of the newest period that has ended; of the last if none has."""
        ended = np.flatnonzero(self.has_ended)
        return int(ended[-1]) if len(ended) else len(self.labels) - 1


def years(table: pd.DataFrame, area_ids: Sequence[str], as_of: pd.DataFrame) -> Periods | None:
    """Return the years of `stability_years`; nothing where it has none."""
    starts = sorted(table["year_start"].unique())
    if not starts:
        return None
    column = drawing.by_switch(table, "area_id", area_ids, {"year_start": starts})
    has_ended = _ended(table, "year_start", starts)
    names = [str(start.year) for start in starts]
    return Periods(
        say("Years"),
        _until(names, has_ended, as_of),
        has_ended,
        *(
            column(name).astype(float)
            for name in (
                *("incidents_weight", "deaths_best"),
                *("rate_per_100k", "rate_low_per_100k", "rate_high_per_100k"),
            )
        ),
    )


def months(table: pd.DataFrame, area_ids: Sequence[str], as_of: pd.DataFrame) -> Periods | None:
    """Return the months of `stability_series`; nothing where its periods are years.

    What has no row between the first and the last month is 0, as the table says.
    """
    own = table[table["period"] == "month"]
    if own.empty:
        return None
    first, last = own["period_start"].min(), own["period_start"].max()
    starts: list[Any] = pd.date_range(first, last, freq="MS").tolist()
    column = drawing.by_switch(own, "area_id", area_ids, {"period_start": starts})
    has_ended = _ended(own, "period_start", starts)
    names = [words.month(start.year, start.month) for start in starts]
    incidents, deaths = (
        np.nan_to_num(column(name).astype(float)) for name in ("incidents_weight", "deaths_best")
    )
    return Periods(say("Months"), _until(names, has_ended, as_of), has_ended, incidents, deaths)


def facts(count: int) -> tuple[drawing.Fact, ...]:
    """Return the facts of a popup that the script fills with those of the period; silent at first.

    Parameters
    ----------
    count
        Areas.
    """
    nothing = np.full(count, np.nan)
    kinds = {"incidents": ("", 2), "deaths": ("", 1), "rate": (say("per 100,000 a year"), 2)}
    return tuple(
        drawing.measured(LABELS[kind], nothing, unit, digits=digits, is_in_tip=True, is_brief=True)
        for kind, (unit, digits) in kinds.items()
    )


def plain(periods: Periods) -> dict[str, Any]:
    """Return a unit of time as JSON values; `facts` are the columns of `facts`, in their order."""
    known = [
        (LABELS["incidents"], periods.incidents, 2),
        (LABELS["deaths"], periods.deaths, 1),
    ]
    if periods.rate is not None:
        known.append((LABELS["rate"], periods.rate, 2))
    return {
        "labels": periods.labels,
        "hasEnded": [int(ended) for ended in periods.has_ended],
        "at": periods.last_ended(),
        "classes": drawing.columns(periods.classes()),
        "facts": [
            {"label": label, "values": drawing.columns(numbers, digits)}
            for label, numbers, digits in known
        ],
        "totals": [
            packed.column(numbers.sum(axis=1), 1) for numbers in (periods.incidents, periods.deaths)
        ],
    }


def _ended(table: pd.DataFrame, key: str, starts: Sequence[pd.Timestamp]) -> list[bool]:
    """Return of each period whether it has ended; one without a row has."""
    open_ones = set(table.loc[~table["is_finished"].astype(bool), key])
    return [start not in open_ones for start in starts]


def _until(names: list[str], has_ended: list[bool], as_of: pd.DataFrame) -> list[str]:
    """Return names of periods; one that has not ended says up to which day it goes."""
    stated = as_of["as_of"].dropna()
    day = stated.iloc[0].date().isoformat() if len(stated) else ""
    return [
        name if ended else say("{period}, up to {day}", period=name, day=day)
        for name, ended in zip(names, has_ended, strict=True)
    ]

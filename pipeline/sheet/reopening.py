"""What would give a community its way back, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.errors import few
from pipeline.sheet.contents import Block

if TYPE_CHECKING:
    from pipeline.sheet.driven import Driven
    from pipeline.sheet.source import Source

MOST_LINKS = 6
MOST_REPORTS = 3


def reopening(source: Source, cut_off: dict[str, Any], driven: Driven) -> Block:
    """Return the closed links that reconnect a community, their length, and who closes them."""
    links = driven.opened
    noun = "link" if len(links) == 1 else "links"
    said = [f"{noun} {few(links, MOST_LINKS)}: {_length(cut_off['reopening_km'])}."]
    reports = [row for link in links for row in source.rows("link_reports", link_id=link)]
    ruling = {row["closure_id"]: row for row in reports if row["is_ruling"]}
    said += [_report(ruling[name]) for name in sorted(ruling)[:MOST_REPORTS]]
    if len(ruling) > MOST_REPORTS:
        said.append(f"and {len(ruling) - MOST_REPORTS} more reports.")
    return Block("To open the way again", (said[0][:1].upper() + said[0][1:], *said[1:]))


def _length(km: float) -> str:
    return f"{km * 1000:,.0f} m" if km < 1 else f"{km:,.1f} km"


def _report(row: dict[str, Any]) -> str:
    """Return one report: name, status, day, source."""
    name = row["closure_name"] if pd.notna(row["closure_name"]) else row["closure_id"]
    status = "closed, run out" if row["is_expired"] else row["status"]
    day = row["reported"].date().isoformat() if pd.notna(row["reported"]) else "no date"
    by = row["reported_by"] if pd.notna(row["reported_by"]) else "source not stated"
    return f"{name}: {status}, {day}, {by}."

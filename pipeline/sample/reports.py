"""Reports of closed ways in the made-up region, and what people answered when they were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from pipeline.sample.plan import GAP, VIOLENT, nearest_seat
from pipeline.sample.settlements import TRACKS
from pipeline.sample.terrain import degrees

if TYPE_CHECKING:
    from pipeline.sample.roadmap import RoadMap
    from pipeline.sample.roads import Drawn

CLOSED_ID, EXPIRED_ID, FLOOD_ID = "CL-001", "CL-002", "CL-003"
FLOOD_HALF_KM, FLOOD_REACH_KM = 0.4, 6.0
CLOSED_TRACKS = 6
INDICATORS = ("trust_in_police", "safe_at_night", "trust_in_neighbours")
SURVEY_DATE = "2024-11-15"


class Reports(NamedTuple):
    """The reports' features and what is true of them."""

    features: list[dict[str, Any]]
    """GeoJSON features."""
    rejected: list[int]
    """Numbers of the unusable features, counted from 1."""


class Surveys(NamedTuple):
    """The answers' rows and what is true of them."""

    rows: pd.DataFrame
    kept: int
    rejected: list[int]
    """Numbers of the unusable rows, counted from 1."""


def reports(
    rng: np.random.Generator,
    roadmap: RoadMap,
    drawn: Drawn,
    river: Any,  # noqa: ANN401  a line
) -> Reports:
    """Return reports of all kinds: live, run out, warning, open again, a flood, and bad ones."""
    west, middle, east = (roadmap.line(bridge) for bridge in drawn.bridges)
    closed = roadmap.line(drawn.closed)
    span = middle.interpolate(0.5, normalized=True)
    flood = shapely.intersection(river.buffer(FLOOD_HALF_KM), span.buffer(FLOOD_REACH_KM))
    found = [
        _feature(
            (CLOSED_ID, drawn.closed.tags["name"], "closed"),
            closed.interpolate(0.5, normalized=True),
            ("2025-11-20", "2026-03-31", "Road authority"),
        ),
        _feature(
            (EXPIRED_ID, "Western bridge, deck under repair", "closed"),
            west,
            ("2025-02-10", "2025-06-30", "Road authority"),
        ),
        _feature(
            (FLOOD_ID, "Flood plain under water", "closed"),
            flood,
            ("2025-12-10", "2026-01-31", "Satellite flood map"),
            closes_bridges="no",
        ),
        _feature(
            ("CL-004", "Eastern bridge, one vehicle at a time", "warning"),
            east,
            ("2025-12-01", "2026-02-28", "Logistics partners"),
        ),
    ]
    tracks = [way for way in roadmap.ways if way.group == TRACKS]
    long = [way for way in tracks if roadmap.line(way).length > 1.0]
    for number, row in enumerate(np.sort(rng.choice(len(long), CLOSED_TRACKS, replace=False))):
        status = "open" if number == CLOSED_TRACKS - 1 else "closed"
        middle_of = roadmap.line(long[int(row)]).interpolate(0.5, normalized=True)
        about = (f"CL-{number + 5:03d}", "Tree across the track", status)
        found.append(_feature(about, middle_of, ("2025-12-05", "", "Village head")))
    bad = [
        _feature(("CL-091", "No place given", "closed"), None, ("2025-12-01", "", "Caller")),
        _feature(("CL-092", "No day that is one", "closed"), closed, ("last week", "", "Caller")),
    ]
    return Reports([*found, *bad], [len(found) + 1, len(found) + 2])


def _feature(
    about: tuple[str, str, str],
    geometry: Any,  # noqa: ANN401
    told: tuple[str, str, str],
    *,
    closes_bridges: str = "",
) -> dict[str, Any]:
    """Return one feature; empty texts are null."""
    names = ("id", "name", "status", "date", "expires", "source", "closes_bridges")
    values = (*about, *told, closes_bridges)
    shape = None if geometry is None else shapely.transform(geometry, degrees)
    return {
        "type": "Feature",
        "properties": {name: value or None for name, value in zip(names, values, strict=True)},
        "geometry": None if shape is None else shapely.geometry.mapping(shape),
    }


def surveys(rng: np.random.Generator, areas: pd.DataFrame) -> Surveys:
    """Return answers by district: less trust where there is violence; some districts not asked."""
    violent = {nearest_seat(areas, spot) for spot in VIOLENT}
    asked = [row for row in range(len(areas)) if areas["group"].iloc[row] != GAP and row % 7 != 3]
    rows = []
    for row in asked:
        low = 0.25 if row in violent else 0.0
        answers = int(rng.integers(14, 30)) if row % 10 == 0 else int(rng.integers(40, 160))
        for indicator, usual in zip(INDICATORS, (0.55, 0.6, 0.75), strict=True):
            value = float(np.clip(usual - low + rng.normal(0, 0.07), 0.02, 0.98))
            rows.append((areas["area_id"].iloc[row], indicator, f"{value:.3f}", str(answers)))
    kept = len(rows)
    rows.insert(11, ("XS999999", INDICATORS[0], "0.500", "60"))
    rows.insert(40, (areas["area_id"].iloc[asked[0]], "trust_in_courts", "refused", "48"))
    table = pd.DataFrame(rows, columns=["district_pcode", "question", "share_yes", "answers"])
    return Surveys(table.assign(day=SURVEY_DATE), kept, [12, 41])

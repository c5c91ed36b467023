"""Reports of closed ways in the made-up region, and what people answered when they were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from pipeline.sample.plan import GAP, VALLEY, VIOLENT, nearest_seat
from pipeline.sample.settlements import TRACKS
from pipeline.sample.terrain import degrees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.sample.roadmap import RoadMap, Way
    from pipeline.sample.roads import Drawn

CLOSED_ID = "CL-001"
"""The report on the bridge into the valley."""
FLOOD_HALF_KM, FLOOD_REACH_KM = 0.4, 6.0
CLOSED_TRACKS = 5
NO_DAY, WRONG_DAY = ("", "", "Caller"), ("last week", "", "Caller")
INDICATORS = ("trust_in_police", "safe_at_night", "trust_in_neighbours", "took_part")
SURVEY_DATE = "2024-11-15"


class Report(NamedTuple):
    """One report, and what becomes of it."""

    closure_id: str
    name: str
    status: str
    told: tuple[str, str, str]
    """Its day, the last day on which it holds, and who says so; empty where it is not said."""
    place: Any
    """Where, in kilometres; None where it is not said."""
    way_id: int = 0
    """The one way that it speaks of; 0 for none."""
    fate: str = "rules"
    """`rules` the way; has `expired`; is `overruled` by another; is `not_yet` made on the day;
    touches `no_road`; is `rejected`."""
    closes_bridges: str = ""


class Surveys(NamedTuple):
    """The answers' rows and what is true of them."""

    rows: pd.DataFrame
    kept: int
    rejected: list[int]
    """Numbers of the unusable rows, counted from 1."""


def reports(
    rng: np.random.Generator,
    roadmap: RoadMap,
    areas: pd.DataFrame,
    drawn: Drawn,
    flooded: Way,
    river: Any,  # noqa: ANN401  a line
) -> list[Report]:
    """Return reports of all kinds: live, run out, to come, in doubt, and bad ones at the end.

    Of all of them only the one on the bridge into the valley cuts anybody off.
    """
    closed, (west, middle, east) = drawn.into[VALLEY], drawn.bridges
    at_closed, at_west, at_middle, at_east = (
        _middle(roadmap, way) for way in (closed, west, middle, east)
    )
    flood = shapely.intersection(river.buffer(FLOOD_HALF_KM), at_middle.buffer(FLOOD_REACH_KM))
    nowhere = shapely.Point(areas.loc[areas["group"] == GAP, ["seat_x", "seat_y"]].to_numpy()[0])
    live = ("2025-11-20", "2026-03-31", "Road authority")
    run_out = ("2025-02-10", "2025-06-30", "Road authority")
    to_come = ("2026-01-20", "2026-04-30", "Road authority")
    seen = ("2025-12-10", "2026-01-31", "Satellite flood map")
    warned = ("2025-12-01", "2026-02-28", "Logistics partners")
    deck, convoy, new_deck, path = (
        "Western bridge, deck under repair",
        "Eastern bridge, one vehicle at a time",
        "Eastern bridge, new deck",
        "Bush path under water",
    )
    return [
        Report(CLOSED_ID, closed.tags["name"], "closed", live, at_closed, closed.way_id),
        Report("CL-002", deck, "closed", run_out, at_west, west.way_id, "expired"),
        Report(
            *("CL-003", "Flood plain under water", "closed", seen, flood, flooded.way_id),
            closes_bridges="no",
        ),
        Report("CL-004", convoy, "warning", warned, at_east, east.way_id),
        Report("CL-005", new_deck, "closed", to_come, at_east, east.way_id, "not_yet"),
        Report("CL-006", path, "closed", warned, nowhere, fate="no_road"),
        *_on_tracks(rng, roadmap),
        Report("CL-091", "No place given", "closed", NO_DAY, None, fate="rejected"),
        Report("CL-092", "No day that is one", "closed", WRONG_DAY, at_closed, fate="rejected"),
    ]


def _on_tracks(rng: np.random.Generator, roadmap: RoadMap) -> list[Report]:
    """Return reports on tracks to villages from which people can walk to a good road.

    Trees lie across some, one is free again, and of the last two people say different things.
    """
    tracks = [way for way in roadmap.ways if way.group == TRACKS]
    long = [way for way in tracks if roadmap.line(way).length > 1.0]
    rows = np.sort(rng.choice(len(long), CLOSED_TRACKS + 2, replace=False))
    *shut, free, doubted = (long[int(row)] for row in rows)
    told = ("2025-12-05", "", "Village head")
    first, last = ("2025-12-12", "", "Village head"), ("2025-12-20", "", "Bus driver")
    tree = "Tree across the track"
    notes = [
        *((way, tree, "closed", told, "rules") for way in shut),
        (free, tree, "open", told, "rules"),
        (doubted, "Track seen dry", "open", first, "overruled"),
        (doubted, "Track washed out", "closed", last, "rules"),
    ]
    return [
        Report(f"CL-{n:03d}", name, status, when, _middle(roadmap, way), way.way_id, fate)
        for n, (way, name, status, when, fate) in enumerate(notes, start=7)
    ]


def _middle(roadmap: RoadMap, way: Way) -> Any:  # noqa: ANN401  a point
    """Return the middle of the way's longest segment, where no other way begins."""
    spots = shapely.get_coordinates(roadmap.line(way))
    first = int(np.hypot(*np.diff(spots, axis=0).T).round(6).argmax())
    return shapely.Point(spots[first : first + 2].mean(axis=0))


def features(found: Sequence[Report]) -> list[dict[str, Any]]:
    """Return the reports as GeoJSON features; empty texts are null."""
    names = ("id", "name", "status", "date", "expires", "source", "closes_bridges")
    said = [((*one[:3], *one.told, one.closes_bridges), one.place) for one in found]
    return [
        {
            "type": "Feature",
            "properties": {name: value or None for name, value in zip(names, texts, strict=True)},
            "geometry": place and shapely.geometry.mapping(shapely.transform(place, degrees)),
        }
        for texts, place in said
    ]


def surveys(rng: np.random.Generator, areas: pd.DataFrame) -> Surveys:
    """Return answers by district: less trust where there is violence; some districts not asked."""
    violent = {nearest_seat(areas, spot) for spot in VIOLENT}
    asked = [row for row in range(len(areas)) if areas["group"].iloc[row] != GAP and row % 7 != 3]
    rows = []
    for row in asked:
        low = 0.25 if row in violent else 0.0
        answers = int(rng.integers(14, 30)) if row % 10 == 0 else int(rng.integers(40, 160))
        for indicator, usual in zip(INDICATORS, (0.55, 0.6, 0.75, 0.45), strict=True):
            value = float(np.clip(usual - low + rng.normal(0, 0.07), 0.02, 0.98))
            rows.append((areas["area_id"].iloc[row], indicator, f"{value:.3f}", str(answers)))
    kept = len(rows)
    rows.insert(11, ("XS999999", INDICATORS[0], "0.500", "60"))
    rows.insert(40, (areas["area_id"].iloc[asked[0]], "trust_in_courts", "refused", "48"))
    table = pd.DataFrame(rows, columns=["district_pcode", "question", "share_yes", "answers"])
    return Surveys(table.assign(day=SURVEY_DATE), kept, [12, 41])

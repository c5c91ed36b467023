"""The sheet of one community, put together from the region's layers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from pipeline.paper.positions import Position, positions
from pipeline.sheet import blocks, header, told
from pipeline.sheet.contents import Block, Picture, Row, Sheet, Spot
from pipeline.sheet.driven import Driven, driven_way, lines_of, road_name, seasons_of, whole
from pipeline.sheet.legs import remarks
from pipeline.sheet.source import HUB, Source

if TYPE_CHECKING:
    from collections.abc import Sequence


LEAST_STRAIGHT_M = 100.0
"""Shorter walks need no line of their own."""


def sheet_of(source: Source, community_id: str) -> Sheet:
    """Return the sheet of one community.

    The way is that of the base scenario; where there is none, the way that there would be if the
    links of its reopening set were opened; else that of the first scenario in which there is one;
    else that to the nearest place on a road that is reached, and a straight line from there on.
    """
    community = source.row("communities", community_id=community_id)
    reached = source.row("reach", community_id=community_id, service_type=HUB, scenario=source.base)
    cut_off = source.row("isolation", community_id=community_id, scenario=source.base)
    driven = driven_way(source, community_id, cut_off)
    spots = _spots(source, community, driven, cut_off)
    by_kind = {spot.kind: spot for spot in spots}
    where = _where(driven, by_kind)
    own = told.Told(source, community, reached, cut_off, driven, by_kind, where)
    rows = _rows(source, driven) if driven else ()
    return Sheet(
        region=source.region.title,
        title=str(community["community_name"]),
        about=header.about(own),
        banner=header.banner(own),
        is_good=reached["status"] == "reachable",
        picture=_picture(source, driven, spots, _straight(driven, by_kind)),
        table_title=header.table_title(own),
        heads=tuple(seasons_of(driven)) if driven else (),
        rows=tuple(rows),
        blocks=(*blocks.facts(own), _positions(spots)),
        footer=header.footer(own),
        track=_track(source, driven),
        other_track=_other_track(source, driven),
        route=_route(source, driven, by_kind),
    )


def _spots(
    source: Source, community: dict[str, Any], driven: Driven | None, cut_off: dict[str, Any]
) -> tuple[Spot, ...]:
    """Return the places that bear a sign: hub, community, service, weakest link, nearest road."""
    spots = []
    if driven:
        hub = source.row("hubs", hub_id=driven.way.hub_id)
        spots.append(source.spot("hub", hub, str(hub["hub_name"])))
    spots.append(source.spot("community", community, str(community["community_name"])))
    service = told.service(source, community)
    if service:
        spots.append(source.spot("service", service, told.name_of_service(service)))
    if driven and driven.weakest:
        line = driven.table["line"].iloc[driven.weakest.part]
        row = {"geometry": line.interpolate(0.5, normalized=True)}
        spots.append(source.spot("weakest", row, road_name(driven, driven.weakest.part)))
    is_short = not driven or driven.road
    if is_short and pd.notna(cut_off.get("nearest_reached_x_m")):
        x_m, y_m = cut_off["nearest_reached_x_m"], cut_off["nearest_reached_y_m"]
        spots.append(
            source.spot("reached", {"geometry": shapely.Point(x_m, y_m)}, "nearest reached road")
        )
    return tuple(spots)


def _where(driven: Driven | None, spots: dict[str, Spot]) -> shapely.Geometry:
    """Return the shape that incidents are measured from: the way, the straight line, the place."""
    lines = [leg.line for leg in driven.legs] if driven else []
    lines += _straight(driven, spots)
    if lines:
        return shapely.MultiLineString(lines)
    return shapely.Point(spots["community"].x_m, spots["community"].y_m)


def _straight(driven: Driven | None, spots: dict[str, Spot]) -> list[shapely.LineString]:
    """Return straight lines of some length: walks to and from the road, the gap without a road."""
    places = {kind: (spot.x_m, spot.y_m) for kind, spot in spots.items()}
    ends: list[tuple[Any, Any]]
    ends = [(places["reached"], places["community"])] if "reached" in places else []
    if driven and driven.legs:
        ends.append((places["hub"], driven.legs[0].line.coords[0][:2]))
    if driven and driven.legs and not driven.road:
        ends.append((driven.legs[-1].line.coords[-1][:2], places["community"]))
    lines = [shapely.LineString(pair) for pair in ends]
    return [line for line in lines if line.length > LEAST_STRAIGHT_M]


def _rows(source: Source, driven: Driven) -> list[Row]:
    """Return the table's rows: walks at both ends, legs, the total."""
    way, blank = driven.way, ("",) * len(driven.scenarios)
    walked = [
        Row("", f"on foot, {where}", "", "", "", (_minutes(took),) * len(blank), "", "")
        for where, took in (
            ("hub to road", way.hub_walk_min),
            ("road to community", way.community_walk_min),
        )
    ]
    ends = _ends(source, driven)
    rows, km = [], 0.0
    for number, (leg, end) in enumerate(zip(driven.legs, ends, strict=True), 1):
        km += leg.km
        rows.append(
            Row(
                str(number),
                " / ".join(leg.names),
                ", ".join(leg.surfaces),
                f"{leg.km:.1f}",
                f"{km:.1f}",
                tuple(_minutes(leg.minutes[one]) for one in driven.scenarios),
                end.mgrs,
                remarks(leg),
            )
        )
    rows = [*(walked[:1] * (way.hub_walk_min > 0)), *rows]
    rows += walked[1:] * (way.community_walk_min > 0)
    sums = tuple(_minutes(whole(driven, one)) for one in driven.scenarios)
    total = "Total, to the reached road" if driven.road else "Total"
    return [*rows, Row("", total, "", f"{km:.1f}", "", sums, "", "", is_bold=True)]


def _minutes(value: float | None) -> str:
    return "closed" if value is None else f"{value:.1f}"


def _ends(source: Source, driven: Driven) -> list[Position]:
    """Return where each leg ends."""
    xy = [leg.line.coords[-1] for leg in driven.legs]
    return positions(source.crs, [x for x, *_ in xy], [y for _, y, *_ in xy]) if xy else []


def _picture(
    source: Source,
    driven: Driven | None,
    spots: Sequence[Spot],
    straight: Sequence[shapely.LineString],
) -> Picture:
    """Return what the map shows."""
    if not driven:
        return Picture(source.crs, tuple(spots), straight=tuple(straight))
    is_shut = driven.table["status"].isin(("closed", "unknown"))
    return Picture(
        source.crs,
        tuple(spots),
        way=tuple(zip(driven.table["line"], is_shut, strict=True)),
        other=tuple(lines_of(source, driven.other)) if driven.other else (),
        straight=tuple(straight),
        legs=tuple(leg.line for leg in driven.legs),
    )


def _positions(spots: Sequence[Spot]) -> Block:
    """Return the places with their coordinates."""
    kinds = {
        "hub": "Hub",
        "community": "Community",
        "service": "Service",
        "weakest": "Weakest link",
        "reached": "Reached road",
    }
    lines = [f"{kinds[spot.kind]}: {spot.at.mgrs}  ({spot.at.degrees})" for spot in spots]
    return Block("Positions, MGRS and WGS 84", tuple(lines))


def _track(source: Source, driven: Driven | None) -> tuple[Position, ...]:
    """Return every bend of the way, from the hub on."""
    if not driven or not driven.legs:
        return ()
    return _bends(source, [leg.line for leg in driven.legs])


def _other_track(source: Source, driven: Driven | None) -> tuple[Position, ...]:
    """Return every bend of the way round the weakest link, from the hub on."""
    if not driven or not driven.other:
        return ()
    return _bends(source, lines_of(source, driven.other))


def _bends(source: Source, lines: Sequence[shapely.LineString]) -> tuple[Position, ...]:
    """Return the places of lines that follow each other, each once where two meet."""
    xy = [point for line in lines for point in line.coords]
    once = [*xy[:1], *(b for a, b in pairwise(xy) if a != b)]
    return tuple(positions(source.crs, [x for x, *_ in once], [y for _, y, *_ in once]))


def _route(
    source: Source, driven: Driven | None, spots: dict[str, Spot]
) -> tuple[tuple[str, Position], ...]:
    """Return the places to steer to: hub, the end of each leg, community."""
    if not driven:
        return ()
    legs = [(f"end of leg {i}", at) for i, at in enumerate(_ends(source, driven), 1)]
    ends = [spots[kind] for kind in ("hub", "reached", "community") if kind in spots]
    first, *rest = [(spot.name, spot.at) for spot in ends]
    return (first, *legs, *rest)

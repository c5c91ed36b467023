"""The sheet of one community, put together from the region's layers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from pipeline.sheet import blocks
from pipeline.sheet.contents import Block, Picture, Row, Sheet, Spot
from pipeline.sheet.driven import Driven, driven_way, road_name, whole
from pipeline.sheet.legs import remarks
from pipeline.sheet.positions import Position, positions
from pipeline.sheet.source import HUB, Source

if TYPE_CHECKING:
    from collections.abc import Sequence


def sheet_of(source: Source, community_id: str) -> Sheet:
    """Return the sheet of one community.

    The way is that of the base scenario; where there is none, the way that there would be if the
    links of its reopening set were opened; else that of the first scenario in which there is one;
    else none, and the sheet shows the straight line from the nearest road that is reached.
    """
    community = source.row("communities", community_id=community_id)
    reached = source.row("reach", community_id=community_id, service_type=HUB, scenario=source.base)
    cut_off = source.row("isolation", community_id=community_id, scenario=source.base)
    driven = driven_way(source, community_id, cut_off)
    spots = _spots(source, community, driven, cut_off)
    by_kind = {spot.kind: spot for spot in spots}
    where = _where(driven, by_kind)
    told = blocks.Told(source, community, reached, cut_off, driven, by_kind, where)
    rows = _rows(source, driven) if driven else ()
    return Sheet(
        region=source.region.title,
        title=str(community["community_name"]),
        about=blocks.about(told),
        banner=blocks.banner(told),
        is_good=reached["status"] == "reachable",
        picture=_picture(source, driven, spots, where),
        table_title=blocks.table_title(told),
        heads=tuple(driven.scenarios) if driven else (),
        rows=tuple(rows),
        blocks=(*blocks.facts(told), _positions(spots)),
        footer=blocks.footer(told),
        track=_track(source, driven),
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
    service = blocks.service(source, community)
    if service:
        spots.append(source.spot("service", service, blocks.name_of_service(service)))
    if driven and driven.weakest:
        line = driven.table["line"].iloc[driven.weakest.part]
        row = {"geometry": line.interpolate(0.5, normalized=True)}
        spots.append(source.spot("weakest", row, road_name(driven, driven.weakest.part)))
    if not driven and pd.notna(cut_off.get("nearest_reached_x_m")):
        x_m, y_m = cut_off["nearest_reached_x_m"], cut_off["nearest_reached_y_m"]
        spots.append(source.spot("reached", {"geometry": shapely.Point(x_m, y_m)}, "reached road"))
    return tuple(spots)


def _where(driven: Driven | None, spots: dict[str, Spot]) -> shapely.Geometry:
    """Return the shape that incidents are measured from: the way, the straight line, the place."""
    lines = [leg.line for leg in driven.legs] if driven else []
    if lines:
        return shapely.MultiLineString(lines)
    ends = [spots[kind] for kind in ("hub", "reached", "community") if kind in spots]
    if len(ends) > 1:
        return shapely.LineString([(spot.x_m, spot.y_m) for spot in ends])
    return shapely.Point(ends[0].x_m, ends[0].y_m)


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
    return [*rows, Row("", "Total", "", f"{km:.1f}", "", sums, "", "", is_bold=True)]


def _minutes(value: float | None) -> str:
    return "closed" if value is None else f"{value:.1f}"


def _ends(source: Source, driven: Driven) -> list[Position]:
    """Return where each leg ends."""
    xy = [leg.line.coords[-1] for leg in driven.legs]
    return positions(source.crs, [x for x, *_ in xy], [y for _, y, *_ in xy]) if xy else []


def _picture(
    source: Source, driven: Driven | None, spots: Sequence[Spot], where: shapely.Geometry
) -> Picture:
    """Return what the map shows."""
    if not driven or not driven.legs:
        is_line = where.geom_type == "LineString"
        return Picture(source.crs, tuple(spots), straight=where if is_line else None)
    is_shut = driven.table["status"].isin(("closed", "unknown"))
    middles = [leg.line.interpolate(0.5, normalized=True) for leg in driven.legs]
    return Picture(
        source.crs,
        tuple(spots),
        way=tuple(zip(driven.table["line"], is_shut, strict=True)),
        numbers=tuple((str(i), at.x, at.y) for i, at in enumerate(middles, 1)),
    )


def _positions(spots: Sequence[Spot]) -> Block:
    """Return the places with their coordinates."""
    kinds = {
        "hub": "Hub",
        "community": "Community",
        "service": "Service",
        "weakest": "Weakest link",
        "reached": "Nearest reached road",
    }
    lines = [f"{kinds[spot.kind]}: {spot.at.mgrs}  ({spot.at.degrees})" for spot in spots]
    return Block("Positions, MGRS and WGS 84", tuple(lines))


def _track(source: Source, driven: Driven | None) -> tuple[Position, ...]:
    """Return every bend of the way, from the hub on."""
    if not driven or not driven.legs:
        return ()
    xy = [point for leg in driven.legs for point in leg.line.coords]
    once = [xy[0], *(b for a, b in pairwise(xy) if a != b)]
    return tuple(positions(source.crs, [x for x, *_ in once], [y for _, y, *_ in once]))


def _route(
    source: Source, driven: Driven | None, spots: dict[str, Spot]
) -> tuple[tuple[str, Position], ...]:
    """Return the places to steer to: hub, the end of each leg, community."""
    if not driven:
        return ()
    legs = [(f"end of leg {i}", at) for i, at in enumerate(_ends(source, driven), 1)]
    hub, community = spots["hub"], spots["community"]
    return ((hub.name, hub.at), *legs, (community.name, community.at))

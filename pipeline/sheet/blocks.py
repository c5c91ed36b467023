"""What a sheet says in words, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from pipeline.page import words
from pipeline.paper.positions import bearing, bearing_words, positions
from pipeline.sheet.contents import Block
from pipeline.sheet.driven import Driven, road_name
from pipeline.sheet.incidents import nearness
from pipeline.sheet.reopening import reopening
from pipeline.sheet.source import HUB, Source
from pipeline.sheet.told import (
    HOSPITAL,
    Told,
    beyond,
    duration,
    name_of_service,
    service,
    service_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def facts(told: Told) -> tuple[Block, ...]:
    """Return the blocks, most pressing first."""
    blocks = [*_ways_in(told), _weakest(told), _alternates(told), _others(told), _incidents(told)]
    return tuple(block for block in [*blocks, _service(told)] if block is not None)


def _ways_in(told: Told) -> Iterator[Block]:
    """Give what would reopen the way, and the nearest reached place, where it is cut off."""
    driven, cut_off = told.driven, told.cut_off
    if driven and driven.opened:
        yield reopening(told.source, cut_off, driven)
    if not cut_off or (driven and not driven.opened and not driven.road):
        return
    if pd.isna(cut_off.get("nearest_reached_m")):
        yield Block("Nearest reached road", ("None: no road is reached from a hub.",))
        return
    at = positions(told.source.crs, *(cut_off[f"nearest_reached_{axis}_m"] for axis in "xy"))[0]
    link = cut_off["nearest_reached_link_id"]
    yield Block(
        "Nearest reached road", (f"Link {link}, {at.mgrs}.", f"From there {beyond(told, at)}.")
    )


def _weakest(told: Told) -> Block | None:
    """Return the weakest link, where it is and why."""
    driven = told.driven
    if not driven or not driven.weakest:
        return None
    at, why = driven.weakest
    row = driven.table.iloc[at]
    start = driven.table["km"].iloc[:at].sum()
    stretch = f"from km {start:.1f} to km {start + row['km']:.1f}"
    said = [f"{road_name(driven, at)}, link {row['link_id']}, {stretch}.", f"Why: {why}."]
    if row["is_cut_link"] and row["people_cut_off"] > 0:
        said.append(f"If it goes, {row['people_cut_off']:,.0f} people lose every way to a hub.")
    return Block("Weakest link", tuple(said))


def _alternates(told: Told) -> Block | None:
    """Return the way that avoids the weakest link, and the next nearest hub."""
    driven, source = told.driven, told.source
    if not driven:
        return None
    return Block("Alternates", (_round(told, driven), _next_hub(source, told.community, driven)))


def _round(told: Told, driven: Driven) -> str:
    """Return in words what the way round the weakest link takes."""
    if not driven.weakest:
        return "The hub is where the community is."
    other = driven.other
    if other is None:
        return "Round the weakest link: none, it is the only way."
    length = told.source.links["length_m"].to_numpy(float)
    km = sum(abs(part.end - part.begin) * length[part.link] for part in other.parts) / 1000
    more_km, more_min = km - driven.table["km"].sum(), other.minutes - driven.way.minutes
    hub = told.source.row("hubs", hub_id=other.hub_id)["hub_name"]
    where = "" if other.hub_id == driven.way.hub_id else f", from {hub}"
    if other.community_walk_min - driven.way.community_walk_min >= 1:
        where += f", {duration(other.community_walk_min)} of it on foot"
    return (
        f"Round the weakest link (dashed): {more_min:+,.0f} min, {more_km:+,.1f} km "
        f"({duration(other.minutes)}, {km:,.1f} km{where})."
    )


def _next_hub(source: Source, community: dict[str, Any], driven: Driven) -> str:
    """Return in words which hub is next nearest."""
    found = source.rows(
        "nearest_services",
        community_id=community["community_id"],
        service_type=HUB,
        scenario=driven.scenario,
    )
    second = next((row for row in found if row["rank"] == 2), None)
    if second is None:
        return "Next nearest hub: none is reached."
    hub = source.row("hubs", hub_id=second["service_id"])
    return f"Next nearest hub: {hub['hub_name']}, {duration(second['minutes'])}."


def _others(told: Told) -> Block:
    """Return what the fastest ways take in every asked scenario, and how sure the base one is."""
    source, own = told.source, {"community_id": told.community["community_id"]}
    alike: dict[str, list[str]] = {}
    for scenario in source.region.travel.scenarios:
        row = source.row("reach", **own, service_type=HUB, scenario=scenario)
        is_good = row["status"] == "reachable"
        why = "" if is_good else f"{row['status']}, {row['reason'].replace('_', ' ')}"
        took = duration(row["minutes"]) if pd.notna(row["minutes"]) else ""
        alike.setdefault(": ".join(part for part in (took, why) if part), []).append(scenario)
    lines = [f"{', '.join(scenarios)}: {said}." for said, scenarios in alike.items()]
    spread = source.row("reach_spread", **own, service_type=HUB, scenario=source.base)
    if pd.notna(spread.get("p05_min")):
        low, high = duration(spread["p05_min"]), duration(spread["p95_min"])
        lines.append(f"If speeds are off, in nine of ten cases {low} to {high} ({source.base}).")
    held = source.row("robustness", **own, scenario=source.base)
    if held and pd.notna(told.reached["minutes"]):
        share = words.percent(held["reachable_share"])
        count = f"{held['draws_count']:,}"
        lines.append(f"With links failing by chance, a way is left in {share} of {count} draws.")
    return Block("Fastest way to a hub by season and vehicle", tuple(lines))


def _incidents(told: Told) -> Block:
    """Return how near recent incidents were."""
    region = told.source.region
    from_what = "the way" if told.driven and told.driven.legs else "the straight line"
    if isinstance(told.where, shapely.Point):
        from_what = "the community"
    said = nearness(
        told.source.recent,
        told.where,
        months=region.link_risk.months,
        blur_km=region.stability.blur_km,
        is_exact=region.map.show_incident_points,
    )
    return Block(f"Last incident, distance from {from_what}", said)


def _service(told: Told) -> Block:
    """Return the nearest hospital or other service, with minutes and where it lies."""
    source, kind = told.source, service_type(told.source)
    title = (
        "Nearest hospital" if kind == HOSPITAL else f"Nearest {words.service(kind).lower()} service"
    )
    row = service(source, told.community)
    if not row:
        return Block(title, ("None is open in the region.",))
    found, here, there = row["reach"], told.spots["community"].at, told.spots["service"].at
    degrees, metres = bearing(here, there)
    lines = [f"{name_of_service(row)}: {metres / 1000:,.1f} km, {bearing_words(degrees)} true."]
    if pd.notna(found.get("minutes")):
        way = "to" if kind in source.region.travel.delivery else "from"
        more = "" if found["status"] == "reachable" else f", {found['reason'].replace('_', ' ')}"
        took = f"{duration(found['minutes'])} {way} the community"
        lines.append(f"{took} ({source.base}){more}.")
    else:
        lines.append(f"No way: {words.REASONS[found['reason']].lower()} ({source.base}).")
    return Block(title, tuple(lines))

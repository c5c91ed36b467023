"""What a sheet says in words, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import shapely

from pipeline.page import words
from pipeline.sheet.contents import Block, Spot
from pipeline.sheet.driven import Driven, road_name, whole
from pipeline.sheet.incidents import nearness
from pipeline.sheet.positions import Position, bearing, bearing_words, positions
from pipeline.sheet.reopening import reopening
from pipeline.sheet.source import HUB, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

GUESSED = "of the way's surface is guessed from its class"


class Told(NamedTuple):
    """What the blocks of one sheet are made from."""

    source: Source
    community: dict[str, Any]
    reached: dict[str, Any]
    """Its row of `reach`, to the hub in the base scenario."""
    cut_off: dict[str, Any]
    """Its row of `isolation` in the base scenario; empty where it is reached."""
    driven: Driven | None
    spots: dict[str, Spot]
    where: shapely.Geometry
    """What incidents are measured from."""


def about(told: Told) -> str:
    """Return who and where the community is, in one line."""
    community, source = told.community, told.source
    area = source.row("areas", area_id=community["area_id"])
    grade = words.GRADES[community["people_grade"]].partition(",")[2].strip()
    return (
        f"{area['area_name']} ({community['area_id']}), "
        f"{words.counted(round(community['people']), 'person')} ({grade}), "
        f"{community['place_class']}, id {community['community_id']}"
    ).replace("persons", "people")


def banner(told: Told) -> tuple[str, ...]:
    """Return the status in large letters, and the reason or the minutes."""
    status, reason = told.reached["status"], told.reached["reason"]
    driven, base = told.driven, words.scenario(told.source.base)
    if status == "reachable" and driven:
        times = [f"{one} {duration(whole(driven, one))}" for one in driven.scenarios]
        km = driven.table["km"].sum()
        return (
            f"REACHABLE from {told.spots['hub'].name}: {km:,.1f} km",
            "; ".join(times) + " on this way, walks and waits included",
        )
    said = [status.upper(), f"{words.HUB_REASONS[reason]} ({base})."]
    if status == "conditional" and pd.notna(told.cut_off.get("open_scenarios")):
        said[1] += f" Open: {told.cut_off['open_scenarios'].replace(',', ', ')}."
    if driven:
        times = [f"{one} {duration(whole(driven, one))}" for one in driven.scenarios]
        hub = told.spots["hub"].name
        said.append(f"{_which_way(told)}, from {hub}: {'; '.join(times)}.")
    return tuple(said)


def table_title(told: Told) -> str:
    """Return what the table of legs shows."""
    driven = told.driven
    if not driven:
        return "No way can be shown: neither open links nor closed ones lead to a hub."
    few = "; shortest stretches put together" if driven.is_shortened else ""
    return (
        f"{_which_way(told)}, from the hub. Minutes are those of the way from community to hub"
        f"{few}."
    )


def facts(told: Told) -> tuple[Block, ...]:
    """Return the blocks, most pressing first."""
    blocks = [*_ways_in(told), _weakest(told), _alternates(told), _others(told), _incidents(told)]
    return tuple(block for block in [*blocks, _service(told)] if block is not None)


def footer(told: Told) -> tuple[str, ...]:
    """Return sources, evidence and what is assumed."""
    source, driven = told.source, told.driven
    area = source.row(
        "access", area_id=told.community["area_id"], service_type=HUB, scenario=source.base
    )
    files = sorted(set(driven.table["source"])) if driven else []
    service_row = service(source, told.community)
    files += [service_row["source"]] if service_row else []
    graded = words.GRADES.get(area.get("grade", ""), "")
    evidence = [f"access of the area {graded}"] if graded else []
    if driven and len(driven.table):
        guessed = driven.table["km"][driven.table["is_surface_guessed"].astype(bool)].sum()
        share = guessed / max(driven.table["km"].sum(), 1e-9)
        evidence.append(f"{words.percent(share)} {GUESSED}")
    limit = source.region.link_risk
    return (
        f"Data of {source.day}. Made by `resilience` from: "
        f"{', '.join(dict.fromkeys(files)) or 'no roads'}. Evidence: {'; '.join(evidence)}.",
        "Minutes are estimates from road class, surface, season and vehicle, not driven times. "
        "Speeds, seasons and chances to fail are stated assumptions of the region file. Only "
        f"reported closures are known. Insecure: risk above {limit.limit:g} within "
        f"{limit.near_km:g} km. Walks {source.region.travel.walk_kmh:g} km/h. "
        "Check with people on the way before you go.",
    )


def duration(minutes: float | None) -> str:
    """Return minutes as `2 h 05 min`, rounded; `closed` where there are none."""
    if minutes is None:
        return "closed"
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


def service(source: Source, community: dict[str, Any]) -> dict[str, Any]:
    """Return the nearest service of the headline type: by time, else by straight line; or none."""
    kind = source.region.resilience.access_service
    found = source.row(
        "reach",
        community_id=community["community_id"],
        service_type=kind,
        scenario=source.base,
    )
    if pd.notna(found.get("service_id")):
        return source.row("services", service_id=found["service_id"]) | {"reach": found}
    every = source.tables["services"]
    own = every[(every["service_type"] == kind) & (every["status"] == "open")]
    if own.empty:
        return {}
    far_m = shapely.distance(own.geometry.to_numpy(), community["geometry"]).round(3)
    nearest = own.assign(far_m=far_m).sort_values(["far_m", "service_id"]).iloc[0]
    return dict(nearest) | {"reach": found}


def name_of_service(row: dict[str, Any]) -> str:
    """Return a service's name; its type and id where it has none."""
    if pd.notna(row["service_name"]) and str(row["service_name"]).strip():
        return str(row["service_name"])
    return f"{words.service(row['service_type'])} {row['service_id']}"


def _which_way(told: Told) -> str:
    """Return what the way is, in words."""
    driven = told.driven
    if driven and driven.opened:
        return "The way if its closed links were opened"
    if driven and driven.scenario != told.source.base:
        return f"The way in {driven.scenario}"
    return f"The way in {told.source.base}"


def _ways_in(told: Told) -> Iterator[Block]:
    """Give what would reopen the way, and the nearest place that is reached, where it is cut off."""
    if told.driven and told.driven.opened:
        yield reopening(told.source, told.cut_off, told.driven)
    if not told.cut_off or (told.driven and not told.driven.opened):
        return
    far_m, link = (told.cut_off.get(f"nearest_reached_{name}") for name in ("m", "link_id"))
    if pd.isna(far_m):
        yield Block("Nearest reached road", ("None: no road is reached from a hub.",))
        return
    xy = (told.cut_off["nearest_reached_x_m"], told.cut_off["nearest_reached_y_m"])
    at = positions(told.source.crs, *xy)[0]
    yield Block("Nearest reached road", (_as_the_crow_flies(at, told), f"Link {link}, {at.mgrs}."))


def _as_the_crow_flies(at: Position, told: Told) -> str:
    """Return distance and bearing from a place to the community."""
    degrees, metres = bearing(at, told.spots["community"].at)
    return f"{metres / 1000:,.1f} km in a straight line; from there the community bears " + (
        f"{bearing_words(degrees)} true."
    )


def _weakest(told: Told) -> Block | None:
    """Return the weakest link, where it is and why."""
    driven = told.driven
    if not driven or not driven.weakest:
        return None
    at, why = driven.weakest
    row = driven.table.iloc[at]
    start = driven.table["km"].iloc[:at].sum()
    said = [
        f"{road_name(driven, at)}, link {row['link_id']}, from km {start:.1f} to "
        f"km {start + row['km']:.1f}.",
        f"Why: {why}.",
    ]
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
    closed = driven.table["link_id"].iloc[driven.weakest.part]
    other = told.source.ways.way(
        told.community["community_id"], driven.scenario, opened=driven.opened, closed=[closed]
    )
    if other is None:
        return "Round the weakest link: none, it is the only way."
    length = told.source.links["length_m"].to_numpy(float)
    km = sum(abs(part.end - part.begin) * length[part.link] for part in other.parts) / 1000
    more_km, more_min = km - driven.table["km"].sum(), other.minutes - driven.way.minutes
    hub = told.source.row("hubs", hub_id=other.hub_id)["hub_name"]
    where = "" if other.hub_id == driven.way.hub_id else f", from {hub}"
    return (
        f"Round the weakest link: {more_min:+,.0f} min, {more_km:+,.1f} km "
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
    said = []
    for scenario in source.region.travel.scenarios:
        row = source.row("reach", **own, service_type=HUB, scenario=scenario)
        is_good = row["status"] == "reachable"
        why = "" if is_good else f"{row['status']}, {row['reason'].replace('_', ' ')}"
        took = duration(row["minutes"]) if pd.notna(row["minutes"]) else ""
        said.append(f"{scenario} {', '.join(part for part in (took, why) if part)}")
    lines = ["; ".join(said) + "."]
    spread = source.row("reach_spread", **own, service_type=HUB, scenario=source.base)
    if pd.notna(spread.get("p05_min")):
        low, high = duration(spread["p05_min"]), duration(spread["p95_min"])
        lines.append(f"If speeds are off, in nine of ten cases {low} to {high} ({source.base}).")
    held = source.row("robustness", **own, scenario=source.base)
    if held:
        share = words.percent(held["reachable_share"])
        count = f"{held['draws_count']:,}"
        lines.append(f"With links failing by chance, a way is left in {share} of {count} draws.")
    return Block("Fastest way to a hub by season and vehicle", tuple(lines))


def _incidents(told: Told) -> Block:
    """Return how near recent incidents were."""
    region = told.source.region
    from_what = "the way" if told.driven and told.driven.legs else "the straight line"
    if told.where.geom_type == "Point":
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
    """Return the nearest service of the headline type, with minutes from the community."""
    kind = told.source.region.resilience.access_service
    title = f"Nearest {words.service(kind).lower()} service"
    row = service(told.source, told.community)
    if not row:
        return Block(title, ("None is open in the region.",))
    found = row["reach"]
    if pd.notna(found["minutes"]):
        took = f"{duration(found['minutes'])} from the community ({told.source.base})"
        more = "" if found["status"] == "reachable" else f", {found['reason'].replace('_', ' ')}"
    else:
        degrees, metres = bearing(told.spots["community"].at, told.spots["service"].at)
        took = f"{metres / 1000:,.1f} km in a straight line, {bearing_words(degrees)}"
        more = f"; no way: {words.REASONS[found['reason']].lower()}"
    return Block(title, (f"{name_of_service(row)}: {took}{more}.",))

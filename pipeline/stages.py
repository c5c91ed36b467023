"""THE page: every stage in the order in which data flows.

A stage is its name (also its output's name), the function that makes it, the stages that it
needs, and the parameters it takes from the region file. Nothing else in the project knows the
order; only this file sees all rooms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import HUB, SECTIONS_WITH_TABLES, InputFile, Region, Services, read_region
from pipeline.engine.dag import Makes, Step
from pipeline.errors import ConfigError
from pipeline.schema import TABLES, meaning, promise_text, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class BuiltIn:
    """A table that the package ships, in the place of a file of the region's."""

    name: str
    where_from: str = "the package itself; install it again"

    @property
    def path(self) -> Path:
        """Where it lies. Records know files by name and content, never by this path."""
        return Path(__file__).parent / "tables" / self.name

    @property
    def file(self) -> str:
        """The same as text: absolute, so that no input folder goes before it."""
        return str(self.path)


@dataclass(frozen=True)
class Stage:
    """One line of the page."""

    name: str
    function: str
    needs: tuple[str, ...] = ()
    parameters: Callable[[Region], dict[str, Any]] = lambda _region: {}
    inputs: Callable[[Region], Sequence[InputFile | BuiltIn]] | None = None
    makes: Makes = "table"
    split: str | None = None
    recalls: bool = False


def _specs(entries: Sequence[InputFile]) -> list[dict[str, Any]]:
    """Return how to read each file, as plain values, in the order of the files."""
    no_matter = {"where_from", "licence", "place"}
    return [entry.model_dump(mode="json", exclude=no_matter) for entry in entries]


def _is_pbf(entry: InputFile) -> bool:
    return entry.file.endswith((".pbf", ".osm"))


def table_file(region: Region, key: str, section: str = "travel") -> InputFile | BuiltIn:
    """Return the table that a section's key names: a shipped one, or the region's own file."""
    name = getattr(getattr(region, section), key)
    known = SECTIONS_WITH_TABLES[section][key]
    return BuiltIn(known[name]) if name in known else InputFile(file=name)


def _table_of_rules(name: str, key: str) -> Stage:
    """Return the stage that reads the table of travel which a key names."""
    return Stage(
        name,
        f"pipeline.sources.{name}:{name}",
        inputs=lambda r: [table_file(r, key, "travel")],
        parameters=lambda r: {"table": getattr(r.travel, key)},
    )


def _definitions(region: Region) -> dict[str, Any]:
    """Return what says what the numbers of indicators are: they compare only where it is the same.

    Sources, closures and places are what is measured, and no part of it.
    """
    return {
        section: getattr(region, section).model_dump(mode="json", include=set(keys))
        for section, keys in DEFINITIONS.items()
    } | {"base_scenario": region.travel.base_scenario}


def published(region: Region) -> dict[str, Any] | None:
    """Return what published outputs keep back, as plain values; None where nothing is published.

    Every page and export is told: `pipeline/withheld.py` says what becomes of it.
    """
    if not region.publish:
        return None
    sensitive = sorted(set(region.withholding.sensitive))
    return {
        "k_min": region.withholding.k_min,
        "sensitive": sensitive,
        "hides_bases": region.presence.base_type in sensitive,
        "shows_points": region.map.show_incident_points,
        "people": counted_people(),
        "keys": {name: list(table.key) for name, table in TABLES.items()},
    }


def counted_people() -> dict[str, dict[str, dict[str, str]]]:
    """Return how columns count people, by table, for those that do."""
    found = {
        name: {c: asdict(column.counted) for c, column in table.columns.items() if column.counted}
        for name, table in TABLES.items()
    }
    return {name: columns for name, columns in found.items() if columns}


def _page(region: Region) -> dict[str, Any]:
    """Return what all pages are told: their setting, and the first of the languages."""
    setting = {
        "title": region.title,
        "languages": list(region.map.languages),
        "tiles": region.map.tiles,
        "attribution": region.map.attribution,
        "sources": sources(region),
    }
    return {
        "publish": published(region),
        "setting": setting,
        "language": region.map.languages[0],
    }


def sources(region: Region) -> list[dict[str, str | None]]:
    """Return the name, origin and licence of each input file, in the order of the names.

    Where the region is published, files of nothing but sensitive services are not named.
    """
    hidden = set(region.withholding.sensitive) if region.publish else set()
    found = {
        entry.file: entry.model_dump(include={"file", "where_from", "licence"})
        for stage in SOURCES
        if stage.inputs
        for entry in stage.inputs(region)
        if isinstance(entry, InputFile)
        and not (isinstance(entry, Services) and entry.given_types <= hidden)
    }
    return [found[name] for name in sorted(found)]


def _trips(region: Region) -> dict[str, Any]:
    """Return what every layer of travel is told."""
    travel = region.travel
    return {
        "scenario_names": list(travel.scenarios),
        "service_types": service_types(region),
        "delivery": list(travel.delivery),
        "walk_kmh": travel.walk_kmh,
        "walk_detour": travel.walk_detour,
    }


def _bands(region: Region) -> dict[str, int]:
    """Return the names of the bands of `travel_times`, and their places in it.

    Where the region is published, those of sensitive types are left out: they lead to their doors.
    """
    hidden = set(region.withholding.sensitive) if region.publish else set()
    types = [*service_types(region), HUB]
    bands = [(kind, scenario) for scenario in region.travel.scenarios for kind in types]
    return {
        f"{kind}_{scenario}": place
        for place, (kind, scenario) in enumerate(bands)
        if kind not in hidden
    }


def _field(region: Region) -> dict[str, Any]:
    """Return what files for field devices are told."""
    return {
        "publish": published(region),
        "title": region.title,
        "base_scenario": region.travel.base_scenario,
        "language": region.map.languages[0],
    }


def _raster(region: Region, measure: str) -> dict[str, Any]:
    """Return what a raster of travel times is told."""
    return {
        "publish": published(region),
        "title": region.title,
        "bands": _bands(region),
        "measure": measure,
    }


METHOD = {"aggregation", "pillar_weights", "least_share", "least_pillars"}
SETTING = {"draws", "seed", "weight_concentration", "curve", "goalpost_spread"}


def _index(region: Region, *others: str) -> dict[str, Any]:
    """Return how scores become the index, and other keys of its section."""
    return region.index.model_dump(mode="json", include={*METHOD, *others})


def _made_with(region: Region) -> dict[str, dict[str, Any]]:
    """Return the parameters that shape numbers of the index, by the table that they come from."""
    walk = {"max_snap_m", "walk_kmh", "walk_detour"}
    risk = {"rate_years", "exposure_km", "exposure_months", "blur_km"}
    roads = {
        "base_scenario": region.travel.base_scenario,
        **region.travel.model_dump(mode="json", include=walk),
    }
    age = region.index.model_dump(mode="json", include={"stale_years"})
    return {
        "access": {
            **roads,
            "time_limit_min": region.travel.time_limit_min,
            "least_share": region.index.least_share,
        },
        "rural_access": region.rural_access.model_dump(mode="json"),
        "stability": {**region.stability.model_dump(mode="json", include=risk), **age},
        "presence": {**roads, **region.presence.model_dump(mode="json")},
        "surveys": {"survey_n": region.index.survey_n, **age},
        "evidence": age,
    }


TRAVEL = (
    *("network", "hierarchy", "speeds", "scenarios", "waits", "link_status", "connectors"),
    *("communities", "services", "hubs"),
)
"""What every layer of travel needs."""

DEFINITIONS = {
    "travel": (
        *("speed_table", "caps_table", "factors_table", "vehicles_table", "ferry_wait_min"),
        *("walk_kmh", "walk_detour", "max_snap_m", "time_limit_min", "delivery"),
    ),
    "stability": (
        *("rate_years", "half_life_months", "exposure_km", "exposure_months", "blur_km"),
        "spillover_km",
    ),
    "presence": ("base_type", "near_min"),
    "rural_access": ("near_km",),
    "index": ("survey_n",),
}
"""By section: the keys that say what the numbers of indicators are."""

DRAWN = ("indicator_rules", "indicators", "access_draws", "rate_draws")
"""What the index is drawn from."""

SOURCES = (
    Stage(
        "areas",
        "pipeline.sources.boundaries:areas",
        inputs=lambda r: [r.areas],
        parameters=lambda r: {"specs": _specs([r.areas]), "crs": r.crs},
    ),
    Stage(
        "osm",
        "pipeline.sources.osm:osm",
        ("areas",),
        inputs=lambda r: [entry for entry in r.roads if _is_pbf(entry)],
        parameters=lambda r: {
            "specs": _specs([entry for entry in r.roads if _is_pbf(entry)]),
            "margin_km": r.margin_km,
        },
    ),
    Stage(
        "roads",
        "pipeline.sources.roads:roads",
        ("areas",),
        inputs=lambda r: [entry for entry in r.roads if not _is_pbf(entry)],
        parameters=lambda r: {
            "specs": _specs([entry for entry in r.roads if not _is_pbf(entry)]),
            "margin_km": r.margin_km,
        },
    ),
    Stage(
        "places",
        "pipeline.sources.places:places",
        ("areas",),
        inputs=lambda r: r.places,
        parameters=lambda r: {"specs": _specs(r.places)},
    ),
    Stage(
        "people",
        "pipeline.sources.people:people",
        ("areas",),
        inputs=lambda r: [r.people],
        parameters=lambda r: {"specs": _specs([r.people])},
    ),
    Stage(
        "services",
        "pipeline.sources.services:services",
        ("areas",),
        inputs=lambda r: r.services,
        parameters=lambda r: {
            "specs": _specs(r.services),
            "margin_km": r.margin_km,
            "same_name_m": r.merging.same_name_m,
            "any_name_m": r.merging.any_name_m,
        },
    ),
    Stage(
        "incidents",
        "pipeline.sources.incidents:incidents",
        ("areas",),
        inputs=lambda r: r.incidents,
        parameters=lambda r: {
            "specs": _specs(r.incidents),
            "margin_km": r.margin_km,
            "as_of": r.as_of.isoformat() if r.as_of else None,
        },
    ),
    Stage(
        "closures",
        "pipeline.sources.closures:closures",
        ("areas",),
        inputs=lambda r: r.closures,
        parameters=lambda r: {"specs": _specs(r.closures), "margin_km": r.margin_km},
    ),
    Stage(
        "delays",
        "pipeline.sources.delays:delays",
        ("areas",),
        inputs=lambda r: r.delays,
        parameters=lambda r: {"specs": _specs(r.delays), "margin_km": r.margin_km},
    ),
    Stage(
        "surveys",
        "pipeline.sources.surveys:surveys",
        ("areas",),
        inputs=lambda r: r.surveys,
        parameters=lambda r: {"specs": _specs(r.surveys)},
    ),
    Stage(
        "evidence",
        "pipeline.sources.evidence:evidence",
        ("areas",),
        inputs=lambda r: r.evidence,
        parameters=lambda r: {"specs": _specs(r.evidence)},
    ),
    _table_of_rules("class_speeds", "speed_table"),
    _table_of_rules("caps", "caps_table"),
    _table_of_rules("factors", "factors_table"),
    _table_of_rules("vehicles", "vehicles_table"),
    _table_of_rules("failures", "failures_table"),
    Stage(
        "indicator_rules",
        "pipeline.sources.indicator_rules:indicator_rules",
        inputs=lambda r: [table_file(r, "indicators_table", "index")],
        parameters=lambda r: {"table": r.index.indicators_table, "definitions": _definitions(r)},
    ),
)

LAYERS = (
    Stage(
        "as_of",
        "pipeline.layers.as_of:as_of",
        ("incidents",),
        lambda r: {"stated": r.as_of.isoformat() if r.as_of else None},
    ),
    Stage(
        "communities",
        "pipeline.layers.communities:communities",
        ("areas", "places", "people"),
        lambda r: {
            "max_place_km": r.communities.max_place_km,
            "class_weights": dict(r.communities.class_weights),
            "urban_classes": list(r.communities.urban_classes),
        },
    ),
    Stage(
        "hubs",
        "pipeline.layers.hubs:hubs",
        ("areas", "communities"),
        lambda r: {
            "stated": [hub.model_dump(mode="json") for hub in r.hubs],
            "margin_km": r.margin_km,
        },
    ),
    Stage("network", "pipeline.layers.network:network", ("osm", "roads")),
    Stage(
        "connectors",
        "pipeline.layers.connectors:connectors",
        ("network", "communities", "services", "hubs"),
        lambda r: {
            "max_snap_m": r.travel.max_snap_m,
            "nearest_count": r.travel.connect_nearest_count,
            "base": None,
        },
    ),
    Stage(
        "snapping",
        "pipeline.layers.snapping:snapping",
        ("connectors", "communities", "services", "hubs", "network"),
        lambda r: {"max_snap_m": r.travel.max_snap_m},
    ),
    Stage(
        "components",
        "pipeline.layers.components:components",
        ("network", "connectors", "communities", "services", "hubs"),
    ),
    Stage("topology", "pipeline.layers.topology:topology", ("network",), makes="array"),
    Stage("hierarchy", "pipeline.layers.hierarchy:hierarchy", ("topology",), makes="array"),
    Stage(
        "link_reports",
        "pipeline.layers.link_reports:link_reports",
        ("network", "closures", "as_of"),
        lambda r: {"closure_tolerance_m": r.travel.closure_tolerance_m},
    ),
    Stage("link_status", "pipeline.layers.link_status:link_status", ("link_reports",)),
    Stage(
        "link_risk",
        "pipeline.layers.link_risk:link_risk",
        ("network", "incidents", "as_of"),
        lambda r: {
            **r.link_risk.model_dump(mode="json"),
            "half_life_months": r.stability.half_life_months,
            "blur_km": r.stability.blur_km,
        },
    ),
    Stage(
        "scenarios",
        "pipeline.layers.scenarios:scenarios",
        ("factors", "vehicles"),
        lambda r: {"asked": list(r.travel.scenarios)},
    ),
    Stage(
        "speeds",
        "pipeline.layers.speeds:speeds",
        ("network", "class_speeds", "caps", "factors", "vehicles", "scenarios"),
    ),
    Stage(
        "waits",
        "pipeline.layers.waits:waits",
        ("network", "delays"),
        lambda r: {
            "ferry_wait_min": r.travel.ferry_wait_min,
            "delay_tolerance_m": r.travel.delay_tolerance_m,
        },
    ),
    Stage(
        "mapped_roads",
        "pipeline.layers.mapped_roads:mapped_roads",
        ("areas", "communities", "network"),
        lambda r: {
            "min_road_km_per_km2": r.map_gap.min_road_km_per_km2,
            "min_road_m_per_person": r.map_gap.min_road_m_per_person,
        },
    ),
    Stage(
        "reach",
        "pipeline.layers.reach:reach",
        (*TRAVEL, "mapped_roads", "link_risk"),
        lambda r: {**_trips(r), "time_limit_min": r.travel.time_limit_min},
        split="scenario_names",
    ),
    Stage(
        "nearest_services",
        "pipeline.layers.nearest_services:nearest_services",
        TRAVEL,
        lambda r: {**_trips(r), "nearest_count": r.travel.nearest_count},
        split="scenario_names",
    ),
    Stage(
        "reach_spread",
        "pipeline.layers.reach_spread:reach_spread",
        TRAVEL,
        lambda r: {**_trips(r), **r.draws.model_dump(mode="json")},
        split="scenario_names",
    ),
    Stage(
        "robustness",
        "pipeline.layers.robustness:robustness",
        (*TRAVEL, "failures", "link_risk"),
        lambda r: {**_trips(r), **r.robustness.model_dump(mode="json")},
        split="scenario_names",
    ),
    Stage("access", "pipeline.layers.access:access", ("areas", "communities", "reach")),
    Stage(
        "catchments",
        "pipeline.layers.catchments:catchments",
        ("areas", *TRAVEL, "reach", "link_risk"),
        lambda r: {**_trips(r), **r.catchments.model_dump(mode="json")},
    ),
    Stage(
        "raster_grid",
        "pipeline.layers.raster_grid:raster_grid",
        ("areas",),
        lambda r: {"cell_m": r.rasters.cell_m},
    ),
    Stage(
        "travel_times",
        "pipeline.layers.travel_times:travel_times",
        (*TRAVEL, "areas", "raster_grid", "mapped_roads", "link_risk"),
        lambda r: {
            **_trips(r),
            "time_limit_min": r.travel.time_limit_min,
            "max_snap_m": r.travel.max_snap_m,
            "connect_nearest_count": r.travel.connect_nearest_count,
        },
        makes="array",
    ),
    Stage("equity", "pipeline.layers.equity:equity", ("communities", "reach")),
    Stage(
        "season_flips",
        "pipeline.layers.season_flips:season_flips",
        ("communities", "scenarios", "reach"),
    ),
    Stage(
        "closure_effects",
        "pipeline.layers.closure_effects:closure_effects",
        (*TRAVEL, "closures", "link_reports", "as_of"),
        _trips,
    ),
    Stage("link_use", "pipeline.layers.link_use:link_use", TRAVEL, _trips),
    Stage(
        "links",
        "pipeline.layers.links:links",
        (*TRAVEL, "link_risk", "link_use"),
        lambda r: {**_trips(r), **r.links.model_dump(mode="json")},
    ),
    Stage("cut_nodes", "pipeline.layers.cut_nodes:cut_nodes", TRAVEL, _trips),
    Stage(
        "rural_access",
        "pipeline.layers.rural_access:rural_access",
        ("areas", "communities", "network"),
        lambda r: r.rural_access.model_dump(mode="json"),
    ),
    Stage(
        "stability_region",
        "pipeline.layers.stability_region:stability_region",
        ("incidents",),
    ),
    Stage(
        "placing",
        "pipeline.layers.placing:placing",
        ("areas", "communities", "incidents"),
        lambda r: {"blur_km": r.stability.blur_km},
    ),
    Stage(
        "neighbours",
        "pipeline.layers.neighbours:neighbours",
        ("areas", "communities"),
        lambda r: {
            "reach_km": max(r.stability.spillover_km, r.stability.hotspot_band_km or 0),
            "border_tolerance_m": r.stability.border_tolerance_m,
        },
    ),
    Stage(
        "stability",
        "pipeline.layers.stability:stability",
        ("areas", "communities", "incidents", "placing", "neighbours", "as_of"),
        lambda r: r.stability.model_dump(mode="json", exclude={"blur_km", "border_tolerance_m"}),
    ),
    Stage(
        "cells",
        "pipeline.layers.cells:cells",
        ("areas", "communities"),
        lambda r: r.cells.model_dump(mode="json"),
    ),
    Stage(
        "stability_cells",
        "pipeline.layers.stability_cells:stability_cells",
        ("areas", "cells", "communities", "incidents", "placing", "as_of"),
        lambda r: r.stability.model_dump(mode="json"),
    ),
    Stage(
        "stability_series",
        "pipeline.layers.stability_series:stability_series",
        ("areas", "incidents", "placing", "as_of"),
    ),
    Stage(
        "stability_years",
        "pipeline.layers.stability_years:stability_years",
        ("areas", "communities", "incidents", "placing", "as_of"),
    ),
    Stage(
        "near_repeat",
        "pipeline.layers.near_repeat:near_repeat",
        ("incidents", "as_of"),
        lambda r: r.near_repeat.model_dump(mode="json"),
    ),
    Stage(
        "presence",
        "pipeline.layers.presence:presence",
        (*TRAVEL, "areas", "incidents", "placing", "as_of"),
        lambda r: {
            **_trips(r),
            "scenario_names": list(r.travel.scenarios[:1]),
            "service_types": [r.presence.base_type],
            "delivery": [r.presence.base_type],
            "near_min": r.presence.near_min,
        },
    ),
    Stage(
        "isolation",
        "pipeline.layers.isolation:isolation",
        (*TRAVEL, "reach"),
        _trips,
    ),
    Stage(
        "reopenings",
        "pipeline.layers.reopenings:reopenings",
        TRAVEL,
        _trips,
    ),
    Stage(
        "access_draws",
        "pipeline.layers.access_draws:access_draws",
        (*TRAVEL, "areas", "reach", "indicator_rules"),
        lambda r: {
            **_trips(r),
            **r.draws.model_dump(mode="json"),
            "access_service": r.resilience.access_service,
            "access_within_min": r.resilience.access_within_min,
            "time_limit_min": r.travel.time_limit_min,
        },
    ),
    Stage(
        "rate_draws",
        "pipeline.layers.rate_draws:rate_draws",
        ("stability", "incidents", "placing", "as_of"),
        lambda r: {"draws": r.index.draws, "seed": r.index.seed},
    ),
    Stage(
        "indicators",
        "pipeline.layers.indicators:indicators",
        (
            *("areas", "communities", "indicator_rules", "access", "rural_access", "stability"),
            *("presence", "surveys", "evidence", "services", "incidents", "as_of"),
        ),
        lambda r: {
            "base_scenario": r.travel.base_scenario,
            "base_type": r.presence.base_type,
            **_index(r, "survey_n", "stale_years"),
        },
    ),
    Stage(
        "pillars",
        "pipeline.layers.pillars:pillars",
        ("indicators", "indicator_rules"),
        _index,
    ),
    Stage(
        "resilience",
        "pipeline.layers.resilience:resilience",
        ("areas", "access", "stability", "isolation", "pillars", *DRAWN),
        lambda r: {
            "base_scenario": r.travel.base_scenario,
            **r.resilience.model_dump(mode="json"),
            **_index(r, "class_cuts", *SETTING),
        },
    ),
    Stage(
        "resilience_levels",
        "pipeline.layers.resilience_levels:resilience_levels",
        ("areas", "resilience", "stability", *DRAWN),
        lambda r: {
            **r.resilience.model_dump(mode="json"),
            **_index(r, "class_cuts", *SETTING),
        },
    ),
    Stage(
        "sensitivity",
        "pipeline.layers.sensitivity:sensitivity",
        ("resilience", *DRAWN),
        lambda r: _index(r, *SETTING, "sobol", "sobol_count"),
    ),
    Stage(
        "standing",
        "pipeline.layers.standing:standing",
        (
            *("areas", "communities", "access", "isolation", "network", "link_status"),
            *("closure_effects", "links", "reopenings", "season_flips", "incidents"),
            *("stability_region", "resilience", "as_of"),
        ),
        lambda r: {
            "base_scenario": r.travel.base_scenario,
            **r.resilience.model_dump(mode="json"),
            "definitions": _definitions(r),
        },
        recalls=True,
    ),
    Stage(
        "changes",
        "pipeline.layers.changes:changes",
        ("standing", "network"),
        lambda r: {"clear_share": r.index.clear_share},
    ),
)

MAPS = (
    Stage(
        "resilience.html",
        "pipeline.maps.resilience:resilience",
        (
            *("areas", "network", "communities", "resilience", "access", "stability", "isolation"),
            *("as_of", "indicator_rules", "indicators"),
        ),
        lambda r: {
            **_page(r),
            "base_scenario": r.travel.base_scenario,
            **r.resilience.model_dump(mode="json"),
            **r.index.model_dump(mode="json", include={"class_cuts", "clear_share", "draws"}),
            "made_with": _made_with(r),
        },
        makes="page",
    ),
    Stage(
        "access.html",
        "pipeline.maps.access:access",
        (
            "areas",
            "network",
            "communities",
            "services",
            "access",
            "reach",
            "rural_access",
            "mapped_roads",
            "catchments",
            "equity",
            "as_of",
        ),
        lambda r: {
            **_page(r),
            "scenarios": list(r.travel.scenarios),
            "service_types": service_types(r),
            "headline_service": r.resilience.access_service,
            "access_within_min": r.resilience.access_within_min,
            "catchment_min": r.catchments.within_min,
        },
        makes="page",
    ),
    Stage(
        "stability.html",
        "pipeline.maps.stability:stability",
        (
            "areas",
            "network",
            "communities",
            "stability",
            "stability_region",
            "stability_years",
            "stability_series",
            "presence",
            "near_repeat",
            "incidents",
            "as_of",
        ),
        lambda r: {
            **_page(r),
            "near_min": r.presence.near_min,
            "show_incident_points": r.map.show_incident_points,
            **r.stability.model_dump(
                mode="json",
                exclude={
                    *("quiet_months", "trend_p", "escalation"),
                    *("border_tolerance_m", "hotspot_band_km"),
                },
            ),
        },
        makes="page",
    ),
    Stage(
        "compare.html",
        "pipeline.maps.compare:compare",
        ("areas", "network", "communities", "access", "stability", "stability_years", "as_of"),
        lambda r: {
            **_page(r),
            "scenarios": list(r.travel.scenarios),
            "service_types": service_types(r),
            "headline_service": r.resilience.access_service,
            "access_within_min": r.resilience.access_within_min,
        },
        makes="page",
    ),
    Stage(
        "isolation.html",
        "pipeline.maps.isolation:isolation",
        (
            "areas",
            "network",
            "communities",
            "isolation",
            "reach",
            "link_status",
            "link_reports",
            "link_risk",
            "links",
            "closures",
            "closure_effects",
            "reopenings",
            "season_flips",
            "robustness",
            "hubs",
            "as_of",
        ),
        lambda r: {**_page(r), "scenarios": list(r.travel.scenarios)},
        makes="page",
    ),
    Stage(
        "links.html",
        "pipeline.maps.links:links",
        ("areas", "network", "communities", "links", "link_risk", "cut_nodes", "hubs", "as_of"),
        lambda r: {
            **_page(r),
            "base_scenario": r.travel.base_scenario,
            "risk_limit": r.link_risk.limit,
            "risk_near_km": r.link_risk.near_km,
            "risk_months": r.link_risk.months,
        },
        makes="page",
    ),
    Stage(
        "index.html",
        "pipeline.maps.index:index",
        (
            *("areas", "communities", "network", "services", "incidents", "isolation"),
            *("season_flips", "resilience", "stability_region", "standing", "changes", "as_of"),
        ),
        lambda r: {
            **_page(r),
            "base_scenario": r.travel.base_scenario,
            "headline_service": r.resilience.access_service,
            "access_within_min": r.resilience.access_within_min,
        },
        makes="page",
    ),
)

WHO = ("areas", "communities")
"""What every layer needs: the names of areas, and who is told of, as all outputs work it out."""
EXPORTED = {
    layer: tuple(dict.fromkeys((*WHO, *needs)))
    for layer, needs in {
        "areas": (
            *("resilience", "stability", "presence", "rural_access", "mapped_roads", "access"),
            *("catchments", "indicator_rules"),
        ),
        "cells": ("cells", "stability_cells"),
        "communities": ("reach", "robustness"),
        "services": ("services",),
        "hubs": ("hubs",),
        "isolation": ("isolation",),
        "season_flips": ("season_flips",),
        "roads": ("network",),
        "links": ("links",),
        "cut_nodes": ("cut_nodes",),
        "reopenings": ("reopenings", "isolation"),
        "closure_effects": ("closures", "closure_effects"),
        "access": ("access",),
        "catchments": ("catchments",),
        "equity": ("equity",),
        "stability": ("stability",),
        "stability_series": ("stability_series",),
        "resilience": ("resilience", "indicator_rules"),
        "resilience_levels": ("resilience_levels", "indicator_rules"),
        "indicators": ("indicators", "indicator_rules"),
    }.items()
}
"""Every layer that is given away, with the tables that it is made of; `indicator_rules` tells what
of the index is withheld."""
ALL_EXPORTED = tuple(sorted({need for needs in EXPORTED.values() for need in needs}))
WITH_GEOMETRY = tuple(EXPORTED)[: tuple(EXPORTED).index("access")]
NO_SPREADSHEET = {"cells", "roads", "cut_nodes"}
"""Layers that are nothing without a map."""


def _docs(tables: Sequence[str]) -> dict[str, dict[str, dict[str, str]]]:
    """Return what the columns of tables mean."""
    return {
        table: {
            name: {"doc": meaning(column), "unit": unit(name)}
            for name, column in TABLES[table].columns.items()
        }
        for table in tables
    }


def _of_layer(ending: str, function: str, layer: str) -> Stage:
    """Return the stage that writes one layer in one form."""
    with_hxl = ending == "csv"
    return Stage(
        f"{layer}.{ending}",
        function,
        EXPORTED[layer],
        lambda r: {
            "publish": published(r),
            "layer": layer,
            "base_scenario": r.travel.base_scenario,
            **({"hxl": r.exports.hxl} if with_hxl else {}),
        },
        makes="file",
    )


EXPORTS = (
    Stage(
        "gpkg",
        "pipeline.exports.gpkg:gpkg",
        ALL_EXPORTED,
        lambda r: {
            "publish": published(r),
            "docs": _docs(ALL_EXPORTED),
            "base_scenario": r.travel.base_scenario,
            "scenarios": list(r.travel.scenarios),
            "service_types": service_types(r),
        },
        makes="file",
    ),
    *(
        _of_layer("csv", "pipeline.exports.csv:csv", layer)
        for layer in EXPORTED
        if layer not in NO_SPREADSHEET
    ),
    *(
        _of_layer("parquet", "pipeline.exports.geoparquet:geoparquet", layer)
        for layer in WITH_GEOMETRY
    ),
    *(
        Stage(
            name,
            "pipeline.exports.tif:tif",
            ("areas", "raster_grid", "travel_times", "as_of"),
            partial(_raster, measure=measure),
            makes="file",
        )
        for name, measure in (("travel_times.tif", "minutes"), ("travel_states.tif", "state"))
    ),
    Stage(
        "communities.gpx",
        "pipeline.exports.communities_gpx:communities_gpx",
        ("areas", "communities", "reach", "hubs", "as_of"),
        _field,
        makes="file",
    ),
    Stage(
        "communities.pmtiles",
        "pipeline.exports.communities_pmtiles:communities_pmtiles",
        ("areas", "communities", "reach", "as_of"),
        lambda r: {
            "publish": published(r),
            "scenarios": list(r.travel.scenarios),
            "service_types": service_types(r),
        },
        makes="file",
    ),
    Stage(
        "links.gpx",
        "pipeline.exports.links_gpx:links_gpx",
        ("areas", "communities", "links", "link_status", "closure_effects", "as_of"),
        _field,
        makes="file",
    ),
    Stage(
        "kml",
        "pipeline.exports.kml:kml",
        (
            *("areas", "communities", "reach", "hubs", "links", "link_status", "closures"),
            *("closure_effects", "as_of"),
        ),
        _field,
        makes="file",
    ),
)
"""What is given away. What is added here is in the README, the STAC item, manifest and zip."""

SHOWN = tuple(dict.fromkeys(need for stage in (*MAPS, *EXPORTS) for need in stage.needs))
"""Every table that pages and exports show."""

LISTS = (
    Stage(
        "withheld.csv",
        "pipeline.exports.withheld:withheld",
        SHOWN,
        lambda r: {"publish": published(r)},
        makes="file",
    ),
)

GIVEN = tuple(stage.name for stage in (*EXPORTS, *LISTS))
AS_NAMED = ("README.md", "manifest-sha256.txt")
"""Files that bear no region's name, because people and programs look for them under their own."""

TOLD = (
    Stage(
        "README.md",
        "pipeline.exports.readme:readme",
        ("as_of", "gpkg", *ALL_EXPORTED),
        lambda r: {
            "title": r.title,
            "names": [*GIVEN, "stac.json", "zip"],
            "sources": sources(r),
            "docs": _docs(ALL_EXPORTED),
            "layer_docs": {table: TABLES[table].doc for table in ALL_EXPORTED},
            "publish": published(r),
            "base_scenario": r.travel.base_scenario,
        },
        makes="file",
    ),
    Stage(
        "stac.json",
        "pipeline.exports.stac:stac",
        ("areas", "as_of", "indicator_rules", *GIVEN, "README.md"),
        lambda r: {"title": r.title, "sources": sources(r)},
        makes="file",
    ),
    Stage(
        "manifest-sha256.txt",
        "pipeline.exports.manifest:manifest",
        (*GIVEN, "README.md", "stac.json"),
        makes="file",
    ),
    Stage(
        "zip",
        "pipeline.exports.bundle:bundle",
        (*GIVEN, "README.md", "stac.json", "manifest-sha256.txt"),
        makes="file",
    ),
)

STAGES = (*SOURCES, *LAYERS, *MAPS, *EXPORTS, *LISTS, *TOLD)


def service_types(region: Region) -> list[str]:
    """Return the service types that the region file names, sorted; the hubs are none."""
    return sorted({kind for entry in region.services for kind in entry.given_types})


def steps(project: Path, name: str, *, inputs: Path | None = None) -> tuple[Step, ...]:
    """Return every stage of one region, bound to its files, parameters and output.

    Parameters
    ----------
    project
        Folder that holds `data/`, `layers/` and `maps/`.
    name
        The region's name.
    inputs
        Folder of input files, or of one folder a region; the region file's own if not given.
    """
    path = project / "data" / name / "region.toml"
    region = read_region(path)
    folder = input_folder(path, region, inputs)
    own = tuple(_step(project, name, region, folder, stage) for stage in STAGES)
    return own + tuple(
        _translated(step, language)
        for language in region.map.languages[1:]
        for step in own
        if step.makes == "page"
    )


def _translated(step: Step, language: str) -> Step:
    """Return the step that makes the same page in a further language, in a folder of its own."""
    return replace(
        step,
        name=f"{language}/{step.name}",
        output=step.output.parent / language / step.output.name,
        parameters={**step.parameters, "language": language},
    )


def input_folder(path: Path, region: Region, inputs: Path | None) -> Path:
    """Return the folder in which a region's input files lie.

    The one of its name in `inputs`, or `inputs` itself, if the areas' file is there; else the one
    that the region file names, or its own: regions that `inputs` does not hold are still found.
    """
    if inputs is not None:
        if not inputs.is_dir():
            raise ConfigError(f"--inputs {inputs}: no such folder")
        for folder in (inputs / path.parent.name, inputs):
            if (folder / region.areas.file).exists():
                return folder
    return path.parent / region.inputs if region.inputs else path.parent


def _step(project: Path, name: str, region: Region, folder: Path, stage: Stage) -> Step:
    if stage.makes == "page":
        output = project / "maps" / name / stage.name
    elif stage.makes == "file":
        file = stage.name if stage.name in AS_NAMED else f"{name}.{stage.name}"
        output = project / "layers" / name / "exports" / file
    else:
        suffix = ".npy" if stage.makes == "array" else ".parquet"
        output = project / "layers" / name / f"{stage.name}{suffix}"
    is_table = stage.makes == "table"
    files = None
    if stage.inputs is not None:
        files = tuple(folder / entry.file for entry in stage.inputs(region))
    return Step(
        region=name,
        name=stage.name,
        makes=stage.makes,
        function=stage.function,
        output=output,
        home=project / "layers" / name,
        needs=stage.needs,
        files=files,
        parameters=stage.parameters(region),
        conform="pipeline.schema:conform" if is_table else None,
        promise=promise_text(stage.name) if is_table else "",
        split=stage.split,
        recalls=stage.recalls,
    )

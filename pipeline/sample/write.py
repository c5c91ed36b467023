"""The made-up region, written as the files that a planner would gather, with its truth beside."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.sample import files
from pipeline.sample.details import draw_details
from pipeline.sample.divisions import divisions
from pipeline.sample.evidence import Evidence, evidence
from pipeline.sample.facilities import Facilities, facilities
from pipeline.sample.grid import COLUMNS, ROWS, ground_cells
from pipeline.sample.mainroads import routes
from pipeline.sample.people import in_cells, peopled
from pipeline.sample.plan import AMBUSH, CELL, CITIES, ISLAND, NORMAL, VALLEY, planned
from pipeline.sample.reports import CLOSED_ID, Report, Surveys, features, reports, surveys
from pipeline.sample.roadmap import RoadMap
from pipeline.sample.roads import Drawn, draw_roads
from pipeline.sample.settlements import seated, settle
from pipeline.sample.terrain import bent, degrees, terrain
from pipeline.sample.truth import (
    Truth,
    closure_effects,
    community_ids,
    contested,
    cut_links,
    held,
    season_flips,
    without_hub,
)
from pipeline.sample.violence import Violence, violence

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SEED = 1
AS_OF = "2025-12-31"
AREAS, ROADS, PEOPLE, PLACES = "areas.shp", "roads.osm.pbf", "people.tif", "places.geojson"
HEALTH, CLINICS, PUBLIC = "health_facilities.csv", "partner_clinics.csv", "public_places.csv"
BASES, INCIDENTS, CLOSURES = "bases.csv", "ged.csv", "closures.geojson"
SURVEYS, TRUTH = "survey.csv", "truth.json"
LIGHTS, PRICES, PARTNERS = "night_lights.tif", "prices.csv", "who_does_what_where.csv"


@dataclass(frozen=True)
class World:
    """Everything that is made up, before it is written."""

    areas: pd.DataFrame
    places: pd.DataFrame
    cells: NDArray[np.float64]
    roadmap: RoadMap
    drawn: Drawn
    violence: Violence
    facilities: Facilities
    reports: list[Report]
    surveys: Surveys
    evidence: Evidence


def write_sample(folder: Path) -> Truth:
    """Write the made-up region's files and `truth.json` into a folder, and return the truth.

    The same bytes every time. Files of these names are replaced, once all have been written.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    """
    made = make_up(np.random.default_rng(SEED))
    truth = _truth(made)
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        _write(draft, made)
        text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
        (draft / TRUTH).write_text(text, encoding="utf-8", newline="\n")
        for path in sorted(draft.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(draft)
    return truth


def make_up(rng: np.random.Generator) -> World:
    """Return the made-up region: ground, areas, roads, people, and what befell them."""
    ground_plan = terrain(rng)
    areas = planned(divisions(rng, ground_plan, set(CITIES)))
    ground = ground_cells(areas)
    areas = seated(areas, ground)
    river = bent(ground_plan.river)
    roadmap = RoadMap()
    drawn = draw_roads(roadmap, areas, ground_plan, routes(areas, ground_plan))
    places = settle(rng, roadmap, areas, ground, river)
    flooded = draw_details(rng, roadmap, areas, drawn, river)
    places = peopled(rng, places, list(CITIES))
    places["place_id"] = [f"xs-{number + 1:04d}" for number in range(len(places))]
    named = places[places["group"] != CELL].reset_index(drop=True)
    # Drawn apart, so that what was drawn before evidence came stays what it was.
    apart = rng.spawn(1)[0]
    ambushed = roadmap.line(drawn.into[AMBUSH]).interpolate(0.5, normalized=True)
    return World(
        areas=areas,
        places=places,
        cells=in_cells(places, ground, ROWS * COLUMNS),
        roadmap=roadmap,
        drawn=drawn,
        violence=violence(rng, areas, ground, AS_OF, (ambushed.x, ambushed.y)),
        facilities=facilities(rng, named),
        reports=reports(rng, roadmap, areas, drawn, flooded, river),
        surveys=surveys(rng, areas),
        evidence=evidence(apart, areas, places, ground, ROWS * COLUMNS),
    )


def _write(folder: Path, made: World) -> None:
    """Write the input files."""
    files.write_areas(folder / AREAS, made.areas, _mended(made.areas), AS_OF)
    files.write_roads(folder / ROADS, made.roadmap)
    files.write_cells(folder / PEOPLE, made.cells)
    files.write_features(folder / PLACES, _place_features(made.places))
    files.write_table(folder / HEALTH, made.facilities.health)
    files.write_table(folder / CLINICS, made.facilities.clinics)
    files.write_table(folder / PUBLIC, made.facilities.public)
    files.write_table(folder / BASES, made.facilities.bases)
    files.write_table(folder / INCIDENTS, made.violence.rows)
    files.write_features(folder / CLOSURES, features(made.reports))
    files.write_table(folder / SURVEYS, made.surveys.rows)
    files.write_cells(folder / LIGHTS, made.evidence.lights)
    files.write_table(folder / PRICES, made.evidence.prices)
    files.write_table(folder / PARTNERS, made.evidence.partners)


def _mended(areas: pd.DataFrame) -> str:
    """Return the district whose ring crosses itself: the island, which has no neighbour."""
    return str(areas.loc[areas["group"] == ISLAND, "area_id"].iloc[0])


def _place_features(places: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the places' features, the last four of no use.

    One has no position, one is out at sea, one is a name where nobody lives, one is there twice.
    """
    named = places[places["group"] != CELL]
    spots = degrees(named[["x", "y"]].to_numpy()).tolist()
    features = [
        _place(place_id, name, kind, spot)
        for place_id, name, kind, spot in zip(
            named["place_id"], named["name"], named["place_class"], spots, strict=True
        )
    ]
    lon, lat = spots[0]
    return [
        *features,
        _place("xs-9001", "Nowhere", "village", None),
        _place("xs-9002", "Turned Round", "village", [lat, lon]),
        _place("xs-9003", "Bare Rock", "locality", [lon, lat]),
        features[100],
    ]


def _place(place_id: str, name: str, kind: str, spot: list[float] | None) -> dict[str, Any]:
    """Return one place's feature."""
    geometry = None if spot is None else {"type": "Point", "coordinates": spot}
    properties = {"place_id": place_id, "name": name, "place": kind}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _truth(made: World) -> Truth:
    """Return what is true of the region."""
    areas, places = made.areas, made.places
    ids = community_ids(places, areas)
    people = places["people"].astype("int64")
    district = areas["area_id"].to_numpy()[places["area"]]
    parts = sorted(set(places["group"]) - {NORMAL, CELL})
    by_part = {part: sorted(ids[places["group"] == part]) for part in parts}
    by_community = {place: int(count) for place, count in zip(ids, people, strict=True)}
    into = made.drawn.into
    valley = held(into[VALLEY], by_part[VALLEY], by_community)
    return Truth(
        as_of=AS_OF,
        areas=len(areas),
        mended_area=_mended(areas),
        people=int(people.sum()),
        people_by_area={
            str(area): int(count) for area, count in people.groupby(district).sum().items()
        },
        people_by_community=by_community,
        communities_by_part=by_part,
        no_hub=without_hub(by_part),
        closed_link={
            **valley,
            "closure_id": CLOSED_ID,
            "km": round(made.roadmap.line(into[VALLEY]).length, 3),
        },
        cut_links=cut_links(into, by_part, by_community),
        insecure_way_id=into[AMBUSH].way_id,
        closure_effects=closure_effects(made.reports, valley["people"]),
        contested=contested(made.reports),
        season_flips=season_flips(by_part),
        bridges=[bridge.way_id for bridge in made.drawn.bridges],
        services=made.facilities.counts,
        no_service=[
            kind for kind, counts in made.facilities.counts.items() if not counts.get("open")
        ],
        violent_areas=made.violence.violent,
        rising_area=made.violence.rising,
        quiet_areas=made.violence.quiet,
        surveys=made.surveys.kept,
        lit_areas=made.evidence.lit,
        dear_areas=made.evidence.dear,
        partners_by_area=made.evidence.partners_by_area,
        rows=_rows(made),
        rejected_rows=_rejected(made),
    )


def _rejected(made: World) -> dict[str, list[int]]:
    """Return the numbers of each file's faulty rows."""
    places = int((made.places["group"] != CELL).sum())
    return {
        PLACES: [places + 1],
        HEALTH: made.facilities.rejected["health"],
        PUBLIC: made.facilities.rejected["public"],
        INCIDENTS: made.violence.rejected,
        CLOSURES: [row for row, one in enumerate(made.reports, start=1) if one.fate == "rejected"],
        SURVEYS: made.surveys.rejected,
        PRICES: made.evidence.rejected["prices"],
        PARTNERS: made.evidence.rejected["partners"],
    }


def _rows(made: World) -> dict[str, dict[str, int]]:
    """Return what becomes of each file's rows; those that the region file leaves out are none."""
    faulty = {name: len(rows) for name, rows in _rejected(made).items()}
    told = made.facilities
    totals = {
        PLACES: len(made.places) - int((made.places["group"] == CELL).sum()) + 3,
        HEALTH: len(told.health),
        CLINICS: len(told.clinics),
        PUBLIC: len(told.public),
        BASES: len(told.bases),
        INCIDENTS: len(made.violence.rows) - 1,
        CLOSURES: len(made.reports),
        SURVEYS: len(made.surveys.rows),
    }
    merged = {PLACES: 1, CLINICS: told.merged, INCIDENTS: made.violence.merged}
    outside = {PLACES: 1}
    return {
        name: {
            "kept": total - faulty.get(name, 0) - merged.get(name, 0) - outside.get(name, 0),
            "rejected": faulty.get(name, 0),
            "merged": merged.get(name, 0),
            "outside": outside.get(name, 0),
        }
        for name, total in totals.items()
    }

"""From an extract to `reach`: a region made up round it, built stage by stage, twice.

The first time with no compiled kernel on disk, the second with those of the first: the difference
is what compiling takes.
"""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import osmium

from tests.bench.graphs import SEED
from tests.bench.stages import Row, measure, order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

REGION = "extract"
SCENARIOS = ("dry-4x4", "wet-4x4", "dry-foot")
TYPES = ("health", "school", "market", "police", "court")
COMMUNITIES = 2000
SERVICES_PER_TYPE = 60
MARGIN = 0.01
"""Degrees, so that no place lies outside all areas."""
GOALS = ("reach", "nearest_services")

REGION_FILE = """\
title = "An extract, with people and services made up"
as_of = 2020-12-31

[areas]
file = "areas.geojson"
id = ["id"]
name = "name"
level = 3

[people]
kind = "points"
file = "places.csv"
people = "people"
longitude = "longitude"
latitude = "latitude"

[[roads]]
file = "extract.osm.pbf"

[[places]]
file = "places.csv"
id = "id"
name = "id"
longitude = "longitude"
latitude = "latitude"
people = "people"

[[services]]
file = "services.csv"
id = "id"
name = "id"
type_column = "type"
types = {{ {types} }}
longitude = "longitude"
latitude = "latitude"

[[hubs]]
name = "middle"
longitude = {east}
latitude = {north}

[travel]
scenarios = [{scenarios}]
"""


class Twice(NamedTuple):
    """What a stage took the first time, and the second."""

    first: Row
    second: Row


def measured(extract: Path, project: Path) -> list[Twice]:
    """Build the region twice, and return its stages."""
    lay_out(extract, project / "data" / REGION)
    kernels = {"NUMBA_CACHE_DIR": str(project / "kernels")}
    stages = order(project, REGION, GOALS)
    first = [measure(project, REGION, None, stage, kernels) for stage in stages]
    shutil.rmtree(project / "layers")
    second = [measure(project, REGION, None, stage, kernels) for stage in stages]
    return [Twice(*rows) for rows in zip(first, second, strict=True)]


def lay_out(extract: Path, folder: Path) -> None:
    """Write the region's files, all drawn from one seed within the extract's bounding box."""
    folder.mkdir(parents=True)
    shutil.copyfile(extract, folder / "extract.osm.pbf")
    box = _box(extract)
    rng = np.random.default_rng(SEED)
    (folder / "areas.geojson").write_text(json.dumps(_quarters(*box)), encoding="utf-8")
    places = [
        (f"place {i}", *at, int(rng.integers(50, 5000))) for i, at in _drawn(COMMUNITIES, box, rng)
    ]
    _write(folder / "places.csv", ("id", "longitude", "latitude", "people"), places)
    count = SERVICES_PER_TYPE * len(TYPES)
    found = [(f"service {i}", *at, TYPES[i % len(TYPES)]) for i, at in _drawn(count, box, rng)]
    _write(folder / "services.csv", ("id", "longitude", "latitude", "type"), found)
    text = REGION_FILE.format(
        types=", ".join(f'{name} = "{name}"' for name in TYPES),
        scenarios=", ".join(f'"{name}"' for name in SCENARIOS),
        east=round((box[0] + box[2]) / 2, 6),
        north=round((box[1] + box[3]) / 2, 6),
    )
    (folder / "region.toml").write_text(text, encoding="utf-8")


def _box(extract: Path) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the nodes of ways with `highway`."""
    found = []
    ways = osmium.FileProcessor(str(extract)).with_locations()
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        if isinstance(way, osmium.osm.Way):
            found += [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    low, high = np.min(found, axis=0), np.max(found, axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _quarters(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """Return the four quarters of a box as areas, a little wider than the box."""
    west, south, east, north = west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN
    half = (east - west) / 2, (north - south) / 2
    features = []
    for i, (x, y) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
        w, s = west + x * half[0], south + y * half[1]
        e, n = w + half[0], s + half[1]
        ring = [(w, s), (e, s), (e, n), (w, n), (w, s)]
        features.append(
            {
                "type": "Feature",
                "properties": {"id": f"A{i}", "name": f"Quarter {i}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _drawn(
    count: int, box: tuple[float, float, float, float], rng: np.random.Generator
) -> enumerate[tuple[float, float]]:
    """Return numbered places in a box."""
    at = rng.uniform(box[:2], box[2:], (count, 2)).round(6)
    return enumerate(map(tuple, at.tolist()))


def _write(path: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])

"""A region whose tables are in memory, for tests of questions about it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline import stages
from pipeline.built import Layers, made
from pipeline.schema import TABLES, conform
from tests.chain import DEFAULTS, Rows, drawn, drawn_osm
from tests.laws.test_travel import CRS, world
from tests.travel_tables import built_in

if TYPE_CHECKING:
    from pipeline.engine.run import Step

REGION = """
title = "Toy"
areas = { file = "a.geojson", id = ["id"], level = 1 }
people = { file = "p.csv", kind = "points", people = "people" }
services = [{ file = "h.csv", type = "health" }, { file = "s.csv", type = "school" }]
travel = { scenarios = ["dry-4x4", "wet-truck", "dry-foot"], delivery = ["school"] }
"""
NAT = pd.Timestamp("NaT")


class InMemory(Layers):
    """Layers that were never written."""

    def __init__(self, tables: dict[str, Any]) -> None:
        super().__init__(toy_steps())
        self.tables = dict(tables)

    def table(self, name: str) -> Any:  # noqa: ANN401
        """Return a table, made the first time where it is not given."""
        if name not in self.tables:
            step = self.steps[name]
            self.tables[name] = made(step, {need: self.table(need) for need in step.needs})
        return self.tables[name]


@cache
def toy_steps() -> tuple[Step, ...]:
    """Return the steps of a region of three scenarios and two service types."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data" / "toy" / "region.toml"
        path.parent.mkdir(parents=True)
        path.write_text(REGION)
        return stages.steps(Path(folder), "toy")


def drawn_layers(given: dict[str, Rows]) -> InMemory:
    """Return a region drawn by hand; each row has its `at` as WKT, as `tests.chain` says."""
    tables = {name: drawn(name, given.get(name, [])) for name in DEFAULTS}
    day = conform("as_of", pd.DataFrame({"as_of": [NAT], "origin": ["none"]}))
    return InMemory({**built_in(), **tables, "osm": drawn_osm(), "as_of": day})


def completed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every column of its schema, the missing ones as plain as can be."""
    plain = {"text": "x", "int": 0, "float": 0.0, "bool": False, "date": NAT}
    columns = TABLES[name].columns
    missing: dict[str, Any] = {
        column: None if told.nullable and told.dtype == "text" else plain[told.dtype]
        for column, told in columns.items()
        if column not in table
    }
    return conform(name, table.assign(**missing))


def empty(name: str) -> pd.DataFrame:
    """Return a table without rows."""
    table = pd.DataFrame({column: [] for column in TABLES[name].columns})
    if TABLES[name].geometry:
        return conform(name, gpd.GeoDataFrame(table, geometry=[], crs=CRS))
    return conform(name, table)


def layers_of(seed: int) -> InMemory:
    """Return a random region: roads, closures, checkpoints, incidents, people and services."""
    random, base = np.random.default_rng(seed + 1), world(seed)
    square = gpd.GeoDataFrame(
        {"area_id": ["x"], "level": 1}, geometry=[shapely.box(0, 0, 20_000, 20_000)], crs=CRS
    )
    day = pd.DataFrame({"as_of": [pd.Timestamp("2025-01-01")], "origin": ["region_file"]})
    people = base["communities"].assign(
        community_name=base["communities"]["community_id"], people=100.0, people_grade="A"
    )
    status = base["link_status"].assign(closure_id="c", is_contested=False, is_expired=False)
    return InMemory(
        {
            **built_in(),
            "areas": completed("areas", square),
            "as_of": conform("as_of", day),
            "network": base["network"],
            "communities": completed("communities", people),
            "services": completed("services", base["services"]),
            "hubs": completed("hubs", base["hubs"].assign(origin="region_file")),
            "link_status": completed("link_status", status),
            "delays": completed("delays", _delays(random, base["network"])),
            "incidents": _incidents(random),
        }
    )


def _delays(random: np.random.Generator, network: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return waits beside roads."""
    lines = network.geometry.sample(min(3, len(network)), random_state=int(random.integers(99)))
    shares = random.random(len(lines))
    at = shapely.line_interpolate_point(lines.to_numpy(), shares, normalized=True)
    moved = gpd.GeoSeries(at, crs=CRS).translate(5, 5)
    ids = [f"d{n}" for n in range(len(moved))]
    return gpd.GeoDataFrame({"delay_id": ids, "wait_min": 20.0}, geometry=moved, crs=CRS)


def _incidents(random: np.random.Generator) -> pd.DataFrame:
    """Return two exact incidents of a month ago."""
    points = gpd.points_from_xy(*random.uniform(0, 20_000, (2, 2)))
    day = pd.Timestamp("2024-12-01")
    table = gpd.GeoDataFrame(
        {"incident_id": ["i0", "i1"], "date": day, "date_start": day, "date_end": day},
        geometry=points,
        crs=CRS,
    )
    return completed("incidents", table.assign(date_precision="day", where_precision=1))

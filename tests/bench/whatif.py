"""Seconds and peak memory of `resilience whatif` on the region with most road links."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from tests.bench.stages import COMMAND, Row, spent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Asked(NamedTuple):
    """What one question took."""

    region: str
    links: int
    communities: int
    road_km: float
    """Length of the road that is added."""
    seconds: float
    """From the start of the command to its end."""
    processor_s: float
    peak_mb: float


def largest(by_region: Mapping[str, list[Row]]) -> str:
    """Return the region with most road links; of several the first by name."""
    links = {
        name: next(r.rows or 0 for r in of if r.stage == "network")
        for name, of in by_region.items()
    }
    return min(links, key=lambda name: (-links[name], name))


def measured(project: Path, region: str, inputs: Path | None) -> Asked:
    """Ask one question of a region that is built.

    What if the link closed that most people's ways to a hub run on, and a straight road joined the
    two communities with most people?
    """
    layers = project / "layers" / region
    links = pd.read_parquet(layers / "links.parquet", columns=["link_id", "hub_people"])
    closed = links.sort_values(["hub_people", "link_id"], ascending=[False, True])["link_id"].iloc[
        0
    ]
    communities = gpd.read_parquet(layers / "communities.parquet")
    two = communities.sort_values(["people", "community_id"], ascending=[False, True])[:2]
    road = gpd.GeoSeries([shapely.LineString(two.geometry.tolist())], crs=communities.crs)
    file = project / "road.geojson"
    file.write_text(road.to_crs(4326).to_json(), encoding="utf-8")
    started = time.perf_counter()
    question = [f"--close={closed}", f"--add-road={file}", "--project", str(project)]
    question += ["--inputs", str(inputs)] if inputs else []
    usage = spent([*COMMAND, "whatif", region, *question], f"{region} whatif")
    return Asked(
        region,
        len(links),
        len(communities),
        road.length.sum() / 1000,
        time.perf_counter() - started,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
    )

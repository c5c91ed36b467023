"""A region of areas and people alone, to which a test adds what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from typer.testing import CliRunner

from pipeline.cli import app

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely import Polygon
    from typer.testing import Result

PEOPLE = 1000
"""Of each area."""
LEAST = """
[areas]
file = "areas.geojson"
id = ["code"]
name = "name"
level = 2
[people]
file = "people.csv"
kind = "table"
area_id = "code"
people = "people"
"""


def written(
    project: Path, name: str, areas: Sequence[Polygon], names: Sequence[str], *, head: str
) -> Path:
    """Write a region, and return its folder; `head` are the first lines of its file."""
    folder = project / "data" / name
    folder.mkdir(parents=True)
    codes = [f"c{number}" for number in range(len(areas))]
    table = gpd.GeoDataFrame({"code": codes, "name": names}, geometry=areas, crs="EPSG:4326")
    table.to_file(folder / "areas.geojson")
    pd.DataFrame({"code": codes, "people": PEOPLE}).to_csv(folder / "people.csv", index=False)
    (folder / "region.toml").write_text(head + LEAST, encoding="utf-8")
    return folder


def add(folder: Path, text: str) -> None:
    """Add to the region's file."""
    with (folder / "region.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def build(project: Path, name: str, *goals: str) -> Result:
    """Build it, or goals of it, by the command."""
    words = ["build", name, *goals, "--scheduler", "sync", "--project", str(project)]
    return CliRunner().invoke(app, words)

"""Regions at the edge of what there is, and names that would like to be code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box

from pipeline.formats.toml_text import toml_value
from pipeline.stages import MAPS
from pipeline.stored import read_stored
from tests import least_region

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Polygon

HOSTILE = (
    "<script>alert(1)</script>",
    '"\'`\\"><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "\u202eright to left\u2066",
    "x" * 300,
    "\U0001f600\U0001f469\u200d\U0001f467",
    "a\nb\r\nc\u2028d",
    "=cmd|' /C calc'!A0",
    "{{7*7}}${alert(4)}%(x)s",
    "<!--<script>",
)
BECOMES_CODE = re.compile(r"<script>alert|<img src=x|</script><script>alert|</title>\"")
EVERYTHING = """
[[places]]
file = "places.geojson"
name = "name"
[[roads]]
file = "roads.geojson"
name = "name"
[[services]]
file = "services.csv"
type = {service}
name = "name"
[[incidents]]
file = "incidents.csv"
date = "date"
event_type = "name"
name = "name"
[[closures]]
file = "closures.geojson"
name = "name"
[[hubs]]
name = {hub}
longitude = 10.01
latitude = 5.01
[resilience]
access_service = {service}
"""


def region(project: Path, shapes: list[Polygon], names: list[str], title: str = "T") -> Path:
    head = f"title = {toml_value(title)}\n"
    return least_region.written(project, "odd", shapes, names, head=head)


def square(west: float, south: float, size: float = 0.1) -> Polygon:
    return box(west, south, west + size, south + size)


def test_names_stay_names(tmp_path: Path) -> None:
    spots = [Point(10.03 + 0.1 * n, 5.03) for n in range(len(HOSTILE))]
    areas = [square(10 + 0.1 * n, 5) for n in range(len(HOSTILE))]
    folder = region(tmp_path, areas, list(HOSTILE), title='</title>"<script>alert(9)</script>')
    service, hub = toml_value(HOSTILE[0]), toml_value(HOSTILE[2])
    least_region.add(folder, EVERYTHING.format(service=service, hub=hub))
    facts = {"name": HOSTILE, "place": "village", "highway": "primary", "status": "closed"}
    facts |= {"date": "2024-05-05", "source": HOSTILE}
    points = gpd.GeoDataFrame(facts, geometry=spots, crs="EPSG:4326")
    lines = [LineString([(10, 5.01 + 0.005 * n), (11, 5.03)]) for n in range(len(HOSTILE))]
    points.to_file(folder / "places.geojson")
    points.to_file(folder / "closures.geojson")
    points.set_geometry(lines, crs="EPSG:4326").to_file(folder / "roads.geojson")
    rows = points.drop(columns="geometry").assign(lon=points.geometry.x, lat=points.geometry.y)
    rows.to_csv(folder / "services.csv", index=False)
    rows.assign(lon=[HOSTILE[7], *rows["lon"][1:]]).to_csv(folder / "incidents.csv", index=False)
    done = least_region.build(tmp_path, "odd")
    assert done.exit_code == 0, done.output
    pages = sorted((tmp_path / "maps" / "odd").glob("*.html"))
    assert len(pages) == len(MAPS)
    for page in pages:
        assert not BECOMES_CODE.search(page.read_text(encoding="utf-8")), page.name
    assert set(read_stored(tmp_path / "layers/odd/areas.parquet")["area_name"]) == set(HOSTILE)
    given = tmp_path / "layers" / "odd" / "exports"
    assert not BECOMES_CODE.search((given / "README.md").read_text(encoding="utf-8"))
    for path in given.glob("*.csv"):
        texts = pd.read_csv(path, dtype=str).fillna("")
        assert not texts.map(lambda cell: cell.startswith(("=", "@"))).to_numpy().any(), path.name
    named = gpd.read_file(given / "odd.gpkg", layer="areas")
    assert set(named["ADM2_EN"]) == set(HOSTILE)
    fallen = pd.read_csv(tmp_path / "layers/odd/rejected/incidents.csv")
    assert not fallen.map(lambda cell: str(cell).startswith(tuple("=+-@"))).to_numpy().any()


@pytest.mark.parametrize(
    "shapes",
    [
        [square(10, 5)],
        [square(10, 5), square(10, 5)],
        [square(-0.05, -0.05), square(0.05, -0.05)],
    ],
    ids=["one area", "two on one ground", "where equator and Greenwich cross"],
)
def test_areas_and_people_alone_give_every_page(tmp_path: Path, shapes: list[Polygon]) -> None:
    region(tmp_path, shapes, ["A", "B"][: len(shapes)])
    done = least_region.build(tmp_path, "odd")
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "maps" / "odd").glob("*.html"))) == len(MAPS)
    resilience = read_stored(tmp_path / "layers/odd/resilience.parquet")
    assert set(resilience["quadrant"]) == {"unknown"}
    assert resilience["people"].sum() == least_region.PEOPLE * len(shapes)


@pytest.mark.parametrize(
    ("shapes", "word"),
    [
        ([square(179.9, -17), square(-180, -17)], "180th meridian"),
        ([box(179.9, -17, 180.1, -16.9)], "180th meridian"),
        ([square(10, 85)], "no UTM zone"),
        ([box(-180, -90, 180, -85)], "no UTM zone"),
        ([box(10, 150, 11, 151)], "no UTM zone"),
        ([box(-20 + 10 * n, 0, -10 + 10 * n, 10) for n in range(6)], "does not fit the areas"),
        ([box(10, 5, 10, 6)], "without any surface"),
    ],
)
def test_ground_that_no_flat_map_holds_is_refused(
    tmp_path: Path, shapes: list[Polygon], word: str
) -> None:
    region(tmp_path, shapes, ["A"] * len(shapes))
    done = least_region.build(tmp_path, "odd", "areas")
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert word in line

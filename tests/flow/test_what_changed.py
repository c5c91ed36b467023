"""Builds after each other: the overview says what changed, and keeps it until more changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box

from tests import least_region

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'title = "Two villages"\nas_of = 2024-06-01\n'
MORE = """
[[places]]
file = "places.geojson"
name = "name"
[[roads]]
file = "roads.geojson"
name = "name"
[[incidents]]
file = "incidents.csv"
id = "id"
date = "date"
event_type = "kind"
deaths = "deaths"
[[closures]]
file = "closures.geojson"
id = "id"
name = "name"
[[hubs]]
name = "Harbour"
longitude = 10.02
latitude = 5.02
"""
FIRST = "This is the first build"
CLOSED = {"id": "c1", "name": "Bridge out", "status": "closed", "date": "2024-05-20"}


class Region:
    """Two villages on one road, a hub at one of them."""

    def __init__(self, project: Path) -> None:
        self.project = project
        area = box(10, 5, 10.1, 5.1)
        self.folder = least_region.written(project, "two", [area], ["Area"], head=HEAD)
        least_region.add(self.folder, MORE)
        at = [Point(10.02, 5.02), Point(10.08, 5.08)]
        self.write("places", {"name": ["Near", "Far"], "place": ["village"] * 2}, at)
        ways = [LineString(at), LineString([(10.02, 5.02), (10.02, 5.09)])]
        ways += [LineString([(10.02, 5.02), (10.09, 5.02)])]
        self.write("roads", {"name": ["North road", "a", "b"], "highway": ["primary"] * 3}, ways)
        self.close([])
        self.report(1)

    def write(self, name: str, columns: dict[str, Any], shapes: list[Any]) -> None:
        table = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
        table.to_file(self.folder / f"{name}.geojson")

    def close(self, closures: list[dict[str, str]]) -> None:
        """Report the road amid both villages closed, or nothing."""
        far = {**CLOSED, "id": "c0", "name": "Old report", "status": "open"}
        rows = [far, *closures]
        columns = {name: [row[name] for row in rows] for name in far}
        self.write("closures", columns, [Point(10.05, 5.05)] * len(rows))

    def report(self, count: int) -> None:
        """Report so many incidents."""
        numbers = range(count)
        rows = {"id": numbers, "date": [f"2024-04-{n + 1:02}" for n in numbers], "kind": "x"}
        table = pd.DataFrame({**rows, "deaths": 2, "lon": 10.03, "lat": 5.07})
        table.to_csv(self.folder / "incidents.csv", index=False)

    def built(self, *goals: str) -> str:
        """Build, and return what the overview says of what changed."""
        done = least_region.build(self.project, "two", *goals)
        assert done.exit_code == 0, done.output
        page = (self.project / "maps" / "two" / "index.html").read_text(encoding="utf-8")
        found = re.search(r"<h2>What changed.*?</section>", page, re.DOTALL)
        assert found
        return found[0]


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return Region(tmp_path / "one")


def test_what_changed_is_told_until_something_else_does(region: Region, tmp_path: Path) -> None:
    assert FIRST in region.built()

    region.close([CLOSED])
    region.report(3)
    told = region.built()
    assert re.search(r"1 community newly cut off, [1-9][\d,]* people", told)
    assert "<li>Far: " in told
    assert "1 road newly closed" in told
    assert "North road (Bridge out)" in told
    assert "2 new incidents" in told
    assert "Area: 2, deaths: 4" in told

    assert region.built() == told
    assert region.built("index.html") == told
    file = region.folder / "region.toml"
    file.write_text(file.read_text().replace("Two villages", "The same two villages"))
    assert region.built() == told

    region.close([])
    told = region.built()
    assert "1 community reconnected" in told
    assert "1 road closed no longer" in told
    assert "newly cut off" not in told
    assert "new incident" not in told

    again = Region(tmp_path / "two")
    again.report(3)
    assert FIRST in again.built()


def test_numbers_that_are_measured_otherwise_are_not_compared(region: Region) -> None:
    region.built()
    least_region.add(region.folder, "[travel]\nwalk_kmh = 3.0\n")
    region.report(2)
    told = region.built()
    kinds = "headline numbers, quadrants, the index, communities"
    assert f"Measured in another way, so not compared: {kinds}" in told
    assert "1 new incident" in told

from __future__ import annotations

from typing import TYPE_CHECKING

import gpxpy

from pipeline.sheet.write import write_sheet, write_sheets
from tests.sheet_region import source_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pdf_and_a_gpx_that_holds_its_positions(tmp_path: Path) -> None:
    source = source_of()
    path = write_sheet(source, "c", tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["c.gpx", "c.pdf"]
    assert path.read_bytes().startswith(b"%PDF-")
    found = gpxpy.parse((tmp_path / "c.gpx").read_text(encoding="utf-8"))
    points = {(p.name, p.latitude, p.longitude) for p in found.waypoints}
    assert points >= {("Hubtown", 0.0, -9.0), ("C", 0.0, -8.910133)}
    assert [len(track.segments[0].points) for track in found.tracks] == [3, 5]


def test_the_same_again_leaves_files_alone(tmp_path: Path) -> None:
    source = source_of()
    times = []
    for _ in range(2):
        write_sheet(source, "c", tmp_path)
        times.append([path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())])
    assert times[0] == times[1]


def test_one_that_fails_stops_no_other_and_is_told(tmp_path: Path) -> None:
    built = source_of(communities={"a": (9000, 0), "b": (8000, 0)}).built
    (tmp_path / "a.pdf").mkdir()
    ended = {one.job: one for one in write_sheets(built, ["b", "a"], tmp_path)}
    assert ended["b"].made == tmp_path / "b.pdf"
    assert ended["a"].made is None
    assert "a.pdf" in ended["a"].fault

"""What a bad question gets: one line that says what, where and how to mend it, and exit 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from shapely import LineString, Point
from typer.testing import CliRunner

from pipeline.cli import app
from tests.flow.test_whatif import Answered, Ask, ask, nothing_published_moves

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sample_project import Built

__all__ = ["ask", "nothing_published_moves"]
LINK, CLOSED = "w500063-1-0", "w500028-1-0"
ELSEWHERE = "file\nname,longitude,latitude\nA,100,60\n".removeprefix("file\n")


def refused(sample: Built, to: Path, *words: str, region: str = "sample") -> str:
    """Return the one line that a refusal says, after which no folder is left."""
    held = sorted(to.iterdir()) if to.is_dir() else None
    given = ["--project", str(sample.project), "--to", str(to)]
    result = CliRunner().invoke(app, ["whatif", region, *words, *given])
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert (sorted(to.iterdir()) if to.is_dir() else None) == held
    assert not list(to.parent.glob(".whatif-*"))
    return lines[0]


def middle(sample: Built) -> Any:  # noqa: ANN401  a point
    areas: Any = sample.table("areas")
    return areas.union_all().centroid


def drawn(sample: Built, path: Path, shape: Any, crs: str | None = "", **told: str) -> str:  # noqa: ANN401
    """Write one shape given in the region's metres, and return the file's name."""
    network: Any = sample.table("network")
    table = gpd.GeoDataFrame(
        {name: [value] for name, value in (told or {"n": "1"}).items()}, geometry=[shape]
    )
    if crs is not None:
        table = table.set_crs(network.crs)
        table = table.to_crs(crs or "EPSG:4326")
    table.to_file(path)
    return str(path)


def line(sample: Built) -> LineString:
    at = middle(sample)
    return LineString([(at.x - 9000, at.y), (at.x + 9000, at.y + 5000)])


def test_nothing_asked_at_all(sample: Built, tmp_path: Path) -> None:
    said = refused(sample, tmp_path / "to")
    assert "nothing is asked; give --close, --open, --add-road or --add-service" in said


def test_a_region_that_is_not_there(sample: Built, tmp_path: Path) -> None:
    assert "nowhere" in refused(sample, tmp_path / "to", "--close", LINK, region="nowhere")


def test_a_region_that_is_not_built(sample: Built, tmp_path: Path) -> None:
    project = sample.lent(tmp_path / "unbuilt")
    (project / "layers").unlink()
    said = refused(sample._replace(project=project), tmp_path / "to", "--close", LINK)
    assert "not built yet; `resilience build sample` first" in said


def test_a_link_that_is_not_known_is_named_with_those_like_it(
    sample: Built, tmp_path: Path
) -> None:
    said = refused(sample, tmp_path / "to", "--close", "w500063-1")
    assert "'w500063-1' is neither a link's id nor a file; did you mean w500063-1-0" in said
    said = refused(sample, tmp_path / "to", "--open", "")
    assert "'' is neither a link's id nor a file" in said


@pytest.mark.parametrize("value", ["../../etc/nothing", "a/b", "/", "nothing.csv"])
def test_a_link_that_looks_like_a_path_opens_nothing(
    sample: Built, tmp_path: Path, value: str
) -> None:
    said = refused(sample, tmp_path / "to", "--close", value)
    assert any(
        word in said for word in ("neither a link's id nor a file", "no such file", "is a folder")
    )


def test_a_link_closed_and_opened_at_once(sample: Built, tmp_path: Path) -> None:
    said = refused(sample, tmp_path / "to", "--close", LINK, "--open", LINK)
    assert f"closed and opened at once: {LINK}" in said


def test_a_closure_on_no_road_says_how_far_it_is_off(sample: Built, tmp_path: Path) -> None:
    areas: Any = sample.table("areas")
    west, south, *_ = areas.total_bounds
    at = Point(west - 8000, south - 8000)
    network: Any = sample.table("network")
    away = network.distance(at).min()
    file = drawn(sample, tmp_path / "sea.geojson", at, name="At sea")
    said = refused(sample, tmp_path / "to", "--close", file)
    assert f"'At sea' is {away:,.0f} m from the nearest road" in said
    assert "name links by their ids" in said


@pytest.mark.parametrize("option", ["--close", "--open", "--add-road", "--add-service=health"])
@pytest.mark.parametrize("content", [b"", bytes(range(256))], ids=["empty", "garbage"])
def test_a_file_of_nothing_or_of_garbage(
    sample: Built, tmp_path: Path, option: str, content: bytes
) -> None:
    file = tmp_path / "bad.geojson"
    file.write_bytes(content)
    words = [f"{option}={file}"] if "=" in option else [option, str(file)]
    assert "bad.geojson: not a readable file" in refused(sample, tmp_path / "to", *words)


def test_a_file_without_a_row(sample: Built, tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("name,longitude,latitude\n", encoding="utf-8")
    said = refused(sample, tmp_path / "to", "--add-service", f"health={file}")
    assert "holds no services to use (no rows)" in said


def test_a_road_in_other_metres_is_the_same_road(sample: Built, tmp_path: Path, ask: Ask) -> None:
    files = [
        drawn(sample, tmp_path / "road.geojson", line(sample)),
        drawn(sample, tmp_path / "road.gpkg", line(sample), "EPSG:3857"),
    ]
    lengths = []
    for file in files:
        answered: Answered = ask("--add-road", file)
        network = answered.table("after/network")
        is_added = network["road_id"].str.startswith("added:")
        lengths.append(network.loc[is_added, "length_m"].sum())
    assert lengths[0] == pytest.approx(lengths[1], abs=1)
    assert lengths[0] == pytest.approx(line(sample).length, rel=1e-3)


def test_a_road_that_lies_elsewhere(sample: Built, tmp_path: Path) -> None:
    far = shapely.transform(line(sample), lambda xy: xy + (0, 900_000))  # noqa: RUF005  numbers
    file = drawn(sample, tmp_path / "far.gpkg", far)
    said = refused(sample, tmp_path / "to", "--add-road", file)
    assert "nothing in it lies within 50 km of the areas" in said
    assert "latitude" in said


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_road_without_a_reference_system_says_how_to_state_one(
    sample: Built, tmp_path: Path
) -> None:
    file = drawn(sample, tmp_path / "bare.shp", line(sample), None)
    said = refused(sample, tmp_path / "to", "--add-road", file)
    assert "bare.shp: the file states no reference system" in said
    assert "a shapefile needs its .prj beside it" in said


def test_points_are_no_road(sample: Built, tmp_path: Path) -> None:
    file = drawn(sample, tmp_path / "points.gpkg", middle(sample))
    assert "points.gpkg" in refused(sample, tmp_path / "to", "--add-road", file)


def test_a_service_outside_the_region(sample: Built, tmp_path: Path) -> None:
    file = tmp_path / "abroad.csv"
    file.write_text(ELSEWHERE, encoding="utf-8")
    said = refused(sample, tmp_path / "to", "--add-service", f"health={file}")
    assert "no point lies within 50 km of the areas" in said


def test_a_service_of_no_known_type(sample: Built, tmp_path: Path) -> None:
    at = gpd.GeoSeries([middle(sample)], crs=sample.table("network").crs)
    at = at.to_crs("EPSG:4326").iloc[0]
    file = tmp_path / "posts.csv"
    file.write_text(f"name,type,longitude,latitude\nA,spa,{at.x},{at.y}\n", encoding="utf-8")
    for value in (str(file), f"spa={file}"):
        said = refused(sample, tmp_path / "to", "--add-service", value)
        assert "'spa' is no service type of the region" in said
        assert "health, market" in said
    file.write_text(f"name,longitude,latitude\nA,{at.x},{at.y}\n", encoding="utf-8")
    said = refused(sample, tmp_path / "to", "--add-service", str(file))
    assert "write TYPE=posts.csv" in said


def test_a_folder_that_is_someone_elses(sample: Built, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("mine", encoding="utf-8")
    said = refused(sample, theirs, "--close", LINK)
    assert "holds files that no whatif wrote" in said
    assert (theirs / "thesis.txt").read_text(encoding="utf-8") == "mine"
    said = refused(sample, theirs / "thesis.txt", "--close", LINK)
    assert "is a file; name a folder with --to" in said

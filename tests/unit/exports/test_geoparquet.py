from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from pipeline.exports.geoparquet import geoparquet
from pipeline.stages import WITH_GEOMETRY
from pipeline.stored import read_stored
from tests.given_away import HOSTILE, points, tables

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, layer: str, **changed: Any) -> Path:  # noqa: ANN401
    path = folder / f"region.{layer}.parquet"
    geoparquet(draft=path, layer=layer, base_scenario="dry-4x4", **{**tables(), **changed})
    return path


@pytest.mark.parametrize("layer", WITH_GEOMETRY)
def test_opens_in_degrees_and_is_the_same_bytes_twice(tmp_path: Path, layer: str) -> None:
    path = written(tmp_path, layer)
    first = path.read_bytes()
    table = gpd.read_parquet(path)
    assert table.crs.to_epsg() == 4326
    assert len(table)
    assert b"1.1.0" in pq.read_schema(path).metadata[b"geo"]
    assert written(tmp_path, layer).read_bytes() == first


def test_a_reader_can_ask_for_a_box(tmp_path: Path) -> None:
    path = written(tmp_path, "services")
    assert len(gpd.read_parquet(path, bbox=(-9.1, 8, -8.9, 9))) == 1
    assert gpd.read_parquet(path, bbox=(20, 8, 21, 9)).empty


def test_names_are_as_they_are(tmp_path: Path) -> None:
    ids = [str(at) for at in range(len(HOSTILE))]
    services = points(service_id=ids, service_name=list(HOSTILE), area_id="P1A")
    table = gpd.read_parquet(written(tmp_path, "services", services=services))
    assert table["service_name"].tolist() == list(HOSTILE)


def test_the_engine_takes_it_for_a_file_and_no_table(tmp_path: Path) -> None:
    path = written(tmp_path, "services")
    assert read_stored(path) == path

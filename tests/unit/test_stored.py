"""Tables come back as they were, and the same rows are the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal
from shapely import Point

from pipeline import stored

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = pd.DataFrame(
    {
        "id": ["a", "b"],
        "name": pd.Series([None, "ü"], dtype="str"),
        "n": [1, 2],
        "x": [0.5, np.nan],
        "is_x": [True, False],
        "day": pd.Series([pd.Timestamp("2024-02-29"), pd.NaT], dtype="datetime64[us]"),
    }
)
POINTS = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[Point(1, 2), None], crs="EPSG:32629")


def written(table: pd.DataFrame, path: Path) -> bytes:
    stored.write_stored(table, path)
    return path.read_bytes()


@pytest.mark.parametrize("table", [PLAIN, PLAIN[:0], PLAIN.assign(name=pd.Series(dtype="str"))])
def test_a_plain_table_comes_back_as_it_was(tmp_path: Path, table: pd.DataFrame) -> None:
    path = tmp_path / "t.parquet"
    stored.write_stored(table, path)
    back = stored.read_stored(path)
    assert type(back) is pd.DataFrame
    assert_frame_equal(back, table)


@pytest.mark.parametrize("table", [POINTS, POINTS[:0]])
def test_a_table_with_geometry_comes_back_as_it_was(
    tmp_path: Path, table: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "t.parquet"
    stored.write_stored(table, path)
    back = stored.read_stored(path)
    assert isinstance(back, gpd.GeoDataFrame)
    assert back.crs == table.crs
    assert list(back.geometry) == list(table.geometry)
    assert list(back["id"]) == list(table["id"])


@pytest.mark.parametrize("table", [PLAIN, POINTS])
def test_the_same_rows_are_the_same_bytes_whatever_the_index(
    tmp_path: Path, table: pd.DataFrame
) -> None:
    first = written(table, tmp_path / "a")
    other = table.copy().set_axis([7, 3])
    other.attrs["read"] = "today"
    assert written(other, tmp_path / "b") == first
    assert b"pandas" not in (pq.read_schema(tmp_path / "a").metadata or {})

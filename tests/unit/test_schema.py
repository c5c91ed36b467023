from __future__ import annotations

import pickle

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from pipeline.errors import SchemaError
from pipeline.schema import TABLES, conform


def surveys(**changes: list[object]) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        "area_id": ["B", "A"],
        "indicator": ["trust", "trust"],
        "value": [0.5, 0.25],
        "n": [30, 40],
        "kind": ["share", "share"],
        "sd": [None, None],
        "date": ["2020-01-01", "2020-01-01"],
        "source": ["s.csv", "s.csv"],
    }
    return pd.DataFrame(columns | changes)


def hubs(geometry: object, crs: str | None) -> gpd.GeoDataFrame:
    table = pd.DataFrame({"hub_id": ["h"], "hub_name": ["Hub"], "origin": ["region_file"]})
    return gpd.GeoDataFrame(table, geometry=[geometry], crs=crs)


def test_rows_come_out_by_key_with_the_promised_types() -> None:
    table = conform("surveys", surveys())
    assert table["area_id"].tolist() == ["A", "B"]
    assert table["n"].tolist() == [40, 30]
    assert table.dtypes.astype(str).tolist() == [
        "str", "str", "float64", "int64", "str", "float64", "datetime64[us]", "str",
    ]  # fmt: skip


def test_what_was_given_is_left_as_it_was() -> None:
    given = surveys()
    before = given.copy()
    conform("surveys", given)
    pd.testing.assert_frame_equal(given, before)


def test_all_faults_are_told_at_once() -> None:
    table = surveys(value=["high", "low"], n=[-1, 2], area_id=["A", None])
    with pytest.raises(SchemaError) as caught:
        conform("surveys", table)
    assert len(caught.value.faults) == 3
    assert "area_id is empty in 1 rows" in str(caught.value)
    assert "value is not float" in str(caught.value)
    assert "n has -1, below 0" in str(caught.value)


def test_missing_and_unknown_columns_are_named() -> None:
    with pytest.raises(SchemaError, match="column n is missing; column m is not in the schema"):
        conform("surveys", surveys().rename(columns={"n": "m"}))


def test_a_repeated_key_is_named() -> None:
    with pytest.raises(SchemaError, match=r"1 rows repeat a key .*'A', 'trust'"):
        conform("surveys", surveys(area_id=["A", "A"]))


def test_infinite_numbers_and_strangers_are_refused() -> None:
    with pytest.raises(SchemaError, match="infinite"):
        conform("surveys", surveys(value=[np.inf, 1.0]))
    table = pd.DataFrame({"as_of": ["2020-01-01"], "origin": ["a guess"]})
    with pytest.raises(SchemaError, match="a guess"):
        conform("as_of", table)


@pytest.mark.parametrize(
    ("geometry", "crs", "word"),
    [
        (Point(1, 1), None, "no CRS"),
        (Point(1, 1), "EPSG:4326", "degrees"),
        (Point(), "EPSG:32629", "empty"),
        (LineString([(0, 0), (1, 1)]), "EPSG:32629", "LineString"),
    ],
)
def test_geometry_must_be_what_was_promised(geometry: object, crs: str | None, word: str) -> None:
    with pytest.raises(SchemaError, match=word):
        conform("hubs", hubs(geometry, crs))


def test_an_empty_table_conforms() -> None:
    for name, promise in TABLES.items():
        table = pd.DataFrame({column: [] for column in promise.columns})
        if promise.geometry:
            table = gpd.GeoDataFrame(table, geometry=[], crs="EPSG:32629")
        assert len(conform(name, table)) == 0


def test_the_error_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(SchemaError("t", ["a", "b"])))  # noqa: S301  our own bytes
    assert error.faults == ("a", "b")

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pystac
import pytest
from pystac.validation import set_validator
from pystac.validation.stac_validator import JsonSchemaSTACValidator
from shapely.geometry import shape

from pipeline.exports.stac import stac
from tests.given_away import HOSTILE, area_rows

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = [
    {"file": "a.shp", "where_from": None, "licence": "ODbL"},
    {"file": "b.csv", "where_from": None, "licence": None},
]


def written(folder: Path, day: str | None = "2025-12-31", title: str = "R") -> dict[str, Any]:
    files = {"gpkg": folder / "r.gpkg", "areas.csv": folder / "r.areas.csv"}
    files["README.md"] = folder / "README.md"
    for name, path in files.items():
        path.write_text(name, encoding="utf-8")
    draft = folder / "r.stac.json"
    stac(
        draft=draft,
        title=title,
        sources=SOURCES,
        areas=area_rows(),
        as_of=pd.DataFrame({"as_of": pd.to_datetime(pd.Series([day]))}),
        indicator_rules=pd.DataFrame({"method_version": ["1-ab", "1-ab"]}),
        **files,
    )
    told: dict[str, Any] = json.loads(draft.read_text(encoding="utf-8"))
    return told


@pytest.mark.parametrize("day", ["2025-12-31", None])
def test_is_valid_without_internet(tmp_path: Path, day: str | None) -> None:
    item = pystac.Item.from_dict(written(tmp_path, day))
    set_validator(JsonSchemaSTACValidator())
    assert item.validate() == [
        "https://schemas.stacspec.org/v1.1.0/item-spec/json-schema/item.json"
    ]


def test_tells_day_ground_and_licences(tmp_path: Path) -> None:
    told = written(tmp_path)
    assert told["id"] == "r"
    assert told["properties"]["datetime"] == "2025-12-31T00:00:00Z"
    assert told["properties"]["resilience:source_licences"] == ["ODbL"]
    assert told["properties"]["resilience:method_versions"] == ["1-ab"]
    ground = shape(told["geometry"])
    assert ground.bounds == pytest.approx(told["bbox"], abs=1e-5)
    assert told["bbox"][0] == pytest.approx(-9, abs=1e-3)


def test_a_day_that_is_not_known_is_open(tmp_path: Path) -> None:
    properties = written(tmp_path, None)["properties"]
    assert properties["datetime"] is None
    assert properties["start_datetime"] < properties["end_datetime"]


def test_assets_lie_beside_it_with_kind_size_and_hash(tmp_path: Path) -> None:
    assets = written(tmp_path)["assets"]
    assert list(assets) == ["README.md", "areas.csv", "gpkg"]
    assert assets["gpkg"] == {
        "href": "./r.gpkg",
        "type": "application/geopackage+sqlite3",
        "title": "gpkg",
        "roles": ["data"],
        "file:size": 4,
        "file:checksum": "1220" + hashlib.sha256(b"gpkg").hexdigest(),
    }
    assert assets["README.md"]["roles"] == ["metadata"]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_text_and_the_item_the_same_bytes_twice(tmp_path: Path, title: str) -> None:
    assert written(tmp_path, title=title)["properties"]["title"] == title
    first = (tmp_path / "r.stac.json").read_bytes()
    written(tmp_path, title=title)
    assert (tmp_path / "r.stac.json").read_bytes() == first

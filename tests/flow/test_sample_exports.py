"""What of the made-up region is given away: it opens, it is coloured, it explains itself."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import geopandas as gpd
import hxl
import pandas as pd
import pyogrio
import pystac
import pytest
from pystac.validation import set_validator
from pystac.validation.stac_validator import JsonSchemaSTACValidator

from pipeline import stages
from pipeline.engine.dag import closure
from pipeline.engine.run import build
from pipeline.page import colours

if TYPE_CHECKING:
    from tests.sample_project import Built

QGIS_PYTHON = "/usr/bin/python3"
QGIS_SCRIPT = Path(__file__).with_name("qgis_opens.py")
WHOLE = ("manifest-sha256.txt", "sample.zip")


@pytest.fixture
def folder(sample: Built) -> Path:
    """Return the one folder that is given away."""
    return sample.project / "layers" / "sample" / "exports"


def test_all_that_is_given_away_is_in_the_zip_and_its_hashes_hold(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    told = (folder / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    hashes = {name: digest for digest, name in (line.split("  ") for line in told)}
    with ZipFile(folder / "sample.zip") as zipped:
        held = {name: hashlib.sha256(zipped.read(name)).hexdigest() for name in zipped.namelist()}
    assert set(held) == names - {"sample.zip"}
    assert hashes == {name: digest for name, digest in held.items() if name not in WHOLE}


def test_the_item_is_valid_and_its_assets_are_there(folder: Path) -> None:
    item = pystac.Item.from_file(str(folder / "sample.stac.json"))
    set_validator(JsonSchemaSTACValidator())
    assert item.validate()
    assert item.datetime is not None
    assert f"{item.datetime:%Y-%m-%d}" == "2025-12-31"
    others = {"sample.stac.json", *WHOLE}
    assert {Path(asset.href).name for asset in item.assets.values()} == {
        path.name for path in folder.iterdir() if path.name not in others
    }
    for asset in item.assets.values():
        content = (folder / asset.href).read_bytes()
        assert asset.extra_fields["file:size"] == len(content)
        assert asset.extra_fields["file:checksum"].endswith(hashlib.sha256(content).hexdigest())


def test_the_readme_names_every_file_and_column(folder: Path) -> None:
    page = (folder / "README.md").read_text(encoding="utf-8")
    names = {path.name for path in folder.iterdir()} - {"README.md", "manifest-sha256.txt"}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
    for layer in ("links", "indicators", "stability"):
        told = page.partition(f"### {layer}\n")[2].partition("\n### ")[0]
        header = pd.read_csv(folder / f"sample.{layer}.csv", nrows=0).columns
        columns = header.difference(["longitude", "latitude"])
        assert [name for name in columns if f"`{name}`" not in told] == []


def test_every_form_says_the_same(sample: Built, folder: Path) -> None:
    gpkg = gpd.read_file(folder / "sample.gpkg", layer="areas")
    parquet = gpd.read_parquet(folder / "sample.areas.parquet")
    csv = pd.read_csv(folder / "sample.areas.csv")
    assert list(gpkg.columns) == list(parquet.columns)
    assert list(csv.columns) == [*gpkg.columns.drop("geometry"), "longitude", "latitude"]
    own = sample.table("resilience")
    assert csv["ADM3_PCODE"].tolist() == own["area_id"].tolist()
    for table in (gpkg, parquet, csv):
        pd.testing.assert_series_equal(table["index"], own["index"], rtol=1e-9)
    place = gpd.points_from_xy(csv["longitude"], csv["latitude"], crs="EPSG:4326")
    assert parquet.geometry.contains(gpd.GeoSeries(place)).all()


def test_communities_tell_how_services_are_reached(sample: Built, folder: Path) -> None:
    table = pd.read_csv(folder / "sample.communities.csv").set_index("community_id")
    reach = sample.table("reach")
    for kind, scenario in (("hub", "wet-truck"), ("health", "dry-4x4")):
        own = reach[(reach["service_type"] == kind) & (reach["scenario"] == scenario)]
        own = own.set_index("community_id")
        prefix = f"{kind}_{scenario.replace('-', '_')}"
        assert table[f"{prefix}_status"].to_dict() == own["status"].to_dict()
        pd.testing.assert_series_equal(
            table[f"{prefix}_min"], own["minutes"], check_names=False, rtol=1e-8
        )
    assert set(table["hub_dry_4x4_reason"]) >= {"ok", "closed_link", "disconnected"}


def test_hxl_is_written_where_the_region_file_asks(sample: Built, tmp_path: Path) -> None:
    shutil.copytree(sample.project, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "data" / "sample" / "region.toml"
    file.write_text(
        f"{file.read_text(encoding='utf-8')}\n[exports]\nhxl = true\n", encoding="utf-8"
    )
    steps = closure(stages.steps(tmp_path, "sample"), ["areas.csv", "communities.csv"])
    built = {event.stage for event in build(steps, scheduler="sync") if event.status == "built"}
    assert built == {"areas.csv", "communities.csv"}
    path = tmp_path / "layers" / "sample" / "exports" / "sample.communities.csv"
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
        cut_off = source.with_rows("#indicator+communities+hub_dry_4x4_min+num is empty")
        people = sum(float(row.get("#population")) for row in cut_off)
    reach = sample.table("reach").merge(sample.table("communities"), on="community_id")
    chosen = (reach["service_type"] == "hub") & (reach["scenario"] == "dry-4x4")
    assert people == pytest.approx(reach.loc[chosen & reach["minutes"].isna(), "people"].sum())


def test_the_same_region_is_the_same_bytes(sample: Built, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(sample.project, tmp_path, dirs_exist_ok=True)
    own = tmp_path / "layers" / "sample" / "exports"
    shutil.rmtree(own)
    files = [step for step in stages.steps(tmp_path, "sample") if step.makes == "file"]
    build(closure(stages.steps(tmp_path, "sample"), [step.name for step in files]))
    for path in folder.iterdir():
        assert (own / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.fixture(scope="module")
def opened(sample: Built) -> dict[str, Any]:
    """Return what QGIS says of each layer of the GeoPackage as it opens it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if (
        not Path(QGIS_PYTHON).exists()
        or subprocess.run(
            [QGIS_PYTHON, "-c", "import qgis.core"],
            env=environment,
            check=False,
            capture_output=True,
        ).returncode
    ):
        pytest.skip("no QGIS for Python on this machine: apt-get install python3-qgis")
    path = sample.project / "layers" / "sample" / "exports" / "sample.gpkg"
    done = subprocess.run(
        [QGIS_PYTHON, str(QGIS_SCRIPT), str(path)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_qgis_opens_every_layer_coloured_as_the_pages(opened: dict[str, Any], folder: Path) -> None:
    names = {name for name, _ in pyogrio.list_layers(folder / "sample.gpkg")} - {"layer_styles"}
    assert set(opened) == names
    assert {name for name, layer in opened.items() if not layer["is_valid"]} == set()
    grey = {"unknown": "#a6a6a6"}
    assert opened["areas"]["categories"] == {**colours.QUADRANTS, **grey}
    assert opened["communities"]["categories"] == {**colours.STATUSES, **grey}
    assert opened["links"]["categories"]["closed"] == colours.LINKS["closed"]
    types = opened["services"]["categories"]
    assert len(types) == len(set(types.values())) == 7
    plain = {name for name, layer in opened.items() if layer["renderer"] is None}
    assert plain == {
        *("access", "catchments", "equity", "stability_series", "resilience_levels"),
        "indicators",
    }


def test_qgis_finds_a_symbol_for_what_is_to_be_seen(opened: dict[str, Any], sample: Built) -> None:
    for name, layer in opened.items():
        columns = [one for one in layer["drawn_with"] if not one.startswith("CASE ")]
        assert set(columns) <= set(layer["fields"]), name
    whole = {name for name, layer in opened.items() if layer["drawn"] == layer["rows"]}
    assert set(opened) - whole == {"isolation"}, "one scenario is drawn at a time"
    isolation = sample.table("isolation")
    assert opened["isolation"]["drawn"] == isolation["scenario"].eq("dry-4x4").sum()
    sized = {name for name, layer in opened.items() if layer["is_sized"]}
    assert sized == {"communities", "isolation", "season_flips", "cut_nodes"}


def test_qgis_calls_columns_what_people_call_them(opened: dict[str, Any]) -> None:
    areas = opened["areas"]["fields"]
    assert areas["ADM3_PCODE"] == "Code (P-code), level 3"
    assert areas["health_dry_4x4_median_min"] == "Health, dry season, 4x4: median (min)"
    nameless = {
        (name, field)
        for name, layer in opened.items()
        for field, alias in layer["fields"].items()
        if not alias
    }
    assert nameless == {(name, "fid") for name in opened}


def test_qgis_holds_further_styles(opened: dict[str, Any]) -> None:
    assert opened["areas"]["styles"] == {
        "Quadrant": "categorizedSymbol",
        "Index": "categorizedSymbol",
        "Hot spots": "categorizedSymbol",
    }
    assert opened["links"]["styles"] == {
        "Status": "categorizedSymbol",
        "People cut off": "graduatedSymbol",
    }
    assert len(opened["isolation"]["styles"]) == 5

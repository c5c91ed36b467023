"""The made-up region, published: every byte of every page and export, searched for what is not."""

from __future__ import annotations

import re
import shutil
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pypdf
import pytest
import shapely
from scipy.spatial import cKDTree
from typer.testing import CliRunner

from pipeline import cli, stages
from pipeline.engine.run import build
from tests import page_data
from tests.sample_project import REGION_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sample_project import Built

K_MIN = 400
SENSITIVE = ("base", "court")
ASKED = f"""
[withholding]
k_min = {K_MIN}
sensitive = ["base", "court"]

[cells]
resolution = 6

[map]
languages = ["en", "fr"]
"""
PAGES = ("access", "isolation", "links", "resilience", "stability")
NEAR_DEGREES = 1e-4
"""About 10 m."""
POINTS_A_DEGREE = 1e5


class Published(NamedTuple):
    """The region, its whole tables, and all that is given away."""

    whole: Built
    project: Path

    @property
    def outputs(self) -> list[Path]:
        """Every page and every export."""
        layers = self.project / "layers" / "sample"
        exports = [p for p in layers.glob("sample.*") if p.is_file()]
        found = [*(self.project / "maps" / "sample").rglob("*"), *(layers / "exports").rglob("*")]
        return sorted(path for path in [*found, *exports] if path.is_file())

    def page(self, name: str) -> dict[str, Any]:
        html = (self.project / "maps" / "sample" / f"{name}.html").read_text(encoding="utf-8")
        return page_data.data_of(html)

    def layer(self, name: str) -> gpd.GeoDataFrame:
        return gpd.read_file(next(p for p in self.outputs if p.suffix == ".gpkg"), layer=name)

    @property
    def listed(self) -> pd.DataFrame:
        return pd.read_csv(next(p for p in self.outputs if p.name.endswith("withheld.csv")))


@pytest.fixture(scope="module")
def published(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Return the made-up region with `publish = true`; its tables are those that were built."""
    project = tmp_path_factory.mktemp("published")
    for part in ("data", "layers"):
        shutil.copytree(sample.project / part, project / part)
    text = REGION_FILE.read_text(encoding="utf-8").replace(
        "as_of = 2025-12-31", "as_of = 2025-12-31\npublish = true", 1
    )
    (project / "data" / "sample" / "region.toml").write_text(text + ASKED, encoding="utf-8")
    ended = build(stages.steps(project, "sample"), scheduler="threads")
    assert not [event for event in ended if event.is_bad]
    return Published(sample, project)


def texts(path: Path) -> Iterator[str]:
    """Yield all that a file says, unpacked, as text."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as opened:
            yield from (opened.read(name).decode("utf-8", "replace") for name in opened.namelist())
    elif path.suffix == ".pdf":
        yield from (page.extract_text() for page in pypdf.PdfReader(path).pages)
    elif path.suffix == ".parquet":
        yield pd.read_parquet(path).to_csv()
    elif path.suffix == ".pmtiles":
        yield pyogrio.read_dataframe(path).to_csv()
    elif path.suffix in (".gpkg", ".mbtiles"):
        with sqlite3.connect(path) as opened:
            tables = [
                row[0]
                for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in tables:
                yield str(opened.execute(f'SELECT * FROM "{table}"').fetchall())  # noqa: S608
    yield path.read_bytes().decode("utf-8", "replace")


def test_pages_of_all_languages_and_exports_are_searched(published: Published) -> None:
    names = [path.name for path in published.outputs]
    assert sum(name.endswith(".html") for name in names) == 14
    assert any(name.endswith(".gpkg") for name in names)


def test_no_file_names_a_sensitive_service_or_where_it_is_from(published: Published) -> None:
    services = published.whole.table("services")
    is_sensitive = services["service_type"].isin(SENSITIVE)
    assert set(services.loc[is_sensitive, "service_type"]) == set(SENSITIVE)
    hidden = services[is_sensitive]
    shown = {*services.loc[~is_sensitive, "service_name"].dropna()}
    shown |= {*published.whole.table("communities")["community_name"]}
    names = {*hidden["service_name"].dropna(), *hidden["service_id"], "bases.csv"} - shown
    assert len(names) > len(SENSITIVE)
    wanted = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)))
    for path in published.outputs:
        for text in texts(path):
            found = wanted.search(text)
            assert not found, f"{path.name} tells {found}"


def test_the_whole_region_names_what_is_searched_for(published: Published) -> None:
    services = published.whole.table("services")
    names = services.loc[services["service_type"].isin(SENSITIVE), "service_name"].dropna()
    page = published.whole.project / "maps" / "sample" / "access.html"
    told = page.read_text(encoding="utf-8")
    assert all(name in told for name in names)


def test_no_switch_and_no_column_is_of_a_sensitive_type(published: Published) -> None:
    page = published.project / "maps" / "sample" / "access.html"
    html = page.read_text(encoding="utf-8")
    assert ">Court<" not in html
    assert ">Base<" not in html
    assert ">Market<" in html
    columns = list(published.layer("areas").columns)
    assert [c for c in columns if c.split("_")[0] in SENSITIVE] == ["base_min"]
    assert published.layer("areas")["base_min"].isna().all()
    links = published.layer("links")
    assert not links["service_types"].fillna("").str.contains("base|court").any()
    assert links["trips_people"].isna().all()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_holds_few_people(published: Published, name: str) -> None:
    seen = 0
    for layer in published.page(name)["layers"]:
        for fact in layer["facts"]:
            if fact["label"].startswith("People") and not fact.get("unit") and "words" not in fact:
                values = np.array(fact["values"], dtype=float)
                seen += np.isfinite(values).sum()
                few = (values > 0) & (values < K_MIN - 1)
                assert not few.any(), (layer["id"], fact["label"])
    assert seen


def test_few_people_of_known_communities_are_missing_and_listed(published: Published) -> None:
    whole = published.whole.table("communities").set_index("community_id")["people"]
    shown = published.layer("communities").set_index("community_id")["people"]
    few = whole[(whole > 0) & (whole < K_MIN)]
    assert len(few) > 3
    assert shown.reindex(few.index).isna().all()
    assert shown.dropna().equals(whole.reindex(shown.dropna().index))
    listed = published.listed
    keys = listed.loc[
        listed["table"].eq("communities") & listed["column"].eq("people"), "key"
    ].str.removeprefix("community_id=")
    assert set(keys) == set(shown.index[shown.isna()])


def test_people_of_a_community_cannot_be_had_from_its_area(published: Published) -> None:
    whole = published.whole.table("communities").groupby("area_id")["people"].sum()
    shown = published.layer("communities")
    left = whole - shown.groupby(shown.filter(like="PCODE").columns[0])["people"].sum()
    assert not ((left > 0.01) & (left < K_MIN)).any()
    assert (left > K_MIN).any()


def test_people_of_a_community_cannot_be_had_from_those_of_its_area_who_are_as_cut_off(
    published: Published,
) -> None:
    keys = ["area_id", "scenario"]
    areas = published.whole.table("communities")[["community_id", "area_id"]]
    shown = published.layer("isolation")[["community_id", "scenario", "status", "people"]]
    cut_off = shown[shown["status"].ne("unknown")].merge(areas, on="community_id")
    told = cut_off.groupby(keys)["people"].sum()
    access = published.layer("access")
    named = access.rename(columns={access.filter(like="PCODE").columns[0]: "area_id"})
    to_hub = named[named["service_type"] == "hub"].set_index(keys)["people_unreachable"]
    left = to_hub - told.reindex(to_hub.index).fillna(0)
    hidden = cut_off[cut_off["people"].isna()].groupby(keys).size()
    assert len(hidden) > 3
    assert not ((left > 0.01) & (left < K_MIN)).any()
    openings = published.layer("reopenings")
    assert openings["people"].isna().any()


def test_no_share_of_people_tells_of_few(published: Published) -> None:
    areas = published.layer("areas")
    people = areas["people"].to_numpy()
    asked = [c for c in areas.columns if c.endswith("_share") and "dry_4x4" in c]
    assert len(asked) > 10
    for column in [*asked, "access_share", "exposed_share"]:
        part = areas[column].to_numpy() * people
        assert not ((part > 0.01) & (part < K_MIN - 0.01)).any(), column


def test_no_position_is_that_of_an_incident(published: Published) -> None:
    incidents = published.whole.table("incidents")
    places = [published.whole.table(name) for name in ("communities", "services", "hubs")]
    known = np.concatenate([_degrees(table) for table in places])
    where = _degrees(incidents[incidents["where_precision"] == 1])
    far, _ = cKDTree(known).query(where)
    secret = cKDTree(where[far > NEAR_DEGREES])
    assert secret.n > 20
    shown = [*_points_of_layers(published), *_points_of_pages(published)]
    assert len(shown) > 10
    for points in shown:
        near, _ = secret.query(points)
        swapped, _ = secret.query(points[:, ::-1])
        assert min(near.min(), swapped.min()) > NEAR_DEGREES


def _points_of_pages(published: Published) -> Iterator[np.ndarray]:
    for name in PAGES:
        for layer in published.page(name)["layers"]:
            if layer["kind"] in ("circle", "icon") and len(layer["shapes"]):
                yield np.array(layer["shapes"], float) / POINTS_A_DEGREE


def _degrees(table: Any) -> np.ndarray:  # noqa: ANN401  a table with points
    return shapely.get_coordinates(table.to_crs("EPSG:4326").geometry.to_numpy())


def _points_of_layers(published: Published) -> Iterator[np.ndarray]:
    path = next(p for p in published.outputs if p.suffix == ".gpkg")
    for name, kind in pyogrio.list_layers(path):
        if kind == "Point":
            yield _degrees(published.layer(name))


def test_links_say_whether_they_are_insecure_and_no_more(published: Published) -> None:
    whole, shown = published.whole.table("links"), published.layer("links")
    assert whole["is_insecure"].any()
    assert set(shown.loc[shown["is_insecure"], "link_id"]) == set(
        whole.loc[whole["is_insecure"], "link_id"]
    )
    assert whole["risk"].gt(0).sum() > whole["is_insecure"].sum()
    assert shown["risk"].isna().all()
    assert published.layer("cells").empty


def test_every_page_lists_what_was_withheld(published: Published) -> None:
    pages = [path for path in published.outputs if path.suffix == ".html"]
    for path in pages:
        is_french = path.parent.name == "fr"
        heading = "Non publié" if is_french else "Withheld"
        assert f">{heading}<" in path.read_text(encoding="utf-8"), path
    for path in (published.whole.project / "maps" / "sample").glob("*.html"):
        assert "Numbers that tell of few people" not in path.read_text(encoding="utf-8")


@pytest.fixture
def left(published: Published) -> Iterator[list[Path]]:
    """Return files that were made of the whole region and lie where it is published now."""
    own, whole = published.project, published.whole.project
    maps, layers = own / "maps" / "sample", own / "layers" / "sample"
    copies = {
        maps / "ar" / "index.html": whole / "maps" / "sample" / "index.html",
        layers / "sample.gpkg": whole / "layers" / "sample" / "exports" / "sample.gpkg",
    }
    for to, source in copies.items():
        to.parent.mkdir(exist_ok=True)
        shutil.copy(source, to)
    command(whole, "print", "links", "--paper", "A4", "--format", "pdf", "--to", maps / "print")
    yield [maps / "ar" / "index.html", maps / "print" / "links-a4.pdf", layers / "sample.gpkg"]
    for folder in ("ar", "print"):
        shutil.rmtree(maps / folder)
    (layers / "sample.gpkg").unlink()


def command(project: Path, verb: str, *words: object) -> str:
    """Run the command on the region, and return what it says of what is wrong."""
    said = [verb, "sample", *map(str, words), "--project", str(project)]
    done = CliRunner().invoke(cli.app, said)
    assert done.exit_code == 0, done.output
    return done.stderr


def test_a_build_tells_what_was_left_from_before_and_deletes_nothing(
    published: Published, left: list[Path]
) -> None:
    page, sheet, gpkg = left
    assert _warned(published) == left
    command(published.project, "print", "links", "--paper", "A4", "--format", "pdf")
    assert _warned(published) == [page, gpkg]
    assert sheet.exists()
    page.unlink()
    gpkg.unlink()
    assert _warned(published) == []
    page.touch()
    gpkg.touch()


def _warned(published: Published) -> list[Path]:
    """Return the files that a build warns of."""
    said = command(published.project, "build")
    if not said:
        return []
    assert "sample is published" in said
    named = said.partition("did not make ")[2].partition(": what is withheld")[0]
    return [published.project / name for name in named.split(", ")]


def test_the_tables_themselves_stay_whole(published: Published) -> None:
    layers = published.project / "layers" / "sample"
    for name in ("communities", "access", "services", "incidents", "link_risk"):
        own = layers / f"{name}.parquet"
        before = published.whole.project / "layers" / "sample" / own.name
        assert own.read_bytes() == before.read_bytes(), name

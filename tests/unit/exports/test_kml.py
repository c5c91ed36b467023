from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pyogrio
import shapely

from pipeline.exports.kml import NAMESPACE, kml
from pipeline.page import colours
from tests import field_region as region

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pytest

KML = {"k": NAMESPACE}
STATES = [("unreachable", "no_road"), ("conditional", "season"), ("reachable", "ok")]
EFFECTS: dict[str, tuple[str | None, str, str, float]] = {
    "r1": ("Ford", "closed", "rules", 40.0),
    "r2": ("Bridge", "warning", "rules", 0.0),
    "r3": ("Flood", "closed", "expired", 0.0),
}


def given(names: list[str]) -> dict[str, Any]:
    status: list[tuple[str, str]] = [STATES[n % 3] for n in range(len(names))]
    return {
        "communities": region.communities(names, [1.0] * len(names)),
        "reach": region.reach(status),
        "hubs": region.hubs(names[0]),
        "links": region.links(
            {
                "l1": ("closed", "A", 0),
                "l2": ("warning", "B", 0),
                "l3": ("no_recent_information", names[0], 9),
            }
        ),
        "link_status": region.link_status({"l1": "r1", "l2": "r2"}),
        "closures": region.closures(*EFFECTS),
        "closure_effects": region.closure_effects(EFFECTS),
        "as_of": region.as_of(),
        **region.SETTING,
    }


def root_of(path: Path, **told: Any) -> ET.Element:  # noqa: ANN401
    kml(draft=path, **{**given(["a", "b", "c"]), **told})
    return ET.fromstring(path.read_bytes())  # noqa: S314  our own


def read(path: Path, layer: str) -> gpd.GeoDataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields that a layer does not use
        table: gpd.GeoDataFrame = pyogrio.read_dataframe(path, layer=layer)
    return table


def names_of(element: ET.Element, path: str) -> list[str | None]:
    return [one.text for one in element.findall(f"{path}/k:name", KML)]


def test_folders_hold_communities_by_status_roads_hubs_and_reports(tmp_path: Path) -> None:
    root = root_of(tmp_path / "r.kml")
    assert names_of(root, "k:Document") == ["East"]
    assert names_of(root, "k:Document/k:Folder") == ["Communities", "Roads", "Hubs", "Reports"]
    assert names_of(root, "k:Document/k:Folder/k:Folder") == [
        *("Unreachable", "Reachable under conditions only", "Reachable"),
        *("Closed", "Open with a warning", "Many people hang on it"),
    ]
    told = root.findtext("k:Document/k:Folder/k:description", None, KML)
    assert told == "3 of 3, those that matter most"


def test_every_mark_has_a_style_with_the_colour_of_the_pages(tmp_path: Path) -> None:
    root = root_of(tmp_path / "r.kml")
    styles = {f"#{style.get('id')}": style for style in root.findall(".//k:Style", KML)}
    used = {one.text for one in root.findall(".//k:styleUrl", KML)}
    assert used <= set(styles)
    [first] = root.findall(".//k:Placemark[k:name='a']", KML)[:1]
    style = styles[str(first.findtext("k:styleUrl", None, KML))]
    assert colours.STATUSES["unreachable"] == "#b3202c"
    assert style.findtext("k:IconStyle/k:color", None, KML) == "ff2c20b3", "blue, green, red"
    unknown = styles["#placemark-gray"]
    assert unknown.findtext("k:IconStyle/k:color", None, KML) == "ffa6a6a6", "166 three times"


def test_no_two_kinds_share_a_style(tmp_path: Path) -> None:
    ids = [style.get("id") for style in root_of(tmp_path / "r.kml").findall(".//k:Style", KML)]
    assert len(ids) == len(set(ids)) == 13


def test_nothing_is_asked_of_any_host(tmp_path: Path) -> None:
    root_of(tmp_path / "r.kml")
    text = (tmp_path / "r.kml").read_text(encoding="utf-8")
    assert "href" not in text
    assert text.count("://") == 1, "the name of the format"


def test_another_reader_finds_names_texts_and_places(tmp_path: Path) -> None:
    told = given(["a", "b", "c"])
    kml(draft=tmp_path / "r.kml", **told)
    people = read(tmp_path / "r.kml", "Unreachable")
    assert people["Name"].tolist() == ["a"]
    assert people["description"].tolist() == [
        "Unreachable: No road within walking distance. 1 person."
    ]
    where = told["communities"].geometry.to_crs("EPSG:4326").iloc[0]
    assert people.geometry.iloc[0].distance(where) < 1e-6
    reports = read(tmp_path / "r.kml", "Reports").set_index("Name")
    assert reports["description"]["Flood"].startswith("Closed. Has run out. Reported on 2025-11-20")
    drawn = told["closures"].geometry.to_crs("EPSG:4326")
    flood = shapely.force_2d(reports.geometry["Flood"])
    assert flood.symmetric_difference(drawn.iloc[2]).area < 1e-3 * drawn.iloc[2].area
    assert [len(part.interiors) for part in flood.geoms] == [1, 0], "two parts, one with a hole"
    assert shapely.force_2d(reports.geometry["Bridge"]).hausdorff_distance(drawn.iloc[1]) < 1e-6


def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    told = {**given(region.HOSTILE), "title": region.HOSTILE[1]}
    kml(draft=tmp_path / "r.kml", **told)
    root = ET.fromstring((tmp_path / "r.kml").read_bytes())  # noqa: S314  our own
    found = {one.text for one in root.findall(".//k:Placemark/k:name", KML)}
    assert set(region.SHOWN) <= found
    assert not {one.tag.partition("}")[2] for one in root.iter()} & {"script", "b"}
    people = read(tmp_path / "r.kml", "Unreachable")
    assert sorted(people["Name"]) == sorted(region.SHOWN[::3])


def test_files_hold_those_that_matter_most_and_say_how_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.field.MOST_PLACES", 1)
    root = root_of(tmp_path / "r.kml")
    folder = root.find("k:Document/k:Folder", KML)
    assert folder is not None
    assert len(folder.findall(".//k:Placemark", KML)) == 1
    assert folder.findtext("k:description", None, KML) == "1 of 3, those that matter most"


def test_empty_tables_make_a_file_that_opens(tmp_path: Path) -> None:
    told = given(["a"])
    empty = {
        name: told[name].iloc[:0]
        for name in ("communities", "reach", "links", "link_status", "closures", "closure_effects")
    }
    root = root_of(tmp_path / "r.kml", **empty)
    assert len(root.findall(".//k:Placemark", KML)) == 1, "the hub"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1.kml", "2.kml"):
        root_of(tmp_path / name)
    assert (tmp_path / "1.kml").read_bytes() == (tmp_path / "2.kml").read_bytes()

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.osm import osm


def areas() -> gpd.GeoDataFrame:
    box = gpd.GeoSeries([shapely.box(29.5, -0.5, 30.5, 0.5)], crs="EPSG:4326")
    return gpd.GeoDataFrame({"area_id": ["a"]}, geometry=box.to_crs("EPSG:32635"))


def write(
    path: Path,
    ways: Mapping[int, tuple[list[int], dict[str, str]]],
    marks: Mapping[int, dict[str, str]] | None = None,
) -> Path:
    """Write nodes 1..9, a hundredth of a degree apart in a row to the east, and ways."""
    writer = osmium.SimpleWriter(str(path), overwrite=True)
    for node in range(1, 10):
        tags = (marks or {}).get(node, {})
        writer.add_node(Node(id=node, location=(30 + node / 100, 0.0), version=1, tags=tags))
    for way, (members, tags) in ways.items():
        writer.add_way(Way(id=way, nodes=members, tags=tags, version=1))
    writer.close()
    return path


def read(*files: Path, margin_km: float = 50.0) -> Read:
    return osm(files=files, areas=areas(), specs=[{}] * len(files), margin_km=margin_km)


def table_of(tmp_path: Path, tags: dict[str, str], **spec: object) -> gpd.GeoDataFrame:
    path = write(tmp_path / "a.osm.pbf", {7: ([1, 2], tags)})
    return osm(files=[path], areas=areas(), specs=[spec], margin_km=50).table


def test_ways_are_cut_where_they_share_a_node(tmp_path: Path) -> None:
    ways = {
        7: ([1, 2, 3, 4], {"highway": "primary", "name": "Main"}),
        8: ([3, 9], {"highway": "track"}),
        9: ([2, 8], {"highway": "proposed"}),
    }
    found = read(write(tmp_path / "a.osm.pbf", ways))
    table = conform("osm", found.table).set_index("road_id")
    assert list(table.index) == ["w7-1", "w7-2", "w8-1"]
    assert table.loc["w7-1", "length_m"] == pytest.approx(2 * 1113.2, rel=1e-3)
    assert table["road_name"].fillna("").tolist() == ["Main", "Main", ""]
    assert set(table["crossings"]) == {"shared_nodes"}
    assert "proposed 1" in found.notes[1]


def test_a_loop_is_cut_where_it_meets_itself(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3, 4, 2], {"highway": "primary"})}
    table = conform("osm", read(write(tmp_path / "a.osm.pbf", ways)).table)
    assert table["road_id"].tolist() == ["w7-1", "w7-2"]
    assert table["length_m"].sum() == pytest.approx(5 * 1113.2, rel=2e-3)


def test_a_ring_alone_is_one_link(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3, 1], {"highway": "primary", "junction": "roundabout"})}
    table = read(write(tmp_path / "a.osm.pbf", ways)).table
    assert table["road_id"].tolist() == ["w7-1"]
    assert table["oneway"].tolist() == ["forward"]


@pytest.mark.parametrize(
    ("tags", "oneway"),
    [
        ({"highway": "primary"}, "both"),
        ({"highway": "primary", "oneway": "yes"}, "forward"),
        ({"highway": "primary", "oneway": "-1"}, "backward"),
        ({"highway": "motorway"}, "forward"),
        ({"highway": "motorway", "oneway": "no"}, "both"),
        ({"highway": "primary", "oneway": "yes", "oneway:motor_vehicle": "-1"}, "backward"),
        ({"highway": "primary", "oneway": "reversible", "junction": "roundabout"}, "both"),
    ],
)
def test_oneway(tmp_path: Path, tags: dict[str, str], oneway: str) -> None:
    assert table_of(tmp_path, tags)["oneway"].tolist() == [oneway]


@pytest.mark.parametrize(
    ("tags", "classes"),
    [
        ({"route": "ferry"}, ["ferry"]),
        ({"route": "hiking"}, []),
        ({"highway": "construction"}, []),
        ({"highway": "primary", "ford": "yes"}, ["primary"]),
        ({"highway": "primary", "access": "no"}, []),
        ({"highway": "primary", "access": "private", "motor_vehicle": "yes"}, ["primary"]),
        ({"highway": "primary", "access": "no", "foot": "yes"}, ["footway"]),
        ({"highway": "track", "motor_vehicle": "no"}, ["footway"]),
        ({"highway": "steps", "vehicle": "no"}, ["steps"]),
        ({"highway": "pedestrian", "area": "yes"}, []),
    ],
)
def test_which_ways_are_kept(tmp_path: Path, tags: dict[str, str], classes: list[str]) -> None:
    assert table_of(tmp_path, tags)["road_class"].tolist() == classes


def test_tags_become_columns(tmp_path: Path) -> None:
    tags = {
        "highway": "secondary",
        "ref": "RN4",
        "surface": "gravel",
        "tracktype": "grade2",
        "smoothness": "bad",
        "maxspeed": "30 mph",
        "maxweight": "3500 kg",
        "maxaxleload": "2",
        "hgv": "delivery",
        "motorcar": "yes",
        "motorcycle": "no",
        "maxheight": "12'6\"",
        "maxwidth": "2.3",
        "est_width": "3",
        "ford": "yes",
        "seasonal": "dry_season;winter",
        "layer": "-1;1",
        "bridge": "no",
        "tunnel": "yes",
    }
    row = table_of(tmp_path, tags).iloc[0]
    assert row[["road_name", "surface", "tracktype", "smoothness"]].tolist() == [
        *("RN4", "gravel", "grade2", "bad")
    ]
    assert row["maxspeed_kmh"] == pytest.approx(48.28032)
    assert row[["maxweight_t", "maxaxleload_t"]].tolist() == pytest.approx([3.5, 2])
    assert row[["hgv", "motorcar", "motorcycle"]].tolist() == ["delivery", "yes", "no"]
    assert row["maxheight_m"] == pytest.approx(3.81)
    assert row[["maxwidth_m", "width_m"]].tolist() == [2.3, 3.0]
    assert (row["layer"], row["is_bridge"], row["is_tunnel"]) == (-1, False, True)
    assert (row["is_ford"], row["seasonal"]) == (True, "dry_season")


def test_the_region_file_renames_and_drops_classes_and_fills_surface(tmp_path: Path) -> None:
    renamed = table_of(
        tmp_path, {"highway": "cycleway"}, classes={"cycleway": "path"}, surface="earth"
    )
    assert renamed[["road_class", "surface"]].to_numpy().tolist() == [["path", "earth"]]
    assert table_of(tmp_path, {"highway": "steps"}, classes={"steps": ""}).empty


def test_a_way_of_two_files_is_taken_once_and_cut_by_both(tmp_path: Path) -> None:
    one = write(tmp_path / "a.osm.pbf", {7: ([1, 2, 3], {"highway": "primary"})})
    two = write(
        tmp_path / "b.osm.pbf",
        {7: ([1, 2, 3], {"highway": "primary"}), 8: ([2, 9], {"highway": "primary"})},
    )
    found = read(one, two)
    assert sorted(found.table["road_id"]) == ["w7-1", "w7-2", "w8-1"]
    assert found.rejected[["source", "row", "action"]].to_numpy().tolist() == [
        ["b.osm.pbf", 7, "merged"]
    ]


def test_ways_beyond_the_margin_are_outside(tmp_path: Path) -> None:
    writer = osmium.SimpleWriter(str(tmp_path / "a.osm.pbf"))
    for node, longitude in ((1, 30.4), (2, 30.6), (3, 31.0), (4, 31.1)):
        writer.add_node(Node(id=node, location=(longitude, 0.0)))
    writer.add_way(Way(id=1, nodes=[1, 2], tags={"highway": "primary"}))
    writer.add_way(Way(id=2, nodes=[3, 4], tags={"highway": "primary"}))
    writer.close()
    found = read(tmp_path / "a.osm.pbf", margin_km=10)
    assert found.table["road_id"].tolist() == ["w1-1"]
    assert found.rejected["action"].tolist() == ["outside"]


def test_another_regions_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.osm.pbf", {7: ([1, 2], {"highway": "primary"})})
    far = areas().set_geometry(areas().translate(xoff=400_000))
    with pytest.raises(SourceError, match="another region's file"):
        osm(files=[path], areas=far, specs=[{}], margin_km=50)


def test_ways_with_one_node_or_none_to_go_to_are_rejected(tmp_path: Path) -> None:
    good = {way: ([1, 2, 3], {"highway": "primary"}) for way in range(10, 20)}
    ways = {7: ([1, 99], {"highway": "primary"}), 8: ([4, 4], {"highway": "primary"}), **good}
    found = read(write(tmp_path / "a.osm.pbf", ways))
    assert found.rejected["row"].tolist() == [7, 8]
    assert any("1 nodes of ways are not in the file" in note for note in found.notes)


def test_no_files_give_an_empty_table() -> None:
    found = osm(files=[], areas=areas(), specs=[], margin_km=50)
    assert conform("osm", found.table).empty
    assert found.notes == []


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.osm.pbf", {7: ([1, 2], {"highway": "primary"})})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError, match="Fetch it anew"):
        read(path)


def test_bytes_that_are_no_pbf_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.osm.pbf").write_text("<html>404 not found</html>" * 9)
    with pytest.raises(SourceError, match="not a whole OpenStreetMap file"):
        read(tmp_path / "a.osm.pbf")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read(tmp_path / "a.osm.pbf")


def test_a_history_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.osh.pbf", {7: ([1, 2], {"highway": "primary"})})
    path.replace(tmp_path / "a.osm.pbf")
    with pytest.raises(SourceError, match="history or change file"):
        read(tmp_path / "a.osm.pbf")


def test_a_way_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    writer = osmium.SimpleWriter(str(tmp_path / "a.osm.pbf"))
    for node in (1, 2):
        writer.add_node(Node(id=node, location=(30 + node / 100, 0.0)))
    for version in (1, 2):
        writer.add_way(Way(id=7, version=version, nodes=[1, 2], tags={"highway": "primary"}))
    writer.close()
    with pytest.raises(SourceError, match="several versions"):
        read(tmp_path / "a.osm.pbf")


def test_ways_before_their_nodes_are_refused(tmp_path: Path) -> None:
    writer = osmium.SimpleWriter(str(tmp_path / "a.osm.pbf"))
    writer.add_way(Way(id=7, nodes=[1, 2], tags={"highway": "primary"}))
    for node in (1, 2):
        writer.add_node(Node(id=node, location=(30 + node / 100, 0.0)))
    writer.close()
    with pytest.raises(SourceError, match="osmium sort"):
        read(tmp_path / "a.osm.pbf")


def test_the_xml_form_is_read_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a.osm", {7: ([1, 2], {"highway": "primary"})})
    assert read(path).table["road_id"].tolist() == ["w7-1"]


def barriers_of(
    tmp_path: Path,
    marks: Mapping[int, dict[str, str]],
    ways: Mapping[int, tuple[list[int], dict[str, str]]],
) -> dict[str, str]:
    """Barrier of each link that has one."""
    table = conform("osm", read(write(tmp_path / "a.osm.pbf", ways, marks)).table)
    marked = table.dropna(subset="barrier")
    return dict(zip(marked["road_id"], marked["barrier"], strict=True))


PRIMARY, TRACK = {"highway": "primary"}, {"highway": "track"}
GATE, BLOCK = {"barrier": "gate"}, {"barrier": "block"}


def written(
    path: Path, metres: list[float], marks: Mapping[int, dict[str, str]]
) -> gpd.GeoDataFrame:
    """Links of one road, its nodes 1, 2 ... so many metres along the equator."""
    writer = osmium.SimpleWriter(str(path), overwrite=True)
    for node, metre in enumerate(metres, start=1):
        at = (30 + metre / 111_438, 0.0)  # metres in UTM zone 35 N there
        writer.add_node(Node(id=node, location=at, tags=marks.get(node, {})))
    writer.add_way(Way(id=7, nodes=list(range(1, len(metres) + 1)), tags=PRIMARY))
    writer.close()
    return conform("osm", read(path).table)


def test_a_ford_far_along_a_road_closes_ten_metres_of_it(tmp_path: Path) -> None:
    marks = {3: {"ford": "yes"}}
    table = written(tmp_path / "a.osm.pbf", [0, 1000, 19_000, 20_000], marks)
    assert table["road_id"].tolist() == ["w7-1", "w7-2", "w7-3"]
    assert table["is_ford"].tolist() == [False, True, False]
    assert table["length_m"].tolist() == pytest.approx([18_995, 10, 995], rel=1e-3)


def test_a_stub_goes_to_the_middle_of_a_short_segment(tmp_path: Path) -> None:
    table = written(tmp_path / "a.osm.pbf", [0, 100, 104, 108], {2: GATE, 3: BLOCK, 4: GATE})
    assert table["barrier"].fillna("").tolist() == ["", "gate", "block", "gate"]
    assert table["length_m"].tolist() == pytest.approx([95, 7, 4, 2], abs=0.05)


def test_stubs_share_their_ends_with_the_rest_of_the_way(tmp_path: Path) -> None:
    table = written(tmp_path / "a.osm.pbf", [0, 500, 1000], {1: GATE, 2: {"ford": "yes"}})
    start, end = (shapely.get_point(table.geometry.array, at) for at in (0, -1))
    assert (start[1:] == end[:-1]).all()
    assert table["length_m"].tolist() == pytest.approx([5, 490, 10, 495], rel=1e-3)


def test_nodes_at_one_place_give_the_most_hindering_barrier(tmp_path: Path) -> None:
    marks = {2: {"barrier": "toll_booth"}, 3: BLOCK, 4: {"barrier": "whatever"}}
    table = written(tmp_path / "a.osm.pbf", [0, 100, 100, 100, 200], marks)
    assert table["barrier"].fillna("").tolist() == ["", "block", ""]
    marks = {2: {"barrier": "whatever"}, 3: {"barrier": "anything"}}
    table = written(tmp_path / "a.osm.pbf", [0, 100, 100, 200], marks)
    assert table["barrier"].fillna("").tolist() == ["", "anything", ""]


def test_a_barrier_is_on_the_stub_round_its_node(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3, 4, 5], PRIMARY), 8: ([3, 9], PRIMARY)}
    assert barriers_of(tmp_path, {2: GATE, 6: BLOCK}, ways) == {"w7-2": "gate"}


def test_a_locked_barrier_goes_before_its_kind_and_an_open_one_is_none(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3], PRIMARY), 8: ([5, 6], PRIMARY)}
    marks = {2: {**GATE, "access": "private"}, 3: BLOCK, 6: {**GATE, "motor_vehicle": "yes"}}
    assert barriers_of(tmp_path, marks, ways) == {"w7-2": "locked_gate", "w7-4": "block"}


def test_a_barrier_where_ways_meet_belongs_to_the_least_important_class(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3], PRIMARY), 8: ([2, 8], TRACK), 9: ([2, 9], TRACK)}
    assert barriers_of(tmp_path, {2: GATE}, ways) == {"w8-1": "gate", "w9-1": "gate"}
    found = read(tmp_path / "a.osm.pbf")
    assert "a.osm.pbf: 1 barriers on ways (gate 1)" in found.notes
    assert any("1 barriers where several ways meet" in note for note in found.notes)


def test_a_barrier_of_ways_of_one_class_is_on_all_of_them(tmp_path: Path) -> None:
    ways = {7: ([1, 2], TRACK), 8: ([2, 3], TRACK)}
    assert barriers_of(tmp_path, {2: GATE}, ways) == {"w7-2": "gate", "w8-1": "gate"}


@pytest.mark.parametrize(
    "walk",
    [
        {"highway": "footway"},
        {"highway": "footway", "access": "private"},
        {"highway": "path", "motor_vehicle": "no"},
        {"highway": "cycleway"},
        {"route": "ferry"},
    ],
)
def test_ways_made_for_no_vehicles_do_not_free_the_road_of_its_barrier(
    tmp_path: Path, walk: dict[str, str]
) -> None:
    ways = {7: ([1, 2, 3], PRIMARY), 8: ([2, 9], walk)}
    found = barriers_of(tmp_path, {2: GATE}, ways)
    assert {road_id.split("-")[0] for road_id in found} == {"w7"}


def test_a_barrier_where_only_ways_on_foot_meet_is_of_the_least_of_them(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3], {"highway": "path"}), 8: ([2, 9], {"highway": "steps"})}
    assert barriers_of(tmp_path, {2: GATE}, ways) == {"w8-1": "gate"}


def test_a_track_barred_to_vehicles_keeps_the_gate_at_its_mouth(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3], PRIMARY), 8: ([2, 9], {**TRACK, "motor_vehicle": "no"})}
    assert barriers_of(tmp_path, {2: GATE}, ways) == {"w8-1": "gate"}


def test_the_gate_of_a_private_drive_does_not_close_the_road(tmp_path: Path) -> None:
    drive = {"highway": "service", "access": "private"}
    ways = {7: ([1, 2, 3], PRIMARY), 8: ([2, 8], drive)}
    assert barriers_of(tmp_path, {2: {**GATE, "access": "private"}}, ways) == {}
    found = read(tmp_path / "a.osm.pbf")
    assert any("1 barriers of ways that are left out" in note for note in found.notes)


def test_a_square_takes_no_barrier_from_the_way_that_ends_at_it(tmp_path: Path) -> None:
    square = {"highway": "pedestrian", "area": "yes"}
    ways = {7: ([1, 2], PRIMARY), 8: ([2, 8, 9, 2], square)}
    assert barriers_of(tmp_path, {2: {"barrier": "bollard"}}, ways) == {"w7-2": "bollard"}


def test_a_ford_is_the_ways_or_a_nodes(tmp_path: Path) -> None:
    ways = {
        6: ([7, 8], {**TRACK, "ford": "stepping_stones"}),
        7: ([1, 2, 3, 4], PRIMARY),
        8: ([3, 9], TRACK),
    }
    marks = {2: {"ford": "yes"}, 4: {"ford": "no"}}
    table = conform("osm", read(write(tmp_path / "a.osm.pbf", ways, marks)).table)
    assert table.loc[table["is_ford"], "road_id"].tolist() == ["w6-1", "w7-2"]


def test_all_arms_that_meet_at_a_ford_are_fords_near_it(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3], PRIMARY), 8: ([2, 9], TRACK)}
    table = read(write(tmp_path / "a.osm.pbf", ways, {2: {"ford": "yes"}})).table
    assert table.loc[table["is_ford"], "road_id"].tolist() == ["w7-2", "w7-3", "w8-1"]
    assert table.loc[table["is_ford"], "length_m"].tolist() == pytest.approx([5, 5, 5])


def test_barriers_of_a_way_of_two_files_come_from_the_first(tmp_path: Path) -> None:
    one = write(tmp_path / "a.osm.pbf", {7: ([1, 2, 3], TRACK)}, {2: GATE})
    two = write(tmp_path / "b.osm.pbf", {7: ([1, 2, 3], TRACK), 8: ([4, 5], TRACK)}, {5: BLOCK})
    table = conform("osm", read(one, two).table)
    assert table["barrier"].fillna("").tolist() == ["", "gate", "", "", "block"]


def test_a_ferry_that_takes_no_vehicles_is_locked_to_them(tmp_path: Path) -> None:
    ways = {
        7: ([1, 2], {"route": "ferry", "motor_vehicle": "no"}),
        8: ([3, 4], {"route": "ferry", "foot": "no"}),
    }
    assert barriers_of(tmp_path, {}, ways) == {"w7-1": "locked_gate"}


def test_access_at_times_is_noted_and_passed_over(tmp_path: Path) -> None:
    tags = {**PRIMARY, "access:conditional": "no @ (Nov-Mar)"}
    found = read(write(tmp_path / "a.osm.pbf", {7: ([1, 2], tags), 8: ([3, 4], PRIMARY)}))
    assert len(found.table) == 2
    assert "a.osm.pbf: 1 ways with access for certain times" in " ".join(found.notes)


def test_access_above_a_size_is_a_limit_and_not_passed_over(tmp_path: Path) -> None:
    tags = {**PRIMARY, "hgv:conditional": "no @ (weight>7.5)"}
    found = read(write(tmp_path / "a.osm.pbf", {7: ([1, 2], tags)}))
    assert found.table["maxweight_t"].tolist() == [7.5]
    assert "passed over" not in " ".join(found.notes)


RESTRICTOR = {"barrier": "height_restrictor", "maxheight": "2.5", "hgv": "no"}


def test_limits_at_a_barrier_hold_on_the_stub_round_it(tmp_path: Path) -> None:
    marks = {2: {**RESTRICTOR, "maxwidth:physical": "2.1", "maxaxleload": "3"}}
    table = written(tmp_path / "a.osm.pbf", [0, 500, 1000], marks)
    assert table["barrier"].fillna("").tolist() == ["", "height_restrictor", ""]
    assert table["hgv"].fillna("").tolist() == ["", "no", ""]
    limits = table[["maxheight_m", "maxwidth_m", "maxaxleload_t", "maxweight_t"]].fillna(0)
    assert limits.to_numpy().tolist() == [[0] * 4, [2.5, 2.1, 3, 0], [0] * 4]


def test_of_a_ways_limit_and_its_barriers_the_lower_holds(tmp_path: Path) -> None:
    low, high = {"maxheight": "2", "hgv": "yes"}, {"maxheight": "4", "motorcar": "no"}
    ways = {7: ([1, 2, 3], {**PRIMARY, **low}), 8: ([4, 5, 6], {**PRIMARY, **high})}
    marks = {2: RESTRICTOR, 5: RESTRICTOR}
    table = conform("osm", read(write(tmp_path / "a.osm.pbf", ways, marks)).table)
    assert table["maxheight_m"].tolist() == [2, 2, 2, 4, 2.5, 4]
    assert table["hgv"].fillna("").tolist() == ["yes", "no", "yes", "", "no", ""]
    assert table["motorcar"].fillna("").tolist() == ["", "", "", "no", "no", "no"]


def test_limits_hold_at_a_barrier_that_stops_nobody_else(tmp_path: Path) -> None:
    marks = {2: {**RESTRICTOR, "access": "yes"}, 4: {**RESTRICTOR, "maxheight": "3"}}
    table = written(tmp_path / "a.osm.pbf", [0, 500, 1000, 1500, 2000], marks)
    assert table["barrier"].fillna("").tolist() == ["", "", "", "height_restrictor", ""]
    assert table["maxheight_m"].fillna(0).tolist() == [0, 2.5, 0, 3, 0]


def test_limits_where_ways_meet_are_those_of_the_least_important_class(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 3], PRIMARY), 8: ([2, 9], TRACK)}
    table = read(write(tmp_path / "a.osm.pbf", ways, {2: RESTRICTOR})).table
    assert table.loc[table["maxheight_m"].notna(), "road_id"].tolist() == ["w8-1"]
    assert table.loc[table["hgv"].notna(), "road_id"].tolist() == ["w8-1"]


def test_parallel_ways_between_the_same_nodes_all_stay(tmp_path: Path) -> None:
    ways = {7: ([1, 2, 4], PRIMARY), 8: ([1, 3, 4], PRIMARY), 9: ([1, 4], TRACK)}
    assert len(read(write(tmp_path / "a.osm.pbf", ways)).table) == 3

from pathlib import Path

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Way

from pipeline.errors import SourceError
from pipeline.formats.osm_file import Ways, read_ways

TRACK = {"highway": "track"}
NODES = [Node(id=node, location=(node, node / 2), version=1) for node in range(1, 8)]


def written(path: Path, *things: Node | Way) -> Path:
    writer = osmium.SimpleWriter(str(path))
    for thing in things:
        writer.add(thing)
    writer.close()
    return path


def read(path: Path) -> Ways:
    return read_ways(path, ("highway", "route"), ("highway", "name"), ("barrier",), ("barrier",))


@pytest.mark.parametrize("name", ["a.osm.pbf", "a.osm"])
def test_ways_with_a_key_give_their_tags_and_vertices(tmp_path: Path, name: str) -> None:
    path = written(
        tmp_path / name,
        *NODES,
        Way(id=5, nodes=[1, 2, 3], tags={**TRACK, "note": "x"}, version=1),
        Way(id=6, nodes=[1, 4], tags={"building": "yes"}, version=1),
        Way(id=8, nodes=[3, 99], tags={"route": "ferry", "name": "F"}, version=1),
    )
    ways = read(path)
    assert ways.tags.index.tolist() == [5, 8]
    assert ways.tags.fillna("-").to_dict("list") == {"highway": ["track", "-"], "name": ["-", "F"]}
    assert ways.way.tolist() == [0, 0, 0, 1, 1]
    assert ways.node.tolist() == [1, 2, 3, 3, 99]
    assert ways.xy[:4].tolist() == [[1, 0.5], [2, 1], [3, 1.5], [3, 1.5]]
    assert np.isnan(ways.xy[4]).all()


def test_nodes_with_a_key_give_their_tags(tmp_path: Path) -> None:
    nodes = [
        Node(id=1, location=(1, 1), tags={"barrier": "gate", "note": "x"}),
        Node(id=2, location=(2, 1), tags={"highway": "crossing"}),
        Node(id=3, location=(3, 1), tags={"barrier": "block"}),
    ]
    table = read(written(tmp_path / "a.osm.pbf", *nodes, Way(id=5, nodes=[1, 2], tags=TRACK)))
    assert table.node_tags.to_dict("index") == {1: {"barrier": "gate"}, 3: {"barrier": "block"}}


@pytest.mark.parametrize("name", ["Rue d'Été, n° 5 = «Ö»", "100 %25% @ 7\nx", "شارع 🙂", " "])
def test_text_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    way = Way(id=5, nodes=[1, 2], tags={**TRACK, "name": name})
    assert read(written(tmp_path / "a.osm.pbf", *NODES, way)).tags["name"].tolist() == [name]


def test_places_are_exact_to_the_last_digit(tmp_path: Path) -> None:
    places = [(-0.0000001, 0.0), (-179.9999999, -89.9999999), (12.3456789, 45.0)]
    nodes = [Node(id=n, location=at) for n, at in enumerate(places, 1)]
    ways = read(written(tmp_path / "a.osm.pbf", *nodes, Way(id=5, nodes=[1, 2, 3], tags=TRACK)))
    assert ways.xy.tolist() == [list(at) for at in places]


def test_ids_of_any_size_and_ways_of_few_nodes(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.osm.pbf",
        Node(id=2**40, location=(1, 1)),
        Way(id=2**41, nodes=[], tags=TRACK),
        Way(id=2**41 + 1, nodes=[2**40], tags=TRACK),
    )
    ways = read(path)
    assert ways.tags.index.tolist() == [2**41, 2**41 + 1]
    assert (ways.way.tolist(), ways.node.tolist()) == ([1], [2**40])


def test_a_file_without_such_ways_gives_none(tmp_path: Path) -> None:
    ways = read(written(tmp_path / "a.osm.pbf", *NODES))
    assert [len(part) for part in ways] == [0] * 5
    assert ways.xy.shape == (0, 2)


@pytest.mark.parametrize("name", ["a.osh.pbf", "a.osc"])
def test_history_and_change_files_are_refused(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, *NODES, Way(id=5, nodes=[1, 2], tags=TRACK, version=1))
    plain = path.replace(tmp_path / ("a.osm.pbf" if name.endswith("pbf") else "a.osm"))
    with pytest.raises(SourceError, match="history or change file"):
        read(plain)


def test_a_deleted_way_in_a_plain_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text(
        '<osm version="0.6"><node id="1" version="1" lat="0" lon="1"/>'
        '<way id="5" version="2" visible="false"><nd ref="1"/><tag k="highway" v="track"/></way>'
        "</osm>"
    )
    with pytest.raises(SourceError, match="holds deleted objects"):
        read(tmp_path / "a.osm")


@pytest.mark.parametrize("twice", ["way", "node"])
def test_several_versions_in_a_plain_file_are_refused(tmp_path: Path, twice: str) -> None:
    gates = [Node(id=9, location=(1, 1), tags={"barrier": "gate"}, version=v) for v in (1, 2)]
    ways = [Way(id=5, nodes=[1, 2], tags=TRACK, version=v) for v in (1, 2)]
    doubled: list[Node | Way] = [*gates, ways[0]] if twice == "node" else [*ways]
    with pytest.raises(SourceError, match="several versions"):
        read(written(tmp_path / "a.osm.pbf", *NODES, *doubled))


def test_ways_before_their_nodes_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.osm.pbf", Way(id=5, nodes=[1, 2], tags=TRACK), *NODES)
    with pytest.raises(SourceError, match=r"2 of 2 nodes .* unsorted.*osmium sort"):
        read(path)

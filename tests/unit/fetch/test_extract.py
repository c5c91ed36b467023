"""Answers of servers to one file: nothing lost, nothing twice, nothing that breaks the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import osmium
import pytest

from pipeline.errors import SourceError
from pipeline.fetch.extract import MAX_TAG, is_whole, write_extract

if TYPE_CHECKING:
    from pathlib import Path


def node(number: int, lon: float = 30.0, **tags: str) -> dict[str, Any]:
    return {"type": "node", "id": number, "lon": lon, "lat": 0.5, "tags": tags}


def way(number: int, *members: int, **tags: str) -> dict[str, Any]:
    return {"type": "way", "id": number, "nodes": list(members), "tags": tags}


def answer(folder: Path, name: str, *elements: dict[str, Any]) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"elements": elements}))
    return path


def things(path: Path) -> list[tuple[str, int, dict[str, str], list[int]]]:
    return [
        (thing.type_str(), thing.id, dict(thing.tags), [n.ref for n in getattr(thing, "nodes", [])])
        for thing in osmium.FileProcessor(str(path))
    ]


def test_objects_of_all_answers_come_once_sorted_by_kind_and_id(tmp_path: Path) -> None:
    first = answer(tmp_path, "a", node(2), way(8, 2, 1, 2, highway="track"), node(1, ford="yes"))
    second = answer(tmp_path, "b", way(7, 1, 3), node(3), node(1, ford="yes"))
    (tmp_path / "c.json").write_text("[1]")
    files = [first, second, tmp_path / "c.json"]
    draft = tmp_path / "roads.osm"
    assert write_extract(files, draft) == (3, 2)
    assert things(draft) == [
        ("n", 1, {"ford": "yes"}, []),
        ("n", 2, {}, []),
        ("n", 3, {}, []),
        ("w", 7, {}, [1, 3]),
        ("w", 8, {"highway": "track"}, [2, 1, 2]),
    ]


def test_the_order_of_elements_shows_nowhere(tmp_path: Path) -> None:
    elements = [node(1), node(2), way(7, 1, 2, name="a", highway="b")]
    write_extract([answer(tmp_path, "a", *elements)], tmp_path / "x.osm")
    write_extract([answer(tmp_path, "b", *elements[::-1])], tmp_path / "y.osm")
    assert (tmp_path / "x.osm").read_bytes() == (tmp_path / "y.osm").read_bytes()


def test_where_answers_differ_the_later_holds(tmp_path: Path) -> None:
    files = [
        answer(tmp_path, "a", node(1, 30.0, ford="yes"), way(7, 1, 1, highway="path")),
        answer(tmp_path, "b", node(1, 31.0), way(7, 1, 2, highway="track")),
    ]
    write_extract(files, tmp_path / "x.osm")
    assert things(tmp_path / "x.osm") == [("n", 1, {}, []), ("w", 7, {"highway": "track"}, [1, 2])]
    nodes: Any = osmium.FileProcessor(str(tmp_path / "x.osm"), osmium.osm.NODE)
    assert [(n.location.lon, n.location.lat) for n in nodes if n.is_node()] == [(31.0, 0.5)]


def test_letters_that_no_file_can_hold_are_left_out(tmp_path: Path) -> None:
    nasty = 'a<b>&"\x00\x1b\ud800\ufffe' + "é" * 400
    write_extract([answer(tmp_path, "a", way(7, 1, name=nasty))], tmp_path / "x.osm")
    assert things(tmp_path / "x.osm")[0][2] == {"name": 'a<b>&"' + "é" * (MAX_TAG - 6)}


def test_nothing_is_an_empty_file(tmp_path: Path) -> None:
    assert write_extract([answer(tmp_path, "a")], tmp_path / "x.osm") == (0, 0)
    assert things(tmp_path / "x.osm") == []


@pytest.mark.parametrize(
    "element",
    [
        {"type": "node", "id": 1, "lon": float("nan"), "lat": 0},
        {"type": "node", "id": 1, "lon": "east", "lat": 0},
        {"type": "node", "id": 2**63, "lon": 0, "lat": 0},
        {"type": "way", "id": 1, "nodes": ["1"]},
        {"type": "way", "id": 1, "nodes": [1], "tags": {"name": 5}},
        {"type": "way", "id": 1, "nodes": [1], "tags": ["name"]},
        {"id": 1},
        "node",
        None,
    ],
)
def test_what_no_overpass_server_says_is_refused_and_removed(
    tmp_path: Path,
    element: Any,  # noqa: ANN401  any JSON
) -> None:
    path = answer(tmp_path, "a", element)
    with pytest.raises(SourceError, match=r"a\.json: the answer holds what no Overpass"):
        write_extract([path], tmp_path / "x.osm")
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "is_good"),
    [('{"elements": []}', True), ('{"elements": [', False), ("", False), ("[]", False)],
)
def test_only_answers_that_are_whole_and_say_something_are_kept(
    tmp_path: Path, text: str, *, is_good: bool
) -> None:
    (tmp_path / "a.json").write_text(text)
    assert is_whole(tmp_path / "a.json") is is_good

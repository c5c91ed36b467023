"""Servers' answers about roads to one OpenStreetMap file, each way and node as it was said."""

from __future__ import annotations

import json
import re
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAX_TAG = 255
"""Letters of a key or value in OpenStreetMap."""


def is_whole(answer: Path) -> bool:
    """Return whether an answer was written to its end, and says anything."""
    try:
        return bool(json.loads(answer.read_bytes()))
    except (ValueError, RecursionError):
        return False


def write_extract(answers: Sequence[Path], draft: Path) -> tuple[int, int]:
    """Write the nodes and ways of all answers, each once, by id; return how many of both.

    Where two answers differ on an object, the later answer of the sequence is taken. Answers that
    hold no elements (a place's outline) are passed over. The same answers give the same bytes.

    Raises
    ------
    SourceError
        Where an answer does not hold what Overpass says; it is removed, to be asked for anew.
    """
    heap = _Heap()
    for path in answers:
        answer = json.loads(path.read_bytes())
        try:
            if isinstance(answer, dict):
                for element in answer["elements"]:
                    heap.add(element)
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
            path.unlink()
            raise SourceError(
                f"the answer holds what no Overpass server says ({type(error).__name__}: {error}); "
                "fetch again, or from another server",
                file=path,
            ) from error
    try:
        return heap.write(draft)
    except RuntimeError as error:  # how osmium says that there is no room
        raise OSError(str(error)) from error


class _Heap:
    """Nodes and ways as they come in."""

    def __init__(self) -> None:
        self._node, self._lonlat = array("q"), array("d")
        self._tags: dict[int, dict[str, str]] = {}
        self._ways: dict[int, tuple[array[int], dict[str, str]]] = {}

    def add(self, element: dict[str, Any]) -> None:
        """Take one node or way; anything else is passed over."""
        if element["type"] == "node":
            lon, lat = float(element["lon"]), float(element["lat"])
            if not (abs(lon) <= 180 and abs(lat) <= 90):
                raise ValueError(f"a node at {lon}, {lat}")
            self._node.append(element["id"])
            self._lonlat.extend((lon, lat))
            self._tags.pop(element["id"], None)
            if tags := _tags(element):
                self._tags[element["id"]] = tags
        elif element["type"] == "way":
            way = array("q", [element["id"]])[0]
            self._ways[way] = (array("q", element["nodes"]), _tags(element))

    def write(self, draft: Path) -> tuple[int, int]:
        """Write everything, sorted."""
        lonlat = np.array(self._lonlat).reshape(-1, 2)[::-1]
        nodes, last = np.unique(np.array(self._node)[::-1], return_index=True)
        with osmium.SimpleWriter(str(draft), overwrite=True) as writer:
            for node, (lon, lat) in zip(nodes.tolist(), lonlat[last].tolist(), strict=True):
                tags = self._tags.get(node, {})
                writer.add_node(Node(id=node, location=(lon, lat), tags=tags))
            for way in sorted(self._ways):
                members, tags = self._ways[way]
                writer.add_way(Way(id=way, nodes=members.tolist(), tags=tags))
        return len(nodes), len(self._ways)


def _tags(element: dict[str, Any]) -> dict[str, str]:
    """Return an element's tags in letters that XML knows, not longer than they may be."""
    tags = element.get("tags", {}).items()
    return {_letters(key): _letters(value) for key, value in tags}


def _letters(text: str) -> str:
    return NOT_XML.sub("", text)[:MAX_TAG]

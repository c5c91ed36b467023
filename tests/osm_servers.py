"""Nominatim and Overpass on this machine, over a few ways, that also fail as real ones do."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

SQUARE = shapely.box(30, 0, 30.2, 0.1)
NODES = {
    **{i: (30.01 + i * 0.01, 0.05, {}) for i in range(1, 19)},
    30: (30.05, 0.02, {"barrier": "lift_gate", "access": "no"}),
    31: (30.05, 0.08, {}),
    40: (30.3, 0.05, {}),
}
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    100: (list(range(1, 19)), {"highway": "primary", "name": 'Rue <du> "Marché" & سوق'}),
    101: ([3, 30], {"highway": "track", "oneway": "-1", "surface": "dirt"}),
    102: ([30, 31, 4, 30], {"highway": "footway", "note": "bad\x01letter"}),
    103: ([31, 12], {"route": "ferry"}),
    104: ([18, 40], {"highway": "residential"}),
}
STATUS = "Connected as: 1\nCurrent time: now\nAnnounced endpoint: none\nRate limit: 2\n{}\n"
PLACE = {
    "importance": 0.5,
    "lat": "0.05",
    "lon": "30.1",
    "boundingbox": ["0", "0.1", "30", "30.2"],
    "display_name": "Square, Nowhere\x1b[31m",
    "geojson": shapely.geometry.mapping(SQUARE),
}


class Answer(NamedTuple):
    """What a server says instead of what it should."""

    status: int = 200
    body: bytes = b""
    is_cut: bool = False


class Servers:
    """Nominatim and Overpass, on this machine, over the few ways above."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.instead: list[Answer | None] = []
        """What the next answers of the interpreter are; None is the right one."""
        self.places: Any = [PLACE]
        self.status = STATUS.format("2 slots available now.")
        self.ways = dict(WAYS)
        self.url = ""

    def queries(self) -> list[str]:
        """Return what the interpreter was asked, but for the status."""
        return [query for query in self.asked if query.startswith("[out:json]")]

    def reply(self, path: str, body: str) -> Answer:
        parts = urlsplit(path)
        if parts.path.endswith("/status"):
            return Answer(body=self.status.encode())
        if parts.path.endswith("/search"):
            self.asked.append(parse_qs(parts.query)["q"][0])
            return Answer(body=json.dumps(self.places).encode())
        query = parse_qs(body)["data"][0]
        self.asked.append(query)
        instead = self.instead.pop(0) if self.instead else None
        return instead or Answer(body=json.dumps(self._found(query)).encode())

    def _found(self, query: str) -> dict[str, Any]:
        """Return the ways of a kind with a node inside a polygon, and all their nodes."""
        numbers = list(map(float, re.findall(r"poly:'([^']+)'", query)[0].split()))
        ground = shapely.Polygon(list(zip(numbers[1::2], numbers[::2], strict=True)))
        key = re.findall(r'way\["(\w+)"', query)[0]
        ways = {
            way: (members, tags)
            for way, (members, tags) in self.ways.items()
            if key in tags and any(ground.covers(shapely.Point(NODES[n][:2])) for n in members)
        }
        used = {node for members, _ in ways.values() for node in members}
        elements: list[dict[str, Any]] = [
            {"type": "node", "id": n, "lon": NODES[n][0], "lat": NODES[n][1], "tags": NODES[n][2]}
            for n in used
        ]
        elements += [
            {"type": "way", "id": way, "nodes": members, "tags": tags}
            for way, (members, tags) in ways.items()
        ]
        return {"version": 0.6, "elements": elements}


@contextmanager
def running() -> Iterator[Servers]:
    """Give running servers; both have the same address."""
    world = Servers()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            world.agents.add(self.headers["User-Agent"])
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            answer = world.reply(self.path, body)
            if answer.is_cut and not answer.body:
                return
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body) + answer.is_cut))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = _answer  # noqa: N815  the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    world.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

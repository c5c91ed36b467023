"""Roads of a place from servers on this machine: what is asked, how often, and what comes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import osmnx
import pytest
import shapely
from typer.testing import CliRunner

from pipeline import stages
from pipeline.cli import app
from pipeline.engine.run import build, closure
from pipeline.stored import read_stored
from tests.osm_servers import PLACE, SQUARE, STATUS, WAYS, Answer, Servers, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from typer.testing import Result

REGION = """
title = "One square"
areas = { file = "areas.geojson", id = ["code"], level = 2 }
people = { kind = "table", file = "people.csv", area_id = "code", people = "n" }
[[roads]]
place = "Square, Nowhere"
"""
FILE = "roads-square-nowhere.osm"


@pytest.fixture
def servers() -> Iterator[Servers]:
    with running() as world:
        yield world


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds that osmnx would have waited; small parts, so that there are several."""
    seconds: list[float] = []
    monkeypatch.setattr("osmnx._overpass.time.sleep", seconds.append)
    monkeypatch.setattr(osmnx.settings, "max_query_area_size", 5000 * 5000)
    return seconds


@pytest.fixture
def folder(tmp_path: Path, pauses: list[float]) -> Path:
    """Return the input folder of a region whose roads are a place."""
    assert pauses == []
    folder = tmp_path / "data" / "square"
    folder.mkdir(parents=True)
    (folder / "region.toml").write_text(REGION)
    areas = gpd.GeoDataFrame({"code": ["A"]}, geometry=[SQUARE], crs=4326)
    areas.to_file(folder / "areas.geojson")
    (folder / "people.csv").write_text("code,n\nA,100\n")
    return folder


def fetch(folder: Path, servers: Servers, *words: str) -> Result:
    own = ["--overpass", f"{servers.url}/api", "--nominatim", servers.url]
    project = ["--project", str(folder.parents[1])]
    return CliRunner().invoke(app, ["fetch", "square", *own, *project, *words])


def refused(folder: Path, servers: Servers, *words: str) -> str:
    """Return the one line of a refusal."""
    result = fetch(folder, servers, *words)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("error: ")
    return lines[0]


def roads(folder: Path) -> gpd.GeoDataFrame:
    project = folder.parents[1]
    ended = build(closure(stages.steps(project, "square"), ["osm"]), scheduler="sync")
    assert {event.status for event in ended} <= {"built", "same"}, ended
    return read_stored(project / "layers" / "square" / "osm.parquet")


def test_a_build_reads_what_was_fetched(folder: Path, servers: Servers) -> None:
    result = fetch(folder, servers)
    assert result.exit_code == 0, result.output
    assert "5 ways on 21 nodes" in result.stdout
    assert "next: resilience build square" in result.stdout
    assert "\x1b" not in result.stdout
    table = roads(folder)
    classes = table.groupby(table["road_id"].str.extract(r"w(\d+)", expand=False))["road_class"]
    assert classes.first().to_dict() == {
        "100": "primary",
        "101": "track",
        "102": "footway",
        "103": "ferry",
        "104": "residential",
    }
    assert table.set_index("road_id").loc["w101-1", "oneway"] == "backward"
    assert 'Rue <du> "Marché" & سوق' in set(table["road_name"])
    assert table["length_m"].sum() > 40_000


def test_both_servers_are_told_who_asks(folder: Path, servers: Servers) -> None:
    fetch(folder, servers)
    assert servers.asked[0] == "Square, Nowhere"
    assert len(servers.queries()) > 4
    assert {'way["highway"]', 'way["route"="ferry"]'} == {
        word for query in servers.queries() for word in re.findall(r"way\[[^\]]+\]", query)
    }
    assert all(agent.startswith("resilience ") for agent in servers.agents)


def test_what_is_there_is_not_asked_for(folder: Path, servers: Servers) -> None:
    fetch(folder, servers)
    assert [path.name for path in sorted(folder.iterdir())] == [
        *("areas.geojson", "people.csv", "region.toml", FILE)
    ]
    servers.asked.clear()
    result = fetch(folder, servers)
    assert result.exit_code == 0
    assert "--again downloads it anew" in result.stdout
    assert servers.asked == []


def test_again_gives_the_same_bytes_for_the_same_roads(folder: Path, servers: Servers) -> None:
    fetch(folder, servers)
    before = (folder / FILE).read_bytes()
    servers.ways = dict(reversed(WAYS.items()))
    fetch(folder, servers, "--again")
    assert (folder / FILE).read_bytes() == before
    del servers.ways[104]
    fetch(folder, servers, "--again")
    assert "w104-1" not in set(roads(folder)["road_id"])


@pytest.mark.parametrize(
    "broken",
    [Answer(is_cut=True), Answer(is_cut=True, body=b'{"elements": [')],
    ids=["none", "half"],
)
def test_a_download_that_broke_off_goes_on_where_it_stopped(
    folder: Path, servers: Servers, broken: Answer
) -> None:
    servers.instead = [None, None, broken]
    said = refused(folder, servers)
    assert f"{servers.url}/api" in said
    assert "the same command goes on" in said
    assert not (folder / FILE).exists()
    first = servers.queries()
    assert len(first) == 3
    servers.asked.clear()
    result = fetch(folder, servers)
    assert result.exit_code == 0, result.output
    assert "goes on after 3 answers" in result.stdout
    assert "Square, Nowhere" not in servers.asked
    assert servers.queries()[0] == first[2]
    assert not set(first[:2]) & set(servers.queries())
    assert len(roads(folder)) > 4


def test_an_answer_that_was_not_written_to_its_end_is_asked_for_anew(
    folder: Path, servers: Servers
) -> None:
    servers.instead = [None, None, Answer(is_cut=True)]
    refused(folder, servers)
    for path in (folder / ".osm-cache").rglob("*.json"):
        path.write_bytes(path.read_bytes()[:-1])
    servers.asked.clear()
    assert fetch(folder, servers).exit_code == 0
    assert servers.asked[0] == "Square, Nowhere"


def test_the_last_good_file_stays_until_the_new_one_is_whole(
    folder: Path, servers: Servers
) -> None:
    fetch(folder, servers)
    before = (folder / FILE).read_bytes()
    servers.ways = {100: WAYS[100]}
    servers.instead = [None, Answer(is_cut=True)]
    refused(folder, servers, "--again")
    assert (folder / FILE).read_bytes() == before
    assert fetch(folder, servers, "--again").exit_code == 0
    assert (folder / FILE).read_bytes() != before


@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_asked_again_after_a_pause(
    folder: Path, servers: Servers, pauses: list[float], status: int
) -> None:
    servers.instead = [None, Answer(status), Answer(status)]
    result = fetch(folder, servers)
    assert result.exit_code == 0, result.output
    assert f"the server is busy ({status})" in result.stdout
    assert [seconds for seconds in pauses if seconds > 10] == [55, 55]


def test_a_server_that_is_busy_for_ever_is_left_alone(folder: Path, servers: Servers) -> None:
    servers.instead = [Answer(429)] * 100
    assert "is busy (429), again and again" in refused(folder, servers)
    assert len(servers.queries()) == 8


def test_a_server_that_limits_nobody_is_not_waited_for(
    folder: Path, servers: Servers, pauses: list[float]
) -> None:
    servers.status = STATUS.replace("limit: 2", "limit: 0").format("Currently running queries")
    assert fetch(folder, servers).exit_code == 0
    assert [seconds for seconds in pauses if seconds] == [1, 5]


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Answer(403, b"go away"), "refuses: 403 Forbidden"),
        (Answer(400, b'{"elements": []}'), "refuses: 400 Bad Request"),
        (Answer(200, b"<html>"), "not what such a server says"),
        (Answer(200, b"[1]"), "not what such a server says"),
        (Answer(200, b"[" * 100_000), "not what such a server says"),
        (Answer(200, b'{"elements": [], "remark": "runtime error: out of memory"}'), "gave up: ru"),
        (Answer(200, b'{"elements": [{"type": "node", "id": 1}]}'), "KeyError"),
        (Answer(200, b'{"elements": [{"type": "node", "id": 1, "lon": 1, "lat": 91}]}'), "91"),
        (Answer(200, b'{"elements": [{"type": "way", "id": 1e9, "nodes": []}]}'), "TypeError"),
        (Answer(200, b'{"elements": 7}'), "TypeError"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_not_kept(
    folder: Path, servers: Servers, answer: Answer, word: str
) -> None:
    servers.instead = [answer]
    assert word in refused(folder, servers)
    assert not (folder / FILE).exists()
    servers.asked.clear()
    assert fetch(folder, servers).exit_code == 0
    assert len(servers.queries()) > 0


def test_an_answer_without_bounds_is_broken_off(
    folder: Path, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.fetch.servers.MAX_ANSWER_MB", 0.01)
    servers.instead = [Answer(200, b" " * 10_001)]
    assert "sends more than 0.01 MB" in refused(folder, servers)


@pytest.mark.parametrize(
    ("places", "word"),
    [
        ([], "no place of this name"),
        ([PLACE | {"geojson": {"type": "Point", "coordinates": [30, 0]}}], "without an outline"),
        ([{}], "not what such a server says"),
        ({"error": "x"}, "not what such a server says"),
        ([PLACE | {"geojson": shapely.geometry.mapping(shapely.box(0, 0, 60, 60))}], "too much"),
    ],
)
def test_a_place_that_cannot_be(folder: Path, servers: Servers, places: Any, word: str) -> None:  # noqa: ANN401  any JSON
    servers.places = places
    assert word in refused(folder, servers)
    assert servers.queries() == []


def test_a_place_without_roads(folder: Path, servers: Servers) -> None:
    servers.ways = {}
    assert "has no roads there" in refused(folder, servers)
    servers.ways = WAYS
    assert fetch(folder, servers).exit_code == 0


def test_servers_that_are_not_there(folder: Path, servers: Servers) -> None:
    nowhere = "http://127.0.0.1:9"
    assert nowhere in refused(folder, servers, "--nominatim", nowhere)
    assert "cannot be reached" in refused(folder, servers, "--overpass", nowhere)
    assert "not a server's address" in refused(folder, servers, "--overpass", "overpass.example")


def test_no_room_on_the_disk(
    folder: Path, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("osmnx._http.Path.write_text", full)
        said = refused(folder, servers)
    assert FILE in said
    assert "No space left on device" in said
    monkeypatch.setattr("pipeline.fetch.extract.osmium.SimpleWriter", full)
    assert "No space left on device" in refused(folder, servers)


def test_two_runs_at_once_do_not_mix(
    folder: Path, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = servers.reply
    said: list[str] = []

    def and_again(path: str, body: str) -> Answer:
        if not said:
            said.append("the second run")
            said.append(refused(folder, servers))
        return reply(path, body)

    monkeypatch.setattr(servers, "reply", and_again)
    assert fetch(folder, servers).exit_code == 0
    assert "another run is fetching it" in said[1]


def test_old_answers_are_not_mixed_with_new_ones(
    folder: Path, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers.instead = [None, Answer(is_cut=True)]
    refused(folder, servers)
    monkeypatch.setattr("pipeline.fetch.MAX_AGE_S", -1)
    servers.asked.clear()
    assert fetch(folder, servers).exit_code == 0
    assert servers.asked[0] == "Square, Nowhere"


def test_osmnx_is_left_as_it_was(folder: Path, servers: Servers) -> None:
    before = {name: getattr(osmnx.settings, name) for name in dir(osmnx.settings)}
    fetch(folder, servers)
    servers.instead = [Answer(403)]
    refused(folder, servers, "--again")
    assert {name: getattr(osmnx.settings, name) for name in dir(osmnx.settings)} == before


def test_a_region_without_places_has_nothing_to_fetch(folder: Path, servers: Servers) -> None:
    text = REGION.replace('place = "Square, Nowhere"', 'file = "roads.shp"')
    (folder / "region.toml").write_text(text)
    assert "no place to fetch" in refused(folder, servers)
    assert servers.asked == []


def test_a_build_downloads_nothing_and_says_who_does(folder: Path, servers: Servers) -> None:
    steps = closure(stages.steps(folder.parents[1], "square"), ["osm"])
    fault = next(event for event in build(steps, scheduler="sync") if event.is_bad)
    assert f"{FILE}: no such file" in fault.message
    assert "`resilience fetch REGION`" in fault.message
    checked = CliRunner().invoke(app, ["check", "square", "--project", str(folder.parents[1])])
    assert f"{FILE}: get it from OpenStreetMap: `resilience fetch square`" in checked.stdout
    assert servers.asked == []

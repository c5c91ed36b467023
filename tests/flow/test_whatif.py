"""What-if on the made-up region: the truth is found, a rebuild agrees, nothing published moves."""

from __future__ import annotations

import csv
import json
import re
import shutil
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.sample.truth import SCENARIOS
from pipeline.stored import read_stored
from tests.sample_project import Built, built

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE = SCENARIOS[0]
HUB = "hub"
LOSSES, GAINS = {"slower", "cut_off"}, {"faster", "connected"}
REBUILT = ("reach", "access", "isolation")
KEYS = {
    "reach": ["community_id", "service_type", "scenario"],
    "access": ["area_id", "service_type", "scenario"],
    "isolation": ["community_id", "scenario"],
}
FROM_A_REPORT = ["closure_id", "closure_name", "reported", "reported_by"]
"""What a report in a file says of itself; a question has nothing to say there."""
Ask = Any
WALL = "\N{BOX DRAWINGS LIGHT VERTICAL}"


def everything_in(project: Path) -> dict[str, tuple[bytes, int]]:
    """Return the content and the time of every file that a region has."""
    files = [path for path in sorted(project.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(project)): (
            blake2b(path.read_bytes()).digest(),
            path.stat().st_mtime_ns,
        )
        for path in files
    }


@pytest.fixture(autouse=True)
def nothing_published_moves(sample: Built) -> Iterator[None]:
    """Hold after each question that the region's files, layers, records and maps are untouched."""
    before = everything_in(sample.project)
    yield
    assert everything_in(sample.project) == before


class Answered:
    """What a question printed and wrote."""

    def __init__(self, folder: Path, printed: str) -> None:
        self.folder, self.printed = folder, printed

    def table(self, name: str) -> Any:  # noqa: ANN401  plain or with geometry
        return read_stored(self.folder / f"{name}.parquet")

    def who(self, change: str, scenario: str = BASE, service_type: str = HUB) -> set[str]:
        """Return the communities for whom something changes so."""
        table = self.table("changes")
        is_asked = table["scenario"].eq(scenario) & table["service_type"].eq(service_type)
        return set(table.loc[is_asked & table["change"].eq(change), "community_id"])

    def changes(self) -> set[str]:
        return set(self.table("changes")["change"])


@pytest.fixture
def ask(sample: Built, tmp_path: Path) -> Ask:
    """Return a function that asks and gives the answer."""

    def answer(*words: str) -> Answered:
        folder = tmp_path / "answer"
        given = ["--project", str(sample.project), "--to", str(folder)]
        result = CliRunner().invoke(app, ["whatif", "sample", *words, *given])
        assert result.exit_code == 0, result.output
        return Answered(folder, result.output)

    return answer


def closed_link(sample: Built) -> str:
    """Return the link whose closure cuts the valley off."""
    table = sample.table("link_status")
    closure = sample.truth["closed_link"]["closure_id"]
    link: str = table.loc[table["closure_id"] == closure, "link_id"].item()
    return link


def cut_link(sample: Built, part: str) -> str:
    """Return the link by which a part hangs."""
    way = sample.truth["cut_links"][part]["way_id"]
    links = sample.table("links")
    own = links[links["link_id"].str.startswith(f"w{way}-") & links["is_cut_link"]]
    link: str = own.sort_values("people_cut_off")["link_id"].iloc[-1]
    return link


PARTS = ("ambush", "hills", "mud", "rough")


def test_the_parts_asked_for_are_those_of_the_truth(sample: Built) -> None:
    assert set(PARTS) == set(sample.truth["cut_links"])


@pytest.mark.parametrize("part", PARTS)
def test_closing_a_cut_link_takes_the_hub_from_exactly_those_it_holds(
    sample: Built, ask: Ask, part: str
) -> None:
    answered = ask("--close", cut_link(sample, part))
    held = sample.truth["cut_links"][part]
    assert answered.who("cut_off") == set(held["communities"])
    assert not answered.changes() & GAINS
    by_area = answered.table("changes").query(f"scenario == '{BASE}' and service_type == '{HUB}'")
    lost = by_area.loc[by_area["change"] == "cut_off", "people"].sum()
    assert lost == pytest.approx(held["people"])


def test_opening_the_closed_bridge_lets_exactly_the_valley_through(sample: Built, ask: Ask) -> None:
    answered = ask("--open", closed_link(sample))
    assert answered.who("connected") == set(sample.truth["closed_link"]["communities"])
    assert not answered.changes() & LOSSES


def test_a_road_to_the_island_connects_its_people_and_slows_nobody(
    sample: Built, ask: Ask, tmp_path: Path
) -> None:
    island = set(sample.truth["communities_by_part"]["island"])
    network: Any = sample.table("network")
    connectors = sample.table("connectors")
    of_link = network.set_index("link_id")["component"]
    own = of_link[connectors.loc[connectors["point_id"].isin(island), "link_id"]].unique()
    shore = network[network["component"].isin(own)].union_all()
    main = network[network["component"] == of_link.mode().iloc[0]].union_all()
    road = gpd.GeoSeries([shapely.shortest_line(shore, main)], crs=network.crs)
    file = tmp_path / "causeway.gpkg"
    gpd.GeoDataFrame({"highway": ["primary"]}, geometry=road).to_file(file)

    answered = ask("--add-road", str(file))
    assert answered.who("connected") == island
    assert not answered.changes() & LOSSES
    assert "2 ends joined" in answered.printed


def test_a_service_added_where_it_is_furthest_is_come_to_and_slows_nobody(
    sample: Built, ask: Ask, tmp_path: Path
) -> None:
    reach: Any = sample.table("reach").query(f"scenario == '{BASE}' and service_type == 'health'")
    furthest = reach.loc[reach["minutes"].idxmax(), "community_id"]
    communities: Any = sample.table("communities").set_index("community_id")
    at = communities.to_crs("EPSG:4326").geometry[furthest]
    file = tmp_path / "posts.csv"
    file.write_text(f"name,longitude,latitude\nFar post,{at.x},{at.y}\n", encoding="utf-8")

    answered = ask("--add-service", f"health={file}")
    gained = answered.who("connected", service_type="health")
    assert furthest in gained | answered.who("faster", service_type="health")
    assert not answered.changes() & LOSSES
    others = answered.table("changes").query("service_type != 'health'")
    assert set(others["change"]) == {"same"}
    after = answered.table("after/services")
    assert "Far post" in set(after["service_name"])


def test_the_printed_numbers_are_those_of_the_written_summary(sample: Built, ask: Ask) -> None:
    answered = ask("--close", cut_link(sample, "mud"), "--open", closed_link(sample))
    summary = pd.read_csv(answered.folder / "summary.csv")
    sums = [f"people_{change}" for change in ("connected", "faster", "slower", "cut_off")]
    of_all = summary.groupby(["scenario", "service_type"])[sums].sum()
    base: Any = of_all.loc[BASE]
    first, _, rest = answered.printed.partition("Areas that change most")
    printed = cells(first)
    assert printed == [
        [name, *(f"{count:,.0f}" for count in people)]
        for name, people in zip(base.index, base.to_numpy().tolist(), strict=True)
        if any(people)
    ]
    here = summary[summary["scenario"] == BASE]
    areas: Any = here.set_index(["area_name", "service_type"])[sums]
    most = cells(rest)
    assert most
    for area, service, *people in most:
        assert people == [f"{count:,.0f}" for count in areas.loc[(area, service)]]
    said = re.sub(r"\s+", " ", rest)
    for scenario in SCENARIOS[1:]:
        cut_off: Any = of_all.loc[(scenario, HUB), "people_cut_off"]
        found = re.search(rf"{scenario}: [^:]*hub [^;]*?([\d,]+) cut off", said)
        assert (found[1] if found else "0") == f"{cut_off:,.0f}"


def cells(printed: str) -> list[list[str]]:
    """Return the rows of a printed table."""
    rows = [line.split(WALL) for line in printed.splitlines() if line.startswith(WALL)]
    return [[cell.strip() for cell in row[1:-1]] for row in rows]


def test_everyone_gains_or_loses_or_stays_the_same(sample: Built, ask: Ask) -> None:
    answered = ask("--close", cut_link(sample, "mud"))
    changes, summary = answered.table("changes"), pd.read_csv(answered.folder / "summary.csv")
    pairs = changes[["service_type", "scenario"]].drop_duplicates()
    assert len(changes) == len(pairs) * len(sample.table("communities"))
    assert len(summary) == len(pairs) * len(sample.table("areas"))
    parts = summary.filter(like="people_").sum(axis=1)
    assert parts.to_numpy() == pytest.approx(summary["people"].to_numpy())
    people = summary.groupby(["service_type", "scenario"])["people"].sum()
    assert people.to_numpy() == pytest.approx(sample.truth["people"])


def test_before_is_what_is_published_byte_by_byte(sample: Built, ask: Ask) -> None:
    answered = ask("--close", cut_link(sample, "mud"))
    for path in (answered.folder / "before").iterdir():
        published = sample.project / "layers" / "sample" / path.name
        assert path.read_bytes() == published.read_bytes()
        assert (answered.folder / "after" / path.name).exists()


def test_the_same_question_gives_the_same_bytes(sample: Built, ask: Ask, tmp_path: Path) -> None:
    first = ask("--close", cut_link(sample, "mud")).folder
    shutil.copytree(first, tmp_path / "first")
    ask("--close", cut_link(sample, "mud"))
    for path in (tmp_path / "first").rglob("*.*"):
        again = first / path.relative_to(tmp_path / "first")
        assert path.read_bytes() == again.read_bytes(), path.name


def test_a_rebuild_with_the_same_reports_in_a_file_agrees(
    sample: Built, ask: Ask, tmp_path: Path
) -> None:
    """The region built from nothing, one more file of closures among its inputs."""
    links = {cut_link(sample, "mud"): "closed", closed_link(sample): "open"}
    network: Any = sample.table("network").set_index("link_id").loc[list(links)]
    amid = network.geometry.interpolate(0.5, normalized=True).to_crs("EPSG:4326")
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"X{n}", "status": status, "date": sample.truth["as_of"]},
            "geometry": shapely.geometry.mapping(point),
        }
        for n, (point, status) in enumerate(zip(amid, links.values(), strict=True))
    ]
    project = tmp_path / "rebuilt"
    (project / "data" / "sample").mkdir(parents=True)
    file = project / "data" / "sample" / "more.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    def with_one_more_file(text: str) -> str:
        entry = '[[closures]]\nfile = "more.geojson"\nid = "id"\n\n'
        return text.replace("[[surveys]]", f"{entry}[[surveys]]", 1)

    rebuilt = built(project, REBUILT, with_one_more_file)
    close, open_ = links
    answered = ask("--close", close, "--open", open_)
    for name in REBUILT:
        one, other = (
            table.sort_values(KEYS[name], ignore_index=True).drop(
                columns=FROM_A_REPORT, errors="ignore"
            )
            for table in (rebuilt.table(name), answered.table(f"after/{name}"))
        )
        pd.testing.assert_frame_equal(one, other)
    assert {"connected", "cut_off"} <= answered.changes()


def test_a_file_of_places_asks_the_same_as_their_links(
    sample: Built, ask: Ask, tmp_path: Path
) -> None:
    link = cut_link(sample, "mud")
    network: Any = sample.table("network").set_index("link_id")
    amid = network.loc[[link]].geometry.interpolate(0.5, normalized=True).to_crs("EPSG:4326")
    file = tmp_path / "washed_out.csv"
    with file.open("w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows(
            [
                ("name", "status", "longitude", "latitude"),
                ("Ford", "open", amid.x.iloc[0], amid.y.iloc[0]),
            ]
        )
    by_link = ask("--close", link).table("changes")
    by_file = ask("--close", str(file))
    pd.testing.assert_frame_equal(by_link, by_file.table("changes"))
    assert f"washed_out.csv: link {link}" in by_file.printed

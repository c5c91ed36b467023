"""Convoy sheets of the made-up region: one of each reason, by name, by hub, by many hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import gpxpy
import pandas as pd
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from pipeline import cli
from pipeline.sheet.region import built_region
from pipeline.sheet.source import Source
from pipeline.stored import read_stored, write_stored

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

    from tests.sample_project import Built

BASE = "dry-4x4"
OF_HUB = 5
"""Communities of one hub that are kept: more than one process begins for."""


class Few(NamedTuple):
    """The made-up region's layers, of which sheets see a few communities."""

    project: Path
    hub_id: str
    near: set[str]
    """Communities that reach the hub."""
    cut_off: dict[str, str]
    """Those that reach none, one a reason."""

    def sheets(self, to: Path, *words: str) -> Result:
        told = ["sheet", "sample", *words, "--project", str(self.project), "--to", str(to)]
        return CliRunner().invoke(cli.app, told)


@pytest.fixture(scope="module")
def few(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Few:
    """Return the region with a `reach` that holds a few communities, all else as it was built."""
    project = tmp_path_factory.mktemp("few")
    layers = project / "layers" / "sample"
    layers.mkdir(parents=True)
    (project / "data").symlink_to(sample.project / "data")
    for path in (sample.project / "layers" / "sample").iterdir():
        (layers / path.name).symlink_to(path)
    reach = sample.table("reach")
    base = reach[(reach["service_type"] == "hub") & (reach["scenario"] == BASE)]
    cut_off = base[base["status"] != "reachable"].groupby("reason")["community_id"].first()
    reached = base[base["status"] == "reachable"].sort_values(["service_id", "minutes"])
    hub_id = str(reached["service_id"].iloc[0])
    near = set(reached["community_id"].iloc[:OF_HUB])
    kept = reach[reach["community_id"].isin({*near, *cut_off})].reset_index(drop=True)
    (layers / "reach.parquet").unlink()
    write_stored(kept, layers / "reach.parquet")
    return Few(project, hub_id, near, dict(zip(cut_off.index, cut_off, strict=True)))


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def words_of(pdf: Path) -> str:
    """The text of the one page, which is A4."""
    (page,) = PdfReader(pdf).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    return str(page.extract_text())


def test_a_sheet_for_each_reason_with_positions_that_a_receiver_reads(
    few: Few, tmp_path: Path
) -> None:
    done = few.sheets(tmp_path, "--all-unreachable")
    assert done.exit_code == 0, done.output
    assert f"wrote {len(few.cut_off)} of {len(few.cut_off)} sheets to {tmp_path}" in done.stdout
    communities = read_stored(few.project / "layers" / "sample" / "communities.parquet")
    places = communities.set_index("community_id").to_crs(4326).geometry
    assert len(few.cut_off) >= 6
    for reason, community_id in few.cut_off.items():
        said = words_of(tmp_path / f"{community_id}.pdf")
        status = {"map_gap": "UNKNOWN", "insecure": "CONDITIONAL", "vehicle": "CONDITIONAL"}
        assert status.get(reason, "UNREACHABLE") in said
        for words in ("Weakest link", "Alternates", "Last incident", "Nearest health", "MGRS"):
            assert words in said, (reason, words)
        found = gpxpy.parse((tmp_path / f"{community_id}.gpx").read_text(encoding="utf-8"))
        here = [p for p in found.waypoints if p.symbol == "Residence"]
        at = places[community_id]
        assert [(p.latitude, p.longitude) for p in here] == [(round(at.y, 6), round(at.x, 6))]
        assert len(found.tracks) >= 1


def test_one_process_and_two_write_the_same_bytes(few: Few, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        done = few.sheets(tmp_path / workers, "--hub", few.hub_id, "--workers", workers)
        assert done.exit_code == 0, done.output
    one, two = (bytes_in(tmp_path / workers) for workers in ("1", "2"))
    assert one == two
    assert set(one) == {f"{name}.{kind}" for name in few.near for kind in ("pdf", "gpx")}


def test_one_by_name_goes_into_the_projects_own_folder(few: Few) -> None:
    community = read_stored(few.project / "layers" / "sample" / "communities.parquet")
    own = community[community["community_id"] == min(few.near)].iloc[0]
    told = ["sheet", "sample", own["community_id"], "--project", str(few.project)]
    done = CliRunner().invoke(cli.app, told)
    assert done.exit_code == 0, done.output
    pdf = few.project / "sheets" / "sample" / f"{own['community_id']}.pdf"
    assert done.stdout == f"wrote {pdf} and {pdf.stem}.gpx\n"
    assert own["community_name"] in words_of(pdf)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "give one of"),
        (("Nowhere At All",), "no community bears"),
        (("x", "--all-unreachable"), "give one of"),
        (("--hub", "Maruvelo"), "close to it: Maruvélo"),
    ],
)
def test_what_cannot_be_is_one_line(
    few: Few, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    done = few.sheets(tmp_path / "none", *words)
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert message in done.stderr
    assert not (tmp_path / "none").exists()


def test_ways_are_as_long_as_reach_says_wherever_there_is_one(sample: Built) -> None:
    ways = Source(built_region(sample.project, "sample")).ways
    reach = sample.table("reach")
    to_hub = reach[(reach["service_type"] == "hub") & reach["minutes"].notna()]
    some = pd.concat(part.iloc[::97] for _, part in to_hub.groupby("scenario"))
    for row in some.to_dict("records"):
        way = ways.way(row["community_id"], row["scenario"])
        assert way
        assert (way.hub_id, way.minutes) == (row["service_id"], row["minutes"])
        parts = [one for one in ways.minutes(row["scenario"], way) if one is not None]
        walks = way.hub_walk_min + way.community_walk_min
        assert sum(parts) + walks == pytest.approx(row["minutes"], abs=1e-6)

"""Map sheets of the made-up region: every page, each division, by one hand and by two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from pipeline import cli
from pipeline.print.run import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

    from tests.sample_project import Built


def printed(project: Path, *words: str) -> Result:
    told = ["print", "sample", *words, "--project", str(project)]
    return CliRunner().invoke(cli.app, told)


def words_of(pdf: Path) -> str:
    (page,) = PdfReader(pdf).pages
    return str(page.extract_text())


def test_every_page_by_two_hands_and_the_same_bytes_by_one(sample: Built, tmp_path: Path) -> None:
    many, one = tmp_path / "many", tmp_path / "one"
    done = printed(
        sample.project, "--paper", "A4", "--format", "pdf", "--workers", "2", "--to", str(many)
    )
    assert done.exit_code == 0, done.output
    assert f"wrote 5 of 5 sheets to {many}" in done.stdout
    assert {path.name for path in many.iterdir()} == {f"{page}-a4.pdf" for page in PAGES}
    for path in many.iterdir():
        said = words_of(path)
        for words in ("Xesaria (made up)", "Data of 2025-12-31", "areas.shp", "Evidence"):
            assert words in said, (path.name, words)
    again = printed(
        sample.project, "links", "--paper", "a4", "--format", "pdf", "--workers", "1",
        "--to", str(one),
    )  # fmt: skip
    assert again.exit_code == 0, again.output
    assert (one / "links-a4.pdf").read_bytes() == (many / "links-a4.pdf").read_bytes()


def test_numbers_on_paper_are_those_of_the_layers(sample: Built, tmp_path: Path) -> None:
    done = printed(sample.project, "resilience", "--paper", "A4", "--to", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".pdf", ".png"]
    said = words_of(tmp_path / "resilience-a4.pdf")
    counts = sample.table("resilience").groupby("quadrant")["people"].agg(["size", "sum"])
    for quadrant in ("strong_reachable", "stable_cut_off", "reachable_unstable", "weak_cut_off"):
        count, people = counts.loc[quadrant]
        assert f"{count:.0f} areas\n{people:,.0f} people" in said


def test_one_sheet_a_division(sample: Built, tmp_path: Path) -> None:
    done = printed(
        sample.project, "isolation", "--each-admin1", "--paper", "A3", "--format", "pdf",
        "--to", str(tmp_path),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    areas = sample.table("areas").drop_duplicates("adm1_id").set_index("adm1_id")["adm1_name"]
    assert {path.name for path in tmp_path.iterdir()} == {
        f"isolation-{code}-a3.pdf" for code in areas.index
    }
    for code, name in areas.items():
        assert f"{name}, Xesaria" in words_of(tmp_path / f"isolation-{code}-a3.pdf")


def test_layers_that_are_not_built_or_not_up_to_date_are_refused(
    sample: Built, tmp_path: Path
) -> None:
    project = sample.lent(tmp_path, "\n[map_gap]\nmin_road_km_per_km2 = 0.9\n")
    layers = project / "layers"
    built = layers.readlink()
    layers.unlink()
    done = printed(project)
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert "not built yet; `resilience build sample` first" in line
    layers.symlink_to(built)
    done = printed(project)
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert "the layers are not up to date (" in line
    assert "run `resilience build sample` first" in line
    assert not (project / "maps").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("index",), "no page 'index'"),
        (("access", "--service", "casino"), "no service type 'casino'"),
        (("access", "--scenario", "flood"), "no scenario 'flood'"),
        (("--paper", "A0"), "no paper 'A0'"),
    ],
)
def test_what_cannot_be_is_one_line(
    sample: Built, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    done = printed(sample.project, *words, "--to", str(tmp_path / "none"))
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert message in line
    assert not (tmp_path / "none").exists()

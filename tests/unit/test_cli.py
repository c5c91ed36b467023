"""The command: what words mean, what is printed, how it ends."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from pipeline import cli, screen
from pipeline.config import SECTIONS_WITH_TABLES
from pipeline.errors import ConfigError
from pipeline.paper.hands import Done
from pipeline.print.run import Asked, Job, Printing, asked_of

if TYPE_CHECKING:
    from typer.testing import Result

    from tests.toy import Toy


@pytest.fixture
def project(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> Toy:
    """Return the toy project, its steps in the place of the real ones, two regions."""

    def steps(root: Path, region: str, *, inputs: Path | None) -> tuple[Any, ...]:
        if not (root / "data" / region / "region.toml").exists():
            raise ConfigError(f"{region}: no such\nregion file")
        assert inputs is None or inputs == toy.root / "elsewhere"
        return tuple(toy.steps(region))

    toy.write("west")
    for region in ("east", "west"):
        (toy.root / "data" / region / "region.toml").write_text("")
    monkeypatch.setattr("pipeline.stages.steps", steps)
    monkeypatch.setattr("pipeline.stages.STAGES", toy.steps())
    return toy


def run(toy: Toy, *words: str) -> Result:
    scheduler = ["--scheduler", "sync"] if words[0] == "build" else []
    return CliRunner().invoke(cli.app, [*words, *scheduler, "--project", str(toy.root)])


def built(toy: Toy) -> set[str]:
    return {name for name in toy.outputs() if "rejected" not in name}


def test_build_without_words_builds_every_region(project: Toy) -> None:
    done = run(project, "build")
    assert done.exit_code == 0, done.output
    assert len(built(project)) == 14
    assert "east numbers: built" in done.stdout
    assert "  4 rows, 3 kept" in done.stdout
    assert "14 outputs: 14 built" in done.stdout
    assert "14 outputs: 14 fresh" in run(project, "build").stdout


def test_words_are_regions_stages_or_paths(project: Toy) -> None:
    numbers, scaled = "layers/east/numbers.parquet", "layers/east/scaled.parquet"
    run(project, "build", scaled)
    assert built(project) == {numbers, scaled}
    run(project, "build", "west", "numbers")
    assert built(project) == {numbers, scaled, "layers/west/numbers.parquet"}
    run(project, "build", "scaled")
    assert "layers/west/scaled.parquet" in built(project)
    run(project, "build", "maps/west/total.html", "layers/west/west.note")
    assert {"maps/west/total.html", "layers/west/west.note"} <= built(project)
    assert "maps/east/total.html" not in built(project)
    run(project, "build", "total.html")
    assert "maps/east/total.html" in built(project)


def test_a_region_that_bears_a_stages_name_is_the_region(project: Toy) -> None:
    project.write("note")
    (project.root / "data" / "note" / "region.toml").write_text("")
    run(project, "build", "note")
    assert {name.split("/")[1] for name in built(project)} == {"note"}


def test_a_goal_that_nothing_makes_is_refused_with_what_there_is(project: Toy) -> None:
    done = run(project, "build", "layers/east/gone.parquet")
    assert done.exit_code == 1
    assert "no stage makes layers/east/gone.parquet" in done.stderr
    assert "layers/east/numbers.parquet" in done.stderr


def test_one_regions_bad_file_is_one_line_and_stops_no_other(project: Toy) -> None:
    done = run(project, "build", "east", "north")
    assert done.exit_code == 1
    assert done.stderr == "error: north: no such region file\n"
    assert "7 outputs: 7 built" in done.stdout


def test_a_failed_stage_ends_with_1_and_debug_shows_its_trace(project: Toy) -> None:
    (project.root / "data" / "east" / "numbers.csv").unlink()
    done = run(project, "build")
    assert done.exit_code == 1
    assert "numbers.csv: no such file" in done.stderr
    assert "Traceback" not in done.stderr
    assert "14 outputs: 7 built, 1 failed, 6 skipped" in done.stdout
    assert "Traceback" in run(project, "build", "--debug").stderr


def test_an_empty_project_says_how_to_start(project: Toy) -> None:
    done = CliRunner().invoke(cli.app, ["plan", "--project", str(project.root / "none")])
    assert done.exit_code == 1
    assert "resilience sample" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_index_of_maps_is_named(project: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    page = project.root / "maps" / "east" / "index.html"
    steps = [
        replace(step, output=page) if step.name == "total.html" else step
        for step in project.steps()
    ]
    monkeypatch.setattr("pipeline.stages.steps", lambda *_, **__: tuple(steps))
    assert f"maps of east: {page}" in run(project, "build", "east").stdout


def test_a_page_that_is_too_large_to_carry_is_told_of(
    project: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "is slow to carry and to open"
    assert said not in run(project, "build", "east").stderr
    page = project.root / "maps" / "east" / "total.html"
    monkeypatch.setattr(screen, "MOST_PAGE_BYTES", page.stat().st_size)
    assert said not in run(project, "build", "east").stderr
    monkeypatch.setattr(screen, "MOST_PAGE_BYTES", page.stat().st_size - 1)
    told = [line for line in run(project, "build", "east").stderr.splitlines() if said in line]
    assert len(told) == 1
    assert told[0].startswith(f"{page}: 0.0 MB;")


def test_what_can_be_given_away_is_named_and_many_of_a_kind_are_counted(
    project: Toy,
) -> None:
    said = run(project, "build", "east").stdout
    (file,) = (step.output for step in project.steps() if step.makes == "file")
    assert f"exports of east: {file.parent}: {file.name}" in said
    names = ["README.md", "r.areas.csv", "r.links.csv", "r.zip"]
    assert cli.by_ending([file.with_name(name) for name in names]) == "README.md, r.zip, 2 .csv"


def test_what_a_whole_region_does_not_make_is_told_and_left(project: Toy) -> None:
    stray = project.root / "maps" / "east" / "old\npage.html"
    stray.parent.mkdir(parents=True)
    stray.write_text("old", encoding="utf-8")
    for words in ((), ("east", "west"), ("east",)):
        done = run(project, "build", *words)
        assert done.exit_code == 0
        assert done.stderr == (
            "warning: east: nothing in its region file makes maps/east/old page.html; delete what "
            "is no longer needed\n"
        )
    for words in (("west",), ("east", "total.html"), ("layers/east/scaled.parquet",)):
        assert run(project, "build", *words).stderr == ""
    assert stray.read_text(encoding="utf-8") == "old"


def test_old_pages_of_a_published_region_that_fail_are_told(
    project: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(publish: object) -> None:
        steps = [
            replace(step, parameters={**step.parameters, "publish": publish})
            if step.makes in ("page", "file")
            else step
            for step in project.steps()
        ]
        monkeypatch.setattr("pipeline.stages.steps", lambda *_, **__: tuple(steps))

    for name in ("page", "note"):
        project.edit("edges.py", f"def {name}(*, total", f"def {name}(*, publish, total")
    told(None)
    assert run(project, "build", "east").stderr == ""
    told({"k_min": 5})
    project.edit("edges.py", 'return f"<h1>', 'raise ValueError(title)\n    return f"<h1>')
    done = run(project, "build", "east")
    assert done.exit_code == 1
    failed, warned = done.stderr.splitlines()
    assert failed.startswith("east total.html: failed")
    assert warned.startswith("warning: east is published, and its region file as it is now did not")
    assert " maps/east/total.html: what is withheld may be in there" in warned


def test_plan_says_what_and_why_and_builds_nothing(project: Toy) -> None:
    done = run(project, "plan", "east")
    assert "east numbers: never built" in done.stdout
    assert "7 of 7 stages would run" in done.stdout
    assert built(project) == set()
    run(project, "build", "east")
    assert run(project, "plan", "east").stdout == "0 of 7 stages would run\n"
    project.write(values="value\n9\n")
    said = run(project, "plan", "east").stdout
    assert "east numbers: input numbers.csv changed (" in said
    assert "east scaled: numbers is to be rebuilt (" in said


def test_why_shows_old_and_new_of_each_ingredient(project: Toy) -> None:
    run(project, "build")
    done = run(project, "why", "layers/east/scaled.parquet")
    assert done.stdout.startswith("east scaled: fresh\n")
    assert "  parameters.factor: 2 -> 2\n" in done.stdout
    project.write(values="value\n9\n")
    done = run(project, "why", "maps/east/total.html")
    assert done.stdout.startswith("east total.html: stale\n")
    assert "* needs.total: " in done.stdout
    assert " -> rebuilt\n" in done.stdout
    assert run(project, "why", "layers/east/gone").exit_code == 1


def test_inputs_and_no_wait_are_passed_on(project: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, Any] = {}

    def build(_steps: object, **options: Any) -> list[Any]:  # noqa: ANN401
        heard.update(options)
        return []

    monkeypatch.setattr("pipeline.cli.build", build)
    folder = str(project.root / "elsewhere")
    run(project, "build", "east", "--inputs", folder, "--no-wait", "--workers", "3")
    assert (heard["wait"], heard["workers"], heard["scheduler"]) == (False, 3, "sync")


def stand_in(monkeypatch: pytest.MonkeyPatch, name: str, **functions: object) -> None:
    module = ModuleType(name)
    for key, value in functions.items():
        setattr(module, key, value)
    monkeypatch.setitem(sys.modules, name, module)


@pytest.mark.parametrize("is_ok", [True, False])
def test_check_prints_the_report_and_ends_by_it(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, *, is_ok: bool
) -> None:
    def check_region(project: Path, region: str, *, inputs: Path | None) -> SimpleNamespace:
        assert (project, region, inputs) == (toy.root, "east", None)
        return SimpleNamespace(text=lambda: "2 files\n1 missing", is_ok=is_ok)

    stand_in(monkeypatch, "pipeline.check", check_region=check_region)
    done = run(toy, "check", "east")
    assert done.stdout == "2 files\n1 missing\n"
    assert done.exit_code == (0 if is_ok else 1)


def test_fetch_passes_on_what_to_ask_and_prints_the_next_command(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: dict[str, Any] = {}

    def fetch_region(project: Path, region: str, **options: Any) -> None:  # noqa: ANN401
        heard.update(options, project=project, region=region)
        options["tell"]("1 answer")

    stand_in(monkeypatch, "pipeline.fetch", fetch_region=fetch_region)
    done = run(toy, "fetch", "east", "--again", "--overpass", "http://here")
    assert done.stdout == "1 answer\nnext: resilience build east\n"
    assert heard.pop("tell")
    assert heard == {
        "project": toy.root,
        "region": "east",
        "inputs": None,
        "again": True,
        "overpass": "http://here",
        "nominatim": None,
    }


def test_new_prints_notes_and_the_next_command(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_region_file(project: Path, region: str, files: list[Path]) -> tuple[Path, list[str]]:
        return project / region, [str(file) for file in files]

    stand_in(monkeypatch, "pipeline.onboard", first_region_file=first_region_file)
    done = run(toy, "new", "north", "a.shp", "b.csv")
    assert done.stdout.splitlines()[:2] == ["a.shp", "b.csv"]
    assert "resilience check north" in done.stdout


def test_sample_is_written_into_its_folder(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []
    stand_in(monkeypatch, "pipeline.sample.write", write_sample=folders.append)
    assert "resilience build sample" in run(toy, "sample").stdout
    assert folders == [toy.root / "data" / "sample"]


def test_tables_writes_copies_and_says_what_to_set(toy: Toy) -> None:
    folder = toy.root / "data" / "east"
    (folder / "region.toml").write_text(
        'title = "East"\n[areas]\nfile = "a.shp"\nid = ["a"]\nlevel = 2\n'
        '[people]\nfile = "p.tif"\nkind = "raster"\n'
    )
    done = run(toy, "tables", "east")
    assert done.exit_code == 0, done.output
    assert len(done.stdout.splitlines()) == sum(map(len, SECTIONS_WITH_TABLES.values()))
    path = folder / "caps_osrm.csv"
    assert f'wrote {path}; to use it, set under [travel]: caps_table = "{path.name}"' in done.stdout
    again = run(toy, "tables", "east")
    assert again.exit_code == 0
    assert f"left alone {path}, which is there already" in again.stdout


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand-ins for the room of sheets, that write nothing; `bad` fails."""
    heard: dict[str, Any] = {"ids": ["a", "bad", "b"]}

    def asked(built: object, **options: Any) -> list[str]:  # noqa: ANN401
        heard.update(options, built=built)
        return list(heard["ids"])

    def write_sheets(built: object, ids: list[str], folder: Path, **options: Any) -> Any:  # noqa: ANN401
        assert built == "east, built"
        heard.update(options, folder=folder)
        for one in ids:
            yield SimpleNamespace(
                job=one,
                made=None if one == "bad" else folder / f"{one}.pdf",
                fault="no\nroom" if one == "bad" else "",
            )

    stand_in(monkeypatch, "pipeline.sheet.region", built_region=lambda _, name: f"{name}, built")
    stand_in(monkeypatch, "pipeline.sheet.which", asked=asked)
    stand_in(monkeypatch, "pipeline.sheet.write", write_sheets=write_sheets)
    return heard


def test_a_sheet_is_named_with_its_gpx(toy: Toy, asked_for: dict[str, Any]) -> None:
    asked_for["ids"] = ["a"]
    done = run(toy, "sheet", "east", "Bo")
    assert done.exit_code == 0, done.output
    assert done.stdout == f"wrote {toy.root / 'sheets' / 'east' / 'a.pdf'} and a.gpx\n"
    assert asked_for["community"] == "Bo"
    assert (asked_for["hub"], asked_for["is_all_unreachable"]) == (None, False)


def test_of_many_sheets_those_that_failed_are_told_and_end_with_1(
    toy: Toy, asked_for: dict[str, Any]
) -> None:
    there = toy.root / "there"
    done = run(toy, "sheet", "east", "--hub", "H", "--workers", "2", "--to", str(there))
    assert done.exit_code == 1
    assert done.stderr == "error: bad: no room\n"
    assert done.stdout == f"wrote 2 of 3 sheets to {there}\n"
    assert (asked_for["hub"], asked_for["workers"], asked_for["folder"]) == ("H", 2, there)
    asked_for["ids"] = ["bad"]
    alone = run(toy, "sheet", "east", "--all-unreachable")
    assert (alone.exit_code, alone.stderr) == (1, "error: bad: no room\n")
    assert asked_for["is_all_unreachable"]


def test_a_region_that_does_not_exist_is_told(toy: Toy) -> None:
    done = run(toy, "sheet", "north", "Bo")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "north" in done.stderr


def test_of_map_sheets_those_that_failed_are_told_with_page_and_paper(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: dict[str, Any] = {}

    def printing(*given: object, **options: object) -> Printing:
        heard.update(options, given=given)
        bad, good = Job("links", "A3", "XS01"), Job("links", "A4", "XS01")
        ended = iter([Done(bad, fault="no\nroom"), Done(good, [Path("links.pdf")])])
        return Printing([bad, good], ended, ("2 areas lie in no division",))

    stand_in(monkeypatch, "pipeline.print.run", asked_of=asked_of, printing=printing)
    there = toy.root / "there"
    words = ["--each-admin1", "--paper", "a3", "--paper", "A4", "--format", "pdf"]
    done = run(toy, "print", "east", "links", *words, "--to", str(there), "--workers", "2")
    assert done.exit_code == 1
    assert done.stderr == "error: links, XS01, A3: no room\n"
    assert done.stdout == f"2 areas lie in no division\nwrote 1 of 2 sheets to {there}\n"
    project, region, asked, folder = heard["given"]
    assert (project, region, folder, heard["workers"]) == (toy.root, "east", there, 2)
    assert asked == Asked(("links",), ("A4", "A3"), ("pdf",), is_each_division=True)


def test_docs_writes_the_reference_pages(toy: Toy) -> None:
    assert run(toy, "docs").exit_code == 0
    assert "as_of" in (toy.root / "docs" / "region.md").read_text(encoding="utf-8")
    assert "area_id" in (toy.root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert "half_life" in (toy.root / "docs" / "methods.md").read_text(encoding="utf-8")


def test_an_error_is_one_line_and_debug_adds_the_trace(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_region(*_: object, **__: object) -> None:
        raise ConfigError("this\n  is wrong")

    stand_in(monkeypatch, "pipeline.check", check_region=check_region)
    done = run(toy, "check", "east")
    assert (done.exit_code, done.stderr) == (1, "error: this is wrong\n")
    assert "Traceback" in run(toy, "check", "east", "--debug").stderr


def test_the_module_is_the_command(toy: Toy) -> None:
    done = toy.python("-m", "pipeline", "--help")
    assert done.returncode == 0
    for verb in ("sample", "check", "fetch", "build", "plan", "why", "new", "sheet", "docs"):
        assert f" {verb} " in done.stdout

"""What lies among a region's outputs and its region file does not make."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.engine.dag import Makes, Step
from pipeline.engine.store import write_record
from pipeline.strays import NAMED, Places, remember_printed, strays, warning

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PUBLISH = {"k_min": 5, "sensitive": ["court"]}
OUTPUTS: dict[str, Makes] = {
    "layers/east/areas.parquet": "table",
    "layers/east/hierarchy.npy": "array",
    "maps/east/index.html": "page",
    "maps/east/fr/index.html": "page",
    "layers/east/exports/east.gpkg": "file",
    "layers/east/exports/README.md": "file",
    "layers/east/exports/east.zip": "file",
}
TELLS_NOTHING = ("table", "array")
ENGINES = (
    *("layers/east/.lock", "layers/east/.record/areas.json", "layers/east/.printed.json"),
    *("layers/east/rejected/areas.csv", "maps/east/.draft-1/index.html", "maps/README.md"),
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return the places of a region that has been built."""
    put(tmp_path, *OUTPUTS, *ENGINES)
    return Places.of(tmp_path, "east")


def put(project: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def project_of(places: Places) -> Path:
    return places.home.parents[1]


def steps(places: Places, publish: Any = None) -> list[Step]:  # noqa: ANN401
    """Return a step an output, named by its path; the zip is not told what is withheld."""
    told = {"publish": publish}
    return [
        Step(
            region="east",
            name=name,
            makes=makes,
            function="",
            output=project_of(places) / name,
            home=places.home,
            parameters={} if makes in TELLS_NOTHING or name.endswith("zip") else told,
        )
        for name, makes in OUTPUTS.items()
    ]


def found(places: Places, publish: Any = None, bad: Iterable[str] = ()) -> list[str]:  # noqa: ANN401
    paths = strays(places, steps(places, publish), publish, set(bad))
    return [os.path.relpath(path, project_of(places)) for path in paths]


@pytest.mark.parametrize("publish", [None, PUBLISH])
def test_outputs_and_what_the_engine_writes_are_no_strays(places: Places, publish: Any) -> None:  # noqa: ANN401
    assert found(places, publish) == []
    assert warning(places, steps(places, publish)) == ""


def test_a_region_that_was_never_built_has_none(tmp_path: Path) -> None:
    assert found(Places.of(tmp_path, "east")) == []


@pytest.mark.parametrize("publish", [None, PUBLISH])
def test_what_no_step_makes_is_found_at_any_depth(places: Places, publish: Any) -> None:  # noqa: ANN401
    names = [
        *("maps/east/ar/index.html", "maps/east/old.html"),
        *("layers/east/exports/court/east.csv", "layers/east/exports/east.old.csv"),
        *("layers/east/east.gpkg", "layers/east/gone.parquet"),
    ]
    put(project_of(places), *names)
    assert found(places, publish) == names


def test_a_strange_folder_beside_the_tables_is_named_and_not_searched(places: Places) -> None:
    put(project_of(places), "layers/east/copy/a.csv", "layers/east/copy/b.csv")
    assert found(places) == ["layers/east/copy"]


def test_a_link_is_a_stray_and_not_followed(places: Places, tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/secret.csv")
    (places.maps / "link").symlink_to(tmp_path / "elsewhere")
    assert found(places) == ["maps/east/link"]


def test_readme_and_hidden_files_are_left_alone(places: Places) -> None:
    put(project_of(places), "maps/east/README.md", "maps/east/.gitkeep", "layers/east/README")
    assert found(places, PUBLISH) == []


def test_sheets_are_strays_of_a_published_region_alone(places: Places) -> None:
    put(project_of(places), "maps/east/print/links-a4.pdf")
    assert found(places) == []
    assert found(places, PUBLISH) == ["maps/east/print/links-a4.pdf"]


def printed(places: Places, name: str, publish: Any, text: str = "sheet") -> str:  # noqa: ANN401
    put(project_of(places), name, text=text)
    remember_printed(places, [project_of(places) / name], publish)
    return name


def test_a_sheet_that_keeps_back_what_is_kept_back_now_is_none(places: Places) -> None:
    now = printed(places, "maps/east/print/now.pdf", PUBLISH)
    less = printed(places, "maps/east/print/less.pdf", {**PUBLISH, "sensitive": []})
    whole = printed(places, "maps/east/print/whole.pdf", None)
    assert found(places, PUBLISH) == [less, whole]
    assert found(places, {**PUBLISH, "k_min": 9}) == [less, now, whole]
    printed(places, whole, PUBLISH)
    assert found(places, PUBLISH) == [less]


def test_a_sheet_that_is_another_than_was_printed_is_a_stray(places: Places) -> None:
    name = printed(places, "maps/east/print/a.pdf", PUBLISH)
    put(project_of(places), name, text="another sheet")
    assert found(places, PUBLISH) == [name]


def test_a_sheet_printed_to_another_folder_among_the_maps_is_known_too(places: Places) -> None:
    printed(places, "maps/east/walls/a.pdf", None)
    assert found(places) == []
    assert found(places, PUBLISH) == ["maps/east/walls/a.pdf"]


def test_sheets_that_lie_elsewhere_or_are_gone_are_forgotten(
    places: Places, tmp_path: Path
) -> None:
    places.printed.unlink()
    printed(places, "elsewhere/a.pdf", None)
    assert not places.printed.exists()
    gone = printed(places, "maps/east/print/a.pdf", None)
    (tmp_path / gone).unlink()
    printed(places, "maps/east/print/b.pdf", None)
    assert "a.pdf" not in places.printed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["", "[1", "[1]", "{}", '{"print/a.pdf": []}', '{"print/a.pdf": 1}']
)
def test_without_a_list_of_sheets_all_of_them_are_strays(places: Places, text: str) -> None:
    name = printed(places, "maps/east/print/a.pdf", PUBLISH)
    places.printed.write_text(text, encoding="utf-8")
    assert found(places, PUBLISH) == [name]


def test_a_place_where_nothing_can_be_written_down_stops_no_printing(tmp_path: Path) -> None:
    put(tmp_path, "layers")
    printed(Places.of(tmp_path, "east"), "maps/east/print/a.pdf", PUBLISH)
    assert (tmp_path / "layers").is_file()


def test_an_old_page_that_could_not_be_made_anew_is_a_stray_unless_it_keeps_back_the_same(
    places: Places,
) -> None:
    page, table = "maps/east/index.html", "layers/east/areas.parquet"
    gpkg, zipped = "layers/east/exports/east.gpkg", "layers/east/exports/east.zip"
    bad = [page, table, gpkg, zipped]
    then = {step.name: step for step in steps(places)}
    write_record(then[page], {"parameters": {"publish": None}})
    write_record(then[gpkg], {"parameters": {"publish": PUBLISH}})
    assert found(places, PUBLISH, bad) == [page, zipped]
    assert found(places, None, bad) == []
    assert found(places, PUBLISH) == []


def test_the_warning_names_few_counts_the_rest_and_says_how_to_mend_it(places: Places) -> None:
    names = [f"maps/east/{at}.html" for at in range(NAMED + 2)]
    put(project_of(places), *names)
    said = warning(places, steps(places))
    assert said == (
        "warning: east: nothing in its region file makes "
        f"{', '.join(names[:NAMED])} and 2 more; delete what is no longer needed"
    )
    for name in names[1:]:
        (project_of(places) / name).unlink()
    told = warning(places, steps(places, PUBLISH))
    assert told == (
        "warning: east is published, and its region file as it is now did not make "
        "maps/east/0.html: what is withheld may be in there, and go wherever the folder goes. "
        "Delete it; sheets can be printed again with `resilience print east`"
    )
    assert (places.maps / "0.html").exists()

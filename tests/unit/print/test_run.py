from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ConfigError
from pipeline.paper.hands import each
from pipeline.print.run import PAGES, Asked, Job, asked_of, checked, sheet_of, stem, write_sheet
from tests import grid_region
from tests.print_region import source_of, two_divisions

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_named_is_all_there_is() -> None:
    asked = asked_of(None, [], [])
    assert asked == Asked()
    assert asked.pages == PAGES == ("resilience", "access", "stability", "isolation", "links")
    assert (asked.papers, asked.formats) == (("A4", "A3"), ("pdf", "png"))


def test_what_is_named_is_taken_in_any_case_and_order() -> None:
    asked = asked_of("links", ["a3", "A4", "a3"], ["PNG"])
    assert (asked.pages, asked.papers, asked.formats) == (("links",), ("A4", "A3"), ("png",))


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"page": "index"}, "no page 'index'; there are: resilience, access"),
        ({"papers": ["A5"]}, "no paper 'A5'; there are: A4, A3"),
        ({"formats": ["svg"]}, "no format 'svg'; there are: pdf, png"),
        ({"language": "xx"}, "no language 'xx'; there are: en, fr"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    words: dict[str, object], fault: str
) -> None:
    plain: dict[str, object] = {"page": None, "papers": [], "formats": []}
    with pytest.raises(ConfigError, match=fault):
        asked_of(**(plain | words))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (Asked(service="bank"), "no service type 'bank'.*: health, hub, market"),
        (Asked(scenario="flood"), "no scenario 'flood'.*: dry-4x4, wet-4x4"),
    ],
)
def test_a_service_and_a_scenario_must_be_in_the_layer(asked: Asked, fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        checked(source_of(), "grid", asked)
    checked(source_of(), "grid", asked._replace(pages=("links",)))


def test_a_region_without_areas_cannot_be_drawn() -> None:
    tables = grid_region.tables()
    with pytest.raises(ConfigError, match="no area"):
        checked(source_of({**tables, "areas": tables["areas"][:0]}), "grid", Asked())


def test_access_is_of_hubs_where_no_file_names_the_headline_service() -> None:
    tables = grid_region.tables()
    access = tables["access"]
    source = source_of({**tables, "access": access[access["service_type"] == "hub"]})
    checked(source, "grid", Asked())
    assert sheet_of(source, Job("access", "A4"), Asked()).theme.heading == "Access: Hub"


@pytest.mark.parametrize(
    ("job", "asked", "name"),
    [
        (Job("resilience", "A4"), Asked(), "resilience-a4"),
        (Job("access", "A3"), Asked(), "access-a3"),
        (Job("access", "A3"), Asked(service="market"), "access-market-dry-4x4-a3"),
        (Job("links", "A4", "SL01"), Asked(), "links-SL01-a4"),
    ],
)
def test_a_file_says_what_it_holds(job: Job, asked: Asked, name: str) -> None:
    assert stem(source_of(), job, asked) == name


def test_divisions_of_any_name_have_safe_files_of_their_own() -> None:
    names = [
        "../../etc/passwd",
        "a/b",
        "a b",
        "a_b",
        "\u0645",
        "\u0646",
        "x" * 300,
        "<b>",
        "nul\x00",
    ]
    stems = [stem(source_of(), Job("links", "A4", name), Asked()) for name in names]
    assert len(set(stems)) == len(names)
    assert all(not set(one) & set('/\\\x00 *?"<>|:') and len(one) < 110 for one in stems)


def test_files_are_written_whole_and_left_alone_where_they_are_the_same(tmp_path: Path) -> None:
    asked = Asked(formats=("pdf",))
    source, times = source_of(two_divisions()), []
    for _ in range(2):
        (path,) = write_sheet(source, Job("links", "A4", "B/1"), asked=asked, folder=tmp_path)
        times.append(path.stat().st_mtime_ns)
    assert times[0] == times[1]
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes().startswith(b"%PDF-")


def test_a_fault_names_its_sheet_and_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "links-a4.pdf").mkdir()
    jobs = [Job("links", "A4"), Job("stability", "A4")]
    write = partial(write_sheet, asked=Asked(formats=("pdf",)), folder=tmp_path)
    bad, good = each(jobs, write, here=source_of, there=source_of, count=1)
    assert str(bad.job) == "links, A4"
    assert "links-a4.pdf" in bad.fault
    assert good.made == [tmp_path / "stability-a4.pdf"]


def test_a_sheet_speaks_the_regions_first_language_or_the_one_that_is_asked_for(
    tmp_path: Path,
) -> None:
    source = source_of(map={"languages": ["fr", "en"]})
    asked = Asked(formats=("pdf",))
    own, other = (
        write_sheet(source, Job("links", "A4"), asked=one, folder=tmp_path / str(one.language))
        for one in (asked, asked._replace(language="en"))
    )
    plain = write_sheet(source_of(), Job("links", "A4"), asked=asked, folder=tmp_path / "plain")
    assert other[0].read_bytes() == plain[0].read_bytes() != own[0].read_bytes()

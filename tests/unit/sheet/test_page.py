"""The page: one, A4, whole, with what it should say, whatever names there are."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from pipeline.sheet.contents import Block
from pipeline.sheet.facts import sheet_of
from pipeline.sheet.page import pdf_of
from tests.hostile_letters import HOSTILE
from tests.sheet_region import source_of

if TYPE_CHECKING:
    from pipeline.sheet.contents import Sheet
    from pipeline.sheet.source import Source


@pytest.fixture(scope="module")
def source() -> Source:
    return source_of(services={"clinic": (9000, 500)}, incidents=[(5000, 2500, {})])


def text_of(pdf: bytes) -> str:
    """The text of the one page, which is A4."""
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]
    return page.extract_text()


def page(source: Source, sheet: Sheet, *, shows_incidents: bool = False) -> str:
    return text_of(pdf_of(sheet, source.ground, shows_incidents=shows_incidents))


def test_the_page_says_all_that_is_asked_for(source: Source) -> None:
    said = page(source, sheet_of(source, "c"))
    for words in (
        "REACHABLE from Hubtown: 10.0 km",
        "Main Road",
        "dry min",
        "wet min",
        "Weakest link",
        "Round the weakest link (dashed): +10 min",
        "Last incident, distance from the way",
        "Nearest health service",
        "29N NA 10000 00000",
        "0.00000° N, 8.91013° W",
        "about 1 : ",
        "way round the weakest link",
        "Incidents are not shown as points",
        "Data of 2025-06-30",
    ):
        assert words in said, words


def test_the_legend_has_incidents_where_they_may_be_shown(source: Source) -> None:
    said = page(source, sheet_of(source, "c"), shows_incidents=True)
    assert "recent incident, exact place" in said
    assert "not shown as points" not in said


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_any_name_is_text_and_nothing_else(source: Source, name: str) -> None:
    plain = sheet_of(source, "c")
    spots = tuple(spot._replace(name=name) for spot in plain.picture.spots)
    rows = tuple(row._replace(road=name, remarks=name) for row in plain.rows)
    named = replace(
        plain,
        title=name,
        about=name,
        banner=(name, name),
        picture=replace(plain.picture, spots=spots),
        rows=rows,
        blocks=(Block(name, (name, name)),),
    )
    said = page(source, named)
    assert "CONVOY SHEET" in said
    if name.startswith(("<", "$", "%")):
        assert name in said


def test_a_sheet_that_is_too_full_keeps_to_its_page(source: Source) -> None:
    plain = sheet_of(source, "c")
    rows = tuple(plain.rows[0]._replace(remarks="no way round, " * 20) for _ in range(15))
    blocks = tuple(Block(f"Block {i}", ("word " * 200,) * 4) for i in range(9))
    said = page(source, replace(plain, rows=rows, blocks=blocks, heads=("a", "b")))
    assert "\N{HORIZONTAL ELLIPSIS}" in said
    assert "Check with people on the way" in said


def test_the_same_sheet_is_the_same_bytes_without_a_date(source: Source) -> None:
    sheet = sheet_of(source, "c")
    first, second = (pdf_of(sheet, source.ground, shows_incidents=True) for _ in range(2))
    assert first == second
    assert "/CreationDate" not in (PdfReader(BytesIO(first)).metadata or {})

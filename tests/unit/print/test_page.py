"""The sheet: one page of paper, whole, with what it should say, whatever names there are."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from pyproj import Geod, Transformer

from pipeline.page.language import speaking
from pipeline.print.page import DPI, FORMATS, PAPERS_MM, drawn, files_of
from pipeline.print.run import PAGES, Asked, Job, sheet_of
from tests import grid_region
from tests.hostile_letters import HOSTILE
from tests.print_region import source_of, two_divisions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pipeline.print.source import Source


def sheet(
    source: Source,
    page: str = "resilience",
    paper: str = "A4",
    division: str = "",
    withheld: tuple[str, ...] = (),
) -> bytes:
    """The PDF of a sheet."""
    asked = sheet_of(source, Job(page, paper, division), Asked(withheld=withheld))
    return files_of(asked, source, paper, ("pdf",))["pdf"]


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(BytesIO(pdf)).pages
    return str(page.extract_text())


def figure(source: Source, page: str = "resilience", paper: str = "A4") -> Figure:
    return drawn(sheet_of(source, Job(page, paper), Asked()), source, paper)


def wide(source: Source) -> Source:
    """The same region, of which only the first row of areas is left."""
    tables = {name: source.table(name) for name in grid_region.tables()}
    return source_of({**tables, "areas": tables["areas"][:3]})


@pytest.mark.parametrize("paper", PAPERS_MM)
def test_a_page_is_as_large_as_its_paper_and_lies_where_the_ground_is_wide(paper: str) -> None:
    short, long = PAPERS_MM[paper]
    for source, size in ((source_of(), (short, long)), (wide(source_of()), (long, short))):
        asked = sheet_of(source, Job("resilience", paper), Asked())
        files = files_of(asked, source, paper, FORMATS)
        (page,) = PdfReader(BytesIO(files["pdf"])).pages
        sides = [float(side) / 72 * 25.4 for side in page.mediabox[2:]]
        assert sides == pytest.approx(size, abs=0.5)
        image = Image.open(BytesIO(files["png"]))
        assert image.size == pytest.approx(np.array(size) / 25.4 * DPI, abs=1)
        assert image.info["dpi"] == pytest.approx((DPI, DPI), abs=0.1)


@pytest.mark.parametrize("page", PAGES)
def test_every_sheet_says_whose_it_is_when_and_from_what(page: str) -> None:
    said = text_of(sheet(source_of(), page, withheld=("Two bases are left out.",)))
    for words in (
        "Grid region",
        "Data of 2024-03-31",
        "Evidence",
        "B, derived from good data" if page != "stability" else "C, largely assumed",
        "Main road",
        "about 1 : ",
        "° W",
        "° N",
        "areas.shp (Survey office; CC BY 4.0)",
        "The region file states no licence for clinics.csv, people.tif",
        "Positions of single incidents are withheld",
        "Two bases are left out.",
        "Method: 1-0a1b2c3d",
    ):
        assert words in said, words


def test_the_legend_has_every_class_with_areas_and_people() -> None:
    said = text_of(sheet(source_of()))
    for words in ("Strong and reachable", "Stable but cut off", "Weak and cut off"):
        assert words in said
    assert "Unknown: access or" in said
    assert "Not sure: holds in" in said
    assert said.count("2 areas") == 4, "areas 1 to 9 take the classes in turn"
    assert "2,011 people" in said, "areas 4 and 9 are weak and cut off: 1,003 and 1,008 people"


def bar(drawing: Figure) -> tuple[float, float, float, str]:
    """The black and the white half of the bar: its ends, its height, and the length it tells."""
    axes = drawing.axes[1]
    told = next(t.get_text() for t in axes.texts if re.fullmatch(r"\d+ k?m", t.get_text()))
    halves = [
        one.get_paths()[0].get_extents()
        for one in axes.collections
        if one.get_zorder() == 13 and one.get_paths()
    ]
    return min(h.x0 for h in halves), max(h.x1 for h in halves), halves[0].y0, told


@pytest.mark.parametrize("crs", ["EPSG:32629", "EPSG:3857"])
@pytest.mark.parametrize("paper", PAPERS_MM)
def test_the_bar_is_as_long_as_it_says_and_so_is_the_scale(crs: str, paper: str) -> None:
    tables = {
        name: table.to_crs(crs) if hasattr(table, "to_crs") else table
        for name, table in grid_region.tables().items()
    }
    north = {name: moved(table, crs) for name, table in tables.items()}
    drawing = figure(source_of(north), paper=paper)
    left, right, y, told = bar(drawing)
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    ends = to_degrees.transform([left, right], [y, y])
    length_m = Geod(ellps="WGS84").line_length(*ends)
    said_m = float(told.split()[0]) * (1000 if told.endswith("km") else 1)
    assert length_m == pytest.approx(said_m, rel=0.01)
    axes = drawing.axes[1]
    box = axes.get_position()
    paper_m = box.width * drawing.get_figwidth() * 0.0254
    on_paper_m = (right - left) / (axes.get_xlim()[1] - axes.get_xlim()[0]) * paper_m
    scale = next(t.get_text() for t in axes.texts if "about 1 : " in t.get_text())
    assert scale.endswith(paper)
    number = float(scale.split(" : ")[1].split(" ")[0].replace(",", ""))
    assert said_m / on_paper_m == pytest.approx(number, rel=0.06), "two digits are told"


def moved(table: Any, crs: str) -> Any:  # noqa: ANN401  a table
    """A table far to the north, where a metre of web Mercator is half a metre of ground."""
    if crs != "EPSG:3857" or not hasattr(table, "to_crs"):
        return table
    return table.set_geometry(table.geometry.translate(0, 7_500_000))


def test_degrees_stand_where_they_are() -> None:
    axes = figure(source_of()).axes[1]
    to_degrees = Transformer.from_crs(grid_region.CRS, "EPSG:4326", always_xy=True)
    west, _ = axes.get_xlim()
    south, _ = axes.get_ylim()
    found = {t.get_text(): t.get_position() for t in axes.texts if "°" in t.get_text()}
    assert len(found) >= 6
    for label, (x, y) in found.items():
        value, sign = float(label.split("°")[0]), label[-1]
        is_longitude = sign in "EW"
        at = to_degrees.transform(x if is_longitude else west, south if is_longitude else y)
        expected = value * (-1 if sign in "WS" else 1)
        assert at[0 if is_longitude else 1] == pytest.approx(expected, abs=1e-3)


def test_fonts_are_in_the_file() -> None:
    (page,) = PdfReader(BytesIO(sheet(source_of()))).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    assert all(font["/Subtype"] == "/Type3" and len(font["/CharProcs"]) for font in fonts)


def test_the_same_sheet_is_the_same_bytes_without_a_date() -> None:
    first, second = (sheet(source_of(), "isolation") for _ in range(2))
    assert first == second
    assert "/CreationDate" not in (PdfReader(BytesIO(first)).metadata or {})


def test_classes_are_apart_on_a_print_without_colour() -> None:
    source = source_of()
    drawing = figure(source)
    written = BytesIO()
    drawing.savefig(written, format="png", dpi=DPI)
    grey = np.asarray(Image.open(written).convert("L"))
    found = {}
    own = grid_region.tables()["resilience"]
    for quadrant, shape in zip(own["quadrant"], source.areas.geometry, strict=True):
        west, _, _, north = shape.bounds
        x, y = drawing.axes[1].transData.transform((west + 2200, north - 1200))
        per_point = DPI / drawing.dpi
        column, row = int(x * per_point), int(grey.shape[0] - y * per_point)
        found[quadrant] = int(np.median(grey[row - 9 : row + 9, column - 9 : column + 9]))
    known = sorted(value for name, value in found.items() if name != "unknown")
    assert len(known) == 4
    assert min(np.diff(known)) >= 20, found
    assert known[0] < 80
    assert known[-1] > 200


def hostile(table: Any, **names: str) -> Any:  # noqa: ANN401  a table
    """A table with a hostile name in each row of some columns, the one after the other."""
    rows = [HOSTILE[n % len(HOSTILE)] for n in range(len(table))]
    return table.assign(**{column: [f"{one}{rows[n]}" for n in range(len(table))]
                           for column, one in names.items()})  # fmt: skip


@pytest.mark.parametrize("page", ["resilience", "isolation", "links"])
def test_any_name_is_text_and_nothing_else(page: str) -> None:
    tables = grid_region.tables(5)
    named = {
        "areas": hostile(tables["areas"], area_name="").assign(adm1_name=HOSTILE[0]),
        "communities": hostile(tables["communities"], community_name=""),
        "hubs": hostile(tables["hubs"], hub_name=""),
        "links": hostile(tables["links"], road_name=""),
        "resilience": hostile(tables["resilience"], area_name=""),
    }
    source = source_of({**tables, **named}, title=HOSTILE[1])
    said = text_of(sheet(source, page, division="A", withheld=HOSTILE))
    assert f"{HOSTILE[0]}, {HOSTILE[1]}" in said
    foot = said.partition("Withheld:")[2]
    for name in ("%PDF-1.4 endobj (((", "a b c d", "'\"><img src=x>", HOSTILE[1]):
        assert name in foot


@pytest.mark.parametrize("page", PAGES)
def test_a_region_with_nothing_but_an_area_has_every_sheet(page: str) -> None:
    tables = grid_region.empty(grid_region.tables(1))
    said = text_of(sheet(source_of(tables), page))
    assert "Grid region" in said
    assert "Admin-1 boundary" not in said


def test_a_division_has_a_locator_and_counts_only_what_it_holds() -> None:
    said = text_of(sheet(source_of(two_divisions()), division="B/1"))
    assert "Beta, Grid region" in said
    assert "Where it lies" in said
    assert said.count("1 area\n") == 3
    assert "1. Area 9" not in said, "it lies in the other division"
    assert "No area is weak and cut off." in said


@pytest.mark.parametrize("page", PAGES)
def test_numbers_that_are_withheld_are_dashes(page: str) -> None:
    tables = grid_region.tables(2)
    hidden = {
        "resilience": tables["resilience"].assign(people=np.nan),
        "access": tables["access"].assign(people=np.nan, people_unreachable=np.nan),
        "stability": tables["stability"].assign(people=np.nan),
        "communities": tables["communities"].assign(people=np.nan),
        "isolation": tables["isolation"].assign(people=np.nan),
        "links": tables["links"].assign(people_cut_off=np.nan),
    }
    said = text_of(sheet(source_of({**tables, **hidden}), page))
    assert "nan" not in said
    assert page == "links" or "\N{EN DASH}" in said


def test_what_has_no_room_is_told() -> None:
    tables = grid_region.tables(12)
    named = tables["areas"].assign(area_name=[f"A rather long name {n}" for n in range(144)])
    said = text_of(sheet(source_of({**tables, "areas": named})))
    found = re.search(r"(\d+) of 144 areas bear their name; the others have no room", said)
    assert found
    assert 0 <= int(found[1]) < 144


def test_a_sheet_speaks_french() -> None:
    with speaking("fr"):
        said = text_of(sheet(source_of(), "isolation"))
    assert "Données du 2024-03-31" in said
    assert "Where" not in said

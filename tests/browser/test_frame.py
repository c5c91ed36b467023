"""What every page has: header, search, print, keys, languages; for all sizes and all who read."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests import every_page, grid_region, other_tongues
from tests.opened import NARROW, NEEDS_BROWSER, WIDE, show

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = NEEDS_BROWSER
NAMES = grid_region.Names(community="V\N{LATIN SMALL LETTER E WITH ACUTE}llage-Bas")
FAULTS = ("serious", "critical")
POPUP = ".leaflet-popup-content"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of the pages of one region in two languages, and two odd ones beside."""
    top = tmp_path_factory.mktemp("frame")
    both = ("en", "fr")
    every_page.written(top / "plain", NAMES, languages=both)
    every_page.written(top / "plain" / "fr", NAMES, tongue="fr", languages=both)
    every_page.written(top / "odd", every_page.ODD)
    with other_tongues.spoken_too():
        every_page.written(top / "rtl", NAMES, tongue=other_tongues.RTL)
    return top


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ["odd", "rtl"])
@pytest.mark.parametrize("name", every_page.PAGES)
def test_page_opens_in_silence_asks_no_host_and_fits(
    browser: Browser, folder: Path, name: str, kind: str, size: tuple[int, int]
) -> None:
    opened = show(browser, folder / kind / f"{name}.html", size)
    page = opened.page
    wide = page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]")
    title = page.locator("h1").text_content()
    page.close()
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []
    assert max(wide) <= size[0]
    assert title == (every_page.ODD if kind == "odd" else NAMES).title


def search(page: Page, text: str) -> list[str]:
    """Type a name into the search box and return the names that it lists."""
    page.locator("#search").press_sequentially(text)
    return page.locator("#found bdi").all_inner_texts()


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("name", every_page.PAGES)
def test_search_finds_a_community_by_keys_alone(
    browser: Browser, folder: Path, name: str, size: tuple[int, int]
) -> None:
    opened = show(browser, folder / "plain" / f"{name}.html", size)
    page = opened.page
    found = search(page, "VELLAGE bas 1")
    assert found[0] == f"{NAMES.community} 1"
    assert all(text.startswith(found[0]) for text in found)
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#found [aria-selected=true]")
    assert chosen.get_attribute("id") == page.locator("#search").get_attribute(
        "aria-activedescendant"
    )
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    shown = page.locator(f"{POPUP}, .leaflet-tooltip").all_inner_texts()
    assert any(text.startswith(f"{NAMES.community} 1") for text in shown)
    assert page.locator("#found").is_hidden()
    is_on_map = "document.querySelector('.folium-map').contains(document.activeElement)"
    assert name == "index" or page.evaluate(is_on_map)
    page.close()
    assert opened.complaints == []


@pytest.mark.parametrize("name", every_page.MAP_PAGES)
def test_search_finds_areas_or_hubs_too(browser: Browser, folder: Path, name: str) -> None:
    opened = show(browser, folder / "plain" / f"{name}.html")
    assert "Area 1" in search(opened.page, "area 1")
    opened.page.close()
    assert opened.complaints == []


def test_search_says_how_many_there_are_and_when_there_is_none(
    browser: Browser, folder: Path
) -> None:
    opened = show(browser, folder / "plain" / "stability.html")
    page = opened.page
    assert len(search(page, "vell")) == 10
    assert page.locator("#found-count").inner_text() == "18 found; the first 10 are listed"
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    assert search(page, "<script>") == []
    assert page.locator("#found-count").inner_text() == "Nothing here is called that"
    assert page.locator("#search").get_attribute("aria-expanded") == "false"
    page.close()
    assert opened.complaints == []


def test_best_matches_come_first(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "stability.html")
    found = opened.page.evaluate(
        """() => {
            const words = ["Upper Bo", "Tabora", "Bobo", "Bo", "B\\u00f4ma"];
            const source = { kind: "communities", words, place: null };
            return findBest([source], "bo").best.map(nameOf);
        }"""
    )
    opened.page.close()
    assert found == [
        "Bo",
        "Bobo",
        "B\N{LATIN SMALL LETTER O WITH CIRCUMFLEX}ma",
        "Upper Bo",
        "Tabora",
    ]


def test_search_does_nothing_before_the_first_key_and_folds_each_name_once(
    browser: Browser, folder: Path
) -> None:
    opened = show(browser, folder / "plain" / "stability.html")
    page = opened.page
    counts = []
    page.evaluate(
        """() => {
            window.folds = 0;
            const own = String.prototype.normalize;
            String.prototype.normalize = function (form) {
                window.folds++;
                return own.call(this, form);
            };
        }"""
    )
    page.locator("#search").focus()
    counts.append(page.evaluate("window.folds"))
    for key in "ve":
        page.keyboard.press(key)
        counts.append(page.evaluate("window.folds"))
    page.close()
    # 9 areas, 18 communities, and what is typed.
    assert counts == [0, 28, 29]


@pytest.mark.parametrize("name", ["isolation", "resilience"])
def test_odd_names_are_found_and_shown_as_text(browser: Browser, folder: Path, name: str) -> None:
    opened = show(browser, folder / "odd" / f"{name}.html", NARROW)
    page = opened.page
    assert len(search(page, "nnnn")) == 10
    box, ground = page.locator("#found").bounding_box(), page.viewport_size
    assert box
    assert ground
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= ground["width"]
    page.locator("#found li").first.click()
    assert "n" * 300 in page.locator(f"{POPUP}, .leaflet-tooltip").first.inner_text()
    page.close()
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["resilience", "compare"])
def test_popup_of_a_phone_lies_below_the_search_box(
    browser: Browser, folder: Path, name: str
) -> None:
    opened = show(browser, folder / "plain" / f"{name}.html", NARROW)
    page = opened.page
    page.evaluate("map_1.setZoom(map_1.getZoom() + 2, { animate: false })")
    box = page.locator(".search").bounding_box()
    assert box
    page.mouse.click(300, box["y"] + box["height"] + 20)
    page.wait_for_timeout(500)
    popup = page.locator(POPUP).bounding_box()
    page.close()
    assert popup
    assert popup["y"] >= box["y"] + box["height"]
    assert opened.complaints == []


def test_escape_closes_what_is_open_and_gives_the_focus_back(
    browser: Browser, folder: Path
) -> None:
    opened = show(browser, folder / "plain" / "isolation.html")
    page = opened.page
    first = page.locator("#list button").first
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup").get_attribute("role") == "dialog"
    focused = "document.activeElement.className"
    assert "leaflet-popup" in page.evaluate(focused)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.locator(".leaflet-popup").count() == 0
    assert page.evaluate("document.activeElement === document.querySelector('#list button')")
    page.close()
    assert opened.complaints == []


@pytest.mark.parametrize("width", [NARROW[0], 900, WIDE[0]])
def test_letters_of_evidence_keep_their_label_at_every_width(
    browser: Browser, folder: Path, width: int
) -> None:
    opened = show(browser, folder / "plain" / "access.html", (width, NARROW[1]))
    page = opened.page
    assert "Areas by evidence" in page.locator("body").aria_snapshot()
    box = page.locator(".evidence").bounding_box()
    page.close()
    assert box
    assert box["x"] + box["width"] <= width


def test_escape_folds_the_panel_of_a_phone(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "access.html", NARROW)
    page = opened.page
    page.locator(".handle").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(".legend").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".legend").is_visible()
    assert page.evaluate("document.activeElement.className") == "handle"
    page.close()


@pytest.mark.parametrize("name", every_page.PAGES)
def test_tab_goes_from_the_skip_link_through_the_header_to_the_rest(
    browser: Browser, folder: Path, name: str
) -> None:
    opened = show(browser, folder / "plain" / f"{name}.html")
    page = opened.page
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        what = page.evaluate(
            """() => {
                const at = document.activeElement;
                const box = at.getBoundingClientRect();
                const own = at.id || at.className || at.tagName;
                return [own, box.width > 0 || at.closest(".buttons") !== null];
            }"""
        )
        seen.append(what)
        if "folium-map" in what[0] or what[0] == "BODY":
            break
    page.close()
    names = [own for own, _ in seen]
    assert names[0] == "skip"
    assert names.index("print") < names.index("search")
    if name != "index":
        map_at = next(at for at, own in enumerate(names) if "folium-map" in own or own == "map_1")
        assert names.index("search") < map_at
    assert all(is_seen for own, is_seen in seen if own != "BODY")


def test_skip_link_leads_to_the_map_which_keys_move(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "access.html")
    page = opened.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "map_1"
    assert page.locator("#map_1").get_attribute("aria-label") == (
        "Map. Arrow keys move it, plus and minus zoom."
    )
    zoom, lat = page.evaluate("[map_1.getZoom(), map_1.getCenter().lat]")
    page.keyboard.press("+")
    page.wait_for_timeout(500)
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)
    nearer, lower = page.evaluate("[map_1.getZoom(), map_1.getCenter().lat]")
    page.close()
    assert nearer > zoom
    assert lower < lat


def paper(page: Page) -> PdfReader:
    """Return the page as it is printed."""
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


@pytest.mark.parametrize(
    ("kind", "size"), [("plain", WIDE), ("plain", NARROW), ("rtl", WIDE), ("odd", NARROW)]
)
@pytest.mark.parametrize("name", every_page.PAGES)
def test_print_is_one_sheet_with_the_legend_and_without_what_is_pressed(
    browser: Browser, folder: Path, name: str, kind: str, size: tuple[int, int]
) -> None:
    opened = show(browser, folder / kind / f"{name}.html", size)
    printed = paper(opened.page)
    opened.page.close()
    assert len(printed.pages) == 1
    width, height = printed.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (842, 595)
    if kind == "plain":
        said = printed.pages[0].extract_text()
        assert NAMES.title in said
        assert "Data as of" in said
        assert "Find a place" not in said
        assert name == "index" or any(word in said for word in ("Areas", "People within", "Roads"))
    assert opened.complaints == []


@pytest.mark.parametrize("kind", ["plain", "plain/fr"])
@pytest.mark.parametrize("name", every_page.PAGES)
def test_all_that_is_printed_ends_above_the_line_of_sources(
    browser: Browser, folder: Path, name: str, kind: str
) -> None:
    opened = show(browser, folder / kind / f"{name}.html")
    page = opened.page
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    lowest, highest = page.evaluate(
        """() => {
            const parts = [...document.querySelectorAll(".plain *, .legend *, .ground")];
            const boxes = parts.map((one) => one.getBoundingClientRect().bottom);
            const imprint = document.querySelector(".imprint").getBoundingClientRect();
            return [Math.max(...boxes), imprint.top];
        }"""
    )
    page.close()
    assert 300 < lowest <= highest


def test_printed_map_shows_what_was_seen_and_the_screen_comes_back(
    browser: Browser, folder: Path
) -> None:
    opened = show(browser, folder / "plain" / "access.html", NARROW)
    page = opened.page
    page.evaluate("map_1.setZoom(map_1.getZoom() + 1, { animate: false })")
    look = """() => {
        const bounds = map_1.getBounds();
        return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    }"""
    before = page.evaluate(look)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    west, south, east, north = page.evaluate(look)
    size = page.evaluate("[map_1.getSize().x, map_1.getSize().y]")
    chosen = page.locator(".chosen").text_content()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    after = page.evaluate(look)
    page.close()
    assert size == [786, 608]
    pixel = (east - west) / size[0]
    assert west - pixel <= before[0] < before[2] <= east + pixel
    assert south - pixel <= before[1] < before[3] <= north + pixel
    assert after == pytest.approx(before)
    dot = " \N{MIDDLE DOT} "
    said = ["Service: Health", "Scenario: Dry season, 4x4", "Colour areas by: People within 60 min"]
    assert chosen == dot.join(said)


@pytest.mark.parametrize("name", every_page.PAGES)
def test_links_to_languages_lead_to_the_same_page_and_back(
    browser: Browser, folder: Path, name: str
) -> None:
    opened = show(browser, folder / "plain" / f"{name}.html")
    page = opened.page
    if name == "whatif":
        assert page.locator(".languages").count() == 0
    else:
        page.get_by_role("link", name="Fran\N{LATIN SMALL LETTER C WITH CEDILLA}ais").click()
        assert page.url.endswith(f"/fr/{name}.html")
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.locator(".print").inner_text() == "Imprimer"
        assert "Donn\N{LATIN SMALL LETTER E WITH ACUTE}es au" in page.locator(".day").inner_text()
        page.get_by_role("link", name="English").click()
        assert page.url.endswith(f"/plain/{name}.html")
    page.close()
    assert opened.complaints == []


@pytest.mark.parametrize("name", every_page.MAP_PAGES)
def test_from_right_to_left_the_panel_is_on_the_left_and_nothing_overlaps(
    browser: Browser, folder: Path, name: str
) -> None:
    opened = show(browser, folder / "rtl" / f"{name}.html")
    boxes = {
        one: opened.page.locator(one).bounding_box()
        for one in (".top", ".panel", ".leaflet-control-zoom", ".leaflet-control-scale", ".corner")
    }
    opened.page.close()
    panel = boxes[".panel"]
    assert panel
    assert panel["x"] == 0
    for one, box in boxes.items():
        assert box
        assert one in {".top", ".panel"} or box["x"] >= panel["x"] + panel["width"], one
    assert opened.complaints == []


@pytest.mark.parametrize(
    ("kind", "size"), [("plain", WIDE), ("plain", NARROW), ("rtl", WIDE)], ids=str
)
@pytest.mark.parametrize("name", every_page.PAGES)
def test_page_has_no_serious_fault_for_those_who_see_or_hear_it_otherwise(
    browser: Browser, folder: Path, name: str, size: tuple[int, int], kind: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = show(browser, folder / kind / f"{name}.html", size)
    page = opened.page
    page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    if size == NARROW and name != "index":
        page.locator(".handle").click()
    found = list(axe.run(page).response["violations"])
    if name != "index":
        page.keyboard.press("Escape")
    search(page, "1")
    found += axe.run(page).response["violations"]
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    found += axe.run(page).response["violations"]
    page.close()
    told = {
        (fault["id"], node["html"][:160])
        for fault in found
        if fault["impact"] in FAULTS
        for node in fault["nodes"]
    }
    assert told == set()


def test_numbers_of_the_script_are_set_as_those_of_the_page(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "fr" / "isolation.html")
    page = opened.page
    page.locator("#list button").first.click()
    said = page.locator(POPUP).inner_text()
    page.close()
    assert re.search("\\d\u202f\\d{3}\\b", said)
    assert not re.search(r"\d,\d{3}\b", said)

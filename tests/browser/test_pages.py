"""Pages in a real browser: nothing leaves them, they say what they should, names are inert."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import every_page, grid_region
from tests.opened import NARROW, NEEDS_BROWSER, WIDE, place_of, show

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

MAP_PAGES = ("resilience", "access", "stability", "compare", "isolation", "links")

pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the pages of a plain region and of a hostile one."""
    top = tmp_path_factory.mktemp("pages")
    every_page.written(top / "plain", grid_region.Names())
    every_page.written(top / "hostile", grid_region.HOSTILE)
    return top


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("name", grid_region.PAGES)
def test_hostile_page_opens_in_silence_and_asks_no_host(
    browser: Browser, folder: Path, name: str, size: tuple[int, int]
) -> None:
    opened = show(browser, folder / "hostile" / f"{name}.html", size)
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    title = opened.page.locator("h1").inner_text()
    opened.page.close()
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []
    assert width <= size[0]
    assert title == grid_region.HOSTILE.title


@pytest.mark.parametrize("name", MAP_PAGES)
def test_hostile_names_are_shown_as_text_wherever_they_are_opened(
    browser: Browser, folder: Path, name: str
) -> None:
    opened = show(browser, folder / "hostile" / f"{name}.html")
    page = opened.page
    if name == "links":
        page.locator("#list button").first.click()
    else:
        click_first(page, name)
    said = page.locator(".leaflet-popup-content").inner_text()
    elements = page.locator(".leaflet-popup-content script, .leaflet-popup-content img").count()
    page.close()
    assert "<script>alert(1)</script>" in said
    assert elements == 0
    assert opened.complaints == []


def click_first(page: Page, name: str) -> None:
    """Click the last community of the isolation page, and the first area of the others."""
    layer, row = ("communities", 17) if name == "isolation" else ("areas", 0)
    x, y = place_of(page, layer, row)
    inside = (6, -6) if layer == "areas" else (0, 0)
    page.mouse.move(x - inside[0], y + inside[1])
    page.mouse.click(x - inside[0], y + inside[1])


def test_legends_are_read_back(browser: Browser, folder: Path) -> None:
    texts = {}
    for name in MAP_PAGES:
        opened = show(browser, folder / "plain" / f"{name}.html")
        texts[name] = opened.page.locator(".legend").inner_text()
        opened.page.close()
    assert "Weak and\ncut off" in texts["resilience"] or "Weak and cut off" in texts["resilience"]
    assert "80 to 100 %" in texts["access"]
    assert "no way in this scenario" in texts["access"]
    assert "over 20" in texts["stability"]
    assert "Rising" in texts["stability"]
    assert "No way to a hub" in texts["isolation"]
    assert "Open with a warning" in texts["isolation"]
    assert "1,001 to 10,000" in texts["links"]
    assert "over 120 min" not in texts["links"]


def test_tooltip_is_read_back(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "resilience.html")
    x, y = place_of(opened.page, "areas", 0)
    opened.page.mouse.move(x - 10, y - 10)
    opened.page.mouse.move(x - 6, y - 6)
    said = opened.page.locator(".leaflet-tooltip").inner_text()
    opened.page.close()
    assert "Area 1" in said
    assert re.search(r"People\s+1,000", said)
    assert re.search(r"within 60 minutes: Health\s+40\s%", said)


def test_popup_of_a_community_gives_the_reason(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "isolation.html")
    x, y = place_of(opened.page, "communities", 0)
    opened.page.mouse.click(x, y)
    said = opened.page.locator(".leaflet-popup-content").inner_text()
    opened.page.close()
    assert re.search(r"People\s+[\d,]+", said)
    assert "Reason" in said
    assert "Evidence for people" in said


@pytest.mark.parametrize("switch", ["service", "scenario"])
def test_a_switch_recolours_without_reload(browser: Browser, folder: Path, switch: str) -> None:
    opened = show(browser, folder / "plain" / "access.html")
    before, asked = opened.pixels(), len(opened.requests)
    if switch == "service":
        opened.page.select_option('[data-switch="service"]', label="School")
    else:
        opened.page.get_by_text("Wet season, 4x4").click()
    opened.page.wait_for_timeout(150)
    after = opened.pixels()
    opened.page.close()
    assert before != after
    assert len(opened.requests) == asked
    assert opened.complaints == []


def test_roads_are_recoloured_and_the_legend_follows(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "links.html")
    page = opened.page
    before, asked = opened.pixels(), len(opened.requests)
    assert page.locator(".leaflet-marker-icon.square").count() == 11
    page.select_option('[data-switch="measure"]', label="Detour")
    page.wait_for_timeout(150)
    legend, squares = (
        page.locator(".legend").inner_text(),
        page.locator(".leaflet-marker-icon.square").count(),
    )
    after = opened.pixels()
    page.close()
    assert before != after
    assert "over 120 min" in legend
    assert "1,001 to 10,000" not in legend
    assert squares == 0
    assert len(opened.requests) == asked
    assert opened.complaints == []


def test_line_to_the_nearest_reached_road_lasts_as_long_as_the_popup(
    browser: Browser, folder: Path
) -> None:
    opened = show(browser, folder / "plain" / "isolation.html")
    page = opened.page
    count = "Object.keys(map_1._layers).length"
    before = page.evaluate(count)
    page.locator("#list button").first.click()
    during = page.evaluate(count)
    said = page.locator(".leaflet-popup-content").inner_text()
    page.locator(".leaflet-popup-close-button").click()
    page.wait_for_timeout(300)
    after = page.evaluate(count)
    page.close()
    assert re.search(r"Nearest road from a hub\s+[\d.]+ km east", said)
    assert during > before + 2
    assert after == before
    assert opened.complaints == []


def test_further_lists_unfold_follow_the_scenario_and_open_what_they_name(
    browser: Browser, folder: Path
) -> None:
    opened = show(browser, folder / "plain" / "isolation.html")
    page = opened.page
    best = page.locator("details.listed").first
    assert best.locator(".total").inner_text() == "2"
    best.locator("summary").click()
    assert best.locator("button").count() == 2
    best.locator("button").first.click()
    assert "4,000" in page.locator(".leaflet-popup-content").inner_text()
    page.get_by_text("Wet season, 4x4", exact=True).click()
    assert best.locator("button").count() == 1
    page.close()
    assert opened.complaints == []


def test_a_layer_can_be_switched_off_and_on_again(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "resilience.html")
    box = opened.page.locator('[data-layer="areas"]')
    x, y = place_of(opened.page, "areas", 0)
    shades = []
    for is_on in (True, False, True):
        box.set_checked(is_on)
        opened.page.wait_for_timeout(100)
        shades.append(
            opened.page.screenshot(clip={"x": x - 12, "y": y - 12, "width": 4, "height": 4})
        )
    opened.page.close()
    assert shades[0] != shades[1]
    assert shades[0] == shades[2]


def test_list_follows_the_scenario_and_opens_the_community(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "isolation.html")
    page = opened.page
    assert page.locator("#list button").count() == 4
    page.get_by_text("Wet season, 4x4").click()
    assert page.locator("#list button").count() == 7
    first = page.locator("#list button").first
    name = first.locator(".name").inner_text()
    first.click()
    said = page.locator(".leaflet-popup-content").inner_text()
    page.close()
    assert said.startswith(name)
    assert opened.complaints == []


def test_panel_is_folded_on_a_phone_and_opens(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "access.html", NARROW)
    page = opened.page
    assert not page.locator(".legend").is_visible()
    page.locator(".handle").click()
    assert page.locator(".legend").is_visible()
    assert page.locator(".handle").get_attribute("aria-expanded") == "true"
    page.close()


@pytest.mark.parametrize("name", MAP_PAGES)
def test_boxes_do_not_overlap(browser: Browser, folder: Path, name: str) -> None:
    opened = show(browser, folder / "plain" / f"{name}.html")
    boxes = [
        opened.page.locator(one).bounding_box()
        for one in (".top", ".panel", ".leaflet-control-zoom", ".leaflet-control-scale", ".corner")
    ]
    opened.page.close()
    for number, a in enumerate(boxes):
        for b in boxes[number + 1 :]:
            assert a
            assert b
            apart = (
                a["x"] + a["width"] <= b["x"]
                or b["x"] + b["width"] <= a["x"]
                or a["y"] + a["height"] <= b["y"]
                or b["y"] + b["height"] <= a["y"]
            )
            assert apart, (a, b)


def test_scale_bar_is_metric(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain" / "access.html")
    said = opened.page.locator(".leaflet-control-scale").inner_text()
    opened.page.close()
    assert re.fullmatch(r"\d+ k?m", said.strip())

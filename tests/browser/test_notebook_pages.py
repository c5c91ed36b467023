"""Tables of the made-up region, explored in a notebook and opened in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline import open_region
from pipeline.notebook.table import COLOURED
from tests.browser.test_sample_pages import card, spot
from tests.opened import NEEDS_BROWSER, Opened, show

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.sample_project import Built

pytestmark = NEEDS_BROWSER
NAMES = {
    "access": "area_name",
    "resilience": "area_name",
    "stability": "area_name",
    "reach": "community_name",
    "links": "road_name",
}
"""Tables of areas, of communities as points and of links as lines, and their columns of names."""


def explored(browser: Browser, sample: Built, name: str, folder: Path) -> Opened:
    view = getattr(open_region("sample", sample.project), name)
    return show(browser, view.explore().save(folder / f"{name}.html"))


@pytest.mark.parametrize("name", NAMES)
def test_a_place_of_an_explored_table_is_found_by_name_and_told(
    browser: Browser, sample: Built, name: str, tmp_path: Path
) -> None:
    rows = getattr(open_region("sample", sample.project), name).rows()
    wanted = rows[NAMES[name]].dropna().iloc[-1]
    opened = explored(browser, sample, name, tmp_path)
    page = opened.page
    page.locator("#search").press_sequentially(wanted)
    page.keyboard.press("Enter")
    popup = card(page)
    labels = page.locator(".label.area").all_inner_texts()
    usable = page.evaluate("performance.getEntriesByName('usable').length")
    page.close()
    assert popup["title"] == wanted
    assert COLOURED[name] in popup
    assert labels
    assert usable == 1
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []


@pytest.mark.parametrize("name", ["stability_years", "hubs"])
def test_a_place_of_several_rows_or_without_names_is_told_where_it_is_pressed(
    browser: Browser, sample: Built, name: str, tmp_path: Path
) -> None:
    rows = getattr(open_region("sample", sample.project), name).rows()
    opened = explored(browser, sample, name, tmp_path)
    page = opened.page
    page.mouse.click(*spot(page, rows.representative_point().to_crs("EPSG:4326").iloc[0]))
    popup = card(page)
    labels = page.locator(".label.area").all_inner_texts()
    page.close()
    assert set(rows.columns) - {"geometry", "area_name"} <= set(popup)
    assert labels
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []

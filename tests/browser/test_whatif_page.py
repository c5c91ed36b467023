"""The page of a what-if in a real browser: what was changed, who gains and who loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.page import words
from pipeline.stored import read_stored
from tests.browser.test_sample_pages import card, said, spot
from tests.opened import NARROW, NEEDS_BROWSER, WIDE, show

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.sample_project import Built

pytestmark = NEEDS_BROWSER
BASE, OTHER, HUB = "dry-4x4", "wet-truck", "hub"
CLOSED, OPENED = "w500063-6-0", "w500028-1-0"
HOSTILE = ("<script>alert(1)</script>", '"it\'s" & co', "\N{HOSPITAL} [red]x[/red]", "x" * 300)


@pytest.fixture(scope="module")
def answer(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of one question: a link closed, one opened, hostile services added."""
    folder = tmp_path_factory.mktemp("asked")
    communities: Any = sample.table("communities")
    at = communities.to_crs("EPSG:4326").geometry.iloc[: len(HOSTILE)]
    rows = [
        f'"{name.replace(chr(34), 2 * chr(34))}",{p.x},{p.y}'
        for name, p in zip(HOSTILE, at, strict=True)
    ]
    file = folder / "posts.csv"
    file.write_text("\n".join(["name,longitude,latitude", *rows]), encoding="utf-8")
    asked = ["--close", CLOSED, "--open", OPENED, "--add-service", f"health={file}"]
    given = ["--project", str(sample.project), "--to", str(folder / "to")]
    result = CliRunner().invoke(app, ["whatif", "sample", *asked, *given])
    assert result.exit_code == 0, result.output
    return folder / "to"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_page_opens_in_silence_and_asks_no_host(
    browser: Browser, answer: Path, size: tuple[int, int]
) -> None:
    opened = show(browser, answer / "whatif.html", size)
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    heading = opened.page.locator(".names p")
    is_shown, what = heading.is_visible(), heading.inner_text()
    opened.page.close()
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []
    assert width <= size[0]
    assert is_shown
    assert what == "What if"


def test_legend_says_what_was_done_and_for_how_many_people(browser: Browser, answer: Path) -> None:
    changes = read_stored(answer / "changes.parquet")
    opened = show(browser, answer / "whatif.html")
    page = opened.page
    legend = page.locator(".legend").inner_text()
    page.select_option('[data-switch="service"]', label=words.service(HUB))
    for scenario in (BASE, OTHER):
        page.select_option('[data-switch="scenario"]', label=words.scenario(scenario))
        is_asked = changes["service_type"].eq(HUB) & changes["scenario"].eq(scenario)
        people = changes[is_asked].groupby("change")["people"].sum()
        found = page.locator("[data-number]").all_inner_texts()
        kinds = ("cut_off", "slower", "connected", "faster", "same")
        assert found == [f"{people.get(kind, 0):,.0f}" for kind in kinds]
    page.close()
    for word in ("Links", "Closed", "Opened", "Added services", "Cut off", "Connected"):
        assert word in legend
    assert opened.complaints == []


def test_popup_gives_minutes_status_and_reason_before_and_after(
    browser: Browser, answer: Path
) -> None:
    changes = read_stored(answer / "changes.parquet")
    opened = show(browser, answer / "whatif.html")
    page = opened.page
    page.select_option('[data-switch="service"]', label=words.service(HUB))
    is_asked = changes["service_type"].eq(HUB) & changes["scenario"].eq(BASE)
    moved = changes[is_asked & changes["change"].ne("same")]
    for change in ("connected", "cut_off"):
        wanted = moved[moved["change"] == change].sort_values("people").iloc[-1]
        page.locator("#list button", has_text=wanted["community_name"]).first.click()
        popup = card(page)
        assert popup["title"] == wanted["community_name"]
        for side in ("before", "after"):
            assert popup[side.capitalize()] == said(wanted[f"minutes_{side}"], "min")
            assert popup[f"Status {side}"] == words.STATUSES[wanted[f"status_{side}"]]
            assert popup[f"Reason {side}"] == words.REASONS[wanted[f"reason_{side}"]]
    page.close()
    assert opened.complaints == []


def test_views_before_and_after_differ(browser: Browser, answer: Path) -> None:
    opened = show(browser, answer / "whatif.html")
    shots = []
    for view in ("Change", "Before", "After"):
        opened.page.get_by_text(view, exact=True).first.click()
        opened.page.wait_for_timeout(150)
        shots.append(opened.pixels())
    opened.page.close()
    assert len(set(shots)) == 3
    assert opened.complaints == []


def test_hostile_names_of_services_are_shown_as_text(browser: Browser, answer: Path) -> None:
    services = read_stored(answer / "after" / "services.parquet")
    added = services[services["service_id"].str.startswith("added:")].to_crs("EPSG:4326")
    assert set(HOSTILE) == set(added["service_name"])
    opened = show(browser, answer / "whatif.html")
    page = opened.page
    page.select_option('[data-switch="service"]', label=words.service("health"))
    for name, point in zip(added["service_name"], added.geometry, strict=True):
        page.mouse.click(*spot(page, point, zoom=15))
        assert card(page)["title"] == name
        assert page.locator(".leaflet-popup-content script").count() == 0
    page.close()
    assert opened.complaints == []

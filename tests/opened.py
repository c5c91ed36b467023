"""Pages opened in a real browser."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, NARROW = (1280, 800), (390, 844)
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=f"none of {', '.join(BROWSERS)} is installed"),
]


class Opened:
    """A page with all that it asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._refuse)
        page.on("request", lambda request: self.requests.append(request.url))

    def asked_of_hosts(self) -> list[str]:
        """Return what it asked of any host."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]

    def _refuse(self, dialog: Dialog) -> None:
        self.complaints.append("dialog")
        dialog.dismiss()

    def pixels(self) -> bytes:
        """Return the map as it is drawn."""
        return self.page.locator(".folium-map canvas").first.screenshot()


def show(browser: Browser, path: Path, size: tuple[int, int] = WIDE) -> Opened:
    """Return a page opened at a size."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    opened = Opened(page)
    page.goto(path.as_uri())
    page.wait_for_load_state("load")
    page.wait_for_timeout(150)
    return opened


def place_of(page: Page, layer: str, row: int) -> tuple[float, float]:
    """Return where a row's first vertex or point lies on the screen."""
    spot: Any = page.evaluate(
        """([layer, row]) => {
            const data = JSON.parse(document.getElementById("page-data").textContent);
            let text = data.layers.find((one) => one.id === layer).shapes;
            if (Array.isArray(text)) { text = text[row].flat(9)[0]; row = 0; }
            const [x, y] = text.split(" ").map(unpack);
            const at = map_1.latLngToContainerPoint([y[row] / 1e5, x[row] / 1e5]);
            const box = map_1.getContainer().getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }""",
        [layer, row],
    )
    return spot[0], spot[1]

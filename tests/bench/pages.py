"""Bytes of every page, and the time until it can be used in a browser without a window."""

from __future__ import annotations

import gzip
import statistics
from typing import TYPE_CHECKING, NamedTuple

from tests import large_region
from tests.bench.stages import ROOT
from tests.grid_region import PAGES
from tests.opened import CHROMIUM, FLAGS, WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

MADE_UP = {
    "200 areas, 10,000 communities": (10, 20, 50),
    "5,000 areas, 100,000 communities": (50, 100, 20),
}
"""Rows and columns of areas, and communities in each."""

MOST_MB = {"200 areas, 10,000 communities": 3.0, "5,000 areas, 100,000 communities": 8.0}
"""Of any page; of regions that are not made up, as of the smaller."""

MOST_S = 2.0
TIMES = 3
USABLE = """() => new Promise((done) => {
  const tell = (list) => list.getEntriesByName("usable").forEach((mark) => done(mark.startTime));
  new PerformanceObserver(tell).observe({ type: "mark", buffered: true });
})"""
"""Milliseconds from the request to the mark that a page sets when it can be used."""


class Page(NamedTuple):
    """What one page weighs and takes."""

    region: str
    name: str
    size: int
    gzipped: int
    usable_s: float | None
    """Median of some loads, from the request to the first frame with all that is on; none without
    a browser, or of pages without a map."""

    @property
    def most(self) -> float:
        """Bytes that it may have."""
        return 1e6 * MOST_MB.get(self.region, 3.0)


def measured(folder: Path, project: Path) -> Iterator[Page]:
    """Measure the pages that are built in a project, or else here, then those made up."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only this part needs it

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        built = sorted(project.glob("maps/*/*.html")) or sorted(ROOT.glob("maps/*/*.html"))
        for path in built:
            yield _page(browser, path.parent.name, path)
        for region, shape in MADE_UP.items():
            made = large_region.tables(*shape)
            for name in PAGES:
                path = folder / f"{name}.html"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(large_region.build(name, made), encoding="utf-8")
                yield _page(browser, region, path)
        browser.close()


def over(pages: list[Page]) -> list[str]:
    """Return which pages are larger, or open later, than they may."""
    large = [f"{p.region}: {p.name} has {p.size:,} bytes" for p in pages if p.size > p.most]
    slow = [
        f"{p.region}: {p.name} is usable after {p.usable_s:.1f} s"
        for p in pages
        if p.usable_s and p.usable_s > MOST_S
    ]
    return large + slow


def _page(browser: Browser, region: str, path: Path) -> Page:
    content = path.read_bytes()
    has_map = b"drawPage(map_1" in content
    times = [_usable_s(browser, path) for _ in range(TIMES)] if has_map else []
    median = statistics.median(times) if times else None
    return Page(region, path.stem, len(content), len(gzip.compress(content, 9)), median)


def _usable_s(browser: Browser, path: Path) -> float:
    page = browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
    page.goto(path.as_uri())
    found_ms: float = page.evaluate(USABLE)
    page.close()
    return found_ms / 1000

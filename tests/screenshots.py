"""Write a picture of every page, for people to look at: `python -m tests.screenshots`.

Pages of a region that has been built, in English, in French and in a made-up language that is
written from right to left; those of a region whose names are hostile; and each as it is printed.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from pipeline import stages
from pipeline.built import Layers, made
from tests import every_page, grid_region, other_tongues
from tests.opened import CHROMIUM, FLAGS, NARROW, WIDE, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "fr", other_tongues.RTL)
HOSTILE = "hostile"


def main() -> None:
    """Write the pages, open them, and write what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("region", nargs="?", default="sample")
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--only", nargs="+", default=every_page.PAGES)
    parser.add_argument("--languages", nargs="+", default=[*LANGUAGES, HOSTILE])
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    with other_tongues.spoken_too(), sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = written(given.region, given.into, given.only, given.languages)
        for path in pages:
            photograph(browser, path)
        browser.close()


def written(
    region: str, folder: Path, only: Sequence[str], languages: Sequence[str]
) -> Iterator[Path]:
    """Yield each page's file, written in a folder."""
    layers = Layers(stages.steps(ROOT, region))
    spoken = [code for code in languages if code != HOSTILE]
    for name, code in product([name for name in only if name != every_page.WHATIF], spoken):
        step = layers.steps[f"{name}.html"]
        tables = {need: layers.table(need) for need in step.needs}
        setting = {**step.parameters["setting"], "languages": [*LANGUAGES]}
        path = folder / f"{name}-{code}.html"
        path.write_text(made(step, tables, language=code, setting=setting), encoding="utf-8")
        yield path
    if HOSTILE in languages:
        every_page.written(folder / HOSTILE, grid_region.HOSTILE)
        yield from (folder / HOSTILE / f"{name}.html" for name in only)


def photograph(browser: Browser, path: Path) -> None:
    """Write what a page looks like, wide and narrow, with its panel and a search, and printed."""
    for kind, size in {"wide": WIDE, "narrow": NARROW}.items():
        page = show(browser, path, size).page
        page.screenshot(path=path.with_name(f"{path.stem}-{kind}.png"))
        if kind == "wide":
            page.pdf(
                path=path.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True
            )
        page.locator("#search").press_sequentially("a")
        page.screenshot(path=path.with_name(f"{path.stem}-{kind}-search.png"))
        if page.locator(".folium-map").count():
            page.locator("#search").press("Enter")
            page.wait_for_timeout(300)
            page.screenshot(path=path.with_name(f"{path.stem}-{kind}-opened.png"))
            page.keyboard.press("Escape")
        if kind == "narrow" and page.locator(".handle").count():
            page.locator(".handle").click()
            page.locator(".about summary").click()
            page.screenshot(path=path.with_name(f"{path.stem}-{kind}-panel.png"))
        page.close()


if __name__ == "__main__":
    main()

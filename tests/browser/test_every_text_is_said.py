"""Pages in a language that sets all it says in brackets: what is outside them is only data.

Names, numbers, days and units are data. What a page still says in English whatever its language
is listed, page by page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.page import language
from tests import every_page, grid_region, other_tongues
from tests.opened import NEEDS_BROWSER, show
from tests.page_data import raw_data_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = NEEDS_BROWSER
NAMES = grid_region.Names(
    title="Qaxo",
    area="Zuvu",
    community="Wopi",
    service="Kliq",
    report="Brexu",
    hub="Cavi",
    road="Roqa",
)
DATA = re.compile(
    r"\b(Qaxo|Zuvu|Wopi|Kliq|Brexu|Cavi|Roqa)\b"
    r"|\b[a-zA-Z]+[\d_:]+\d*\b"  # identifiers
    r"|\b[\w-]+\.(csv|geojson|gpkg|tif|pbf|html)\b"
    r"|\b1-[0-9a-f]{8}\b"  # the version of the method
)
UNITS = {"min", "km", "m", "h", "km\N{SUPERSCRIPT TWO}", "p", "Gi", "A", "B", "C", "X"}
SAID_IN_DATA = {"label", "unit", "title", "note", "line", "none"}
TEXTS = """() => {
    const found = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const within = walk.currentNode.parentElement.closest("script, style, .languages");
        if (!within) found.push(walk.currentNode.data);
    }
    for (const one of document.querySelectorAll("body *")) {
        if (one.closest(".languages a")) continue;
        for (const name of ["aria-label", "title", "placeholder", "alt"]) {
            if (one.hasAttribute(name)) found.push(one.getAttribute(name));
        }
    }
    return found;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with other_tongues.spoken_too():
        return every_page.written(
            tmp_path_factory.mktemp("said"), NAMES, tongue=other_tongues.MARKED
        )


def unsaid(text: str) -> str:
    """Return what of a text is neither in brackets nor data."""
    plain, depth = [], 0
    for character in text:
        depth += (character == other_tongues.FIRST) - (character == other_tongues.LAST)
        plain.append(" " if depth or character == other_tongues.LAST else character)
    words = re.findall(r"[^\W\d_]\w*", DATA.sub(" ", "".join(plain)))
    return text if set(words) - UNITS else ""


def texts_of(data: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401  any JSON value
    """Yield the texts that a data block holds for popups and lists, packed columns left out."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from texts_of(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from texts_of(value, name)
    elif isinstance(data, str) and name in SAID_IN_DATA:
        yield re.sub(r"{\w+}", "", data)


def test_what_is_outside_the_brackets_is_found() -> None:
    said = other_tongues.marked("Near")
    assert unsaid(f"{said} 60 min") == ""
    assert unsaid(f"{other_tongues.marked(f'in {said} of it')} \N{MIDDLE DOT} Wopi 3") == ""
    assert unsaid(f"{said}: within") == f"{said}: within"
    assert list(texts_of({"label": "{n} a", "values": "ab", "in": [{"note": "c"}]})) == [" a", "c"]


@pytest.mark.parametrize("name", every_page.PAGES)
def test_page_says_nothing_that_a_catalogue_cannot_translate(
    browser: Browser, folder: Path, name: str
) -> None:
    path = folder / f"{name}.html"
    html = path.read_text(encoding="utf-8")
    opened = show(browser, path)
    page = opened.page
    page.locator("#search").press_sequentially("1")
    told = page.evaluate(TEXTS)
    if name != "index":
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        told += page.evaluate(TEXTS)
    page.close()
    told += texts_of({key: part for key, part in raw_data_of(html).items() if key != "labels"})
    unknown = sorted({text.strip() for text in told if unsaid(text)})
    assert not unknown, "\n".join(unknown)
    assert language.code() == language.OWN
    assert opened.complaints == []

"""Pages in French in a real browser: they say French words and none of the English ones."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING

import pytest

from pipeline import catalogue, stages
from tests.opened import NEEDS_BROWSER, place_of, show

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.sample_project import Built

pytestmark = NEEDS_BROWSER
NAMES = ("resilience", "stability", "compare")
LEAST_LETTERS = 7
"""Shorter texts may stand inside a word of the other language."""


def page_in_french(sample: Built, name: str, folder: Path) -> Path:
    """Return one of the sample's pages made in French."""
    own = stages.steps(sample.project, "sample")
    step = next(step for step in own if step.name == f"{name}.html")
    module, function = step.function.split(":")
    make = getattr(importlib.import_module(module), function)
    tables = {need: sample.table(need) for need in step.needs}
    path = folder / f"{name}.html"
    path.write_text(make(**tables, **{**step.parameters, "language": "fr"}), encoding="utf-8")
    return path


def english() -> list[str]:
    """Return the texts that have another one in French, as far as they hold no values."""
    translated = {
        message.id: message.string
        for message in catalogue.read("fr")
        if isinstance(message.id, str) and "{" not in message.id
    }
    return [
        text
        for text, said in translated.items()
        if len(text) >= LEAST_LETTERS and text.lower() != str(said).lower()
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_in_french_says_nothing_in_english(
    browser: Browser, sample: Built, name: str, tmp_path: Path
) -> None:
    opened = show(browser, page_in_french(sample, name, tmp_path))
    page = opened.page
    if name == "stability":
        page.locator('[data-switch="shown"][value="3"]').check(force=True)
    x, y = place_of(page, "areas", 0)
    page.mouse.click(x, y)
    page.locator("#panel .about summary").evaluate("summary => summary.click()")
    said = page.locator("body").evaluate(
        """body => {
            body.querySelectorAll("details").forEach((part) => { part.open = true; });
            return body.innerText;
        }"""
    )
    language = page.locator("html").get_attribute("lang")
    page.close()
    lines = f"\n{said}\n"
    found = [text for text in english() if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", lines)]
    assert language == "fr"
    assert found == []
    assert "Zones" in said
    assert opened.complaints == []

from __future__ import annotations

import re
from importlib import resources

import pytest

from pipeline.page import assets


def test_leaflet_style_names_no_file() -> None:
    targets = re.findall(r"url\(([^)]*)\)", assets.leaflet_css())
    assert targets
    assert all(t.startswith(("data:image/png;base64,", "#")) for t in targets)


def test_leaflet_script_asks_for_no_source_map() -> None:
    text = assets.leaflet_js()
    assert "sourceMappingURL" not in text
    assert "Leaflet 1.9" in text[:100]
    assert "</script" not in text


def test_own_files_fetch_nothing_and_make_no_html() -> None:
    apart = [assets.own(name) for name in assets.APART]
    for text in (assets.all_of(".css"), assets.all_of(".js"), *apart):
        assert not re.search(r"https?:|url\(|@import|fetch\(|innerHTML", text)


def names(ending: str) -> set[str]:
    folder = resources.files("pipeline.page").joinpath("assets")
    return {file.name for file in folder.iterdir() if file.name.endswith(ending)}


@pytest.mark.parametrize("ending", [".css", ".js"])
def test_each_file_is_there_once(ending: str) -> None:
    text = assets.all_of(ending)
    counts = {name: text.count(assets.own(name)) for name in names(ending)}
    assert counts == {name: int(name not in assets.APART) for name in counts}


def test_parts_come_first_and_what_else_a_page_can_do_in_the_order_of_the_alphabet() -> None:
    text = assets.all_of(".js")
    parts = [name for name in assets.FIRST if name.endswith(".js")]
    more = sorted(names(".js") - {*parts, *assets.APART})
    places = [text.index(assets.own(name)) for name in (*parts, *more)]
    assert places == sorted(places)
    assert parts[-1] == "page.js"
    assert more == ["compare.js", "finding.js", "keys.js", "print.js", "search.js", "slider.js"]


def test_extensions_are_only_in_files_that_follow_the_one_that_holds_them() -> None:
    first = [assets.own(name) for name in assets.FIRST]
    assert [text.count("const EXTENSIONS") for text in first] == [0] * (len(first) - 1) + [1]
    assert not any("EXTENSIONS.push" in text for text in first)


def test_scripts_and_styles_know_no_side_of_the_page() -> None:
    physical = r"(margin|padding|border)-(left|right)|text-align: (left|right)|float:"
    assert not re.search(physical, assets.all_of(".css"))


def test_scripts_hold_no_words_of_their_own() -> None:
    """Texts come from the data block: what is in quotes is code, not a sentence."""
    scripts = assets.all_of(".js") + "".join(assets.own(name) for name in assets.APART)
    quoted = re.findall(r'"([^"\n]*)"', re.sub(r"/\*.*?\*/|//.*", "", scripts, flags=re.DOTALL))
    sentences = [
        one for one in quoted if re.search(r"[A-Z][a-z]+ [a-z]|[a-z]\.$|^[A-Z][a-z]+$", one)
    ]
    assert set(sentences) <= {"Escape", "Enter"}


def test_scripts_that_lie_apart_are_in_no_other_page() -> None:
    assert "openTiles" not in assets.all_of(".js")
    assert all("openTiles" in assets.own(name) for name in assets.APART)

from __future__ import annotations

import re

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


def test_scripts_that_others_build_on_come_first_and_each_is_there_once() -> None:
    text = assets.all_of(".js")
    parts = [text.index(part) for part in ("function unpack", "function drawPage", "addSearch")]
    assert parts == sorted(parts)
    assert text.count("function drawPage") == 1


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

from __future__ import annotations

import re

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


@pytest.mark.parametrize("name", assets.OWN)
def test_own_files_fetch_nothing(name: str) -> None:
    text = assets.own(name)
    assert not re.search(r"https?:|url\(|@import|fetch\(|innerHTML", text)

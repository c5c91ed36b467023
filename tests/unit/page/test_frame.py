from __future__ import annotations

import re

import pandas as pd

from pipeline.page import frame, words

SETTING = {"title": "Region"}
BOUNDS = [[0.0, 1.0], [2.0, 3.0]]
TILES = "https://tiles.example/{z}/{x}/{y}.png"
DATA = {"layers": [], "labels": {"kinds": [], "names": [], "at": []}}
BAD = "<script>alert(1)</script>{{ 7 * 7 }}<!--slot:head-->"


def page(**changes: str) -> frame.Page:
    given = {"day": "2024-01-01", "lead": "Lead.", **changes}
    return frame.Page(name="access.html", corner={"Hubs": "1"}, **given)  # type: ignore[arg-type]


def test_same_bytes_each_time() -> None:
    one, two = (frame.map_page(page(), DATA, SETTING, bounds=BOUNDS) for _ in range(2))
    assert one == two
    assert "var map_1 = L.map(" in one
    assert "drawPage(map_1, " in one


def test_nothing_is_loaded_from_outside() -> None:
    html = frame.map_page(page(), DATA, SETTING, bounds=BOUNDS)
    assert not re.search(r'<(script|link|img)[^>]*(src|href)="(?!data:)', html)
    assert "default-src 'none'; img-src data:;" in html
    assert not re.search("jsdelivr|cloudflare|jquery|bootstrap|awesome", html)


def test_tiles_only_where_named() -> None:
    html = frame.map_page(
        page(), DATA, {**SETTING, "tiles": TILES, "attribution": BAD}, bounds=BOUNDS
    )
    assert TILES in html
    assert "img-src data: https: http:;" in html
    assert "<script>alert" not in html


def test_hostile_title_is_text_and_never_a_template_or_a_slot() -> None:
    html = frame.map_page(page(lead=BAD, day=BAD), DATA, {"title": BAD}, bounds=BOUNDS)
    assert "<script>alert" not in html
    assert "{{ 7 * 7 }}" in html
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", html)[0]
    assert html.count("Content-Security-Policy") == 1


def test_navigation_marks_the_page_that_it_is() -> None:
    html = frame.map_page(page(), DATA, SETTING, bounds=BOUNDS)
    assert '<a href="access.html" aria-current=page>Access</a>' in html
    assert html.count('.html"') == len(words.PAGES)


def test_plain_page_has_the_frame_and_no_script() -> None:
    html = frame.plain_page(page(), SETTING, "<p>Body</p>")
    assert "<p>Body</p>" in html
    assert "page-data" not in html
    assert "Data as of</span> 2024-01-01" in html


def test_day() -> None:
    stated = pd.DataFrame({"as_of": pd.to_datetime(["2024-03-31"])})
    assert frame.day(stated) == "2024-03-31"
    assert frame.day(pd.DataFrame({"as_of": pd.to_datetime([""])})) == "no date"
    assert frame.day(stated[:0]) == "no date"


def test_left_out_names_classes() -> None:
    assert frame.left_out([]) == []
    assert "path, track" in frame.left_out(["path", "track"])[0]

from __future__ import annotations

import re

import pandas as pd

from pipeline.page import frame, language, words
from tests import page_data
from tests.other_tongues import spoken_too

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
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", html)[0]
    assert html.count("Content-Security-Policy") == 1


def test_navigation_marks_the_page_that_it_is() -> None:
    html = frame.map_page(page(), DATA, SETTING, bounds=BOUNDS)
    assert '<a href="access.html" aria-current=page>Access</a>' in html
    assert html.count('.html"') == len(words.PAGES)


def test_plain_page_has_the_frame_and_no_map() -> None:
    html = frame.plain_page(page(), SETTING, "<p>Body</p>")
    assert "<p>Body</p>" in html
    assert "L.map(" not in html
    assert "Data as of</span> 2024-01-01" in html
    assert 'role="combobox"' in html
    assert '<main class="plain" id="main"' in html


def test_evidence_is_counted_in_the_order_of_the_grades_and_says_of_what() -> None:
    counts = frame.graded(pd.Series(["C", "A", "C"]))
    assert counts == {"A": 1, "B": 0, "C": 2, "X": 0}
    assert frame.graded(pd.Series([], dtype="str")) == {}
    told = frame.Page(
        name="access.html", day="", lead="", evidence=counts, evidence_of="Roads by evidence"
    )
    html = frame.plain_page(told, SETTING, "")
    assert '<p class="evidence" title="Roads by evidence"><span>Roads by evidence</span>' in html
    assert '<i class="grade" title="C, largely assumed"><b>C</b> 2</i>' in html
    assert 'class="evidence"' not in frame.plain_page(page(), SETTING, "")


def links_to_languages(tongue: str, **changes: str) -> list[tuple[str, str, str]]:
    setting = {**SETTING, "languages": ["fr", "en", "ar"]}
    with language.speaking(tongue):
        told = page(**changes)
        html = frame.plain_page(told, setting, "")
    found = re.search(r'<nav class="languages".*?</nav>', html)
    links = r'<a href="([^"]*)" lang="(..)" hreflang="\2"(?: aria-current=true)?>([^<]*)'
    return re.findall(links, found[0]) if found else []


def test_languages_lead_to_the_same_page_beside_above_and_below() -> None:
    with spoken_too():
        assert links_to_languages("fr") == [
            ("access.html", "fr", "Français"),
            ("en/access.html", "en", "English"),
            ("ar/access.html", "ar", "العربية"),
        ]
        assert [href for href, _, _ in links_to_languages("ar")] == [
            "../access.html", "../en/access.html", "../ar/access.html",
        ]  # fmt: skip
        assert links_to_languages("fr", heading="What if") == []


def test_one_language_needs_no_links() -> None:
    assert 'class="languages"' not in frame.plain_page(page(), SETTING, "")


def test_about_tells_parameters_sources_and_what_is_withheld() -> None:
    sources = [
        {"file": "roads.pbf", "where_from": f"OSM {BAD}", "licence": "ODbL"},
        {"file": "people.tif", "where_from": None, "licence": None},
    ]
    told = frame.Page(
        name="access.html",
        day="2024-01-01",
        lead="",
        corner={"Hubs": "1"},
        about={"Method": ["How."], "Sources": ["By hand."]},
        withheld=["Two clinics."],
    )
    html = frame.map_page(told, DATA, {**SETTING, "sources": sources}, bounds=BOUNDS)
    about = html[html.index('<details class="about">') :]
    headings = re.findall("<h3>(.*?)</h3>", about)
    assert headings == ["Method", "Sources", "Parameters", "Withheld"]
    lines = re.findall("<li>(.*?)</li>", about)
    assert lines[1] == "By hand."
    assert lines[2].startswith("roads.pbf: OSM &lt;script&gt;")
    assert lines[2].endswith(". Licence: ODbL.")
    assert lines[3] == "Licence not stated: people.tif."
    assert lines[4:] == ["Data as of: 2024-01-01", "Hubs: 1", "Two clinics."]
    assert "<script>alert" not in html
    assert 'class="imprint">Sources: OSM ' in html
    assert "(ODbL); people.tif</footer>" in html


def test_files_of_one_source_and_licence_are_one_line_and_missing_licences_another() -> None:
    given = [
        ("a.shp", "Survey", "CC BY"),
        ("b.csv", None, None),
        ("c.csv", "Office", None),
        ("d.shp", "Survey", "CC BY"),
        ("e.shp", "Survey", "ODbL"),
        ("f.csv", "Office", None),
    ]
    sources = [
        dict(zip(("file", "where_from", "licence"), source, strict=True)) for source in given
    ]
    html = frame.map_page(page(), DATA, {**SETTING, "sources": sources}, bounds=BOUNDS)
    told = re.findall("<li>(.*?)</li>", html[html.index("<h3>Sources</h3>") :].split("</ul>")[0])
    assert told == [
        "a.shp, d.shp: Survey. Licence: CC BY.",
        "c.csv, f.csv: Office.",
        "e.shp: Survey. Licence: ODbL.",
        "Licence not stated: b.csv, c.csv, f.csv.",
    ]


def test_script_is_told_its_words_and_marks_in_the_language_of_the_page() -> None:
    with language.speaking("fr"):
        html = frame.map_page(page(), DATA, SETTING, bounds=BOUNDS)
    data = page_data.raw_data_of(html)
    assert data["words"]["close"] == "Fermer"
    assert data["marks"] == {",": "\u202f", ".": ","}
    assert '<html lang="fr" dir="ltr">' in html


def test_day() -> None:
    stated = pd.DataFrame({"as_of": pd.to_datetime(["2024-03-31"])})
    assert frame.day(stated) == "2024-03-31"
    assert frame.day(pd.DataFrame({"as_of": pd.to_datetime([""])})) == "no date"
    assert frame.day(stated[:0]) == "no date"


def test_left_out_names_classes() -> None:
    assert frame.left_out([]) == []
    assert "path, track" in frame.left_out(["path", "track"])[0]

from __future__ import annotations

import re

import pytest

from tests import grid_region


@pytest.fixture(scope="module")
def html() -> str:
    return grid_region.build("index", grid_region.tables())


def figures(html: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html))


def test_headline_numbers(html: str) -> None:
    made = grid_region.tables()
    isolation, communities = made["isolation"], made["communities"]
    is_cut = isolation["status"].ne("unknown") & isolation["scenario"].eq("dry-4x4")
    # Nine areas of equal people with shares 1, 0.875 ... 0 within the hour.
    assert figures(html) == {
        "People": f"{made['communities']['people'].sum():,.0f}",
        "Areas": "9",
        "Health within 60 min": "50 %",
        "Cut off from every hub": f"{isolation['people'][is_cut].sum():,.0f}",
        "Lose their hub if the worst road goes": "21,000",
        "Regain a hub if the best road reopens": "4,000",
        "Reach a hub in one season only": f"{communities['people'][1::3].sum():,.0f}",
        "Incidents": "70",
    }


def test_near_is_what_the_region_file_says() -> None:
    made = grid_region.tables()
    near = made["access"].assign(within_120_min_share=made["access"]["within_60_min_share"] + 0.1)
    shown = figures(grid_region.build("index", {**made, "access": near}, access_within_min=120))
    assert shown["Health within 120 min"] == "60 %"


def test_region_without_people_has_no_share() -> None:
    made = grid_region.empty(grid_region.tables())
    assert figures(grid_region.build("index", made))["Health within 60 min"] == "\N{EN DASH}"


def test_reasons_are_in_words_the_most_people_first(html: str) -> None:
    bars = re.findall(r'<span>([^<]*)</span><i style="[^"]*"></i><b>([\d,]+)</b>', html)
    by_reason = [int(people.replace(",", "")) for _, people in bars[:3]]
    assert by_reason == sorted(by_reason, reverse=True)
    assert {label for label, _ in bars[:3]} == {
        "A reported closure cuts the only way",
        "No road within walking distance",
        "Its roads do not connect to any hub",
    }


def test_picture_has_one_path_an_area(html: str) -> None:
    assert html.count("<path ") == 9
    assert "<title>Area 1: Strong and reachable</title>" in html


def test_evidence_is_stated(html: str) -> None:
    assert "Areas by evidence grade: A 3, B 2, C 2, X 2." in html
    assert "the surface of 50 % of the length is guessed" in html
    assert "stated in the region file" in html


def test_nothing_closed_and_no_one_to_lose_reads_well() -> None:
    made = grid_region.tables()
    none = {name: made[name][:0] for name in ("reopenings", "season_flips", "links")}
    html = grid_region.build("index", {**made, **none})
    assert '<dd>0</dd><dd class="note">no closed road cuts anyone off</dd>' in html
    assert '<dd>0</dd><dd class="note">no road cuts anyone off</dd>' in html


def test_cards_lead_to_every_map(html: str) -> None:
    cards = re.search(r'<div class="cards">(.*?)</div>', html)
    assert cards
    assert re.findall(r'href="(\w+)\.html"', cards[1]) == list(grid_region.PAGES[1:])


def test_sums_of_which_a_part_is_not_told_are_at_least_that() -> None:
    made = grid_region.tables()
    isolation = made["isolation"]
    is_cut = isolation["status"].ne("unknown") & isolation["scenario"].eq("dry-4x4")
    first = isolation.index[is_cut][0]
    told = isolation.assign(people=isolation["people"].drop(first))
    left = isolation["people"][is_cut].sum() - isolation["people"][first]
    html = grid_region.build("index", {**made, "isolation": told})
    assert figures(html)["Cut off from every hub"] == f"at least {left:,.0f}"
    assert "least" not in figures(html)["Reach a hub in one season only"]
    assert "<b>at least " in html
    none = isolation.assign(people=float("nan"))
    html = grid_region.build("index", {**made, "isolation": none})
    assert figures(html)["Cut off from every hub"] == "not told"
    assert "<b>not told</b>" in html

"""The made-up region's own pages in a real browser: they say what its tables hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest

from pipeline.page import colours, telling, words
from tests import grid_region
from tests.opened import NARROW, NEEDS_BROWSER, WIDE, Opened, show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sample_project import Built

pytestmark = NEEDS_BROWSER
LEGENDS = {
    "resilience": ["Better access", "More stable", "Unknown: access or stability cannot be told"],
    "compare": ["80 to 100 %", "Unknown for most people"],
    "access": ["80 to 100 %", "Unknown for most people", "Services"],
    "stability": ["over 20", "Rising", "Falling"],
    "isolation": ["No way to a hub", "Hub", "Open with a warning", "Best roads to reopen"],
    "links": ["10,001 to 100,000", "Junctions that cut people off"],
}
HEADLINE, BASE, OTHER = "health", "dry-4x4", "wet-truck"


def opened_page(browser: Browser, sample: Built, name: str, size: tuple[int, int] = WIDE) -> Opened:
    return show(browser, sample.project / "maps" / "sample" / f"{name}.html", size)


def spot(page: Page, point: Any, zoom: int | None = None) -> tuple[float, float]:  # noqa: ANN401
    """Return where a place lies on the screen, the map moved there where a zoom is given."""
    found: list[float] = page.evaluate(
        """([lat, lon, zoom]) => {
            if (zoom) map_1.setView([lat, lon], zoom, { animate: false });
            const at = map_1.latLngToContainerPoint([lat, lon]);
            const box = map_1.getContainer().getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }""",
        [point.y, point.x, zoom],
    )
    page.wait_for_timeout(100)
    return found[0], found[1]


def card(page: Page, selector: str = ".leaflet-popup-content") -> dict[str, str]:
    """Return the lines of an open popup or tooltip, and its heading as `title`."""
    box = page.locator(f"{selector} .card").first
    lines = {
        line.locator("th").inner_text(): line.locator("td").inner_text()
        for line in box.locator("tr").all()
    }
    return {"title": box.locator("strong").inner_text(), **lines}


def said(value: float, unit: str = "", digits: int = 0) -> str:
    """Return a number as a card says it."""
    if np.isnan(value):
        return "\N{EN DASH}"
    number = f"{np.round(value, digits):,.{digits}f}"
    plain = number.rstrip("0").rstrip(".") if digits else number
    return f"{plain}\N{NO-BREAK SPACE}{unit}" if unit else plain


def row(sample: Built, name: str, **keys: str) -> Any:  # noqa: ANN401
    """Return the one row of a table with these keys."""
    table = sample.table(name)
    for key, value in keys.items():
        table = table[table[key] == value]
    assert len(table) == 1
    return table.iloc[0]


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("name", grid_region.PAGES)
def test_page_opens_in_silence_and_asks_no_host(
    browser: Browser, sample: Built, name: str, size: tuple[int, int]
) -> None:
    opened = opened_page(browser, sample, name, size)
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    legend = opened.page.locator(".legend").inner_text() if name in LEGENDS and size == WIDE else ""
    opened.page.close()
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []
    assert width <= size[0]
    if legend:
        assert [line for line in LEGENDS[name] if line not in legend] == []


def test_area_says_the_numbers_of_the_tables(browser: Browser, sample: Built) -> None:
    areas: Any = sample.table("areas")
    is_largest = areas["area_km2"] == areas["area_km2"].max()
    area = areas[is_largest].iloc[0]
    inside = gpd.GeoSeries(areas[is_largest].representative_point(), crs=areas.crs)
    opened = opened_page(browser, sample, "access")
    page = opened.page
    for layer in ("communities", "services"):
        page.locator(f'[data-layer="{layer}"]').uncheck()
    x, y = spot(page, inside.to_crs("EPSG:4326").iloc[0])
    page.mouse.move(x, y)
    tip = card(page, ".leaflet-tooltip")
    for scenario in (BASE, OTHER):
        page.select_option('[data-switch="scenario"]', label=words.scenario(scenario))
        page.mouse.click(*spot(page, inside.to_crs("EPSG:4326").iloc[0]))
        popup = card(page)
        wanted = row(
            sample, "access", area_id=area["area_id"], service_type=HEADLINE, scenario=scenario
        )
        assert popup["title"] == area["area_name"]
        assert popup["People"] == said(wanted["people"])
        assert popup["Within 60 min"] == said(wanted["within_60_min_share"] * 100, "%", 1)
        assert popup["Unreachable"] == said(wanted["unreachable_share"] * 100, "%", 1)
        assert popup["Median time"] == said(wanted["median_min"], "min")
        if scenario == BASE:
            assert {key: popup[key] for key in tip} == tip
    page.close()
    assert opened.complaints == []


def test_community_says_the_numbers_of_the_tables(browser: Browser, sample: Built) -> None:
    isolation: Any = sample.table("isolation")
    cut = isolation[isolation["scenario"].eq(BASE) & isolation["status"].eq("unreachable")]
    wanted = cut.sort_values("people").iloc[-1]
    opened = opened_page(browser, sample, "isolation")
    opened.page.locator("#list button").first.click()
    popup = card(opened.page)
    opened.page.close()
    assert popup["title"] == wanted["community_name"]
    assert popup["People"] == said(wanted["people"])
    assert popup["Reason"] == words.HUB_REASONS[wanted["reason"]]
    assert popup["Nearest road"] == said(wanted["nearest_road_m"], "m")
    assert opened.complaints == []


def test_a_road_is_found_by_its_name(browser: Browser, sample: Built) -> None:
    links = sample.table("links")
    name = links.sort_values("people_cut_off")["road_name"].dropna().iloc[-1]
    opened = opened_page(browser, sample, "links")
    opened.page.fill("#search", name)
    found = [line.inner_text() for line in opened.page.locator("#found li").all()]
    opened.page.locator("#found li", has_text="Road").first.click()
    popup = card(opened.page)
    opened.page.close()
    assert len([line for line in found if "Road" in line]) == 1
    assert popup["title"] == name
    assert popup["Link"] in set(links.loc[links["road_name"] == name, "link_id"])
    assert opened.complaints == []


def test_list_of_roads_follows_what_colours_them(browser: Browser, sample: Built) -> None:
    links: Any = sample.table("links")
    opened = opened_page(browser, sample, "links")
    first = opened.page.locator("#list button").first
    for label, column in (("People cut off", "people_cut_off"), ("Use by people", "trips_people")):
        opened.page.select_option('[data-switch="measure"]', label=label)
        assert first.locator(".count").inner_text() == said(links[column].max())
    opened.page.select_option('[data-switch="measure"]', label="Status")
    assert first.locator(".count").inner_text() == words.LINK_STATUSES["closed"]
    opened.page.close()
    assert opened.complaints == []


def test_areas_take_the_colour_of_the_band_that_is_chosen(browser: Browser, sample: Built) -> None:
    areas, access = sample.table("areas"), sample.table("access")
    own = access[access["service_type"].eq(HEADLINE) & access["scenario"].eq(BASE)]
    own = own.set_index("area_id").loc[areas["area_id"]]
    known = own["unknown_share"].to_numpy() <= 0.5
    opened = opened_page(browser, sample, "access")
    for within in (30, 240):
        opened.page.select_option('[data-switch="view"]', label=f"People within {within} min")
        painted = opened.page.evaluate(
            """() => Object.values(map_1._layers)
                .filter((one) => one instanceof L.Polygon && one.row !== undefined)
                .sort((a, b) => a.row - b.row).map((one) => one.options.fillColor)"""
        )
        share = own[f"within_{within}_min_share"].to_numpy(float)
        wanted = np.array(colours.SHARES)[colours.classes(share, colours.SHARE_BREAKS)]
        assert np.array(painted)[known].tolist() == wanted[known].tolist()
    assert "minutes" in opened.page.locator(".legend .note:visible").first.inner_text()
    opened.page.close()
    assert opened.complaints == []


def test_headline_numbers_are_those_of_what_stands(browser: Browser, sample: Built) -> None:
    standing = sample.table("standing").set_index(["moment", "kind", "id"])["number"]
    opened = opened_page(browser, sample, "index")
    shown = [line.inner_text() for line in opened.page.locator(".figures dd:not(.note)").all()]
    news = opened.page.locator(".sheet", has_text="What changed since").inner_text()
    opened.page.close()
    names = ["people", "areas", "near_share", "people_cut_off", "worst_road_people"]
    names += ["best_opening_people", "season_people", "incidents"]
    numbers = {name: standing["now", "figure", name] for name in names}
    assert shown == [
        f"{value:.0%}".replace("%", " %") if name == "near_share" else f"{value:,.0f}"
        for name, value in numbers.items()
    ]
    assert "This is the first build" in news
    assert opened.complaints == []


def test_reopening_says_the_numbers_of_the_tables(browser: Browser, sample: Built) -> None:
    reopenings = sample.table("reopenings")
    wanted = reopenings[reopenings["scenario"].eq(BASE) & reopenings["rank"].eq(1)].iloc[0]
    opened = opened_page(browser, sample, "isolation")
    best = opened.page.locator("details.listed").first
    best.locator("summary").click()
    best.locator("button").first.click()
    popup = card(opened.page)
    opened.page.close()
    assert popup["title"] == wanted["road_names"]
    assert popup["People reconnected"] == said(wanted["people"])
    assert popup["Length to open"] == said(wanted["length_km"], "km", 2)
    assert opened.complaints == []


def test_link_says_the_numbers_of_the_register(browser: Browser, sample: Built) -> None:
    links = sample.table("links").sort_values(["people_cut_off", "link_id"])
    wanted = links[links["people_cut_off"] == links["people_cut_off"].max()].iloc[0]
    opened = opened_page(browser, sample, "links")
    opened.page.locator("#list button").first.click()
    popup = card(opened.page)
    opened.page.close()
    assert popup["Link"] == wanted["link_id"]
    assert popup["People cut off if it goes"] == said(wanted["people_cut_off"])
    assert popup["People on their way to a hub"] == said(wanted["hub_people"])
    assert popup["People over all trips"] == said(wanted["trips_people"])
    assert popup["Length"] == said(wanted["length_m"] / 1000, "km", 2)
    assert popup["Cut link"] == words.YES_NO[bool(wanted["is_cut_link"])]
    assert opened.complaints == []


def test_community_says_minutes_and_service_of_the_tables(browser: Browser, sample: Built) -> None:
    reach = sample.table("reach")
    asked = reach[reach["service_type"].eq(HEADLINE) & reach["scenario"].eq(BASE)]
    wanted = asked.dropna(subset="minutes").sort_values(["minutes", "community_id"]).iloc[-1]
    places: Any = sample.table("communities")
    place = places[places["community_id"] == wanted["community_id"]]
    opened = opened_page(browser, sample, "access")
    opened.page.locator('[data-layer="communities"]').check()
    x, y = spot(opened.page, place.geometry.to_crs("EPSG:4326").iloc[0], zoom=14)
    opened.page.mouse.click(x, y)
    popup = card(opened.page)
    opened.page.close()
    service = row(sample, "services", service_id=wanted["service_id"])
    assert popup["title"] == place["community_name"].iloc[0]
    assert popup["People"] == said(place["people"].iloc[0])
    assert popup["Travel time"] == said(wanted["minutes"], "min")
    assert popup["Nearest"] == service["service_name"]
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["access", "isolation"])
def test_another_scenario_recolours(browser: Browser, sample: Built, name: str) -> None:
    opened = opened_page(browser, sample, name)
    before = opened.pixels()
    opened.page.select_option('[data-switch="scenario"]', label=words.scenario(OTHER))
    opened.page.wait_for_timeout(150)
    after = opened.pixels()
    opened.page.close()
    assert before != after
    assert opened.complaints == []


def test_hot_spots_are_shown_in_place_of_the_rate(browser: Browser, sample: Built) -> None:
    areas, stability = sample.table("areas"), sample.table("stability")
    hottest = stability.nlargest(1, "gi_z").iloc[0]
    is_it = areas["area_id"] == hottest["area_id"]
    inside = gpd.GeoSeries(areas[is_it].representative_point(), crs=areas.crs)
    opened = opened_page(browser, sample, "stability")
    page, before = opened.page, opened.pixels()
    page.get_by_text("Hot spots", exact=True).click()
    legend = page.locator(".legend").inner_text()
    assert words.HOTSPOTS["hot"] in legend
    assert "over 20" not in legend
    assert opened.pixels() != before
    page.mouse.click(*spot(page, inside.to_crs("EPSG:4326").iloc[0]))
    popup = card(page)
    assert (
        popup["Hot spot in the rate's years"]
        == words.HOTSPOTS[hottest["hotspot"]]
        == words.HOTSPOTS["hot"]
    )
    assert popup["Emerging, period by period"] == words.EMERGING[hottest["emerging"]]
    assert popup["Spillover from around"] == said(hottest["spillover"], digits=2)
    page.close()
    assert opened.complaints == []


def test_weak_and_cut_off_area_is_listed_and_opened(browser: Browser, sample: Built) -> None:
    resilience = sample.table("resilience")
    weak = resilience[resilience["quadrant"] == "weak_cut_off"]
    wanted = weak.sort_values("people").iloc[-1]
    opened = opened_page(browser, sample, "resilience")
    assert opened.page.locator("#list button").count() == len(weak)
    opened.page.locator("#list button").first.click()
    popup = card(opened.page)
    opened.page.wait_for_timeout(300)
    tips = opened.page.locator(".leaflet-tooltip").count()
    opened.page.close()
    assert popup["title"] == wanted["area_name"]
    assert popup["Incidents"] == said(wanted["rate_per_100k"], "per 100,000 a year", 2)
    assert tips == 0
    assert opened.complaints == []


def test_popup_unfolds_how_each_number_comes_about(browser: Browser, sample: Built) -> None:
    opened = opened_page(browser, sample, "resilience")
    page = opened.page
    page.locator("#list button").first.click()
    title = card(page)["title"]
    page.locator(".leaflet-popup-content .told > summary").click()
    page.wait_for_timeout(200)
    parts = page.locator(".leaflet-popup-content .told > details").all()
    rules = sample.table("indicator_rules").sort_values(["pillar", "indicator"])
    assert len(parts) == len(rules)
    place = rules["indicator"].tolist().index("incident_rate")
    parts[place].locator("summary").click()
    said_there = parts[place].inner_text()
    top: float = page.evaluate(
        "document.querySelector('.leaflet-popup').getBoundingClientRect().top"
    )
    page.close()
    area = str(sample.table("areas").set_index("area_name").loc[title, "area_id"])
    wanted = row(sample, "indicators", area_id=area, indicator="incident_rate")
    rule: Any = rules.iloc[place].to_dict()
    line = telling.line(wanted.to_dict(), rule)
    assert line in said_there.replace("\u00a0", " ")
    assert telling.goalposts(rule) in said_there
    assert top >= 0, "the popup stays inside the map"
    assert opened.complaints == []


def test_colouring_by_index_changes_map_and_legend(browser: Browser, sample: Built) -> None:
    opened = opened_page(browser, sample, "resilience")
    legends = opened.page.locator('[data-when="colour"]')
    before = opened.pixels()
    assert [legends.nth(n).is_visible() for n in (0, 1)] == [True, False]
    opened.page.locator('[data-switch="colour"][value="1"]').check(force=True)
    opened.page.wait_for_timeout(150)
    after = opened.pixels()
    seen = [legends.nth(n).is_visible() for n in (0, 1)]
    opened.page.close()
    assert seen == [False, True]
    assert before != after
    assert opened.complaints == []


def test_a_popup_draws_pillars_as_bars_as_long_as_their_scores(
    browser: Browser, sample: Built
) -> None:
    resilience = sample.table("resilience").sort_values(["index", "area_id"])
    weakest = resilience.iloc[0]
    opened = opened_page(browser, sample, "resilience")
    opened.page.locator("details.listed summary").first.click()
    opened.page.locator("details.listed button").first.click()
    popup = card(opened.page)
    widths = opened.page.locator(".leaflet-popup .bar").evaluate_all(
        "bars => bars.map(bar => bar.firstChild.offsetWidth / bar.offsetWidth)"
    )
    ends = opened.page.locator(".leaflet-popup .whisker").evaluate_all(
        """lines => lines.map((line) => [line.offsetLeft, line.offsetLeft + line.offsetWidth]
            .map((x) => x / line.parentElement.offsetWidth))"""
    )
    opened.page.close()
    assert popup["title"] == weakest["area_name"]
    assert popup["Security"] == said(weakest["security_index"], digits=1)
    assert len(widths) == len(words.PILLARS) + 1
    drawn = ["index", *(f"{name}_index" for name in words.PILLARS)]
    np.testing.assert_allclose(widths, np.nan_to_num([weakest[n] / 10 for n in drawn]), atol=0.03)
    interval = [[weakest["score_p05"] / 10, weakest["score_p95"] / 10]]
    np.testing.assert_allclose(ends, interval, atol=0.03)
    assert opened.complaints == []


@pytest.mark.parametrize(
    ("name", "switch"), [("isolation", "scenario"), ("access", "scenario"), ("access", "service")]
)
def test_a_choice_shows_the_same_whatever_was_chosen_before_it(
    browser: Browser, sample: Built, name: str, switch: str
) -> None:
    """Columns are written as steps from each other, and read in any order."""
    straight, roundabout = (opened_page(browser, sample, name) for _ in range(2))
    choices = straight.page.locator(f'[data-switch="{switch}"] option').count()
    shown = []
    for opened, way in ((straight, [1]), (roundabout, [choices - 1, choices - 2, 2, 1])):
        if name == "access":
            opened.page.locator('[data-layer="communities"]').check()
        for choice in way:
            opened.page.select_option(f'[data-switch="{switch}"]', value=str(choice))
        opened.page.wait_for_timeout(200)
        shown.append((opened.pixels(), opened.page.locator(".panel").inner_text()))
        opened.page.close()
    assert choices > 3
    assert shown[0] == shown[1]

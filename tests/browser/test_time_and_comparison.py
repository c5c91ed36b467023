"""The slider of time and the line of comparison in a real browser: they say what tables hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest

from tests.browser.test_sample_pages import card, opened_page, row, said, spot
from tests.opened import NARROW, NEEDS_BROWSER, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.opened import Opened
    from tests.sample_project import Built

pytestmark = NEEDS_BROWSER
PAN_MS = 500
"""What the map takes to make room for a popup, and to be drawn anew."""


def inside(sample: Built, area_id: str) -> Any:  # noqa: ANN401
    """Return a place in an area, in degrees."""
    areas: Any = sample.table("areas")
    own = areas[areas["area_id"] == area_id]
    points = gpd.GeoSeries(own.representative_point(), crs=areas.crs)
    return points.to_crs("EPSG:4326").iloc[0]


def over_time(browser: Browser, sample: Built, size: tuple[int, int] = WIDE) -> Opened:
    """Return the stability page with the slider shown."""
    opened = opened_page(browser, sample, "stability", size)
    choose(opened.page, "shown", 3)
    return opened


def choose(page: Page, switch: str, value: int) -> None:
    page.evaluate(
        """([name, value]) => {
            const found = `[data-switch="${name}"]`;
            const list = document.querySelector(`select${found}`);
            if (list) {
                list.value = value;
                list.dispatchEvent(new Event("change"));
            } else document.querySelector(`${found}[value="${value}"]`).click();
        }""",
        [switch, value],
    )
    page.wait_for_timeout(PAN_MS)  # the strip takes room


def drawn(page: Page, pane: str = "overlay") -> str:
    """Return what one pane of the map shows, without what lies over it."""
    found: str = page.locator(f".leaflet-{pane}-pane canvas").evaluate("c => c.toDataURL()")
    return found


def largest_loss(sample: Built) -> tuple[str, float, float]:
    """Return the area that the wet season costs a truck most, and its percents, dry and wet."""
    access = sample.table("access")
    asked = access[access["service_type"] == "health"]
    asked = asked.assign(near=asked["band_30_min_share"] + asked["band_60_min_share"])
    near: Any = asked.pivot_table(index="area_id", columns="scenario", values="near")
    loss = near["wet-truck"] - near["dry-4x4"]
    area = str(loss[loss == loss.min()].index[0])
    dry, wet = (round(near.loc[area, name] * 100, 1) for name in ("dry-4x4", "wet-truck"))
    return area, dry, wet


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_slider_moves_by_keys_and_recolours_and_says_the_period(
    browser: Browser, sample: Built, size: tuple[int, int]
) -> None:
    years = sample.table("stability_years")
    names = sorted({str(day.year) for day in years["year_start"]})
    opened = over_time(browser, sample, size)
    page = opened.page
    slider, label = page.locator(".time input"), page.locator(".time .period")
    assert label.inner_text() == names[-1]
    last = drawn(page)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert label.inner_text() == names[-2]
    assert str(slider.get_attribute("aria-valuetext")).startswith(f"{names[-2]}. ")
    page.wait_for_timeout(300)
    before = drawn(page)
    page.keyboard.press("Home")
    first = label.inner_text()
    page.keyboard.press("End")
    page.wait_for_timeout(300)
    again = drawn(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert before != last == again
    assert first == names[0]
    assert width <= size[0]
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []


def test_popup_says_the_numbers_of_the_year_and_follows_the_slider(
    browser: Browser, sample: Built
) -> None:
    years = sample.table("stability_years")
    worst = years.sort_values(["incidents_weight", "area_id"]).iloc[-1]["area_id"]
    opened = over_time(browser, sample)
    page = opened.page
    page.mouse.click(*spot(page, inside(sample, worst)))
    page.locator(".time input").focus()
    for day in sorted(years["year_start"].unique(), reverse=True)[:3]:
        popup = card(page)
        wanted = row(sample, "stability_years", area_id=worst, year_start=day)
        assert popup[f"Incidents in {day.year}"] == said(wanted["incidents_weight"], digits=2)
        deaths = said(wanted["deaths_best"], digits=1)
        assert popup[f"Deaths in {day.year}, best estimate"] == deaths
        rate = said(wanted["rate_per_100k"], "per 100,000 a year", 2)
        assert popup[f"Rate in {day.year}"] == rate
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(50)
    page.close()
    assert opened.complaints == []


def test_months_say_the_rows_of_the_series_and_sums_agree(browser: Browser, sample: Built) -> None:
    series = sample.table("stability_series")
    busiest: Any = series.groupby("period_start")["incidents_weight"].sum().idxmax()
    own = series[series["period_start"] == busiest]
    area = own.sort_values(["incidents_weight", "area_id"]).iloc[-1]["area_id"]
    opened = over_time(browser, sample)
    page = opened.page
    choose(page, "unit", 1)
    months = len(page.locator(".time .chart i").all())
    first = series["period_start"].min()
    place = (busiest.year - first.year) * 12 + busiest.month - first.month
    page.locator(".time input").evaluate(
        "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input')); }", place
    )
    label = page.locator(".time .period").inner_text()
    total = page.locator(".time .total-of").inner_text()
    page.mouse.click(*spot(page, inside(sample, area)))
    popup = card(page)
    page.close()
    last = series["period_start"].max()
    assert months == (last.year - first.year) * 12 + last.month - first.month + 1
    assert label == f"{busiest:%B %Y}"
    incidents, deaths = (said(own[name].sum(), digits=1) for name in own.columns[-2:])
    assert total == f"In all areas: {incidents} incidents, {deaths} deaths"
    wanted = row(sample, "stability_series", area_id=area, period_start=busiest)
    assert popup[f"Incidents in {label}"] == said(wanted["incidents_weight"], digits=2)
    assert opened.complaints == []


def test_bars_are_as_high_as_the_region_s_incidents_and_lead_to_their_period(
    browser: Browser, sample: Built
) -> None:
    years = sample.table("stability_years").groupby("year_start")["incidents_weight"].sum()
    opened = over_time(browser, sample)
    page = opened.page
    heights = page.locator(".time .chart i").evaluate_all("bars => bars.map(b => b.offsetHeight)")
    page.locator(".time .chart i").nth(1).click(position={"x": 5, "y": 1}, force=True)
    label = page.locator(".time .period").inner_text()
    page.close()
    np.testing.assert_allclose(np.array(heights) / max(heights), years / years.max(), atol=0.04)
    assert label == str(years.index[1].year)
    assert opened.complaints == []


def test_without_the_slider_nothing_of_a_period_is_told(browser: Browser, sample: Built) -> None:
    area = sample.table("areas")["area_id"].iloc[0]
    opened = opened_page(browser, sample, "stability")
    page = opened.page
    page.mouse.click(*spot(page, inside(sample, area)))
    popup = card(page)
    strip = page.locator(".time").is_visible()
    page.close()
    assert not strip
    assert [line for line in popup if " in 20" in line or line in {"incidents", "deaths"}] == []
    assert "Raw rate" in popup


def test_lead_corner_and_arrows_go_with_what_is_shown(browser: Browser, sample: Built) -> None:
    opened = opened_page(browser, sample, "stability")
    page = opened.page

    def around() -> tuple[str, list[str], int, bool]:
        corner = page.locator("#corner dl div").all_inner_texts()
        arrows = page.locator(".leaflet-marker-pane .icon").count()
        block = page.locator('[data-block="trends"]').is_visible()
        return page.locator(".lead").inner_text(), corner, arrows, block

    def period() -> str:
        return str(page.locator(".time .period").inner_text())

    before = around()
    choose(page, "shown", 3)
    page.locator(".time input").focus()
    page.keyboard.press("ArrowLeft")
    year, of_year = period(), around()
    choose(page, "unit", 1)
    month, of_month = period(), around()
    choose(page, "shown", 0)
    after = around()
    trend = page.locator('[data-layer="trends"]')
    trend.uncheck()
    choose(page, "shown", 3)
    choose(page, "shown", 0)
    unchecked = around()[2]
    trend.check()
    again = around()
    page.close()
    assert "over 3 years" in before[0]
    assert "Rate over\n3 years" in before[1]
    assert before[2] > 0
    assert before[3]
    assert of_year[0].startswith(f"{year}: violent incidents per 100,000 people")
    assert of_month[0].startswith(f"{month}: violent incidents of the month")
    for shown, lead, corner, arrows, has_block in ((year, *of_year), (month, *of_month)):
        assert "over 3 years" not in lead
        assert f"Period shown\n{shown}" in corner
        assert not [line for line in corner if line.startswith("Rate over")]
        assert (arrows, has_block) == (0, False)
    assert after == again == before
    assert unchecked == 0
    assert opened.complaints == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_playing_steps_on_and_respects_who_wants_no_motion(
    browser: Browser,
    sample: Built,
    motion: Any,  # noqa: ANN401
) -> None:
    path = sample.project / "maps" / "sample" / "stability.html"
    page = browser.new_page(reduced_motion=motion)
    page.goto(path.as_uri())
    choose(page, "shown", 3)
    page.locator(".time input").evaluate(
        "slider => { slider.value = 0; slider.dispatchEvent(new Event('input')); }"
    )
    play, slider = page.locator(".time .play"), page.locator(".time input")
    name = play.inner_text().split("\n")[-1]
    play.click()
    if motion == "reduce":
        page.wait_for_timeout(1200)
        assert (name, slider.input_value()) == ("Next period", "1")
    else:
        for _ in range(50):
            page.wait_for_timeout(100)
            if int(slider.input_value()) > 1:
                break
        assert int(slider.input_value()) > 1
        assert play.inner_text() == "Pause"
        play.click()
        assert play.inner_text() == name == "Play"
    page.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_line_moves_by_keys_and_by_mouse_and_each_side_shows_its_own(
    browser: Browser, sample: Built, size: tuple[int, int]
) -> None:
    opened = opened_page(browser, sample, "compare", size)
    page = opened.page
    choose(page, "right0", 3)
    names = [page.locator(f".side.{side}").inner_text() for side in ("left", "right")]
    ground = page.locator(".folium-map").bounding_box()
    assert ground
    whole = {"x": ground["x"], "width": ground["width"]}
    slider = page.locator("input.swipe")

    def line() -> float:
        box = page.locator(".divider").bounding_box()
        assert box
        return (box["x"] + box["width"] / 2 - whole["x"]) / whole["width"]

    assert line() == pytest.approx(0.5, abs=0.01)
    x, y = spot(page, inside(sample, largest_loss(sample)[0]))
    there: Any = {"x": x - 8, "y": y - 8, "width": 16, "height": 16}
    slider.focus()
    page.keyboard.press("End")
    only_left = page.screenshot(clip=there)
    assert line() == pytest.approx(1, abs=0.01)
    page.keyboard.press("Home")
    only_right = page.screenshot(clip=there)
    assert line() == pytest.approx(0, abs=0.01)
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "1"
    slider.evaluate("s => { s.value = 50; s.dispatchEvent(new Event('input')); }")
    y = ground["y"] + ground["height"] / 2
    page.mouse.move(whole["x"] + whole["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] * 0.7, y, steps=4)
    page.mouse.up()
    by_handle = line()
    page.mouse.move(whole["x"] + whole["width"] * 0.7, y + 120)
    page.mouse.down()
    page.mouse.move(whole["x"] + whole["width"] * 0.3, y + 120, steps=4)
    page.mouse.up()
    by_line = line()
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert names == ["Left: Dry season, 4x4", "Right: Wet season, truck"]
    assert only_left != only_right
    assert by_handle == pytest.approx(0.7, abs=0.03)
    assert by_line == pytest.approx(0.3, abs=0.03)
    assert width <= size[0]
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []


def test_popup_of_either_side_says_both_shares_and_their_difference(
    browser: Browser, sample: Built
) -> None:
    area, dry, wet = largest_loss(sample)
    opened = opened_page(browser, sample, "compare")
    page = opened.page
    choose(page, "right0", 3)
    for end in ("Home", "End"):
        page.locator("input.swipe").focus()
        page.keyboard.press(end)
        page.mouse.click(*spot(page, inside(sample, area)))
        popup = card(page)
        page.wait_for_timeout(PAN_MS)
        assert popup["Left: Dry season, 4x4"] == said(dry, "%", 1)
        assert popup["Right: Wet season, truck"] == said(wet, "%", 1)
        assert popup["Difference"] == f"\N{MINUS SIGN}{said(dry - wet, 'points', 1)}"
        page.keyboard.press("Escape")
        page.wait_for_timeout(PAN_MS)
    page.close()
    assert opened.complaints == []


def test_comparison_is_told_once_and_no_longer_when_search_arrives(
    browser: Browser, sample: Built
) -> None:
    opened = opened_page(browser, sample, "compare")
    page = opened.page
    tips = page.locator(".leaflet-tooltip")
    communities = sample.table("communities")
    settled = communities["place_class"].isin(["town", "village"])
    is_area = communities["community_name"].isin(sample.table("areas")["area_name"])
    name = communities[settled & ~is_area]["community_name"].iloc[0]
    x, y = spot(page, inside(sample, largest_loss(sample)[0]))
    page.mouse.move(x, y)
    pointed = tips.count()
    page.mouse.click(x, y)
    page.wait_for_timeout(PAN_MS)
    pressed = tips.count(), page.locator(".leaflet-popup").count()
    page.keyboard.press("Escape")
    page.wait_for_timeout(PAN_MS)
    page.mouse.move(5, 5)
    page.mouse.click(*spot(page, inside(sample, largest_loss(sample)[0])))
    page.wait_for_timeout(PAN_MS)
    pressed_at_once = tips.count(), page.locator(".leaflet-popup").count()
    page.keyboard.press("Escape")
    page.wait_for_timeout(PAN_MS)
    page.mouse.move(5, 5)
    page.mouse.move(*spot(page, inside(sample, largest_loss(sample)[0])))
    pointed_again = tips.count()
    page.locator("#search").focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_timeout(PAN_MS)
    marked = tips.all_inner_texts()
    label, handle = tips.bounding_box(), page.locator("input.swipe").bounding_box()
    page.close()
    assert (pointed, pointed_again) == (1, 1)
    assert pressed == pressed_at_once == (0, 1)
    assert marked == [name]
    assert label
    assert handle
    assert label["y"] + label["height"] <= handle["y"]
    assert opened.complaints == []


def test_popup_of_two_years_says_rates_intervals_and_whether_the_change_is_clear(
    browser: Browser, sample: Built
) -> None:
    years = sample.table("stability_years")
    days = sorted(years["year_start"].unique())
    opened = opened_page(browser, sample, "compare")
    page = opened.page
    choose(page, "subject", 1)
    choose(page, "left1", 0)
    choose(page, "right1", len(days) - 1)
    clear = set()
    table = years[years["year_start"] == days[-1]].sort_values(["rate_per_100k", "area_id"])
    for area in (table["area_id"].iloc[0], table["area_id"].iloc[-1]):
        page.mouse.click(*spot(page, inside(sample, area)))
        popup = card(page)
        page.wait_for_timeout(PAN_MS)
        page.keyboard.press("Escape")
        page.wait_for_timeout(PAN_MS)
        left, right = (
            row(sample, "stability_years", area_id=area, year_start=day)
            for day in (days[0], days[-1])
        )
        for side, name in ((left, f"Left: {days[0].year}"), (right, f"Right: {days[-1].year}")):
            rate, low, high = (
                said(side[f"rate{part}_per_100k"], digits=2) for part in ("", "_low", "_high")
            )
            assert popup[name] == f"{rate} ({low} to {high})"
        overlaps = (
            left["rate_low_per_100k"] <= right["rate_high_per_100k"]
            and right["rate_low_per_100k"] <= left["rate_high_per_100k"]
        )
        assert popup["Difference"].endswith("no clear change") == overlaps
        clear.add(not overlaps)
    page.close()
    assert clear == {True, False}, "the sample holds a clear change and one that is not"
    assert opened.complaints == []


def test_legend_and_sides_follow_the_subject(browser: Browser, sample: Built) -> None:
    opened = opened_page(browser, sample, "compare")
    page = opened.page
    access = page.locator(".legend").inner_text()
    before = [drawn(page, f"compare-{side}") for side in ("left", "right")]
    choose(page, "subject", 1)
    years = page.locator(".legend").inner_text()
    after = [drawn(page, f"compare-{side}") for side in ("left", "right")]
    label = page.locator(".side.right").inner_text()
    choose(page, "subject", 0)
    choose(page, "service", 1)
    service = drawn(page, "compare-left")
    page.close()
    assert "80 to 100 %" in access
    assert "over 20" in years
    assert "80 to 100 %" not in years
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert label.startswith("Right: 20")
    assert service != before[0]
    assert opened.complaints == []


def test_paper_says_the_choices_of_the_subject_alone(browser: Browser, sample: Built) -> None:
    opened = opened_page(browser, sample, "compare")
    page = opened.page
    choose(page, "subject", 1)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    said_on_paper = page.locator(".chosen").text_content() or ""
    page.close()
    assert said_on_paper.startswith("Compare: Violence by year")
    assert "Left: 20" in said_on_paper
    assert "season" not in said_on_paper
    assert opened.complaints == []

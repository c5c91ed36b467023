"""Pages whose communities lie in a file of tiles, in a browser: read in place, never trusted."""

from __future__ import annotations

import gzip
import re
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pipeline import schema
from pipeline.exports import communities_pmtiles as made_by
from pipeline.exports.communities_pmtiles import communities_pmtiles
from pipeline.maps import isolation as drawn_by
from pipeline.page import tiles, words
from tests import grid_region, large_region
from tests.opened import NEEDS_BROWSER, Opened, show
from tests.page_data import raw_data_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = NEEDS_BROWSER
HEADER = 127
PLAIN = grid_region.Names()
ROOT_AT, LEAVES_AT, TILES_AT = 8, 40, 56


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two pages and their file, of a plain region and of a hostile one.

    The pages of access are named like the files. Those of isolation list one community each.
    """
    top = tmp_path_factory.mktemp("tiles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "MOST_TIMES", 10)
        patch.setattr(tiles, "MOST_CUT_OFF_BYTES", 10)
        patch.setattr(drawn_by, "LARGEST", 1)
        for kind, names in {"plain": PLAIN, "hostile": grid_region.HOSTILE}.items():
            made = tables(names)
            for name, page in {kind: "access", f"{kind}-isolation": "isolation"}.items():
                html = grid_region.build(page, made, names)
                (top / f"{name}.html").write_text(html, encoding="utf-8")
            write(top / f"{kind}.pmtiles", made, names)
    return top


def tables(names: grid_region.Names = PLAIN) -> dict[str, Any]:
    """Return the tables of a region where who is cut off is who does not reach a hub."""
    made = grid_region.tables(names=names)
    cut_off = large_region.isolation(
        made["communities"], made["reach"], made["network"], np.random.default_rng(1)
    )
    return {**made, "isolation": schema.conform("isolation", cut_off)}


def write(path: Path, made: dict[str, Any], names: grid_region.Names) -> None:
    """Write the file of tiles of a region's tables."""
    communities_pmtiles(
        draft=path,
        **{name: made[name] for name in ("areas", "communities", "reach", "as_of")},
        scenarios=list(grid_region.SCENARIOS),
        service_types=[names.kind, *grid_region.SERVICE_TYPES[1:]],
    )


def opened_with(browser: Browser, folder: Path, kind: str = "plain", file: str = "") -> Opened:
    opened = show(browser, folder / f"{kind}.html")
    region = kind.partition("-")[0]
    opened.page.set_input_files("#tiles-file", folder / (file or f"{region}.pmtiles"))
    wait(opened.page)
    return opened


def wait(page: Page, beginning: str = "") -> None:
    """Wait until the page tells of the file, in words with such a beginning."""
    page.locator("#tiles-told").filter(has_text=re.compile(rf"^{beginning}.")).wait_for()


def said(page: Page) -> str:
    return page.locator("#tiles-told").inner_text()


def place(page: Page, row: int, names: grid_region.Names = PLAIN) -> tuple[float, float]:
    """Return where a community lies on the screen."""
    communities = grid_region.tables(names=names)["communities"].to_crs("EPSG:4326")
    point = communities.geometry.iloc[row]
    x, y = page.evaluate(
        """([lat, lon]) => {
            const at = map_1.latLngToContainerPoint([lat, lon]);
            const box = map_1.getContainer().getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }""",
        [point.y, point.x],
    )
    return x, y


def lines(page: Page) -> dict[str, str]:
    """Return what the popup tells."""
    box = page.locator(".leaflet-popup-content .card")
    rows = {
        line.locator("th").inner_text(): line.locator("td").inner_text()
        for line in box.locator("tr").all()
    }
    return {"title": box.locator("strong").inner_text(), **rows}


def reach_of(row: int, kind: str, scenario: str) -> Any:  # noqa: ANN401
    made = grid_region.tables()
    reach, own = made["reach"], made["communities"]["community_id"].iloc[row]
    found = reach[
        reach["community_id"].eq(own)
        & reach["service_type"].eq(kind)
        & reach["scenario"].eq(scenario)
    ]
    return found.iloc[0]


def test_only_a_page_that_needs_the_file_asks_for_it(folder: Path) -> None:
    html = (folder / "plain.html").read_text(encoding="utf-8")
    small = grid_region.build("access", grid_region.tables())
    assert "openTiles" in html
    assert 'type="file"' in html
    assert "openTiles" not in small
    assert 'type="file"' not in small
    assert "communities" not in [layer["id"] for layer in raw_data_of(html)["layers"]]
    assert "Village 7" not in html.split('"labels"')[0]
    assert (
        html.split("Content-Security-Policy")[1][:200]
        == (small.split("Content-Security-Policy")[1][:200])
    )


def test_dots_are_drawn_from_the_file_and_nothing_is_asked_of_a_host(
    browser: Browser, folder: Path
) -> None:
    opened = show(browser, folder / "plain.html")
    before = opened.pixels()
    opened.page.set_input_files("#tiles-file", folder / "plain.pmtiles")
    wait(opened.page)
    opened.page.wait_for_timeout(200)
    told, after = said(opened.page), opened.pixels()
    opened.page.close()
    assert told == "Communities in view: 18."
    assert after != before
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []


@pytest.mark.parametrize("row", [0, 5, 11])
def test_a_click_gives_the_numbers_of_the_table(browser: Browser, folder: Path, row: int) -> None:
    opened = opened_with(browser, folder)
    opened.page.mouse.click(*place(opened.page, row))
    told = lines(opened.page)
    opened.page.close()
    community = grid_region.tables()["communities"].iloc[row]
    reach = reach_of(row, "health", "dry-4x4")
    assert told["title"] == community["community_name"]
    assert told["People"] == f"{community['people']:,.0f}"
    minutes = f"{reach['minutes']:.0f}\N{NO-BREAK SPACE}min"
    assert told["Travel time"] == (
        "\N{EN DASH}" if reach["minutes"] != reach["minutes"] else minutes
    )
    assert (
        told["Reason"]
        == {
            "ok": "Reached",
            "closed_link": "A reported closure cuts the only way",
            "map_gap": "Too few roads are mapped here to say",
            "insecure": "Every way leads past an insecure road",
        }[reach["reason"]]
    )
    assert opened.complaints == []


def test_a_dot_has_the_colour_that_a_page_with_its_communities_gives_it(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "whole.html").write_text(
        grid_region.build("access", grid_region.tables()), encoding="utf-8"
    )
    whole, opened = show(browser, tmp_path / "whole.html"), opened_with(browser, folder)
    colours = []
    for page in (whole.page, opened.page):
        found = []
        for service in ("0", "3"):
            page.locator('[data-switch="service"]').select_option(service)
            page.wait_for_timeout(150)
            found += [pixel(page, row) for row in range(18)]
        colours.append(found)
        page.close()
    assert colours[0] == colours[1]
    assert len(set(colours[0])) > 4
    assert colours[0][:18] != colours[0][18:]


def pixel(page: Page, row: int, east_px: int = 0) -> tuple[int, ...]:
    """Return the colour in the middle of a community's dot, or so far beside it."""
    x, y = place(page, row)
    found: list[int] = page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector(".folium-map canvas");
            const box = canvas.getBoundingClientRect();
            const scale = canvas.width / box.width;
            const pen = canvas.getContext("2d");
            return [...pen.getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1).data];
        }""",
        (x + east_px, y),
    )
    return tuple(found)


def test_circles_of_isolation_are_those_of_a_page_with_its_communities(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    html = grid_region.build("isolation", tables())
    (tmp_path / "whole.html").write_text(html, encoding="utf-8")
    seen = []
    for opened in (
        show(browser, tmp_path / "whole.html"),
        opened_with(browser, folder, "plain-isolation"),
    ):
        found = []
        for season in ("0", "1"):
            opened.page.locator(f'[data-switch="scenario"][value="{season}"]').check(force=True)
            opened.page.wait_for_timeout(150)
            found.append([pixel(opened.page, row, px) for row in range(18) for px in (0, 6, 14)])
        opened.page.close()
        seen.append(np.array(found))
    # What the page lists lies under its own circle from the file, and shines through by a tenth.
    assert np.abs(seen[0] - seen[1]).max() <= 26
    assert np.abs(seen[0][0] - seen[0][1]).max() > 100
    assert len(np.unique(seen[1].reshape(-1, 4), axis=0)) > 5


@pytest.mark.parametrize("row", [0, 5, 11, 17])
def test_a_click_tells_whether_a_hub_is_reached_and_why_not(
    browser: Browser, folder: Path, row: int
) -> None:
    opened = opened_with(browser, folder, "plain-isolation")
    opened.page.mouse.click(*place(opened.page, row))
    told = lines(opened.page)
    opened.page.close()
    community, reach = tables()["communities"].iloc[row], reach_of(row, "hub", "dry-4x4")
    assert told["title"] == community["community_name"]
    assert told["People"] == f"{community['people']:,.0f}"
    assert told["Status"] == words.STATUSES[reach["status"]]
    assert told["Reason"] == words.HUB_REASONS[reach["reason"]]
    assert "Travel time" not in told
    assert opened.complaints == []
    assert opened.asked_of_hosts() == []


def test_the_largest_are_listed_and_tell_their_way_out_without_the_file(
    browser: Browser, folder: Path
) -> None:
    cut_off = tables()["isolation"].query("scenario == 'dry-4x4' and status != 'unknown'")
    largest = cut_off.sort_values("people").iloc[-1]
    opened = show(browser, folder / "plain-isolation.html")
    names = opened.page.locator(".listed ol").first.locator(".name")
    assert names.all_inner_texts() == [largest["community_name"]]
    names.first.click()
    told = lines(opened.page)
    opened.page.close()
    assert told["title"] == largest["community_name"]
    assert told["Nearest road"] == "150\N{NO-BREAK SPACE}m"
    assert opened.complaints == []


def test_only_what_is_in_view_is_read(browser: Browser, folder: Path) -> None:
    made = grid_region.tables(4, 60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "MOST_TIMES", 10)
        patch.setattr(made_by, "MOST_IN_TILE", 70)
        html = grid_region.build("access", made)
        (folder / "many.html").write_text(html, encoding="utf-8")
        write(folder / "many.pmtiles", made, PLAIN)
    opened = show(browser, folder / "many.html")
    opened.page.evaluate(
        """() => {
            const slice = Blob.prototype.slice;
            window.bytesRead = 0;
            File.prototype.slice = function (from, to) {
                window.bytesRead += Math.min(to, this.size) - from;
                return slice.call(this, from, to);
            };
            map_1.setView(map_1.getCenter(), 14, { animate: false });
        }"""
    )
    opened.page.set_input_files("#tiles-file", folder / "many.pmtiles")
    wait(opened.page)
    count = int(said(opened.page).rstrip(".").split()[-1])
    read = opened.page.evaluate("window.bytesRead")
    opened.page.close()
    assert 0 < count < 16 * 60 / 2
    assert 0 < read < (folder / "many.pmtiles").stat().st_size / 2


def test_a_file_may_be_dropped_on_the_map(browser: Browser, folder: Path) -> None:
    opened = show(browser, folder / "plain.html")
    opened.page.evaluate(
        """(bytes) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], "x.pmtiles"));
            const at = { dataTransfer: carried, bubbles: true, cancelable: true };
            document.getElementById("map_1").dispatchEvent(new DragEvent("drop", at));
        }""",
        list((folder / "plain.pmtiles").read_bytes()),
    )
    wait(opened.page)
    told = said(opened.page)
    opened.page.close()
    assert told == "Communities in view: 18."


def test_far_away_the_page_says_to_draw_nearer(browser: Browser, folder: Path) -> None:
    opened = opened_with(browser, folder)
    opened.page.evaluate("map_1.setMaxBounds(null)")
    opened.page.evaluate("map_1.setZoom(4, { animate: false })")
    wait(opened.page, "Draw the map nearer")
    opened.page.evaluate("map_1.fitBounds([[8, -8], [9, -6]], { animate: false })")
    wait(opened.page, "Communities in view: 18")
    opened.page.close()
    assert opened.complaints == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [("hostile", r"Travel time\s+\d+\smin"), ("hostile-isolation", r"Reason\s+Reaches a hub")],
)
def test_hostile_names_are_text(browser: Browser, folder: Path, kind: str, line: str) -> None:
    opened = opened_with(browser, folder, kind)
    opened.page.mouse.click(*place(opened.page, 0, grid_region.HOSTILE))
    box = opened.page.locator(".leaflet-popup-content")
    told, elements = box.inner_text(), box.locator("script, img").count()
    opened.page.close()
    assert grid_region.BAD in told
    assert re.search(line, told)
    assert elements == 0
    assert opened.complaints == []


@pytest.mark.parametrize("kind", ["plain", "plain-isolation"])
def test_a_community_in_the_file_is_found_by_name_and_marked(
    browser: Browser, folder: Path, kind: str
) -> None:
    opened = show(browser, folder / f"{kind}.html")
    opened.page.fill("#search", "Village 7")
    opened.page.keyboard.press("Enter")
    marked = opened.page.locator(".leaflet-tooltip").inner_text()
    middle = opened.page.evaluate("[map_1.getCenter().lng, map_1.getCenter().lat]")
    opened.page.close()
    assert marked == "Village 7"
    at = tables()["communities"].to_crs("EPSG:4326").geometry.iloc[6]
    assert np.hypot(at.x - middle[0], at.y - middle[1]) < 0.001
    assert opened.complaints == []


def test_a_file_of_another_region_is_refused(browser: Browser, folder: Path) -> None:
    made = grid_region.tables(2)
    write(folder / "other.pmtiles", made, PLAIN)
    opened = opened_with(browser, folder, file="other.pmtiles")
    told = said(opened.page)
    opened.page.close()
    assert told.startswith("The file belongs to another map")


def packed(*numbers: int) -> bytes:
    """Return numbers as a directory holds them."""
    found = b""
    for number in numbers:
        rest = number
        while rest >= 128:
            found += bytes([rest % 128 + 128])
            rest //= 128
        found += bytes([rest])
    return found


def with_root(whole: bytes, root: bytes) -> bytes:
    """Return the file with another root directory, put at its end."""
    head = bytearray(whole[:HEADER])
    struct.pack_into("<QQ", head, ROOT_AT, len(whole), len(root))
    return bytes(head) + whole[HEADER:] + root


def with_tile(whole: bytes, tile: bytes) -> bytes:
    """Return the file with one tile in the place of all."""
    found = bytearray(with_root(whole, gzip.compress(packed(1, 0, 2**40, len(tile), 1))))
    struct.pack_into("<Q", found, TILES_AT, len(found))
    return bytes(found) + tile


def looped(whole: bytes) -> bytes:
    """Return the file with a directory that leads to itself."""
    root = gzip.compress(packed(1, 0, 0, 60, 1), mtime=0)
    for _ in range(5):  # until the length that it names is its own
        root = gzip.compress(packed(1, 0, 0, len(root), 1), mtime=0)
    head = bytearray(with_root(whole, root))
    struct.pack_into("<QQ", head, LEAVES_AT, len(whole), len(root))
    return bytes(head)


NO_PLACE = b"\x1a\x11" + b"\x0a\x0bcommunities" + b"\x12\x02\x18\x01"
"""A tile with a layer of the right name and a row without a place."""
DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "another": lambda _: b"PK\x03\x04" * 100,
    "version": lambda whole: whole[:7] + b"\x02" + whole[8:],
    "raster": lambda whole: whole[:99] + b"\x02" + whole[100:],
    "header_only": lambda whole: whole[:HEADER],
    "cut": lambda whole: whole[: HEADER + 40],
    "half": lambda whole: whole[: len(whole) // 2],
    "noise": lambda whole: whole[:HEADER] + bytes(range(256)) * (len(whole) // 256),
    "huge_count": lambda whole: with_root(whole, gzip.compress(packed(2**52))),
    "huge_number": lambda whole: with_root(whole, gzip.compress(b"\xff" * 40)),
    "endless": lambda whole: with_root(whole, gzip.compress(bytes(60_000_000))),
    "far_away": lambda whole: whole[:8] + b"\xff" * 16 + whole[24:],
    "no_entry": lambda whole: with_root(whole, gzip.compress(packed(1, 0, 1, 10, 0))),
    "loop": looped,
    "beyond": lambda whole: with_root(whole, gzip.compress(packed(1, 0, 2**40, 10, 2**50))),
    "no_tile": lambda whole: with_tile(whole, gzip.compress(b"plain text of nothing")),
    "endless_tile": lambda whole: with_tile(whole, gzip.compress(bytes(60_000_000))),
    "no_place": lambda whole: with_tile(whole, gzip.compress(NO_PLACE)),
    "not_tiles": lambda whole: with_root(whole, gzip.compress(packed(1, 0, 2**40, 50, 1))),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_is_told_in_words(browser: Browser, folder: Path, kind: str) -> None:
    path = folder / f"{kind}.pmtiles"
    path.write_bytes(DAMAGED[kind]((folder / "plain.pmtiles").read_bytes()))
    opened = opened_with(browser, folder, file=path.name)
    told = said(opened.page)
    opened.page.set_input_files("#tiles-file", folder / "plain.pmtiles")
    wait(opened.page, "Communities in view: 18")
    opened.page.close()
    assert told in (str(tiles.SAYS["strange"]), str(tiles.SAYS["broken"]))
    assert opened.complaints == []

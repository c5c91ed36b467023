from __future__ import annotations

from typing import Any

from tests import grid_region, page_data


def page(**changes: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    html = grid_region.build("isolation", {**grid_region.tables(), **changes})
    data = page_data.data_of(html)
    return html, data, {layer["id"]: layer for layer in data["layers"]}


def codes_by_name(circles: dict[str, Any], scenario: int) -> dict[str, str]:
    values = circles["classes"]["values"][scenario]
    return dict(zip(circles["titles"], values, strict=True))


def test_no_community_is_lost_and_those_that_reach_a_hub_are_dots() -> None:
    _, _, layers = page()
    codes = codes_by_name(layers["communities"], 0)
    assert len(codes) == 18
    # Every fourth is in the table: conditional, unreachable twice, unknown, conditional.
    cut = [codes[f"Village {k}"] for k in (1, 5, 9, 13, 17)]
    assert cut == ["1", "0", "0", "2", "1"]
    assert codes["Village 2"] == "3"
    assert layers["communities"]["styles"][3]["radius"] == 2


def test_largest_are_cut_off_and_not_unknown() -> None:
    _, data, layers = page()
    titles, people = layers["communities"]["titles"], layers["communities"]["facts"][0]["values"]
    dry, wet = data["list"]["values"]
    assert {titles[row] for row in dry} == {"Village 1", "Village 5", "Village 9", "Village 17"}
    assert [people[row] for row in wet] == sorted((people[row] for row in wet), reverse=True)
    assert len(wet) == 7


def test_links_are_drawn_by_status_with_report_and_source() -> None:
    html, _, layers = page()
    links = layers["links"]
    facts = {fact["label"]: fact for fact in links["facts"]}
    assert links["classes"]["values"] == "210"
    assert links["styles"][0]["dashArray"]
    assert facts["Reported on"]["words"] == ["2024-03-01"]
    assert facts["Source"]["words"] == ["closures.csv"]
    assert "</i>Reported open" not in html


def test_reports_that_touch_no_road_are_counted() -> None:
    assert "1 road report touches no mapped road, and closes none." in page()[0]


def test_scenarios_in_which_it_opens_are_in_words() -> None:
    facts = {fact["label"]: fact for fact in page()[2]["communities"]["facts"]}
    assert facts["Reached in"]["words"] == ["Dry season, 4x4; Dry season, on foot"]


def test_a_single_status_is_named_in_the_heading() -> None:
    made = grid_region.tables()
    html, _, _ = page(link_status=made["link_status"][:1])
    assert "Reported roads: closed" in html
    assert "None reported." in page(link_status=made["link_status"][:0])[0]


def facts_of(layer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {fact["label"]: fact for fact in layer["facts"]}


def said(layer: dict[str, Any], label: str, row: int, scenario: int | None = None) -> Any:  # noqa: ANN401
    fact = facts_of(layer)[label]
    values = fact["values"] if scenario is None else fact["values"][scenario]
    value = values[row]
    return fact["words"][value] if "words" in fact and value is not None else value


def test_cut_off_community_tells_its_way_out() -> None:
    _, _, layers = page()
    circles = layers["communities"]
    # The first cut-off one is closed in; the road is 300 m to the east, and `L00000` 1 km long.
    row = circles["titles"].index("Village 1")
    assert said(circles, "Nearest road from a hub", row, 0) == "0.3 km east"
    assert said(circles, "Reached if opened", row, 0) == "Road"
    assert said(circles, "Closed by", row, 0) == "Bridge washed out"
    assert said(circles, "Road to open", row, 0) == 1
    assert said(circles, "Reached if roads fail (100 draws)", row, 0) == 100
    assert said(circles, "Reached if roads fail (100 draws)", row, 1) == 90
    reached = circles["titles"].index("Village 2")
    assert said(circles, "Nearest road from a hub", reached, 0) is None
    assert said(circles, "Reached if opened", reached, 0) is None


def test_line_leads_from_those_cut_off_to_the_nearest_reached_road() -> None:
    html, _, layers = page()
    circles = page_data.raw_data_of(html)["layers"]
    leads = next(layer["leadsTo"] for layer in circles if layer["id"] == "communities")
    ends = page_data.points(leads["values"][0])
    titles, starts = layers["communities"]["titles"], layers["communities"]["shapes"]
    has_end = {title for title, end in zip(titles, ends, strict=True) if end[0] is not None}
    assert has_end == {"Village 1", "Village 5", "Village 9", "Village 17"}
    first = titles.index("Village 1")
    # 300 m are 0.0027 degrees at 8 degrees north.
    assert 260 < ends[first][0] - starts[first][0] < 285
    assert abs(ends[first][1] - starts[first][1]) < 5


def test_no_way_in_any_draw_is_not_said_of_those_cut_off() -> None:
    made = grid_region.tables()
    none = made["robustness"].assign(reachable_share=0.0)
    circles = page(robustness=none)[2]["communities"]
    cut_off, reached = (circles["titles"].index(f"Village {k}") for k in (1, 2))
    assert said(circles, "Reached if roads fail (100 draws)", cut_off, 0) is None
    assert said(circles, "Reached if roads fail (100 draws)", reached, 0) == 0


def test_best_reopenings_are_listed_by_rank_in_each_scenario() -> None:
    _, data, layers = page()
    spec, openings = data["also"][0], layers["openings"]
    dry, wet = spec["values"]
    assert [said(openings, "People reconnected", row, 0) for row in dry] == [4_000, 2_000]
    assert [said(openings, "People reconnected", row, 1) for row in wet] == [2_000]
    assert said(openings, "With the better ones", dry[0], 0) is None
    assert said(openings, "With the better ones", dry[1], 0) == "3,002 together with those above"


def test_season_flips_are_listed_for_both_seasons_the_largest_first() -> None:
    _, data, layers = page()
    made, circles = grid_region.tables(), layers["communities"]
    dry, wet = data["also"][1]["values"]
    assert dry == wet
    flipped = made["season_flips"].query("service_type == 'hub'")
    largest = flipped.sort_values("people", ascending=False)["community_name"].tolist()
    assert [circles["titles"][row] for row in wet] == largest
    assert said(circles, "Season", wet[0], 0) == "Reached in the dry season, not in the wet season"


def test_every_report_is_listed_with_its_fate_those_that_people_feel_first() -> None:
    _, data, layers = page()
    spec, reports = data["also"][2], layers["reports"]
    effect = "What it does (dry season, 4x4)"
    assert reports["titles"] == ["Bridge washed out"] * 2 + ["Report without a name"]
    fates = [said(reports, "What became of it", row) for row in spec["values"]]
    assert fates == ["In force", "Overruled by other reports", "Touches no mapped road"]
    assert said(reports, effect, 0) == "Cuts off 4,321 people and slows 57 people"
    assert said(reports, effect, 2) == "None on ways to a hub"
    assert said(reports, "Other reports disagree", 0) == "disputed on 1 link"
    assert said(reports, "Other reports disagree", 2) is None
    assert reports["classes"]["values"] == "044"


def test_conflicting_reports_on_a_link_are_listed_the_ruling_one_first() -> None:
    made = grid_region.tables()
    contested = made["link_status"].assign(is_contested=[False, True, False])
    links = page(link_status=contested)[2]["links"]
    warned = links["classes"]["values"].index("1")
    told = said(links, "Reports disagree", warned)
    assert told.startswith("Open with a warning (Village, 2024-03-01); Closed (")
    assert sum(value is not None for value in facts_of(links)["Reports disagree"]["values"]) == 1


def test_lines_are_the_wider_the_more_people_are_cut_off() -> None:
    _, _, layers = page()
    lines = layers["lifelines"]
    # Links 1, 11 and 21 cut off 1,000, 11,000 and 21,000.
    assert facts_of(lines)["People cut off if it goes"]["values"] == [1_000, 11_000, 21_000]
    assert lines["classes"]["values"] == "022"
    widths = [style["weight"] for style in lines["styles"]]
    assert widths == sorted(widths)


def test_region_without_reports_says_so_and_shows_no_empty_switch() -> None:
    made = grid_region.tables()
    names = ("closures", "closure_effects", "link_status", "link_reports", "reopenings")
    html, data, _ = page(**{name: made[name][:0] for name in names})
    assert [spec["none"] for spec in data["also"]] == [
        "No closed road stands between a community and a hub.",
        "No community loses its way to a hub with the season.",
        "No road reports are given for this region.",
    ]
    assert 'data-layer="openings"' not in html
    assert 'data-layer="reports"' not in html
    assert 'data-layer="insecure"' in html

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
    assert "Road reports that touch no mapped road, and are not drawn: 1." in page()[0]


def test_scenarios_in_which_it_opens_are_in_words() -> None:
    facts = {fact["label"]: fact for fact in page()[2]["communities"]["facts"]}
    assert facts["Reached in"]["words"] == ["Dry season, 4x4; Dry season, on foot"]


def test_a_single_status_is_named_in_the_heading() -> None:
    made = grid_region.tables()
    html, _, _ = page(link_status=made["link_status"][:1])
    assert "Reported roads: closed" in html
    assert "None reported." in page(link_status=made["link_status"][:0])[0]

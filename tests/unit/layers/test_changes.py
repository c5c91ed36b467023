"""What is told of two moments: worked out by hand, a row at a time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.layers.changes import changes
from pipeline.schema import conform

TYPES = {
    **dict.fromkeys(["moment", "kind", "id", "name", "status", "part_of"], "str"),
    **dict.fromkeys(["number", "least_change", "sure_share", "people"], "float64"),
    "measured_by": "str",
}
DAYS: tuple[dict[str, Any], ...] = (
    {"kind": "day", "status": "2024-01-01"},
    {"kind": "day", "status": "2024-02-01"},
)


def standing(before: list[dict[str, Any]] | None, now: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows of both moments; what is not given is empty."""
    rows = [
        {"moment": moment, "id": "x", "measured_by": "", **row}
        for moment, given in (("before", before or ()), ("now", now))
        for row in given
    ]
    return conform("standing", pd.DataFrame(rows).reindex(columns=list(TYPES)).astype(TYPES))


def told(
    before: dict[str, Any] | None, now: dict[str, Any] | None, *mapped: str
) -> list[dict[str, Any]]:
    """Return what is told of one thing, beside the days."""
    pair: list[list[dict[str, Any]]] = [
        [DAYS[n], *([row] if row else [])] for n, row in enumerate((before, now))
    ]
    network: Any = pd.DataFrame({"link_id": list(mapped)})
    table = changes(standing=standing(*pair), network=network, clear_share=0.8)
    rows: list[Any] = conform("changes", table).to_dict(orient="records")
    assert [row["change"] for row in rows if row["kind"] == "build"] == ["compared"]
    return [row for row in rows if row["kind"] != "build"]


def change(before: dict[str, Any] | None, now: dict[str, Any] | None, *mapped: str) -> list[str]:
    return [row["change"] for row in told(before, now, *mapped)]


def test_first_build_says_so_and_nothing_else() -> None:
    network: Any = pd.DataFrame({"link_id": []})
    now = [DAYS[1], {"kind": "figure", "number": 3.0, "least_change": 0.5}]
    table = changes(standing=standing(None, now), network=network, clear_share=0.8)
    row = conform("changes", table).iloc[0]
    assert (len(table), row["kind"], row["change"]) == (1, "build", "first")
    assert (pd.isna(row["status_before"]), row["status_now"]) == (True, "2024-02-01")


def test_figures_by_less_than_the_least_are_the_same() -> None:
    was = {"kind": "figure", "number": 10.0, "least_change": 0.5}
    assert change(was, {**was, "number": 10.4}) == []
    assert change(was, {**was, "number": 11.0}) == ["more"]
    assert change(was, {**was, "number": 9.5}) == ["less"]
    assert change(was, {**was, "number": None}) == []


def test_what_is_measured_otherwise_is_not_compared() -> None:
    was = {"kind": "index", "status": "weak", "number": 2.0, "measured_by": "1-aa"}
    (row,) = told(was, {**was, "number": 9.0, "measured_by": "1-bb"})
    assert (row["kind"], row["id"], row["change"], row["count"]) == (
        *("method", "index", "not_compared", 1),
    )


def test_an_index_moves_clearly_by_the_smallest_meaningful_change_of_either_build() -> None:
    was = {"kind": "index", "status": "weak", "number": 4.0, "least_change": 0.5}
    assert change(was, {**was, "number": 4.4}) == []
    assert change(was, {**was, "number": 4.5}) == ["stronger"]
    assert change(was, {**was, "number": 3.0}) == ["weaker"]
    assert change(was, {**was, "number": 3.0, "least_change": 1.5}) == []
    assert change(was, {**was, "number": 4.4, "status": "fair"}) == ["no_clear_change"]


def test_a_quadrant_moves_where_draws_agree_both_times() -> None:
    was = {"kind": "quadrant", "status": "weak_cut_off", "sure_share": 0.9}
    now = {**was, "status": "stable_cut_off"}
    assert change(was, was) == []
    assert change(was, now) == ["moved"]
    assert change(was, {**now, "sure_share": 0.7}) == ["no_clear_change"]
    assert change({**was, "sure_share": None}, now) == ["no_clear_change"]


def test_communities_are_cut_off_and_reconnected() -> None:
    was = {"kind": "community", "status": "reached", "people": 40.0}
    cut, unknown = {**was, "status": "cut_off"}, {**was, "status": "unknown"}
    assert change(was, was) == []
    assert change(was, cut) == ["cut_off"]
    assert change(cut, was) == ["reconnected"]
    assert change(cut, unknown) == ["unknown"]
    assert change(unknown, cut) == ["known"]
    assert change(None, cut) == ["new"]
    assert change(cut, None) == ["gone"]


def test_people_of_what_is_gone_are_those_of_before() -> None:
    (row,) = told({"kind": "community", "status": "cut_off", "name": "Ay", "people": 40.0}, None)
    assert (row["name"], row["people"]) == ("Ay", 40.0)


def test_a_link_that_is_mapped_no_longer_is_not_opened() -> None:
    shut = {"kind": "link", "id": "l1", "status": "closed", "part_of": "c1", "number": 2.0}
    assert change(None, shut, "l1") == ["closed"]
    assert change(shut, None, "l1") == ["opened"]
    assert change(shut, None) == ["unmapped"]
    assert change(shut, {**shut, "status": "unknown"}, "l1") == ["run_out"]
    assert change({**shut, "status": "unknown"}, shut, "l1") == ["confirmed"]
    assert change(shut, shut, "l1") == []


def test_links_of_a_road_and_report_are_one_row() -> None:
    link = {"kind": "link", "status": "closed", "part_of": "c1", "name": "N1", "people": 70.0}
    now = [{**link, "id": f"l{n}", "number": float(n)} for n in (1, 2)]
    other = {**link, "id": "l9", "name": "N2", "number": 5.0}
    network: Any = pd.DataFrame({"link_id": ["l1", "l2", "l9"]})
    both = standing([DAYS[0]], [DAYS[1], *now, other])
    table: Any = changes(standing=both, network=network, clear_share=0.8).set_index("name")
    assert table.loc["N1", ["number_now", "count", "people"]].tolist() == [3, 2, 70]
    assert table.loc["N2", ["number_now", "count", "people"]].tolist() == [5, 1, 70]


def test_incidents_are_counted_by_area_with_their_deaths() -> None:
    def incidents(*ids: str) -> list[dict[str, Any]]:
        in_a = {"kind": "incident", "part_of": "A", "name": "Ay", "number": 2.0}
        return [{**in_a, "id": name} for name in ids]

    far = {"kind": "incident", "id": "far", "number": None}
    network: Any = pd.DataFrame({"link_id": []})
    both = standing([DAYS[0], *incidents("1", "2")], [DAYS[1], *incidents("2", "3", "4"), far])
    table = conform("changes", changes(standing=both, network=network, clear_share=0.8))
    rows = table[table["kind"] == "incident"].set_index(["id", "change"])
    told = rows[["number_before", "number_now", "count"]].to_dict(orient="index")
    assert {key: tuple(row.values()) for key, row in told.items()} == {
        ("A", "new"): (0, 4, 2),
        ("A", "gone"): (2, 0, 1),
        ("", "new"): (0, 0, 1),
    }


def test_row_order_does_not_show() -> None:
    rows = [
        {"kind": "community", "id": name, "status": status}
        for name, status in (("a", "reached"), ("b", "cut_off"))
    ]
    flipped = [{**row, "status": "unknown"} for row in rows]
    both = standing([DAYS[0], *rows], [DAYS[1], *flipped])
    network: Any = pd.DataFrame({"link_id": []})
    made = changes(standing=both, network=network, clear_share=0.8)
    again = changes(standing=both[::-1], network=network, clear_share=0.8)
    pd.testing.assert_frame_equal(made, again)

from __future__ import annotations

from pipeline.page import colours, legend, words

BAD = "<script>alert(1)</script>"


def test_ranges_in_words() -> None:
    assert legend.ranges((1, 2.5), " min") == ["up to 1 min", "over 1 to 2.5 min", "over 2.5 min"]


def test_shares_rise_and_bear_their_colours() -> None:
    labels = ["0 to 20 %", "20 to 40 %", "40 to 60 %", "60 to 80 %", "80 to 100 %"]
    assert [entry.label for entry in legend.shares()] == labels
    assert [entry.colour for entry in legend.shares()] == list(colours.SHARES)


def test_switch_is_buttons_for_few_a_list_for_many_nothing_for_one() -> None:
    assert legend.switch("s", "Scenario", ["only"]) == ""
    assert legend.switch("s", "Scenario", ["a", "b"]).count('type="radio"') == 2
    assert legend.switch("s", "Service", list("abcd")).count("<option") == 4


def test_block_escapes_and_holds_its_entries() -> None:
    entries = [legend.Entry(BAD, "#fff"), legend.Entry("two", "#000")]
    html = legend.block("areas", BAD, entries, note=BAD)
    assert BAD not in html
    assert html.count("<li>") == 2
    assert 'data-layer="areas" checked' in html
    assert "checked" not in legend.block("areas", "A", is_on=False)


def test_single_entry_stands_in_the_heading() -> None:
    html = legend.block("roads", "Roads", [legend.Entry("Road", "#000", "thin")])
    assert "<li>" not in html
    assert "swatch thin" in html


def test_swatches_of_a_choice_are_shown_one_at_a_time() -> None:
    entries = [legend.Entry("a < b", "#111111")]
    html = legend.by_choice("measure", [(entries, "First"), (entries, "Second")])
    assert '<div data-when="measure" data-is="0"><ul>' in html
    assert '<div data-when="measure" data-is="1" hidden><ul>' in html
    assert html.count("a &lt; b") == 2
    assert html.index("First") < html.index("Second")


def test_quadrants_are_all_named() -> None:
    html = legend.quadrants()
    assert all(name in html for name in words.QUADRANTS.values())


def test_sizes_show_at_most_three_circles_in_range() -> None:
    html = legend.sizes({"fact": 0, "factor": 0.2, "least": 3, "most": 20})
    assert [f">{n}<" in html for n in ("100", "300", "1,000", "3,000", "10,000")] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_sizes_always_show_one() -> None:
    assert legend.sizes({"fact": 0, "factor": 0.0, "least": 3, "most": 20}).count("<circle") == 1


def test_about_leaves_out_empty_headings() -> None:
    html = legend.about({"Method": [BAD], "Left out": []})
    assert "Left out" not in html
    assert BAD not in html

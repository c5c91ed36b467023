from __future__ import annotations

from pipeline.explain.paper import WIDTH, Paper


def test_no_line_is_wider_than_the_paper() -> None:
    paper = Paper()
    paper.head("word " * 40)
    paper.say("word " * 40 + "\n\n" + "other " * 40)
    paper.item("word " * 40)
    paper.rows([("a", "word " * 40), ("longer", "short")])
    lines = paper.text().splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "  longer  short"
    assert lines[-2].startswith("          word"), "below the column where it began"


def test_headings_stand_apart() -> None:
    paper = Paper()
    paper.head("First")
    paper.say("one\n  two")
    paper.head("Second")
    assert paper.text() == "First\n  one two\n\nSecond"


def test_a_row_without_words_keeps_its_place() -> None:
    paper = Paper()
    paper.rows([("a", "")])
    assert paper.text() == "  a"

from __future__ import annotations

import pytest

from pipeline.page import language, words
from pipeline.page.language import Words, say, say_many, speaking, spoken


def test_english_is_what_the_code_says() -> None:
    assert say("{n} of {all}", n=1, all="{x}") == "1 of {x}"
    assert say_many("{n} link", "{n} links", 1) == "1 link"
    assert say_many("{n} link", "{n} links", 1200) == "1,200 links"
    assert say("") == ""


def test_a_page_speaks_its_language_and_only_inside() -> None:
    @spoken
    def page() -> str:
        return words.QUADRANTS["unknown"]

    assert page(language="fr") == "Inconnu"
    assert page() == "Unknown"


def test_words_are_said_in_the_language_of_who_asks() -> None:
    own = Words({"a": "Unknown", 1: "Not translated"})
    with speaking("fr"):
        assert dict(own) == {"a": "Inconnu", 1: "Not translated"}
    assert own["a"] == "Unknown"
    assert len(own) == 2


def test_numbers_are_set_as_the_language_sets_them() -> None:
    assert words.number(1234567.25, 1) == "1,234,567.2"
    with speaking("fr"):
        assert words.number(1234567.25, 1) == "1\u202f234\u202f567,2"
        assert language.short(0.5) == "0,5"
        assert words.number(None) == "\N{EN DASH}"


def test_counts_follow_the_plural_of_the_language() -> None:
    with speaking("fr"):
        none, one, many = (say_many("{n} death", "{n} deaths", n) for n in (0, 1, 2))
    assert (none, one, many) == ("0 mort", "1 mort", "2 morts")


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [("en", "English", "ltr"), ("fr", "Français", "ltr"), ("ar", "العربية", "rtl")],
)
def test_marks(code: str, name: str, direction: str) -> None:
    assert language.marks(code)[:2] == (name, direction)

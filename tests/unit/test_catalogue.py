from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest

from pipeline import catalogue
from pipeline.config import Map

if TYPE_CHECKING:
    from pathlib import Path

NAMES = re.compile(r"{(\w+)")
"""Names in braces, in a text that values go into."""


def of(file: Path) -> dict[object, object]:
    return {message.id: message.string for message in catalogue.read(file.stem) if message.id}


@pytest.mark.parametrize("file", catalogue.files(), ids=lambda file: file.stem)
def test_every_text_is_translated_and_none_that_nobody_says(file: Path) -> None:
    assert set(of(file)) == set(catalogue.texts()), "run `make docs`"
    assert [text for text, said in of(file).items() if not all(forms(said))] == []


@pytest.mark.parametrize("file", catalogue.files(), ids=lambda file: file.stem)
def test_the_committed_catalogue_is_the_one_that_the_code_makes(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == catalogue.updated(file.stem), "run `make docs`"


@pytest.mark.parametrize("file", catalogue.files(), ids=lambda file: file.stem)
def test_translations_hold_the_values_of_their_texts_and_no_others(file: Path) -> None:
    wrong = [
        (text, said)
        for text, both in of(file).items()
        for said in forms(both)
        if set(NAMES.findall(said)) != set(NAMES.findall(forms(text)[-1]))
    ]
    assert wrong == []


def test_a_region_file_may_ask_for_every_language_with_a_catalogue() -> None:
    offered = get_args(get_args(Map.model_fields["languages"].annotation)[0])
    assert set(offered) == {"en", *(file.stem for file in catalogue.files())}


def test_texts_are_found_where_they_are_said() -> None:
    found = set(catalogue.texts())
    assert "{season}, {vehicle}" in found
    assert ("{n} incident", "{n} incidents") in found
    assert "Stable but cut off" in found
    assert "Health care within an hour" in found


def forms(text: object) -> tuple[str, ...]:
    """Return a text's forms for one and for several, or the one that it has."""
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)

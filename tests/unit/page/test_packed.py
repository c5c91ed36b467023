from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.page import packed
from tests.page_data import rows, unpack


def test_steps_are_coded_by_zigzag_in_characters_of_five_bits() -> None:
    assert packed.column([0, -1, 0, 15, -1]) == "ABCef"
    assert packed.column([16]) == "gB"


def test_repeats_are_counted_where_that_is_shorter() -> None:
    assert packed.column([1, 1, 1]) == "CAA"
    assert packed.column([1, 1, 1, 1]) == "C*D"
    assert packed.column([np.nan] * 5 + [2]) == "!*EE"


def test_missing_values_do_not_move_the_step() -> None:
    assert packed.column([1, np.nan, 2]) == "C!C"


def test_digits_are_kept_without_the_point() -> None:
    assert unpack(packed.column([1.25, 0.04, -3.0], 1)) == [12, 0, -30]


def test_nothing_is_an_empty_text() -> None:
    assert packed.column([]) == ""


@given(st.lists(st.none() | st.integers(-3, 3) | st.integers(-(2**40), 2**40)))
def test_every_column_can_be_read_back(values: list[int | None]) -> None:
    text = packed.column(np.array(values, dtype=float))
    assert unpack(text) == values
    assert set(text) <= {*packed.ALPHABET, packed.MISSING, packed.REPEAT}


def test_a_column_like_the_one_before_it_is_its_difference() -> None:
    assert packed.columns([[3, 9, 4, 7, 9, 1], [3, 9, 4, 7, 9, 2]]) == ["GMJGEP", "^A*EC"]


def test_rows_missing_in_a_column_are_steps_from_the_last_that_has_them() -> None:
    values = np.array([[500, 900, 100], [np.nan, 900, 100], [501, 900, 101]])
    texts = packed.columns(values)
    assert texts[1:] == ["^!AA", "^CAC"]


@given(st.lists(st.lists(st.none() | st.integers(-3, 300), min_size=6, max_size=6), max_size=4))
def test_all_columns_of_a_list_can_be_read_back(values: list[list[int | None]]) -> None:
    assert rows(packed.columns(np.array(values, dtype=float))) == values

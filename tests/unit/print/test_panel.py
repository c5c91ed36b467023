from __future__ import annotations

import pytest

from pipeline.print.contents import Fill
from pipeline.print.panel import ROW, Cross, Row, Rows, Sizes, columns

WIDTH = 58.0


def block(rows: int) -> Rows:
    return Rows("T", tuple(Row(str(n)) for n in range(rows)))


def test_columns_are_as_even_as_can_be_and_keep_the_order() -> None:
    blocks = [block(n) for n in (6, 1, 1, 6)]
    parts, height = columns(blocks, 3, WIDTH)
    assert parts == [[blocks[0]], blocks[1:3], [blocks[3]]]
    assert height == pytest.approx(blocks[0].height(WIDTH))


def test_one_column_holds_all() -> None:
    blocks = [block(2), block(3)]
    parts, height = columns(blocks, 1, WIDTH)
    assert parts == [blocks]
    assert height == pytest.approx(sum(one.height(WIDTH) for one in blocks))


def test_long_words_take_more_lines_and_long_headings_a_row_of_their_own() -> None:
    short = Rows("T", (Row("word"),), ("areas", "people"))
    long = Rows("T", (Row("word " * 30),), ("areas", "people"))
    headed = Rows("A heading that is far too long for it", (Row("word"),), ("areas", "people"))
    assert short.height(WIDTH) < long.height(WIDTH) < short.height(WIDTH) + 3 * ROW
    assert headed.height(WIDTH) > short.height(WIDTH)


def test_a_block_without_a_heading_takes_no_room_for_one() -> None:
    assert Rows("", (Row("a"),)).height(WIDTH) < Rows("T", (Row("a"),)).height(WIDTH)


def test_sizes_are_told_for_numbers_up_to_the_most() -> None:
    sizes = Sizes("Size", 100.0, 4000.0)
    assert sizes.height(WIDTH) < Sizes("Size", 100.0, 20_000.0).height(WIDTH)


def test_a_cross_is_as_high_whatever_it_holds() -> None:
    cells = tuple((Fill(name, "#000000"), ("9 areas",)) for name in ("a", "b" * 300, "", "d"))
    assert Cross("T", cells).height(WIDTH) == Cross("T", cells[:1] * 4).height(WIDTH)

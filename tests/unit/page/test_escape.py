from __future__ import annotations

import json

import pytest

from pipeline.page import escape


def test_text_cannot_open_a_tag_or_close_an_attribute() -> None:
    assert escape.text("<b a='1' b=\"2\">&") == ("&lt;b a=&#x27;1&#x27; b=&quot;2&quot;&gt;&amp;")


def test_json_cannot_end_its_script_and_reads_back() -> None:
    value = {"name": "</script><!--\u2028\u2029&", "at": [1, None, 2.5]}
    plain = escape.script_json(value)
    assert not set("<>&\u2028\u2029") & set(plain)
    assert json.loads(plain) == value


def test_json_refuses_nan() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        escape.script_json([float("nan")])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bo\x00 \x07Town\r\n\t2", "Bo Town 2"),
        ("\u202eKenema\u202c \u2067x\u2069\u200f", "Kenema x"),
        ("half \ud83d letter \ufffe\ufeff", "half letter"),
        ("قرية بو", "قرية بو"),
        ("👩\u200d🌾 farm", "👩\u200d🌾 farm"),
        ("<script>]]>&\"'", "<script>]]>&\"'"),
        ("n" * 300, "n" * 300),
        (None, "None"),
    ],
)
def test_one_line_keeps_letters_and_drops_what_a_file_cannot_hold(name: str, shown: str) -> None:
    assert escape.one_line(name) == shown

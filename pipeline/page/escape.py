"""Text made safe for where it goes: names from input files are never trusted."""

from __future__ import annotations

import html
import json
import re
from typing import Any

UNSAFE_IN_SCRIPT = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
REFUSED = re.compile(
    # Marks of direction, by which one name turns round those beside it; halves of letters and
    # what is no letter at all, which XML does not hold.
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
LONGEST = 1000
"""Letters of a line that are looked at."""


def one_line(value: object) -> str:
    """Return a value as one line of text that any file can hold, escaped by whoever writes it.

    Controls, line ends among them, become spaces. Marks of direction are left out; names in scripts
    that run from right to left need none.
    """
    return " ".join(CONTROLS.sub(" ", REFUSED.sub("", str(value)[:LONGEST])).split())


ENDS_OF_LINES = str.maketrans("\u2028\u2029", "  ")


def text(value: object) -> str:
    """Return a value as text that HTML shows and never runs, in content or in an attribute.

    What ends a line in scripts is a space.
    """
    return html.escape(str(value).translate(ENDS_OF_LINES), quote=True)


def script_json(value: Any) -> str:  # noqa: ANN401  any JSON value
    """Return a value as JSON that cannot end the script element that it stands in.

    Compact; NaN and infinities are refused, because JSON knows none.
    """
    plain = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escaped in UNSAFE_IN_SCRIPT.items():
        plain = plain.replace(character, escaped)
    return plain

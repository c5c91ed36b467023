"""Reads back what a page's script draws, with a decoder of its own for packed columns."""

from __future__ import annotations

import json
import re
import string
from typing import Any

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DIGITS = string.digits + string.ascii_lowercase
TOKEN = re.compile(r"(!)|(\*?)([g-z0-9_-]*[A-Za-f])")


def data_of(html: str) -> dict[str, Any]:
    """Return the data block that the page's script reads, its columns unpacked.

    Classes are written as one digit a row, from 0 to 9 and then a to z.
    """
    data = raw_data_of(html)
    for layer in data["layers"]:
        names = layer["titles"]["words"]
        layer["titles"] = [names[place] for place in unpack(layer["titles"]["values"])]
        for fact in layer["facts"]:
            fact["values"] = leaves(fact["values"], fact.get("digits", 0))
        layer["classes"]["values"] = _written(leaves(layer["classes"]["values"]))
        if isinstance(layer["shapes"], str):
            layer["shapes"] = points(layer["shapes"])
    return data


def raw_data_of(html: str) -> dict[str, Any]:
    """Return the data block as it stands in the page."""
    found = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', html)
    assert found
    return dict(json.loads(found[1]))


def unpack(text: str) -> list[int | None]:
    """Return a packed column's numbers, None where missing."""
    assert TOKEN.sub("", text) == ""
    values: list[int | None] = []
    last = 0
    for missing, repeat, digits in TOKEN.findall(text):
        number = sum(ALPHABET.index(one) % 32 * 32**place for place, one in enumerate(digits))
        if missing:
            values.append(None)
        elif repeat:
            values += values[-1:] * number
        else:
            last += -(number + 1) // 2 if number % 2 else number // 2
            values.append(last)
    return values


def points(text: str) -> list[tuple[int, int]]:
    """Return the points of a row, a ring or a line."""
    x, y = text.split(" ")
    return list(zip(unpack(x), unpack(y), strict=True))  # type: ignore[arg-type]


def leaves(values: Any, digits: int = 0) -> Any:  # noqa: ANN401
    """Return packed columns as lists, nested as they are, their decimal point put back."""
    if isinstance(values, list):
        return [leaves(part, digits) for part in values]
    numbers = unpack(values)
    return [n / 10**digits if n is not None and digits else n for n in numbers]


def _written(values: list[Any]) -> Any:  # noqa: ANN401
    if values and isinstance(values[0], list):
        return [_written(part) for part in values]
    return "".join(DIGITS[int(value)] for value in values)

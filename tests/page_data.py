"""Reads back what a page's script draws, with a decoder of its own for packed columns."""

from __future__ import annotations

import base64
import json
import re
import string
import zlib
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
            if "steps" in fact:
                fact["values"] = placed(fact["values"], fact["steps"])
        layer["classes"]["values"] = _written(classes_of(layer))
        if isinstance(layer["shapes"], str):
            layer["shapes"] = points(layer["shapes"])
    return data


def placed(values: Any, steps: list[float]) -> Any:  # noqa: ANN401
    """Return the numbers that nested values are the places of."""
    if isinstance(values, list):
        return [placed(part, steps) for part in values]
    return None if values is None else steps[int(values)]


def classes_of(layer: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return each row's place in the styles, as written or as it follows from facts."""
    if "ranges" not in layer["classes"]:
        return leaves(layer["classes"]["values"])
    ranges = layer["classes"]["ranges"]
    numbers, words = (layer["facts"][ranges[key]]["values"] for key in ("number", "word"))
    return _ranged(numbers, words, ranges)


def _ranged(numbers: Any, words: Any, ranges: dict[str, Any]) -> Any:  # noqa: ANN401
    if isinstance(numbers, list):
        return [_ranged(*both, ranges) for both in zip(numbers, words, strict=True)]
    breaks = ranges["breaks"]
    found = len(breaks) + 1 if numbers is None else sum(numbers > end for end in breaks)
    return ranges["own"].get("" if words is None else str(int(words)), found)


def raw_data_of(html: str) -> dict[str, Any]:
    """Return the data block, inflated if it is not plain."""
    found = re.search(r'<script type="([a-z/]+)" id="page-data"[^>]*>(.*?)</script>', html)
    assert found
    is_plain = found[1] == "application/json"
    return dict(json.loads(found[2] if is_plain else zlib.decompress(base64.b64decode(found[2]))))


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


def after(text: str, before: list[int]) -> list[int | None]:
    """Return the numbers of a column of steps from the one before it."""
    values: list[int | None] = []
    step: int | None = None
    for missing, repeat, digits in TOKEN.findall(text[1:]):
        number = sum(ALPHABET.index(one) % 32 * 32**place for place, one in enumerate(digits))
        if not repeat:
            step = None if missing else -(number + 1) // 2 if number % 2 else number // 2
        for _ in range(number if repeat else 1):
            values.append(None if step is None else before[len(values)] + step)
    return values


def rows(texts: list[str]) -> list[list[int | None]]:
    """Return the columns of one list, each of which may build on those before it."""
    found: list[list[int | None]] = []
    before: list[int] = []
    for text in texts:
        values = after(text, before) if text.startswith("^") else unpack(text)
        before = before or [0] * len(values)
        before = [b if n is None else n for n, b in zip(values, before, strict=True)]
        found.append(values)
    return found


def points(text: str) -> list[tuple[int, int]]:
    """Return the points of a row, a ring or a line."""
    x, y = text.split(" ")
    return list(zip(unpack(x), unpack(y), strict=True))  # type: ignore[arg-type]


def leaves(values: Any, digits: int = 0) -> Any:  # noqa: ANN401
    """Return packed columns as lists, nested as they are, their decimal point put back."""
    if isinstance(values, list) and values and isinstance(values[0], str):
        return [_with_point(numbers, digits) for numbers in rows(values)]
    if isinstance(values, list):
        return [leaves(part, digits) for part in values]
    return _with_point(unpack(values), digits)


def _with_point(numbers: list[int | None], digits: int) -> list[Any]:
    return [n / 10**digits if n is not None and digits else n for n in numbers]


def _written(values: list[Any]) -> Any:  # noqa: ANN401
    if values and isinstance(values[0], list):
        return [_written(part) for part in values]
    return "".join(DIGITS[int(value)] for value in values)
